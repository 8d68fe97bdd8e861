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
        "SELECT voucher FROM ledger_entry WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL "
        "AND voucher IS NOT NULL",
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
    carried = reader.all(
        "SELECT direction, sum(amount) FROM ledger_entry WHERE courtyard_id = ? AND month < ? "
        "AND deleted_at IS NULL GROUP BY direction",
        (courtyard, month),
    )
    brought = reader.value(
        "SELECT coalesce(sum(opening_balance), 0) FROM account WHERE courtyard_id = ? AND deleted_at IS NULL "
        "AND (opening_on IS NULL OR opening_on < ?)",
        (courtyard, rules.first_day(rules.moved(month, 1))),
    )
    return int(brought) + sum(int(row[1]) * (1 if row[0] == "income" else -1) for row in carried)


def close_of(reader: "Reader", courtyard: bytes, month: str) -> Close | None:
    """Return who closed a month of a courtyard, None while it is open."""
    row = reader.one(
        "SELECT id, closed_on, closed_by, checked_by, single_reason, late FROM month_close "
        "WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (courtyard, month),
    )
    return None if row is None else Close(bytes(row[0]), row[1], row[2], row[3], row[4] or "", bool(row[5]))


Key = tuple[str, str, bytes]
"""Where an entry stands in the register: month, day, id."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """An entry in the register; amounts in fen, `balance` is that behind it.

    `reverses` is the entry it takes back, `reversed_by` the one that takes it back; `closed` whether its
    month is closed.
    """

    id: bytes
    account: bytes
    on_date: str
    month: str
    direction: str
    kind: str
    kind_name: str
    amount: int
    balance: int
    summary: str
    party: str
    handler: str
    witness: str
    voucher: str
    dwelling: bytes | None
    reverses: bytes | None
    reversed_by: bytes | None
    reason: str
    late: bool
    source: str
    closed: bool
    version: int

    @property
    def key(self) -> Key:
        """Where it stands."""
        return self.month, self.on_date, self.id


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Rows of the register in its order, with the balance ahead of the first, in fen.

    `earlier` and `later` tell whether more rows lie on either side.
    """

    opening: int
    rows: tuple[RegisterRow, ...]
    earlier: bool
    later: bool


_ROW = (
    "e.id, e.account_id, e.on_date, e.month, e.direction, e.kind, e.amount, coalesce(e.summary, ''), "
    "coalesce(e.party, ''), coalesce(e.handler, ''), coalesce(e.witness, ''), coalesce(e.voucher, ''), "
    "e.dwelling_id, e.reverses_id, "
    "(SELECT r.id FROM ledger_entry r WHERE r.reverses_id = e.id AND r.deleted_at IS NULL "
    "ORDER BY r.id LIMIT 1), coalesce(e.reason, ''), e.late, coalesce(e.source, ''), e.version"
)


def register_page(
    context: Context,
    account_id: bytes | None = None,
    *,
    courtyard: bytes | None = None,
    month: str = "",
    after: Key | None = None,
    before: Key | None = None,
    limit: int = 200,
) -> RegisterPage:
    """Return a page of the register with the running balance, on the reader's thread.

    Args:
        context: the office.
        account_id: of one account, or with None
        courtyard: of all accounts of a courtyard.
        month: only this month (YYYY-MM).
        after: the rows that follow this place; without it and `before` the last ones.
        before: the rows ahead of this place.
        limit: most rows.
    """
    reader = context.reader
    owner, column = (account_id, "account_id") if account_id is not None else (courtyard, "courtyard_id")
    conditions = [f"e.{column} = ?", "e.deleted_at IS NULL"]
    values: list[Any] = [owner]
    if month:
        conditions.append("e.month = ?")
        values.append(month)
    place = after if after is not None else before
    if place is not None:
        conditions.append(f"(e.month, e.on_date, e.id) {'>' if after is not None else '<'} (?, ?, ?)")
        values += list(place)
    turn = "" if after is not None else " DESC"
    found = reader.all(
        f"SELECT {_ROW} FROM ledger_entry e WHERE {' AND '.join(conditions)} "
        f"ORDER BY e.month{turn}, e.on_date{turn}, e.id{turn} LIMIT ?",
        (*values, limit + 1),
    )
    more, found = len(found) > limit, found[:limit]
    rows = found if after is not None else found[::-1]
    if not rows:
        at: Key = after or before or (month or "9999-99", "", b"")
        balance = _balance_before(reader, column, owner, at, through=after is not None)
        return RegisterPage(balance, (), after is not None, before is not None)
    first: Key = (rows[0][3], rows[0][2], bytes(rows[0][0]))
    opening = _balance_before(reader, column, owner, first)
    ahead, behind = (True, more) if after is not None else (more, before is not None)
    return RegisterPage(opening, _register_rows(reader, rows, opening), ahead, behind)


def _balance_before(
    reader: "Reader", column: str, owner: bytes | None, place: Key, *, through: bool = False
) -> int:
    """Return the balance ahead of a place in the register, or behind it with `through`, in fen."""
    which = "id" if column == "account_id" else "courtyard_id"
    brought = reader.value(
        f"SELECT coalesce(sum(opening_balance), 0) FROM account WHERE {which} = ? AND deleted_at IS NULL "
        "AND (opening_on IS NULL OR opening_on < ?)",
        (owner, rules.first_day(rules.moved(place[0], 1)) if place[0] != "9999-99" else "9999-99"),
    )
    carried = reader.all(
        f"SELECT e.direction, sum(e.amount) FROM ledger_entry e WHERE e.{column} = ? "
        f"AND e.deleted_at IS NULL AND (e.month, e.on_date, e.id) {'<=' if through else '<'} (?, ?, ?) "
        "GROUP BY e.direction",
        (owner, *place),
    )
    return int(brought) + sum(int(row[1]) * (1 if row[0] == "income" else -1) for row in carried)


def _register_rows(
    reader: "Reader", rows: Sequence[tuple[Any, ...]], opening: int
) -> tuple[RegisterRow, ...]:
    names = {each.code: each.name for each in kinds_of(reader)}
    closed = _closed_months(reader, {bytes(row[1]) for row in rows})
    balance = opening
    told = []
    for row in rows:
        balance += int(row[6]) if row[4] == "income" else -int(row[6])
        account = bytes(row[1])
        told.append(
            RegisterRow(
                id=bytes(row[0]),
                account=account,
                on_date=row[2],
                month=row[3],
                direction=row[4],
                kind=row[5],
                kind_name=names.get(row[5], row[5]),
                amount=int(row[6]),
                balance=balance,
                summary=row[7],
                party=row[8],
                handler=row[9],
                witness=row[10],
                voucher=row[11],
                dwelling=_id(row[12]),
                reverses=_id(row[13]),
                reversed_by=_id(row[14]),
                reason=row[15],
                late=bool(row[16]),
                source=row[17],
                closed=rules.is_closed(row[3], closed.get(account)),
                version=int(row[18]),
            )
        )
    return tuple(told)


def _closed_months(reader: "Reader", account_ids: set[bytes]) -> dict[bytes, str | None]:
    marks = ", ".join("?" * len(account_ids))
    rows = reader.all(
        "SELECT a.id, (SELECT max(m.month) FROM month_close m WHERE m.courtyard_id = a.courtyard_id "
        f"AND m.deleted_at IS NULL) FROM account a WHERE a.id IN ({marks})",
        tuple(account_ids),
    )
    return {bytes(row[0]): row[1] for row in rows}


def _id(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def months(context: Context, courtyard: bytes) -> tuple[str, ...]:
    """Return the months of a courtyard that have entries or are closed, the newest first."""
    rows = context.reader.all(
        "SELECT DISTINCT month FROM ledger_entry WHERE courtyard_id = ? AND deleted_at IS NULL "
        "UNION SELECT month FROM month_close WHERE courtyard_id = ? AND deleted_at IS NULL "
        "ORDER BY month DESC",
        (courtyard, courtyard),
    )
    return tuple(str(row[0]) for row in rows)
