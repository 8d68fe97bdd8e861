"""The agenda of a meeting by keys: items written, moved, taken off; and the strip above the record."""

from __future__ import annotations

import pytest

from services.meetings import agenda_lines, roll
from services.office import Context
from tests.helpers.office import courtyard
from tests.helpers.voting import meeting, owned_courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.meetings.strip import MeetingStrip
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
    assert next(iter(strip.buttons)) == "roll"
    desk.press("Ctrl+M")
    assert not strip.more.isEmpty()
    strip.more.hide()
