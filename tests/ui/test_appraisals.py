"""A round of rating in the window, by keys: papers typed, altered, taken back, closed, published."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from services import appraisals, records
from services.appraisal_record import view
from services.appraisals import Paper, Plan
from services.office import Context
from tests.helpers import appraisals as helper
from tests.helpers.office import add, rows, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.appraisals.collecting_strip import CollectingStrip
from ui.appraisals.entry_dialog import EntryDialog
from ui.appraisals.strip import AppraisalStrip
from ui.charters.bar import Bar
from ui.notices.act_dialog import ActDialog
from ui.pages.notice_preview import NoticePreview

__all__ = ["clock", "desk", "new_office", "office"]


def _open(desk: Desk, kind: str, record: bytes) -> None:
    desk.session.show_record(kind, record)
    desk.settle()
    desk.until(lambda: desk.page.pane.shown is not None and desk.page.pane.shown.id == record)
    desk.settle()
    desk.page.list.table.setFocus()


def _strip(desk: Desk, kind: type[Bar] = AppraisalStrip) -> Bar:
    desk.until(lambda: len(desk.view.findChildren(kind)) == 1)
    return desk.view.findChildren(kind)[0]


def _key(desk: Desk, chord: str) -> None:
    """Press the key of a button: it does its work when it comes up again."""
    strip = desk.view.findChildren(Bar)[0]
    desk.press(chord)
    desk.until(lambda: not any(each.isDown() for each in strip.buttons))
    desk.settle()


def _choose(desk: Desk, label: str) -> None:
    """Do what stands in the menu 更多."""
    menu = desk.view.findChildren(Bar)[0].menu
    (action,) = (each for each in menu.actions() if each.text() == label)
    action.trigger()
    desk.settle()


def _entry(desk: Desk) -> EntryDialog:
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), EntryDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EntryDialog)
    desk.until(lambda: dialog.isAncestorOf(desk.focus()))
    desk.settle()
    return dialog


def _dialog(desk: Desk) -> ActDialog:
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ActDialog)
    desk.until(lambda: dialog.isAncestorOf(desk.focus()))
    return dialog


def _gone(desk: Desk) -> None:
    desk.until(lambda: not isinstance(QApplication.activeModalWidget(), QDialog))
    desk.window.window().activateWindow()  # the invisible screen gives no window back what a dialog took
    desk.until(desk.window.isActiveWindow)
    desk.settle()


def _answers(office: Context) -> list[tuple[object, ...]]:
    return rows(
        office,
        "SELECT paper, side, grades, papers FROM appraisal_answer WHERE deleted_at IS NULL ORDER BY id",
    )


def test_papers_are_typed_by_number_door_and_several_together(desk: Desk, office: Context) -> None:
    sample = helper.planned(office)
    _open(desk, "appraisals", sample.round)
    strip = _strip(desk)
    assert strip.detail.text() == "还没有录入评议表。"
    _key(desk, "Ctrl+Enter")
    dialog = _entry(desk)
    assert dialog.number.placeholderText() == "第1号，回车"

    desk.press("Enter", "1", "2", "3", "Enter")
    desk.press("Enter", "2", "2", "Enter")
    assert "共3项，只按了2项" in dialog.said.text()
    desk.press("7", "0")  # 7 is no grade, 0 is left blank
    desk.press("Tab")
    desk.type("收费没有公示")
    desk.press("Enter")
    assert dialog.number.hasFocus()
    assert _answers(office) == [
        (1, "residents", "very_good,good,fair", 1),
        (2, "residents", "good,good,", 1),
    ]

    desk.press("F6")
    desk.type("3-2-101")
    desk.press("Enter", "5", "5", "5", "Enter", "F6")
    desk.type("6")
    desk.press("Enter", "2", "2", "2", "Enter", "F7")
    desk.type("2")
    desk.press("Enter", "1", "3", "3", "Enter")
    assert _answers(office)[2:] == [
        (None, "residents", "none,none,none", 1),
        (None, "residents", "good,good,good", 6),
        (None, "committee", "very_good,fair,fair", 2),
    ]
    desk.until(lambda: "发出12份，收回11份，回收率91.7%" in dialog.count.text())
    assert [row.cells[0] for row in dialog.table.rows] == [
        "合并录入的2份", "合并录入的6份", "3号楼2单元101", "第2号表", "第1号表",
    ]  # fmt: skip
    desk.press("Esc")
    _gone(desk)
    assert "还有1份没有收回" in _strip(desk).detail.text()


def test_a_paper_that_is_refused_stays_to_be_put_right(desk: Desk, office: Context) -> None:
    sample = helper.planned(office, asked=1)
    _open(desk, "appraisals", sample.round)
    _key(desk, "Ctrl+Enter")
    dialog = _entry(desk)
    desk.press("Enter", "1", "1", "1", "Enter", "Enter", "2", "2", "2", "Enter")
    assert len(_answers(office)) == 1
    assert "收回2份，多于发出的1份" in dialog.table.rows[0].cells[4]
    desk.type("1")
    desk.press("Enter")
    assert "第1号表已经录入过了" in dialog.said.text()
    desk.press("F6")
    desk.type("9-9-999")
    desk.press("Enter")
    assert "这个楼院里没有“9-9-999”这一户" in dialog.said.text()
    appraisals.update_asked(office, sample.round, 2)
    dialog.table.selectRow(0)
    dialog.table.setFocus()
    desk.press("Enter", "3", "3", "3", "Enter")
    assert [each[2] for each in _answers(office)] == ["very_good,very_good,very_good", "fair,fair,fair"]


def test_a_paper_is_altered_and_taken_back(desk: Desk, office: Context) -> None:
    sample = helper.answered(office)
    _open(desk, "appraisals", sample.round)
    _key(desk, "Ctrl+Enter")
    dialog = _entry(desk)
    dialog.table.selectRow(4)
    dialog.table.setFocus()
    desk.press("Enter")
    assert (dialog.grades.digits, dialog.comment.text()) == ("112", "楼道灯坏了一个月没有人修")
    desk.press("4", "4", "4", "Enter")
    assert _answers(office)[0][2] == "poor,poor,poor"
    dialog.table.selectRow(0)
    dialog.table.setFocus()
    desk.press("Del")
    assert len(_answers(office)) == 4
    assert desk.toast() == "已删除1条评议表"


def test_a_round_is_closed_published_and_opened_again(desk: Desk, office: Context) -> None:
    sample = helper.answered(office)
    appraisals.enter(office, sample.round, Paper("222", paper=3))
    _open(desk, "appraisals", sample.round)
    assert _strip(desk).detail.text() == "收齐了，可以汇总。"
    _key(desk, "Ctrl+Enter")
    _dialog(desk)
    desk.type("十月底前公开全年收支。")
    desk.press("Ctrl+S")
    _gone(desk)
    assert view(office, sample.round).conclusion.splitlines()[-1] == "十月底前公开全年收支。"
    assert "十月底前公开全年收支。" in _strip(desk).detail.text()
    _choose(desk, "重新打开…")
    _dialog(desk)
    desk.type("录错了一张")
    desk.press("Ctrl+S")
    _gone(desk)
    assert view(office, sample.round).is_open
    appraisals.close(office, sample.round)
    _open(desk, "residents", add(office, "residents", name="甲", courtyard_id=sample.yard))
    _open(desk, "appraisals", sample.round)
    _key(desk, "Ctrl+Enter")
    notice = value(office, "SELECT id FROM notice WHERE appraisal_id = ?", sample.round)
    desk.until(lambda: desk.page.pane.shown is not None and desk.page.pane.shown.id == notice)


def test_the_items_of_a_round_made_by_a_form(desk: Desk, office: Context) -> None:
    sample = helper.planned(office)
    made = add(office, "appraisals", title="临时评议", courtyard_id=sample.yard, target="property")
    _open(desk, "appraisals", made)
    _key(desk, "Ctrl+Enter")
    dialog = _dialog(desk)
    assert dialog.form.inputs["items"].value() == "\n".join(helper.ITEMS)
    desk.press("Ctrl+S")
    _gone(desk)
    assert tuple(each.title for each in view(office, made).items) == helper.ITEMS


@pytest.mark.parametrize("kind", ["appraisal_form", "appraisal_summary"])
def test_the_papers_go_to_the_preview(desk: Desk, office: Context, kind: str) -> None:
    sample = helper.answered(office)
    _open(desk, "appraisals", sample.round)
    if kind == "appraisal_form":
        _key(desk, "Ctrl+Shift+Enter")
    else:
        _choose(desk, "评议汇总表…")
    page = desk.window.page
    assert isinstance(page, NoticePreview)
    desk.until(lambda: page._prepared is not None)
    assert page._prepared is not None
    assert page._prepared.sheet.target.kind == kind


def test_a_round_of_collecting_is_entered(desk: Desk, office: Context) -> None:
    sample = helper.planned(office)
    plan = add(
        office, "collecting-plans", courtyard_id=sample.yard, title="每月收集意见", every_months="1",
        due_day="25", from_day="2020-8-1",
    )  # fmt: skip
    _open(desk, "collecting-plans", plan)
    strip = _strip(desk, CollectingStrip)
    assert strip.said.text() == "2020年8月的收集要在2020年8月25日以前做，已过期22天。共2个月没有登记。"
    _key(desk, "Ctrl+Enter")
    dialog = _dialog(desk)
    assert dialog.form.inputs["month"].value() == "2020-08"
    dialog.form.inputs["asked"].setFocus()
    desk.type("30")
    desk.press("Ctrl+S")
    _gone(desk)
    assert rows(office, "SELECT month, asked, collected FROM collecting_round") == [("2020-08", 30, 0)]
    assert _strip(desk, CollectingStrip).said.text() == "2020年9月的收集要在2020年9月25日以前做。"


def test_another_round_begins_as_the_last_one(desk: Desk, office: Context) -> None:
    sample = helper.closed(office)
    assert Plan(sample.yard, "property").items == ()
    _open(desk, "appraisals", sample.round)
    _choose(desk, "再评一次…")
    desk.until(lambda: desk.page.pane.shown is not None and desk.page.pane.shown.id != sample.round)
    shown = desk.page.pane.shown
    assert shown is not None
    assert shown.id is not None
    assert tuple(each.title for each in view(office, shown.id).items) == helper.ITEMS
    assert records.read(office, "appraisals", shown.id).shown("asked").value == 12
