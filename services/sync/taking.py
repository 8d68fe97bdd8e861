"""Taking in one package that lies on the local disk: verified first, then all of it in one transaction.

What its sender signed to have replaces what was known before, if no newer package was seen; it may go down
after a restore. A package that leaves a gap changes nothing; the answer names what is needed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.db.schema_version import SCHEMA_REVISION
from models.errors import BadChange
from services.office import Context
from services.sync import identity, outbox, packages, packing, parts, peers, rights, senders
from services.sync.packing import Contents
from services.sync.peers import Peer
from services.sync.refused import Refused
from services.sync.told import Alarm, FileTold

if TYPE_CHECKING:
    from models.db.taking_in import TakenIn
    from models.db.uow import UnitOfWork
    from services.sync.container import Header, Package
    from services.sync.frames import Frame
    from services.sync.identity import Identity

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
YEAR_MS = 365 * DAY_MS


_NOT_ACCEPTED = "条本机的改动街道没有接受（不归本社区改），已作为建议等街道决定，决定以前本机不显示这些改动"


class Forked(Exception):
    """Changes with the same numbers are here already and say something else: a database was copied."""

    def __init__(self, keys: tuple[tuple[bytes, int], ...]) -> None:
        super().__init__("forked")
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one package: told, alarms, and the tables touched."""

    told: FileTold
    alarms: tuple[Alarm, ...] = ()
    touched: frozenset[str] = frozenset()
    closed: int = 0
    sender: bytes | None = None


@dataclass(slots=True)
class _Work:
    """A package while it is taken in."""

    context: Context
    me: "Identity"
    header: "Header"
    package_hash: bytes
    name: str
    size: int
    office: str
    peer: Peer
    alarms: list[Alarm] = field(default_factory=list)


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


def _newer(name: str) -> str:
    return f"{name}是较新版本的程序写的，先留在收件夹里。请升级本程序，升级后再点一次“收发数据”即可。"


def _verified(context: Context, me: "Identity", package: "Package", told: FileTold) -> Taken:
    header = package.header
    office = package.certificate.unit_name
    told = replace(told, sender=office)
    _check_counts(header.have)
    with context.unit_of_work() as work:
        peer = senders.known(work, me, header, package.certificate)
        work.commit()
    at_work = _Work(context, me, header, package.package_hash, told.name, told.size, office, peer)
    _watch(at_work)
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
    frames = _Frames(package.frames)
    contents = read_contents(frames, header)
    try:
        result, touched, refused = _transaction(at_work, contents)
    except Forked as forked:
        return Taken(_forked(at_work, forked, told), tuple(at_work.alarms), sender=header.sender)
    files = _files(context, frames)
    return Taken(
        _told(me, told, result, refused, files),
        tuple(at_work.alarms),
        touched,
        result.closed,
        header.sender,
    )


def _told(me: "Identity", told: FileTold, result: "TakenIn", refused: int, files: int) -> FileTold:
    at_hub = me.kind == identity.HUB
    begun = f"收取{result.new}条改动" if result.new else "没有新的改动"
    beyond = "条超出权限，已作为建议留下" if at_hub else _NOT_ACCEPTED
    parts_told = [begun]
    for number, word in (
        (result.known, "条本机已有"),
        (len(result.held), "条暂缓"),
        (len(result.conflicts), "处需要您决定"),
        (files, "个附件"),
        (refused, beyond),
    ):
        if number:
            parts_told.append(f"{number}{word}")
    return replace(
        told,
        state="taken",
        sentence=f"来自“{told.sender}”：{'，'.join(parts_told)}。",
        new=result.new,
        known=result.known,
        held=len(result.held),
        conflicts=len(result.conflicts),
        refused=refused,
    )


class _Frames:
    """Frames one after another; the first part of a file waits until the rest was taken in."""

    def __init__(self, frames: "Iterator[Frame]") -> None:
        self._frames = frames
        self._first: Frame | None = None

    def before_files(self) -> "Iterator[Frame]":
        """Yield what comes before the first part of a file."""
        for frame in self._frames:
            if frame.type == packing.BLOB:
                self._first = frame
                return
            yield frame

    def files(self) -> "Iterator[Frame]":
        """Yield the parts of files."""
        if self._first is not None:
            yield self._first
            yield from (frame for frame in self._frames if frame.type == packing.BLOB)


def read_contents(frames: _Frames, header: "Header") -> Contents:
    """Return what a package holds before its files.

    Raises:
        Refused: it is not as the format says.
    """
    from services.sync.frames import Frame, frames_to_changes

    others: list[Frame] = []

    def changes_only() -> "Iterator[Frame]":
        for frame in frames.before_files():
            if frame.type == packing.CHANGES:
                yield frame
            else:
                others.append(frame)

    listed: Any = list(frames_to_changes(changes_only()))
    try:
        manifest = packing.read_manifest(
            next(each.payload for each in others if each.type == packing.MANIFEST)
        )
        contents = Contents(manifest, listed)
        for each in others:
            if each.type == packing.DISPOSITIONS:
                contents.dispositions = packing.read_dispositions(each.payload)
            elif each.type == packing.REVOCATIONS:
                contents.revocations = each.payload
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise Refused(
            "manifest", "数据包里的清单不合格式，没有收取。请让对方用最新的程序重新导出。"
        ) from error
    return contents


def _gap(me: "Identity", header: "Header", peer: Peer) -> str | None:
    """Return what has to come first, None where nothing is missing."""
    if me.kind == identity.HUB:
        for replica, (first, _) in _seqs(header).items():
            have = peer.acked.get(replica, 0)
            if first > have + 1:
                return f"从第{have + 1}条到第{first - 1}条"
        return None
    epoch, first, _ = _inbox(header)
    have = peer.number if (epoch, header.incarnation) == (peer.epoch, peer.incarnation) else 0
    if epoch < peer.epoch and header.incarnation == peer.incarnation:
        return None  # what is left of an older epoch is data all the same
    return f"从第{have + 1}号到第{first - 1}号" if first > have + 1 else None


def _check_counts(told: Any) -> None:
    """Look whether what the sender says it has are counts.

    Raises:
        Refused: they are not.
    """
    for value in told.values():
        counts = value.values() if isinstance(value, dict) else (value,)
        if not all(type(each) is int and 0 <= each < 1 << 48 for each in counts):
            raise Refused("header", "文件头不合格式，没有收取。请让对方重新导出。")


def _seqs(header: "Header") -> dict[str, tuple[int, int]]:
    """Return what the prerequisite of a workstation says: by replica the first and last change.

    Raises:
        Refused: it is not as the format says.
    """
    try:
        told = {
            str(name): (int(first), int(last)) for name, (first, last) in header.prerequisite["seqs"].items()
        }
        for name, (first, last) in told.items():
            if len(bytes.fromhex(name)) != 16 or not 1 <= first <= last:
                raise ValueError(name)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Refused("header", "文件头不合格式，没有收取。请让对方重新导出。") from error
    return told


def _inbox(header: "Header") -> tuple[int, int, int]:
    """Return epoch, first and last number of the inbox; raises as `_seqs`."""
    try:
        told = header.prerequisite
        return int(told["epoch"]), int(told["from"]), int(told["to"])
    except (KeyError, ValueError, TypeError) as error:
        raise Refused("header", "文件头不合格式，没有收取。请让对方重新导出。") from error


def _watch(at_work: _Work) -> None:
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


def copied(office: str) -> str:
    """Return the sentence about an office whose database was copied."""
    return (
        f"“{office}”的数据库像是被复制过，有两台电脑在用同一个站点标识。两边的内容都会保留；"
        "请让它在“数据同步”里按提示更换站点标识。"
    )


def _forked(at_work: _Work, forked: Forked, told: FileTold) -> FileTold:
    first: dict[str, list[Any]] = {}
    reader = at_work.context.on_writer.reader
    for replica, seq in sorted(forked.keys, reverse=True):  # the lowest number comes last and stays
        here = reader.value("SELECT hash FROM sync_change WHERE replica_id = ? AND seq = ?", (replica, seq))
        first[replica.hex()] = [seq, bytes(here).hex()]
    at_work.alarms.append(Alarm("copied", at_work.office, copied(at_work.office)))
    with at_work.context.unit_of_work() as work:
        peer = peers.peer_of(work.reader, at_work.header.sender)
        peers.keep(work, peer.with_state(forked=first, alarm=copied(at_work.office)))
        _register(work, at_work, packages.REFUSED, {})
        work.commit()
    sentence = f"{told.name}：{copied(at_work.office)}它的这些改动换了站点标识后会再送来。"
    return replace(told, state="refused", code="forked", sentence=sentence)


def _note_state(at_work: _Work, state: str) -> None:
    with at_work.context.unit_of_work() as work:
        _register(work, at_work, state, {})
        if at_work.alarms:
            peer = peers.peer_of(work.reader, at_work.header.sender)
            peers.keep(work, peer.with_state(alarm=at_work.alarms[0].sentence))
        work.commit()


def _register(
    work: "UnitOfWork", at_work: _Work, state: str, counts: Mapping[str, Any], receipt: str | None = None
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


def _transaction(at_work: _Work, contents: Contents) -> "tuple[TakenIn, frozenset[str], int]":
    """Take in everything but the files, and note what the sender signed to have; all or nothing."""
    from models.db.taking_in import take_in
    from services.conflicts.append_only import holder
    from services.sync import downward

    header = at_work.header
    at_hub = at_work.me.kind == identity.HUB
    with at_work.context.unit_of_work() as work:
        refused_before = _refused(work)
        if at_hub:
            beyond = _judged(work, at_work, contents)
            by_hub = int(
                work.reader.value(
                    "SELECT coalesce(max(seq), 0) FROM sync_change WHERE replica_id = ?",
                    (work.actor.replica_id,),
                )
            )
        else:
            beyond, by_hub = {}, 0
            downward.before(work, at_work.me, header, contents)
        taken = take_in(
            work, contents.changes, pkg_id=header.pkg_id, hold=holder(work), void=beyond, by_hub_seq=by_hub
        )
        if taken.forked:
            raise Forked(taken.forked)
        parts.look_for(work, at_work.context.database.path, taken.touched)
        senders.people(work, contents.manifest.people, header.sender)
        if at_hub:
            _spread(work, at_work, contents, beyond)
            _acknowledge_up(work, at_work, contents)
        else:
            downward.after(work, at_work.context, at_work.me, header, contents, at_work.alarms)
        refused = len(beyond) if at_hub else max(0, _refused(work) - refused_before)
        counts = {"new": taken.new, "known": taken.known, "held": len(taken.held), "refused": refused}
        _register(work, at_work, packages.TAKEN, counts, _receipt(header, taken, beyond) if at_hub else None)
        work.note("import", label=at_work.name)
        done = work.commit()
    return taken, done.touched | frozenset(taken.touched), refused


def _refused(work: "UnitOfWork") -> int:
    return int(work.reader.value("SELECT count(*) FROM sync_void"))


def _judged(work: "UnitOfWork", at_work: _Work, contents: Contents) -> dict[tuple[bytes, int], str]:
    """Look whether a workstation's package is what its header says, and what of it exceeds its right.

    Raises:
        Refused: it carries changes of others, or others than it signed.
    """
    from services.office import office_id

    header = at_work.header
    lineage = senders.lineage(work.reader, header.sender)
    ranges = _seqs(header)
    # only a hub that was restored takes from a workstation what others wrote
    returned = bool(header.note.get("returned")) and bool(at_work.me.former)
    found: dict[str, list[int]] = {}
    for each in contents.changes:
        if each.replica_id in lineage:
            found.setdefault(each.replica_id.hex(), []).append(each.seq)
        elif not returned:
            raise Refused("manifest", "数据包里有别的单位的改动，没有收取。请报告街道的技术人员。")
    right = {name: list(range(first, last + 1)) for name, (first, last) in ranges.items()}
    if found != right and not returned:
        raise Refused("manifest", "数据包里的改动和文件头声明的不一样，没有收取。请让对方重新导出。")
    unit = work.reader.value("SELECT unit_id FROM sync_replica WHERE replica_id = ?", (header.sender,))
    return rights.beyond(work.reader, contents.changes, bytes(unit), lineage, office_id(work.reader))


def _spread(
    work: "UnitOfWork", at_work: _Work, contents: Contents, beyond: Mapping[tuple[bytes, int], str]
) -> None:
    """Queue what came for the other workstations, and for the sender what was not accepted."""
    outbox.catch_up(work)
    keys = [each.key for each in contents.changes]
    outbox.queue(work, outbox.taken_in(work.reader, keys, at_work.header.pkg_id))
    fresh = {
        key: reason
        for key, reason in beyond.items()
        if work.reader.value("SELECT pkg_id FROM sync_change WHERE replica_id = ? AND seq = ?", key)
        == at_work.header.pkg_id
    }
    outbox.refuse(work, at_work.header.sender, fresh)
    rights.propose(
        work, [each for each in contents.changes if each.key in fresh], fresh, at_work.header.pkg_id
    )


def _acknowledge_up(work: "UnitOfWork", at_work: _Work, contents: Contents) -> None:
    """Note what the hub has of the workstation now, and what the workstation signed to have."""
    header = at_work.header
    peer = peers.peer_of(work.reader, header.sender)
    acked = dict(peer.acked)
    for replica, (_, last) in _seqs(header).items():
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
    before = peer.state.get("last_in")
    if before is not None and at_work.context.clock() - int(before) > YEAR_MS:
        peer = peer.with_state(returned=True, snapshot_epoch=None)
    want = {digest.hex(): got for digest, got in contents.manifest.want.items()}
    alarm = at_work.alarms[0].sentence if at_work.alarms else peer.state.get("alarm")
    peer = peer.with_state(want=want or None, last_in=at_work.context.clock(), alarm=alarm)
    peers.keep(work, peer)


def _has_it(peer: Peer, have: Mapping[str, Any]) -> bool:
    """Tell whether a workstation has taken in the snapshot that was made for it."""
    return int(have.get("epoch", 0)) >= int(peer.state.get("snapshot_epoch", 0)) and int(have.get("n", 0)) > 0


def _receipt(header: "Header", taken: "TakenIn", beyond: Mapping[tuple[bytes, int], str]) -> str:
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


def _files(context: Context, frames: _Frames) -> int:
    """Keep the parts of files that came; return how many files are whole with them."""
    whole = 0
    for frame in frames.files():
        try:
            part = packing.read_blob(frame.payload)
        except ValueError:
            continue
        whole += parts.receive(context, part)
    return whole
