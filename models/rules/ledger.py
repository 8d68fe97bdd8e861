"""Accounts of a courtyard as pure rules: months, running balance, statement, reversing, hints (policy 3.5b).

Amounts are whole fen. A receipt or payment is positive; a reversing entry has the direction and the kind of
the one it takes back and the negative amount, so that every sum stays a plain sum.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from models.rules.answers import BLANKED, EMPTY, UNREAD
from models.rules.base import Hint, Parsed
from models.rules.dates import FIRST_YEAR, LAST_YEAR, from_record
from models.rules.text import clean, is_placeholder, narrow

MOST_FEN: Final = 999_999_999_999
"""The largest amount of one entry, 9,999,999,999.99 yuan."""
SOURCE: Final = "经开区无主管楼院治理方案三（五）2"

_MONTH = re.compile(r"([0-9]{4})(?:[-./年]([0-9]{1,2})月?(?:份)?|([0-9]{2}))")


def parse_month(value: object) -> Parsed[str]:
    """Read a month: 2020-09, 2020年9月, 2020.9 or 202009.

    Returns:
        The month as YYYY-MM.
    """
    typed = clean(str(value or ""))
    if not typed:
        return EMPTY
    if is_placeholder(typed):
        return BLANKED
    match = _MONTH.fullmatch(narrow(typed).replace(" ", ""))
    if match is None:
        return UNREAD
    year, month = int(match[1]), int(match[2] or match[3])
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return UNREAD
    stored = f"{year:04d}-{month:02d}"
    return Parsed(stored, changed=stored != typed)


def month_of(day: str) -> str:
    """Return the month (YYYY-MM) of an ISO day."""
    return day[:7]


def moved(month: str, by: int) -> str:
    """Return the month that lies `by` months later, or earlier where negative."""
    year, index = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + by, 12)
    return f"{year:04d}-{index + 1:02d}"


def month_words(month: str) -> str:
    """Return a month as people read it: 2020年9月."""
    return f"{int(month[:4])}年{int(month[5:7])}月"


def first_day(month: str) -> str:
    """Return the first day of a month as ISO text."""
    return f"{month}-01"


def is_closed(month: str, closed_through: str | None) -> bool:
    """Tell whether a month takes no entry any more: closed itself, or ahead of one that is.

    A month without entries may be left out when closing; the one behind it carries its balance, so it is
    closed with it.
    """
    return closed_through is not None and month <= closed_through


def first_open(month: str, closed_through: str | None) -> str:
    """Return the first month on or after `month` that takes entries."""
    if closed_through is None or month > closed_through:
        return month
    return moved(closed_through, 1)


def is_late(month: str, today: str) -> bool:
    """Tell whether an entry made today is entered for a past month (补录).

    The month that has just ended is still being written up, and is not late.
    """
    return month < moved(month_of(today), -1)


@dataclass(frozen=True, slots=True)
class Line:
    """One receipt or payment, as far as sums care.

    Attributes:
        id: which entry.
        month: the month it is accounted in.
        on_date: ISO day.
        direction: "income" or "expense".
        kind: code of its kind.
        amount: fen; negative where it reverses another.
        reverses: id of the entry it takes back.
        voucher: number of its voucher.
    """

    id: bytes
    month: str
    on_date: str
    direction: str
    kind: str
    amount: int
    reverses: bytes | None = None
    voucher: str = ""

    @property
    def effect(self) -> int:
        """What it does to the balance, in fen."""
        return self.amount if self.direction == "income" else -self.amount


def running(opening: int, lines: Iterable[Line]) -> Iterator[tuple[Line, int]]:
    """Return every line with the balance after it, in fen."""
    balance = opening
    for line in lines:
        balance += line.effect
        yield line, balance


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Return lines in the order of a register: month, day, then as they were made."""
    return sorted(lines, key=lambda line: (line.month, line.on_date, line.id))


@dataclass(frozen=True, slots=True)
class Sums:
    """A month in sums; amounts in fen, by kind only where there were entries.

    Attributes:
        opening: balance carried over from before.
        income: by kind.
        expense: by kind.
        count: number of entries.
    """

    opening: int
    income: Mapping[str, int]
    expense: Mapping[str, int]
    count: int

    @property
    def income_total(self) -> int:
        """All receipts."""
        return sum(self.income.values())

    @property
    def expense_total(self) -> int:
        """All payments."""
        return sum(self.expense.values())

    @property
    def closing(self) -> int:
        """Balance at the end."""
        return self.opening + self.income_total - self.expense_total


def sums(opening: int, lines: Iterable[Line], month: str) -> Sums:
    """Return a month in sums, whatever the order of the lines.

    Args:
        opening: balance before the first of all lines.
        lines: entries of any months.
        month: YYYY-MM.
    """
    told: dict[str, dict[str, int]] = {"income": {}, "expense": {}}
    count = 0
    for line in lines:
        if line.month < month:
            opening += line.effect
        elif line.month == month:
            by_kind = told[line.direction]
            by_kind[line.kind] = by_kind.get(line.kind, 0) + line.amount
            count += 1
    ordered = {side: dict(sorted(by_kind.items())) for side, by_kind in told.items()}
    return Sums(opening, ordered["income"], ordered["expense"], count)


def reversing(line: Line, new_id: bytes, on: str, closed_through: str | None) -> Line:
    """Return the entry that takes another back.

    Args:
        line: the entry to take back.
        new_id: id of the new one.
        on: the day it is made.
        closed_through: the last closed month; it lies in the first open month on or after that of `line`.
    """
    month = first_open(line.month, closed_through)
    return replace(line, id=new_id, month=month, on_date=on, amount=-line.amount, reverses=line.id)


_VOUCHER = re.compile(r"(.*?)([0-9]{1,18})")


def voucher_ranges(vouchers: Iterable[str]) -> tuple[str, ...]:
    """Return voucher numbers with runs written as ranges: 001～015, 018.

    Numbers run on where everything ahead of the last figures is the same and the figures are as long; each
    is told once.
    """
    numbered: dict[tuple[str, int], set[int]] = {}
    others: set[str] = set()
    for voucher in vouchers:
        match = _VOUCHER.fullmatch(voucher)
        if match is None:
            others.add(voucher)
        else:
            numbered.setdefault((match[1], len(match[2])), set()).add(int(match[2]))
    told = [
        _range(head, width, first, last)
        for (head, width), numbers in sorted(numbered.items())
        for first, last in _runs(sorted(numbers))
    ]
    return (*told, *sorted(others - {""}))


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def _range(head: str, width: int, first: int, last: int) -> str:
    begin, end = (f"{head}{number:0{width}d}" for number in (first, last))
    if first == last:
        return begin
    return f"{begin}、{end}" if last == first + 1 else f"{begin}～{end}"


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What has to be known to judge an entry.

    Attributes:
        on_date: ISO day, None while it is not known.
        amount: fen.
        reverses: whether it takes another entry back.
        same_voucher: how many other entries of the courtyard have its voucher number.
        balance_after: balance of its account behind it, None where nobody asked.
        handler: who handled the money.
        witness: who saw it.
    """

    on_date: str | None = None
    amount: int | None = None
    reverses: bool = False
    same_voucher: int = 0
    balance_after: int | None = None
    handler: str | None = None
    witness: str | None = None


def entry_hints(facts: EntryFacts, today: str) -> tuple[Hint, ...]:
    """Return what is remarkable about an entry; nothing here stops it.

    Args:
        facts: the entry.
        today: ISO day it is looked at.
    """
    found: list[tuple[str, str]] = []
    day = from_record(facts.on_date)
    if day is not None and day.first_day.isoformat() > today:
        found.append(("on_date", "日期晚于今天，请核对。"))
    if facts.amount == 0:
        found.append(("amount", "金额是零，请核对。"))
    if facts.amount is not None and facts.amount < 0 and not facts.reverses:
        found.append(("amount", "金额是负数；要退回一笔账，请用“冲正”。"))
    if facts.same_voucher:
        found.append(("voucher", f"这个票据号在本楼院已有{facts.same_voucher}笔，请核对是否重复。"))
    if facts.balance_after is not None and facts.balance_after < 0:
        found.append(("amount", "记入后账户余额小于零，请核对有没有漏记的收入或期初余额。"))
    if facts.handler and facts.handler == facts.witness:
        found.append(("witness", "经手人和证明人是同一个人，请核对。"))
    return tuple(Hint("ledger.entry", "warn", field, message, SOURCE) for field, message in found)
