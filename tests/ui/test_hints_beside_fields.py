"""What the rules say stands beside the field: in the form while it is typed, and where the record is read."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from services import records
from tests.helpers.office import add, committee, courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def body(desk: Desk) -> bytes:
    """A self-management committee with three seats; its page is in front."""
    made = committee(desk.context, courtyard(desk.context), seats="3", founded="2020-8-8", term_years="3")
    desk.go("committees")
    desk.page.list.table.setFocus()
    return made


def _message(desk: Desk, name: str) -> tuple[str, str]:
    label = desk.form.messages[name]
    return label.text(), str(label.property("role"))


def _type_into(desk: Desk, name: str, text: str) -> None:
    desk.form.inputs[name].setFocus()
    desk.press("Ctrl+A")
    desk.type(text)


def test_a_figure_out_of_range_is_told_with_its_source_as_soon_as_it_is_typed(
    desk: Desk, body: bytes
) -> None:
    desk.press("Enter")
    assert _message(desk, "seats") == ("", "small")
    _type_into(desk, "seats", "9")
    assert _message(desk, "seats") == ("自管会现为9人，一般为3至7人，请核对。（方案二（二））", "warn")
    assert desk.form.inputs["seats"].inner.property("state") == "warn"
    assert "方案二（二）" in desk.form.inputs["seats"].inner.accessibleDescription()
    # another field decides, too
    desk.form.inputs["kind"].put("owners", "业主委员会")
    desk.form.inputs["kind"].changed.emit()
    desk.settle()
    assert _message(desk, "seats") == ("", "small")
    # a warning does not stop anybody
    desk.form.inputs["kind"].put("self_management", "自管会")
    desk.press("Ctrl+S")
    assert desk.page.pane.form is None
    assert desk.view.record.shown("seats").value == 9


def test_what_cannot_be_read_is_told_instead_of_a_rule(desk: Desk, body: bytes) -> None:
    desk.press("Enter")
    _type_into(desk, "seats", "9")
    _type_into(desk, "seats", "很多")
    text, role = _message(desk, "seats")
    assert role == "error"
    assert "看不懂" in text
    assert "方案" not in text
    _type_into(desk, "seats", "5")
    assert _message(desk, "seats")[0] == ""


def test_the_hint_stays_when_the_field_is_left_and_goes_with_its_cause(desk: Desk, body: bytes) -> None:
    desk.press("Enter")
    _type_into(desk, "founded", "2010-1-1")
    desk.form.inputs["note"].setFocus()
    desk.settle()
    assert _message(desk, "term_years")[0].startswith("任期已于2012年12月31日届满")
    desk.form.inputs["term_years"].setFocus()
    desk.form.inputs["note"].setFocus()
    desk.settle()
    assert _message(desk, "term_years")[0].startswith("任期已于2012年12月31日届满")
    _type_into(desk, "founded", "2020-8-8")
    assert _message(desk, "term_years")[0] == ""


def test_impossible_figures_of_a_meeting_are_told_like_mistakes_but_can_be_kept(desk: Desk) -> None:
    yard = courtyard(desk.context)
    made = add(
        desk.context,
        "meetings",
        courtyard_id=yard,
        title="联席会议",
        kind="joint",
        held_on="2020-8-26",
        due_count="19",
        present_count="16",
        record="记录",
        recorder_id="郭小满",
    )
    desk.go("meetings")
    desk.page.list.table.setFocus()
    desk.press("Enter")
    _type_into(desk, "present_count", "61")
    assert _message(desk, "present_count") == (
        "实到61人多于应到19人，请核对。（会议记录“到会”栏）",
        "error",
    )
    desk.press("Ctrl+S")
    assert desk.page.pane.form is None
    assert records.read(desk.context, "meetings", made).shown("present_count").value == 61


def test_a_new_form_does_not_complain_about_what_is_still_empty(desk: Desk, body: bytes) -> None:
    desk.go("courtyards")
    desk.press("Ctrl+N")
    assert all(label.text() == "" for label in desk.form.messages.values())
    desk.form.inputs["committee_readiness"].put("qualified", "条件具备")
    desk.form.inputs["committee_readiness"].changed.emit()
    desk.settle()
    assert _message(desk, "committee_readiness")[0].startswith("条件具备，还没有组建业主委员会")


def _beside(desk: Desk, label: str) -> list[str]:
    found = [
        each for each in desk.view.findChildren(QWidget) if each.accessibleName() == f"{label}的规则提示"
    ]
    return [line.text() for each in found for line in each.findChildren(QLabel) if line.text()]


def _box(desk: Desk) -> str:
    boxes = [each for each in desk.view.findChildren(QWidget) if each.accessibleName() == "规则提示"]
    return "\n".join(line.text() for each in boxes for line in each.findChildren(QLabel))


def test_a_stored_hint_stands_below_its_field_with_its_source(desk: Desk, body: bytes) -> None:
    records.save(desk.context, "committees", body, {"seats": "9", "term_years": "1", "founded": "2010"})
    desk.session.changed.emit(frozenset({"committee"}))
    desk.settle()
    (seats,) = _beside(desk, "职数")
    assert "一般为3至7人" in seats
    assert "方案二（二）" in seats
    assert "届满" in _beside(desk, "届期")[0]
    assert "职数" not in _box(desk)
    assert "一般为3至7人" not in _box(desk)


def test_what_is_about_the_whole_record_or_a_field_not_shown_stands_above(desk: Desk) -> None:
    courtyard(desk.context, "1号院")
    desk.go("courtyards")
    assert "还没有分包干部。" in _box(desk)
    assert "还没有党组织。" in _box(desk)  # the field for the reason is empty and not shown
