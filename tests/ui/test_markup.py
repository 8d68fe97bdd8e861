"""What people write is never read as markup: no label and no tooltip draws it, or fetches what it names."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

from models.errors import UserError
from services import records
from services.office import Context
from services.subjects import ALL
from tests.helpers import town
from tests.helpers.office import rows
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.pages.records import RecordsPage

__all__ = ["clock", "desk", "new_office", "office"]

MARK = "<img src='//192.0.2.1/x.png'>钉"
_MOST_ROWS = 30


def plant(context: Context) -> set[str]:
    """Write markup into the texts of every record that a form may change; returns the kinds."""
    planted: set[str] = set()
    for described in ALL:
        if not described.by_form:
            continue
        fields = [each for section in described.sections for each in section.fields]
        texts = [each.name for each in fields if each.kind in ("text", "longtext")]
        where = f" AND {described.where.replace('t.', '')}" if described.where else ""
        for (record_id,) in rows(
            context, f"SELECT id FROM {described.table} WHERE deleted_at IS NULL{where}"
        ):
            for name in texts:
                try:
                    records.save(context, described.kind, record_id, {name: f"{MARK}{len(planted)}"})
                except UserError:
                    continue
                planted.add(described.kind)
    return planted


def drawn(widget: QWidget) -> Iterator[str]:
    """Return what a window would draw as markup though somebody wrote it."""
    for each in (widget, *widget.findChildren(QWidget)):
        if isinstance(each, QLabel) and MARK in each.text() and each.textFormat() != Qt.TextFormat.PlainText:
            yield f"label of {type(each.parent()).__name__}: {each.text()[:60]}"
        if MARK in each.toolTip():
            yield f"tooltip of {type(each).__name__} in {type(each.parent()).__name__}: {each.toolTip()[:60]}"
        model = each.model() if isinstance(each, QAbstractItemView) else None
        for row in range(min(model.rowCount(), _MOST_ROWS)) if model is not None else ():
            tip = model.data(model.index(row, 0), Qt.ItemDataRole.ToolTipRole) if model is not None else None
            if MARK in str(tip):
                yield f"tooltip of a row of {type(each).__name__}: {str(tip)[:60]}"


def test_nothing_that_people_write_is_drawn_as_markup(desk: Desk) -> None:
    town.furnish(desk.context)
    planted = plant(desk.context)
    assert planted >= {"residents", "courtyards", "opinions", "matters", "units", "teams"}
    found: dict[str, list[str]] = {}
    for key in desk.window.page_keys:
        desk.go(key)
        found[key] = list(drawn(desk.window))
        if isinstance(desk.window.page, RecordsPage) and desk.page.pane.view is not None:
            for at in range(desk.view.tabs.count()):
                desk.view.tabs.setCurrentIndex(at)
                desk.settle()
                found[f"{key} {at}"] = list(drawn(desk.window))
            desk.page.pane.edit()
            desk.settle()
            found[f"{key} form"] = list(drawn(desk.window))
            desk.page.pane.cancel()
            desk.settle()
    told = sorted({line for lines in found.values() for line in lines})
    assert told == []
