"""The page 收支账: lines typed by keys alone and read back, mistakes beside the cell, closed months, undo."""

from __future__ import annotations

import pytest

from tests.helpers.office import courtyard, rows
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.pages.ledger import LedgerPage

__all__ = ["clock", "desk", "new_office", "office"]

STORED = (
    "SELECT on_date, direction, kind, summary, party, handler, witness, voucher, amount FROM ledger_entry "
    "WHERE deleted_at IS NULL ORDER BY month, on_date, id"
)


def _page(desk: Desk) -> LedgerPage:
    desk.go("ledger")
    shown = desk.window.page
    assert isinstance(shown, LedgerPage)
    return shown


def _texts(page: LedgerPage) -> list[tuple[str, ...]]:
    model = page.register.register.entries
    return [
        tuple(str(model.index(row, column).data()) for column in range(model.columnCount()))
        for row in range(len(model.rows))
    ]


def _type_line(desk: Desk, *cells: str) -> None:
    """Type a line: None leaves what is offered, every cell ends with Enter."""
    for cell in cells:
        if cell != "=":
            desk.type(cell)
        desk.press("Enter")


@pytest.fixture
def page(desk: Desk) -> LedgerPage:
    courtyard(desk.context, "航海东路1号院")
    desk.session.changed.emit(frozenset({"courtyard"}))
    return _page(desk)


def test_lines_are_typed_end_to_end_and_read_back(desk: Desk, page: LedgerPage) -> None:
    page.take_focus()
    #            date  side kind summary party handler witness voucher amount
    _type_line(desk, "9.6", "收", "tcf", "九月停车费", "王一", "李强", "赵六", "0099", "1,288.01")
    _type_line(desk, "=", "=", "=", "十月停车费", "张三", "=", "=", "=", "¥12")
    _type_line(desk, "7", "支", "ljqy", "", "环卫公司", "=", "=", "=", "320")
    desk.settle()
    assert rows(desk.context, STORED) == [
        ("2020-09-06", "income", "parking", "九月停车费", "王一", "李强", "赵六", "0099", 128_801),
        ("2020-09-06", "income", "parking", "十月停车费", "张三", "李强", "赵六", "0100", 1200),
        ("2020-09-07", "expense", "waste", None, "环卫公司", "李强", "赵六", "0101", 32_000),
    ]
    assert [texts[-1] for texts in _texts(page)] == ["1,288.01", "1,300.01", "980.01"]
    assert page.register.register.line.cells["on_date"].hasFocus()
