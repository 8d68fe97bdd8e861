"""Many workstations that never heard of each other, taken in in any order, twice."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from models.db import rebuilding, replay, taking_in
from models.db.digest import digest
from services.office import Context
from tests.helpers.office import NewOffice, rows, value
from tests.helpers.sync_crowd import Scribe, hub_log, introduce, take_all, workstation_log
from tests.helpers.sync_world import HUB

WORKSTATIONS, CHANGES, SHARED = 12, 30, 8


def crowd(count: int, changes: int, shared: int) -> tuple[Scribe, list[Scribe]]:
    hub = hub_log(HUB, shared)
    return hub, [workstation_log(hub, number, changes) for number in range(1, count + 1)]


def taken_in_twice(context: Context, hub: Scribe, logs: list[Scribe], seed: int) -> bytes:
    introduce(context, [scribe.replica for scribe in (hub, *logs)])
    take_all(context, [hub])
    new = take_all(context, Random(seed).sample(logs, len(logs)))
    assert new == sum(len(scribe.written) for scribe in logs)
    before = digest(context.reader, None)
    assert take_all(context, Random(seed + 1).sample(logs, len(logs))) == 0
    assert digest(context.reader, None) == before
    return before


def test_s30_many_workstations_in_any_order_twice(new_office: NewOffice, tmp_path: Path) -> None:
    hub, logs = crowd(WORKSTATIONS, CHANGES, SHARED)
    one, two = new_office("one.db"), new_office("two.db")
    assert taken_in_twice(one, hub, logs, 1) == taken_in_twice(two, hub, logs, 5)
    assert value(one, "SELECT count(*) FROM sync_conflict WHERE kind = 'hard'") > 0
    shown = "SELECT id, name, address FROM courtyard ORDER BY id"
    assert rows(one, shown) == rows(two, shown)
    with one.unit_of_work() as work:
        assert replay.first_difference(work.connection) is None
        rebuilding.rebuild(work.connection)
        work.commit()
    assert digest(one.reader, None) == digest(two.reader, None)


@pytest.mark.local_file("reads the plan of SQLite")
def test_s30_looking_for_what_waits_does_not_walk_through_the_log(new_office: NewOffice) -> None:
    """With every workstation that was taken in the next one took longer: the log was read whole each time."""
    office = new_office("one.db")
    plan = office.reader.all(f"EXPLAIN QUERY PLAN {taking_in.WAITING}", ("newer_schema", "unknown_table"))
    assert [row[3].split(" USING")[0] for row in plan] == ["SCAN p", "SEARCH s"]
