"""Records: read, saved as people type, people by name, links, delete and restore with what is below."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import InvalidInput, NotFound, Stale
from models.ids import RecordId, new_id
from services import appraisals, history, records
from services.appraisals import Paper
from services.office import Context
from services.subjects import ALL, BY_KIND, subject
from tests.helpers import log_oracle
from tests.helpers.forms import errors_of, stored
from tests.helpers.office import add, committee, community, courtyard, resident, value


def test_a_form_is_saved_as_people_type(office: Context) -> None:
    yard = courtyard(
        office,
        name=" 建设路１号院 ",
        household_count="约168户",
        resident_count="302人",
        built_year="90年代",
        fire_lane="yes",
        party_total="",
        note="第一行\n第二行",
    )
    columns = ("name", "household_count", "household_about", "resident_count", "resident_about")
    years = ("built_year", "built_text")
    assert stored(office, "courtyard", yard, *columns) == ("建设路１号院", 168, 1, 302, 0)
    assert stored(office, "courtyard", yard, *years) == (1990, "90年代")
    record = records.read(office, "courtyards", yard)
    assert (record.name, record.subtitle) == ("建设路１号院", "安飞社区")
    shown = {
        name: record.shown(name).text for name in ("household_count", "built_year", "fire_lane", "unit_id")
    }
    assert shown == {
        "household_count": "约168",
        "built_year": "90年代",
        "fire_lane": "有",
        "unit_id": "安飞社区",
    }
    assert record.shown("note").value == "第一行\n第二行"
    assert record.shown("party_total").value is None
    with pytest.raises(KeyError):
        record.shown("absent")


def test_fields_not_named_stay(office: Context) -> None:
    yard = courtyard(office, code="A1", address="建设路")
    saved = records.save(office, "courtyards", yard, {"code": "A2"})
    assert saved.id == yard
    assert saved.committed is not None
    assert saved.committed.touched == {"courtyard"}
    assert stored(office, "courtyard", yard, "code", "address", "name") == ("A2", "建设路", "建设路1号院")


def test_a_year_typed_exactly_forgets_the_words(office: Context) -> None:
    yard = courtyard(office, built_year="90年代", household_count="约120")
    records.save(office, "courtyards", yard, {"built_year": "1996", "household_count": "120"})
    columns = ("built_year", "built_text", "household_count", "household_about")
    assert stored(office, "courtyard", yard, *columns) == (1996, None, 120, 0)


def test_saving_what_is_there_changes_nothing(office: Context) -> None:
    yard = courtyard(office, household_count="约168户", code="A1")
    count = value(office, "SELECT count(*) FROM sync_change")
    saved = records.save(office, "courtyards", yard, {"household_count": "约１６８", "code": " A1 "})
    assert saved == records.Saved(yard, None)
    assert value(office, "SELECT count(*) FROM sync_change") == count


def test_every_field_that_cannot_be_taken_is_named(office: Context) -> None:
    found = errors_of(office, "courtyards", None, name="", household_count="很多", built_year="上古")
    assert found == {
        "name": "请填写楼院名称。",
        "unit_id": "请填写所属社区。",
        "household_count": "看不懂“很多”，请写成数字，如 168 或“约168”。",
        "built_year": "看不懂“上古”，请写成 1996 或“90年代”。",
    }
    yard = courtyard(office)
    assert errors_of(office, "courtyards", yard, name="") == {"name": "请填写楼院名称。"}


def test_stale_save_is_refused_and_another_field_is_not(office: Context) -> None:
    yard = courtyard(office)
    seen = records.read(office, "courtyards", yard).version
    records.save(office, "courtyards", yard, {"code": "A1"}, seen)
    with pytest.raises(Stale) as refusal:
        records.save(office, "courtyards", yard, {"code": "A2"}, seen)
    assert refusal.value.exit_code == 2
    records.save(office, "courtyards", yard, {"address": "建设路"}, seen)
    assert stored(office, "courtyard", yard, "code", "address") == ("A1", "建设路")


def test_a_record_that_is_gone_is_not_found(office: Context) -> None:
    yard = courtyard(office)
    records.delete(office, "courtyards", [yard])
    for act in (
        lambda: records.read(office, "courtyards", yard),
        lambda: records.save(office, "courtyards", yard, {"code": "A1"}),
        lambda: records.delete(office, "courtyards", [yard]),
        lambda: records.read(office, "courtyards", new_id()),
    ):
        with pytest.raises(NotFound):
            act()


def test_blank_records_know_what_they_belong_to(office: Context) -> None:
    yard = courtyard(office)
    building = add(office, "buildings", courtyard_id=yard, name="1号楼")
    record = records.blank(office, "dwellings", ("building_id", building))
    assert (record.id, record.version, record.name) == (None, None, "新增房屋")
    assert record.shown("building_id").text == "1号楼"
    assert record.shown("courtyard_id").value == yard
    assert records.blank(office, "courtyards").shown("name").value is None


@pytest.mark.parametrize("kind", [each.kind for each in ALL])
def test_every_blank_form_can_be_shown(kind: str, office: Context) -> None:
    record = records.blank(office, kind)
    fields = [each.field for _, shown in record.sections for each in shown]
    assert fields
    assert len({field.name for field in fields}) == len(fields)


def _elected(office: Context, yard: RecordId, body: RecordId, person: RecordId) -> dict[str, RecordId]:
    """Return an election with a candidate and a thing to hand over, by kind."""
    made = add(office, "elections", courtyard_id=yard, committee_id=body, kind="renewal", title="换届选举")
    return {
        "elections": made,
        "candidacies": add(office, "candidacies", election_id=made, resident_id=person),
        "handover-items": add(office, "handover-items", election_id=made, title="印章"),
    }


@pytest.fixture
def full_office(office: Context) -> dict[str, RecordId]:
    """A courtyard with one of everything below it; returns ids by kind."""
    yard = courtyard(office)
    building = add(office, "buildings", courtyard_id=yard, name="1号楼")
    dwelling = add(office, "dwellings", courtyard_id=yard, building_id=building, room="101")
    person = resident(office, "张三", courtyard_id=yard, dwelling_id=dwelling)
    party = add(office, "party-organisations", name="党支部", kind="courtyard_branch", courtyard_id=yard)
    body = committee(office, yard)
    member = add(office, "committee-members", committee_id=body, resident_id=person, post="director")
    team = add(office, "teams", courtyard_id=yard, kind="service", name="服务队", leader_id=person)
    return {
        "courtyards": yard,
        "buildings": building,
        "dwellings": dwelling,
        "residents": person,
        "party-organisations": party,
        "committees": body,
        "committee-members": member,
        "teams": team,
        "ownerships": add(office, "ownerships", dwelling_id=dwelling, resident_id=person, share_part="1"),
        "households": add(office, "households", dwelling_id=dwelling, head_id=person),
        "appointments": add(
            office,
            "appointments",
            resident_id=person,
            post="courtyard_head",
            courtyard_id=yard,
            party_organisation_id=party,
            building_id=building,
        ),
        "vettings": add(
            office,
            "vettings",
            committee_id=body,
            committee_member_id=member,
            resident_id=person,
            outcome="passed",
        ),
        "team-members": add(office, "team-members", team_id=team, resident_id=person),
        "consents": add(office, "consents", resident_id=person, purpose="photo", given_on="2020-9-1"),
        "cadre-assignments": add(office, "cadre-assignments", courtyard_id=yard, name="赵六"),
        "pairings": add(office, "pairings", courtyard_id=yard, partner_name="财政局支部"),
        "property-services": add(office, "property-services", courtyard_id=yard, mode="self_service"),
        "ledger-lines": add(office, "ledger-lines", courtyard_id=yard, summary="电费", amount="12.5"),
        **_elected(office, yard, body, person),
        "charters": (rules := add(office, "charters", courtyard_id=yard, kind="pact", title="居民公约")),
        "charter-versions": add(office, "charter-versions", charter_id=rules, number="1", text="第一条"),
        "party-coverage": add(
            office, "party-coverage", party_organisation_id=party, courtyard_id=yard, building_id=building
        ),
        **_spoken_for(office, yard, person, dwelling, team),
        **_raised(office, yard, person),
        **_deliberated(office, yard, person),
        **_paid(office, yard, dwelling),
        **_rated(office, yard),
    }


def _rated(office: Context, yard: RecordId) -> dict[str, RecordId]:
    rated = add(office, "appraisals", courtyard_id=yard, title="物业评议", target="property")
    item = add(office, "appraisal-items", appraisal_id=rated, title="保洁")
    plan = add(
        office, "collecting-plans", courtyard_id=yard, title="每月收集", every_months="1", from_day="2020-9-1"
    )
    return {
        "appraisals": rated,
        "appraisal-items": item,
        "appraisal-answers": RecordId(appraisals.enter(office, rated, Paper("1", paper=1)).id),
        "collecting-plans": plan,
        "collecting-rounds": add(
            office, "collecting-rounds", plan_id=plan, month="2020-09", done_on="2020-9-5"
        ),
    }


def _paid(office: Context, yard: RecordId, dwelling: RecordId) -> dict[str, RecordId]:
    account = add(office, "accounts", courtyard_id=yard, name="现金账户", kind="cash")
    entry = add(
        office,
        "ledger-entries",
        courtyard_id=yard,
        account_id=account,
        on_date="2020-9-5",
        direction="expense",
        kind="cleaning",
        amount="12.5",
    )
    charge = add(office, "charges", dwelling_id=dwelling, month="2020-09", kind="parking", amount="5")
    return {
        "accounts": account,
        "ledger-entries": entry,
        "staff-costs": add(office, "staff-costs", entry_id=entry, post="保洁员", amount="12.5"),
        "charges": charge,
    }


def _raised(office: Context, yard: RecordId, person: RecordId) -> dict[str, RecordId]:
    more = {"courtyard_id": yard, "received_on": "2020-9-15"}
    quarrel = add(office, "disputes", title="楼道堆物", **more)
    raised = add(office, "opinions", title="车棚漏雨", channel="phone", resident_id=person, **more)
    steps = "SELECT id FROM handling_step WHERE {}_id = ?"
    return {
        "opinions": raised,
        "step-of-opinion": RecordId(value(office, steps.format("opinion"), raised)),
        "disputes": quarrel,
        "step-of-dispute": RecordId(value(office, steps.format("dispute"), quarrel)),
        "dispute-parties": add(office, "dispute-parties", dispute_id=quarrel, name="李四", side="甲方"),
        "mediations": add(office, "mediations", dispute_id=quarrel, held_on="2020-9-16"),
    }


def _spoken_for(
    office: Context, yard: RecordId, person: RecordId, dwelling: RecordId, team: RecordId
) -> dict[str, RecordId]:
    speaker = add(office, "representatives", courtyard_id=yard, resident_id=person)
    done = add(office, "activities", team_id=team, title="巡逻", kind="patrol", held_on="2020-9-5")
    return {
        "representatives": speaker,
        "representations": add(office, "representations", representative_id=speaker, dwelling_id=dwelling),
        "activities": done,
        "participations": add(office, "participations", activity_id=done, resident_id=person),
    }


def _deliberated(office: Context, yard: RecordId, person: RecordId) -> dict[str, RecordId]:
    matter = add(office, "matters", courtyard_id=yard, title="照明", template="six_steps")
    meeting = add(office, "meetings", courtyard_id=yard, title="联席会议", kind="joint", held_on="2020-8-26")
    item = add(office, "agenda-items", meeting_id=meeting, title="停车")
    vote = add(office, "resolutions", meeting_id=meeting, agenda_item_id=item, kind="motion", title="收费")
    notice = add(office, "notices", courtyard_id=yard, kind="resolution", title="公示", resolution_id=vote)
    return {
        "matters": matter,
        "funding-lines": add(office, "funding-lines", matter_id=matter, source="finance", amount="5"),
        "matter-steps": add(office, "matter-steps", matter_id=matter, step="decide", meeting_id=meeting),
        "meetings": meeting,
        "attendance": add(
            office, "attendance", meeting_id=meeting, capacity="member", body="代表", resident_id=person
        ),
        "agenda-items": item,
        "resolutions": vote,
        "candidate-votes": add(office, "candidate-votes", resolution_id=vote, resident_id=person),
        "action-items": add(office, "action-items", meeting_id=meeting, content="划线"),
        "notices": notice,
        "objections": add(office, "objections", notice_id=notice, content="太吵"),
        "boards": add(office, "boards", courtyard_id=yard, name="大门公开栏"),
        "disclosure-requests": add(
            office, "disclosure-requests", courtyard_id=yard, content="停车费去向", asked_on="2020-9-16"
        ),
    }


GOES_ALONG = {
    "courtyards": {
        "buildings", "dwellings", "ownerships", "households", "appointments", "party-organisations",
        "committees", "committee-members", "vettings", "teams", "team-members", "cadre-assignments",
        "pairings", "property-services", "ledger-lines", "party-coverage", "representatives",
        "representations", "activities", "participations", "matters", "funding-lines", "matter-steps",
        "opinions", "disputes", "dispute-parties", "mediations", "step-of-opinion", "step-of-dispute",
        "meetings", "attendance", "agenda-items", "resolutions", "candidate-votes", "action-items", "notices",
        "objections", "accounts", "ledger-entries", "staff-costs", "charges", "disclosure-requests",
        "boards", "appraisals", "appraisal-items", "appraisal-answers", "collecting-plans",
        "collecting-rounds", "elections", "candidacies", "handover-items", "charters", "charter-versions",
    },
    "buildings": {
        "dwellings", "ownerships", "households", "appointments", "party-coverage", "representations",
        "charges",
    },
    "dwellings": {"ownerships", "households", "representations", "charges"},
    "accounts": {"ledger-entries", "staff-costs"},
    "ledger-entries": {"staff-costs"},
    "residents": {
        "ownerships", "appointments", "committee-members", "vettings", "team-members", "representatives",
        "representations", "candidacies", "consents",
    },
    "party-organisations": {"appointments", "party-coverage"},
    "appraisals": {"appraisal-items", "appraisal-answers"},
    "collecting-plans": {"collecting-rounds"},
    "matters": {"funding-lines", "matter-steps"},
    "meetings": {"attendance", "agenda-items", "resolutions", "candidate-votes", "action-items"},
    "resolutions": {"candidate-votes"},
    "notices": {"objections"},
    "representatives": {"representations"},
    "activities": {"participations"},
    "opinions": {"step-of-opinion"},
    "disputes": {"dispute-parties", "mediations", "step-of-dispute"},
    "committees": {"committee-members", "vettings", "elections", "candidacies", "handover-items"},
    "elections": {"candidacies", "handover-items"},
    "charters": {"charter-versions"},
    "committee-members": {"vettings"},
    "teams": {"team-members", "activities", "participations"},
}  # fmt: skip


def _table(kind: str) -> str:
    return "handling_step" if kind.startswith("step-of-") else subject(kind).table


@pytest.mark.parametrize("kind", sorted({"appointments", "pairings", *GOES_ALONG}))
def test_delete_takes_along_what_belongs_to_it_and_restore_brings_it_back(
    kind: str, office: Context, full_office: dict[str, RecordId]
) -> None:
    before = log_oracle.state(office)
    records.delete(office, kind, [full_office[kind]])
    gone = before.keys() - log_oracle.state(office).keys()
    expected = {kind} | GOES_ALONG.get(kind, set())
    assert gone == {(_table(each), full_office[each]) for each in expected}
    log_oracle.check(office)
    (entry,) = history.recycle_bin(office)
    assert (entry.kind, entry.id, entry.row_count, entry.user) == (
        kind,
        full_office[kind],
        len(expected),
        "王芳",
    )
    assert entry.name
    assert entry.at_text == "2020年9月16日 " + entry.at_text[-5:]
    assert history.restore(office, entry.tx_id, kind, entry.id) == len(expected)
    assert log_oracle.state(office) == before
    assert history.recycle_bin(office) == ()
    with pytest.raises(NotFound):
        history.restore(office, entry.tx_id, kind, entry.id)


def test_several_records_are_deleted_together_or_none(office: Context) -> None:
    people = [resident(office, name) for name in ("张三", "李四")]
    with pytest.raises(NotFound):
        records.delete(office, "residents", [*people, new_id()])
    assert value(office, "SELECT count(*) FROM resident WHERE deleted_at IS NULL") == 2
    records.delete(office, "residents", people)
    assert {line.name for line in history.recycle_bin(office)} == {"张三", "李四"}


def test_what_has_two_owners_waits_for_the_second(office: Context, full_office: dict[str, RecordId]) -> None:
    records.delete(office, "residents", [full_office["residents"]])
    records.delete(office, "committees", [full_office["committees"]])
    log_oracle.check(office)
    person, body = (
        next(line for line in history.recycle_bin(office) if line.kind == kind)
        for kind in ("residents", "committees")
    )
    # the person returns, seat and candidacy in the committee that is still gone wait on lines of their own
    assert history.restore(office, person.tx_id, "residents", person.id) == 7
    log_oracle.check(office)
    left = {line.kind: line for line in history.recycle_bin(office)}
    assert set(left) == {"committees", "committee-members", "candidacies"}
    seat = left["committee-members"]
    assert seat.name == "张三"
    with pytest.raises(InvalidInput, match="请先恢复“建设路1号院自管会”"):
        history.restore(office, seat.tx_id, "committee-members", seat.id)
    history.restore(office, body.tx_id, "committees", body.id)
    assert history.restore(office, seat.tx_id, "committee-members", seat.id) == 2
    stood = left["candidacies"]
    assert history.restore(office, stood.tx_id, "candidacies", stood.id) == 1
    assert history.recycle_bin(office) == ()
    log_oracle.check(office)


def test_a_community_in_use_is_not_deleted(office: Context) -> None:
    unit = community(office)
    yard = courtyard(office, unit=unit)
    with pytest.raises(InvalidInput, match="“安飞社区”还有1个楼院，没有删除"):
        records.delete(office, "communities", [unit])
    records.delete(office, "courtyards", [yard])
    records.delete(office, "communities", [unit])
    top = add(office, "units", name="明湖办事处", kind="office")
    add(office, "communities", name="文明社区", parent_id=top)
    with pytest.raises(InvalidInput, match="还有1个下级单位"):
        records.delete(office, "units", [top])


def test_counts_of_what_lies_below(office: Context, full_office: dict[str, RecordId]) -> None:
    record = records.read(office, "courtyards", full_office["courtyards"])
    assert record.child_counts is not None
    assert record.child_counts["committees.courtyard_id"] == 1
    assert set(record.child_counts) == {
        f"{each.kind}.{each.column}" for each in BY_KIND["courtyards"].children
    }
    records.delete(office, "committees", [full_office["committees"]])
    again = records.read(office, "courtyards", full_office["courtyards"]).child_counts
    assert again is not None
    assert again["committees.courtyard_id"] == 0


@pytest.mark.parametrize(
    "kind",
    [each.kind for each in ALL if each.by_form and each.kind not in ("units", "communities")],
)
def test_every_record_can_be_read_and_saved_unchanged(
    kind: str, office: Context, full_office: dict[str, RecordId]
) -> None:
    """A form that shows every field and is saved at once changes nothing."""
    if kind == "postings":  # hung by the life of a notice, not by a form
        values = {"notice_id": full_office["notices"], "board_id": full_office["boards"]}
        with office.unit_of_work() as work:
            full_office[kind] = work.insert("posting", {**values, "from_day": "2020-09-16"})
            work.commit()
    record = records.read(office, kind, full_office[kind])
    typed: dict[str, object] = {}
    for _, shown in record.sections:
        for each in shown:
            as_it_is = each.field.kind in ("ref", "person", "choice", "yes_no")
            typed[each.field.name] = each.value if as_it_is else each.text
    assert records.save(office, kind, full_office[kind], typed, record.version).committed is None


def test_choices_find_records_by_what_is_typed(office: Context) -> None:
    yard, other = courtyard(office, "建设路1号院"), courtyard(office, "文化路10号院")
    for name in ("10号楼", "2号楼", "1_%号楼"):
        add(office, "buildings", courtyard_id=yard, name=name)
    add(office, "buildings", courtyard_id=other, name="2号楼")

    def labels(kind: str, text: str, **more: Any) -> list[str]:
        return [each.label for each in records.choices(office, kind, text, **more)]

    assert labels("courtyards", "") == ["建设路1号院", "文化路10号院"]
    assert labels("courtyards", "jsl") == ["建设路1号院"]
    assert labels("courtyards", "10号") == ["文化路10号院"]
    assert labels("courtyards", "没有") == []
    assert labels("buildings", "", below=("courtyard_id", yard)) == ["1_%号楼", "2号楼", "10号楼"]
    assert labels("buildings", "_%", below=("courtyard_id", yard)) == ["1_%号楼"]
    assert labels("buildings", "号楼", limit=2, below=("courtyard_id", yard)) == ["1_%号楼", "2号楼"]
    assert labels("communities", "安飞") == ["安飞社区", "安飞社区"]
    add(office, "units", name="安飞企业", kind="company")
    assert labels("communities", "安飞") == ["安飞社区", "安飞社区"]
    records.delete(office, "courtyards", [yard])
    assert labels("courtyards", "") == ["文化路10号院"]
