"""Joining the exchange as a page sees it: who this is, what asks on a stick, what was answered.

The work itself is done by `services.sync.setting_up`, `requesting`, `enrolling` and `accepting`.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from models.errors import LouyuanError
from services.office import Context
from services.rights import needs

Kind = Literal["alone", "asked", "workstation", "hub"]
DOUBTS: Final = {
    "moved": "这份数据是从别的电脑移来的。",
    "copied": "这份数据是另一份数据的复制品，原来的那份还在。",
    "restored": "这份数据比这台电脑上次用的旧，是从备份恢复来的。",
}
"""What is said of a database that is not where it was, by its code in `services.sync.marks`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who this installation is.

    Attributes:
        kind: alone (not set up), asked (set up as a workstation, not accepted yet), workstation or hub.
        name: of its unit, "" while alone.
        hub: name of the hub a workstation belongs to.
        fingerprint: of this installation's key, in groups of digits.
        hub_fingerprint: of the hub's key, "" while it is not known.
        office: name of the sub-district office on record.
        communities: names of the communities on record.
        doubt: why these data are in doubt, "" while they are not.
    """

    kind: Kind
    name: str = ""
    hub: str = ""
    fingerprint: str = ""
    hub_fingerprint: str = ""
    office: str = ""
    communities: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request to join, as it lies on a stick.

    Attributes:
        replica: id of the workstation.
        name: of its unit, as its people wrote it.
        fingerprint: of its keys, to be compared with its paper.
        sent_ms: when it was written by its clock, UTC milliseconds.
        known: this workstation was enrolled before.
        new_unit: no community of this name is on record here.
    """

    replica: bytes
    name: str
    fingerprint: str
    sent_ms: int
    known: bool = False
    new_unit: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The hub's answer to our request: the hub's name, and the digits to compare on paper."""

    hub: str
    fingerprint: str


def standing(context: Context) -> Standing:
    """Return who this installation is; on the reader's thread."""
    from services.sync import identity, keys, requesting
    from services.workplace import workplace

    own, held, place = identity.this(context), keys.load(context.reader), workplace(context)
    if own.kind == identity.ALONE:
        proposed = (place.own, *(each for each in place.communities if each != place.own))
        return Standing(
            "alone", office=place.office, communities=proposed if place.own else place.communities
        )
    root = requesting.hub_fingerprint(held.root.public) if held.root is not None else ""
    why = DOUBTS.get(doubt(context), "")
    if own.kind == identity.HUB:
        return Standing("hub", own.unit_name, "", root, root, place.office, place.communities, why)
    mine = ""
    if held.sign is not None and held.seal is not None:
        parts = (own.replica, held.sign.public, held.seal.recipient.encode())
        mine = requesting.fingerprint(requesting.REQUEST_LABEL, *parts)
    kind: Kind = "workstation" if own.enrolled else "asked"
    hub = own.hub.name if own.hub is not None else ""
    return Standing(kind, own.unit_name, hub, mine, root, place.office, place.communities, why)


@needs("exchange.setup")
def set_up(context: Context, kind: str, name: str) -> None:
    """Make this installation the hub or a workstation; on the writer's thread.

    Raises:
        UserError: it is set up otherwise already, or the name cannot be.
    """
    from services.sync import setting_up

    setting_up.setup(context, kind, name)


@needs("exchange.setup")
def request(context: Context, folder: Path) -> Path:
    """Write the request to join onto a stick and return its file; on the writer's thread.

    Raises:
        UserError: this is no workstation, or a doubtful copy.
        EnvironmentFault: the stick fails.
    """
    from services.sync import requesting

    return requesting.request(context, folder).path


def requests(context: Context, folder: Path) -> tuple[Asking, ...]:
    """Return what asks to join on a stick, by name; on the reader's thread."""
    from models.rules.text import same_name
    from services.sync import requesting

    communities = standing(context).communities
    found = []
    for each in requesting.requests(folder):
        known = context.reader.value(
            "SELECT 1 FROM sync_replica WHERE replica_id = ? AND is_self = 0", (each.replica,)
        )
        new = not any(same_name(each.unit_name, name) for name in communities)
        asking = Asking(each.replica, each.unit_name, each.fingerprint, each.wall_ms, known is not None, new)
        found.append(asking)
    return tuple(sorted(found, key=lambda asking: asking.name))


@needs("exchange.setup")
def enrol(context: Context, asking: Asking, folder: Path, unit: str = "") -> Path:
    """Enrol one workstation and write the answer onto the stick; on the writer's thread.

    Args:
        context: the hub.
        asking: which one, its digits compared by people.
        folder: the stick.
        unit: name of its community here, where it calls itself otherwise.

    Returns:
        The answer.

    Raises:
        UserError: this is not the hub, or the request is gone or was exchanged meanwhile.
        EnvironmentFault: the stick fails.
    """
    from models.errors import UserError
    from services.sync import enrolling, requesting

    now = [each.fingerprint for each in requesting.requests(folder) if each.replica == asking.replica]
    if now != [asking.fingerprint]:
        raise UserError("U盘上的申请和刚才核对的不同，没有登记。请重新读U盘，再核对一次指纹。")
    done = enrolling.enrol(context, folder, folder, replica=asking.replica, unit=unit or None)
    return done[0].path


@needs("exchange.setup")
def revoke(context: Context, replica: bytes) -> None:
    """Withdraw what a workstation was enrolled with; on the writer's thread of the hub.

    Raises:
        UserError: this is not the hub, or the workstation is not enrolled.
    """
    from services.sync import setting_up

    setting_up.revoke(context, replica)


def answers(context: Context, folder: Path) -> tuple[Answer, ...]:
    """Return the hub's answers to this installation on a stick; on the reader's thread."""
    return tuple(dict.fromkeys(_answers(context, folder)))


def _answers(context: Context, folder: Path) -> Iterator[Answer]:
    from services.sync import certificates, container, identity, names, requesting

    own = identity.this(context)
    for path in names.packages(folder):
        with suppress(LouyuanError, ValueError):
            header = container.peek(path)
            if header.kind == "enrol" and header.receiver in (own.replica, *own.former):
                root = bytes.fromhex(str(header.note.get("root")))
                hub = certificates.read(str(header.note.get("cert")).encode(), root)
                yield Answer(hub.unit_name, requesting.hub_fingerprint(root))


@needs("exchange.setup")
def accept(context: Context, folder: Path, answer: Answer) -> str:
    """Take the answer in and return the hub's name; on the writer's thread.

    Args:
        context: the workstation.
        folder: the stick.
        answer: the one whose digits people compared.

    Raises:
        UserError: it is not for this installation, or its digits are others by now.
        EnvironmentFault: the stick fails.
    """
    from services.sync import accepting

    return accepting.accept(context, folder, expected=answer.fingerprint).hub_name


def doubt(context: Context) -> str:
    """Return moved, copied or restored where this database is not where it was, else ""; reader's thread."""
    from services.sync import marks

    found = marks.doubt(context)
    return found.code if found is not None else ""


@needs("exchange.setup")
def renew(context: Context) -> None:
    """Go on under a new number; on the writer's thread."""
    from services.sync import identity

    identity.renew(context)
