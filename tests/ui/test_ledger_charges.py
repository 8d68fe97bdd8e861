"""The tab 应收费用: a month's charges are made, several are paid at once, as receipts of the ledger."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from services import ledgers
from tests.helpers.ledgers import close
from tests.helpers.office import add, courtyard, resident, rows, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.ledger.charges_tab import ChargesTab
from ui.pages.ledger import LedgerPage

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def yard(desk: Desk) -> bytes:
    """A courtyard with three homes, one of them with an area and an owner."""
    made = courtyard(desk.context, "航海东路1号院")
    building = add(desk.context, "buildings", courtyard_id=made, name="1号楼")
    for room, area in (("101", "65.4"), ("102", ""), ("201", "")):
        add(desk.context, "dwellings", courtyard_id=made, building_id=building, room=room, area=area)
    dwelling = value(desk.context, "SELECT id FROM dwelling WHERE room = '101'")
    add(desk.context, "ownerships", dwelling_id=dwelling, resident_id=resident(desk.context, "郝有名"))
    return made


@pytest.fixture
def tab(desk: Desk, yard: bytes) -> ChargesTab:
    desk.go("ledger")
    page = desk.window.page
    assert isinstance(page, LedgerPage)
    page.tabs.setCurrentIndex(3)
    page.months.choose("2020-09")
    desk.settle()
    return page.charges


def _states(tab: ChargesTab) -> list[tuple[str, str, str]]:
    return [(row.cells[2], row.cells[3], row.cells[6]) for row in tab.table.rows]


def _make(desk: Desk, tab: ChargesTab, rate: str = "10") -> None:
    tab.rate.setText(rate)
    tab.make_button.click()
    desk.settle()


def test_charges_are_made_for_every_home_once(desk: Desk, tab: ChargesTab) -> None:
    _make(desk, tab)
    assert _states(tab) == [("101", "10.00", "未交"), ("102", "10.00", "未交"), ("201", "10.00", "未交")]
    assert tab.sums.text() == "应收 3户 30.00元　已收 0户 0.00元"
    _make(desk, tab, "12")
    assert len(_states(tab)) == 3
    assert desk.toast() == "2020年9月的应收已经有了，没有新增。"


def test_by_the_square_metre_homes_without_area_are_named(desk: Desk, tab: ChargesTab) -> None:
    tab.basis.setCurrentIndex(tab.basis.findData("sqm"))
    _make(desk, tab, "0.3")
    assert _states(tab) == [("101", "19.62", "未交")]
    assert tab.problem.text().startswith("2户没有登记面积，没有生成：1号楼102、1号楼201。")


@pytest.mark.parametrize(
    ("rate", "message"), [("", "请填写收费标准"), ("十几块", "看不懂“十几块”"), ("0", "金额要大于零")]
)
def test_a_rate_that_cannot_be_read_is_told(desk: Desk, tab: ChargesTab, rate: str, message: str) -> None:
    _make(desk, tab, rate)
    assert tab.problem.text().startswith(message)
    assert tab.rate.hasFocus()
    assert _states(tab) == []


def test_several_homes_pay_at_once(desk: Desk, tab: ChargesTab, yard: bytes) -> None:
    _make(desk, tab)
    tab.table.select_keys({row.key for row in tab.table.rows[:2]})
    assert tab.pay_button.text() == "收款 2户"
    tab.day.setText("9.12")
    tab.handler.setText("李强")
    tab.voucher.setText("0007")
    tab.pay_button.click()
    desk.settle()
    assert [state for *_, state in _states(tab)] == ["已交", "已交", "未交"]
    stored = "SELECT on_date, kind, amount, summary, handler, voucher FROM ledger_entry ORDER BY id"
    assert rows(desk.context, stored) == [
        ("2020-09-12", "sanitation", 1000, "2020年9月1号楼101", "李强", "0007"),
        ("2020-09-12", "sanitation", 1000, "2020年9月1号楼102", "李强", "0007"),
    ]
    assert desk.toast() == "已收2户20.00元，记入收支账"
    tab.filter.setCurrentIndex(tab.filter.findData("open"))
    tab.filter.activated.emit(tab.filter.currentIndex())
    assert _states(tab) == [("201", "10.00", "未交")]
    desk.session.undo()
    desk.settle()
    assert value(desk.context, "SELECT count(*) FROM ledger_entry WHERE deleted_at IS NULL") == 0
    assert len(_states(tab)) == 3


def test_a_receipt_taken_away_leaves_the_home_unpaid(desk: Desk, tab: ChargesTab, yard: bytes) -> None:
    _make(desk, tab)
    charge = ledgers.charges(desk.context, yard, "2020-09", "sanitation")[0]
    ledgers.pay_charges(desk.context, [charge.id])
    ledgers.delete_entries(desk.context, [value(desk.context, "SELECT id FROM ledger_entry")])
    desk.session.changed.emit(frozenset({"ledger_entry"}))
    desk.settle()
    assert _states(tab)[0] == ("101", "10.00", "未交")


def test_a_closed_day_is_refused(desk: Desk, tab: ChargesTab, yard: bytes) -> None:
    _make(desk, tab)
    close(desk.context, yard, "2020-08")
    desk.session.changed.emit(frozenset({"month_close"}))
    desk.settle()
    tab.table.selectRow(0)
    tab.day.setText("8.30")
    tab.pay_button.click()
    assert "2020年8月已经月结" in tab.problem.text()
    assert tab.day.hasFocus()


def test_what_is_not_paid_can_be_deleted(desk: Desk, tab: ChargesTab, yard: bytes) -> None:
    _make(desk, tab)
    charge = ledgers.charges(desk.context, yard, "2020-09", "sanitation")[0]
    ledgers.pay_charges(desk.context, [charge.id])
    desk.session.changed.emit(frozenset({"charge_due"}))
    desk.settle()
    tab.table.selectAll()
    tab.delete()
    assert tab.problem.text().startswith("已经收款的不能删除")
    tab.table.clearSelection()
    tab.table.selectRow(2)
    tab.table.setFocus()
    desk.press("Del")
    assert [room for room, *_ in _states(tab)] == ["101", "102"]


def test_no_name_of_a_resident_stands_in_it(desk: Desk, tab: ChargesTab) -> None:
    _make(desk, tab)
    tab.table.selectAll()
    tab.table.copy()
    assert "101" in QGuiApplication.clipboard().text()
    assert "郝有名" not in QGuiApplication.clipboard().text()


def test_the_kind_of_charges_is_remembered(desk: Desk, tab: ChargesTab) -> None:
    tab.kind.setCurrentIndex(tab.kind.findData("parking"))
    tab.kind.activated.emit(tab.kind.currentIndex())
    desk.settle()
    assert tab.kind.currentText() == "停车费"
    _make(desk, tab)
    assert rows(desk.context, "SELECT DISTINCT kind FROM charge_due") == [("parking",)]
