"""Users, settings, audit, drafts and the search documents: local to one workstation, never synced."""

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class AppUser(Base):
    """Who may work here; leaving staff are disabled, never deleted."""

    __tablename__ = "app_user"

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    name: Mapped[str] = mapped_column(String, unique=True)
    role: Mapped[str] = mapped_column(String)
    active: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[int] = mapped_column(BigInteger)


class Setting(Base):
    """One setting of the office or, with `user_id` as hexadecimal digits, of one user."""

    __tablename__ = "setting"
    __table_args__ = (PrimaryKeyConstraint("owner", "name"),)

    owner: Mapped[str] = mapped_column(String)
    name: Mapped[str] = mapped_column(String)
    value_json: Mapped[str] = mapped_column(String)


class AuditEntry(Base):
    """Who did what, when, where, to which record; old and new values are read from the changes of `tx_id`.

    `detail` says more where there are no changes to read: what was refused, what was shown. `content_hash` is
    that of `salt`, `label` and `detail`, which an erasure blanks; `hash` chains the entry to the one before
    it. Entries of before revision 6 get theirs with the first save after it, and have no `replica_id`.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_row_id", "row_id"),)

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    tx_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    at: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    action: Mapped[str] = mapped_column(String)
    tbl: Mapped[str | None] = mapped_column(String)
    row_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    row_count: Mapped[int] = mapped_column(Integer)
    label: Mapped[str | None] = mapped_column(String)
    replica_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    detail: Mapped[str | None] = mapped_column(String)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    content_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class Deletion(Base):
    """One entry of the recycle bin: the record a person deleted, with what went along in `tx_id`."""

    __tablename__ = "deletion"
    __table_args__ = (PrimaryKeyConstraint("tx_id", "row_id"),)

    tx_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    tbl: Mapped[str] = mapped_column(String)
    row_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    label: Mapped[str] = mapped_column(String)
    at: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    row_count: Mapped[int] = mapped_column(Integer)


class Draft(Base):
    """What was typed into a form and not saved yet, so that a crash loses nothing."""

    __tablename__ = "draft"
    __table_args__ = (PrimaryKeyConstraint("user_id", "kind", "row_id"),)

    user_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    kind: Mapped[str] = mapped_column(String)
    row_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    at: Mapped[int] = mapped_column(BigInteger)
    values_json: Mapped[str] = mapped_column(String)


class SearchDoc(Base):
    """What one record is found by; `text` is the folded text that a hit is checked against."""

    __tablename__ = "search_doc"

    doc: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    tbl: Mapped[str] = mapped_column(String)
    row_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    text: Mapped[str] = mapped_column(String)


class SearchKey(Base):
    """Pinyin and initials of a record's names, in sorted order."""

    __tablename__ = "search_key"
    __table_args__ = (
        PrimaryKeyConstraint("key", "doc"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str] = mapped_column(String)
    doc: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
