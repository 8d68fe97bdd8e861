"""What disclosure is reckoned with, as plain values: lines of the catalogue, sheets that hung, what happened.

Days are ISO text ("2026-10-08"), months "2026-10": they sort as they stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

FROM_RECORDS: Final = frozenset(
    ("overview", "organisation", "accounts", "staff_cost", "resolution", "result", "minutes")
)
"""Sheets the program sets whole from its records: they serve every line that asks for them."""
SAME_AS: Final = {"election_result": "resolution"}
"""Sheets that tell of a decision in a form of their own: an election is decided by a meeting as well."""
ANY_TEXT: Final = frozenset(("free", "scan"))
"""Sheets that may say anything: they serve only the line they name."""
LAST: Final = "9999-12-31"
"""Last day of what still hangs."""
FIRST: Final = "0001-01-01"
"""First day of what was always so."""
_ONE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DisclosureItem:
    """One line of the catalogue.

    Attributes:
        id: fixed id of a shipped line, the row's own of an own one.
        code: short word for it, the same in every office for a shipped line.
        title: what residents and clerks call it.
        rhythm: of vocab.RHYTHM.
        trigger: of vocab.TRIGGER: what makes it owed.
        sheet: of vocab.NOTICE_KIND: what fulfils it.
        least_days: days it hangs at least, the first and the last counted; None where nothing says so.
        due_days: working days after what made it owed.
        due_day: day of the following month a monthly line is owed by.
        source: clause or article it comes from.
        position: its place in the catalogue.
        active: False when the office as a whole does not keep it.
        valid_from: ISO day it holds from, None for always.
        shipped: it comes with the program.
        edited: the office changed it.
        note: what else has to be known.
    """

    id: bytes
    code: str
    title: str
    rhythm: str
    trigger: str
    sheet: str
    least_days: int | None = None
    due_days: int | None = None
    due_day: int | None = None
    source: str = ""
    position: int = 0
    active: bool = True
    valid_from: str | None = None
    shipped: bool = False
    edited: bool = False
    note: str = ""


class Courtyard(NamedTuple):
    """A courtyard as it is named; `unit` is its community."""

    id: bytes
    name: str
    unit: bytes | None = None
    community: str = ""


class Sheet(NamedTuple):
    """A notice of the courtyard and the spells it hung: pairs of first and last day, LAST while it hangs.

    `records` are the ids of what it was made of: resolution, matter, request.
    """

    notice: bytes
    kind: str
    item: bytes | None
    month: str | None
    records: tuple[bytes, ...]
    spells: tuple[tuple[str, str], ...]


class Event(NamedTuple):
    """Something that has to be published: the record, its day, the day it is due when that is fixed already,
    the day it was settled without a sheet, and what it is called."""

    record: bytes
    day: str
    due: str | None = None
    settled: str | None = None
    about: str = ""


class Body(NamedTuple):
    """A committee, Party organisation or team, with the days its members changed."""

    record: bytes
    changes: tuple[str, ...] = ()
    about: str = ""


class Spell(NamedTuple):
    """Days from and to, both counted, on which a line is switched off."""

    first: str = FIRST
    last: str = LAST


@dataclass(frozen=True, slots=True)
class Yard:
    """What is known of one courtyard.

    Attributes:
        place: its name.
        since: the first day anything is owed; None when nothing is yet.
        first_month: the first month whose accounts are owed; None while it has no accounts.
        sheets: its notices that hung or hang.
        bodies: what the trigger `committee` watches, by code of the line; "" for any other line.
        changes: days its pact or rules were passed or changed, each with the line it is about, None for all.
        events: what has to be published once, by trigger, or by line where a line has events of its own.
        off: when lines are switched off, by line.
        begun: the day the office began to keep its records; what always hangs is owed from then, None from
            `since` on.
        past: the month in which the office began, and which months before it have accounts that were entered
            later (补录): of what lies before, only those are owed. None where every month is owed.
    """

    place: Courtyard
    since: str | None = None
    first_month: str | None = None
    sheets: Sequence[Sheet] = ()
    bodies: Mapping[str, Sequence[Body]] = field(default_factory=dict)
    changes: Sequence[tuple[str, bytes | None]] = ()
    events: Mapping[str | bytes, Sequence[Event]] = field(default_factory=dict)
    off: Mapping[bytes, Sequence[Spell]] = field(default_factory=dict)
    begun: str | None = None
    past: tuple[str, frozenset[str]] | None = None


class Obligation(NamedTuple):
    """Something a courtyard owes or owed.

    Attributes:
        courtyard: whose.
        item: the line of the catalogue.
        key: what it is for: "2026-10" for a month, the record's id in hexadecimal, "" for what always hangs.
        since: ISO day it became owed.
        due: last ISO day in time.
        state: of vocab.OBLIGATION_STATE.
        done_on: ISO day it hung, None while it does not.
        notices: what fulfils it, the earliest first.
        about: name of the record it is for, "".
    """

    courtyard: Courtyard
    item: DisclosureItem
    key: str
    since: str
    due: str
    state: str
    done_on: str | None = None
    notices: tuple[bytes, ...] = ()
    about: str = ""

    @property
    def record(self) -> bytes | None:
        """Id of the record it is for; None for a month and for what always hangs."""
        return bytes.fromhex(self.key) if len(self.key) == 32 else None

    @property
    def month(self) -> str | None:
        """The month it is for, YYYY-MM, None for anything else."""
        return self.key if self.item.trigger == "month" else None


def serves(sheet: Sheet, item: DisclosureItem) -> bool:
    """Tell whether a sheet of this kind can fulfil a line: of its kind, or any text that names the line."""
    if sheet.kind in ANY_TEXT:
        return sheet.item == item.id
    kind = SAME_AS.get(sheet.kind, sheet.kind)
    if kind != item.sheet:
        return False
    return kind in FROM_RECORDS or sheet.item is None or sheet.item == item.id


@lru_cache(maxsize=4096)
def day_after(day: str) -> str:
    """Return the ISO day after a day; nothing comes after LAST."""
    return LAST if day >= LAST else (date.fromisoformat(day) + _ONE).isoformat()


@lru_cache(maxsize=4096)
def day_before(day: str) -> str:
    """Return the ISO day before a day."""
    return (date.fromisoformat(day) - _ONE).isoformat()
