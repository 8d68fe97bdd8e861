"""Writing for another office what it lacks, as packages into a folder.

Nothing written moves an acknowledgement: only what the other side signs does, so a lost stick heals itself.
The number of a package is kept before it is written, so that no number is ever used for two of them.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.db.schema_version import SCHEMA_REVISION
from models.ids import new_id
from models.uncollected import uncollected
from services.files import Progress, no_progress
from services.office import Context
from services.rights import needs
from services.sync import clones, identity, loads, outbox, packages, packing, parts, renewal, stick
from services.sync.loads import Load
from services.sync.peers import Peer, incarnation, keep, peer_of
from services.sync.refused import Refused
from services.sync.told import Exported

if TYPE_CHECKING:
    from services.sync.identity import Identity
    from services.sync.sealing import Written

__all__ = ["Exported", "export"]

READER = 5
"""Oldest schema revision that can read what is written today."""
WEEK_MS = 7 * 86_400_000
CHEAP = 5_000
"""Changes exchanged, both ways, up to which the digest of the whole state rides along each time."""


_HELD = (
    "SELECT 1 FROM sync_pending p JOIN sync_replica r "
    "ON r.replica_id = p.replica_id WHERE r.unit_id = ? LIMIT 1"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a package is for.

    Attributes:
        replica: its id.
        name: of its unit.
        unit: its unit.
        seal_pub: age recipient.
        lineage: its id and former ones.
    """

    replica: bytes
    name: str
    unit: bytes | None
    seal_pub: str
    lineage: frozenset[bytes]


@needs("exchange.run")
def export(
    context: Context,
    folder: Path,
    *,
    peer: bytes | None = None,
    progress: Progress = no_progress,
    always: bool = True,
) -> tuple[Exported, ...]:
    """Write what other offices lack into a folder; on the writer's thread.

    Args:
        context: the office.
        folder: the stick.
        peer: replica id of the only receiver; None: the hub of a workstation, all workstations of a hub.
        progress: told bytes done and in all; `Cancelled` ends it.
        always: also write to a receiver that lacks nothing; with None for `peer` a hub leaves those out.

    Returns:
        One for each receiver.

    Raises:
        UserError: the exchange is not set up, or the database is in doubt.
        EnvironmentFault: the stick is full, write-protected or was pulled.
    """
    me = certain(context)
    receivers = receivers_of(context, me)
    if peer is not None:
        receivers = tuple(each for each in receivers if each.replica == peer)
        if not receivers:
            raise Refused("peer", "没有找到要发给的单位，它可能已停用。请在“数据同步”里核对后重试。")
    if me.kind == identity.HUB:
        _fill(context, receivers)
    spare = not always or (me.kind == identity.HUB and peer is None)
    return tuple(_for_one(context, me, each, folder, progress, spare=spare) for each in receivers)


def certain(context: Context) -> "Identity":
    """Return who this installation is.

    Raises:
        Refused: it takes no part yet, or its database was moved, copied or restored and has no new id yet.
    """
    from services.sync import marks

    me = identity.required(context.on_writer)
    marks.refuse_in_doubt(context.on_writer)
    return me


def receivers_of(context: Context, me: "Identity") -> tuple[Receiver, ...]:
    """Return whom packages are written for: the hub, or every workstation that takes part."""
    if me.kind != identity.HUB:
        assert me.hub is not None  # an enrolled workstation has one
        return (Receiver(me.hub.replica, me.hub.name, None, me.hub.seal_pub, frozenset((me.hub.replica,))),)
    reader = context.on_writer.reader
    found = []
    for station in outbox.workstations(reader):
        name, seal = reader.all(
            "SELECT name, enc_pub FROM sync_replica WHERE replica_id = ?", (station.replica,)
        )[0]
        if seal is not None:
            found.append(
                Receiver(station.replica, name or "", station.unit, bytes(seal).decode(), station.lineage)
            )
    return tuple(found)


def _fill(context: Context, receivers: Sequence[Receiver]) -> None:
    """Queue what was written here, and begin the epoch of whoever needs one."""
    with context.unit_of_work() as work:
        outbox.catch_up(work)
        for each in receivers:
            peer = peer_of(work.reader, each.replica)
            if each.unit is not None and _needs_all(context, work.reader, peer):
                snapshot = _silent(context, peer) or _asked(peer)
                begun = outbox.begin_epoch(work, peer, each.unit)
                if snapshot:
                    epoch = begun.state["epoch"]
                    told = begun.with_state(snapshot_epoch=epoch, returned=None)
                    keep(work, replace(told, snapshot=True))
        work.commit()


def _needs_all(context: Context, reader: Any, peer: Peer) -> bool:
    """Tell whether a workstation is to get everything anew: it, or this hub, is not what it was before."""
    restored = peer.state.get("mark") != incarnation(reader).hex()
    fresh = not peer.state.get("epoch") or bool(peer.state.get("begin"))
    return fresh or restored or _asked(peer) or _silent(context, peer)


def _silent(context: Context, peer: Peer) -> bool:
    """Tell whether nothing came for more than a year before the newest package: a snapshot comes first."""
    return bool(peer.state.get("returned")) and not peer.state.get("snapshot_epoch")


def _asked(peer: Peer) -> bool:
    """Tell whether a snapshot is wanted that was not begun yet."""
    return peer.snapshot and peer.state.get("snapshot_epoch") != peer.state.get("epoch")


def _for_one(
    context: Context, me: "Identity", receiver: Receiver, folder: Path, progress: Progress, *, spare: bool
) -> Exported:
    reader = context.on_writer.reader
    peer = peer_of(reader, receiver.replica)
    if me.kind == identity.HUB:
        made = loads.down(reader, peer, receiver.lineage)
    else:
        made = loads.up(reader, (*reversed(me.former), me.replica), peer)
    sending = parts.chosen(context, _files(reader, me, peer), stick.room(folder) // 2)
    have = _have(me, peer)
    nothing = not any(each.count or each.dispositions.voids or each.dispositions.purges for each in made)
    if spare and nothing and not sending.files and _same(peer.state.get("sent_have"), have):
        return Exported(receiver.replica, receiver.name, sentence=f"“{receiver.name}”没有要发的新内容。")
    written = []
    for number, load in enumerate(made, 1):
        with_files = sending if number == len(made) else parts.Sending()
        written.append(_write(context, me, receiver, load, (number, len(made)), with_files, folder, progress))
    return _told(receiver, made, sending, written)


def _same(sent: dict[str, Any] | None, have: dict[str, Any]) -> bool:
    """Tell whether the other side was told already what is here, whatever package it was told in."""
    return sent is not None and {**sent, "pkg": 0} == {**have, "pkg": 0}


def _told(
    receiver: Receiver, made: Sequence[Load], sending: parts.Sending, written: "Sequence[Written]"
) -> Exported:
    changes, size = sum(each.count for each in made), sum(each.size for each in written)
    told = f"已为“{receiver.name}”写出{changes}条改动"
    if sending.whole:
        told += f"、{sending.whole}个附件"
    told += f"（{stick.in_words(size)}）。"
    if sending.left:
        told += f"还有{stick.in_words(sending.left)}附件放不下，下次再带。"
    return Exported(
        receiver.replica,
        receiver.name,
        tuple(each.path for each in written),
        changes,
        sending.whole,
        sending.left,
        size,
        told,
    )


def _files(reader: Any, me: "Identity", peer: Peer) -> list[tuple[bytes, int]]:
    """Return the files that go along: those of the changes, and what the other side asked for."""
    found: dict[bytes, int] = {}
    if me.kind == identity.HUB:
        epoch = int(peer.state.get("epoch", 0))
        after = peer.number if peer.epoch == epoch else 0
        found.update(parts.of_outbox(reader, peer.peer_id, epoch, after))
    else:
        for replica in (me.replica, *me.former):
            found.update(parts.of_replica(reader, replica, peer.acked.get(replica.hex(), 0)))
    found.update({bytes.fromhex(digest): got for digest, got in peer.state.get("want", {}).items()})
    return list(found.items())


def _have(me: "Identity", peer: Peer) -> dict[str, Any]:
    if me.kind == identity.HUB:
        return {"seqs": peer.acked, "pkg": peer.seen_no}
    told: dict[str, Any] = {"epoch": peer.epoch, "n": peer.number, "pkg": peer.seen_no}
    return {**told, "snapshot": 1} if peer.snapshot else told


@uncollected()
def _write(
    context: Context,
    me: "Identity",
    receiver: Receiver,
    load: Load,
    part: tuple[int, int],
    sending: parts.Sending,
    folder: Path,
    progress: Progress,
) -> "Written":
    from services.sync import keys, sealing

    reader = context.on_writer.reader
    header = _header(context, me, receiver, load, part)
    manifest = packing.Manifest(
        header.pkg_id,
        me.replica,
        receiver.replica,
        loads.vectors(reader) if me.kind == identity.HUB else {},
        loads.authors(reader) if me.kind == identity.HUB else (),
        loads.people(reader),
        parts.wanted(reader),
    )
    held = keys.load(reader)
    assert held.sign is not None  # kept since the set-up
    recipients = [receiver.seal_pub, *([held.escrow.recipient] if held.escrow else [])]
    local = parts.folder_of(context) / "work"
    shutil.rmtree(local, ignore_errors=True)  # what an export that was cut off has left
    local.mkdir(parents=True, exist_ok=True)
    written = sealing.write(
        folder,
        header,
        packing.frames(
            manifest,
            load.changes(reader),
            load.dispositions,
            parts.parts(context, sending, stick.room(folder) // 2) if sending.files else (),
            _revocations(context, me),
        ),
        signer=held.sign,
        recipients=recipients,
        local=local,
        progress=progress,
    )
    _wrote(context, me, receiver, load, header, written)
    return written


def _revocations(context: Context, me: "Identity") -> bytes | None:
    from services.sync import trusting

    found = trusting.revocations(context.on_writer.reader)
    return found.to_bytes() if me.kind == identity.HUB and found.number else None


def _header(context: Context, me: "Identity", receiver: Receiver, load: Load, part: tuple[int, int]) -> Any:
    """Take a number and return the header."""
    from services.sync.container import Header

    with context.unit_of_work() as work:
        peer = peer_of(work.reader, receiver.replica)
        before = peer.state.get("sent_hash")
        header = Header(
            pkg_id=new_id(),
            kind=load.kind,
            sender=me.replica,
            receiver=receiver.replica,
            cert_serial=me.cert_serial,
            pkg_no=peer.sent_no + 1,
            prev_pkg=None if before is None else bytes.fromhex(before),
            prerequisite=load.prerequisite,
            have=_have(me, peer),
            incarnation=_incarnation(work.reader, me, peer),
            schema_rev=SCHEMA_REVISION,
            min_reader_rev=READER,
            wall_ms=context.clock(),
            digest=_digest(context, work.reader, me, receiver, peer, load, part),
            part=part,
            former=me.former,
            note={**_note(work.reader, me, peer, load), **renewal.offered(work, receiver.replica)},
        )
        compared = {"compared": context.clock()} if header.digest is not None else {}
        keep(work, replace(peer, sent_no=peer.sent_no + 1).with_state(**compared))
        packages.register(
            work,
            header.pkg_id,
            dir=packages.OUT,
            peer=receiver.replica,
            pkg_no=header.pkg_no,
            prev_pkg=header.prev_pkg,
            state="reserved",
            at_ms=context.clock(),
        )
        work.commit()
    return header


def _note(reader: Any, me: "Identity", peer: Peer, load: Load) -> dict[str, Any]:
    if me.kind == identity.HUB:
        return {"forked": peer.state["forked"]} if peer.state.get("forked") else {}
    told: dict[str, Any] = {clones.HEADS: clones.heads(reader, (me.replica, *me.former))}
    return {**told, "returned": 1} if load.returned else told


def _incarnation(reader: Any, me: "Identity", peer: Peer) -> bytes | None:
    return incarnation(reader) if me.kind == identity.HUB else peer.incarnation


def _digest(
    context: Context,
    reader: Any,
    me: "Identity",
    receiver: Receiver,
    peer: Peer,
    load: Load,
    part: tuple[int, int],
) -> bytes | None:
    """Return the digest of what the receiver sees, where it is cheap or was not compared for a week."""
    if me.kind != identity.HUB or receiver.unit is None or part[0] != part[1]:
        return None
    due = context.clock() - int(peer.state.get("compared", 0)) > WEEK_MS
    if reader.value(_HELD, (receiver.unit,)) is not None:
        return None  # what waits here for somebody's decision is there already
    exchanged = load.count + int(peer.state.get("last_count", 0))
    return state_digest(reader, receiver.unit) if exchanged <= CHEAP or due else None


def state_digest(reader: Any, unit: bytes) -> bytes:
    """Return one digest of the rows of a unit and of the office."""
    from models.db.digest import added, digest
    from services.levels import office_id

    office = office_id(reader)
    return added(digest(reader, unit), digest(reader, office)) if office is not None else digest(reader, unit)


def _wrote(
    context: Context, me: "Identity", receiver: Receiver, load: Load, header: Any, written: "Written"
) -> None:
    with context.unit_of_work() as work:
        peer = peer_of(work.reader, receiver.replica)
        packages.amend(
            work,
            header.pkg_id,
            state=packages.WRITTEN,
            file_sha256=written.package_hash,
            file_name=written.path.name,
            counts_json=json.dumps({"changes": load.count, "size": written.size}),
        )
        told: dict[str, Any] = {"sent_hash": written.package_hash.hex(), "sent_have": _have(me, peer)}
        if load.returned:
            told["give_back"] = header.pkg_no  # until the hub has this one
        keep(work, peer.with_state(**told, last_out=context.clock()))
        work.note("export", label=written.path.name)
        work.commit()
