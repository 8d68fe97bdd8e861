"""What dwellings owe for a month: made for a courtyard at once, paid into the ledger, who has paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from models.errors import InvalidInput
from models.ids import new_id
from models.rules import ledger as rules
from models.rules.ledger import month_words
from services.ledgers.entries import EntryDraft, add_entries
from services.ledgers.kinds import kinds_of
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import Committed, UnitOfWork

TABLE = "charge_due"
Basis = Literal["household", "sqm"]
"""So much for each household, or for each square metre."""

PAID = (
    "t.paid_on IS NOT NULL AND (t.entry_id IS NULL OR EXISTS (SELECT 1 FROM ledger_entry e "
    "WHERE e.id = t.entry_id AND e.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry r "
    "WHERE r.reverses_id = e.id AND r.deleted_at IS NULL)))"
)
"""Whether a charge `t` is paid: not when its entry was deleted or taken back."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What a dwelling owes for a month; amounts in fen.

    Attributes:
        id: which.
        dwelling: whose.
        building, entrance, room: where it is.
        amount: what it owes.
        paid: what came in, None while it is not paid.
        paid_on: ISO day, None while it is not paid.
        entry: the receipt, None where it was marked paid by a form.
    """

    id: bytes
    dwelling: bytes
    building: str
    entrance: str
    room: str
    amount: int
    paid: int | None
    paid_on: str | None
    entry: bytes | None


@dataclass(frozen=True, slots=True)
class MadeCharges:
    """What came of making a month's charges: how many are new or were there, which dwellings lack an area."""

    made: int
    there: int
    without_area: tuple[str, ...]
    committed: "Committed | None"


def charges(context: Context, courtyard: bytes, month: str, kind: str) -> tuple[Charge, ...]:
    """Return a month's charges of a courtyard, house by house; on the reader's thread.

    Args:
        context: the office.
        courtyard: whose.
        month: YYYY-MM.
        kind: code of a kind of receipt.
    """
    rows = context.reader.all(
        f"SELECT t.id, t.dwelling_id, b.name, coalesce(d.entrance, ''), d.room, t.amount, "
        f"CASE WHEN {PAID} THEN coalesce(t.paid_amount, t.amount) END, CASE WHEN {PAID} THEN t.paid_on END, "
        "t.entry_id FROM charge_due t JOIN dwelling d ON d.id = t.dwelling_id "
        "JOIN building b ON b.id = d.building_id WHERE t.courtyard_id = ? AND t.month = ? AND t.kind = ? "
        "AND t.deleted_at IS NULL "
        "ORDER BY b.name_key, d.entrance_key NULLS FIRST, d.room_key, t.id",
        (courtyard, month, kind),
    )
    return tuple(
        Charge(
            bytes(row[0]),
            bytes(row[1]),
            row[2],
            row[3],
            row[4],
            int(row[5]),
            None if row[6] is None else int(row[6]),
            row[7],
            None if row[8] is None else bytes(row[8]),
        )
        for row in rows
    )


@needs("ledger.write")
def make_charges(
    context: Context, courtyard: bytes, month: str, kind: str, rate: int, basis: Basis = "household"
) -> MadeCharges:
    """Make a month's charges for all dwellings of a courtyard that have none yet, on the writer's thread.

    Args:
        context: who makes them.
        courtyard: whose dwellings.
        month: YYYY-MM.
        kind: code of a kind of receipt.
        rate: fen for each household, or for each square metre.
        basis: which of both; a dwelling without an area gets no charge by the square metre and is named.

    Raises:
        InvalidInput: no month, no such kind, no amount, or the courtyard has no dwellings.
        NotFound: the courtyard is gone.
    """
    if rules.parse_month(month).value != month:
        raise InvalidInput("请写上月份，如 2020-09。", "month")
    if not 0 < rate <= rules.MOST_FEN:
        raise InvalidInput("收费标准要大于零。", "rate")
    with context.unit_of_work() as work:
        unit = work.row("courtyard", courtyard)["unit_id"]
        check_kind(work.reader, kind)
        homes = work.reader.all(
            "SELECT d.id, b.name || d.room, d.area, (SELECT count(*) FROM charge_due c WHERE "
            "c.dwelling_id = d.id AND c.month = ? AND c.kind = ? AND c.deleted_at IS NULL) "
            "FROM dwelling d JOIN building b ON b.id = d.building_id "
            "WHERE d.courtyard_id = ? AND d.deleted_at IS NULL ORDER BY d.id",
            (month, kind, courtyard),
        )
        if not homes:
            raise InvalidInput("这个楼院还没有登记房屋，没有可以收费的住户。请先登记房屋。")
        due = [home for home in homes if not home[3]]
        lacking = tuple(str(home[1]) for home in due if basis == "sqm" and not home[2])
        rows = [
            (new_id(), unit, courtyard, bytes(home[0]), month, kind, _amount(rate, basis, home[2]))
            for home in due
            if basis == "household" or home[2]
        ]
        columns = ("id", "unit_id", "courtyard_id", "dwelling_id", "month", "kind", "amount")
        work.insert_many(TABLE, columns, rows)
        committed = work.commit() if rows else None
    return MadeCharges(len(rows), len(homes) - len(due), lacking, committed)


def _amount(rate: int, basis: Basis, area: int | None) -> int:
    """Return what one dwelling owes; `area` in 0.01 m², half a fen is rounded up."""
    return rate if basis == "household" else (rate * int(area or 0) + 50) // 100


def check_kind(reader: "Reader", kind: str) -> None:
    """Refuse what is no kind of receipt.

    Raises:
        InvalidInput: there is no such kind of receipt.
    """
    if not any(each.code == kind and each.direction == "income" for each in kinds_of(reader)):
        raise InvalidInput("没有这个收入类别，请从列表中选择。", "kind")


@needs("ledger.write")
def pay_charges(
    context: Context,
    ids: Sequence[bytes],
    on: date | None = None,
    *,
    account: bytes | None = None,
    handler: str = "",
    voucher: str = "",
) -> "Committed":
    """Mark charges as paid in full and enter a receipt for each, on the writer's thread; all or none.

    Args:
        context: who marks them.
        ids: charges that are not paid.
        on: the day the money came in, today when None.
        account: where it lies, the courtyard's first account when None.
        handler: who took it.
        voucher: number of the voucher, where one was written for all of them.

    Raises:
        InvalidInput: one is paid already, or the month of the day is closed.
        NotFound: one is gone.
    """
    day = on or context.today()
    with context.unit_of_work() as work:
        rows = [work.row(TABLE, each) for each in dict.fromkeys(ids)]
        for row in rows:
            if is_paid(work.reader, row["id"]):
                raise InvalidInput(f"{month_words(row['month'])}的这笔费用已经收过了，请刷新后再看。")
        drafts = [
            EntryDraft(
                courtyard=row["courtyard_id"],
                on_date=day.isoformat(),
                direction="income",
                kind=row["kind"],
                amount=row["amount"],
                account=account,
                summary=f"{month_words(row['month'])}{_room(work, row['dwelling_id'])}",
                handler=handler,
                voucher=voucher,
                dwelling=row["dwelling_id"],
            )
            for row in rows
        ]
        entries = add_entries(work, drafts, context.today())
        for row, entry in zip(rows, entries, strict=True):
            paid = {"paid_on": day.isoformat(), "paid_amount": row["amount"], "entry_id": entry}
            work.update(TABLE, row["id"], paid)
        return work.commit()


def is_paid(reader: "Reader", charge_id: bytes) -> bool:
    """Return whether a charge is paid and its receipt, where it has one, still counts."""
    found = reader.value(f"SELECT 1 FROM charge_due t WHERE t.id = ? AND {PAID}", (charge_id,))
    return found is not None


def _room(work: "UnitOfWork", dwelling: bytes) -> str:
    found = work.reader.value(
        "SELECT b.name || d.room FROM dwelling d JOIN building b ON b.id = d.building_id WHERE d.id = ?",
        (dwelling,),
    )
    return str(found or "")
