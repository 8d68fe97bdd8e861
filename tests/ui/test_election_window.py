"""The sample election through the window, by keys: planned, vetted, announced, voted, confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from services import elections
from services.office import Context
from tests.helpers.elections import NAMES, VOTES, WHO
from tests.helpers.office import committee, courtyard, rows, value
from tests.helpers.office import community as community_of
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.elections.committee_strip import CommitteeStrip
from ui.elections.grid_dialog import GridDialog
from ui.elections.strip import ElectionStrip

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def yard(office: Context) -> bytes:
    """The courtyard of the record with its committee, which was not elected yet."""
    place = courtyard(office, "轴承厂2号院", community_of(office, "安飞社区"))
    committee(office, place, "轴承厂2号院自管会")
    return place


def _strip(desk: Desk) -> ElectionStrip:
    desk.until(lambda: desk.page.pane.view is not None)
    strip = desk.view.above
    assert isinstance(strip, ElectionStrip)
    return strip


def _dialog(desk: Desk, kind: type[QDialog] = QDialog) -> Any:
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    desk.until(lambda: dialog.isAncestorOf(desk.focus()))
    return dialog


def _gone(desk: Desk) -> None:
    desk.until(lambda: not isinstance(QApplication.activeModalWidget(), QDialog))
    desk.window.window().activateWindow()  # the invisible screen gives no window back what a dialog took
    desk.until(desk.window.isActiveWindow)
    desk.settle()


def _go_to(desk: Desk, dialog: GridDialog, name: str) -> None:
    """Press Tab until a field has the focus."""
    for _ in range(60):
        if dialog.fields[name].hasFocus():
            return
        desk.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")


def _fill(desk: Desk, dialog: GridDialog, values: dict[str, object]) -> None:
    for name, text in values.items():
        _go_to(desk, dialog, name)
        desk.type(str(text))


def _pick(desk: Desk, dialog: GridDialog, name: str, steps: int) -> None:
    _go_to(desk, dialog, name)
    desk.press(*["Down"] * steps)


def _planned(desk: Desk) -> None:
    desk.go("committees")
    desk.page.list.table.setFocus()
    desk.until(lambda: desk.page.pane.view is not None)
    assert isinstance(desk.view.above, CommitteeStrip)
    desk.press("Ctrl+Enter")
    _dialog(desk)
    desk.type("5")
    desk.press("Tab")
    desk.type("3")
    desk.press("Ctrl+S")
    _gone(desk)


def test_the_sample_election_by_keys(desk: Desk, office: Context, yard: bytes) -> None:
    _planned(desk)
    strip = _strip(desk)
    assert strip.path.accessibleName() == "选举进度：筹备中"
    assert [button.text() for button in strip.buttons.values()] == ["增加候选人…", "公示候选人…"]

    desk.press("Ctrl+Enter")
    _dialog(desk)
    desk.type("、".join(NAMES))
    desk.press("Ctrl+S")
    _gone(desk)
    assert "推荐9人，合格0人" in _strip(desk).detail.text()
    assert "还没有社区和办事处的资格审查" in _strip(desk).missing.text()

    desk.press("Ctrl+Enter")
    dialog = _dialog(desk, GridDialog)
    desk.type(WHO)
    _go_to(desk, dialog, "vetted_on")
    dialog.fields["vetted_on"].selectAll()
    desk.type("2020-8-14")
    for place, name in enumerate(NAMES):
        _pick(desk, dialog, f"outcome:{place}", {"辛": 2, "壬": 3}.get(name, 1))
    desk.press("Ctrl+S")
    assert dialog.said["circumstance:7"].text() == "辛不合格，请写明不适宜的情形。"
    assert dialog.fields["circumstance:7"].hasFocus()
    desk.type("失信被执行人")
    desk.press("Ctrl+S")
    _gone(desk)
    assert "推荐9人，合格7人" in _strip(desk).detail.text()

    desk.press("Ctrl+Enter")
    announce = _dialog(desk)
    announce.form.inputs["on"].put("2020-08-14", "2020-08-14")
    desk.press("Ctrl+S")
    _gone(desk)
    assert _strip(desk).path.accessibleName() == "选举进度：已公示候选人"

    desk.press("Ctrl+Enter")
    dialog = _dialog(desk, GridDialog)
    order = [each.name for each in dialog.asked.due.candidates]
    assert order == list("丙丁庚己甲戊乙")
    came = {"held_on": "2020-8-18", "due": 96, "present": 71, "proxies": 7}
    ballots = {"issued": 72, "returned": 70, "invalid": 1, "valid": 69, "total": 329}
    _fill(desk, dialog, {**came, **ballots})
    _fill(desk, dialog, {f"votes:{place}": VOTES[name] for place, name in enumerate(order)})
    assert dialog.said["issued"].text().startswith("发出选票72张，多于实到71户（含委托）")
    assert dialog.sum.text() == "各人得票相加329票，69张有效票每张最多选5人，最多345票。"
    desk.press("Ctrl+S")
    desk.settle()
    assert dialog.isVisible()
    assert dialog.fields["issued"].hasFocus()
    assert value(office, "SELECT count(*) FROM resolution") == 0
    dialog.fields["issued"].selectAll()
    desk.type("71")
    assert dialog.said["issued"].text() == ""
    desk.press("Ctrl+S")
    _gone(desk)
    assert "发票71张，收回70张，有效69张，共得329票" in _strip(desk).detail.text()

    desk.press("Ctrl+Enter")
    dialog = _dialog(desk, GridDialog)
    _pick(desk, dialog, "post:0", 0)
    box = dialog.fields["post:0"]
    assert box.accessibleName() == "甲的职务"
    desk.press("Up", "Up")
    _go_to(desk, dialog, "post:1")
    desk.press("Up")
    _fill(desk, dialog, {"valid": 68, "total": 329})
    desk.press("Ctrl+S")
    desk.until(lambda: bool(dialog.problem.text()))
    assert "有效票登记的是69张，报告单上是68张" in dialog.problem.text()
    _go_to(desk, dialog, "valid")
    dialog.fields["valid"].selectAll()
    desk.type("69")
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.toast() == "已确认选举结果，当选甲、乙、丙、丁、戊"
    assert "当选甲、乙、丙、丁、戊" in _strip(desk).detail.text()
    body = value(office, "SELECT id FROM committee")
    assert [(each.name, each.post) for each in elections.members(office, body)] == [
        ("甲", "director"),
        ("乙", "deputy_director"),
        ("丙", "member"),
        ("丁", "member"),
        ("戊", "member"),
    ]

    desk.press("Ctrl+Z")
    desk.settle()
    assert _strip(desk).path.accessibleName() == "选举进度：已投票"
    assert elections.members(office, body) == ()


def test_the_handover_is_ticked_off(desk: Desk, office: Context, yard: bytes) -> None:
    body = value(office, "SELECT id FROM committee")
    made = elections.plan(office, committee_id=body, seats=1, competitive=False, reason="一人报名").id
    elections.add_candidate(office, made, "甲")
    person = elections.view(office, made).candidates[0].resident_id
    elections.vet(office, made, [elections.Vetting(person, "passed")])
    elections.announce(office, made, date(2020, 9, 1), notice=False)
    elections.record_round(
        office,
        made,
        elections.Figures(5, 5, 0, {person: 5}),
        meeting=elections.NewMeeting("2020-09-02", 5, 5),
    )
    elections.confirm_result(office, made)
    elections.file(office, made, date(2020, 9, 3), "明湖办事处")
    elections.publish(office, made)

    desk.window.activateWindow()
    desk.until(desk.window.isActiveWindow)
    desk.go("elections")
    desk.page.list.table.setFocus()
    assert "移交0/7项" in _strip(desk).detail.text()
    desk.press("Ctrl+Enter")
    dialog = _dialog(desk, GridDialog)
    _fill(desk, dialog, {"handed_from": "乙", "handed_to": "甲"})
    _go_to(desk, dialog, "handed:0")
    desk.press("Space")
    _fill(desk, dialog, {"missing_reason:1": "账册在审计"})
    desk.press("Ctrl+S")
    desk.until(lambda: dialog.said["witness"].text() != "")
    assert dialog.said["witness"].text() == "请填写监交人。"
    desk.type("郭小满")
    desk.press("Ctrl+S")
    _gone(desk)
    assert "移交2/7项" in _strip(desk).detail.text()
    assert rows(office, "SELECT count(*) FROM handover_item WHERE handed_on = '2020-09-16'") == [(1,)]


def test_a_committee_shows_its_term_and_an_election_under_way(
    desk: Desk, office: Context, yard: bytes
) -> None:
    _planned(desk)
    desk.go("committees")
    desk.page.list.table.setFocus()
    desk.until(lambda: isinstance(desk.view.above, CommitteeStrip))
    strip: Any = desk.view.above
    assert strip.remark.text() == "正在办理：轴承厂2号院自管会首次选举"
    desk.settle()
    desk.press("Ctrl+Enter")
    desk.until(lambda: isinstance(desk.view.above, ElectionStrip))
    assert _strip(desk).found.title == "轴承厂2号院自管会首次选举"
