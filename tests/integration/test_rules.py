"""The rules of an office: changed, added, switched off, undone; which one decides the vote of a meeting."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import main
from models.errors import InvalidInput, NotFound
from models.rules.rulebook import as_entry
from services import history, rules
from services.office import Context
from services.rules import editing, own
from services.saving import FormErrors
from tests.helpers.office import courtyard, value

LATER = "2027-01-01"


def _id(office: Context, code: str) -> bytes:
    return next(each.id for each in editing.lines(office) if each.rule.code == code)


def _row(office: Context, table: str, **values: Any) -> bytes:
    with office.unit_of_work() as work:
        made = work.insert(table, values)
        work.commit()
    return made


def _meeting(office: Context, kind: str, held_on: str, yard: bytes | None = None, **more: Any) -> bytes:
    return _row(office, "meeting", kind=kind, title="业主大会", held_on=held_on, courtyard_id=yard, **more)


@pytest.fixture
def yard(office: Context) -> bytes:
    return courtyard(office)


def test_an_untouched_office_goes_by_the_shipped_rules(office: Context) -> None:
    told = editing.lines(office)
    assert len(told) == len(office.rulebook.rules)
    assert all(each.shipped and each.active and not each.edited for each in told)


def test_a_changed_rule_holds_at_once_and_can_be_undone_and_reset(office: Context) -> None:
    seats = _id(office, "committee.seats")
    before = office.rulebook.at("committee.seats", date(2026, 1, 1))
    done = editing.save(office, seats, {"value.max": "9", "article": "二（三）"})
    changed = office.rulebook.at("committee.seats", date(2026, 1, 1))
    assert (changed.number("max"), changed.number("min"), changed.source) == (9, 3, "方案二（三）")
    assert changed.uuid == before.uuid
    line = editing.line_of(office, seats)
    assert (line.edited, line.shipped, line.active) == (True, True, True)
    assert done.committed is not None
    history.undo(office, done.committed.tx_id)
    assert office.rulebook.at("committee.seats", date(2026, 1, 1)) == before
    editing.save(office, seats, {"value.max": "8"})
    assert office.rulebook.at("committee.seats", date(2026, 1, 1)).number("max") == 8
    editing.reset(office, seats)
    assert office.rulebook.at("committee.seats", date(2026, 1, 1)) == before
    assert editing.reset(office, seats).committed is None


def test_what_stays_the_same_writes_nothing(office: Context) -> None:
    assert editing.save(office, _id(office, "committee.seats"), {"value.max": "7"}).committed is None
    assert value(office, "SELECT count(*) FROM rule_record") == 0


def test_a_rule_switched_off_is_not_found_until_it_is_on_again(office: Context) -> None:
    pairing = _id(office, "courtyard.pairing")
    editing.switch(office, pairing, active=False)
    assert office.rulebook.find("courtyard.pairing", date(2026, 1, 1)) is None
    assert not editing.line_of(office, pairing).active
    editing.switch(office, pairing, active=True)
    assert office.rulebook.find("courtyard.pairing", date(2026, 1, 1)) is not None


@pytest.mark.parametrize("code", ["disclosure.in_time", "disclosure.monthly", "steps.four_two"])
def test_what_the_program_reckons_by_stays_on(office: Context, code: str) -> None:
    with pytest.raises(InvalidInput, match="不能停用"):
        editing.switch(office, _id(office, code), active=False)


def test_a_new_version_ends_the_one_before(office: Context) -> None:
    old = _id(office, "representatives-meeting-2026")
    made = editing.add_version(
        office,
        old,
        {"valid_from": LATER, "value.quorum": "四分之三以上", "law": "新组织法", "article": "第30条"},
    )
    book = office.rulebook
    assert book.at("representatives.meeting", date(2026, 12, 31)).source == "居委会组织法第29条"
    new = book.at("representatives.meeting", date(2027, 1, 1))
    assert (new.source, new.code) == ("新组织法第30条", "representatives-meeting-2027")
    assert new.text("quorum") == ">=3/4"
    assert book.by_code("representatives-meeting-2026") is not None
    assert editing.line_of(office, old).rule.valid_to == date(2026, 12, 31)
    assert made.committed is not None
    history.undo(office, made.committed.tx_id)
    assert office.rulebook.at("representatives.meeting", date(2027, 1, 1)).source == "居委会组织法第29条"
    assert office.rulebook.by_code("representatives-meeting-2027") is None


def test_an_own_version_is_taken_away(office: Context) -> None:
    made = editing.add_version(office, _id(office, "meeting-custom"), {"valid_from": LATER})
    with pytest.raises(FormErrors, match="重叠"):
        editing.reset(office, _id(office, "meeting-custom"))
    editing.reset(office, made.id)
    editing.reset(office, _id(office, "meeting-custom"))
    assert office.rulebook.at("meeting.motion", date(2027, 1, 1)).code == "meeting-custom"


def test_two_new_versions_of_one_year_have_names_of_their_own(office: Context) -> None:
    custom = _id(office, "meeting-custom")
    first = editing.add_version(office, custom, {"valid_from": "2027-01-01", "valid_to": "2027-06-30"})
    second = editing.add_version(office, first.id, {"valid_from": "2027-07-01"})
    names = [editing.line_of(office, each.id).rule.code for each in (first, second)]
    assert names == ["meeting-custom-2027", "meeting-custom-2027-2"]


@pytest.mark.parametrize(
    ("code", "values", "field", "words"),
    [
        ("committee.seats", {"value.min": "9"}, "value.min", "大于"),
        ("committee.seats", {"value.min": "很多"}, "value.min", "整数"),
        ("committee.seats", {"title": ""}, "title", "请写名称"),
        ("committee.seats", {"law": "法" * 101}, "law", "太长"),
        ("committee.seats", {"note": "a\x00"}, "note", "空字符"),
        ("committee.seats", {"valid_from": "去年"}, "valid_from", "不是一天"),
        ("committee.seats", {"valid_from": "2020-8"}, "valid_from", "不是一天"),
        ("committee.seats", {"valid_to": "2019-1-1"}, "valid_to", "不能早于"),
        ("residents-meeting-2018", {"valid_to": "2026-1-1"}, "valid_from", "重叠"),
        ("residents-meeting-2026", {"value.quorum": "1/2"}, "value.quorum", "含不含本数"),
        ("disclosure.in_time", {"valid_to": "2020-9-1"}, "valid_from", "今天必须有效"),
    ],
)
def test_impossible_values_are_refused(
    office: Context, code: str, values: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(FormErrors) as refused:
        editing.save(office, _id(office, code), values)
    assert words in refused.value.errors[field]
    assert value(office, "SELECT count(*) FROM rule_record") == 0


def test_a_new_version_needs_its_first_day_and_room(office: Context) -> None:
    with pytest.raises(FormErrors, match="从哪天起"):
        editing.add_version(office, _id(office, "meeting-custom"), {})
    with pytest.raises(FormErrors, match="重叠"):
        editing.add_version(office, _id(office, "residents-meeting-2018"), {"valid_from": "2020-1-1"})
    with pytest.raises(NotFound):
        editing.save(office, bytes(16), {})


def test_a_row_nobody_understands_does_not_stop_the_office(office: Context) -> None:
    _row(office, "rule_record", rule="x.y", code="x", title="新", law="法", value_json="[]", active=True)
    assert office.rulebook.by_code("x") is None
    assert len(editing.lines(office)) == len(office.rulebook.rules)


@pytest.mark.parametrize(
    ("kind", "held_on", "code"),
    [
        ("owners", "2020-08-08", "property-law-76-ordinary"),
        ("owners", "2026-08-08", "civil-code-278-ordinary"),
        ("residents", "2020-08-08", "residents-meeting-2018"),
        ("households", "2026-01", "residents-meeting-2026"),
        ("representatives", "2020-08-08", "residents-meeting-2018"),
        ("representatives", "2026-08-08", "representatives-meeting-2026"),
        ("joint", "2026-08-08", "meeting-custom"),
        ("committee", "2026-08-08", "meeting-custom"),
    ],
)
def test_kind_and_day_choose_the_rule(
    office: Context, yard: bytes, kind: str, held_on: str, code: str
) -> None:
    assert rules.rule_for(office, _meeting(office, kind, held_on, yard)).code == code


def test_a_committee_of_owners_has_its_own_rule(office: Context, yard: bytes) -> None:
    _row(office, "committee", courtyard_id=yard, kind="owners", name="业委会")
    meeting = _meeting(office, "committee", "2026-08-08", yard)
    assert rules.rule_for(office, meeting).code == "owners-committee-henan"


def test_what_was_chosen_goes_before_kind_and_day(office: Context, yard: bytes) -> None:
    special = {"template": "six_steps", "rule_code": "henan-2017-special"}
    matter = _row(office, "matter", courtyard_id=yard, title="换管道", **special)
    meeting = _meeting(office, "owners", "2026-08-08", yard, rule_code="state-2018-ordinary")
    assert rules.rule_for(office, meeting).code == "state-2018-ordinary"
    of_matter = _meeting(
        office, "owners", "2026-08-08", yard, matter_id=matter, rule_code="state-2018-ordinary"
    )
    assert rules.rule_for(office, of_matter).code == "henan-2017-special"
    motion = {"kind": "motion", "title": "同意"}
    vote = _row(office, "resolution", meeting_id=of_matter, rule_code="civil-code-278-special", **motion)
    assert rules.rule_for(office, of_matter, vote).code == "civil-code-278-special"
    plain = _row(office, "resolution", meeting_id=meeting, matter_id=matter, **motion)
    assert rules.rule_for(office, meeting, plain).code == "henan-2017-special"


def test_what_cannot_be_chosen_is_said(office: Context, yard: bytes) -> None:
    with pytest.raises(InvalidInput, match="“no-such-rule”不存在或已停用"):
        rules.rule_for(office, _meeting(office, "owners", "2026-08-08", yard, rule_code="no-such-rule"))
    with pytest.raises(InvalidInput, match="没有可用的计票规则"):
        rules.rule_for(office, _meeting(office, "owners", "2001-08-08", yard))
    with pytest.raises(NotFound):
        rules.rule_for(office, bytes(16))
    with pytest.raises(InvalidInput, match=r"committee\.seats"):
        rules.rule_named(office, "committee.seats", yard)


def test_every_rule_that_decides_can_be_chosen(office: Context, yard: bytes) -> None:
    codes = [rule.code for rule in rules.choosable(office, yard)]
    assert "civil-code-278-special" in codes
    assert "committee.seats" not in codes


def test_a_counted_vote_keeps_the_rule_it_was_counted_by(office: Context, yard: bytes) -> None:
    meeting = _meeting(office, "residents", "2026-08-08", yard)
    vote = _row(office, "resolution", meeting_id=meeting, kind="motion", title="同意")
    rule = rules.rule_for(office, meeting, vote)
    figures = {f"heads_{name}": 1 for name in ("due", "present", "for", "against", "abstain", "invalid")}
    counted = _row(
        office,
        "vote_count",
        resolution_id=vote,
        seq=1,
        rule_code=rule.code,
        rule_json=json.dumps(as_entry(rule), ensure_ascii=False),
        quorum_met=True,
        passed=True,
        tally_json="{}",
        digest="",
        counted_on="2026-08-08",
        counted_by="张三",
        **figures,
    )
    before = value(office, "SELECT rule_json FROM vote_count WHERE id = ?", counted)
    editing.save(office, _id(office, "residents-meeting-2026"), {"value.approve": "三分之二以上"})
    assert rules.rule_for(office, meeting, vote).text("approve") == ">=2/3"
    assert value(office, "SELECT rule_json FROM vote_count WHERE id = ?", counted) == before
    assert json.loads(before)["value"]["approve"] == ">1/2"


@pytest.mark.local_file("headless commands are given a file")
def test_the_command_counts_by_the_rules_of_the_office_it_names(
    office: Context, yard: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "votes.csv"
    table.write_text("姓名,表决\n甲,同意\n乙,同意\n丙,反对\n", encoding="utf-8")
    editing.save(office, _id(office, "residents-meeting-2026"), {"value.approve": "四分之三以上"})
    charter = _row(office, "charter", courtyard_id=yard, kind="procedure", title="议事规则")
    adopted = {"number": 1, "text": "一。", "adopted_on": "2020-08-01"}
    version = _row(office, "charter_version", charter_id=charter, **adopted)
    own.save(office, version, "meeting-custom", {"article": "第3条", "value.approve": "全部"})
    code = own.of_version(office, version)[0].code
    data = office.database.path
    office.close()

    def counted(rule: str, *more: str) -> dict[str, Any]:
        assert main.main([*more, "vote", "count", str(table), "--rule", rule, "--json"]) == 0
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    assert counted("residents-meeting-2026")["passed"]
    assert not counted("residents-meeting-2026", "--data", str(data))["passed"]
    assert counted("meeting-custom", "--data", str(data))["passed"]
    by_own = counted(code, "--data", str(data))
    assert (by_own["passed"], by_own["article"]) == (False, "《议事规则》第3条")
