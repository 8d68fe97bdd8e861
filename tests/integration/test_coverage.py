"""Which courtyards and buildings have what, and what waits on the start page."""

from __future__ import annotations

from services import attention, coverage, records
from services.coverage import CourtyardCoverage, Part
from services.office import Context
from tests.helpers.office import DAY_MS, FixedClock, add, committee, community, courtyard


def line(context: Context, name: str) -> CourtyardCoverage:
    (found,) = [each for each in coverage.courtyards(context.reader) if each.name == name]
    return found


def test_an_empty_office_has_nothing_to_cover(office: Context) -> None:
    assert coverage.courtyards(office.reader) == ()
    assert coverage.buildings(office.reader) == ()
    assert coverage.by_community(()) == ()


def test_a_bare_courtyard_lacks_everything_and_says_why(office: Context) -> None:
    courtyard(office, "1号院", no_party_reason="党员均在外地", no_committee_reason="正在筹备")
    bare = line(office, "1号院")
    assert [part.state for part in bare.parts] == ["because", "because", "no", "no", "no"]
    assert [part.text for part in bare.parts] == ["无（党员均在外地）", "无（正在筹备）", "无", "无", "无"]
    assert not any(part.is_there for part in bare.parts)


def test_what_a_courtyard_has_is_named(office: Context) -> None:
    yard = courtyard(office, "1号院")
    add(office, "party-organisations", name="1号院党支部", kind="courtyard_branch", courtyard_id=yard)
    committee(office, yard)
    for number in range(1, 5):
        add(office, "teams", courtyard_id=yard, kind="service", name=f"{number}队")
    add(office, "cadre-assignments", courtyard_id=yard, name="周九")
    gone = add(office, "cadre-assignments", courtyard_id=yard, name="吴十", until="2020-8-1")
    add(office, "appointments", courtyard_id=yard, resident_id="王䶮", post="courtyard_head")
    assert [part.text for part in line(office, "1号院").parts] == [
        "1号院党支部",
        "自管会",
        "1队、2队、3队等4个",
        "周九",
        "王䶮",
    ]
    records.delete(office, "cadre-assignments", [gone])
    assert line(office, "1号院").cadre == Part("yes", "周九")


def test_a_party_organisation_may_cover_other_courtyards(office: Context) -> None:
    unit = community(office)
    first, second = courtyard(office, "1号院", unit), courtyard(office, "2号院", unit)
    branch = add(office, "party-organisations", name="片区党支部", kind="area_branch", courtyard_id=first)
    covering = add(office, "party-coverage", party_organisation_id=branch, courtyard_id=second)
    assert line(office, "2号院").party == Part("yes", "片区党支部")
    records.delete(office, "party-coverage", [covering])
    assert line(office, "2号院").party == Part("no", "无")


def test_groups_of_some_buildings_cover_a_courtyard_in_part(office: Context) -> None:
    yard = courtyard(office, "1号院")
    buildings = [add(office, "buildings", courtyard_id=yard, name=f"{each}号楼") for each in (10, 2)]
    group = add(office, "party-organisations", name="党小组", kind="building_group", courtyard_id=yard)
    assert line(office, "1号院").party == Part("partly", "部分：楼栋党小组（未写明楼栋）")
    add(
        office,
        "party-coverage",
        party_organisation_id=group,
        courtyard_id=yard,
        building_id=buildings[0],
    )
    assert line(office, "1号院").party == Part("partly", "部分：楼栋党小组（1/2栋）")
    assert [(each.name, each.party.text) for each in coverage.buildings(office.reader)] == [
        ("2号楼", "无"),
        ("10号楼", "党小组"),
    ]
    leader = add(
        office,
        "appointments",
        resident_id="王一",
        post="group_leader",
        building_id=buildings[1],
        party_organisation_id=group,
    )
    add(office, "appointments", resident_id="王一", post="building_head", building_id=buildings[1])
    assert line(office, "1号院").party == Part("yes", "楼栋党小组（2栋）")
    assert coverage.buildings(office.reader)[0].head == Part("yes", "王一")
    records.save(office, "appointments", leader, {"until": "2020-9-1"})
    assert line(office, "1号院").party.state == "partly"


def test_communities_are_counted_in_their_order(office: Context) -> None:
    far, near = community(office, "远大社区"), community(office, "安飞社区")
    for name, unit in (("1号院", far), ("2号院", far), ("3号院", near)):
        yard = courtyard(office, name, unit)
        if name == "2号院":
            committee(office, yard)
    gone = courtyard(office, "4号院", near)
    records.delete(office, "courtyards", [gone])
    counted = coverage.by_community(coverage.courtyards(office.reader))
    assert [(each.community, each.courtyards, each.party, each.committee, each.team) for each in counted] == [
        ("安飞社区", 1, 0, 0, 0),
        ("远大社区", 2, 0, 1, 0),
    ]


def _items(context: Context, *due: str) -> None:
    yard = courtyard(context, "1号院")
    record = add(
        context,
        "meetings",
        courtyard_id=yard,
        title="联席会议",
        kind="joint",
        held_on="2020-8-26",
        recorder_id="郭小满",
        record="记录",
    )
    for each in due:
        add(context, "action-items", meeting_id=record, content=each or "不限", due_on=each, responsible="甲")


def test_one_due_today_is_not_overdue(office: Context, clock: FixedClock) -> None:
    _items(office, "2020-9-15", "2020-9-16", "2020年9月", "")
    assert attention.waiting(office) == attention.Waiting(4, 1)
    clock.advance(DAY_MS)
    assert attention.waiting(office) == attention.Waiting(4, 2)
    clock.advance(14 * DAY_MS)
    assert attention.waiting(office) == attention.Waiting(4, 3)


def test_what_is_done_waits_no_more(office: Context) -> None:
    _items(office, "2020-9-15")
    (item,) = [each for each in attention.overview(office).remarks if each.kind == "action-items"]
    records.save(office, "action-items", item.id, {"done_on": "2020-9-16"})
    assert attention.waiting(office) == attention.Waiting(0, 0)
    assert "action-items" not in attention.overview(office).groups


def test_the_overview_begins_with_what_is_late(office: Context) -> None:
    _items(office, "", "2020-9-20", "2020-9-16", "2020-9-13")
    found = attention.overview(office)
    assert [(each.message, each.urgency) for each in found.remarks if each.kind == "action-items"] == [
        ("已逾期3天（甲）", "late"),
        ("今天到期（甲）", "warn"),
        ("2020年9月20日到期（甲）", "plain"),
        ("没有定完成时限（甲）", "plain"),
    ]
    assert list(found.groups) == ["action-items", "courtyards"]
    assert found.groups["action-items"] == 4
    owed = attention.duties(office)
    assert [(each.kind, each.name, each.urgency) for each in owed] == [("obligations", "1号院", "plain")]
    assert list(found.with_duties(owed).groups) == ["action-items", "obligations", "courtyards"]
    # read again, they stand there once
    assert found.with_duties(owed).with_duties(owed) == found.with_duties(owed)


def test_ended_terms_and_gaps_stand_in_the_overview(office: Context) -> None:
    yard = courtyard(office, "1号院", party_total="1", party_full="2")
    committee(office, yard, seats="9", founded="2010-1-1", term_years="3")
    branch = add(office, "party-organisations", name="支部", kind="courtyard_branch", courtyard_id=yard)
    add(
        office,
        "appointments",
        resident_id="王一",
        post="secretary",
        since="2010",
        courtyard_id=yard,
        party_organisation_id=branch,
    )
    add(office, "representatives", courtyard_id=yard, resident_id="王二", since="2010")
    found = attention.overview(office)
    messages = [each.message for each in found.remarks]
    assert "任期已于2012年12月31日届满，请组织换届。" in messages
    assert "任职已满5年（2015年），请核对是否换届；连任的请另记一条任职。" in messages
    assert "5年任期已于2015年届满，请改选；已经离任的填写离任时间。" in messages
    assert "还没有分包干部。" in messages
    # the counts of a courtyard are told once, not with its branch again
    assert messages.count("正式党员2人多于党员总数1人，请核对。") == 1
    assert {each.group for each in found.remarks if each.kind == "appointments"} == {"party-organisations"}
