"""The units both ends of the exchange have: the hub's ids count, and own rows move over to them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from models.db.incoming import Incoming
from models.rules.text import same_name
from services.sync.frames import Frame, changes_to_frames, frames_to_changes
from services.sync.refused import Refused

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

SHARED = ("office", "community")
"""Kinds of units that are known at both ends."""


def found_or_made(work: "UnitOfWork", kind: str, name: str) -> tuple[bytes, bool]:
    """Return the unit of a kind and name, recorded now where there is none; and whether it was.

    Raises:
        Refused: another sub-district office is recorded here.
    """
    rows = work.reader.all(
        "SELECT id, name FROM unit WHERE kind = ? AND deleted_at IS NULL ORDER BY id", (kind,)
    )
    for row_id, known in rows:
        if same_name(known, name):
            return bytes(row_id), False
    if kind == "office" and rows:
        raise Refused("name", f"本机登记的街道办事处是“{rows[0][1]}”。请用这个名称，或先在设置里改名。")
    parent = None
    if kind == "community":
        parent = work.reader.value(
            "SELECT id FROM unit WHERE kind = 'office' AND deleted_at IS NULL ORDER BY id LIMIT 1"
        )
    return work.insert("unit", {"kind": kind, "name": name, "parent_id": parent}), True


def told(reader: "Reader") -> list[dict[str, Any]]:
    """Return the shared units of the hub as plain data."""
    rows = reader.all(
        "SELECT id, kind, name FROM unit WHERE kind IN ('office', 'community') AND deleted_at IS NULL "
        "ORDER BY id"
    )
    return [{"id": bytes(row_id).hex(), "kind": kind, "name": name} for row_id, kind, name in rows]


def frames(reader: "Reader") -> Iterator[Frame]:
    """Yield the changes of the shared units of the hub as frames."""
    return changes_to_frames(_log_of_units(reader))


def _log_of_units(reader: "Reader") -> Iterator[Incoming]:
    rows = reader.all(
        "SELECT c.replica_id, c.seq, c.tx_id, c.tbl, c.row_id, c.grp, c.values_json, c.prev_json, c.lamport, "
        "s.wall_ms, s.tz_min, s.user_id, s.schema_rev, c.salt, c.payload_hash, c.prev_hash, b.hash, c.hash "
        "FROM sync_change c JOIN unit u ON u.id = c.row_id AND u.kind IN ('office', 'community') "
        "JOIN sync_change s ON s.replica_id = c.replica_id AND s.tx_id = c.tx_id AND s.user_id IS NOT NULL "
        "LEFT JOIN sync_change b ON b.replica_id = c.replica_id AND b.seq = c.seq - 1 "
        "WHERE c.tbl = 'unit' AND s.seq = (SELECT min(f.seq) FROM sync_change f "
        "WHERE f.replica_id = c.replica_id AND f.tx_id = c.tx_id AND f.user_id IS NOT NULL) "
        "ORDER BY c.replica_id, c.seq"
    )
    for row in rows:
        plain: list[Any] = [bytes(each) if isinstance(each, memoryview) else each for each in row]
        kept, before, own_hash = plain[15:]
        yield Incoming(*(*plain[:15], before if kept is None else kept, own_hash))


def adopt(work: "UnitOfWork", listed: Any, changes: Sequence[Frame], pkg_id: bytes) -> tuple[str, ...]:
    """Take in the hub's units; own rows move over to them and own units of the same name go to the bin.

    Args:
        work: the transaction of the acceptance.
        listed: what `told` told at the hub.
        changes: frames with the changes of those rows.
        pkg_id: the answer.

    Returns:
        Names of the units whose own rows moved.

    Raises:
        Refused: the list is malformed.
    """
    from models.db.taking_in import take_in

    moves = list(_moves(work, _read(listed)))
    take_in(work, frames_to_changes(changes), pkg_id=pkg_id)
    for old, new, _ in moves:
        _move(work, old, new)
        work.delete("unit", old)
    return tuple(name for _, _, name in moves)


def _read(listed: Any) -> list[tuple[bytes, str, str]]:
    try:
        found = [(bytes.fromhex(each["id"]), str(each["kind"]), str(each["name"])) for each in listed]
    except (TypeError, KeyError, ValueError) as error:
        raise Refused("frames", "登记答复里的单位名单不合格式，没有收取。请让街道重新办理。") from error
    if any(len(row_id) != 16 or kind not in SHARED for row_id, kind, _ in found):
        raise Refused("frames", "登记答复里的单位名单不合格式，没有收取。请让街道重新办理。")
    return found


def _moves(
    work: "UnitOfWork", theirs: Sequence[tuple[bytes, str, str]]
) -> Iterator[tuple[bytes, bytes, str]]:
    """Yield own units that the hub has under another id: the old id, the hub's, the name."""
    own = work.reader.all(
        "SELECT id, kind, name FROM unit WHERE kind IN ('office', 'community') AND deleted_at IS NULL"
    )
    taken = {row_id for row_id, _, _ in theirs}
    for old, kind, name in own:
        if bytes(old) not in taken:
            for new, their_kind, their_name in theirs:
                if their_kind == kind and same_name(their_name, name):
                    yield bytes(old), new, name
                    break


def _move(work: "UnitOfWork", old: bytes, new: bytes) -> None:
    """Let every living row that names a unit name another, as its own change."""
    from models.tables import SYNCED

    for table in SYNCED:
        links = {key.parent.name for key in table.foreign_keys if key.column.table.name == "unit"}
        columns = sorted({*links, "unit_id"} & set(table.c.keys()))
        where = " OR ".join(f"{name} = ?" for name in columns)
        rows = work.reader.all(
            f"SELECT id, {', '.join(columns)} FROM {table.name} WHERE deleted_at IS NULL AND ({where})",
            (old,) * len(columns),
        )
        for row_id, *held in rows:
            named = zip(columns, held, strict=True)
            wanted = {name: new for name, value in named if value is not None and bytes(value) == old}
            work.update(table.name, bytes(row_id), wanted)
