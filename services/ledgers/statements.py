"""What a courtyard's accounts say: the register with its running balance, and a month's statement."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.rules import ledger as rules
from services.ledgers.kinds import Kind, kinds_of
from services.ledgers.staff import StaffLine, staff_lines
from services.office import Context

if TYPE_CHECKING:
    from models.db.reading import Reader

EFFECT = "CASE WHEN e.direction = 'income' THEN e.amount ELSE -e.amount END"
"""What an entry `e` does to the balance."""


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind in a statement: code, name, fen, and how many entries."""

    code: str
    name: str
    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class Close:
    """Who closed a month and when.

    Attributes:
        id: the row of the close.
        closed_on: ISO day.
        closed_by: who prepared it.
        checked_by: who checked it.
        single_reason: why one person did both (单人办理), "" where two did.
        late: closed long after the month (补录).
    """

    id: bytes
    closed_on: str
    closed_by: str
    checked_by: str
    single_reason: str
    late: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A month of a courtyard over all its accounts; amounts in fen.

    Attributes:
        courtyard: whose.
        month: YYYY-MM.
        opening: balance carried over, with the opening balances of accounts taken up this month.
        income: every kind of receipt that is offered or has entries, in its order.
        expense: the same of payments.
        staff: what of the payments went to staff.
        income_total: all receipts.
        expense_total: all payments.
        closing: balance at the end of the month.
        entries: number of receipts and payments.
        vouchers: their numbers, runs as ranges.
        closed: who closed the month, None while it is open.
    """

    courtyard: bytes
    month: str
    opening: int
    income: tuple[KindLine, ...]
    expense: tuple[KindLine, ...]
    staff: tuple[StaffLine, ...]
    income_total: int
    expense_total: int
    closing: int
    entries: int
    vouchers: tuple[str, ...]
    closed: Close | None


def statement(context: Context, courtyard: bytes, month: str) -> Statement:
    """Return the statement of a month, on the reader's thread.

    Args:
        context: the office.
        courtyard: whose.
        month: YYYY-MM.
    """
    return statement_of(context.reader, courtyard, month)


def statement_of(reader: "Reader", courtyard: bytes, month: str) -> Statement:
    """Return the statement of a month as a reader sees it; for use inside a unit of work as well.

    A closed month is told as it was closed, whatever kinds are called by now.
    """
    frozen = reader.value(
        "SELECT statement_json FROM month_close WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL "
        "ORDER BY id LIMIT 1",
        (courtyard, month),
    )
    if frozen is not None:
        return _thawed(courtyard, month, json.loads(frozen), close_of(reader, courtyard, month))
    known = kinds_of(reader)
    rows = reader.all(
        "SELECT direction, kind, sum(amount), count(*) FROM ledger_entry "
        "WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL GROUP BY direction, kind",
        (courtyard, month),
    )
    told = {(row[0], row[1]): (int(row[2]), int(row[3])) for row in rows}
    income, expense = (_kind_lines(known, told, side) for side in ("income", "expense"))
    opening = opening_of(reader, courtyard, month)
    received, paid = (sum(line.amount for line in lines) for lines in (income, expense))
    vouchers = reader.all(
        # not IS NOT NULL: the index of vouchers would be taken, and every line of the courtyard read
        "SELECT voucher FROM ledger_entry WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL "
        "AND coalesce(voucher, '') <> ''",
        (courtyard, month),
    )
    return Statement(
        courtyard,
        month,
        opening,
        income,
        expense,
        staff_lines(reader, courtyard, month, known),
        received,
        paid,
        opening + received - paid,
        sum(count for _, count in told.values()),
        rules.voucher_ranges(str(row[0]) for row in vouchers),
        None,
    )


def frozen_json(told: Statement) -> str:
    """Return a statement as it is kept when its month is closed; amounts in fen."""
    parts = {
        "opening": told.opening,
        "income": [[line.code, line.name, line.amount, line.count] for line in told.income],
        "expense": [[line.code, line.name, line.amount, line.count] for line in told.expense],
        "staff": [[line.post, line.heads, line.amount, line.person, line.note] for line in told.staff],
        "vouchers": list(told.vouchers),
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _thawed(courtyard: bytes, month: str, parts: Mapping[str, Any], closed: Close | None) -> Statement:
    income, expense = (tuple(KindLine(*line) for line in parts[side]) for side in ("income", "expense"))
    received, paid = (sum(line.amount for line in lines) for lines in (income, expense))
    return Statement(
        courtyard,
        month,
        parts["opening"],
        income,
        expense,
        tuple(StaffLine(*line) for line in parts["staff"]),
        received,
        paid,
        parts["opening"] + received - paid,
        sum(line.count for line in (*income, *expense)),
        tuple(parts["vouchers"]),
        closed,
    )


def _kind_lines(
    known: Sequence[Kind], told: Mapping[tuple[str, str], tuple[int, int]], side: str
) -> tuple[KindLine, ...]:
    lines = []
    for kind in known:
        amount, count = told.get((side, kind.code), (0, 0))
        if kind.direction == side and (kind.active or count):
            lines.append(KindLine(kind.code, kind.name, amount, count))
    codes = {kind.code for kind in known if kind.direction == side}
    strays = sorted((code, sums) for (direction, code), sums in told.items() if direction == side)
    lines += [KindLine(code, code, *sums) for code, sums in strays if code not in codes]
    return tuple(lines)


def opening_of(reader: "Reader", courtyard: bytes, month: str) -> int:
    """Return what lay in a courtyard's accounts before the first entry of a month, in fen."""
    # one sum over the index in its own order: grouped by direction, 100,000 lines would be sorted first
    carried = reader.value(
        f"SELECT coalesce(sum({EFFECT}), 0) FROM ledger_entry e WHERE e.courtyard_id = ? AND e.month < ? "
        "AND e.deleted_at IS NULL",
        (courtyard, month),
    )
    brought = reader.value(
        "SELECT coalesce(sum(opening_balance), 0) FROM account WHERE courtyard_id = ? AND deleted_at IS NULL "
        "AND (opening_on IS NULL OR opening_on < ?)",
        (courtyard, rules.first_day(rules.moved(month, 1))),
    )
    return int(brought) + int(carried)


def close_of(reader: "Reader", courtyard: bytes, month: str) -> Close | None:
    """Return who closed a month of a courtyard, None while it is open."""
    row = reader.one(
        "SELECT id, closed_on, closed_by, checked_by, single_reason, late FROM month_close "
        "WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (courtyard, month),
    )
    return None if row is None else Close(bytes(row[0]), row[1], row[2], row[3], row[4] or "", bool(row[5]))


def months(context: Context, courtyard: bytes) -> tuple[str, ...]:
    """Return the months of a courtyard that have entries or are closed, the newest first."""
    rows = context.reader.all(
        "SELECT DISTINCT month FROM ledger_entry WHERE courtyard_id = ? AND deleted_at IS NULL "
        "UNION SELECT month FROM month_close WHERE courtyard_id = ? AND deleted_at IS NULL "
        "ORDER BY month DESC",
        (courtyard, courtyard),
    )
    return tuple(str(row[0]) for row in rows)
