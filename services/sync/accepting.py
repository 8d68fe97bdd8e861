"""Taking the answer of the hub: it is checked, its root key pinned, its certificate kept."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import LouyuanError
from services.rights import needs
from services.sync import certificates, container, identity, keys, marks, names, own_settings, trusting, units
from services.sync.certificates import Certificate
from services.sync.frames import Frame, json_of
from services.sync.headers import Header
from services.sync.identity import HUB, WORKSTATION, Identity
from services.sync.refused import Refused
from services.sync.requesting import SET_UP, SET_UP_COMMAND, hub_fingerprint
from services.sync.setting_up import columns, keep_own

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.office import Context


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
    own_settings.keep(work, answer.mine.unit_id)
    work.note("sync_accept", label=answer.hub_name)
    return adopted
