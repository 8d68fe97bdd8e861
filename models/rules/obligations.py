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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from models.rules.disclosure import (
    FIRST,
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

    def of(self, yard: Yard) -> Iterator[Obligation]:
        """Yield what one courtyard owes and owed, line by line of the catalogue."""
        start = yard.since
        if start is None:
            return
        by_month = _by_month(yard.sheets)
        for item in self._items:
            base = max(start, item.valid_from or FIRST)
            if base > self._on:
                continue
            off = yard.off.get(item.id, ())
            if item.trigger == "month":
                yield from self._monthly(yard, item, base, off, by_month)
            elif item.trigger in STANDING:
                yield from self._standing(yard, item, base, off)
            else:
                yield from self._of_events(yard, item, base, off)

    # months

    def _monthly(
        self, yard: Yard, item: DisclosureItem, base: str, off: Sequence[Spell], by_month: "_ByMonth"
    ) -> Iterator[Obligation]:
        if yard.first_month is None:
            return
        place, on, first, later = yard.place, self._on, self._first, self._later
        off_today = _is_off(off, on)
        for month, since, due in self._ended(max(yard.first_month, base[:7]), item.due_day):
            if off and _is_off(off, since):
                continue
            done, notices = None, _NONE
            for day, sheet in by_month.get(month, ()):
                if day <= on and serves(sheet, item):
                    done = done or day
                    notices = (*notices, sheet.notice)
            if done is not None:
                if max(done, due) >= first:
                    yield Obligation(place, item, month, since, due, "done", done, notices)
            elif not off_today:
                state = "overdue" if due < on else "soon" if due < later else "due"
                yield Obligation(place, item, month, since, due, state)

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
        self, yard: Yard, item: DisclosureItem, base: str, off: Sequence[Spell]
    ) -> Iterator[Obligation]:
        if off:
            if _is_off(off, self._on):
                return
            base = max([base, *(day_after(spell.last) for spell in off if spell.last < self._on)])
        sheets = [sheet for sheet in yard.sheets if serves(sheet, item)]
        for body in _watched(yard, item):
            yield self._one_standing(yard.place, item, body, base, sheets)

    def _one_standing(
        self, place: Courtyard, item: DisclosureItem, body: Body, base: str, sheets: Sequence[Sheet]
    ) -> Obligation:
        """Return the obligation of one body: the present gap, or the last one and what closed it."""
        on = self._on
        covered = _covered(base, on, body.changes, sheets)
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
        self, yard: Yard, item: DisclosureItem, base: str, off: Sequence[Spell]
    ) -> Iterator[Obligation]:
        events = (*yard.events.get(item.trigger, ()), *yard.events.get(item.id, ()))
        for event in events:
            if not base <= event.day <= self._on or _is_off(off, event.day):
                continue
            found = sorted(
                (sheet.spells[0][0], sheet.notice)
                for sheet in yard.sheets
                if sheet.spells[0][0] <= self._on and _answers(sheet, item, event)
            )
            done = found[0][0] if found else None
            if event.settled is not None and event.settled <= min(done or LAST, self._on):
                done = event.settled
            due = event.due or self._after(event.day, item.due_days)
            if done is None and _is_off(off, self._on):
                continue
            if done is not None and max(done, due) < self._first:
                continue
            yield Obligation(
                yard.place,
                item,
                event.record.hex(),
                event.day,
                due,
                self._state(due, done),
                done,
                tuple(notice for _, notice in found),
                event.about,
            )

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


_ByMonth = Mapping[str, Sequence[tuple[str, Sheet]]]
_NONE: tuple[bytes, ...] = ()
_ITSELF: tuple[Body, ...] = (Body(b""),)


def _by_month(sheets: Sequence[Sheet]) -> _ByMonth:
    """Return the sheets of each month with the first day they hung, the earliest first."""
    found: dict[str, list[tuple[str, Sheet]]] = {}
    for sheet in sheets:
        if sheet.month is not None:
            found.setdefault(sheet.month, []).append((sheet.spells[0][0], sheet))
    for several in found.values():
        if len(several) > 1:
            several.sort(key=_first_day)
    return found


def _first_day(hung: tuple[str, Sheet]) -> tuple[str, bytes]:
    return hung[0], hung[1].notice


def _answers(sheet: Sheet, item: DisclosureItem, event: Event) -> bool:
    """Tell whether a sheet publishes an event: made of its record, or of the line and hung since."""
    if event.record in sheet.records:
        return item.trigger == "request" or serves(sheet, item)
    return item.trigger in ("by_hand", "project") and sheet.spells[0][0] >= event.day and serves(sheet, item)


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
