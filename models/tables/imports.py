"""Import batches, account lines kept until the program has accounts, and files hung on records."""

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class PendingLedgerLine(Synced, Base):
    """One line of an account sheet as it was read; `amount` in fen, `on_date` an ISO date."""

    __tablename__ = "pending_ledger_line"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes | None] = link("courtyard")
    courtyard_name: Mapped[str | None] = mapped_column(String)
    on_date: Mapped[str | None] = mapped_column(String)
    direction: Mapped[str | None] = mapped_column(String)
    item: Mapped[str | None] = mapped_column(String)
    summary: Mapped[str | None] = mapped_column(String)
    amount: Mapped[int | None] = mapped_column(BigInteger)
    handler: Mapped[str | None] = mapped_column(String)
    voucher: Mapped[str | None] = mapped_column(String)
    source: Mapped[str | None] = mapped_column(String)
    raw_text: Mapped[str | None] = mapped_column(String)


class Attachment(Synced, Base):
    """A file hung on a record; its bytes lie in the blob store under their SHA-256.

    `position` orders the files of one record; the first photo is its cover.
    """

    __tablename__ = "attachment"
    __table_args__ = table_args()

    tbl: Mapped[str] = mapped_column(String)
    row_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    size: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String)
    media_type: Mapped[str | None] = mapped_column(String)
    caption: Mapped[str | None] = mapped_column(String)
    position: Mapped[int | None] = mapped_column(Integer)


class ImportBatch(Base):
    """One applied import: file, figures, and the transaction that undoes it. Local, not synced."""

    __tablename__ = "import_batch"

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    tx_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    at: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    file_name: Mapped[str] = mapped_column(String)
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    change_count: Mapped[int] = mapped_column(Integer)
    counts_json: Mapped[str] = mapped_column(String)
    undone_tx: Mapped[bytes | None] = mapped_column(LargeBinary(16))
