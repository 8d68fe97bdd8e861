"""What every courtyard owes its residents on a day: as a list, a matrix, a month and in numbers.

Where the obligations of a courtyard begin: at the day the office set (`set_start`); unset, at the first of
the month in which its first account entry lies or its first notice hung (补录 left out); a courtyard that has
neither begins with the first courtyard of the office, and there what always hangs is owed from that very day.
Before that nothing is owed, so that nobody is drowned in what was due before the program was used. Accounts
are owed from the first month with an entry, or from the month of the day the office set; of the months before
the office began to keep its records only those that were entered later (补录).
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.dates import parse_date
from models.rules.disclosure import Courtyard, DisclosureItem, Obligation, day_after
from models.rules.obligations import Reckoner
from services import settings
from services.disclosure import calendar
from services.disclosure.catalogue import catalogue
from services.disclosure.facts import SINCE, Scope, places, yards
from services.disclosure.switches import switches
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.rules.rulebook import RuleBook

__all__ = [
    "Cell",
    "Counts",
    "Courtyard",
    "DisclosureItem",
    "Matrix",
    "MonthDay",
    "Obligation",
    "Row",
    "Wanted",
    "by_urgency",
    "counts",
    "counts_by_community",
    "matrix",
    "month_days",
    "obligations",
    "set_start",
    "start",
    "wanted",
]

Window = tuple[str, str]
"""Two ISO days: what was done and due before the first, or became owed after the last, is left out."""
ORDER: Final = ("overdue", "soon", "due", "done")
"""States, the most urgent first."""
_RANK = {state: place for place, state in enumerate(ORDER)}
_YEAR = 366


def obligations(
    context: Context,
    on: date | None = None,
    *,
    courtyard: bytes | None = None,
    community: bytes | None = None,
    window: Window | None = None,
) -> tuple[Obligation, ...]:
    """Return what is owed and what was done, courtyard by courtyard, line by line; on the reader's thread.

    Args:
        context: the office.
        on: the day that is looked at, today if None.
        courtyard: only this one.
        community: only its courtyards.
        window: of what is done only what was done or due in it; None is the year before `on`. What is open
            stays however old it is.
    """
    day = on or context.today()
    if window is None:
        window = ((day - timedelta(days=_YEAR)).isoformat(), day.isoformat())
    items = catalogue(context, everything=True)
    return tuple(_reckoned(context, day, items, Scope(courtyard, community), window))


def _reckoned(
    context: Context, on: date, items: Sequence[DisclosureItem], scope: Scope, window: Window
) -> list[Obligation]:
    book = context.rulebook
    soon = book.find("disclosure.soon", on)
    if soon is None:  # before the policy
        return []
    reckoner = Reckoner(
        [_with_terms(item, book, on) for item in items],
        calendar.working_days(context),
        on.isoformat(),
        soon.number("working_days"),
        window[0],
    )
    found: list[Obligation] = []
    with _undisturbed():
        for yard in yards(context, items, scope):
            found += reckoner.of(yard)
    if window[1] < on.isoformat():
        found = [each for each in found if each.since <= window[1]]
    return found


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Python look for garbage afterwards: very many values are made here, none of them in circles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _with_terms(item: DisclosureItem, book: "RuleBook", on: date) -> DisclosureItem:
    """Return a line with the time limits of the rules where it says nothing itself."""
    if item.trigger == "month":
        return (
            item if item.due_day else replace(item, due_day=book.at("disclosure.monthly", on).number("day"))
        )
    if item.due_days:
        return item
    return replace(item, due_days=book.at("disclosure.in_time", on).number("working_days"))


def by_urgency(found: Iterable[Obligation]) -> list[Obligation]:
    """Return obligations with the most urgent first, each state by its deadline, else in their order."""
    return sorted(found, key=lambda each: (_RANK[each.state], each.due))


# where it begins


def start(context: Context) -> str | None:
    """Return the ISO day the office set from which everything is owed, None where it set none."""
    found: str | None = settings.get(context, SINCE)
    return found


@needs("disclosure.write")
def set_start(context: Context, typed: str) -> None:
    """Set the day from which everything is owed; empty lets each courtyard begin by itself. Writer's thread.

    Raises:
        InvalidInput: what was typed is no day.
    """
    if not typed.strip():
        settings.change(context, SINCE, None, "从哪天起要求公开")
        return
    read = parse_date(typed, default_year=context.today().year).value
    if read is None:
        raise InvalidInput(f"“{typed.strip()[:20]}”不是日期，请写成 2026-1-1。")
    settings.change(context, SINCE, read.first_day.isoformat(), "从哪天起要求公开")


# what a sheet is made of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the sheet that fulfils an obligation is made of; arguments of `services.notices.life.prepare`.

    Attributes:
        kind: of vocab.NOTICE_KIND.
        courtyard: which courtyard.
        month: YYYY-MM for a sheet of a month.
        item: the line of the catalogue.
        record: the resolution, matter or request it is about.
        title: a title to begin with, "" where the sheet has one of its own.
    """

    kind: str
    courtyard: bytes
    month: str | None
    item: bytes
    record: bytes | None
    title: str


def wanted(obligation: Obligation) -> Wanted:
    """Return what the sheet is made of that fulfils an obligation."""
    item = obligation.item
    of_record = item.trigger in ("resolution", "outcome", "request")
    own_words = item.sheet in ("free", "scan")
    return Wanted(
        item.sheet,
        obligation.courtyard.id,
        obligation.month,
        item.id,
        obligation.record if of_record else None,
        (obligation.about or item.title) if own_words else "",
    )


# numbers


@dataclass(frozen=True, slots=True)
class Counts:
    """How many obligations there are in each state."""

    overdue: int = 0
    soon: int = 0
    due: int = 0
    done: int = 0

    @property
    def open(self) -> int:
        """How many still have to be published."""
        return self.overdue + self.soon + self.due

    @classmethod
    def of(cls, found: Iterable[Obligation]) -> "Counts":
        """Count obligations."""
        counted = dict.fromkeys(ORDER, 0)
        for each in found:
            counted[each.state] += 1
        return cls(**counted)


def counts(
    context: Context,
    on: date | None = None,
    *,
    courtyard: bytes | None = None,
    community: bytes | None = None,
) -> Counts:
    """Return how many obligations are in each state, done ones of the last year; on the reader's thread."""
    return Counts.of(obligations(context, on, courtyard=courtyard, community=community))


def counts_by_community(found: Iterable[Obligation]) -> dict[str, Counts]:
    """Return the numbers of each community by its name, in the order they come."""
    parted: dict[str, list[Obligation]] = {}
    for each in found:
        parted.setdefault(each.courtyard.community, []).append(each)
    return {name: Counts.of(several) for name, several in parted.items()}


# courtyards × lines


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of the catalogue in one courtyard.

    Attributes:
        state: the most urgent of its obligations, "off" where it is switched off, "" where nothing is owed.
        obligations: what is behind it, the most urgent first.
        reason: why it is switched off.
    """

    state: str
    obligations: tuple[Obligation, ...] = ()
    reason: str = ""

    @property
    def open(self) -> int:
        """How many of its obligations still have to be published."""
        return sum(each.state != "done" for each in self.obligations)


@dataclass(frozen=True, slots=True)
class Row:
    """A courtyard with a cell for each line, in the order of the columns."""

    courtyard: Courtyard
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Courtyards × lines of the catalogue on a day."""

    items: tuple[DisclosureItem, ...]
    rows: tuple[Row, ...]
    counts: Counts


def matrix(context: Context, on: date | None = None, community: bytes | None = None) -> Matrix:
    """Return courtyards × lines, those owed nowhere as well; on the reader's thread.

    Args:
        context: the office.
        on: the day that is looked at, today if None.
        community: only its courtyards.
    """
    day = on or context.today()
    items = catalogue(context)
    found = obligations(context, day, community=community)
    cells: dict[tuple[bytes, bytes], list[Obligation]] = {}
    for each in found:
        cells.setdefault((each.courtyard.id, each.item.id), []).append(each)
    reasons = _reasons(context, day.isoformat())
    rows = []
    for place in places(context, Scope(None, community)):
        line = [_cell(cells.get((place.id, item.id), ()), reasons.get((place.id, item.id))) for item in items]
        rows.append(Row(place, tuple(line)))
    return Matrix(items, tuple(rows), Counts.of(found))


def _reasons(context: Context, on: str) -> dict[tuple[bytes, bytes], str]:
    return {
        (each.courtyard, each.item): each.reason
        for each in switches(context)
        if not each.owed and each.spell.first <= on <= each.spell.last
    }


def _cell(found: Sequence[Obligation], reason: str | None) -> Cell:
    if reason is not None:
        return Cell("off", tuple(by_urgency(found)), reason)
    if not found:
        return Cell("")
    ordered = by_urgency(found)
    return Cell(ordered[0].state, tuple(ordered))


# a month


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month.

    Attributes:
        day: ISO day.
        working: whether it is worked.
        name: of the holiday, "".
        due: what has to hang by this day.
        done: what was hung on it.
    """

    day: str
    working: bool
    name: str
    due: tuple[Obligation, ...]
    done: tuple[Obligation, ...]


def month_days(
    context: Context, month: str, community: bytes | None = None, on: date | None = None
) -> tuple[MonthDay, ...]:
    """Return the days of a month with what is due and what was done on each; on the reader's thread.

    Args:
        context: the office.
        month: YYYY-MM.
        community: only its courtyards.
        on: the day from which states are seen, today if None; a later month is seen from its first day.
    """
    first = date.fromisoformat(f"{month}-01")
    day = max(on or context.today(), first)
    found = obligations(context, day, community=community, window=(first.isoformat(), day.isoformat()))
    due: dict[str, list[Obligation]] = {}
    done: dict[str, list[Obligation]] = {}
    for each in found:
        due.setdefault(each.due, []).append(each)
        if each.done_on is not None:
            done.setdefault(each.done_on, []).append(each)
    worked, names = calendar.working_days(context), calendar.names(context)
    listed = []
    while first.isoformat()[:7] == month:
        text = first.isoformat()
        listed.append(
            MonthDay(
                text,
                worked.is_working(first),
                names.get(first, ""),
                tuple(by_urgency(due.get(text, ()))),
                tuple(done.get(text, ())),
            )
        )
        first = date.fromisoformat(day_after(text))
    return tuple(listed)


def as_plain(obligation: Obligation) -> dict[str, Any]:
    """Return an obligation as the command line shows it."""
    return {
        "courtyard": obligation.courtyard.name,
        "community": obligation.courtyard.community,
        "item": obligation.item.title,
        "code": obligation.item.code,
        "rhythm": obligation.item.rhythm,
        "key": obligation.key,
        "about": obligation.about,
        "since": obligation.since,
        "due": obligation.due,
        "state": obligation.state,
        "done_on": obligation.done_on,
        "sheet": obligation.item.sheet,
        "notice": obligation.notices[0].hex() if obligation.notices else None,
    }
