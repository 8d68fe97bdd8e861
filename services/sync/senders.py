"""Who packages come from: an installation that has a new id after a restore, lineages, names of people."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from services.sync import peers
from services.sync.peers import Peer
from services.sync.refused import Refused

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork
    from services.sync.certificates import Certificate
    from services.sync.container import Header
    from services.sync.identity import Identity


def known(work: "UnitOfWork", me: "Identity", header: "Header", certificate: "Certificate") -> Peer:
    """Return what is known of a verified sender; one with a new id takes the place of the one before.

    A restored workstation begins a new inbox epoch with everything in its scope, and gets back what it lost.
    A restored hub is another hub as far as acknowledgements go (its incarnation differs).

    Raises:
        Refused: the new id does not follow from one that was certified.
    """
    state = work.reader.value("SELECT state FROM sync_replica WHERE replica_id = ?", (header.sender,))
    if state is None:
        _take_place(work, header, certificate)
    peer = peers.peer_of(work.reader, header.sender)
    if state == "retired" and _goes_on(peer, header):
        _alive(work, header.sender)
        peer = peer.with_state(succeeded=None, begin=True)  # what came meanwhile was not queued for it
        peers.keep(work, peer)
    return peer


def _goes_on(peer: Peer, header: "Header") -> bool:
    """Tell whether a machine goes on under an id that another one left: of two copies one took a new id.

    A stick written before that may come late and says nothing. Its number is one that came before, or the
    next one; where the clock of the machine is years behind, only the numbers tell.
    """
    succeeded = peer.state.get("succeeded")
    if succeeded is None:
        return False
    return header.wall_ms >= int(succeeded) or header.pkg_no > int(peer.state.get("left_at", 1 << 48))


def _alive(work: "UnitOfWork", replica: bytes) -> None:
    from sqlalchemy import update

    from models.tables.sync import SyncReplica

    work.local(update(SyncReplica).where(SyncReplica.replica_id == replica).values(state="active"))


def _take_place(work: "UnitOfWork", header: "Header", certificate: "Certificate") -> None:
    from sqlalchemy import insert, select, update

    from models.tables.sync import SyncReplica

    former = next(
        (
            each
            for each in header.former
            if work.reader.value("SELECT 1 FROM sync_replica WHERE replica_id = ?", (each,))
        ),
        None,
    )
    if former is None or certificate.replica not in (former, *header.former):
        raise Refused("sender", "发件的站点没有登记过，没有收取。请让它到街道重新登记。")
    table = SyncReplica.__table__
    old = work.local(select(table).where(table.c.replica_id == former)).mappings().one()
    # ids that it used and left without a word to this hub wrote something all the same
    unheard = header.former[: header.former.index(former)]
    for replica, before_it in zip(reversed(unheard), (former, *reversed(unheard)), strict=False):
        told = {"replica_id": replica, "former_of": before_it, "state": "retired", "is_self": 0}
        work.local(insert(SyncReplica).values({**old, **told}))
    last = unheard[0] if unheard else former
    values = {**old, "replica_id": header.sender, "former_of": last, "state": "active", "is_self": 0}
    before = peers.peer_of(work.reader, former)
    if not before.state.get("forked"):  # of a copied database both machines go on
        work.local(update(SyncReplica).where(SyncReplica.replica_id == former).values(state="retired"))
    work.local(insert(SyncReplica).values(values))
    gone = ("sent_hash", "sent_have", "forked", "alarm", "succeeded")
    kept = {name: value for name, value in before.state.items() if name not in gone}
    fresh = replace(before, peer_id=header.sender, seen_no=0, seen_hash=None, state=kept)
    peers.keep(work, fresh.with_state(begin=True))
    peers.keep(
        work,
        before.with_state(
            succeeded=header.wall_ms,
            left_at=max(header.pkg_no, before.seen_no + 1),
            forked=None,
            alarm=None,
        ),
    )


def lineage(reader: "Reader", replica: bytes) -> frozenset[bytes]:
    """Return an installation's id, those it had before, and those that took its place."""
    rows = reader.all("SELECT replica_id, former_of FROM sync_replica WHERE former_of IS NOT NULL")
    links = [(bytes(row[0]), bytes(row[1])) for row in rows]
    found = {replica}
    while True:
        more = found | {a for a, b in links if b in found} | {b for a, b in links if a in found}
        if more == found:
            return frozenset(found)
        found = more


def people(work: "UnitOfWork", names: Mapping[bytes, str], replica: bytes) -> None:
    """Keep the names of people who write elsewhere."""
    from sqlalchemy import delete, insert

    from models.tables.sync import SyncPerson

    kept = {bytes(row[0]): row[1] for row in work.reader.all("SELECT user_id, name FROM sync_person")}
    own = {bytes(row[0]) for row in work.reader.all("SELECT id FROM app_user")}
    for user, name in names.items():
        if user not in own and kept.get(user) != name:
            work.local(delete(SyncPerson).where(SyncPerson.user_id == user))
            work.local(insert(SyncPerson).values(user_id=user, name=name[:100], replica_id=replica))
