"""Setting up an installation as the hub or a workstation, and withdrawing a workstation at the hub."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from models.ids import new_id
from models.rules.rights import AT_THE_HUB
from models.rules.text import same_name
from services import roles
from services.rights import needs
from services.sync import certificates, identity, keys, marks, trusting, units
from services.sync.certificates import Certificate
from services.sync.identity import HUB, INCARNATION, WORKSTATION, Identity
from services.sync.refused import Refused

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.office import Context

SERIAL: Final = "sync_serial"
"""Setting of the hub: the last serial of a certificate."""
HUB_SERIES: Final = "A"
"""Letter of the hub's own numbers: the first workstation of a community keeps the main series."""
LONGEST_NAME: Final = 60


@needs("exchange.setup")
def setup(context: "Context", role: str, unit_name: str) -> Identity:
    """Make this installation the hub, or a workstation that may ask to join. On the writer's thread.

    Args:
        context: the office.
        role: hub or workstation.
        unit_name: the sub-district office of a hub, the community of a workstation.

    Raises:
        Refused: it is set up otherwise already, or the name cannot be.
    """
    unit_name = unit_name.strip()
    if not unit_name or len(unit_name) > LONGEST_NAME or not unit_name.isprintable():
        raise Refused("name", f"单位名称要有1到{LONGEST_NAME}个字，不能有换行。请重新填写。")
    own = identity.this(context.on_writer)
    if own.kind != identity.ALONE:
        if own.kind == role and same_name(own.unit_name, unit_name):
            return own
        words = "街道" if own.kind == HUB else "工作站"
        raise Refused("already", f"本机已经设为{words}“{own.unit_name}”，不能再改。换单位请用新的数据库。")
    with context.unit_of_work() as work:
        if role == HUB:
            _set_up_hub(work, unit_name)
            roles.become_hub(work)
        else:
            _set_up_workstation(work, unit_name)
        work.note("sync_setup", label=unit_name)
        work.commit()
    if role == HUB:
        context.user = replace(context.user, role=AT_THE_HUB.get(context.user.role, context.user.role))
    marks.note(context)
    return identity.this(context.on_writer)


def _set_up_hub(work: "UnitOfWork", unit_name: str) -> None:
    from services import settings

    office, _ = units.found_or_made(work, "office", unit_name)
    sign, seal = keys.make_signing(work, keys.SIGN), keys.make_sealing(work, keys.SEAL)
    root = keys.make_signing(work, keys.ROOT)
    keys.make_sealing(work, keys.ESCROW)
    now = work.actor.now_ms
    own = Certificate(
        1, work.actor.replica_id, office, unit_name, HUB, (), HUB_SERIES, sign.public, seal.recipient,
        now, now + certificates.HUB_YEARS_MS,
    )  # fmt: skip
    settings.put_in(work, INCARNATION, new_id().hex())
    settings.put_in(work, SERIAL, 1)
    keep_own(work, certificates.signed(own, root))


def _set_up_workstation(work: "UnitOfWork", unit_name: str) -> None:
    from sqlalchemy import update

    from models.tables.sync import SyncReplica

    sign, seal = keys.make_signing(work, keys.SIGN), keys.make_sealing(work, keys.SEAL)
    values = {
        "kind": WORKSTATION, "name": unit_name, "sign_pub": sign.public, "enc_pub": seal.recipient.encode(),
        "install_id": new_id().hex(),
    }  # fmt: skip
    work.local(update(SyncReplica).where(SyncReplica.is_self == 1).values(**values))


def keep_own(work: "UnitOfWork", own: Certificate) -> None:
    """Keep the certificate of this installation."""
    from sqlalchemy import update

    from models.tables.sync import SyncReplica

    install = work.reader.value("SELECT install_id FROM sync_replica WHERE is_self = 1") or new_id().hex()
    values = {**columns(own), "install_id": install}
    work.local(update(SyncReplica).where(SyncReplica.is_self == 1).values(**values))


def columns(certificate: Certificate) -> dict[str, Any]:
    """Return the columns of `sync_replica` a certificate fills."""
    return {
        "kind": certificate.kind,
        "unit_id": certificate.unit_id,
        "name": certificate.unit_name,
        "series": certificate.series,
        "sign_pub": certificate.sign_pub,
        "enc_pub": certificate.seal_pub.encode(),
        "cert": certificate.to_bytes(),
        "valid_to": certificate.valid_to,
    }


@needs("exchange.setup")
def revoke(context: "Context", replica: bytes) -> certificates.Revocations:
    """Withdraw the certificate of a workstation, at the hub. On the writer's thread.

    Raises:
        Refused: this is not the hub, or it has no certificate.
    """
    from sqlalchemy import update

    from models.tables.sync import SyncReplica

    with context.unit_of_work() as work:
        root = keys.load(work.reader).root
        row = work.reader.one(
            "SELECT cert, former_of, name FROM sync_replica WHERE replica_id = ? AND is_self = 0", (replica,)
        )
        if root is None or root.secret is None or row is None or row[0] is None:
            raise Refused("role", "只有街道可以作废工作站的证书，并且它要先登记过。请核对后再试。")
        known = trusting.revocations(work.reader)
        certs = [row[0], *_given_up(work, row[1])]
        own = {certificates.read(bytes(cert), root.public).serial for cert in certs}
        serials = tuple(sorted({*known.serials, *own}))
        counts = certificates.signed_list(certificates.Revocations(known.number + 1, serials), root)
        trusting.keep_revocations(work, counts)
        work.local(update(SyncReplica).where(SyncReplica.replica_id == replica).values(state="revoked"))
        work.note("sync_revoke", label=row[2] or "")
        work.commit()
    return counts


def _given_up(work: "UnitOfWork", former_of: bytes | None) -> list[bytes]:
    """Return the certificates of the ids an installation gave up; a copy that goes on keeps its own."""
    rows = [
        work.reader.one("SELECT cert, state FROM sync_replica WHERE replica_id = ?", (each,))
        for each in identity.former_ids(work.reader, former_of)
    ]
    return [row[0] for row in rows if row is not None and row[0] is not None and row[1] == "retired"]


def workstation_called(context: "Context", called: str) -> tuple[bytes, str]:
    """Return id and name of an enrolled workstation, by its name or id; on the writer's thread.

    Args:
        context: the hub.
        called: name of its unit, or its id in hexadecimal digits, the last eight of them will do.

    Raises:
        Refused: there is none, or several are called so.
    """
    rows = context.on_writer.reader.all(
        "SELECT replica_id, name FROM sync_replica WHERE kind = 'workstation' AND is_self = 0 "
        "AND cert IS NOT NULL AND state NOT IN ('retired', 'revoked') ORDER BY replica_id"
    )
    text = called.strip().lower()
    found = [
        (bytes(replica), name or "")
        for replica, name in rows
        if same_name(name or "", called) or (len(text) >= 8 and bytes(replica).hex().endswith(text))
    ]
    if not found:
        raise Refused(
            "workstation", f"没有登记着的工作站“{called}”。请核对名称或编号。", "sync status --json"
        )
    if len(found) > 1:
        ids = "、".join(replica.hex() for replica, _ in found)
        raise Refused("workstation", f"有{len(found)}台工作站叫“{called}”，请用编号指明是哪一台：{ids}。")
    return found[0]
