"""Conflicts between two offices: both versions are told, one is taken, and undoing opens the case again."""

from __future__ import annotations

import pytest

from models.errors import NotFound
from services import attention, conflicts, history, records
from services.conflicts import Case
from services.office import Context
from services.saving import FormErrors
from services.times import local_time
from tests.helpers.exchange_pair import Pair
from tests.helpers.office import DAY_MS, FixedClock, add, courtyard, resident


def save(office: Context, kind: str, record: bytes, **values: object) -> None:
    """Save some fields of a record."""
    records.save(office, kind, record, values)


def only(office: Context) -> Case:
    """Return the one case there is."""
    (case,) = conflicts.listed(office)
    return case


def quarrel(pair: Pair, clock: FixedClock) -> bytes:
    """Let both offices change the phone of one resident; each takes in what the other wrote."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    person = resident(pair.here, "王秀英", courtyard_id=yard, phone="13812345678")
    pair.carry(pair.here, pair.there)
    clock.advance(DAY_MS)
    save(pair.here, "residents", person, phone="13900000001")
    save(pair.there, "residents", person, phone="13900000002")
    pair.swap()
    return bytes(person)


def shown(office: Context, person: bytes, field: str = "phone") -> str:
    """Return a field as the register shows it."""
    return records.read(office, "residents", person).shown(field).text


def test_s06_same_field_different_values(pair: Pair, clock: FixedClock) -> None:
    """Both offices show the same provisional value, and the case with both, who and where."""
    person = quarrel(pair, clock)
    assert shown(pair.here, person) == shown(pair.there, person) == "139****0001"
    case = only(pair.here)
    assert (case.kind, case.name, case.field, case.base) == (
        "hard",
        "居民 王秀英",
        "联系电话",
        "138****5678",
    )
    assert [(each.text, each.person, each.office, each.provisional) for each in case.versions] == [
        ("139****0001", "王芳", "文明社区", True),
        ("139****0002", "李梅", "安飞社区", False),
    ]
    assert case.versions[1].at_text == local_time(clock())
    assert case.acts == ("take", "write", "ask")
    assert {each.text for each in only(pair.there).versions} == {"139****0001", "139****0002"}
    assert conflicts.counts(pair.here).conflicts == 1
    assert attention.decisions(pair.here) == 1


def test_taking_the_other_value_ends_it_everywhere_and_undo_opens_it_again(
    pair: Pair, clock: FixedClock
) -> None:
    """One change names both; the other office takes it in and has nothing to decide any more."""
    person = quarrel(pair, clock)
    case = only(pair.here)
    saved = conflicts.take(pair.here, case.id, case.versions[1].key)
    assert shown(pair.here, person) == "139****0002"
    assert conflicts.listed(pair.here) == ()
    with pytest.raises(NotFound):
        conflicts.take(pair.here, case.id, case.versions[0].key)
    pair.carry(pair.here, pair.there)
    assert conflicts.listed(pair.there) == ()
    assert saved.committed is not None
    history.undo(pair.here, saved.committed.tx_id)
    assert shown(pair.here, person) == "139****0001"
    assert {each.text for each in only(pair.here).versions} == {"139****0001", "139****0002"}


def test_a_new_value_is_checked_as_in_a_form(pair: Pair, clock: FixedClock) -> None:
    """What cannot be stored is refused with a sentence, and the case stays."""
    person = quarrel(pair, clock)
    case = only(pair.here)
    with pytest.raises(FormErrors):
        conflicts.write(pair.here, case.id, "x" * 10 + "\x00")
    conflicts.write(pair.here, case.id, "139 0000 0003")
    assert shown(pair.here, person) == "139****0003"
    assert conflicts.listed(pair.here) == ()


def test_asking_the_other_office_keeps_the_case_with_a_note(pair: Pair, clock: FixedClock) -> None:
    """The text to be read out names both values."""
    quarrel(pair, clock)
    text = conflicts.ask(pair.here, only(pair.here).id, "安飞社区")
    assert f"139****0001（文明社区，王芳，{local_time(clock())}）" in text
    assert only(pair.here).note == "9月17日已询问安飞社区"


def test_a_clock_that_is_wrong_is_told_with_the_value(pair: Pair, clock: FixedClock) -> None:
    """Who wrote in a year to come, or before what he changed, is not believed to the day (S15)."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    person = resident(pair.here, "王秀英", courtyard_id=yard)
    pair.carry(pair.here, pair.there)
    save(pair.here, "residents", person, note="甲")
    clock.advance(400 * DAY_MS)
    save(pair.there, "residents", person, note="乙")
    clock.advance(-400 * DAY_MS)
    pair.swap()
    assert [each.warning for each in only(pair.here).versions] == [
        "",
        "那台电脑的时钟快了约400天，时间只作参考",
    ]


def test_all_of_one_office_are_taken_at_once_after_a_preview(pair: Pair, clock: FixedClock) -> None:
    """The preview changes nothing; one undo opens all again."""
    person = quarrel(pair, clock)
    save(pair.here, "residents", person, note="甲", skills="书法")
    save(pair.there, "residents", person, note="乙", skills="剪纸")
    pair.swap()
    assert conflicts.offices(conflicts.listed(pair.here)) == {
        pair.units["文明社区"]: ("文明社区", 3),
        pair.units["安飞社区"]: ("安飞社区", 3),
    }
    wanted = conflicts.take_all_of(pair.here, pair.units["安飞社区"], preview=True)
    assert ("居民 王秀英", "联系电话", "139****0001", "139****0002") in wanted.lines
    assert (wanted.office, len(wanted.lines), wanted.left, wanted.tx_id) == ("安飞社区", 3, 0, None)
    assert len(conflicts.listed(pair.here)) == 3
    done = conflicts.take_all_of(pair.here, pair.units["安飞社区"], preview=False)
    assert conflicts.listed(pair.here) == ()
    assert [shown(pair.here, person, name) for name in ("note", "skills")] == ["乙", "剪纸"]
    assert done.tx_id is not None
    history.undo(pair.here, done.tx_id)
    assert len(conflicts.listed(pair.here)) == 3


def test_s09_delete_here_edit_there(pair: Pair, clock: FixedClock) -> None:
    """The record stays in sight; keeping it or putting it away is a person's decision, at both offices."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    person = resident(pair.here, "王秀英", courtyard_id=yard)
    pair.carry(pair.here, pair.there)
    records.delete(pair.there, "residents", [person])
    save(pair.here, "residents", person, phone="13900000001")
    pair.swap()
    case = only(pair.there)
    assert (case.kind, case.acts) == ("delete_edit", ("keep", "delete", "ask"))
    assert {each.text for each in case.versions} >= {"（已删除）", "联系电话：139****0001"}
    conflicts.keep(pair.there, case.id)
    pair.carry(pair.there, pair.here)
    for office in (pair.here, pair.there):
        assert conflicts.listed(office) == ()
        assert shown(office, person) == "139****0001"


def test_a_record_deleted_elsewhere_can_be_put_away_here_as_well(pair: Pair, clock: FixedClock) -> None:
    """It lies in the recycle bin of both then."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    person = resident(pair.here, "王秀英", courtyard_id=yard)
    pair.carry(pair.here, pair.there)
    records.delete(pair.there, "residents", [person])
    save(pair.here, "residents", person, phone="13900000001")
    pair.swap()
    conflicts.put_away(pair.here, only(pair.here).id)
    assert conflicts.listed(pair.here) == ()
    with pytest.raises(NotFound):
        records.read(pair.here, "residents", person)


def test_s11_a_child_without_its_owner_brings_it_back_or_goes(pair: Pair, clock: FixedClock) -> None:
    """A team was deleted there, a member added here."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    person = resident(pair.here, "王秀英", courtyard_id=yard)
    team = add(pair.here, "teams", name="巡逻队", kind="patrol", courtyard_id=yard)
    pair.carry(pair.here, pair.there)
    records.delete(pair.there, "teams", [team])
    add(pair.here, "team-members", team_id=team, resident_id=person)
    pair.swap()
    case = only(pair.there)
    assert (case.kind, case.words, case.base) == ("orphan", "上级已删除", "队伍 巡逻队（已删除）")
    conflicts.keep(pair.there, case.id)
    assert conflicts.listed(pair.there) == ()
    assert records.read(pair.there, "teams", team).name == "巡逻队"


def test_a_provisional_value_is_known_by_its_column(pair: Pair, clock: FixedClock) -> None:
    """Lists and forms mark it; the mark leads to the case."""
    person = quarrel(pair, clock)
    case = only(pair.here)
    assert conflicts.provisional(pair.here, "resident", [person]) == {person: {"phone": case.id}}
    assert conflicts.provisional(pair.here, "resident", []) == {}
    conflicts.take(pair.here, case.id, case.versions[0].key)
    assert conflicts.provisional(pair.here, "resident", [person]) == {}
