"""The tabs 月结 and 图表: the statement, what to look at, two people, one person with a reason, the chart."""

from __future__ import annotations

from pathlib import Path

import pytest

from services import users
from services.notices import Target
from tests.helpers.ledgers import close, entry
from tests.helpers.office import add, courtyard, rows, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.ledger.chart_tab import ChartTab, wanted_months
from ui.ledger.close_tab import CloseTab
from ui.ledger.record_dialog import RecordDialog
from ui.pages.ledger import LedgerPage

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def yard(desk: Desk) -> bytes:
    """A courtyard with an account that opens with 100 yuan in August."""
    made = courtyard(desk.context, "航海东路1号院")
    add(
        desk.context,
        "accounts",
        courtyard_id=made,
        name="现金",
        kind="cash",
        opening_on="2020-08-01",
        opening_balance="100",
    )
    return made


def _page(desk: Desk, tab: int, month: str = "2020-08") -> LedgerPage:
    desk.go("ledger")
    shown = desk.window.page
    assert isinstance(shown, LedgerPage)
    shown.tabs.setCurrentIndex(tab)
    shown.months.choose(month)
    desk.settle()
    return shown


def _close_tab(desk: Desk, month: str = "2020-08") -> CloseTab:
    return _page(desk, 1, month).closing


def _hints(tab: CloseTab) -> list[str]:
    return [tab.hints.item(at).text() for at in range(tab.hints.count())]


def test_the_statement_is_shown_before_it_is_closed(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-03", 20_000, voucher="001")
    entry(desk.context, yard, "2020-08-04", 5_000, "expense", "waste", voucher="002")
    tab = _close_tab(desk)
    assert [row.cells for row in tab.table.rows] == [
        ("上月结余", "", "100.00"),
        ("　　停车费", "1", "200.00"),
        ("收入合计", "1", "200.00"),
        ("　　垃圾清运", "1", "50.00"),
        ("支出合计", "1", "50.00"),
        ("本月结余", "", "250.00"),
        ("票据号 001、002", "", ""),
    ]
    assert _hints(tab) == ["没有发现需要核对的。"]
    assert tab.close_button.isVisible()
    assert not tab.sheet_button.isVisible()


def test_what_should_be_looked_at_is_told(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-03", 20_000, "expense", "waste", voucher="001")
    entry(desk.context, yard, "2020-08-04", 5_000, voucher="005")
    entry(desk.context, yard, "2020-07-04", 5_000, voucher="005", account=_second(desk, yard))
    bare = entry(desk.context, yard, "2020-08-05", 5_000)
    tab = _close_tab(desk)
    assert _hints(tab) == [
        "1笔没有票据号，请补上，或核对有没有票据。",
        "票据号重复：005，请核对是否重复记账。",
        "票据号不连续，缺002～004，请核对有没有漏记或作废。",
        "“现金”在2020-08-03的余额是-100.00元，小于零，请核对有没有漏记的收入或期初余额。",
    ]
    tab.hints.itemActivated.emit(tab.hints.item(0))
    desk.settle()
    dialog = desk.window.findChild(RecordDialog)
    assert isinstance(dialog, RecordDialog)
    assert dialog.pane.shown is not None
    assert dialog.pane.shown.id == bare
    dialog.close_button.click()


def _second(desk: Desk, yard: bytes) -> bytes:
    return add(desk.context, "accounts", courtyard_id=yard, name="银行", kind="bank")


def test_two_people_close_a_month(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-03", 20_000, voucher="001")
    users.add_user(desk.context, "李强")
    tab = _close_tab(desk)
    tab.close_button.click()
    assert tab.problem.text() == "请选审核的人：制表和审核要由两个人办理。"
    tab.checker.setCurrentIndex(tab.checker.findText("王芳"))
    tab.close_button.click()
    assert tab.problem.text().startswith("制表和审核不能是同一个人。")
    tab.checker.setCurrentIndex(tab.checker.findText("李强"))
    with prompts.scripted("close") as script:
        tab.close_button.click()
        desk.settle()
    assert script.asked == ["结2020年8月的账吗？期末余额300.00元。"]
    assert rows(
        desk.context, "SELECT month, closing, closed_by, checked_by, single_reason FROM month_close"
    ) == [("2020-08", 30_000, "王芳", "李强", None)]
    assert tab.state.text() == "已月结（2020-09-16）：制表 王芳，审核 李强。"
    assert tab.sheet_button.isVisible()
    assert not tab.close_button.isVisible()
    assert desk.session.undoable is None
    page = desk.window.page
    assert isinstance(page, LedgerPage)
    assert "已结" in page.months.currentItem().text()


def test_leaving_the_question_closes_nothing(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-03", voucher="001")
    users.add_user(desk.context, "李强")
    tab = _close_tab(desk)
    tab.checker.setCurrentIndex(tab.checker.findText("李强"))
    with prompts.scripted("back"):
        tab.close_button.click()
    desk.settle()
    assert value(desk.context, "SELECT count(*) FROM month_close") == 0


def test_one_person_closes_with_a_reason(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-03", voucher="001")
    tab = _close_tab(desk)
    tab.single.setChecked(True)
    assert not tab.checker.isEnabled()
    tab.close_button.click()
    assert tab.problem.text() == "请写明单人办理的原因。"
    assert tab.reason.hasFocus()
    desk.type("只有一人")
    with prompts.scripted("close"):
        tab.close_button.click()
        desk.settle()
    assert tab.state.text() == "已月结（2020-09-16）：制表 王芳，单人办理，原因：只有一人。"


def test_the_second_person_is_made_known_in_place(desk: Desk, yard: bytes) -> None:
    tab = _close_tab(desk, "2020-09")
    with prompts.scripted("赵六"):
        tab.user_button.click()
        desk.settle()
    assert tab.checker.currentText() == "赵六"
    with prompts.scripted("赵六"):
        tab.user_button.click()
        desk.settle()
    assert "已经有叫“赵六”的用户" in tab.problem.text()


def test_an_earlier_month_goes_first(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-03")
    entry(desk.context, yard, "2020-09-03")
    tab = _close_tab(desk, "2020-09")
    assert tab.state.text() == "2020年8月还有没月结的收支，请先结2020年8月。"
    assert not tab.close_button.isEnabled()


def test_without_a_month_it_asks_for_one(desk: Desk, yard: bytes) -> None:
    tab = _close_tab(desk, "")
    assert tab.stack.currentWidget() is tab.choose


def test_the_sheet_of_the_closed_month_is_one_click_away(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-08-03", voucher="001")
    close(desk.context, yard, "2020-08")
    tab = _close_tab(desk)
    wanted: list[tuple[str, object]] = []
    desk.session.page_wanted.disconnect()
    desk.session.page_wanted.connect(lambda key, argument: wanted.append((key, argument)))
    tab.sheet_button.click()
    assert [key for key, _ in wanted] == ["preview"]
    target = wanted[0][1]
    assert target == Target("accounts", yard, month="2020-08")


def test_the_chart_shows_months_without_entries_too(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    entry(desk.context, yard, "2020-06-03", 20_000, account=_second(desk, yard))
    entry(desk.context, yard, "2020-09-03", 5_000, "expense", "waste")
    page = _page(desk, 2)
    assert isinstance(page.chart, ChartTab)
    desk.until(lambda: page.chart.view.is_settled)
    assert page.chart.view.page_count == 1
    assert not page.months.isVisible()
    assert page.place is not None
    shown = wanted_months(page.place.months, "")
    assert [(line.month, line.balance) for line in shown] == [
        ("2020-06", 20_000),
        ("2020-07", 20_000),
        ("2020-08", 30_000),
        ("2020-09", 25_000),
    ]
    assert wanted_months(page.place.months, "2019") == ()
    out = tmp_path / "图.pdf"
    with prompts.scripted(str(out)):
        page.chart.save_button.click()
    desk.until(out.exists)
    desk.settle()
    assert out.read_bytes().startswith(b"%PDF-")


def test_without_entries_there_is_no_chart_but_a_sentence(desk: Desk, yard: bytes) -> None:
    page = _page(desk, 2)
    assert page.chart.stack.currentWidget() is page.chart.nothing
    assert not page.chart.print_button.isEnabled()
