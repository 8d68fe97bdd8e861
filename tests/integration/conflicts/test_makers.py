"""Who prepared a notice on another machine is known, so that two people see it there as here."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput
from services import records
from services.notices import life
from services.office import Context
from tests.helpers.exchange_pair import Pair
from tests.helpers.office import behind, courtyard


@pytest.fixture
def notice(pair: Pair) -> bytes:
    """A notice prepared here and rewritten by 李梅 at the other office."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    values = {"title": "通知", "kind": "free", "courtyard_id": yard}
    made = records.save(pair.here, "notices", None, values).id
    pair.carry(pair.here, pair.there)
    records.save(pair.there, "notices", made, {"title": "停电通知"})
    return bytes(made)


def maker(office: Context, notice: bytes) -> str:
    """Return who prepared a notice."""
    return life.standing(office, notice).maker


def test_who_prepared_it_at_another_office_is_named_with_it(pair: Pair, notice: bytes) -> None:
    """Whoever typed last here is not the maker any more, and a namesake here is another person."""
    assert maker(pair.here, notice) == "王芳"
    pair.carry(pair.there, pair.here)
    assert maker(pair.here, notice) == "李梅（安飞社区）"
    assert maker(pair.there, notice) == "李梅"
    life.check(pair.here, notice, "李梅")
    found = life.standing(pair.here, notice)
    assert (found.maker, found.checker, found.single_reason) == ("李梅（安飞社区）", "李梅", "")


def test_one_person_at_two_machines_of_one_office_is_one(pair: Pair, notice: bytes) -> None:
    """Nobody checks what they prepared by walking to the other computer."""
    behind(pair.here, "UPDATE sync_replica SET unit_id = ?", pair.units["文明社区"])
    pair.carry(pair.there, pair.here)
    assert maker(pair.here, notice) == "李梅"
    with pytest.raises(InvalidInput, match="单人办理"):
        life.check(pair.here, notice, "李梅")


def test_what_the_hub_refused_was_not_written(pair: Pair, notice: bytes) -> None:
    """The refused change is kept, and says nothing of who prepared the notice."""
    last = pair.there.reader.one("SELECT replica_id, seq FROM sync_change ORDER BY lamport DESC LIMIT 1")
    assert last is not None
    pair.carry(pair.there, pair.here, void={(bytes(last[0]), last[1]): "not_yours"})
    assert maker(pair.here, notice) == "王芳"
