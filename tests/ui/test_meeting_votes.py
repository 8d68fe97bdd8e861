"""Motions, raised hands, the counting station, two entries and counting, by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from services import records, users
from services.meetings import ballots, counting, motions, roll
from services.office import Context
from tests.helpers.hosting import commit_text
from tests.helpers.office import courtyard, resident, value
from tests.helpers.voting import meeting, owned_courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.meetings.differences_dialog import DifferencesDialog
from ui.meetings.station_tab import StationTab
from ui.notices.act_dialog import ActDialog
from ui.pages.meeting_room import MeetingRoomPage

__all__ = ["clock", "desk", "new_office", "office"]
DAY = "2020-08-26"


def _enter(desk: Desk, meeting_id: bytes, tab: str) -> MeetingRoomPage:
    desk.go("meeting-room", (meeting_id, tab))
    page = desk.window.page
    assert isinstance(page, MeetingRoomPage)
    desk.until(lambda: page.room is not None)
    desk.settle()
    desk.window.work_on("meeting-room")
    desk.settle()
    return page


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


@pytest.fixture
def yard_meeting(office: Context) -> bytes:
    """The joint meeting of August with 19 due and 16 there, as the sample records say."""
    users.add_user(office, "李明")
    yard = courtyard(office, "航海东路1号院")
    return meeting(office, yard, kind="representatives", day=DAY, due_count=19, present_count=16)


def test_the_motions_of_august_by_raised_hands(desk: Desk, office: Context, yard_meeting: bytes) -> None:
    page = _enter(desk, yard_meeting, "motions")
    tab = page.motions
    desk.press("Ctrl+N")
    _dialog(desk)
    desk.type("院内停车位划线与收费")
    desk.press("Ctrl+S")
    _gone(desk)
    desk.until(lambda: tab.motion is not None)
    desk.settle()
    assert [row.cells for row in tab.table.rows] == [("院内停车位划线与收费", "举手表决", "", "待表决")]
    assert "居委会组织法第9条" in tab.rule.text()
    assert "同意的须占到会人数过半数" in tab.rule.text()

    tab.table.setFocus()
    desk.press("Enter")
    assert tab.figures.inputs["for"].hasFocus()
    desk.type("15")
    desk.press("Enter")
    desk.type("2")
    assert tab.figures.told.text() == "合计17票，比到会16人多1票，请核对。"
    tab.figures.inputs["for"].setText("13")
    desk.press("Enter")
    desk.type("1")
    assert tab.figures.told.text() == "合计16票，和到会16人相符。"
    desk.press("Enter")
    desk.until(lambda: desk.toast() == "“院内停车位划线与收费”：已记下票数")
    desk.until(lambda: tab.panel.vote is not None and tab.panel.vote.progress.first == 16)
    assert tab.panel.tally.outcome.text() == "✓ 现在：已经达到"
    assert "本项表决" not in tab.panel.tally.reasons.text()  # nothing is decided before the count
    assert "同意的人数13人 ÷ 到会16人 = 13/16" in tab.panel.tally.reasons.text()

    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    desk.press("Ctrl+S")
    assert "请选核对人" in dialog.form.messages["checked_by"].text()
    desk.press("Down", "Ctrl+S")
    _gone(desk)
    desk.until(lambda: tab.panel.tally.outcome.text() == "✓ 结果：通过")
    assert "王芳计票，李明核对" in tab.panel.tally.progress.text()
    columns = "votes_for, votes_against, votes_abstain"
    assert office.reader.one(f"SELECT {columns} FROM resolution") == (13, 2, 1)
    assert tab.table.rows[0].cells[2:] == ("同意13　反对2　弃权1", "通过")

    # counted figures stay; a recount asks why
    assert not tab.figures.isVisibleTo(tab)
    assert tab.panel.count_button.text() == "重新计票…"
    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    assert "reason" in dialog.form.inputs
    desk.press("Esc")
    _gone(desk)

    motions.add(office, yard_meeting, "3号楼东侧私搭车棚拆除", "", "hands")
    page.refresh()
    desk.until(lambda: len(tab.motions) == 2)
    tab.table.selectRow(1)
    desk.settle()
    tab.table.setFocus()
    desk.press("Enter")
    for number in ("15", "0", "1"):
        desk.type(number)
        desk.press("Enter")
    desk.until(lambda: tab.panel.vote is not None and tab.panel.vote.progress.first == 16)
    assert "同意的人数15人 ÷ 到会16人 = 15/16" in tab.panel.tally.reasons.text()


def _type(tab: StationTab, number: str, keys: str) -> None:
    """Type one paper without waiting for anything."""
    commit_text(tab.entry.number, number)
    QTest.keyClick(tab.entry.number, Qt.Key.Key_Return)
    pad = tab.entry.pads.front
    QTest.keyClicks(pad, keys)
    QTest.keyClick(pad, Qt.Key.Key_Return)


@pytest.fixture
def poll(office: Context) -> bytes:
    """A meeting of owners with a roll and a motion voted dwelling by dwelling, under the Civil Code."""
    users.add_user(office, "李明")
    made = meeting(office, owned_courtyard(office), day="2026-03-01", rule_code="civil-code-278-ordinary")
    roll.draw_up(office, made)
    motions.add(office, made, "加装电梯", "", "dwelling")
    return made


def test_papers_of_dwellings_are_typed_and_counted_by_heads_and_area(
    desk: Desk, office: Context, poll: bytes
) -> None:
    page = _enter(desk, poll, "station")
    tab = page.station
    desk.until(lambda: tab.motion is not None)
    assert tab.entry.number.hasFocus()
    desk.type("101")
    desk.press("Enter", "1", "Enter")
    assert tab.entry.number.hasFocus()
    assert desk.toast() == "已录 1号楼1单元101 甲 同意"
    desk.type("201")
    desk.press("Enter", "1", "Enter")
    desk.type("102")
    desk.press("Enter", "2", "Enter")
    desk.until(lambda: tab.panel.vote is not None and tab.panel.vote.progress.first == 3)
    assert [row.cells[:4] for row in tab.table.rows] == [
        ("1号楼1单元102 乙、丙", "80.50㎡", "反对", "现场"),
        ("1号楼1单元201 甲", "60.00㎡", "同意", "现场"),
        ("1号楼1单元101 甲", "100.00㎡", "同意", "现场"),
    ]
    tally = tab.panel.vote.tally  # type: ignore[union-attr]
    assert tally is not None
    assert tally.area is not None
    assert (tally.heads.in_favour, tally.area.in_favour) == (1, 16000)
    desk.type("101")
    desk.press("Enter")
    assert tab.entry.told.text() == "1号楼1单元101 甲已经录过：同意（现场）。要改请按 F2。"
    desk.press("F2")
    assert "原来录的是“同意（现场）”" in tab.entry.told.text()
    desk.press("2", "Enter")
    desk.until(lambda: tab.panel.vote is not None and bool(tab.panel.vote.problem))
    # two dwellings of one owner that vote in two ways are no vote of a head
    assert "同一业主的几套房屋投了不同的票" in tab.panel.problem.text()
    assert not tab.panel.count_button.isEnabled()
    desk.press("Ctrl+Z")
    desk.until(lambda: tab.panel.vote is not None and not tab.panel.vote.problem)
    desk.settle()
    tab.table.setFocus()
    tab.table.selectRow(0)
    desk.press("Del")
    desk.until(lambda: len(tab.table.rows) == 2)
    desk.press("Ctrl+Z")
    desk.until(lambda: len(tab.table.rows) == 3)


def test_two_people_enter_the_same_papers_and_settle_what_differs(
    desk: Desk, office: Context, poll: bytes
) -> None:
    motion = motions.listed(office, poll)[0].id
    lines = roll.read(office, poll).lines
    for line in lines:
        ballots.cast(office, motion, 1, line.id, "for")
    page = _enter(desk, poll, "station")
    tab = page.station
    tab.entries.setCurrentIndex(1)
    tab.entries.activated.emit(1)
    desk.settle()
    tab.entry.setFocus()
    desk.type("101")
    desk.press("Enter", "1", "Enter")
    desk.until(lambda: "两遍要由两个人录" in tab.problem.text())
    assert tab.table.rows[0].cells[4].startswith("没有记下：")
    users.switch_user(office, "李明")
    for room, key in (("101", "1"), ("102", "2"), ("201", "1"), ("202", "1")):
        _type(tab, room, key)
    desk.until(lambda: tab.panel.vote is not None and tab.panel.vote.progress.second == 4)
    desk.settle()
    assert tab.compare_button.text() == "核对两遍（1处不一致）…"
    assert not tab.panel.count_button.isEnabled()
    tab.compare_button.click()
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), DifferencesDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DifferencesDialog)
    desk.until(lambda: len(dialog.table.rows) == 1)
    assert dialog.table.rows[0].cells == (
        "1号楼1单元102 乙、丙",
        "同意 现场（王芳）",
        "反对 现场（李明）",
    )
    desk.press("1")
    desk.until(lambda: not dialog.table.rows)
    desk.press("Esc")
    _gone(desk)
    desk.until(tab.panel.count_button.isEnabled)
    assert value(office, "SELECT count(*) FROM ballot WHERE entry = 2 AND choice = 'for'") == 4


VOTES = (63, 58, 55, 51, 44, 37, 21)
"""What the seven candidates got on 69 valid papers of at most five (会议记录样例, 三)."""


def _papers() -> list[str]:
    """Return the keys of 69 papers that give each candidate the votes of the sample."""
    left = list(VOTES)
    papers = []
    for _ in range(69):
        marked = [each for each in sorted(range(7), key=lambda each: -left[each]) if left[each]][:5]
        for each in marked:
            left[each] -= 1
        papers.append("".join(str(each + 1) for each in marked))
    assert left == [0] * 7
    return papers


def test_the_election_of_the_sample_is_counted_paper_by_paper(desk: Desk, office: Context) -> None:
    yard = courtyard(office, "轴承厂2号院")
    made = meeting(
        office, yard, kind="households", day="2020-08-18", due_count=96, present_count=71, proxy_count=7
    )
    people = [resident(office, name, courtyard_id=yard) for name in "甲乙丙丁戊己庚"]
    election = motions.add_election(office, made, "选举自管会成员", 5, people).id
    records.save(office, "resolutions", election, {"ballots_issued": 71})
    page = _enter(desk, made, "station")
    tab = page.station
    desk.until(lambda: tab.motion is not None)
    for keys in _papers():
        _type(tab, "", keys)
    _type(tab, "", "1234567")
    desk.until(lambda: tab.panel.vote is not None and tab.panel.vote.progress.first == 70)
    desk.settle()
    told = tab.panel.tally.reasons.text()
    assert "发出71张，收回70张，有效69张，无效1张，至少35票当选" in told
    for name, votes in zip("甲乙丙丁戊己庚", VOTES, strict=True):
        assert f"{name}　{votes}票" in told
    assert tab.panel.tally.outcome.text() == "✓ 现在：应选5人，目前选出5人"
    assert tab.table.rows[0].cells[4] == "选了7人，多于应选5人"
    # a figure that cannot be is refused by name, and nothing can be counted
    for issued, problem in ((69, "收回选票70张，多于发出的69张"), (71, "")):
        records.save(office, "resolutions", election, {"ballots_issued": issued})
        tab.panel.reload()
        desk.settle()
        assert problem in tab.panel.problem.text()
        assert tab.panel.count_button.isEnabled() == (not problem)
    users.add_user(office, "李明")
    desk.press("Ctrl+Enter")
    _dialog(desk)
    desk.press("Down", "Ctrl+S")
    _gone(desk)
    desk.until(lambda: "已选出5人" in tab.panel.tally.outcome.text())
    assert [each.elected for each in motions.candidates(office, election)] == [True] * 5 + [False] * 2
    assert "已经计票" in tab.message.text()
    assert counting.counts(office, election)[0].passed

    tab.panel.reopen_button.click()
    _dialog(desk)
    desk.type("有一张看错")
    desk.press("Ctrl+S")
    _gone(desk)
    desk.until(lambda: tab.entry.isVisibleTo(tab))


def test_entrances_are_counted_together(desk: Desk, office: Context) -> None:
    yard = courtyard(office, "郑纺机西院")
    made = meeting(office, yard, kind="households", day=DAY, due_count=31, present_count=25)
    motions.add(office, made, "下水管道改造", "", "entrance")
    page = _enter(desk, made, "station")
    tab = page.station
    desk.until(lambda: tab.motion is not None and tab.places.isVisibleTo(tab))
    tab.places.setFocus()
    desk.press("Enter")
    desk.type("12")
    desk.press("Enter", "Enter", "Enter", "Enter")
    assert tab.places.told.text() == "请写是哪个单元，如 3号楼2单元。"
    desk.type("3号楼2单元")
    desk.press("Enter", "Enter", "Enter", "Enter", "Enter")
    desk.until(lambda: len(tab.table.rows) == 1)
    assert tab.table.rows[0].cells[:3] == ("3号楼2单元", "", "同意12票")
    assert value(office, "SELECT papers FROM ballot") == 12


def test_an_election_is_put_to_the_vote_and_a_motion_changed(
    desk: Desk, office: Context, yard_meeting: bytes
) -> None:
    resident(office, "甲")
    page = _enter(desk, yard_meeting, "motions")
    page.motions.election_button.click()
    dialog = _dialog(desk)
    desk.type("选举议事会成员")
    desk.press("Enter")
    desk.type("1")
    desk.press("Enter")
    desk.type("甲\n生人")
    desk.press("Ctrl+S")
    desk.until(lambda: "“生人”还没有登记为居民" in dialog.form.messages["names"].text())
    dialog.form.inputs["names"].put(None, "甲")
    desk.press("Ctrl+S")
    _gone(desk)
    desk.until(lambda: len(page.motions.motions) == 1)
    assert page.motions.motions[0].seats == 1
    page.motions.table.setFocus()
    desk.press("F2")
    dialog = _dialog(desk)
    assert "rule_code" not in dialog.form.inputs
    dialog.form.inputs["title"].put(None, "选举议事会主任")
    desk.press("Ctrl+S")
    _gone(desk)
    desk.until(lambda: page.motions.motions[0].title == "选举议事会主任")
    desk.press("Enter")
    desk.until(lambda: page.stack.currentWidget() is page.station)
    assert page.station.motion is not None
