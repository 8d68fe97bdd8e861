"""Who this installation is among the offices that exchange changes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.ids import new_id
from services.rights import needs
from services.sync import certificates, marks
from services.sync.refused import Refused

if TYPE_CHECKING:
    from models.db.reading import Reader
    from services.office import Context

ALONE, WORKSTATION, HUB = "alone", "workstation", "hub"
INCARNATION = "sync_incarnation"
"""Setting of the hub: changes whenever it was restored."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another installation.

    Attributes:
        replica: its id.
        unit_id: its unit; None where it is not known.
        name: name of its unit.
        seal_pub: age recipient it opens packages with, "" where it is not known.
    """

    replica: bytes
    unit_id: bytes | None
    name: str
    seal_pub: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this installation is.

    Attributes:
        replica: its id in the change log.
        kind: `ALONE` before `sync setup`, then `WORKSTATION` or `HUB`.
        unit_id: unit it works for; None while that is not known.
        unit_name: its name.
        hub: the hub; None at the hub itself and before a workstation is enrolled.
        former: ids this installation used before, the newest first.
        series: letter of its numbers, "" for the main series.
        cert_serial: its certificate, 0 while it has none.
    """

    replica: bytes
    kind: str
    unit_id: bytes | None
    unit_name: str
    hub: Peer | None
    former: tuple[bytes, ...]
    series: str
    cert_serial: int

    @property
    def enrolled(self) -> bool:
        """Whether it may exchange packages."""
        return self.kind == HUB or self.hub is not None


def this(context: "Context") -> Identity:
    """Return who this installation is; on the reader's thread."""
    return read(context.reader)


def read(reader: "Reader") -> Identity:
    """Return who this installation is, through any queries."""
    replica, kind, unit_id, name, former_of, series, cert = reader.all(
        "SELECT replica_id, kind, unit_id, name, former_of, series, cert FROM sync_replica WHERE is_self = 1"
    )[0]
    if reader.value("SELECT 1 FROM sync_key WHERE name = 'sign'") is None:
        kind = ALONE
    serial = 0 if cert is None else certificates.serial_of(bytes(cert))
    hub = _hub(reader) if kind == WORKSTATION else None
    unit = None if unit_id is None else bytes(unit_id)
    former = former_ids(reader, former_of)
    return Identity(bytes(replica), kind, unit, name or "", hub, former, series or "", serial)


def former_ids(reader: "Reader", newest: bytes | None) -> tuple[bytes, ...]:
    """Return a replica id that was used before and all before it."""
    found: list[bytes] = []
    while newest is not None and bytes(newest) not in found:
        found.append(bytes(newest))
        newest = reader.value("SELECT former_of FROM sync_replica WHERE replica_id = ?", (bytes(newest),))
    return tuple(found)


def required(context: "Context") -> Identity:
    """Return who this installation is.

    Raises:
        Refused: it takes no part in the exchange yet.
    """
    found = this(context)
    if found.kind == ALONE:
        raise Refused("alone", "本机还没有设置数据同步。请先在“数据同步”页设为街道或社区。", "sync setup")
    if not found.enrolled:
        raise Refused(
            "not_enrolled",
            "本机还没有在街道登记。请先在“数据同步”页写出申请带到街道，再收取答复。",
            "sync request、sync accept",
        )
    return found


@needs("exchange.setup")
def renew(context: "Context") -> Identity:
    """Give this installation a new replica id; the old one is remembered as a former one. Writer's thread.

    Keys and certificate stay: the header of its packages names the former ids. A hub begins a new
    incarnation.

    Raises:
        Refused: it takes no part in the exchange.
    """
    return take_new_id(context)


def take_new_id(context: "Context") -> Identity:
    """Do what `renew` says, also where the exchange itself finds out that it is due."""
    from sqlalchemy import insert, update

    from models.tables.sync import SyncReplica
    from services import settings

    own = this(context.on_writer)
    if own.kind == ALONE:
        raise Refused("alone", "本机还没有设置数据同步，不用换站点编号。")
    fresh = new_id()
    with context.unit_of_work() as work:
        held = work.connection.execute(SyncReplica.__table__.select().where(SyncReplica.is_self == 1))
        values = dict(held.mappings().one())
        work.local(update(SyncReplica).where(SyncReplica.is_self == 1).values(is_self=0, state="retired"))
        values |= {"replica_id": fresh, "former_of": own.replica, "install_id": new_id().hex()}
        work.local(insert(SyncReplica).values(**values))
        if own.kind == HUB:
            settings.put_in(work, INCARNATION, new_id().hex())
        work.note("sync_renew", label=own.unit_name)
        work.commit()
    context.database.replica_id = fresh
    marks.note(context)
    return this(context.on_writer)


def _hub(reader: "Reader") -> Peer | None:
    found = reader.all(
        "SELECT replica_id, unit_id, name, enc_pub FROM sync_replica "
        "WHERE kind = 'hub' AND is_self = 0 AND state = 'active' ORDER BY replica_id DESC LIMIT 1"
    )
    for replica, unit_id, name, seal in found:
        unit = None if unit_id is None else bytes(unit_id)
        return Peer(bytes(replica), unit, name or "", "" if seal is None else bytes(seal).decode())
    return None
