"""The change log and what the USB sync keeps (sync.md, tables)."""

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base

LOCAL = {"sqlite_with_rowid": False}


class SyncReplica(Base):
    """One installation that takes part in the sync."""

    __tablename__ = "sync_replica"

    replica_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String)
    unit_code: Mapped[str | None] = mapped_column(String)
    install_id: Mapped[str | None] = mapped_column(String)
    sign_pub: Mapped[bytes | None] = mapped_column(LargeBinary)
    enc_pub: Mapped[bytes | None] = mapped_column(LargeBinary)
    cert: Mapped[bytes | None] = mapped_column(LargeBinary)
    valid_to: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String)
    former_of: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    last_seen: Mapped[int | None] = mapped_column(BigInteger)
    is_self: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    name: Mapped[str | None] = mapped_column(String)
    series: Mapped[str | None] = mapped_column(String)


class SyncChange(Base):
    """One recorded change of one row, chained by hash; never changed, only appended.

    A change of group "*" with values is an insert or a restore of the whole row, without values a delete;
    any other group is an edit of the columns in `values_json`. `prev_json` names the heads it supersedes as
    [[replica id or null for this replica, seq], …]. `prev_hash` is empty where it is the hash of the change
    before it in the chain, `payload_hash` as long as salt and values are there to compute it from (a purge
    fills it in), and time, user and schema where they are those of the first change of the transaction: an
    import must not double the database. `arrived` is the Lamport number here when a change of another replica
    was taken in, empty for own ones: COALESCE(arrived, lamport) tells when a change became known here.
    """

    __tablename__ = "sync_change"
    __table_args__ = (
        PrimaryKeyConstraint("replica_id", "seq"),
        Index("ix_sync_change_row_id", "row_id"),
        Index(
            "ix_sync_change_tx_id",
            "tx_id",
            sqlite_where=text("user_id IS NOT NULL"),
            postgresql_where=text("user_id IS NOT NULL"),
        ),
        LOCAL,
    )

    replica_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    seq: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    tx_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    tbl: Mapped[str] = mapped_column(String)
    row_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    grp: Mapped[str] = mapped_column(String)
    values_json: Mapped[str | None] = mapped_column(String)
    prev_json: Mapped[str | None] = mapped_column(String)
    lamport: Mapped[int] = mapped_column(BigInteger)
    wall_ms: Mapped[int | None] = mapped_column(BigInteger)
    tz_min: Mapped[int | None] = mapped_column(Integer)
    user_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    schema_rev: Mapped[int | None] = mapped_column(Integer)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(12))
    payload_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    prev_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    pkg_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    arrived: Mapped[int | None] = mapped_column(BigInteger)


class SyncHead(Base):
    """The live changes of a field group, once the group was edited; more than one row is a conflict."""

    __tablename__ = "sync_head"
    __table_args__ = (PrimaryKeyConstraint("tbl", "row_id", "grp", "replica_id", "seq"), LOCAL)

    tbl: Mapped[str] = mapped_column(String)
    row_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    grp: Mapped[str] = mapped_column(String)
    replica_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    seq: Mapped[int] = mapped_column(BigInteger, autoincrement=False)


class SyncVoid(Base):
    """The hub's signed refusals, part of the set of changes."""

    __tablename__ = "sync_void"
    __table_args__ = (PrimaryKeyConstraint("replica_id", "seq"), LOCAL)

    replica_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    seq: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    reason: Mapped[str] = mapped_column(String)
    by_hub_seq: Mapped[int] = mapped_column(BigInteger)


class SyncConflict(Base):
    """A decision a person has to take."""

    __tablename__ = "sync_conflict"

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    tbl: Mapped[str] = mapped_column(String)
    row_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    grp: Mapped[str] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String)
    opened_at: Mapped[int] = mapped_column(BigInteger)
    opened_by_pkg: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    resolved_by_change: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)
    detail_json: Mapped[str | None] = mapped_column(String)
    resolved_at: Mapped[int | None] = mapped_column(BigInteger)
    resolved_by: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class SyncPeer(Base):
    """What we know of the other side of an exchange."""

    __tablename__ = "sync_peer"

    peer_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    up_acked_json: Mapped[str | None] = mapped_column(String)
    inbox_epoch: Mapped[int | None] = mapped_column(BigInteger)
    inbox_no: Mapped[int | None] = mapped_column(BigInteger)
    hub_incarnation: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    seen_pkg_no: Mapped[int | None] = mapped_column(BigInteger)
    last_pkg_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    sent_pkg_no: Mapped[int | None] = mapped_column(BigInteger)
    last_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    snapshot_needed: Mapped[int | None] = mapped_column(Integer)
    state_json: Mapped[str | None] = mapped_column(String)


class SyncOut(Base):
    """The numbered outbox of the hub for one peer."""

    __tablename__ = "sync_out"
    __table_args__ = (PrimaryKeyConstraint("peer_id", "epoch", "n"), LOCAL)

    peer_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    epoch: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    n: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    kind: Mapped[str] = mapped_column(String)
    replica_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    seq: Mapped[int | None] = mapped_column(BigInteger)
    row_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class SyncPackage(Base):
    """A package written or read."""

    __tablename__ = "sync_package"

    pkg_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    dir: Mapped[str] = mapped_column(String)
    peer: Mapped[bytes] = mapped_column(LargeBinary(16))
    pkg_no: Mapped[int] = mapped_column(BigInteger)
    file_sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    prev_pkg: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String)
    counts_json: Mapped[str | None] = mapped_column(String)
    receipt_json: Mapped[str | None] = mapped_column(String)
    at_ms: Mapped[int | None] = mapped_column(BigInteger)
    file_name: Mapped[str | None] = mapped_column(String)
    archive_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class SyncPending(Base):
    """A change that waits for something: its parent, a newer program, a field it does not know."""

    __tablename__ = "sync_pending"
    __table_args__ = (PrimaryKeyConstraint("replica_id", "seq"), LOCAL)

    replica_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    seq: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    reason: Mapped[str] = mapped_column(String)
    detail: Mapped[str | None] = mapped_column(String)


class SyncKey(Base):
    """A key of this installation: `name` is sign, seal, root or escrow; one only known of has no `secret`.

    It lies in the database, so that it is as well guarded as the records and comes back with a backup.
    """

    __tablename__ = "sync_key"

    name: Mapped[str] = mapped_column(String, primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[int] = mapped_column(BigInteger)


class SyncPerson(Base):
    """Names of people who wrote changes elsewhere: users are local to their workstation."""

    __tablename__ = "sync_person"

    user_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    name: Mapped[str] = mapped_column(String)
    replica_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class SyncBlob(Base):
    """A file that is known by its hash and not here yet: how many of its bytes have come."""

    __tablename__ = "sync_blob"

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    size: Mapped[int | None] = mapped_column(BigInteger)
    got: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String)


class SyncPurge(Base):
    """Personal data that was erased for good: the row, and which change of the hub ordered it."""

    __tablename__ = "sync_purge"
    __table_args__ = (PrimaryKeyConstraint("tbl", "row_id"), LOCAL)

    tbl: Mapped[str] = mapped_column(String)
    row_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    at_ms: Mapped[int] = mapped_column(BigInteger)
    by_hub_seq: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String)
