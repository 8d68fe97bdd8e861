"""The page 收支账: lines typed by keys alone and read back, mistakes beside the cell, closed months, undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from services import drafts, ledgers
from tests.helpers.ledgers import close, entry
from tests.helpers.office import add, community, courtyard, rows, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.ledger.line import EntryLine
from ui.ledger.register import Register
from ui.ledger.register_tab import DRAFT, PAGE
from ui.pages.ledger import LedgerPage
from ui.widgets import style

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


def _register(page: LedgerPage) -> Register:
    return page.register.register


def _line(page: LedgerPage) -> EntryLine:
    return _register(page).line


def _texts(page: LedgerPage) -> list[tuple[str, ...]]:
    model = _register(page).entries
    return [
        tuple(str(model.index(row, column).data()) for column in range(model.columnCount()))
        for row in range(len(model.rows))
    ]


def _summaries(page: LedgerPage) -> list[str]:
    return [texts[3] for texts in _texts(page)]


def _type_line(desk: Desk, *cells: str) -> None:
    """Type a line, each cell ended with Enter; "=" leaves what is offered."""
    for cell in cells:
        if cell != "=":
            desk.type(cell)
        desk.press("Enter")


@pytest.fixture
def yard(desk: Desk) -> bytes:
    """A courtyard without any money yet."""
    return courtyard(desk.context, "航海东路1号院")


@pytest.fixture
def page(desk: Desk, yard: bytes) -> LedgerPage:
    """The page over it, with the cursor in the line that is typed."""
    shown = _page(desk)
    shown.take_focus()
    return shown


def test_lines_are_typed_end_to_end_and_read_back(desk: Desk, page: LedgerPage) -> None:
    #            date  side kind summary party handler witness voucher amount
    _type_line(desk, "9.6", "收", "tcf", "九月停车费", "王一", "李强", "赵六", "0099", "1,288.01")
    _type_line(desk, "=", "=", "=", "十月停车费", "张三", "=", "=", "=", "¥12")
    _type_line(desk, "7", "支", "ljqy", "", "环卫公司", "=", "=", "=", "320")
    assert rows(desk.context, STORED) == [
        ("2020-09-06", "income", "parking", "九月停车费", "王一", "李强", "赵六", "0099", 128_801),
        ("2020-09-06", "income", "parking", "十月停车费", "张三", "李强", "赵六", "0100", 1200),
        ("2020-09-07", "expense", "waste", None, "环卫公司", "李强", "赵六", "0101", 32_000),
    ]
    assert [texts[-1] for texts in _texts(page)] == ["1,288.01", "1,300.01", "980.01"]
    assert _line(page).cells["on_date"].hasFocus()
    assert page.top.account.currentText() == "现金账户"  # made with the first line
    assert "收入 1,300.01" in page.sums.text()


def test_tab_goes_on_as_enter_does_and_shift_tab_back(desk: Desk, page: LedgerPage) -> None:
    desk.press("Tab", "Tab")
    assert _line(page).cells["kind"].hasFocus()
    desk.press("Shift+Tab")
    assert _line(page).cells["direction"].hasFocus()


def test_a_kind_says_by_itself_whether_money_comes_in(desk: Desk, page: LedgerPage) -> None:
    desk.press("Enter", "Enter")
    desk.type("路灯维修")
    desk.press("Enter")
    assert _line(page).cells["direction"].text() == "支出"
    assert "income" not in _line(page).order()


def test_what_is_offered_is_taken_with_the_arrow_keys(desk: Desk, page: LedgerPage, yard: bytes) -> None:
    entry(desk.context, yard, summary="地下车库停车费", party="张三")
    desk.session.changed.emit(frozenset({"ledger_entry"}))
    desk.settle()
    desk.press("Tab", "Tab")
    desk.type("ws")
    assert _line(page).cells["kind"].offers is not None
    desk.press("Down", "Enter")
    assert _line(page).values["kind"] == "卫生费"
    desk.type("dxck")
    desk.press("Down", "Tab")
    assert _line(page).values["summary"] == "地下车库停车费"
    desk.press("Down")  # everybody known, without typing
    desk.press("Esc")
    assert _line(page).cells["party"].hasFocus()


@pytest.mark.parametrize(
    ("steps", "cell", "message"),
    [
        (("31",), "on_date", "2020年9月没有31日，请改正。"),
        (("很久以前",), "on_date", "看不懂“很久以前”，请写成 2020-9-6、9.6、6 或“今天”。"),
        (("=", "存"), "direction", "看不懂“存”，请写“收”或“支”。"),
        (("=", "收", "不知道"), "kind", "没有“不知道”这个类别，或对应不止一个，请从列表中选。"),
        (
            ("=", "收", "tcf", "", "", "", "", "", "12.345"),
            "income",
            "看不懂“12.345”，请写成 1288.01，最多两位小数。",
        ),
        (("=", "收", "tcf", "", "", "", "", "", ""), "income", "请填写金额。"),
        (("=", "收", "tcf", "", "", "", "", "", "约100"), "income", "金额要准确，不能写“约”。"),
        (
            ("=", "收", "tcf", "", "", "", "", "", "-5"),
            "income",
            "金额要大于零；要退回已记的一笔，请用“冲正”。",
        ),
    ],
)
def test_the_sentence_stands_beside_the_wrong_cell(
    desk: Desk, page: LedgerPage, steps: tuple[str, ...], cell: str, message: str
) -> None:
    _type_line(desk, *steps)
    if cell in ("on_date", "direction", "kind"):
        desk.press("Ctrl+S")
    line = _line(page)
    assert line.message.isVisible()
    assert line.message.text() == message
    assert line.cells[cell].property("state") == "error"
    assert line.cells[cell].accessibleDescription() == message
    assert line.cells[cell].hasFocus()
    assert abs(line.message.geometry().center().y() - line.cells[cell].geometry().center().y()) < 80
    assert value(desk.context, "SELECT count(*) FROM ledger_entry") == 0


def test_esc_takes_the_line_back_and_then_leaves_it(desk: Desk, page: LedgerPage, yard: bytes) -> None:
    entry(desk.context, yard)
    desk.session.changed.emit(frozenset({"ledger_entry"}))
    desk.settle()
    desk.type("9.9")
    desk.press("Enter", "Esc")
    assert not _line(page).is_changed
    assert _line(page).cells["on_date"].hasFocus()
    desk.press("Esc")
    assert _register(page).hasFocus()
    desk.press("Down")
    assert _line(page).cells["on_date"].hasFocus()


def test_f2_changes_a_line_in_place_and_the_balance_follows(
    desk: Desk, page: LedgerPage, yard: bytes
) -> None:
    entry(desk.context, yard, "2020-09-01", 10_000, summary="九月", handler="李强")
    entry(desk.context, yard, "2020-09-02", 5_000, "expense", "waste")
    desk.session.changed.emit(frozenset({"ledger_entry"}))
    desk.settle()
    desk.press("Up", "Up", "F2")
    line = _line(page)
    assert _register(page).line_row == 0
    assert line.values["income"] == "100.00"
    for _ in range(8):
        desk.press("Enter")
    desk.type("250")
    desk.press("Enter")
    assert rows(desk.context, STORED)[0][-1] == 25_000
    assert [texts[-1] for texts in _texts(page)] == ["250.00", "200.00"]
    assert _register(page).line_row == 2
    assert desk.toast() == "已修改这一笔"


def test_delete_removes_and_undo_brings_back(desk: Desk, page: LedgerPage, yard: bytes) -> None:
    entry(desk.context, yard, summary="一")
    entry(desk.context, yard, summary="二")
    desk.session.changed.emit(frozenset({"ledger_entry"}))
    desk.settle()
    desk.press("Up", "Del")
    assert _summaries(page) == ["一"]
    assert desk.toast() == "已删除1笔收支"
    assert [row.summary for row in _register(page).selected()] == ["一"]  # the cursor stays at hand
    desk.session.undo()
    desk.settle()
    assert _summaries(page) == ["一", "二"]


def test_ctrl_z_in_a_fresh_line_takes_the_last_entry_back(desk: Desk, page: LedgerPage) -> None:
    _type_line(desk, "6", "收", "tcf", "", "", "", "", "", "100")
    assert len(_texts(page)) == 1
    desk.press("Ctrl+Z")
    assert _texts(page) == []


def test_a_closed_month_is_grey_takes_no_line_and_offers_to_reverse(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-05", 10_000, summary="记错的")
    close(desk.context, yard, "2020-08")
    page = _page(desk)
    page.months.choose("2020-08")
    desk.settle()
    register = _register(page)
    assert not register.entries.takes_lines
    assert not _line(page).cells["on_date"].isVisible()
    register.setFocus()
    register.selectRow(0)
    assert not page.register.change_button.isEnabled()
    assert not page.register.delete_button.isEnabled()
    desk.press("Del")
    assert "不能删除" in desk.toast()
    with prompts.scripted("重复记账") as script:
        desk.press("Ctrl+R")
    assert script.asked == ["冲正2020-08-05的停车费收入100.00元。原因："]
    assert rows(desk.context, "SELECT month, amount, reason FROM ledger_entry ORDER BY id")[1] == (
        "2020-09",
        -10_000,
        "重复记账",
    )
    assert _summaries(page) == ["记错的（已冲正）"]
    page.months.choose("2020-09")
    desk.settle()
    assert _summaries(page) == ["冲正：重复记账"]
    assert _texts(page)[0][-1] == "0.00"


def test_a_closed_day_is_refused_beside_the_date(desk: Desk, page: LedgerPage, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-05")
    close(desk.context, yard, "2020-08")
    desk.session.changed.emit(frozenset({"month_close"}))
    desk.settle()
    page.take_focus()
    _type_line(desk, "8.20")
    assert _line(page).message.text() == "2020年8月已经月结，不能再记账。漏记的请记入2020年9月。"


def test_a_line_for_a_past_month_says_where_it_went(desk: Desk, page: LedgerPage) -> None:
    _type_line(desk, "7.3", "收", "tcf", "补", "", "", "", "", "100")
    assert desk.toast() == "已记账，记在2020年7月"
    page.months.choose("2020-07")
    desk.settle()
    assert _summaries(page) == ["补"]
    assert "补录" in page.months.currentItem().text()


def test_the_line_begun_survives_a_crash(desk: Desk, page: LedgerPage, yard: bytes) -> None:
    _type_line(desk, "9.8", "收", "tcf", "记到一半")
    page.keep_draft()
    desk.settle()
    assert drafts.load_draft(desk.context, DRAFT, yard) is not None
    desk.window._office_opened()  # as the next start does
    desk.settle()
    again = _page(desk)
    assert _line(again).values["summary"] == "记到一半"
    assert _line(again).is_changed
    again.take_focus()
    desk.press("Esc")
    desk.until(lambda: not again.register._draft.isActive())
    desk.settle()
    assert drafts.load_draft(desk.context, DRAFT, yard) is None


def test_rows_are_copied_as_a_table_with_plain_numbers(desk: Desk, page: LedgerPage, yard: bytes) -> None:
    entry(desk.context, yard, "2020-09-01", 128_801_00, summary="租金", kind="public_space")
    desk.session.changed.emit(frozenset({"ledger_entry"}))
    desk.settle()
    desk.press("Up", "Ctrl+C")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["日期", "收/支", "类别", "摘要"]
    assert lines[1].split("\t") == [
        "2020-09-01", "收入", "公共空间营收", "租金", "", "", "", "", "128801.00", "", "128801.00",
    ]  # fmt: skip


def test_the_register_is_exported(desk: Desk, page: LedgerPage, yard: bytes, tmp_path: Path) -> None:
    entry(desk.context, yard, "2020-08-01", 100_000, summary="八月")
    entry(desk.context, yard, "2020-09-01", 30_050, "expense", "waste", summary="九月")
    desk.session.changed.emit(frozenset({"ledger_entry"}))
    desk.settle()
    out = tmp_path / "账.csv"
    with prompts.scripted(str(out)):
        desk.press("Ctrl+E")
    desk.until(out.exists)
    desk.settle()
    lines = out.read_text("utf-8-sig").splitlines()
    assert len(lines) == 2  # only the month that is shown, its balance carried on
    assert '"九月"' in lines[1]
    assert "699.5" in lines[1]


def test_long_registers_are_read_a_page_at_a_time_from_the_end(desk: Desk, yard: bytes) -> None:
    context = desk.context
    many = [
        ledgers.EntryDraft(yard, "2020-09-01", "income", "parking", 100, summary=f"第{at}笔")
        for at in range(PAGE * 2 + 50)
    ]
    with context.unit_of_work() as work:
        ledgers.add_entries(work, many, context.today())
        work.commit()
    page = _page(desk)
    register = _register(page)
    assert len(register.rows) == PAGE
    assert _texts(page)[-1][-1] == "450.00"
    page.take_focus()
    first = register.rows[0].summary
    register.verticalScrollBar().setValue(0)
    desk.settle()
    assert len(register.rows) == PAGE * 2
    at = register.verticalScrollBar().value() // register.rowHeight(0)
    assert abs(at - PAGE) <= 1  # what was in sight stays in sight
    assert register.rows[PAGE].summary == first
    register.verticalScrollBar().setValue(0)
    desk.settle()
    assert len(register.rows) == PAGE * 2 + 50
    assert _texts(page)[0][-1] == "1.00"


def test_accounts_are_kept_apart_and_seen_together(desk: Desk, yard: bytes) -> None:
    context = desk.context
    cash = add(context, "accounts", courtyard_id=yard, name="现金", kind="cash")
    bank = add(
        context,
        "accounts",
        courtyard_id=yard,
        name="银行",
        kind="bank",
        opening_balance="500",
        opening_on="2020-09-01",
    )
    entry(context, yard, "2020-09-02", 1_000, account=cash, summary="现")
    entry(context, yard, "2020-09-03", 2_000, account=bank, summary="银")
    page = _page(desk)
    assert _summaries(page) == ["现"]
    page.top.account.setCurrentIndex(page.top.account.findText("银行"))
    page.top.account.activated.emit(page.top.account.currentIndex())
    desk.settle()
    assert [(texts[3], texts[-1]) for texts in _texts(page)] == [("银", "520.00")]
    page.take_focus()
    _type_line(desk, "8.1")
    assert _line(page).message.text() == "这个账户从2020-09-01起记账，更早的收支已在期初余额里。"
    desk.press("Esc")
    page.top.account.setCurrentIndex(page.top.account.findText("全部账户"))
    page.top.account.activated.emit(page.top.account.currentIndex())
    desk.settle()
    assert _summaries(page) == ["现", "银"]
    assert not _register(page).entries.takes_lines


def test_the_courtyard_is_remembered(desk: Desk, page: LedgerPage, yard: bytes) -> None:
    other = courtyard(desk.context, "建设路2号院", community(desk.context, "远大社区"))
    desk.session.changed.emit(frozenset({"courtyard"}))
    desk.settle()
    page.top.courtyard.picked.emit(other)
    desk.settle()
    assert desk.window.header.detail.text() == "建设路2号院"
    desk.window._office_opened()
    desk.settle()
    assert _page(desk).place is not None
    assert desk.window.header.detail.text() == "建设路2号院"


def test_the_line_stays_in_sight_at_200_per_cent(desk: Desk, page: LedgerPage) -> None:
    desk.window.appearance.zoom_to(200)
    desk.window._office_opened()
    desk.settle()
    again = _page(desk)
    again.take_focus()
    desk.settle()
    cell = _line(again).cells["on_date"]
    assert cell.hasFocus()
    assert not cell.visibleRegion().isEmpty()
    top = cell.mapTo(desk.window, cell.rect().bottomLeft()).y()
    assert top < desk.window.height() - style.px(20)


def test_rows_months_and_tables_grow_with_the_zoom(desk: Desk, page: LedgerPage) -> None:
    register = _register(page)
    table = page.closing.table
    before = (
        register.rowHeight(0),
        register.columnWidth(0),
        page.months.height(),
        table.verticalHeader().defaultSectionSize(),
    )
    desk.window.appearance.zoom_to(200)
    desk.settle()
    assert register.rowHeight(0) == 2 * before[0]
    assert register.columnWidth(0) == 2 * before[1]
    assert _line(page).cells["on_date"].height() > 1.8 * before[0]
    page.tabs.setCurrentIndex(1)
    desk.settle()
    assert table.verticalHeader().defaultSectionSize() > 1.7 * before[3]
    desk.window.appearance.zoom_to(100)
    desk.settle()
    assert (register.rowHeight(0), register.columnWidth(0), page.months.height()) == before[:3]


def test_an_office_without_courtyards_leads_to_them(desk: Desk) -> None:
    page = _page(desk)
    assert page.message.heading.text() == "还没有楼院"
    page.message.button.click()
    desk.settle()
    assert desk.window.current == "courtyards"


def test_what_is_remarkable_is_said_while_typing_and_stops_nothing(
    desk: Desk, page: LedgerPage, yard: bytes
) -> None:
    entry(desk.context, yard, "2020-09-01", 1_000, voucher="0007")
    desk.session.changed.emit(frozenset({"ledger_entry"}))
    desk.settle()
    line = _line(page)
    _type_line(desk, "9.2", "收", "tcf", "", "", "李强", "李强", "0007")
    assert line.cells["voucher"].property("state") == "warn"
    assert line.cells["witness"].property("state") == "warn"
    assert line.message.isVisible()
    assert line.message.text() in (
        "这个票据号在本楼院已有1笔，请核对是否重复。",
        "经手人和证明人是同一个人，请核对。",
    )
    desk.type("5")
    desk.press("Enter")
    assert value(desk.context, "SELECT count(*) FROM ledger_entry") == 2
    assert not line.message.isVisible()


def test_enter_on_a_closed_line_offers_to_reverse_it(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-05", 10_000)
    close(desk.context, yard, "2020-08")
    page = _page(desk)
    page.months.choose("2020-08")
    desk.settle()
    assert page.register.keys.text().startswith("2020年8月已月结")
    register = _register(page)
    register.selectRow(0)
    register.setFocus()
    with prompts.scripted("reverse", "多记一笔") as script:
        desk.press("F2")
    assert script.asked[0] == "2020-08-05的停车费收入100.00元已经月结，不能修改。"
    assert value(desk.context, "SELECT reason FROM ledger_entry WHERE amount < 0") == "多记一笔"
    desk.settle()
    with prompts.scripted():  # it is taken back: its record is shown, nothing is asked
        page.register.entry_wanted.disconnect()
        register.change(0)


def test_a_line_that_the_office_refuses_comes_back_as_it_was_typed(
    desk: Desk, page: LedgerPage, yard: bytes
) -> None:
    _type_line(desk, "8.5", "收", "tcf", "八月的")
    entry(desk.context, yard, "2020-08-01")
    close(desk.context, yard, "2020-08")  # by somebody else, just now
    for _ in range(4):
        desk.press("Enter")
    desk.type("100")
    desk.press("Enter")
    line = _line(page)
    assert line.values["summary"] == "八月的"
    assert line.values["income"] == "100.00"
    assert line.cells["on_date"].hasFocus()
    assert "2020年8月已经月结" in line.message.text()
    desk.type("9.5")
    desk.press("Ctrl+S")
    assert rows(desk.context, STORED)[-1][:4] == ("2020-09-05", "income", "parking", "八月的")


def test_what_was_typed_meanwhile_is_put_back_behind_a_refused_line(
    desk: Desk, page: LedgerPage, yard: bytes
) -> None:
    _type_line(desk, "8.5", "收", "tcf", "八月的", "", "", "", "")
    entry(desk.context, yard, "2020-08-01")
    close(desk.context, yard, "2020-08")
    cells = _line(page).cells
    cells["income"].setText("100")
    _line(page).submit()  # not answered yet
    cells["summary"].setText("下一笔")
    desk.settle()
    assert _line(page).values["summary"] == "八月的"
    desk.type("9.5")
    desk.press("Ctrl+S")
    assert _line(page).values["summary"] == "下一笔"
