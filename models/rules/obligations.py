"""What a courtyard owes the board, since when, until when, and whether it hung: computed, never stored.

Everything is plain values (models.rules.disclosure). Three kinds of duties come out of the catalogue:

- standing (trigger always, committee, charter): a sheet hangs every day. From the day nothing hangs, or what
  hangs is older than the last change, it is owed; `since` is the first day of that gap.
- monthly (trigger month): a month is owed from the day after its end, for good, until its sheet hung once.
- of an event (resolution, outcome, request, project, by_hand): owed from its day until its sheet hung.

Not owed is what lies before the courtyard's start (`Yard.since`), before the line holds (`valid_from`), and
what is switched off on the day that makes it owed; what is open is not shown on days it is switched off. A
deadline dated today is not overdue (rules.md).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from models.rules.disclosure import (
    ANY_TEXT,
    FIRST,
    FROM_RECORDS,
    LAST,
    Body,
    Courtyard,
    DisclosureItem,
    Event,
    Obligation,
    Sheet,
    Spell,
    Yard,
    day_after,
    day_before,
    serves,
)
from models.rules.working_days import WorkingDays

STANDING: Final = ("always", "committee", "charter")
"""Triggers of what always hangs."""
_ONE: Final = timedelta(days=1)


class Reckoner:
    """Reckons the obligations of courtyards on one day; what is the same for all of them is kept.

    Args:
        items: the catalogue.
        calendar: working days.
        on: the day that is looked at, ISO.
        soon: how many working days before the deadline it counts as soon.
        first: what was done before this day is left out unless it became due later, ISO.
    """

    def __init__(
        self, items: Iterable[DisclosureItem], calendar: WorkingDays, on: str, soon: int, first: str = FIRST
    ) -> None:
        self._calendar = calendar
        self._on = on
        self._first = first
        # soon: at most so many working days after today up to the deadline
        self._later = calendar.add(date.fromisoformat(on), soon + 1).isoformat()
        self._items = tuple(item for item in items if item.sheet)
        self._due: dict[tuple[str, int], str] = {}
        self._months: dict[tuple[str, int | None], tuple[tuple[str, str, str], ...]] = {}

    def of(self, yard: Yard) -> list[Obligation]:
        """Return what one courtyard owes and owed, line by line of the catalogue."""
        found: list[Obligation] = []
        start = yard.since
        if start is None:
            return found
        hung = _Hung(yard.sheets)
        for item in self._items:
            base = max(start, item.valid_from or FIRST)
            if base > self._on:
                continue
            off = yard.off.get(item.id, ())
            if item.trigger == "month":
                found += self._monthly(yard, item, base, off, hung)
            elif item.trigger in STANDING:
                found += self._standing(yard, item, base, off, hung)
            elif item.trigger in yard.events or item.id in yard.events:
                found += self._of_events(yard, item, base, off, hung)
        return found

    # months

    def _monthly(
        self, yard: Yard, item: DisclosureItem, base: str, off: Sequence[Spell], hung: "_Hung"
    ) -> list[Obligation]:
        if yard.first_month is None:
            return []
        months = self._months_of(max(yard.first_month, base[:7]), item, hung)
        if off:
            hidden = _is_off(off, self._on)
            months = [
                month
                for month in months
                if not _is_off(off, month[1]) and not (hidden and month[3] != "done")
            ]
        if yard.past is not None:
            border, kept = yard.past
            months = [month for month in months if month[0] >= border or month[0] in kept]
        # a courtyard has hundreds of them: made without going through keyword arguments
        new, place = tuple.__new__, yard.place
        return [new(Obligation, (place, item, *month, "")) for month in months]

    def _months_of(self, first_month: str, item: DisclosureItem, hung: "_Hung") -> "list[_Month]":
        """Return key, since, due, state, done and notices of each month; alike lines share the answer."""
        key = (first_month, item.due_day, hung.key_of(item))
        if key not in hung.reckoned:
            on, first, later = self._on, self._first, self._later
            told = hung.of_months(item, on)
            found: list[_Month] = []
            for month, since, due in self._ended(first_month, item.due_day):
                if month in told:
                    done, notices = told[month]
                    if done >= first or due >= first:
                        found.append((month, since, due, "done", done, notices))
                else:
                    state = "overdue" if due < on else "soon" if due < later else "due"
                    found.append((month, since, due, state, None, _NONE))
            hung.reckoned[key] = found
        return hung.reckoned[key]

    def _ended(self, first_month: str, due_day: int | None) -> tuple[tuple[str, str, str], ...]:
        """Return the months from one on that have ended: each with the day after it and its deadline."""
        key = (first_month, due_day)
        if key not in self._months:
            found = []
            month = first_month
            while (since := _after(month)) <= self._on:
                found.append((month, since, self._due_in(since, due_day)))
                month = since[:7]
            self._months[key] = tuple(found)
        return self._months[key]

    def _due_in(self, since: str, due_day: int | None) -> str:
        """Return a day of the month that begins with `since`, moved to a working day (民法典 203)."""
        begin = date.fromisoformat(since)
        last = date.fromisoformat(_after(since[:7])) - _ONE
        wanted = begin + timedelta(days=(due_day or last.day) - 1)
        return self._calendar.on_or_after(min(wanted, last)).isoformat()

    # what always hangs

    def _standing(
        self, yard: Yard, item: DisclosureItem, base: str, off: Sequence[Spell], hung: "_Hung"
    ) -> list[Obligation]:
        # nothing hangs on the day an office begins: its first sheets have their time limit from then
        base = max(base, yard.begun or base)
        if base > self._on:
            return []
        if off:
            if _is_off(off, self._on):
                return []
            base = max([base, *(day_after(spell.last) for spell in off if spell.last < self._on)])
        sheets = hung.serving(item)
        return [self._one_standing(yard.place, item, body, base, sheets) for body in _watched(yard, item)]

    def _one_standing(
        self, place: Courtyard, item: DisclosureItem, body: Body, base: str, sheets: Sequence[Sheet]
    ) -> Obligation:
        """Return the obligation of one body: the present gap, or the last one and what closed it."""
        on = self._on
        covered = _covered(base, on, body.changes, sheets) if sheets else []
        gap, done = base, None
        if covered:
            first, last = covered[-1]
            if last >= on:
                done = first
                gap = base if len(covered) == 1 else day_after(covered[-2][1])
            else:
                gap = day_after(last)
        due = self._after(gap, item.due_days)
        notices = _hanging(on, body.changes, sheets) if done is not None else _NONE
        key = body.record.hex()
        return Obligation(place, item, key, gap, due, self._state(due, done), done, notices, body.about)

    # events

    def _of_events(
        self, yard: Yard, item: DisclosureItem, base: str, off: Sequence[Spell], hung: "_Hung"
    ) -> list[Obligation]:
        listed: list[Obligation] = []
        on = self._on
        off_today = _is_off(off, on)
        for event in (*yard.events.get(item.trigger, ()), *yard.events.get(item.id, ())):
            if not base <= event.day <= on or (off and _is_off(off, event.day)):
                continue
            found = hung.telling(event, item, on)
            done = found[0][0] if found else None
            if event.settled is not None and event.settled <= min(done or LAST, on):
                done = event.settled
            due = event.due or self._after(event.day, item.due_days)
            if off_today if done is None else max(done, due) < self._first:
                continue
            notices = tuple([notice for _, notice in found])
            state = self._state(due, done)
            key = event.record.hex()
            listed.append(
                Obligation(yard.place, item, key, event.day, due, state, done, notices, event.about)
            )
        return listed

    def _after(self, day: str, count: int | None) -> str:
        key = (day, count or 0)
        found = self._due.get(key)
        if found is None:
            found = self._calendar.add(date.fromisoformat(day), key[1]).isoformat()
            self._due[key] = found
        return found

    def _state(self, due: str, done: str | None) -> str:
        if done is not None:
            return "done"
        return "overdue" if due < self._on else "soon" if due < self._later else "due"


_Told = tuple[str, tuple[bytes, ...]]
"""First day a sheet hung, and the notices, the earliest first."""
_Month = tuple[str, str, str, str, str | None, tuple[bytes, ...]]
_NONE: tuple[bytes, ...] = ()
_ITSELF: tuple[Body, ...] = (Body(b""),)


class _Hung:
    """The sheets of a courtyard, found by kind, by month and by what they were made of."""

    __slots__ = ("_by_kind", "_by_record", "_whole", "reckoned")

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        by_kind: dict[str, list[Sheet]] = {}
        by_record: dict[bytes, list[Sheet]] = {}
        for sheet in sheets:
            kind = sheet.kind
            if kind in by_kind:
                by_kind[kind].append(sheet)
            else:
                by_kind[kind] = [sheet]
            for record in sheet.records:
                by_record.setdefault(record, []).append(sheet)
        self._by_kind, self._by_record = by_kind, by_record
        self._whole = ANY_TEXT.isdisjoint(by_kind)
        self.reckoned: dict[tuple[str, int | None, str | bytes], list[_Month]] = {}

    def serving(self, item: DisclosureItem) -> list[Sheet]:
        """Return the sheets that can fulfil a line."""
        found = [sheet for sheet in self._by_kind.get(item.sheet, ()) if serves(sheet, item)]
        for kind in ANY_TEXT:
            if kind in self._by_kind and kind != item.sheet:
                found += [sheet for sheet in self._by_kind[kind] if serves(sheet, item)]
        return found

    def key_of(self, item: DisclosureItem) -> str | bytes:
        """Return what lines share that the same sheets serve; a line of its own has its id."""
        return item.sheet if self._whole and item.sheet in FROM_RECORDS else item.id

    def of_months(self, item: DisclosureItem, on: str) -> dict[str, _Told]:
        """Return by month what had hung by a day."""
        found: dict[str, list[tuple[str, bytes]]] = {}
        for sheet in self.serving(item):
            day = sheet.spells[0][0]
            if sheet.month is not None and day <= on:
                found.setdefault(sheet.month, []).append((day, sheet.notice))
        return {month: _told(several) for month, several in found.items()}

    def telling(self, event: Event, item: DisclosureItem, on: str) -> list[tuple[str, bytes]]:
        """Return first day and notice of the sheets that had published an event by a day, earliest first.

        They were made of its record; of what was registered by hand also those of its line hung since.
        """
        sheets = [
            sheet
            for sheet in self._by_record.get(event.record, ())
            if item.trigger == "request" or serves(sheet, item)
        ]
        if item.trigger in ("by_hand", "project"):
            since = [sheet for sheet in self.serving(item) if sheet.spells[0][0] >= event.day]
            sheets += [sheet for sheet in since if event.record not in sheet.records]
        return sorted([(sheet.spells[0][0], sheet.notice) for sheet in sheets if sheet.spells[0][0] <= on])


def _told(several: list[tuple[str, bytes]]) -> _Told:
    several.sort()
    return several[0][0], tuple([notice for _, notice in several])


def _watched(yard: Yard, item: DisclosureItem) -> Sequence[Body]:
    """Return what a standing line watches; the courtyard itself where it is nothing of its own."""
    if item.trigger == "committee":
        return yard.bodies.get(item.code, yard.bodies.get("", ()))
    if item.trigger == "charter":
        return (Body(b"", tuple(day for day, of in yard.changes if of in (None, item.id))),)
    return _ITSELF


def _covered(base: str, on: str, changes: Iterable[str], sheets: Iterable[Sheet]) -> list[tuple[str, str]]:
    """Return the runs of days from `base` to `on` on which something hangs that is as new as the last change.

    After each change only what was hung on its day or later counts.
    """
    starts = [base, *sorted({change for change in changes if base < change <= on})]
    before = max((change for change in changes if change <= base), default=FIRST)
    runs: list[tuple[str, str]] = []
    spells = sorted(spell for sheet in sheets for spell in sheet.spells if spell[0] <= on)
    for place, start in enumerate(starts):
        newest = start if place else before
        end = day_before(starts[place + 1]) if place + 1 < len(starts) else on
        for first, last in spells:
            if first >= newest and first <= end and last >= start:
                _join(runs, max(first, start), min(last, end))
    return runs


def _join(runs: list[tuple[str, str]], first: str, last: str) -> None:
    """Add days that begin no earlier than the last run, joined to it when none lies between."""
    if runs and first <= day_after(runs[-1][1]):
        runs[-1] = (runs[-1][0], max(runs[-1][1], last))
    else:
        runs.append((first, last))


def _hanging(on: str, changes: Iterable[str], sheets: Iterable[Sheet]) -> tuple[bytes, ...]:
    newest = max((change for change in changes if change <= on), default=FIRST)
    found = sorted(
        (first, sheet.notice)
        for sheet in sheets
        for first, last in sheet.spells
        if newest <= first <= on <= last
    )
    return tuple(dict.fromkeys(notice for _, notice in found))


def _is_off(spells: Sequence[Spell], day: str) -> bool:
    return any(spell.first <= day <= spell.last for spell in spells)


@lru_cache(maxsize=4096)
def _after(month: str) -> str:
    """Return the first day after a month."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"
