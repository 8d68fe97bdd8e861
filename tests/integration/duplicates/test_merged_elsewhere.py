"""A merge made at another office: the record that stayed has both histories here as well."""

from __future__ import annotations

from services import duplicates, history, records
from services.history import MERGED_MARK
from services.office import Context
from tests.helpers.exchange_pair import exchange_pair
from tests.helpers.office import NewOffice, add, courtyard, resident


def told(office: Context, person: bytes) -> list[str]:
    """Return the lines of the history that are about the record that was merged."""
    lines = history.history(office, "residents", person)
    return [line.action for line in lines if line.action.endswith(MERGED_MARK)]


def test_both_histories_are_read_where_the_merge_was_not_made(new_office: NewOffice) -> None:
    """Known by what referred to the one that went; undone there, it is gone here."""
    pair = exchange_pair(new_office)
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    first, second = (resident(pair.here, "王秀英", courtyard_id=yard, phone="13812345678") for _ in range(2))
    other = resident(pair.here, "赵国强", courtyard_id=yard)
    members = []
    for person, name in ((second, "巡逻队"), (other, "合唱队")):
        team = add(pair.here, "teams", kind="patrol", name=name, courtyard_id=yard)
        members.append(add(pair.here, "team-members", team_id=team, resident_id=person))
    pair.carry(pair.here, pair.there)
    assert told(pair.there, first) == []
    records.save(pair.here, "team-members", members[1], {"resident_id": first})
    records.delete(pair.here, "residents", [other])  # put in by another, then gone: no merge
    merged = duplicates.merge(pair.here, "residents", first, second)
    pair.carry(pair.here, pair.there)
    assert told(pair.here, first) == told(pair.there, first)
    assert [each for each in told(pair.there, first) if each.startswith(("新增", "删除"))] == [
        f"删除{MERGED_MARK}",
        f"新增{MERGED_MARK}",
    ]
    assert merged.tx_id is not None
    history.undo(pair.here, merged.tx_id)
    pair.carry(pair.here, pair.there)
    assert told(pair.there, first) == []
