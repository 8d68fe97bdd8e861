"""收支入账 by keys: waiting lines, a file with problems, a bank's export, a file that is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from tests.helpers.office import courtyard, rows, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.ledger.booking_dialog import WAITING, BookingDialog, Source, open_booking
from ui.widgets.plain_table import PlainTable

__all__ = ["clock", "desk", "new_office", "office"]

YARD = "建设路1号院"
SHEET = f"""日期,楼院,收入/支出,项目,摘要,金额,经手人,票据号
2020-9-3,{YARD},收入,停车费,9月停车费,12.50,张三,1
某日,{YARD},支出,垃圾清运,清运,20,张三,2
2020-9-4,{YARD},支出,绿化养护,修剪,30,张三,3
合计,,,,,62.5,,
"""
BANK = """交易日期,摘要,借方发生额,贷方发生额,余额,对方户名
20200901,停车费,,100.00,100.00,张三
20200902,手续费,5.00,,90.00,
"""


@pytest.fixture
def yard(desk: Desk) -> bytes:
    return courtyard(desk.context, YARD)


def opened(desk: Desk, source: Source = None) -> BookingDialog:
    panel = open_booking(desk.session, desk.window, source)
    desk.until(panel.isActiveWindow)
    desk.settle()
    return panel


def file(tmp_path: Path, text: str, name: str = "收支.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="gb18030")
    return path


def column(table: PlainTable, number: int) -> list[str]:
    return [row.cells[number] for row in table.rows]


def entries(desk: Desk) -> list[tuple[object, ...]]:
    return rows(
        desk.context,
        "SELECT direction, kind, amount, summary FROM ledger_entry WHERE deleted_at IS NULL ORDER BY on_date",
    )


def focused(desk: Desk, widget: QWidget) -> bool:
    return desk.focus() is widget or widget.isAncestorOf(desk.focus())


def test_lines_that_wait_are_booked_and_taken_back(desk: Desk, yard: bytes) -> None:
    with desk.context.unit_of_work() as work:
        work.insert("pending_ledger_line", {
            "courtyard_id": yard, "on_date": "2020-03-05", "direction": "income", "item": "停车费",
            "amount": 1250, "voucher": "7", "source": "收支明细 第3行",
        })  # fmt: skip
        work.commit()
    panel = opened(desk)
    assert panel.message.isVisible()
    assert not panel.apply_button.isEnabled()
    assert panel.waiting_button.text() == "待入账的收支（1）"
    panel.waiting_button.setFocus()
    desk.press("Space")
    assert column(panel.view.lines, 0) == ["待入账"]
    assert panel.about.text() == "待入账转入1笔；其中补录1笔。"
    desk.press("Ctrl+Enter")
    desk.until(lambda: desk.window.findChild(BookingDialog) is None)
    assert entries(desk) == [("income", "parking", 1250, "停车费")]
    assert desk.toast() == "已入账1笔"
    desk.settle()
    desk.window.activateWindow()
    desk.session.undo()
    desk.settle()
    assert entries(desk) == []
    assert value(desk.context, "SELECT count(*) FROM pending_ledger_line WHERE deleted_at IS NULL") == 1


def test_a_file_with_problems_is_put_right_in_place(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    panel = opened(desk)
    with prompts.scripted(file(tmp_path, SHEET)):
        desk.press("Ctrl+O")
    view = panel.view
    assert view.only_problems.isChecked()
    assert column(view.lines, 0) == ["有错误", "新增"]
    assert column(view.lines, 9)[0] == "日期“某日”读不懂，请写成 2020-9-3 这样的年月日。"
    assert not panel.apply_button.isEnabled()
    assert focused(desk, view.lines)
    desk.press("Home", "Del")
    assert column(view.lines, 0) == ["不入账", "新增"]
    assert panel.apply_button.isEnabled()
    desk.press("Del")
    assert column(view.lines, 0) == ["有错误", "新增"]
    desk.press("Del", "Down")
    assert view.kind_words.text() == "“绿化养护”记作"
    desk.press("Enter")
    assert focused(desk, view.kind)
    assert view.kind.currentText() == "其他支出"
    desk.press("Up")  # each step is taken at once, and the box keeps the keys
    assert column(view.words, 3) == ["公共水电"]
    assert focused(desk, view.kind)
    desk.press(*["Up"] * 10)
    assert view.kind.currentText() == "新建一项：绿化养护"
    assert column(view.words, 3) == ["绿化养护（新建）"]
    view.only_problems.setChecked(False)
    assert column(view.lines, 0) == ["新增", "不入账", "新增"]
    assert column(view.lines, 5)[2] == "绿化养护（新建）"
    view.filter.setText("停车")
    assert column(view.lines, 7) == ["1"]
    desk.press("Ctrl+Enter")
    desk.until(lambda: desk.window.findChild(BookingDialog) is None)
    assert entries(desk) == [
        ("income", "parking", 1250, "9月停车费"),
        ("expense", "绿化养护", 3000, "绿化养护：修剪"),
    ]


def test_a_bank_export_asks_for_its_courtyard(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    panel = opened(desk, file(tmp_path, BANK))
    assert column(panel.view.lines, 0) == ["有错误", "有错误"]
    assert focused(desk, panel.courtyard)
    desk.press("Down")
    assert panel.courtyard.currentText() == YARD
    panel.view.only_problems.setChecked(False)
    assert column(panel.view.lines, 5) == ["停车费", "其他支出"]
    assert "余额" in column(panel.view.lines, 9)[1]
    assert column(panel.view.months, 1) == [YARD]
    desk.press("Ctrl+Enter")
    desk.until(lambda: desk.window.findChild(BookingDialog) is None)
    assert [row[2] for row in entries(desk)] == [10_000, 500]
    assert value(desk.context, "SELECT name FROM account") == "银行账户"
    again = opened(desk, tmp_path / "收支.csv")
    desk.press("Down")
    assert (again.about.text(), again.apply_button.isEnabled()) == ("已在账上2笔；没有要入账的内容。", False)
    desk.press("Esc")
    desk.until(lambda: desk.window.findChild(BookingDialog) is None)


def test_a_refused_file_is_told_in_the_panel(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    panel = opened(desk, path)
    assert "不完整或已损坏" in panel.message.text.text()
    assert not panel.apply_button.isEnabled()
    assert focused(desk, panel.message.button)
    with prompts.scripted(None):
        desk.press("Enter")
    desk.press("Esc")
    desk.until(lambda: desk.window.findChild(BookingDialog) is None)
    assert entries(desk) == []


def test_reading_is_stopped_with_esc(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    panel = open_booking(desk.session, desk.window, file(tmp_path, SHEET))
    desk.until(lambda: panel._ticket is not None)
    panel.reject()
    desk.settle()
    assert panel.message.heading.text() == "已取消"
    assert panel.isVisible()
    panel.begin(WAITING)
    desk.settle()
    assert panel.about.text() == "没有收支；没有要入账的内容。"
    panel.reject()
    desk.until(lambda: desk.window.findChild(BookingDialog) is None)
