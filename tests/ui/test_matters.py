"""A matter walked through the window by keys: the sewer of the sample, a round of opinions door by door."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QDialog

from services.matters import consulting, progress
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.office import DAY_MS, FixedClock, add, community, courtyard, rows, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.matters.consult_window import ConsultWindow
from ui.matters.strip import MatterStrip
from ui.notices.act_dialog import ActDialog

__all__ = ["clock", "desk", "new_office", "office"]


def _open(desk: Desk) -> MatterStrip:
    desk.go("matters")
    desk.page.list.table.setFocus()
    desk.until(lambda: desk.page.pane.view is not None)
    return _strip(desk)


def _strip(desk: Desk) -> MatterStrip:
    strip = desk.view.above
    assert isinstance(strip, MatterStrip)
    return strip


def _dialog(desk: Desk) -> ActDialog:
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ActDialog)
    desk.until(lambda: dialog.isAncestorOf(desk.focus()))
    return dialog


def _gone(desk: Desk) -> None:
    desk.until(lambda: not isinstance(QApplication.activeModalWidget(), QDialog))
    desk.window.window().activateWindow()
    desk.until(desk.window.isActiveWindow)
    desk.settle()


def _choose(desk: Desk, letter: str) -> None:
    desk.press("Ctrl+M")
    desk.until(lambda: QApplication.activePopupWidget() is not None)
    desk.press(letter)


def _spoken(desk: Desk) -> list[str]:
    return [each.accessibleName() for each in _strip(desk).steps]


def test_the_sewer_walks_by_keys_to_its_published_result(
    desk: Desk, office: Context, clock: FixedClock
) -> None:
    clock.advance(10 * DAY_MS)
    pipe = deliberated(office)["pipe"]
    strip = _open(desk)
    assert _spoken(desk)[:2] == ["征求意见：办理中", "提议：未完成"]
    assert strip.detail.text() == "“征求意见”需要的都有了，可以完成这一步。"
    for name in ("征求意见", "提议", "商议", "决议", "决议公开", "实施结果公开"):
        desk.press("Ctrl+Enter")
        assert _dialog(desk).windowTitle() == f"完成“{name}”"
        desk.press("Ctrl+S")
        _gone(desk)
        desk.until(lambda name=name: f"{name}：已完成（补录）" in _spoken(desk))  # type: ignore[misc]
    assert _strip(desk).detail.text() == "已办结：一征三议两公开的步骤都已经完成。"
    assert progress.where(office, pipe).state == "closed"
    assert desk.cell(0, "state") == "已办结"
    desk.press("Ctrl+Z")
    desk.until(lambda: _spoken(desk)[-1] == "实施结果公开：办理中")
    assert progress.where(office, pipe).state == "open"


@pytest.fixture
def matter(office: Context) -> bytes:
    yard = courtyard(office, "1号院", community(office, "远大社区"))
    for name in ("1号楼", "2号楼"):
        building = add(office, "buildings", courtyard_id=yard, name=name)
        for entrance in ("1", "2"):
            add(
                office,
                "dwellings",
                courtyard_id=yard,
                building_id=building,
                entrance=f"{entrance}单元",
                room="301",
            )
    return add(office, "matters", courtyard_id=yard, title="装路灯", template="six_steps")


def test_the_doors_are_entered_by_number_and_figure(desk: Desk, office: Context, matter: bytes) -> None:
    strip = _open(desk)
    assert "还没有登记问了多少户" in strip.detail.text()
    desk.press("Ctrl+Enter")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ConsultWindow))
    window = QApplication.activeModalWidget()
    assert isinstance(window, ConsultWindow)
    desk.until(window.room.hasFocus)
    window.list_button.click()
    desk.until(lambda: len(window.table.rows) == 2)
    desk.until(window.room.hasFocus)
    desk.type("301")
    desk.press("Enter")
    assert window.said.text() == "“301”有2户：1单元301、2单元301，请写完整。"
    window.room.selectAll()
    desk.type("1-301")
    desk.press("Enter", "1", "Enter")
    desk.until(lambda: window.said.text() == "✓ 1号楼1单元301 赞成")
    desk.until(window.room.hasFocus)
    desk.type("2-301")
    desk.press("Enter", "3", "Enter")
    desk.until(lambda: window.said.text() == "✓ 1号楼2单元301 另有意见")
    desk.settle()
    assert window.tally.text().startswith("1号楼：2户，入户2户，收回2份（赞成1，不同意0，另有意见1，")
    desk.type("9")
    desk.press("Enter")
    assert window.said.text() == "1号楼没有“9”这一户，请核对房号或换一个楼栋。"
    found = rows(office, "SELECT households_asked, households_answered, in_favour FROM matter_step")
    assert found == [(2, 2, 1)]
    window.table.setFocus()  # in a field the key takes back what was typed there
    desk.press("Ctrl+Z")
    desk.until(lambda: consulting.read(office, matter).total.asked == 1)
    desk.press("Esc")
    _gone(desk)


def test_a_step_is_skipped_with_who_and_why_and_opened_again(
    desk: Desk, office: Context, matter: bytes
) -> None:
    _open(desk)
    desk.press("Ctrl+Shift+Enter")
    dialog = _dialog(desk)
    desk.press("Ctrl+S")
    assert value(office, "SELECT count(*) FROM matter_step") == 0
    desk.type("楼院党支部")
    dialog.form.inputs["reason"].put(None, "管道破裂，先抢修")
    desk.press("Ctrl+S")
    _gone(desk)
    desk.until(lambda: _spoken(desk)[0] == "征求意见：已跳过")
    _choose(desk, "c")
    desk.until(lambda: _spoken(desk)[0] == "征求意见：办理中")


def test_a_meeting_of_the_step_is_made_with_matter_and_courtyard(
    desk: Desk, office: Context, matter: bytes
) -> None:
    from services.matters import steps

    steps.skip(office, matter, None, "楼院党支部", "急修")
    _open(desk)
    assert "“提议”还没有登记会议" in _strip(desk).detail.text()
    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    dialog.form.inputs["due_count"].put(None, "5")
    dialog.form.inputs["present_count"].put(None, "2")
    dialog.form.inputs["record"].put(None, "提出装灯方案。")
    desk.press("Ctrl+S")
    _gone(desk)
    desk.until(lambda: "须过半数到会（至少3人），实到2人" in _strip(desk).detail.text())
    assert rows(office, "SELECT kind, matter_id FROM meeting") == [("party", matter)]


def test_where_the_steps_have_no_room_they_follow_each_other(
    desk: Desk, office: Context, matter: bytes
) -> None:
    strip = MatterStrip(desk.session, _open(desk).found)
    desk.qtbot.addWidget(strip)
    for width, steps_beside in ((1000, True), (300, False)):
        QApplication.sendEvent(strip, QResizeEvent(QSize(width, 200), strip.size()))
        assert strip.line.isVisibleTo(strip) is steps_beside
        assert strip.path.isVisibleTo(strip) is not steps_beside
    for name in ("征求意见", "提议", "商议", "决议公开", "实施结果公开"):
        assert name in strip.path.text()
