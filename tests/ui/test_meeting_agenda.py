"""The agenda of a meeting by keys: items written, moved, taken off; and the strip above the record."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from services.meetings import agenda_lines, motions, roll
from services.notices import Target
from services.office import Context
from tests.helpers.office import add, courtyard, value
from tests.helpers.voting import meeting, owned_courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.meetings.strip import MeetingStrip
from ui.notices.act_dialog import ActDialog
from ui.pages.meeting_room import MeetingRoomPage

__all__ = ["clock", "desk", "new_office", "office"]


def _page(desk: Desk) -> MeetingRoomPage:
    page = desk.window.page
    assert isinstance(page, MeetingRoomPage)
    desk.until(lambda: page.room is not None)
    desk.settle()
    return page


@pytest.fixture
def joint(office: Context) -> bytes:
    """A meeting of representatives with 31 due and 25 there, without a roll."""
    yard = courtyard(office, "郑纺机西院")
    return meeting(office, yard, kind="representatives", day="2026-07-26", due_count=31, present_count=20)


def _strip(desk: Desk) -> MeetingStrip:
    desk.go("meetings")
    desk.page.list.table.setFocus()
    desk.until(lambda: desk.page.pane.view is not None)
    found = desk.view.findChild(MeetingStrip)
    assert isinstance(found, MeetingStrip)
    return found


def test_items_are_written_moved_and_taken_off(desk: Desk, office: Context, joint: bytes) -> None:
    desk.go("meeting-room", (joint, "agenda"))
    page = _page(desk)
    desk.window.work_on("meeting-room")
    assert page.agenda.new.hasFocus()
    for title in ("车位", "车棚"):
        desk.type(title)
        desk.press("Enter")
    desk.until(lambda: len(page.agenda.table.rows) == 2)
    desk.press("Down")
    assert page.agenda.table.hasFocus()
    page.agenda.table.selectRow(1)
    desk.press("Alt+Up")
    desk.until(lambda: [row.cells[1] for row in page.agenda.table.rows] == ["车棚", "车位"])
    assert [row.cells[1] for row in page.agenda.table.selected_rows()] == ["车棚"]
    desk.press("Del")
    desk.until(lambda: len(page.agenda.table.rows) == 1)
    desk.press("Ctrl+Z")
    desk.until(lambda: len(page.agenda.table.rows) == 2)
    assert [line.title for line in agenda_lines.listed(office, joint)] == ["车棚", "车位"]


def test_the_strip_tells_the_light_and_leads_on(desk: Desk, office: Context, joint: bytes) -> None:
    strip = _strip(desk)
    assert strip.light.heads.accessibleName() == "人数不足：到会20人，应到31人，至少21人"
    assert "居委会组织法第29条" in strip.light.words.text()
    assert not strip.light.area.isVisible()
    assert list(strip.buttons) == ["draw", "agenda"]
    desk.press("Ctrl+Enter")
    desk.until(lambda: desk.window.current == "meeting-room")
    page = _page(desk)
    assert desk.toast().startswith("这个楼院还没有登记在任的居民代表，排不出名册。")
    assert page.roll.message.heading.text() == "还没有名册"
    desk.settle()
    desk.press("Alt+Left")
    desk.until(lambda: desk.window.current == "meetings")
    _strip(desk)
    desk.press("Ctrl+Shift+Enter")
    desk.until(lambda: desk.window.current == "meeting-room")
    assert _page(desk).tabs.tabText(_page(desk).tabs.currentIndex()) == "议程"


def test_owners_have_a_light_for_areas(desk: Desk, office: Context) -> None:
    made = meeting(office, owned_courtyard(office), day="2026-03-01")
    roll.draw_up(office, made)
    strip = _strip(desk)
    assert strip.light.area.accessibleName() == "面积不足：到会0.00㎡，应到300.00㎡，至少200.00㎡"
    assert list(strip.buttons) == ["invite", "agenda"]
    desk.press("Ctrl+Enter")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    desk.until(lambda: QApplication.activeModalWidget().isAncestorOf(desk.focus()))  # type: ignore[union-attr]
    desk.press("Ctrl+S")
    desk.until(lambda: not isinstance(QApplication.activeModalWidget(), QDialog))
    desk.settle()
    assert desk.toast() == "已登记通知4人（户）"
    assert value(office, "SELECT announced_on FROM meeting") == "2020-09-16"


def test_what_is_open_is_offered_and_taken_over(desk: Desk, office: Context, joint: bytes) -> None:
    yard = value(office, "SELECT id FROM courtyard")
    before = meeting(office, yard, kind="representatives", day="2026-06-26")
    for content in ("道闸询价三家", "决议张榜公示"):
        add(office, "action-items", meeting_id=before, content=content, responsible="组织委员")
    desk.go("meeting-room", (joint, "agenda"))
    page = _page(desk)
    desk.until(lambda: page.agenda.offers.count() == 2)
    assert not page.agenda.take_button.isEnabled()
    page.agenda.offers.setFocus()
    page.agenda.offers.setCurrentRow(0)
    desk.press("Space")
    assert page.agenda.take_button.text() == "采用勾选的1项"
    page.agenda.take_button.click()
    desk.until(lambda: page.agenda.offers.count() == 1)
    assert [row.cells[1:3] for row in page.agenda.table.rows] == [("办理情况：道闸询价三家", "待办事项")]
    assert desk.toast() == "已加1项议题"
    desk.press("Ctrl+Z")
    desk.until(lambda: page.agenda.offers.count() == 2)


def test_a_motion_belongs_to_the_item_that_waits_for_a_vote(
    desk: Desk, office: Context, joint: bytes
) -> None:
    item = agenda_lines.add(office, joint, "下水管道改造").id
    desk.go("meeting-room", (joint, "motions"))
    page = _page(desk)
    desk.window.work_on("meeting-room")
    desk.press("Ctrl+N")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    desk.press("Ctrl+S")
    desk.until(lambda: len(page.motions.motions) == 1)
    assert page.motions.motions[0].title == "下水管道改造"
    assert value(office, "SELECT agenda_item_id FROM resolution") == item


def test_papers_of_the_meeting_and_of_a_vote_go_to_the_preview(
    desk: Desk, office: Context, joint: bytes
) -> None:
    motion = motions.add(office, joint, "下水管道改造", "", "hands").id
    desk.go("meeting-room", (joint, "motions"))
    page = _page(desk)
    desk.until(lambda: page.motions.panel.vote is not None)
    assert not page.motions.panel.papers.kinds["tally"].isEnabled()
    wanted: list[tuple[str, object]] = []
    desk.session.page_wanted.disconnect(desk.window.go)  # what the preview shows is told elsewhere
    desk.session.page_wanted.connect(lambda key, target: wanted.append((key, target)))
    page.papers.kinds["attendance"].trigger()
    page.motions.panel.papers.kinds["ballot_paper"].trigger()
    desk.until(lambda: len(wanted) == 2)
    yard = value(office, "SELECT id FROM courtyard")
    assert wanted == [
        ("preview", Target("attendance", yard, joint)),
        ("preview", Target("ballot_paper", yard, motion)),
    ]
