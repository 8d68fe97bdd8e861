"""Where records belong: units follow courtyards, people are found by name, links point to what is there."""

from __future__ import annotations

from models.ids import new_id
from services import history, records
from services.office import Context
from tests.helpers import log_oracle
from tests.helpers.forms import errors_of, stored
from tests.helpers.office import add, committee, community, courtyard, resident, rows, value


def test_the_unit_of_a_record_is_that_of_its_courtyard(office: Context) -> None:
    unit = community(office)
    yard = courtyard(office, unit=unit)
    body = committee(office, yard)
    member = add(office, "committee-members", committee_id=body, resident_id="张三", post="director")
    building = add(office, "buildings", courtyard_id=yard, name="1号楼")
    dwelling = add(office, "dwellings", courtyard_id=yard, building_id=building, room="101")
    household = add(office, "households", dwelling_id=dwelling, head_id="李四")
    party = add(office, "party-organisations", name="党支部", kind="courtyard_branch", courtyard_id=yard)
    post = add(office, "appointments", resident_id="王五", post="secretary", party_organisation_id=party)
    post_of_building = add(
        office, "appointments", resident_id="王五", post="building_head", building_id=building
    )
    for table, row_id in (
        ("committee", body),
        ("committee_member", member),
        ("dwelling", dwelling),
        ("household", household),
        ("party_organisation", party),
        ("appointment", post),
        ("appointment", post_of_building),
    ):
        assert stored(office, table, row_id, "unit_id") == (unit,), table
    assert {row[0] for row in rows(office, "SELECT unit_id FROM resident")} == {unit}
    office_unit = add(office, "units", name="明湖办事处", kind="office")
    below = add(office, "communities", name="文明社区", parent_id=office_unit)
    assert stored(office, "unit", below, "unit_id", "kind") == (office_unit, "community")


def test_what_belongs_to_a_courtyard_follows_it_into_another_community(office: Context) -> None:
    old, new = community(office, "安飞社区"), community(office, "文明社区")
    yard = courtyard(office, unit=old)
    body = committee(office, yard)
    member = add(office, "committee-members", committee_id=body, resident_id="张三", post="director")
    neighbour = committee(office, courtyard(office, "建设路2号院", unit=old))
    saved = records.save(office, "courtyards", yard, {"unit_id": new})
    for table, row_id in (("committee", body), ("committee_member", member)):
        assert stored(office, table, row_id, "unit_id") == (new,)
    assert rows(office, "SELECT unit_id FROM resident") == [(new,)]
    assert stored(office, "committee", neighbour, "unit_id") == (old,)
    line = history.history(office, "committees", body)[0]
    assert (line.action, line.changes) == ("修改", (("所属社区", "安飞社区", "文明社区"),))
    assert saved.committed is not None
    history.undo(office, saved.committed.tx_id)
    assert stored(office, "committee_member", member, "unit_id") == (old,)


def test_dwellings_follow_a_building_into_another_courtyard(office: Context) -> None:
    first, second = courtyard(office, "一号院"), courtyard(office, "二号院")
    building = add(office, "buildings", courtyard_id=first, name="1号楼")
    dwelling = add(office, "dwellings", courtyard_id=first, building_id=building, room="101")
    records.save(office, "buildings", building, {"courtyard_id": second})
    unit = stored(office, "courtyard", second, "unit_id")[0]
    assert stored(office, "dwelling", dwelling, "courtyard_id", "unit_id") == (second, unit)


def test_posts_stay_where_they_are_when_a_person_moves(office: Context) -> None:
    first, second = courtyard(office, "一号院"), courtyard(office, "二号院")
    person = resident(office, "张三", courtyard_id=first)
    body = committee(office, first)
    member = add(office, "committee-members", committee_id=body, resident_id=person, post="director")
    records.save(office, "residents", person, {"courtyard_id": second})
    assert stored(office, "resident", person, "unit_id") == stored(office, "courtyard", second, "unit_id")
    assert stored(office, "committee_member", member, "unit_id") == stored(
        office, "courtyard", first, "unit_id"
    )


def test_a_name_typed_makes_a_resident_of_the_courtyard(office: Context) -> None:
    yard = courtyard(office)
    body = committee(office, yard)
    member = add(office, "committee-members", committee_id=body, resident_id=" 张三 ", post="director")
    ((person, name, home, unit),) = rows(office, "SELECT id, name, courtyard_id, unit_id FROM resident")
    assert (name, home) == ("张三", yard)
    assert unit == stored(office, "courtyard", yard, "unit_id")[0]
    assert records.read(office, "committee-members", member).name == "张三"
    # the same name again is the same person, also in another post and when an existing record is edited
    add(office, "teams", courtyard_id=yard, kind="service", name="服务队", leader_id="张三")
    records.save(office, "committee-members", member, {"resident_id": "李四"})
    records.save(office, "committee-members", member, {"resident_id": "张三"})
    assert stored(office, "committee_member", member, "resident_id") == (person,)
    assert value(office, "SELECT count(*) FROM resident") == 2


def test_a_name_of_another_courtyard_or_of_the_recycle_bin_is_somebody_else(office: Context) -> None:
    elsewhere = resident(office, "张三", courtyard_id=courtyard(office, "二号院"))
    yard = courtyard(office, "一号院")
    gone = resident(office, "张三", courtyard_id=yard)
    records.delete(office, "residents", [gone])
    team = add(office, "teams", courtyard_id=yard, kind="service", name="服务队", leader_id="张三")
    (leader,) = stored(office, "volunteer_team", team, "leader_id")
    assert leader not in (elsewhere, gone)


def test_a_party_committee_belongs_to_a_community_and_a_branch_to_that_of_its_courtyard(
    office: Context,
) -> None:
    first, second = community(office, "安飞社区"), community(office, "文明社区")
    top = add(office, "party-organisations", name="社区党委", kind="community_committee", unit_id=first)
    assert stored(office, "party_organisation", top, "unit_id") == (first,)
    records.save(office, "party-organisations", top, {"phone": "037166785390", "unit_id": second})
    assert stored(office, "party_organisation", top, "unit_id") == (second,)
    for _ in range(2):
        add(office, "appointments", resident_id="张三", post="secretary", party_organisation_id=top)
    assert rows(office, "SELECT name, unit_id FROM resident") == [("张三", second)]
    yard = courtyard(office, unit=first)
    branch = add(
        office,
        "party-organisations",
        name="党支部",
        kind="courtyard_branch",
        courtyard_id=yard,
        unit_id=second,
        parent_id=top,
    )
    assert stored(office, "party_organisation", branch, "unit_id") == (first,)
    assert (
        records.blank(office, "party-organisations", ("courtyard_id", yard)).shown("unit_id").value == first
    )


def test_a_name_several_have_must_be_chosen(office: Context) -> None:
    yard = courtyard(office)
    for _ in range(2):
        resident(office, "张三", courtyard_id=yard)
    found = errors_of(
        office, "teams", None, courtyard_id=yard, kind="service", name="服务队", leader_id="张三"
    )
    assert found == {"leader_id": "这个楼院有2位“张三”，请从列表中选择。"}


def test_undoing_a_save_takes_the_person_back_that_it_made(office: Context) -> None:
    yard = courtyard(office)
    team = add(office, "teams", courtyard_id=yard, kind="service", name="服务队")
    before = log_oracle.state(office)
    saved = records.save(office, "teams", team, {"leader_id": "张三"})
    assert saved.committed is not None
    assert history.undo(office, saved.committed.tx_id).kept == ()
    assert log_oracle.state(office) == before


def test_links_to_what_is_gone_are_refused(office: Context) -> None:
    yard = courtyard(office)
    body = committee(office, yard)
    records.delete(office, "committees", [body])
    sentence = "所选的自治组织已经不在了，请重新选择。"
    values: dict[str, object] = {"resident_id": "张三", "post": "member"}
    assert errors_of(office, "committee-members", None, committee_id=body, **values) == {
        "committee_id": sentence
    }
    assert errors_of(office, "committee-members", None, committee_id=new_id(), **values)["committee_id"]
    # an id of another kind of record is as good as none
    assert errors_of(office, "committee-members", None, committee_id=yard, **values)["committee_id"]
    department = add(office, "units", name="民政科", kind="department")
    assert errors_of(office, "courtyards", None, name="三号院", unit_id=department)["unit_id"]


def test_a_link_that_is_gone_meanwhile_does_not_stop_other_edits(office: Context) -> None:
    yard = courtyard(office)
    person = resident(office, "张三", courtyard_id=yard)
    team = add(office, "teams", courtyard_id=yard, kind="service", name="服务队", leader_id=person)
    records.delete(office, "residents", [person])
    assert records.read(office, "teams", team).shown("leader_id").text == "张三（已删除）"
    records.save(office, "teams", team, {"name": "巡逻队", "leader_id": person})
    assert stored(office, "volunteer_team", team, "name") == ("巡逻队",)


def test_nothing_stands_above_itself(office: Context) -> None:
    top = add(office, "units", name="办事处", kind="office")
    middle = add(office, "units", name="中心", kind="department", parent_id=top)
    low = add(office, "units", name="科", kind="department", parent_id=middle)
    for above in (top, middle, low):
        assert "它自己或它的下级" in errors_of(office, "units", top, parent_id=above)["parent_id"]
    records.save(office, "units", low, {"parent_id": top})


def test_a_building_of_another_courtyard_is_refused(office: Context) -> None:
    first, second = courtyard(office, "一号院"), courtyard(office, "二号院")
    building = add(office, "buildings", courtyard_id=second, name="1号楼")
    found = errors_of(office, "dwellings", None, courtyard_id=first, building_id=building, room="101")
    assert found == {"building_id": "所选的楼栋不在这个楼院里，请重新选择。"}
