"""What a workstation does with a package of the hub: decisions, inbox, another incarnation, digest."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services import moved_away as away
from services.office import Context
from services.sync import archive, clones, packages, peers, purging, renewal, spent, trusting
from services.sync.outbox import scope_of
from services.sync.packing import Author, Contents
from services.sync.peers import Peer
from services.sync.told import Alarm

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.sync.container import Header
    from services.sync.identity import Identity
    from services.sync.work import Work


def before(work: "UnitOfWork", me: "Identity", header: "Header", contents: Contents, peer: Peer) -> bool:
    """Learn who the authors are, and make ready what is to be taken in.

    Returns:
        Whether this is the first part of a snapshot that replaces what is here: it begins with an empty log
        and the own changes.
    """
    own = {me.replica, *me.former}
    for author in contents.manifest.authors:
        if author.replica not in own and author.replica != header.sender:
            _author(work, author)
    replaces = header.kind == "snapshot" and header.part[0] == 1 and _is_wanted(header, peer)
    if replaces:
        from models.db.renewing import start_over

        contents.changes[:0] = start_over(work, own)
    _unheard_of(work, contents)
    return replaces


def _is_wanted(header: "Header", peer: Peer) -> bool:
    """Tell whether a snapshot replaces what is here; one that comes late or again may know less."""
    if (header.incarnation.hex() if header.incarnation else "") in peer.state.get("dead", ()):
        return False
    epoch = int(header.prerequisite["epoch"])
    other = peer.incarnation is not None and header.incarnation != peer.incarnation
    again = epoch == peer.epoch and peer.snapshot and header.pkg_no > peer.seen_no
    return other or epoch > peer.epoch or again


def _unheard_of(work: "UnitOfWork", contents: Contents) -> None:
    """Leave out what became of rows that were given away before anything of them was here."""
    left = set(contents.dispositions.row_out)
    inserted = {each.row_id for each in contents.changes if each.grp == "*"}
    unheard = {
        row_id
        for row_id in left - inserted
        if work.reader.value("SELECT 1 FROM sync_change WHERE row_id = ? AND grp = '*'", (row_id,)) is None
    }
    if unheard:
        contents.changes[:] = [each for each in contents.changes if each.row_id not in unheard]


def _author(work: "UnitOfWork", author: Author) -> None:
    from sqlalchemy import insert, update

    from models.tables.sync import SyncReplica

    told = {"unit_id": author.unit, "name": author.name, "former_of": author.former_of}
    known = work.reader.value("SELECT 1 FROM sync_replica WHERE replica_id = ?", (author.replica,))
    if known is None:
        kind = author.kind if author.kind in ("workstation", "hub") else "workstation"
        state = "retired" if kind == "hub" else "active"
        work.local(
            insert(SyncReplica).values(replica_id=author.replica, kind=kind, state=state, is_self=0, **told)
        )
    else:
        work.local(update(SyncReplica).where(SyncReplica.replica_id == author.replica).values(**told))


def after(
    work: "UnitOfWork",
    context: Context,
    me: "Identity",
    header: "Header",
    contents: Contents,
    at_work: "Work",
) -> None:
    """Carry out the hub's decisions and note how far the inbox is and what the hub has."""
    _decisions(work, context, contents)
    if contents.revocations is not None:
        trusting.take_revocations(work, contents.revocations)
    trusting.saw_hub_time(work, header.wall_ms)
    renewal.take(work, header.note)
    peer = peers.peer_of(work.reader, header.sender)
    peer = _inbox(peer, header, contents)
    if at_work.replaces:
        from models.db.renewing import written_here

        written_here(work, (me.replica, *me.former), peer.acked)
    if header.kind == "snapshot" and int(header.prerequisite["epoch"]) == peer.epoch:
        peer = replace(peer, snapshot=peer.snapshot and header.part[0] < header.part[1])
    peer = _compared(work, me, header, peer, at_work.alarms)
    want = {digest.hex(): got for digest, got in contents.manifest.want.items()}
    peers.keep(work, peer.with_state(want=want or None, last_in=context.clock()))


def moved_away(work: "UnitOfWork", me: "Identity", contents: Contents) -> int:
    """Take what the package gave to another unit out of sight, and return how many rows that is."""
    from models.db import outbox

    reader = work.reader
    rows: set[tuple[str, bytes]] = set()
    for row_id in contents.dispositions.row_out:
        found = reader.all("SELECT DISTINCT tbl FROM sync_change WHERE row_id = ?", (row_id,))
        rows.update((str(each[0]), row_id) for each in found)
    owners = outbox.owners(reader, rows)
    scope = None if me.unit_id is None else scope_of(reader, me.unit_id)
    gone = [each for each in owners.values() if each is not None and not (scope and scope.holds(each))]
    away.note(work, gone)
    return len(gone)


def _decisions(work: "UnitOfWork", context: Context, contents: Contents) -> None:
    from models.db.taking_in import void

    told = contents.dispositions
    by_act: dict[int, dict[tuple[bytes, int], str]] = {}
    for replica, seq, reason, number in told.voids:
        by_act.setdefault(number, {})[replica, seq] = reason
    for number, reasons in by_act.items():
        void(work, reasons, number)
    erased = [(table, row_id) for table, row_id, *_ in told.purges]
    archive.forget_keys(work, archive.drop(context, work.reader, erased))
    for table, row_id, _, number, why in told.purges:
        purging.erase(work, table, row_id, number, why)
    for receipt in told.receipts:
        _receipt(work, receipt)


def _receipt(work: "UnitOfWork", receipt: Mapping[str, Any]) -> None:
    import json

    try:
        pkg_id = bytes.fromhex(receipt["pkg"])
    except (KeyError, ValueError, TypeError):
        return
    packages.amend(work, pkg_id, receipt_json=json.dumps(dict(receipt), ensure_ascii=False, sort_keys=True))


def _inbox(peer: Peer, header: "Header", contents: Contents) -> Peer:
    """Return what is known of the hub after a package of it.

    A package of a hub that was replaced by a restored one is data and acknowledges nothing.
    """
    mark = header.incarnation.hex() if header.incarnation else ""
    dead = list(peer.state.get("dead", ()))
    if mark in dead:
        return peer
    other = peer.incarnation is not None and header.incarnation != peer.incarnation
    if other:
        dead.append(peer.incarnation.hex() if peer.incarnation else "")
        has = {replica.hex(): seq for replica, seq in contents.manifest.vectors.items()}
        peer = replace(peer, epoch=0, number=0, seen_no=0).with_state(
            dead=dead, give_back=peer.sent_no + 1, hub_has=has
        )
    epoch, upto = int(header.prerequisite["epoch"]), int(header.prerequisite["to"])
    if epoch > peer.epoch or other:
        peer = replace(peer, epoch=epoch, number=upto)
    elif epoch == peer.epoch:
        peer = replace(peer, number=max(peer.number, upto))
    if header.pkg_no > peer.seen_no or other:
        acked = {str(name): int(seq) for name, seq in header.have.get("seqs", {}).items()}
        peer = replace(peer, acked=acked, seen_no=header.pkg_no, incarnation=header.incarnation)
        peer = peer.with_state(**{spent.SEEN: int(header.have.get("pkg", 0))})
        given = peer.state.get("give_back")
        if given and int(header.have.get("pkg", 0)) >= int(given):
            peer = peer.with_state(give_back=None, hub_has=None)
        peer = peer.with_state(forked=clones.told(header.note) or None)
    return peer


def _compared(work: "UnitOfWork", me: "Identity", header: "Header", peer: Peer, alarms: list[Alarm]) -> Peer:
    """Compare the digests where both sides have the same; a difference asks for a snapshot."""
    from models.db.schema_version import SCHEMA_REVISION
    from services.sync.exporting import state_digest

    if header.digest is None or me.unit_id is None or header.schema_rev != SCHEMA_REVISION:
        return peer
    if header.pkg_no != peer.seen_no or header.incarnation != peer.incarnation:
        return peer  # it comes late
    last = work.reader.value(
        "SELECT coalesce(max(seq), 0) FROM sync_change WHERE replica_id = ?", (me.replica,)
    )
    waiting = work.reader.value("SELECT 1 FROM sync_pending LIMIT 1")
    if last > peer.acked.get(me.replica.hex(), 0) or waiting or header.part[0] != header.part[1]:
        return peer
    peer = peer.with_state(compared=work.actor.now_ms)
    if state_digest(work.reader, me.unit_id) == header.digest:
        return replace(peer, digest=header.digest)
    sentence = (
        "本机的数据和街道的不一致，可能刚恢复过备份，或被别的程序改过。"
        "下次收发会带回一份完整的数据来核对，您的改动不会丢。"
    )
    alarms.append(Alarm("differs", "", sentence))
    return replace(peer, snapshot=header.kind != "snapshot")
