"""Taking in one package that lies on the local disk: verified first, then all of it in one transaction.

What its sender signed to have replaces what was known before, if no newer package was seen; it may go down
after a restore. A package that leaves a gap changes nothing; the answer names what is needed.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.db.schema_version import SCHEMA_REVISION
from models.errors import BadChange
from models.uncollected import uncollected
from services.office import Context
from services.sync import clones, handing_back, identity, packages, packing, parts, peers, rights, senders
from services.sync.contents import Frames, check_counts, inbox_of, read_contents, seqs_of
from services.sync.hub_side import acknowledge_up, is_returned, judged, receipt, spread
from services.sync.packing import Contents
from services.sync.peers import Peer
from services.sync.refused import Refused
from services.sync.told import Alarm, FileTold
from services.sync.work import Forked, Taken, Work, copied, told_of

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.taking_in import TakenIn
    from models.db.uow import UnitOfWork
    from services.sync.container import Header, Package
    from services.sync.identity import Identity

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@uncollected()
def take(context: Context, me: "Identity", path: Path, name: str) -> Taken:
    """Take in a package.

    Args:
        context: the office; on the writer's thread.
        me: this installation.
        path: the local copy.
        name: the name on the stick.

    Returns:
        What became of it; a refusal is told, not raised.

    Raises:
        EnvironmentFault: the local disk failed; nothing was changed.
    """
    from services.sync import container, trusting

    told = FileTold(name, "refused", "", size=path.stat().st_size)
    try:
        header = container.peek(path)
        told = replace(told, kind=header.kind, sent_ms=header.wall_ms)
        if header.min_reader_rev > SCHEMA_REVISION:
            return Taken(replace(told, state="waiting", sentence=_newer(name)))
        trust = trusting.trust(context.on_writer)
        with container.read(path, trust, local=path.parent) as package:
            return _verified(context, me, package, told)
    except Refused as error:
        return Taken(replace(told, state="refused", code=error.code, sentence=f"{name}：{error.message}"))
    except BadChange as error:
        return Taken(replace(told, state="refused", code="change", sentence=f"{name}：{error.message}"))


def finish(context: Context, path: Path) -> Taken | None:
    """Keep the files of a package whose records were taken in, and which was not come to its end.

    Args:
        context: the office; on the writer's thread.
        path: the local copy.

    Returns:
        Whom it is from; None where it is not accepted any more. The files of such a one come again.

    Raises:
        EnvironmentFault: the local disk failed.
    """
    from services.sync import container, trusting

    trust = trusting.trust(context.on_writer)
    try:
        with container.read(path, trust, local=path.parent) as package:
            frames = Frames(package.frames)
            read_contents(frames, package.header)
            _files(context, frames)
            told = FileTold(path.name, "already", "", sender=package.certificate.unit_name)
            return Taken(told, sender=package.header.sender)
    except Refused:
        return None


def _newer(name: str) -> str:
    return f"{name}是较新版本的程序写的，先留在收件夹里。请升级本程序，升级后再点一次“收发数据”即可。"


def _verified(context: Context, me: "Identity", package: "Package", told: FileTold) -> Taken:
    header = package.header
    office = package.certificate.unit_name
    told = replace(told, sender=office)
    check_counts(header.have)
    with context.unit_of_work() as work:
        peer = senders.known(work, me, header, package.certificate)
        work.commit()
    at_work = Work(context, me, header, package.package_hash, told.name, told.size, office, peer)
    _watch(at_work)
    if me.kind != identity.HUB and clones.hear(context, header):
        at_work.me = identity.required(context.on_writer)  # also where something is missing before it
    missing = _gap(me, header, peer)
    if missing is not None:
        _note_state(at_work, packages.GAP)
        sentence = (
            f"{told.name}前面还缺数据（{missing}），没有收取。"
            f"请把之前的数据包一起带来，或让“{office}”重新导出。"
        )
        return Taken(
            replace(told, state="gap", sentence=sentence), tuple(at_work.alarms), sender=header.sender
        )
    if me.kind == identity.HUB:
        reader = context.on_writer.reader
        # of an id whose changes came, these themselves tell where the two part
        came = {bytes.fromhex(name) for name in seqs_of(header)}
        silent = senders.lineage(reader, header.sender) - came
        if parted := clones.parted(reader, silent, header.note):
            return Taken(_forked(at_work, {}, parted, told), tuple(at_work.alarms), sender=header.sender)
    frames = Frames(package.frames)
    contents = read_contents(frames, header)
    try:
        result, touched, refused = _transaction(at_work, contents)
    except Forked as forked:
        first, unknown = _where(context.on_writer.reader, forked)
        return Taken(_forked(at_work, first, unknown, told), tuple(at_work.alarms), sender=header.sender)
    files = _files(context, frames)
    return Taken(
        told_of(told, at_work, result, refused, files),
        tuple(at_work.alarms),
        touched,
        result.closed,
        header.sender,
    )


def _gap(me: "Identity", header: "Header", peer: Peer) -> str | None:
    """Return what has to come first, None where nothing is missing."""
    if me.kind == identity.HUB:
        for replica, (first, _) in seqs_of(header).items():
            have = peer.acked.get(replica, 0)
            if first > have + 1:
                return f"从第{have + 1}条到第{first - 1}条"
        return None
    epoch, first, _ = inbox_of(header)
    have = peer.number if (epoch, header.incarnation) == (peer.epoch, peer.incarnation) else 0
    if epoch < peer.epoch and header.incarnation == peer.incarnation:
        return None  # what is left of an older epoch is data all the same
    return f"从第{have + 1}号到第{first - 1}号" if first > have + 1 else None


def _watch(at_work: Work) -> None:
    """Look for signs that the sender's database was copied or restored, or that its clock is wrong."""
    header, peer, office = at_work.header, at_work.peer, at_work.office
    reader = at_work.context.on_writer.reader
    same = packages.hash_of(reader, packages.IN, header.sender, header.pkg_no)
    before = packages.hash_of(reader, packages.IN, header.sender, header.pkg_no - 1)
    twice = same is not None and same != at_work.package_hash
    broken = before is not None and header.prev_pkg is not None and before != header.prev_pkg
    if twice or broken:
        at_work.alarms.append(Alarm("copied", office, copied(office)))
    have = header.have
    newest = header.pkg_no > peer.seen_no
    upward = at_work.me.kind == identity.HUB and newest and have.get("epoch") == peer.epoch
    if upward and int(have.get("n", 0)) < peer.number:
        sentence = (
            f"“{office}”的数据库像是恢复过旧的备份。它缺的会重新发给它；"
            "请让它在“数据同步”里按提示更换站点标识。"
        )
        at_work.alarms.append(Alarm("restored", office, sentence))
    ahead = header.wall_ms - at_work.context.clock()
    if ahead > HOUR_MS:
        amount = f"{ahead // DAY_MS}天" if ahead >= DAY_MS else f"{ahead // HOUR_MS}小时"
        sentence = f"“{office}”的电脑时钟比本机快约{amount}，不影响数据；请核对两边的日期和时间。"
        at_work.alarms.append(Alarm("clock", office, sentence))


def _where(reader: "Reader", forked: Forked) -> tuple[dict[str, list[Any]], frozenset[str]]:
    """Return where two machines part, by id, and the ids of which that is further back than what came."""
    first: dict[str, list[Any]] = {}
    unknown: set[str] = set()
    for replica, seq in sorted(forked.keys, reverse=True):  # the lowest number comes last and stays
        here = reader.value("SELECT hash FROM sync_change WHERE replica_id = ? AND seq = ?", (replica, seq))
        if here is not None:
            first[replica.hex()] = [seq, bytes(here).hex()]
        else:
            unknown.add(replica.hex())
    return first, frozenset(unknown - first.keys())


def _forked(
    at_work: Work, first: Mapping[str, list[Any]], unknown: frozenset[str], told: FileTold
) -> FileTold:
    """Tell the sender that its database was copied; let all come again where it is not known since when."""
    at_work.alarms.append(Alarm("copied", at_work.office, copied(at_work.office)))
    with at_work.context.unit_of_work() as work:
        peer = peers.peer_of(work.reader, at_work.header.sender)
        acked = {name: last for name, last in peer.acked.items() if name not in unknown}
        peers.keep(
            work,
            replace(peer, acked=acked).with_state(forked=dict(first) or None, alarm=copied(at_work.office)),
        )
        _register(work, at_work, packages.REFUSED, {})
        work.commit()
    sentence = f"{told.name}：{copied(at_work.office)}它的这些改动换了站点标识后会再送来。"
    return replace(told, state="refused", code="forked", sentence=sentence)


def _note_state(at_work: Work, state: str) -> None:
    with at_work.context.unit_of_work() as work:
        _register(work, at_work, state, {})
        if at_work.alarms:
            peer = peers.peer_of(work.reader, at_work.header.sender)
            peers.keep(work, peer.with_state(alarm=at_work.alarms[0].sentence))
        work.commit()


def _register(
    work: "UnitOfWork", at_work: Work, state: str, counts: Mapping[str, Any], receipt: str | None = None
) -> None:
    header = at_work.header
    packages.register(
        work,
        header.pkg_id,
        dir=packages.IN,
        peer=header.sender,
        pkg_no=header.pkg_no,
        prev_pkg=header.prev_pkg,
        file_sha256=at_work.package_hash,
        file_name=at_work.name,
        state=state,
        at_ms=at_work.context.clock(),
        counts_json=json.dumps(counts),
        receipt_json=receipt,
    )


def _transaction(at_work: Work, contents: Contents) -> "tuple[TakenIn, frozenset[str], int]":
    """Take in everything but the files, and note what the sender signed to have; all or nothing."""
    from models.db.taking_in import take_in
    from services.conflicts.append_only import holder
    from services.sync import downward

    header = at_work.header
    at_hub = at_work.me.kind == identity.HUB
    with at_work.context.unit_of_work() as work:
        refused_before = _refused(work)
        if at_hub:
            beyond = judged(work, at_work, contents)
            by_hub = int(
                work.reader.value(
                    "SELECT coalesce(max(seq), 0) FROM sync_change WHERE replica_id = ?",
                    (work.actor.replica_id,),
                )
            )
        else:
            beyond, by_hub = {}, 0
            at_work.replaces = downward.before(work, at_work.me, header, contents, at_work.peer)
        taken = take_in(
            work, contents.changes, pkg_id=header.pkg_id, hold=holder(work), void=beyond, by_hub_seq=by_hub
        )
        if taken.forked:
            raise Forked(taken.forked)
        parts.look_for(work, at_work.context.database.path, taken.touched)
        if at_hub and is_returned(at_work):
            unit = work.reader.value(
                "SELECT unit_id FROM sync_replica WHERE replica_id = ?", (header.sender,)
            )
            handing_back.carry_out(
                work, at_work.context, header.sender, bytes(unit), contents.dispositions, by_hub
            )
        senders.people(work, contents.manifest.people, header.sender)
        if at_hub:
            spread(work, at_work, contents, beyond)
            acknowledge_up(work, at_work, contents)
        else:
            downward.after(work, at_work.context, at_work.me, header, contents, at_work)
            at_work.moved = downward.moved_away(work, at_work.me, contents)
        beyond = rights.wishes(beyond)
        refused = len(beyond) if at_hub else max(0, _refused(work) - refused_before)
        counts = {"new": taken.new, "known": taken.known, "held": len(taken.held), "refused": refused}
        _register(work, at_work, packages.TAKEN, counts, receipt(header, taken, beyond) if at_hub else None)
        work.note("import", label=at_work.name)
        done = work.commit()
    return taken, done.touched | frozenset(taken.touched), refused


def _refused(work: "UnitOfWork") -> int:
    return int(work.reader.value("SELECT count(*) FROM sync_void WHERE reason <> ?", (rights.BEFORE,)))


def _files(context: Context, frames: Frames) -> int:
    """Keep the parts of files that came; return how many files are whole with them."""
    whole = 0
    for frame in frames.files():
        try:
            part = packing.read_blob(frame.payload)
        except ValueError:
            continue
        whole += parts.receive(context, part)
    return whole
