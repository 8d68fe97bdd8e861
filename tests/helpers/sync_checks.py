"""What must hold once every office of the world has heard of everything."""

from __future__ import annotations

import json
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import LargeBinary

from models.db import chain, rebuilding, replay
from models.db.digest import digest
from models.db.incoming import Incoming
from models.tables.base import Base
from tests.helpers.log_oracle import WRITTEN_SHORT, index, index_from_scratch
from tests.helpers.sync_acts import take
from tests.helpers.sync_model import Row, Told
from tests.helpers.sync_world import NEWER, STATIONS, Key, Package, Station, World

Rows = dict[tuple[str, bytes], Row]
LATER = ("parking_place",)
"""Tables only a newer program knows."""


def converge(world: World) -> None:
    """Let everybody hear of everything, by way of the hub: once up and once down is enough."""
    voids, purges = dict(world.voids), sorted(world.purged)
    for station in world.stations[1:]:
        take(world, world.hub, Package(station.log(), voids, purges))
    everything = world.hub.log()
    for station in world.stations:
        take(world, station, Package(everything, voids, purges))


def check(world: World, *, thorough: bool = False) -> None:
    """Fail when a value is lost, when two offices differ, or when tables and log differ."""
    told_again = world.stations if thorough else [world.random.choice(world.stations)]
    rows = _rows(world)
    digests = {station.name: digest(station.context.reader, None) for station in world.stations}
    assert len(set(digests.values())) == 1, f"digests differ: {digests}"
    for station in world.stations:
        _whole_log(world, station)
        _as_the_model_says(station, rows)
        _decisions(station, rows)
        if station in told_again:
            _tables_and_log(station)


def _whole_log(world: World, station: Station) -> None:
    here = {change.key: change for change in station.log()}
    missing = world.saved.keys() - here.keys()
    assert not missing, f"{station.name} lost {sorted(missing)}"
    assert here.keys() == world.saved.keys(), f"{station.name} has what nobody saved"
    for key, change in world.saved.items():
        assert here[key].hash == change.hash
        if (change.tbl, change.row_id) in world.purged:
            assert here[key].values_json is None, f"{station.name} kept what was to be erased"
        else:
            assert here[key].values_json == change.values_json, f"{station.name} changed {key}"


def _rows(world: World) -> Rows:
    unit_of = {replica: each.unit for each in world.stations for replica in each.replicas}
    unit_of |= {replica: unit for replica, unit, _ in STATIONS.values()}
    unit_of[NEWER] = STATIONS["first"][1]
    rows = rows_of(world.saved.values(), unit_of, set(world.hub.replicas), frozenset(world.voids))
    return {key: row for key, row in rows.items() if key not in world.purged}


def rows_of(
    log: Iterable[Incoming], unit_of: Mapping[bytes, bytes | None], hubs: set[bytes], voided: frozenset[Key]
) -> Rows:
    """Return the rows that changes tell, by table and id."""
    said: dict[tuple[str, bytes], list[Told]] = defaultdict(list)
    for change in log:
        if change.tbl not in LATER:
            told = _told(change, unit_of.get(change.replica_id), change.replica_id in hubs)
            said[change.tbl, change.row_id].append(told)
    return {key: Row(listed, groups_of(key[0]), voided) for key, listed in said.items()}


def groups_of(table: str) -> dict[str, tuple[str, ...]]:
    """Return the field groups of a table as its columns say them."""
    found: dict[str, tuple[str, ...]] = {}
    for column in Base.metadata.tables[table].c:
        if column.name != "id" and not column.info.get("local"):
            group = column.info.get("grp", column.name)
            found[group] = (*found.get(group, ()), column.name)
    return found


def _told(change: Incoming, unit: bytes | None, hub: bool) -> Told:
    prev = json.loads(change.prev_json or "[]")
    named = frozenset((change.replica_id if each is None else bytes.fromhex(each), seq) for each, seq in prev)
    values = None if change.values_json is None else values_of(change.tbl, change.values_json)
    return Told(change.key, change.lamport, change.grp, values, named, unit, hub)


def values_of(table: str, text: str) -> dict[str, Any]:
    """Return the values of a change by the names of its columns."""
    found: dict[str, Any] = {}
    columns = Base.metadata.tables[table].c
    for short, value in json.loads(text).items():
        name = WRITTEN_SHORT.get(short, short)
        if name in columns and isinstance(columns[name].type, LargeBinary):
            value = b64decode(value + "==")
        if name != "-":
            found[name] = value
    return found


def _as_the_model_says(station: Station, rows: Rows) -> None:
    held = {(bytes(row[0]), row[1]) for row in station.all("SELECT replica_id, seq FROM sync_pending")}
    for (table, row_id), row in rows.items():
        groups = groups_of(table)
        columns = [name for names in groups.values() for name in names]
        found = station.all(f"SELECT deleted_at, {', '.join(columns)} FROM {table} WHERE id = ?", row_id)
        if not found:
            told = row.live.keys() & held or not row.exists or _without_parent(row, rows)
            assert told, f"{station.name}: {table} {row_id.hex()} is nowhere, held by nobody"
            continue
        stored = {name: value for name, value in zip(columns, found[0][1:], strict=True) if value is not None}
        living = found[0][0] is None
        assert living == (row.living and row.exists), f"{station.name}: {table} {row_id.hex()} {living=}"
        if row.exists:
            assert stored == row.values(), f"{station.name}: {table} {row_id.hex()}"


def _without_parent(row: Row, rows: Rows) -> bool:
    parent = row.values().get("courtyard_id")
    return parent is not None and not rows["courtyard", parent].exists


def _decisions(station: Station, rows: Rows) -> None:
    """Every head that is not shown stands in an open conflict, and no conflict is open without a reason."""
    open_ones: dict[tuple[str, bytes], dict[tuple[str, str], set[Key]]] = defaultdict(dict)
    for table, row_id, group, kind, detail in station.all(
        "SELECT tbl, row_id, grp, kind, detail_json FROM sync_conflict WHERE resolved_at IS NULL"
    ):
        heads = {(bytes.fromhex(each), seq) for each, seq in json.loads(detail or "{}").get("heads", [])}
        assert (group, kind) not in open_ones[table, bytes(row_id)], f"{station.name}: two for one clash"
        open_ones[table, bytes(row_id)][group, kind] = heads
    for key, row in rows.items():
        found = {each: heads for each, heads in open_ones[key].items() if each[1] in ("hard", "delete_edit")}
        here = station.all(f"SELECT 1 FROM {key[0]} WHERE id = ?", key[1])
        wanted = row.clashes() if row.exists and here else set()
        assert found.keys() == wanted, f"{station.name}: {key[0]} {key[1].hex()}: {set(found)} not {wanted}"
        for (group, kind), heads in found.items():
            if kind == "hard":
                assert heads == row.heads(group)
    _orphans(station, open_ones)


def _orphans(station: Station, open_ones: dict[tuple[str, bytes], dict[tuple[str, str], set[Key]]]) -> None:
    lone = station.all(
        "SELECT b.id FROM building b JOIN courtyard c ON c.id = b.courtyard_id "
        "WHERE b.deleted_at IS NULL AND c.deleted_at IS NOT NULL"
    )
    told = {key[1] for key, found in open_ones.items() if found.keys() & {("courtyard_id", "orphan")}}
    clashing = {key[1] for key, found in open_ones.items() if any(kind == "delete_edit" for _, kind in found)}
    alone = {bytes(row[0]) for row in lone}
    assert alone - clashing <= told <= alone, f"{station.name}: {told} instead of {alone}"


def _tables_and_log(station: Station) -> None:
    assert index(station.context) == index_from_scratch(station.context), station.name
    before = _contents(station)
    with station.context.unit_of_work() as work:
        assert replay.first_difference(work.connection) is None, station.name
        for (replica,) in work.reader.all("SELECT DISTINCT replica_id FROM sync_change"):
            assert chain.first_broken(work.connection, bytes(replica)) is None, station.name
        rebuilding.rebuild(work.connection)
        work.commit()
    assert _contents(station) == before, f"{station.name}: the log tells other tables"
    lamport = int(station.all("SELECT value_json FROM setting WHERE name = 'lamport'")[0][0])
    assert lamport >= station.all("SELECT max(lamport) FROM sync_change")[0][0]


def _contents(station: Station) -> dict[str, Any]:
    """Return the living rows, a digest of those in the recycle bin as well, and the heads."""
    found: dict[str, Any] = {"digest": digest(station.context.reader, None)}
    for table in ("courtyard", "building", "unit"):
        # the version also counts what the log does not keep the time of: a refusal
        columns = [column.name for column in Base.metadata.tables[table].c if column.name != "version"]
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE deleted_at IS NULL ORDER BY id"
        found[table] = station.all(sql)
    found["heads"] = sorted(station.all("SELECT tbl, row_id, grp, replica_id, seq FROM sync_head"))
    return found
