"""Enrolling what asks to join, at the hub: certificate, number series, answer on the stick."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models.db.schema_version import SCHEMA_REVISION
from models.ids import new_id
from services.rights import needs
from services.sync import certificates, identity, keys, marks, sealing, trusting, units
from services.sync.certificates import Certificate
from services.sync.frames import Frame, manifest
from services.sync.headers import Header
from services.sync.identity import HUB, INCARNATION, WORKSTATION
from services.sync.refused import Refused
from services.sync.requesting import Request, hub_fingerprint, requests
from services.sync.setting_up import SERIAL, columns

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.office import Context

_LETTERS: Final[tuple[str, ...]] = ("", *"BCDEFGHIJKLMNOPQRSTUVWXYZ")


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
    written = sealing.write(to, header, frames, signer=held.sign, recipients=recipients)
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
