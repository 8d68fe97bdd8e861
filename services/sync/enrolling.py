"""Joining the exchange by stick: setting up, asking, enrolling what asks, accepting the answer."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models.db.schema_version import SCHEMA_REVISION
from models.errors import LouyuanError
from models.ids import new_id
from services import age, crypto
from services.rights import needs
from services.sync import certificates, container, identity, keys, marks, names, trusting, units
from services.sync.certificates import Certificate
from services.sync.frames import Frame, json_of, manifest
from services.sync.headers import ANYBODY, Header
from services.sync.identity import HUB, INCARNATION, WORKSTATION, Identity
from services.sync.refused import Refused
from services.sync.setting_up import LONGEST_NAME, SERIAL, columns, keep_own

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.office import Context

REQUEST_LABEL: Final = b"csp-request-1\0"
_LETTERS: Final[tuple[str, ...]] = ("", *"BCDEFGHIJKLMNOPQRSTUVWXYZ")
ROOT_LABEL: Final = b"csp-root-1\0"
SET_UP: Final = "请先在“数据同步”页把本机设为社区工作站。"
SET_UP_COMMAND: Final = "sync setup --role workstation"


@dataclass(frozen=True, slots=True)
class Request:
    """A workstation that asks to join.

    Attributes:
        path: the file.
        pkg_id: of the request.
        replica: id of the workstation.
        former: ids it used before.
        unit_name: the unit it works for, as its people wrote it.
        sign_pub: Ed25519 key.
        seal_pub: age recipient.
        wall_ms: its clock.
        fingerprint: digits to compare on paper.
    """

    path: Path
    pkg_id: bytes
    replica: bytes
    former: tuple[bytes, ...]
    unit_name: str
    sign_pub: bytes
    seal_pub: str
    wall_ms: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was written: the file and the digits to compare on paper."""

    path: Path
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A workstation that was enrolled.

    Attributes:
        path: the answer on the stick.
        unit_name: its unit.
        unit_made: whether the unit was recorded just now.
        series: letter of its numbers, "" for the main series.
        serial: its certificate.
        fingerprint: of the request.
        hub_fingerprint: of the hub, to be compared at the workstation.
    """

    path: Path
    unit_name: str
    unit_made: bool
    series: str
    serial: int
    fingerprint: str
    hub_fingerprint: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer that was accepted.

    Attributes:
        hub_name: name of the hub's office.
        unit_name: this workstation's unit.
        series: letter of its numbers, "" for the main series.
        hub_fingerprint: to be compared on paper.
        adopted: names of units whose own rows took the hub's id.
    """

    hub_name: str
    unit_name: str
    series: str
    hub_fingerprint: str
    adopted: tuple[str, ...]


def fingerprint(label: bytes, *parts: bytes) -> str:
    """Return eight groups of five digits that stand for some keys (132 bits of a SHA-512)."""
    digest = hashlib.sha512(label + b"".join(len(each).to_bytes(4, "big") + each for each in parts)).digest()
    groups = (int.from_bytes(digest[at : at + 5], "big") % 100_000 for at in range(0, 40, 5))
    return " ".join(f"{group:05d}" for group in groups)


def hub_fingerprint(root: bytes) -> str:
    """Return the digits of the hub's root key."""
    return fingerprint(ROOT_LABEL, root)


@needs("exchange.setup")
def request(context: "Context", folder: Path) -> Asked:
    """Write a request onto a stick. On the writer's thread.

    Raises:
        Refused: this installation is not set up as a workstation, or is a doubtful copy.
        EnvironmentFault: the stick fails.
    """
    own = identity.this(context.on_writer)
    held = keys.load(context.on_writer.reader)
    if own.kind != WORKSTATION or held.sign is None or held.seal is None:
        raise Refused("role", f"只有设为社区工作站的电脑才写申请。{SET_UP}", SET_UP_COMMAND)
    marks.refuse_in_doubt(context.on_writer)
    note = {"sign": held.sign.public.hex(), "seal": held.seal.recipient, "unit": own.unit_name}
    header = Header(
        new_id(), "enrol", own.replica, ANYBODY, wall_ms=context.clock(), schema_rev=SCHEMA_REVISION,
        former=own.former, note=note,
    )  # fmt: skip
    written = container.write(folder, header, (), signer=held.sign, recipients=())
    return Asked(written.path, _of_request(own.replica, held.sign.public, held.seal.recipient))


def _of_request(replica: bytes, sign_pub: bytes, seal_pub: str) -> str:
    return fingerprint(REQUEST_LABEL, replica, sign_pub, seal_pub.encode())


def read_request(path: Path) -> Request:
    """Return a request whose own signature is right.

    Raises:
        Refused: it is none.
    """
    header = container.peek(path)
    if header.kind != "enrol" or header.receiver != ANYBODY:
        raise Refused("kind", "这个文件不是登记申请。请选社区工作站写出的申请文件。")
    sign, seal, unit = (header.note.get(name) for name in ("sign", "seal", "unit"))
    try:
        sign_pub = bytes.fromhex(str(sign))
    except ValueError:
        sign_pub = b""
    right = isinstance(seal, str) and age.is_recipient(seal) and isinstance(unit, str)
    if not right or len(sign_pub) != crypto.KEY_SIZE or not 0 < len(str(unit)) <= LONGEST_NAME:
        raise Refused("header", "登记申请的内容不完整，没有收取。请让社区重新写一份申请。")
    container.signed_by(path, sign_pub)
    digits = _of_request(header.sender, sign_pub, str(seal))
    return Request(
        path,
        header.pkg_id,
        header.sender,
        header.former,
        str(unit),
        sign_pub,
        str(seal),
        header.wall_ms,
        digits,
    )


def requests(folder: Path) -> tuple[Request, ...]:
    """Return the requests in a folder, the newest of each workstation; other files are passed over."""
    found: dict[bytes, Request] = {}
    for path in names.packages(folder):
        with suppress(LouyuanError):
            each = read_request(path)
            if each.replica not in found or found[each.replica].wall_ms <= each.wall_ms:
                found[each.replica] = each
    return tuple(found.values())


@needs("exchange.setup")
def enrol(
    context: "Context", folder: Path, to: Path, *, replica: bytes | None = None, unit: str | None = None
) -> tuple[Enrolled, ...]:
    """Enrol the workstations whose requests lie in a folder, and write the answers. On the writer's thread.

    The digits of the request are compared on paper by the people at both ends; this is what is shown for it.

    Args:
        context: the office, in the role of the hub.
        folder: where the requests are.
        to: where the answers go.
        replica: only this workstation; None for all.
        unit: name of its unit here, where it calls itself otherwise.

    Raises:
        Refused: this is not the hub, or nothing asks to join.
        EnvironmentFault: the stick fails.
    """
    own = identity.this(context.on_writer)
    if own.kind != HUB:
        raise Refused("role", "只有街道的电脑可以登记社区工作站。请在街道的电脑上办理。")
    marks.refuse_in_doubt(context.on_writer)
    asked = [each for each in requests(folder) if replica is None or each.replica == replica]
    if not asked:
        raise Refused("nothing", f"“{folder}”里没有登记申请。请先在社区的电脑上写出申请，再带到这里。")
    return tuple(_enrol_one(context, each, to, unit or each.unit_name) for each in asked)


def _enrol_one(context: "Context", asked: Request, to: Path, unit_name: str) -> Enrolled:
    with context.unit_of_work() as work:
        held = keys.load(work.reader)
        if held.root is None or held.sign is None or held.escrow is None:
            raise RuntimeError("a hub without keys")
        unit_id, made = units.found_or_made(work, "community", unit_name)
        certificate = _certified(work, asked, unit_id, unit_name, held.root)
        _register(work, asked, certificate)
        work.note("sync_enrol", label=unit_name)
        header, frames = _answer(work, asked, certificate, held)
        work.commit()
    marks.note(context)
    recipients = (asked.seal_pub, held.escrow.recipient)
    written = container.write(to, header, frames, signer=held.sign, recipients=recipients)
    hub = hub_fingerprint(held.root.public)
    return Enrolled(
        written.path, unit_name, made, certificate.series, certificate.serial, asked.fingerprint, hub
    )


def _certified(
    work: "UnitOfWork", asked: Request, unit_id: bytes, unit_name: str, root: keys.SigningKey
) -> Certificate:
    from services import settings

    known = work.reader.all(
        "SELECT sign_pub, series, unit_id, is_self FROM sync_replica WHERE replica_id = ?", (asked.replica,)
    )
    if known and (known[0][3] or (known[0][0] is not None and bytes(known[0][0]) != asked.sign_pub)):
        raise Refused(
            "replica",
            "申请里的站点编号已经被别的电脑用了。请在那台电脑的“数据同步”页先换新的站点编号。",
            "sync renew",
        )
    letter = _series(work, asked, unit_id)
    serial = int(trusting.setting(work.reader, SERIAL, 1)) + 1
    settings.put_in(work, SERIAL, serial)
    now = work.actor.now_ms
    made = Certificate(
        serial, asked.replica, unit_id, unit_name, WORKSTATION, (), letter, asked.sign_pub, asked.seal_pub,
        now, now + certificates.YEARS_MS,
    )  # fmt: skip
    return certificates.signed(made, root)


def _series(work: "UnitOfWork", asked: Request, unit_id: bytes) -> str:
    """Return the letter of a workstation: the one it had, none for the first of a unit, then B, C, …"""
    rows = work.reader.all(
        "SELECT sign_pub, series FROM sync_replica "
        "WHERE kind = 'workstation' AND unit_id = ? AND is_self = 0",
        (unit_id,),
    )
    letters: dict[bytes, str] = {bytes(key or b""): letter or "" for key, letter in rows}
    if asked.sign_pub in letters:
        return letters[asked.sign_pub]
    taken = {each or "" for _, each in rows}
    for free in _LETTERS:
        if free not in taken:
            return free
    raise Refused("series", "这个社区登记过的电脑太多，编号系列的字母用完了。请先联系技术人员。")


def _register(work: "UnitOfWork", asked: Request, certificate: Certificate) -> None:
    from sqlalchemy import delete, insert, update

    from models.tables.sync import SyncReplica

    former = next((each for each in asked.former if _is_known(work, each, asked.sign_pub)), None)
    if former is not None:
        work.local(update(SyncReplica).where(SyncReplica.replica_id == former).values(state="retired"))
    work.local(delete(SyncReplica).where(SyncReplica.replica_id == asked.replica))
    values = {"replica_id": asked.replica, "state": "active", "former_of": former, "is_self": 0}
    work.local(insert(SyncReplica).values(**values, **columns(certificate)))


def _is_known(work: "UnitOfWork", replica: bytes, sign_pub: bytes) -> bool:
    found = work.reader.value("SELECT sign_pub FROM sync_replica WHERE replica_id = ?", (replica,))
    return found is not None and bytes(found) == sign_pub


def _answer(
    work: "UnitOfWork", asked: Request, certificate: Certificate, held: keys.Keys
) -> tuple[Header, tuple[Frame, ...]]:
    own = identity.read(work.reader)
    cert = work.reader.value("SELECT cert FROM sync_replica WHERE is_self = 1")
    root, escrow = held.root, held.escrow
    if root is None or escrow is None:
        raise RuntimeError("a hub without keys")
    pkg_id = new_id()
    incarnation = bytes.fromhex(trusting.setting(work.reader, INCARNATION, ""))
    header = Header(
        pkg_id, "enrol", own.replica, asked.replica, own.cert_serial, certificate.serial,
        incarnation=incarnation, schema_rev=SCHEMA_REVISION, wall_ms=work.actor.now_ms, former=own.former,
        note={"root": root.public.hex(), "cert": bytes(cert).decode()},
    )  # fmt: skip
    more = {
        "request": asked.pkg_id.hex(),
        "cert": certificate.to_bytes().decode(),
        "escrow": escrow.recipient,
        "units": units.told(work.reader),
    }
    withdrawn = trusting.revocations(work.reader)
    revoked = (Frame("R", withdrawn.to_bytes()),) if withdrawn.number else ()
    first = manifest(pkg_id, own.replica, asked.replica, more)
    return header, (first, *units.frames(work.reader), *revoked)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a hub whose signatures were verified under the root key it names.

    Attributes:
        path: the file.
        hub_name: name of the hub's office.
        hub_fingerprint: digits of the root key, to compare on paper.
        root: that key.
        hub: the hub's certificate.
        mine: the certificate of this installation.
        manifest: what the answer tells.
        frames: the changes of units, and the list of withdrawn certificates.
    """

    path: Path
    hub_name: str
    hub_fingerprint: str
    root: bytes
    hub: Certificate
    mine: Certificate
    manifest: dict[str, Any]
    frames: tuple[Frame, ...]


@needs("exchange.setup")
def accept(context: "Context", folder: Path, *, expected: str | None = None) -> Accepted:
    """Accept the hub's answer on a stick: its root key is pinned from now on. On the writer's thread.

    Args:
        context: the office, set up as a workstation.
        folder: where the answer is.
        expected: the hub's digits from the paper; None where people compare them themselves.

    Raises:
        Refused: there is no answer for this installation, its digits are others, or another hub is pinned.
        EnvironmentFault: the stick fails.
    """
    own = identity.this(context.on_writer)
    if own.kind != WORKSTATION:
        raise Refused("role", f"只有设为社区工作站的电脑才收取登记答复。{SET_UP}", SET_UP_COMMAND)
    marks.refuse_in_doubt(context.on_writer)
    answer = checked_answer(context.on_writer, _answer_for(folder, own), expected=expected)
    with context.unit_of_work() as work:
        adopted = _pin(work, container.peek(answer.path), answer)
        work.commit()
    marks.note(context)
    mine = answer.mine
    return Accepted(answer.hub_name, mine.unit_name, mine.series, answer.hub_fingerprint, adopted)


def checked_answer(context: "Context", path: Path, *, expected: str | None = None) -> Answer:
    """Return an answer after verifying it, without accepting it.

    Args:
        context: on the thread whose queries it uses.
        path: the file.
        expected: as for `accept`.

    Raises:
        Refused: as for `accept`.
    """
    own, held = identity.this(context), keys.load(context.reader)
    if held.seal is None or held.seal.identity is None or held.sign is None:
        raise Refused("alone", f"本机还没有设置数据同步。{SET_UP}", SET_UP_COMMAND)
    note = container.peek(path).note
    root = _key_of(note.get("root"))
    _check_pin(root, held, expected)
    hub = certificates.read(str(note.get("cert")).encode(errors="replace"), root)
    if hub.kind != HUB:
        raise Refused("certificate", "答复不是街道签发的，没有收取。请向街道核对。")
    container.signed_by(path, hub.sign_pub)
    with container.opened_for(path, (held.seal.identity,)) as opened:
        told = json_of(next(opened))
        frames = tuple(opened)
    mine = certificates.read(str(told.get("cert")).encode(errors="replace"), root)
    if mine.replica not in (own.replica, *own.former) or mine.sign_pub != held.sign.public:
        raise Refused("certificate", "答复里的证书不是给本机的，没有收取。请重新写申请，再到街道登记。")
    return Answer(path, hub.unit_name, hub_fingerprint(root), root, hub, mine, told, frames)


def _key_of(digits: Any) -> bytes:
    try:
        return bytes.fromhex(str(digits))
    except ValueError:
        return b""


def _answer_for(folder: Path, own: Identity) -> Path:
    """Return the newest answer for this installation."""
    found: list[tuple[int, Path]] = []
    for path in names.packages(folder):
        with suppress(LouyuanError):
            header = container.peek(path)
            if header.kind == "enrol" and header.receiver in (own.replica, *own.former):
                found.append((header.pkg_no, path))
    if not found:
        raise Refused("nothing", f"“{folder}”里没有给本机的登记答复。请把街道写好答复的U盘插上再试。")
    return max(found)[1]


def _check_pin(root: bytes, held: keys.Keys, expected: str | None) -> None:
    digits = hub_fingerprint(root)
    if held.root is not None and held.root.public != root:
        raise Refused(
            "root", f"这份答复来自另一个街道（指纹 {digits}），和本机登记的不同，没有收取。请向街道核对。"
        )
    if expected is not None and _digits(expected) != _digits(digits):
        raise Refused("fingerprint", f"指纹不一致：文件里是 {digits}。没有收取，请和街道给的纸面重新核对。")


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def _pin(work: "UnitOfWork", header: Header, answer: Answer) -> tuple[str, ...]:
    """Keep what the answer says: keys, certificates, the hub; take over its units."""
    from sqlalchemy import delete, insert, update

    from models.tables.sync import SyncPeer, SyncReplica
    from services import settings
    from services.importing.scope import OWN_COMMUNITY

    keys.keep(work, keys.ROOT, answer.root, None)
    keys.keep(work, keys.ESCROW, str(answer.manifest.get("escrow")).encode(), None)
    work.local(update(SyncReplica).where(SyncReplica.kind == HUB).values(state="retired"))
    keep_own(work, answer.mine)
    work.local(delete(SyncReplica).where(SyncReplica.replica_id == header.sender))
    row = {"replica_id": header.sender, "state": "active", "is_self": 0, "last_seen": header.wall_ms}
    work.local(insert(SyncReplica).values(**row, **columns(answer.hub)))
    if work.reader.value("SELECT 1 FROM sync_peer WHERE peer_id = ?", (header.sender,)) is None:
        peer = {"peer_id": header.sender, "hub_incarnation": header.incarnation}
        work.local(insert(SyncPeer).values(**peer))
    trusting.saw_hub_time(work, header.wall_ms)
    for frame in answer.frames:
        if frame.type == "R":
            trusting.take_revocations(work, frame.payload)
    settings.put_in(work, OWN_COMMUNITY, answer.mine.unit_name)
    changes = [each for each in answer.frames if each.type == "C"]
    adopted = units.adopt(work, answer.manifest.get("units"), changes, header.pkg_id)
    work.note("sync_accept", label=answer.hub_name)
    return adopted
