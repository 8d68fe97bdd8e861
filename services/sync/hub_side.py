"""What the hub makes of a workstation's package: what exceeds a right, who else gets it, what it answers."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.sync import handing_back, outbox, peers, rights, senders, spent
from services.sync.contents import seqs_of
from services.sync.packing import Contents
from services.sync.peers import Peer
from services.sync.refused import Refused
from services.sync.work import Work

if TYPE_CHECKING:
    from models.db.taking_in import TakenIn
    from models.db.uow import UnitOfWork
    from services.sync.container import Header


DAY_MS = 24 * 3_600_000
YEAR_MS = 365 * DAY_MS


def judged(work: "UnitOfWork", at_work: Work, contents: Contents) -> dict[tuple[bytes, int], str]:
    """Look whether a workstation's package is what its header says, and what of it exceeds its right.

    Raises:
        Refused: it carries changes of others, or others than it signed.
    """
    from services.levels import office_id

    header = at_work.header
    lineage = senders.lineage(work.reader, header.sender)
    unit = bytes(work.reader.value("SELECT unit_id FROM sync_replica WHERE replica_id = ?", (header.sender,)))
    office = office_id(work.reader)
    ranges = seqs_of(header)
    # only a hub that was restored takes from a workstation what others wrote
    returned = is_returned(at_work)
    found: dict[str, list[int]] = {}
    for each in contents.changes:
        if each.replica_id in lineage:
            found.setdefault(each.replica_id.hex(), []).append(each.seq)
        elif not returned:
            raise Refused("manifest", "数据包里有别的单位的改动，没有收取。请报告街道的技术人员。")
    right = {name: list(range(first, last + 1)) for name, (first, last) in ranges.items()}
    if found != right and not returned:
        raise Refused("manifest", "数据包里的改动和文件头声明的不一样，没有收取。请让对方重新导出。")
    handing_back.check_erased(work.reader, contents.changes, (unit, office) if returned else (unit,))
    beyond: dict[tuple[bytes, int], str] = {}
    if returned:
        fit = handing_back.fitting(work, at_work.me, unit, lineage, contents.changes)
        contents.changes, at_work.left = fit.changes, fit.left
        beyond.update(fit.beyond)
    return beyond | rights.beyond(work.reader, contents.changes, unit, lineage, office)


def is_returned(at_work: Work) -> bool:
    """Tell whether a package hands back what a hub lost that was restored."""
    return bool(at_work.header.note.get("returned")) and bool(at_work.me.former)


def spread(
    work: "UnitOfWork", at_work: Work, contents: Contents, beyond: Mapping[tuple[bytes, int], str]
) -> None:
    """Queue what came for the other workstations, and for the sender what was not accepted."""
    outbox.catch_up(work)
    moving = any(each.grp == "unit_id" for each in contents.changes)
    if outbox.receivers(work.reader, {each.replica_id for each in contents.changes}, moving=moving):
        keys = [each.key for each in contents.changes]
        outbox.queue(work, outbox.taken_in(work.reader, keys, at_work.header.pkg_id))
    fresh = {
        key: reason
        for key, reason in beyond.items()
        if work.reader.value("SELECT pkg_id FROM sync_change WHERE replica_id = ? AND seq = ?", key)
        == at_work.header.pkg_id
    }
    lineage = senders.lineage(work.reader, at_work.header.sender)
    outbox.refuse(work, at_work.header.sender, [key for key in fresh if key[0] in lineage])
    for station in outbox.workstations(work.reader):
        if others := [key for key in fresh if key[0] in station.lineage - lineage]:
            outbox.refuse(work, station.replica, others)
    wishes = rights.wishes(fresh)
    rights.propose(
        work, [each for each in contents.changes if each.key in wishes], wishes, at_work.header.pkg_id
    )


def acknowledge_up(work: "UnitOfWork", at_work: Work, contents: Contents) -> None:
    """Note what the hub has of the workstation now, and what the workstation signed to have."""
    header = at_work.header
    peer = peers.peer_of(work.reader, header.sender)
    acked = dict(peer.acked)
    for replica, (_, last) in seqs_of(header).items():
        acked[replica] = max(acked.get(replica, 0), last)
    peer = replace(peer, acked=acked)
    if header.pkg_no > peer.seen_no:
        have = header.have
        right = header.incarnation in (None, peers.incarnation(work.reader))
        if have.get("snapshot") and not peer.snapshot:
            peer = peer.with_state(snapshot_epoch=None)  # asked again: one made earlier did not help
        peer = replace(
            peer,
            epoch=int(have.get("epoch", 0)) if right else 0,
            number=int(have.get("n", 0)) if right else 0,
            seen_no=header.pkg_no,
            seen_hash=at_work.package_hash,
            snapshot=bool(have.get("snapshot")) or (peer.snapshot and not _has_it(peer, have)),
        )
        peer = peer.with_state(**{spent.SEEN: int(have.get("pkg", 0)) if right else None})
    before = peer.state.get("last_in")
    if before is not None and at_work.context.clock() - int(before) > YEAR_MS:
        peer = peer.with_state(returned=True, snapshot_epoch=None)
    want = {digest.hex(): got for digest, got in contents.manifest.want.items()}
    alarm = at_work.alarms[0].sentence if at_work.alarms else peer.state.get("alarm")
    told = {"want": want or None, "alarm": alarm, "last_count": len(contents.changes)}
    peers.keep(work, peer.with_state(**told, last_in=at_work.context.clock()))


def _has_it(peer: Peer, have: Mapping[str, Any]) -> bool:
    """Tell whether a workstation has taken in the snapshot that was made for it."""
    return int(have.get("epoch", 0)) >= int(peer.state.get("snapshot_epoch", 0)) and int(have.get("n", 0)) > 0


def receipt(header: "Header", taken: "TakenIn", beyond: Mapping[tuple[bytes, int], str]) -> str:
    """Return as JSON what is told to the sender: every change that was not simply applied."""
    told = {
        "pkg": header.pkg_id.hex(),
        "new": taken.new,
        "known": taken.known,
        "conflicts": len(taken.conflicts),
        "held": [[each.key[0].hex(), each.key[1], each.reason] for each in taken.held[:500]],
        "refused": [[replica.hex(), seq, why] for (replica, seq), why in list(beyond.items())[:500]],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
