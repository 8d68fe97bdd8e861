"""All months of a courtyard in a row, and what should be looked at before a month is closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.rules import ledger as rules
from models.rules import vouchers
from models.rules.numbers import format_money
from services.office import Context

if TYPE_CHECKING:
    from models.db.reading import Reader

_NAMED = 6
"""Voucher numbers told in a sentence."""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of a courtyard over all its accounts; amounts in fen.

    Attributes:
        month: YYYY-MM.
        opening: balance carried over, with the opening balances of accounts taken up in it.
        income: receipts.
        expense: payments.
        entries: how many of both.
        closed: somebody closed it.
        shut: it takes no entries.
        late: closed long after its end, or open still and written up afterwards (补录).
    """

    month: str
    opening: int
    income: int = 0
    expense: int = 0
    entries: int = 0
    closed: bool = False
    shut: bool = False
    late: bool = False

    @property
    def balance(self) -> int:
        """What was left at its end."""
        return self.opening + self.income - self.expense


def month_lines(context: Context, courtyard: bytes) -> tuple[MonthLine, ...]:
    """Return the months with entries, those in which something began or ended, and this one, in order.

    Args:
        context: the office; on the reader's thread.
        courtyard: whose.
    """
    reader = context.reader
    sums = _sums(reader, courtyard)
    closes = {
        str(month): bool(late)
        for month, late in reader.all(
            "SELECT month, late FROM month_close WHERE courtyard_id = ? AND deleted_at IS NULL",
            (courtyard,),
        )
    }
    through = max(closes, default=None)
    brought = reader.all(
        "SELECT opening_on, opening_balance FROM account WHERE courtyard_id = ? AND deleted_at IS NULL "
        "AND opening_balance IS NOT NULL",
        (courtyard,),
    )
    today = context.today().isoformat()
    told, carried = [], 0
    taken_up = {rules.month_of(since) for since, _ in brought if since is not None}
    for month in sorted({*sums, *closes, *taken_up, rules.month_of(today)}):
        behind = rules.first_day(rules.moved(month, 1))
        opening = carried + sum(int(fen) for since, fen in brought if since is None or since < behind)
        income, expense, count = sums.get(month, (0, 0, 0))
        late = closes.get(month, rules.is_late(month, today))
        shut = rules.is_closed(month, through)
        told.append(MonthLine(month, opening, income, expense, count, month in closes, shut, late))
        carried += income - expense
    return tuple(told)


def _sums(reader: "Reader", courtyard: bytes) -> dict[str, tuple[int, int, int]]:
    """Return receipts, payments and the number of both by month."""
    found: dict[str, tuple[int, int, int]] = {}
    for month, direction, amount, count in reader.all(
        "SELECT month, direction, sum(amount), count(*) FROM ledger_entry WHERE courtyard_id = ? "
        "AND deleted_at IS NULL GROUP BY month, direction",
        (courtyard,),
    ):
        income, expense, many = found.get(month, (0, 0, 0))
        added = (int(amount), 0) if direction == "income" else (0, int(amount))
        found[month] = (income + added[0], expense + added[1], many + int(count))
    return found


def without_gaps(lines: Iterable[MonthLine]) -> tuple[MonthLine, ...]:
    """Return the months with those in between that have no entries, as a chart needs them."""
    told: list[MonthLine] = []
    for line in lines:
        while told and rules.moved(told[-1].month, 1) < line.month:
            told.append(MonthLine(rules.moved(told[-1].month, 1), told[-1].balance))
        told.append(line)
    return tuple(told)


@dataclass(frozen=True, slots=True)
class CloseHint:
    """Something to look at before a month is closed: a sentence, and the first entry it means."""

    text: str
    entry: bytes | None = None


def close_hints(context: Context, courtyard: bytes, month: str) -> tuple[CloseHint, ...]:
    """Return what should be looked at before a month is closed; none of it stops closing.

    Args:
        context: the office; on the reader's thread.
        courtyard: whose.
        month: YYYY-MM.
    """
    rows = context.reader.all(
        "SELECT id, voucher, account_id, direction, amount, on_date, reverses_id FROM ledger_entry "
        "WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL ORDER BY on_date, id",
        (courtyard, month),
    )
    return (
        *_unnumbered(rows),
        *_repeated(context.reader, courtyard, month),
        *_missing([row[1] for row in rows if row[1]]),
        *_negative(context.reader, rows, month),
    )


def _unnumbered(rows: list[tuple[object, ...]]) -> Iterator[CloseHint]:
    bare = [row for row in rows if not row[1] and row[6] is None]
    if bare:
        yield CloseHint(f"{len(bare)}笔没有票据号，请补上，或核对有没有票据。", _as_id(bare[0][0]))


def _repeated(reader: "Reader", courtyard: bytes, month: str) -> Iterator[CloseHint]:
    rows = reader.all(
        "SELECT e.voucher, count(*) FROM ledger_entry e "
        "WHERE e.courtyard_id = ? AND e.deleted_at IS NULL AND e.reverses_id IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.deleted_at IS NULL) "
        "AND e.voucher IN (SELECT x.voucher FROM ledger_entry x WHERE x.courtyard_id = ? AND x.month = ? "
        "AND x.deleted_at IS NULL) GROUP BY e.voucher HAVING count(*) > 1 ORDER BY e.voucher",
        (courtyard, courtyard, month),
    )
    if rows:
        yield CloseHint(f"票据号重复：{_some([str(row[0]) for row in rows])}，请核对是否重复记账。")


def _missing(numbers: list[str]) -> Iterator[CloseHint]:
    lacking = vouchers.missing(numbers)
    if lacking:
        yield CloseHint(f"票据号不连续，缺{_some(lacking)}，请核对有没有漏记或作废。")


def _negative(reader: "Reader", rows: list[tuple[object, ...]], month: str) -> Iterator[CloseHint]:
    """Tell each account that goes below nought on some day of the month."""
    balances: dict[object, int] = {}
    told: set[object] = set()
    for entry, _, account, direction, amount, day, _ in rows:
        if account not in balances:
            balances[account] = _before(reader, account, month)
        balances[account] += int(str(amount)) if direction == "income" else -int(str(amount))
        if balances[account] < 0 and account not in told:
            told.add(account)
            name = reader.value("SELECT name FROM account WHERE id = ?", (account,))
            short = format_money(balances[account])
            yield CloseHint(
                f"“{name}”在{day}的余额是{short}元，小于零，请核对有没有漏记的收入或期初余额。", _as_id(entry)
            )


def _before(reader: "Reader", account: object, month: str) -> int:
    brought = reader.value(
        "SELECT coalesce(sum(opening_balance), 0) FROM account WHERE id = ? "
        "AND (opening_on IS NULL OR opening_on < ?)",
        (account, rules.first_day(rules.moved(month, 1))),
    )
    carried = reader.value(
        "SELECT coalesce(sum(CASE WHEN direction = 'income' THEN amount ELSE -amount END), 0) "
        "FROM ledger_entry WHERE account_id = ? AND month < ? AND deleted_at IS NULL",
        (account, month),
    )
    return int(brought) + int(carried)


def _some(numbers: Iterable[str]) -> str:
    every = list(numbers)
    shown = "、".join(every[:_NAMED])
    return f"{shown}等{len(every)}处" if len(every) > _NAMED else shown


def _as_id(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | memoryview) else None


def latest_courtyard(context: Context) -> bytes | None:
    """Return the courtyard of the entry made last, else one whose lines wait to be booked, None without any.

    Args:
        context: the office; on the reader's thread.
    """
    found = context.reader.value(
        "SELECT e.courtyard_id FROM ledger_entry e JOIN courtyard c ON c.id = e.courtyard_id "
        "WHERE e.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY e.id DESC LIMIT 1"
    ) or context.reader.value(
        "SELECT p.courtyard_id FROM pending_ledger_line p JOIN courtyard c ON c.id = p.courtyard_id "
        "WHERE p.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY p.id LIMIT 1"
    )
    return None if found is None else bytes(found)


def waiting(context: Context, courtyard: bytes) -> int:
    """Return how many lines of an import wait to be booked for a courtyard; on the reader's thread."""
    found = context.reader.value(
        "SELECT count(*) FROM pending_ledger_line WHERE courtyard_id = ? AND deleted_at IS NULL", (courtyard,)
    )
    return int(found)
