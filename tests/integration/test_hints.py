"""What the rules say about stored records and about what stands in a form."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.rules.base import Hint
from services import hints, ledgers, records
from services.office import Context
from services.subjects import ALL, subject
from tests.helpers.ledgers import entry
from tests.helpers.office import add, committee, community, courtyard, resident, rows
from tests.helpers.town import furnish


def said(context: Context, kind: str, record_id: bytes) -> list[tuple[str | None, str]]:
    found = hints.hints_for(context, subject(kind).table, record_id)
    return [(hint.field, hint.message) for hint in found if hint.level != "info"]


def typed(
    context: Context, kind: str, record_id: bytes | None = None, /, **values: object
) -> dict[str, list[str]]:
    found = hints.form_hints(context, kind, record_id, values)
    return {name: [hint.message for hint in said] for name, said in found.items()}


def meeting(context: Context, yard: bytes, **more: object) -> bytes:
    values: dict[str, object] = {
        "title": "联席会议",
        "kind": "joint",
        "held_on": "2020-8-26",
        "due_count": "19",
        "present_count": "16",
        "recorder_id": "郭小满",
        "record": "记录",
    }
    return add(context, "meetings", courtyard_id=yard, **{**values, **more})


def test_many_records_are_judged_as_each_one_is(office: Context) -> None:
    furnish(office)
    heard = 0
    for table in {described.table for described in ALL}:
        ids = [row[0] for row in rows(office, f"SELECT id FROM {table} WHERE deleted_at IS NULL")]
        together = hints.hints_of(office, table, ids)
        for record_id in ids:
            assert together.get(record_id, ()) == hints.hints_for(office, table, record_id)
        heard += sum(len(each) for each in together.values())
    assert heard > 30


def test_the_number_of_queries_does_not_grow_with_the_records(
    office: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(office)
    asked: list[str] = []
    reader = type(office.reader)
    plain = reader.all

    def noting(self: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return plain(self, sql, *more)

    monkeypatch.setattr(reader, "all", noting)
    for table in (
        "courtyard",
        "committee",
        "meeting",
        "resolution",
        "matter",
        "notice",
        "matter_step",
        "ledger_entry",
    ):
        ids = [row[0] for row in plain(office.reader, f"SELECT id FROM {table} WHERE deleted_at IS NULL")]
        assert len(ids) > 1
        asked.clear()
        hints.hints_of(office, table, ids[:1])
        for_one = len(asked)
        asked.clear()
        hints.hints_of(office, table, ids)
        # matters and rules of their own are looked up once for all records that have one, never for each
        assert for_one <= len(asked) <= for_one + 2 < for_one + len(ids)


def test_every_field_that_is_named_is_a_field_of_the_form(office: Context) -> None:
    furnish(office)
    # the counts of a courtyard are cited beside its Party organisation, too
    foreign = {
        "party_organisation": {"party_full", "party_working"},
        "committee_member": {"id_number", "birth"},
    }
    for described in ALL:
        own = {field.name for section in described.sections for field in section.fields}
        for (record_id,) in rows(office, f"SELECT id FROM {described.table} WHERE deleted_at IS NULL"):
            named = {hint.field for hint in hints.hints_for(office, described.table, record_id)} - {None}
            assert named - foreign.get(described.table, set()) <= own


def test_a_meeting_is_held_against_its_list_of_those_present(office: Context) -> None:
    record = meeting(office, courtyard(office))
    for body, here, leave in (("党支部", "5", ""), ("议事会", "5", "1"), ("居民代表", "6", "2")):
        add(
            office,
            "attendance",
            meeting_id=record,
            capacity="member",
            body=body,
            present_count=here,
            leave_count=leave,
        )
    add(office, "attendance", meeting_id=record, capacity="observer", body="辖区民警", resident_id="周十")
    assert said(office, "meetings", record) == []
    add(office, "attendance", meeting_id=record, capacity="member", body="物业", resident_id="吴一")
    assert said(office, "meetings", record) == [
        ("present_count", "“到会”名单中出席的合计17人，与实到16人不符，请核对。")
    ]


def test_an_owners_committee_is_known_by_its_courtyard(office: Context) -> None:
    yard = courtyard(office)
    record = meeting(office, yard, kind="committee", due_count="8", present_count="4")
    assert hints.hints_for(office, "meeting", record)[0].source == "议事惯例"
    add(office, "committees", courtyard_id=yard, kind="owners", name="业委会")
    assert hints.hints_for(office, "meeting", record)[0].source == "河南省物业管理条例"
    committee(office, yard)
    assert hints.hints_for(office, "meeting", record)[0].source == "议事惯例"


def test_the_election_of_the_samples_is_checked_figure_by_figure(office: Context) -> None:
    record = meeting(office, courtyard(office), kind="households", due_count="96", present_count="71")
    election = add(
        office,
        "resolutions",
        meeting_id=record,
        kind="election",
        title="自管会选举",
        seats="5",
        ballots_issued="71",
        ballots_returned="70",
        ballots_invalid="1",
    )
    for place, (name, votes) in enumerate(zip("甲乙丙丁戊己庚", (63, 58, 55, 51, 44, 37, 21), strict=True)):
        last = add(
            office,
            "candidate-votes",
            resolution_id=election,
            resident_id=name,
            votes=str(votes),
            elected=place < 5,
        )
    assert said(office, "resolutions", election) == []
    assert typed(office, "candidate-votes", last, votes="70") == {
        "votes": ["得70票，多于有效票69张，请核对。"]
    }
    assert typed(office, "resolutions", election, ballots_returned="66")["ballots_returned"] == [
        "候选人共得329票，多于65张有效票每张选5人的上限325票，请核对。",
    ]
    assert "ballots_issued" in typed(office, "resolutions", election, ballots_issued="72")


def test_a_matter_is_held_against_its_money_steps_and_objections(office: Context) -> None:
    yard = courtyard(office)
    matter = add(
        office, "matters", courtyard_id=yard, title="下水管道", template="six_steps", budget="86,400.00"
    )
    add(office, "funding-lines", matter_id=matter, source="finance", amount="50,000")
    notice = add(
        office,
        "notices",
        courtyard_id=yard,
        kind="resolution",
        title="公示",
        matter_id=matter,
        posted_from="2020-7-27",
        posted_until="2020-8-9",
    )
    objection = add(office, "objections", notice_id=notice, content="施工时段", raised_on="2020-8-2")
    add(office, "matter-steps", matter_id=matter, step="decide", from_day="2020-7-26")
    step = add(office, "matter-steps", matter_id=matter, step="publish", from_day="2020-7-25")
    messages = [message for _, message in said(office, "matters", matter)]
    assert "资金来源合计50,000.00元，比预算86,400.00元少36,400.00元，请核对。" in messages
    assert "“决议公开”早于“决议”的结束日期，步骤先后不符，请核对。" in messages
    assert "公示收到的异议有1条还没有答复。" in messages
    assert said(office, "notices", notice) == [
        ("posted_until", "公示14天，不足15天，最早到2020年8月10日。"),
        (None, "收到的异议有1条还没有答复。"),
    ]
    assert said(office, "matter-steps", step) == [("notice_id", "还没有登记这一步的公示。")]
    records.save(office, "objections", objection, {"reply": "午间停工", "replied_on": "2020-8-3"})
    assert (None, "收到的异议有1条还没有答复。") not in said(office, "notices", notice)


def test_a_building_is_covered_by_its_courtyards_organisation_a_coverage_or_its_group(
    office: Context,
) -> None:
    yard = courtyard(office)
    building = add(office, "buildings", courtyard_id=yard, name="3号楼")
    lacking = [(None, "还没有党组织覆盖这栋楼：请在党组织的“覆盖范围”里登记。")]
    assert said(office, "buildings", building) == lacking
    group = add(office, "party-organisations", name="3号楼党小组", kind="building_group", courtyard_id=yard)
    assert said(office, "buildings", building) == lacking  # which building it is for is not known
    add(office, "appointments", resident_id="王一", post="group_leader", building_id=building,
        party_organisation_id=group)  # fmt: skip
    assert said(office, "buildings", building) == []


def test_a_courtyard_covered_by_an_area_branch_has_a_party_organisation(office: Context) -> None:
    unit = community(office)
    yard, other = courtyard(office, "1号院", unit), courtyard(office, "2号院", unit)
    branch = add(office, "party-organisations", name="片区党支部", kind="area_branch", courtyard_id=other)
    assert "还没有党组织。" in [message for _, message in said(office, "courtyards", yard)]
    add(office, "party-coverage", party_organisation_id=branch, courtyard_id=yard)
    assert "还没有党组织。" not in [message for _, message in said(office, "courtyards", yard)]


def test_a_head_who_is_not_the_secretary_is_told_while_the_name_is_typed(office: Context) -> None:
    yard = courtyard(office)
    secretary = resident(office, "王䶮")
    add(office, "appointments", resident_id=secretary, post="secretary", courtyard_id=yard)
    values = {"post": "courtyard_head", "courtyard_id": yard}
    assert typed(office, "appointments", resident_id="于旭芝", **values) == {
        "resident_id": ["楼院长于旭芝不是书记王䶮；原则上由书记担任，另有安排的请在备注中写明原因。"]
    }
    assert typed(office, "appointments", resident_id=secretary, **values) == {}


def test_a_form_is_judged_as_it_stands(office: Context) -> None:
    assert typed(office, "committees", kind="self_management", seats="9", founded="2010", term_years="3") == {
        "seats": ["自管会现为9人，一般为3至7人，请核对。"],
        "term_years": ["任期已于2013年届满，请组织换届。"],
    }
    assert typed(office, "committees", kind="owners", seats="6", term_years="6") == {
        "seats": ["业主委员会现为6人，应为5至11人的单数，请核对。"],
        "term_years": ["业主委员会每届任期6年，超过5年，请核对。"],
    }
    assert typed(office, "meetings", due_count="15", present_count="16", held_on="2020-8-26") == {
        "present_count": ["实到16人多于应到15人，请核对。"]
    }
    # what cannot be understood counts as empty
    assert typed(office, "committees", kind="self_management", seats="九个多") == {}


def test_what_is_stored_counts_where_nothing_is_typed(office: Context) -> None:
    yard = courtyard(office, party_full="15")
    assert typed(office, "courtyards", yard, party_working="16") == {
        "party_working": ["在职党员16人多于正式党员15人，请核对。"]
    }
    assert "no_party_reason" in typed(office, "courtyards", yard, no_party_reason="")
    branch = typed(office, "party-organisations", kind="courtyard_branch", courtyard_id=yard)
    assert branch == {}
    records.save(office, "courtyards", yard, {"party_full": "2"})
    assert "kind" in typed(office, "party-organisations", kind="courtyard_branch", courtyard_id=yard)


def test_nothing_is_said_against_what_is_merely_empty_in_a_new_record(office: Context) -> None:
    blank = {"name": "", "no_party_reason": "", "no_committee_reason": "", "committee_readiness": None}
    assert typed(office, "courtyards", **blank) == {}
    assert typed(office, "courtyards", **{**blank, "committee_readiness": "qualified"}) == {
        "committee_readiness": ["条件具备，还没有组建业主委员会；符合条件的楼院都要组建。"]
    }


def test_subjects_without_rules_have_no_hints(office: Context) -> None:
    assert typed(office, "units", name="三和企业") == {}
    assert hints.hints_of(office, "unit", (b"0" * 16,)) == {}


def test_a_person_in_a_committee_is_looked_at_with_the_persons_own_record(office: Context) -> None:
    body = committee(office, courtyard(office))
    person = resident(office, "王一", id_number="410101196405010011", birth="1965-5-1")
    member = add(office, "committee-members", committee_id=body, resident_id=person, post="member")
    found = hints.hints_for(office, "committee_member", member)
    assert {hint.field for hint in found} >= {"birth"}
    assert all(isinstance(hint, Hint) for hint in found)


def test_terms_and_figures_of_teams_and_representatives(office: Context) -> None:
    yard = courtyard(office)
    speaker = add(
        office,
        "representatives",
        courtyard_id=yard,
        resident_id="王一",
        since="2015-9-1",
        household_count="0",
    )
    assert [field for field, _ in said(office, "representatives", speaker)] == ["since"]
    team = add(office, "teams", courtyard_id=yard, kind="patrol", name="巡逻队")
    done = add(
        office,
        "activities",
        team_id=team,
        title="巡逻",
        kind="patrol",
        held_on="2020-9-5",
        minutes="60分钟",
        people_count="1",
    )
    for name in ("王二", "王三"):
        add(office, "participations", activity_id=done, resident_id=name, minutes="90分钟")
    assert [field for field, _ in said(office, "activities", done)] == ["people_count", "minutes"]


def test_the_day_is_the_offices(office: Context) -> None:
    assert office.today() == date(2020, 9, 16)
    record = meeting(office, courtyard(office))
    item = add(office, "action-items", meeting_id=record, content="公示", due_on="2020-9-16")
    assert said(office, "action-items", item) == []
    assert typed(office, "action-items", item, due_on="2020-9-15") == {"due_on": ["已逾期1天，还没有办结。"]}


def test_entries_of_the_ledger_are_judged_stored_and_in_a_form(office: Context) -> None:
    yard = courtyard(office)
    first, second = (entry(office, yard, voucher="7?", amount=100) for _ in range(2))
    entry(office, courtyard(office, "二院"), voucher="7?")
    assert said(office, "ledger-entries", first) == [
        ("voucher", "这个票据号在本楼院已有1笔，请核对是否重复。")
    ]
    records.save(office, "ledger-entries", second, {"voucher": "8", "handler": "王芳", "witness": "王芳"})
    assert said(office, "ledger-entries", first) == []
    assert [field for field, _ in said(office, "ledger-entries", second)] == ["witness"]
    line = {"courtyard_id": yard, "on_date": "2020-9-9", "direction": "expense", "kind": "waste"}
    assert list(typed(office, "ledger-entries", **line, amount="2", voucher="8")) == ["voucher"]
    assert list(typed(office, "ledger-entries", **line, amount="2.01", voucher="9")) == ["amount"]
    assert list(typed(office, "ledger-entries", second, voucher="7?")) == ["voucher"]
    back = ledgers.reverse(office, first, "重复").id
    assert said(office, "ledger-entries", back) == []
