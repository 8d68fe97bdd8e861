"""What a rehearsal of booking says: every line with its state, the words nobody knows, sums by month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final

from services.importing.plan import Plan, Remark

NEW: Final = "new"
PENDING: Final = "pending"
SAME: Final = "same"
DIFFERENT: Final = "different"
ERROR: Final = "error"
LEFT_OUT: Final = "left_out"
STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        NEW: "新增",
        PENDING: "待入账",
        SAME: "已在账上",
        DIFFERENT: "内容不同",
        ERROR: "有错误",
        LEFT_OUT: "不入账",
    }
)
"""How a line fares, in words."""
OWN_KIND: Final = "+"
"""Chosen for an unknown word: it becomes a kind of its own."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user decides about a file.

    Attributes:
        courtyard: name of the courtyard of lines that name none, "" where the file says it.
        account: name of the account all lines go to, "" for the proper one of each courtyard.
        kinds: (direction, word) → code of a kind, or `OWN_KIND`.
        left_out: numbers of lines that are not booked.
    """

    courtyard: str = ""
    account: str = ""
    kinds: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    left_out: frozenset[int] = frozenset()


NOTHING_CHOSEN: Final = Choices()


@dataclass(frozen=True, slots=True)
class BookLine:
    """One receipt or payment of a file, and how it fares.

    Attributes:
        number: its place among the lines, from 0.
        sheet, row: where it stands; "" and 0 for a line that waits in the register.
        courtyard: name; `courtyard_id` None where the register does not know it.
        account: name of the account; `account_id` None where it is made with the first line.
        on_date: ISO day, None where it cannot be read.
        direction: "income" or "expense".
        amount: fen.
        word: what the file calls it: the project, on a bank's line the summary.
        kind: code of its kind, or `OWN_KIND`; `kind_name` in words.
        unknown: no kind is called by its word; the user may say which one is meant.
        state: a key of STATES.
        problem: what is wrong or different and what to do, one sentence, or "".
        faulty: field the problem is about, like "on_date".
        number_there: digits of the bank account as far as the file tells them.
        pending: the waiting line that goes with it.
        entry: the entry it is, for "same" and "different".
        balance: the bank's running balance behind it, in fen.
    """

    number: int
    sheet: str
    row: int
    courtyard: str
    courtyard_id: bytes | None = None
    account: str = ""
    account_id: bytes | None = None
    on_date: str | None = None
    direction: str | None = None
    amount: int | None = None
    word: str = ""
    kind: str = ""
    kind_name: str = ""
    unknown: bool = False
    summary: str = ""
    party: str = ""
    handler: str = ""
    witness: str = ""
    voucher: str = ""
    source: str = ""
    raw_text: str = ""
    state: str = NEW
    problem: str = ""
    faulty: str = ""
    pending: bytes | None = None
    entry: bytes | None = None
    balance: int | None = None
    bank: bool = False
    number_there: str = ""

    @property
    def month(self) -> str:
        """YYYY-MM of its day, "" while that is not known."""
        return (self.on_date or "")[:7]

    @property
    def is_booked(self) -> bool:
        """Whether applying makes an entry of it."""
        return self.state in (NEW, PENDING)


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word no kind is called by: how many lines have it, and what they are booked as.

    Attributes:
        direction: "income" or "expense".
        word: as the file says; "" for lines that say nothing.
        count: lines to be booked that have it.
        kind: code of the kind, or `OWN_KIND`.
        kind_name: in words.
        chosen: the user said so; else it is 其他收入 or 其他支出.
    """

    direction: str
    word: str
    count: int
    kind: str
    kind_name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What is booked for a courtyard and month; amounts in fen; `late` for months entered later (补录)."""

    courtyard: str
    month: str
    income: int
    expense: int
    count: int
    late: bool


@dataclass(frozen=True)
class Booking:
    """A rehearsal: what booking would do; nothing has been written.

    Attributes:
        title: name of the file, or what else is booked.
        plan: what the file says; None for the lines that wait in the register.
        choices: what the user decided.
        lines: all of them, in the order of the file.
        words: unknown words, the most frequent first.
        months: by courtyard and month.
        warnings: what is worth knowing, by cell.
        errors: what keeps it from being applied, by cell.
        consumed: waiting lines that go because their entry exists.
    """

    title: str
    plan: Plan | None
    choices: Choices
    lines: tuple[BookLine, ...] = ()
    words: tuple[UnknownWord, ...] = ()
    months: tuple[MonthSum, ...] = ()
    warnings: tuple[Remark, ...] = ()
    errors: tuple[Remark, ...] = ()
    consumed: tuple[bytes, ...] = ()

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Number of lines by state; every state is told."""
        told = dict.fromkeys(STATES, 0)
        for line in self.lines:
            told[line.state] += 1
        return told

    @property
    def is_empty(self) -> bool:
        """Whether applying would change nothing."""
        return not self.consumed and not (self.counts[NEW] or self.counts[PENDING])
