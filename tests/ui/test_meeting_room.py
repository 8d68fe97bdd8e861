"""A meeting while it is held, by keys: the roll fills, the light changes, everything can be undone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from services.meetings import roll
from services.office import Context
from tests.helpers.office import value
from tests.helpers.voting import meeting, owned_courtyard, representatives
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.meetings.lines import shown_state
from ui.meetings.proxy_dialog import ProxyDialog
from ui.notices.act_dialog import ActDialog
from ui.pages.meeting_room import MeetingRoomPage

__all__ = ["clock", "desk", "new_office", "office"]
TODAY = "2020-09-16"


def _page(desk: Desk) -> MeetingRoomPage:
    page = desk.window.page
    assert isinstance(page, MeetingRoomPage)
    return page


def _enter(desk: Desk, meeting_id: bytes, tab: str = "roll") -> MeetingRoomPage:
    desk.go("meeting-room", (meeting_id, tab))
    page = _page(desk)
    desk.until(lambda: page.room is not None)
    desk.window.work_on("meeting-room")
    desk.settle()
    return page


def _states(desk: Desk) -> list[str]:
    return [shown_state(line) for line in _page(desk).roll.table.rows.lines]


@pytest.fixture
def owners(office: Context) -> bytes:
    """A meeting of the owners of four dwellings, held today, without a roll."""
    return meeting(office, owned_courtyard(office), day=TODAY)


def test_the_roll_is_drawn_up_and_filled_by_keys(desk: Desk, office: Context, owners: bytes) -> None:
    page = _enter(desk, owners)
    assert page.roll.message.heading.text() == "还没有名册"
    page.roll.message.button.setFocus()
    desk.press("Enter")
    desk.until(lambda: page.room is not None and len(page.room.roll.lines) == 4)
    desk.settle()
    assert desk.toast() == "已生成名册"
    assert _states(desk) == ["expected"] * 4

    desk.window.work_on("meeting-room")
    assert page.roll.search.hasFocus()
    desk.type("102")
    desk.press("Enter")
    assert _states(desk)[1] == "present"
    assert page.roll.told.text().startswith("1号楼1单元102 乙、丙：到会 ")
    assert page.roll.search.text() == ""
    desk.settle()
    assert value(office, "SELECT present_count FROM meeting") == 1
    assert "到会1人 / 应到3人" in page.light.heads.text.text()
    desk.press("Ctrl+Z")
    desk.until(lambda: _states(desk) == ["expected"] * 4)
    assert value(office, "SELECT present_count FROM meeting") == 0


def test_letters_mark_several_at_once_with_a_time(desk: Desk, office: Context, owners: bytes) -> None:
    roll.draw_up(office, owners)
    page = _enter(desk, owners)
    page.roll.table.setFocus()
    page.roll.table.go_to(1)
    desk.press("Shift+Down", "J")
    # 101 and 201 belong to one owner: what is noted of one dwelling holds for the head
    desk.until(lambda: _states(desk) == ["leave"] * 3 + ["expected"])
    assert page.roll.told.text().endswith("：请假")
    page.roll.time.setFocus()
    desk.type("下午3点10分")
    desk.press("Enter")
    page.roll.table.setFocus()
    page.roll.table.go_to(3)
    desk.press("Space")
    assert _states(desk)[3] == "present"
    assert value(office, "SELECT arrived_at FROM attendee WHERE name = '丁'") == "15:10"
    assert page.roll.time.text() == ""
    page.roll.time.setText("25点")
    desk.press("L")
    assert page.roll.told.text() == "时间没有看懂，请写成 15:10。"
    page.roll.time.setText("16:00")
    page.roll.table.setFocus()
    page.roll.table.go_to(3)
    desk.press("L")
    assert _states(desk)[3] == "left"
    assert value(office, "SELECT left_at FROM attendee WHERE name = '丁'") == "16:00"
    desk.press("D")
    assert _states(desk)[3] == "expected"
    page.roll.table.go_to(0)
    desk.press("L")
    assert page.roll.told.text() == "只有到会的人才能登记离会。"
    desk.press("X")
    page.roll.table.go_to(0)
    desk.press("X")
    assert page.roll.told.text() == "1号楼1单元101 甲已经是“缺席”。"


def test_somebody_is_represented_with_a_letter(desk: Desk, office: Context, owners: bytes) -> None:
    roll.draw_up(office, owners)
    page = _enter(desk, owners)
    desk.type("202")
    desk.press("Enter")
    page.roll.table.setFocus()
    page.roll.table.go_to(1)
    desk.press("W")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ProxyDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProxyDialog)
    desk.until(dialog.search.hasFocus)
    desk.press("Ctrl+S")
    assert dialog.problem.text() == "请写由谁代表。"
    desk.type("202")
    assert dialog.chosen.text() == "由名册上的 1号楼1单元202 丁 代表"
    desk.press("Enter")
    assert dialog.paper.hasFocus()
    desk.press("Space", "Ctrl+S")
    _gone(desk)
    desk.until(lambda: _states(desk)[1] == "proxy")
    assert value(office, "SELECT proxy_count FROM meeting") == 1
    assert page.roll.table.rows.lines[1].proxy_paper
    page.roll.table.go_to(1)
    page.roll.act("W")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ProxyDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProxyDialog)
    dialog.search.setText("外来人")
    dialog.search.textEdited.emit("外来人")
    assert dialog.chosen.text() == "由名册以外的“外来人”代表"
    dialog.undo_button.click()
    _gone(desk)
    desk.until(lambda: _states(desk)[1] == "expected")


def test_who_is_not_on_the_roll_is_said_and_added(desk: Desk, office: Context, owners: bytes) -> None:
    roll.draw_up(office, owners)
    page = _enter(desk, owners)
    desk.type("民警")
    desk.press("Enter")
    assert page.roll.told.text() == "名册上没有“民警”，确实到会的请点“加人”。"
    page.roll.add_button.click()
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    desk.until(lambda: QApplication.activeModalWidget().isAncestorOf(desk.focus()))  # type: ignore[union-attr]
    desk.type("辖区民警")
    desk.press("Ctrl+S")
    _gone(desk)
    page.roll.search.empty()
    page.roll._filter()
    desk.until(lambda: len(page.roll.table.rows.lines) == 5)
    page.roll.table.setFocus()
    page.roll.table.go_to(4)
    desk.press("Space")
    assert _states(desk)[4] == "present"
    assert "应到3" in page.roll.counts.text()
    desk.press("Del")
    desk.until(lambda: len(page.roll.table.rows.lines) == 4)
    desk.press("Ctrl+Z")
    desk.until(lambda: len(page.roll.table.rows.lines) == 5)


def test_an_empty_roll_takes_people_one_by_one(desk: Desk, office: Context, owners: bytes) -> None:
    page = _enter(desk, owners)
    page.roll.first_button.click()
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    desk.until(lambda: QApplication.activeModalWidget().isAncestorOf(desk.focus()))  # type: ignore[union-attr]
    desk.type("王明")
    desk.press("Ctrl+S")
    _gone(desk)
    desk.until(lambda: [line.name for line in page.roll.table.rows.lines] == ["王明"])


def test_a_meeting_that_is_not_today_asks_for_times(desk: Desk, office: Context, owners: bytes) -> None:
    other = meeting(office, owned_courtyard(office, name="二号院"), day="2020-08-26")
    roll.draw_up(office, other)
    page = _enter(desk, other)
    page.roll.table.setFocus()
    page.roll.table.go_to(3)
    desk.press("Space")
    assert page.roll.table.rows.lines[3].arrived_at == ""
    page.roll.table.go_to(3)
    desk.press("L")
    assert page.roll.told.text() == "会议不在今天，请在“时间”里写离会的时间。"
    assert page.roll.time.hasFocus()


def test_what_is_typed_in_the_list_searches_and_the_filter_shows_who_is_missing(
    desk: Desk, office: Context
) -> None:
    from tests.helpers.office import courtyard

    yard = courtyard(office, "代表院")
    representatives(office, yard, ["王明", "李红", "赵六"])
    made = meeting(office, yard, kind="representatives", day=TODAY)
    roll.draw_up(office, made)
    page = _enter(desk, made)
    page.roll.table.setFocus()
    desk.press("w")
    # w is a key of the list: the dialog of a proxy wants a line first
    assert page.roll.told.text() == "请先在名册里选人。"
    desk.press("1")
    assert page.roll.search.hasFocus()
    assert page.roll.search.text() == "1"
    page.roll.search.empty()
    desk.type("lh")
    assert len(page.roll.table.rows.shown) == 1
    desk.press("Enter")
    desk.settle()
    page.roll.states.setCurrentIndex(page.roll.states.findData("expected"))
    shown = [page.roll.table.rows.lines[at].name for at in page.roll.table.rows.shown]
    assert sorted(shown) == sorted(["王明", "赵六"])


def test_without_a_meeting_the_page_says_what_to_do(desk: Desk) -> None:
    desk.go("meeting-room")
    page = _page(desk)
    assert page.message.heading.text() == "还没有选会议"
    page.take_focus()
    desk.press("Enter")
    desk.until(lambda: desk.window.current == "meetings")


def _gone(desk: Desk) -> None:
    desk.until(lambda: not isinstance(QApplication.activeModalWidget(), QDialog))
    desk.window.window().activateWindow()  # the invisible screen gives no window back what a dialog took
    desk.until(desk.window.isActiveWindow)
    desk.settle()
