"""What stands on a sheet is what is on record today: nobody who was deleted, nobody's number."""

from __future__ import annotations

from services import records
from services.context import Context
from services.notice_people import named_on
from services.notices import Target, organisation_facts


def test_a_leader_who_was_deleted_is_not_printed(office: Context) -> None:
    community = records.save(office, "communities", None, {"name": "远大社区"}).id
    yard = records.save(office, "courtyards", None, {"name": "东院", "unit_id": community}).id
    team = {"name": "东院巡逻队", "courtyard_id": yard, "kind": "patrol", "leader_id": "王䶮"}
    records.save(office, "teams", None, team)
    before = organisation_facts(office, yard)
    assert [each.leader for each in before.teams] == ["王*"]

    leader = records.choices(office, "residents", "王䶮")[0].id
    records.delete(office, "residents", [leader])

    assert [each.leader for each in organisation_facts(office, yard).teams] == [""]
    assert named_on(office, Target("organisation", yard)) == ()
