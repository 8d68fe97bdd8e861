"""Money of courtyards in whole fen: accounts, receipts and payments, closed months, charges (policy 3.5b)."""

from sqlalchemy import BigInteger, Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, sort_key, table_args


class Account(Synced, Base):
    """Where a courtyard's money lies; `opening_balance` in fen as of the morning of `opening_on`."""

    __tablename__ = "account"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    name: Mapped[str] = mapped_column(String, info={"search": "title"})
    name_key: Mapped[str | None] = sort_key("title", "name")
    kind: Mapped[str] = mapped_column(String)
    number: Mapped[str | None] = mapped_column(String)
    opening_on: Mapped[str | None] = mapped_column(String, info={"grp": "opening"})
    opening_balance: Mapped[int | None] = mapped_column(BigInteger, info={"grp": "opening"})
    closed_on: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class LedgerKind(Synced, Base):
    """A kind of receipt or payment as this office keeps it; shipped: resources/ledger_kinds.json.

    `code` is what entries carry; `staff` marks a cost of staff, which the sheet 人员费用 lists; `items` are
    other words for it on account sheets, parted by 、.
    """

    __tablename__ = "ledger_kind"
    __table_args__ = table_args()

    code: Mapped[str] = mapped_column(String, index=True)
    direction: Mapped[str] = mapped_column(String)
    name: Mapped[str] = mapped_column(String)
    items: Mapped[str | None] = mapped_column(String)
    staff: Mapped[bool] = mapped_column(Boolean)
    position: Mapped[int | None] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean)


class LedgerEntry(Synced, Base):
    """One receipt or payment; `amount` in fen, above nought unless the entry reverses another.

    `month` (YYYY-MM) is the month it is accounted in: that of its day, but for corrections of a closed month.
    `reverses_id` names the entry it takes back, with `reason`. `late` marks what was entered for a past
    month (补录).
    """

    __tablename__ = "ledger_entry"
    __table_args__ = table_args(
        Index(
            "ix_ledger_entry_courtyard_month",
            "courtyard_id",
            "month",
            "direction",
            "kind",
            "amount",
            "deleted_at",
        ),
        Index("ix_ledger_entry_account_day", "account_id", "on_date", "id"),
        Index("ix_ledger_entry_courtyard_voucher", "courtyard_id", "voucher"),
        owners=("courtyard_id", "account_id"),
        many=True,
    )

    courtyard_id: Mapped[bytes] = link("courtyard", index=False)
    account_id: Mapped[bytes] = link("account", index=False)
    on_date: Mapped[str] = mapped_column(String)
    month: Mapped[str] = mapped_column(String)
    direction: Mapped[str] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String)
    summary: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    amount: Mapped[int] = mapped_column(BigInteger)
    party: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    handler: Mapped[str | None] = mapped_column(String)
    witness: Mapped[str | None] = mapped_column(String)
    voucher: Mapped[str | None] = mapped_column(String, info={"search": "digits"})
    dwelling_id: Mapped[bytes | None] = link("dwelling")
    reverses_id: Mapped[bytes | None] = link("ledger_entry", grp="reversal")
    reason: Mapped[str | None] = mapped_column(String, info={"grp": "reversal"})
    late: Mapped[bool | None] = mapped_column(Boolean)
    source: Mapped[str | None] = mapped_column(String)
    raw_text: Mapped[str | None] = mapped_column(String)


class MonthClose(Synced, Base):
    """A month's accounts of a courtyard closed for change by two people; amounts in fen, never changed.

    `statement_json` is the statement as it was closed, `digest` the hash of the entries it was drawn from;
    `single_reason` says why one person closed alone (单人办理).
    """

    __tablename__ = "month_close"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    month: Mapped[str] = mapped_column(String)
    opening: Mapped[int] = mapped_column(BigInteger)
    income: Mapped[int] = mapped_column(BigInteger)
    expense: Mapped[int] = mapped_column(BigInteger)
    closing: Mapped[int] = mapped_column(BigInteger)
    entry_count: Mapped[int] = mapped_column(Integer)
    statement_json: Mapped[str] = mapped_column(String)
    digest: Mapped[str] = mapped_column(String)
    closed_on: Mapped[str] = mapped_column(String)
    closed_by: Mapped[str] = mapped_column(String)
    checked_by: Mapped[str] = mapped_column(String)
    single_reason: Mapped[str | None] = mapped_column(String)
    late: Mapped[bool | None] = mapped_column(Boolean)


class StaffCost(Synced, Base):
    """What a payment for staff was for: post, how many people, which part of it; `amount` in fen."""

    __tablename__ = "staff_cost"
    __table_args__ = table_args(owners=("entry_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    entry_id: Mapped[bytes | None] = link("ledger_entry")
    month: Mapped[str] = mapped_column(String)
    post: Mapped[str] = mapped_column(String)
    person: Mapped[str | None] = mapped_column(String)
    head_count: Mapped[int | None] = mapped_column(Integer)
    amount: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str | None] = mapped_column(String)


class ChargeDue(Synced, Base):
    """What a dwelling owes for a month, and what came in; amounts in fen, `kind` a code of ledger kinds."""

    __tablename__ = "charge_due"
    __table_args__ = table_args(owners=("dwelling_id",), many=True)

    courtyard_id: Mapped[bytes] = link("courtyard")
    dwelling_id: Mapped[bytes] = link("dwelling")
    month: Mapped[str] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String)
    amount: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[str | None] = mapped_column(String, info={"grp": "paid"})
    paid_amount: Mapped[int | None] = mapped_column(BigInteger, info={"grp": "paid"})
    entry_id: Mapped[bytes | None] = link("ledger_entry", grp="paid")
    note: Mapped[str | None] = mapped_column(String)
