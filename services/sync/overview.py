"""How the exchange stands: with whom, since when, and what waits for somebody."""

from collections.abc import Sequence

from models.db.reading import Reader
from services.office import Context
from services.sync import identity, loads, parts
from services.sync.identity import Identity
from services.sync.peers import Peer, peer_of
from services.sync.told import PeerStatus, Status

__all__ = ["Status", "status"]

DAY_MS = 86_400_000
LATE_DAYS = 14
"""Days after which it is time for an exchange."""


def status(context: Context) -> Status:
    """Return how the exchange stands; on the reader's thread."""
    reader = context.reader
    me = identity.read(reader)
    if me.kind == identity.ALONE:
        return Status(me.kind, "", sentences=("本机还没有设置数据同步。",))
    found = [_peer(context, reader, me, *each) for each in _others(reader, me)]
    found.sort(key=lambda each: (not each.late, each.last_in_ms or 0, each.name))
    told = Status(
        me.kind,
        me.unit_name,
        tuple(found),
        _count(
            reader, "SELECT count(*) FROM sync_conflict WHERE resolved_at IS NULL AND kind <> 'unauthorised'"
        ),
        _count(
            reader, "SELECT count(*) FROM sync_conflict WHERE resolved_at IS NULL AND kind = 'unauthorised'"
        ),
        _count(reader, "SELECT count(*) FROM sync_pending"),
        _refused(reader, me),
        len(parts.wanted(reader)),
        _waiting(context),
    )
    return Status(
        told.role,
        told.name,
        told.peers,
        told.conflicts,
        told.proposals,
        told.held,
        told.refused,
        told.missing_files,
        told.waiting,
        _sentences(context, me, told),
    )


def _others(reader: Reader, me: Identity) -> list[tuple[bytes, str, str, str, int | None]]:
    if me.kind == identity.HUB:
        rows = reader.all(
            "SELECT replica_id, name, kind, state, valid_to FROM sync_replica WHERE is_self = 0 "
            "AND kind = 'workstation' AND cert IS NOT NULL AND state <> 'retired'"
        )
    else:
        rows = reader.all(
            "SELECT replica_id, name, kind, state, valid_to FROM sync_replica WHERE is_self = 0 "
            "AND kind = 'hub' AND state = 'active'"
        )
    return [(bytes(row[0]), row[1] or "", row[2], row[3], row[4]) for row in rows]


def _peer(
    context: Context,
    reader: Reader,
    me: Identity,
    replica: bytes,
    name: str,
    kind: str,
    state: str,
    valid: int | None,
) -> PeerStatus:
    peer = peer_of(reader, replica)
    last_in, last_out = peer.state.get("last_in"), peer.state.get("last_out")
    newest = max((each for each in (last_in, last_out) if each is not None), default=None)
    days = None if newest is None else max(context.clock() - newest, 0) // DAY_MS
    since = None if last_in is None else max(context.clock() - last_in, 0) // DAY_MS
    return PeerStatus(
        replica,
        name,
        kind,
        state,
        last_in,
        last_out,
        days,
        state != "revoked" and (since is None or since >= LATE_DAYS),
        0 if state == "revoked" else _unsent(reader, me, peer),
        valid,
        peer.state.get("alarm", ""),
    )


def _unsent(reader: Reader, me: Identity, peer: Peer) -> int:
    if me.kind != identity.HUB:
        ranges = loads.unsent(reader, (me.replica, *me.former), peer.acked)
        return sum(last - first + 1 for first, last in ranges.values())
    epoch = int(peer.state.get("epoch", 0))
    after = peer.number if peer.epoch == epoch else 0
    return _count(
        reader,
        "SELECT count(*) FROM sync_out WHERE peer_id = ? AND epoch = ? AND n > ? AND kind = 'change'",
        (peer.peer_id, epoch, after),
    )


def _count(reader: Reader, sql: str, parameters: Sequence[object] = ()) -> int:
    return int(reader.value(sql, parameters))


def _refused(reader: Reader, me: Identity) -> int:
    from services.sync import rights

    if me.kind == identity.HUB:
        return 0
    own = (me.replica, *me.former)
    marks = ", ".join("?" * len(own))
    sql = f"SELECT count(*) FROM sync_void WHERE replica_id IN ({marks}) AND reason <> ?"
    return _count(reader, sql, (*own, rights.BEFORE))


def _waiting(context: Context) -> int:
    from services.sync import names

    inbox = parts.folder_of(context) / "inbox"
    return len(names.packages(inbox)) if inbox.is_dir() else 0


def _sentences(context: Context, me: Identity, told: Status) -> tuple[str, ...]:
    from services.sync import marks

    doubt = marks.doubt(context)
    found = [] if doubt is None else [doubt.sentence]
    if me.kind == identity.WORKSTATION and me.hub is None:
        found.append("本机还没有在街道登记。请写出申请带到街道，再收取答复。")
    found.extend(each.alarm for each in told.peers if each.alarm)
    for number, sentence in (
        (told.conflicts, "有{}处需要您决定。"),
        (told.proposals, "有{}条社区的建议等待街道办决定。"),
        (told.held, "有{}条改动暂缓，原因见“待决事项”。"),
        (told.refused, "街道办没有接受本机的{}条改动，已作为建议等待决定。"),
        (told.missing_files, "有{}个附件还没有送到，下次收发时会带来。"),
        (told.waiting, "有{}个数据包等待升级程序后收取。"),
    ):
        if number:
            found.append(sentence.format(number))
    late = [each.name for each in told.peers if each.late]
    if late:
        more = f"等{len(late)}个单位" if len(late) > 3 else ""
        found.append(f"该收发数据了：{'、'.join(late[:3])}{more}。")
    return tuple(found)
