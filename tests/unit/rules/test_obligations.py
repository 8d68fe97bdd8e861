"""What is owed on a day: single cases, and agreement with an oracle that looks at every day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.disclosure import (
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
from models.rules.obligations import Reckoner
from models.rules.working_days import WorkingDays

PLACE = Courtyard(b"y" * 16, "建设路1号院")
SOON = 3


def item(trigger: str = "always", sheet: str = "overview", **more: Any) -> DisclosureItem:
    given: dict[str, Any] = {"due_days": 3, "due_day": 10, "valid_from": "2026-01-01", **more}
    return DisclosureItem(b"i" * 16, "item", "事项", "standing", trigger, sheet, **given)


def sheet(*spells: tuple[str, str], kind: str = "overview", **more: Any) -> Sheet:
    given: dict[str, Any] = {"notice": b"n" * 16, "item": None, "month": None, "records": (), **more}
    return Sheet(kind=kind, spells=tuple(spells), **given)


def owed(yard: Yard, line: DisclosureItem, on: str, first: str = "0001-01-01") -> list[Obligation]:
    return list(Reckoner([line], WorkingDays(), on, SOON, first).of(yard))


def only(yard: Yard, line: DisclosureItem, on: str) -> Obligation:
    (found,) = owed(yard, line, on)
    return found


# what a sheet serves


@pytest.mark.parametrize(
    ("kind", "named", "wanted", "answer"),
    [
        ("overview", None, "overview", True),
        ("overview", b"other", "overview", True),
        ("organisation", None, "overview", False),
        ("charter", None, "charter", True),
        ("charter", b"i" * 16, "charter", True),
        ("charter", b"other", "charter", False),
        ("free", None, "free", False),
        ("free", b"i" * 16, "free", True),
        ("scan", b"i" * 16, "charter", True),
        ("scan", b"other", "charter", False),
    ],
)
def test_which_sheet_serves_a_line(kind: str, named: bytes | None, wanted: str, answer: bool) -> None:
    assert serves(sheet(kind=kind, item=named), item(sheet=wanted)) is answer


def test_days_beside_a_day() -> None:
    assert (day_after("2026-02-28"), day_before("2026-03-01")) == ("2026-03-01", "2026-02-28")
    assert day_after(LAST) == LAST


# what always hangs


def test_nothing_is_owed_before_a_courtyard_or_a_line_begins() -> None:
    assert owed(Yard(PLACE), item(), "2026-03-02") == []
    assert owed(Yard(PLACE, "2026-03-03"), item(), "2026-03-02") == []
    assert owed(Yard(PLACE, "2025-01-01"), item(), "2025-12-31") == []
    assert only(Yard(PLACE, "2025-01-01"), item(), "2026-01-01").since == "2026-01-01"


def test_what_always_hangs_is_owed_from_the_day_the_office_began_its_records() -> None:
    yard = Yard(PLACE, "2026-03-01", begun="2026-03-16")
    assert owed(yard, item(), "2026-03-15") == []
    assert only(yard, item(), "2026-03-16").since == "2026-03-16"


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-03-02", "due"),
        ("2026-03-03", "soon"),
        ("2026-03-06", "soon"),
        ("2026-03-07", "overdue"),
        ("2026-03-09", "overdue"),
    ],
)
def test_due_today_is_not_overdue(on: str, state: str) -> None:
    # Monday 2 March and four working days: Friday 6 March
    found = only(Yard(PLACE, "2026-03-02"), item(due_days=4), on)
    assert (found.due, found.state, found.done_on) == ("2026-03-06", state, None)


def test_what_hangs_is_done_and_owed_again_once_it_is_gone() -> None:
    yard = Yard(PLACE, "2026-03-02", sheets=[sheet(("2026-03-04", "2026-03-10"))])
    assert only(yard, item(), "2026-03-03").state == "soon"
    found = only(yard, item(), "2026-03-10")
    assert (found.state, found.since, found.done_on) == ("done", "2026-03-02", "2026-03-04")
    assert found.notices == (b"n" * 16,)
    gone = only(yard, item(), "2026-03-11")
    assert (gone.state, gone.since, gone.due, gone.notices) == ("soon", "2026-03-11", "2026-03-16", ())


def test_a_replacement_on_the_next_day_leaves_no_gap() -> None:
    first, second = sheet(("2026-03-04", "2026-03-10")), sheet(("2026-03-11", LAST), notice=b"m" * 16)
    found = only(Yard(PLACE, "2026-03-02", sheets=[second, first]), item(), "2026-03-20")
    assert (found.done_on, found.notices) == ("2026-03-04", (b"m" * 16,))


def test_a_change_makes_what_hangs_old() -> None:
    yard = Yard(
        PLACE,
        "2026-03-02",
        sheets=[sheet(("2026-02-01", LAST), kind="organisation")],
        bodies={"": [Body(b"c" * 16, ("2026-02-01", "2026-03-10"), "自管会")]},
    )
    line = item("committee", "organisation")
    assert only(yard, line, "2026-03-09").done_on == "2026-03-02"
    found = only(yard, line, "2026-03-12")
    assert (found.key, found.record, found.about) == ((b"c" * 16).hex(), b"c" * 16, "自管会")
    assert (found.since, found.due, found.state) == ("2026-03-10", "2026-03-13", "soon")


def test_a_body_is_watched_by_the_code_of_its_line_and_none_owes_nothing() -> None:
    line = item("committee", "organisation", position=1)
    assert owed(Yard(PLACE, "2026-03-02"), line, "2026-03-03") == []
    yard = Yard(PLACE, "2026-03-02", bodies={"item": [Body(b"t" * 16)], "": []})
    assert only(yard, line, "2026-03-03").record == b"t" * 16


def test_a_new_pact_is_owed_for_its_own_line() -> None:
    line = item("charter", "charter")
    hung = sheet(("2026-03-02", LAST), kind="charter")
    for about, state in ((None, "overdue"), (line.id, "overdue"), (b"other", "done")):
        yard = Yard(PLACE, "2026-03-02", sheets=[hung], changes=[("2026-03-10", about)])
        assert only(yard, line, "2026-04-01").state == state


# months


def test_months_are_owed_once_they_ended() -> None:
    yard = Yard(PLACE, "2026-03-02", "2026-03")
    line = item("month", "accounts")
    assert owed(yard, line, "2026-03-31") == []
    assert owed(Yard(PLACE, "2026-03-02"), line, "2026-05-31") == []
    found = owed(yard, line, "2026-05-11")
    # 10 May is a Sunday
    assert [(each.month, each.since, each.due, each.state) for each in found] == [
        ("2026-03", "2026-04-01", "2026-04-10", "overdue"),
        ("2026-04", "2026-05-01", "2026-05-11", "soon"),
    ]
    assert found[0].record is None


def test_lines_and_courtyards_are_reckoned_one_by_one() -> None:
    line = item("month", "accounts")
    lines = [line, line, item("month", "staff_cost"), item("by_hand", "free"), item()]
    reckoner = Reckoner(lines, WorkingDays(), "2026-03-31", SOON)
    yard = Yard(PLACE, "2026-02-01", "2026-02")
    assert [(each.item.sheet, each.key) for each in reckoner.of(yard)] == [
        ("accounts", "2026-02"),
        ("accounts", "2026-02"),
        ("staff_cost", "2026-02"),
        ("overview", ""),
    ]
    assert len(list(reckoner.of(Yard(PLACE, "2026-01-01", "2026-01")))) == 7


def test_without_a_day_a_month_is_due_at_the_end_of_the_next() -> None:
    yard = Yard(PLACE, "2026-01-01", "2026-01")
    assert only(yard, item("month", "accounts", due_day=None), "2026-02-20").due == "2026-03-02"
    assert only(yard, item("month", "accounts", due_day=31), "2026-02-20").due == "2026-03-02"


def test_a_sheet_of_the_month_settles_it_for_good() -> None:
    later = sheet(("2026-04-09", LAST), kind="accounts", month="2026-03", notice=b"b" * 16)
    first = sheet(("2026-04-08", "2026-04-20"), kind="accounts", month="2026-03", notice=b"a" * 16)
    other = sheet(("2026-04-01", LAST), kind="staff_cost", month="2026-03")
    yard = Yard(PLACE, "2026-03-01", "2026-03", sheets=[later, first, other, sheet(("2026-04-01", LAST))])
    line = item("month", "accounts")
    assert only(yard, line, "2026-04-07").done_on is None
    found = only(yard, line, "2026-04-30")
    assert (found.done_on, found.notices, found.state) == ("2026-04-08", (b"a" * 16, b"b" * 16), "done")
    assert owed(yard, line, "2026-04-30", first="2026-04-11") == []
    assert len(owed(yard, line, "2026-04-30", first="2026-04-10")) == 1


def test_before_the_office_began_only_months_that_were_entered_later_are_owed() -> None:
    line = item("month", "accounts")
    yard = Yard(PLACE, "2026-01-01", "2026-01", past=("2026-03", frozenset({"2026-01"})))
    assert [each.month for each in owed(yard, line, "2026-05-31")] == ["2026-01", "2026-03", "2026-04"]


def test_what_always_hangs_is_owed_from_the_day_the_office_began() -> None:
    yard = Yard(PLACE, "2026-01-01", begun="2026-03-10")
    assert owed(yard, item(), "2026-03-09") == []
    assert only(yard, item(), "2026-03-10").since == "2026-03-10"


def test_a_month_that_became_owed_while_switched_off_is_not_owed() -> None:
    line = item("month", "accounts")
    yard = Yard(PLACE, "2026-01-01", "2026-01", off={line.id: [Spell("2026-02-01", "2026-03-15")]})
    assert owed(yard, line, "2026-03-15") == []
    assert [each.month for each in owed(yard, line, "2026-05-31")] == ["2026-03", "2026-04"]


def test_what_was_hung_stays_when_it_is_switched_off_later() -> None:
    line = item("month", "accounts")
    hung = sheet(("2026-02-03", LAST), kind="accounts", month="2026-01")
    off = {line.id: [Spell("2026-03-02", LAST)]}
    yard = Yard(PLACE, "2026-01-01", "2026-01", sheets=[hung], off=off)
    assert [each.month for each in owed(yard, line, "2026-03-01")] == ["2026-01", "2026-02"]
    assert [each.month for each in owed(yard, line, "2026-03-02")] == ["2026-01"]


def test_what_always_hangs_is_owed_anew_after_it_was_switched_off() -> None:
    yard = Yard(PLACE, "2026-01-01", off={item().id: [Spell("2026-02-01", "2026-02-28")]})
    assert only(yard, item(), "2026-01-31").since == "2026-01-01"
    assert owed(yard, item(), "2026-02-28") == []
    assert only(yard, item(), "2026-03-01").since == "2026-03-01"


# events


def event(day: str, **more: Any) -> Event:
    return Event(b"r" * 16, day, **more)


def test_a_resolution_is_published_by_the_sheet_made_of_it() -> None:
    line = item("resolution", "resolution")
    told = sheet(("2026-03-05", LAST), kind="resolution", records=(b"r" * 16,))
    other = sheet(("2026-03-03", LAST), kind="resolution", records=(b"x" * 16,))
    wrong = sheet(("2026-03-03", LAST), kind="result", records=(b"r" * 16,))
    yard = Yard(
        PLACE, "2026-01-01", sheets=[other, wrong, told], events={"resolution": [event("2026-03-02")]}
    )
    assert only(yard, line, "2026-03-04").done_on is None
    found = only(yard, line, "2026-03-05")
    assert (found.done_on, found.since, found.due, found.record) == (
        "2026-03-05",
        "2026-03-02",
        "2026-03-05",
        b"r" * 16,
    )
    assert owed(yard, line, "2026-06-05", first="2026-03-06") == []


def test_events_before_the_beginning_after_today_or_while_switched_off_owe_nothing() -> None:
    line = item("resolution", "resolution")
    events: dict[str | bytes, list[Event]] = {
        "resolution": [event("2025-12-31"), event("2026-03-03"), event("2026-02-10")]
    }
    yard = Yard(PLACE, "2025-06-01", events=events, off={line.id: [Spell("2026-02-01", "2026-02-28")]})
    assert owed(yard, line, "2026-03-02") == []


def test_an_open_event_is_not_shown_while_switched_off() -> None:
    line = item("resolution", "resolution")
    off = {line.id: [Spell("2026-03-10", "2026-03-12")]}
    yard = Yard(PLACE, "2026-01-01", events={"resolution": [event("2026-03-02")]}, off=off)
    assert [len(owed(yard, line, f"2026-03-{day}")) for day in ("09", "10", "12", "13")] == [1, 0, 0, 1]


def test_a_request_ends_with_its_reply_or_with_any_sheet_made_of_it() -> None:
    line = item("request", "free")
    asked = event("2026-03-02", due="2026-03-20", settled="2026-03-18", about="电费")
    yard = Yard(PLACE, "2026-01-01", events={"request": [asked]})
    assert (only(yard, line, "2026-03-17").state, only(yard, line, "2026-03-17").due) == (
        "soon",
        "2026-03-20",
    )
    assert only(yard, line, "2026-03-18").done_on == "2026-03-18"
    told = sheet(("2026-03-10", LAST), kind="minutes", records=(b"r" * 16,))
    yard = Yard(PLACE, "2026-01-01", sheets=[told], events={"request": [asked]})
    assert only(yard, line, "2026-03-20").done_on == "2026-03-10"


def test_what_was_registered_by_hand_is_published_by_a_later_sheet_of_its_line() -> None:
    line = item("by_hand", "free")
    early = sheet(("2026-03-01", LAST), kind="free", item=line.id)
    other = sheet(("2026-03-04", LAST), kind="free")
    told = sheet(("2026-03-04", LAST), kind="free", item=line.id)
    events: dict[str | bytes, list[Event]] = {line.id: [event("2026-03-02")]}
    assert only(
        Yard(PLACE, "2026-01-01", sheets=[early, other], events=events), line, "2026-03-09"
    ).state == ("overdue")
    assert only(Yard(PLACE, "2026-01-01", sheets=[told], events=events), line, "2026-03-09").state == "done"
    assert only(Yard(PLACE, "2026-01-01", events=events), line, "2026-03-02").record == b"r" * 16


def test_an_event_needs_its_own_sheet_even_of_the_same_kind() -> None:
    line = item("outcome", "result")
    loose = sheet(("2026-03-04", LAST), kind="result")
    yard = Yard(PLACE, "2026-01-01", sheets=[loose], events={"outcome": [event("2026-03-02")]})
    assert only(yard, line, "2026-03-09").state == "overdue"


# the oracle


FIRST_DAY = date(2026, 1, 26)
"""A Monday before a month ends, so that a few days reach over weekends and the beginnings of months."""
NEAR, FAR = 14, 75
"""Days looked at; months need more of them, everything else is rich enough in few."""
TRIGGERS = {
    "always": "overview",
    "committee": "organisation",
    "charter": "charter",
    "month": "accounts",
    "resolution": "resolution",
    "request": "free",
    "by_hand": "opinions",
}


def text(offset: int) -> str:
    return (FIRST_DAY + timedelta(days=offset)).isoformat()


@st.composite
def cases(draw: st.DrawFn, trigger: str) -> tuple[DisclosureItem, WorkingDays, Yard]:
    """Draw a line, a calendar and a courtyard in which much happens within few days."""
    span = FAR if trigger == "month" else NEAR
    offsets = st.integers(0, span)
    days = offsets.map(text)
    records = st.sampled_from([b"r" * 16, b"s" * 16])
    mostly = st.sampled_from([None, b"i" * 16, b"o" * 16])

    @st.composite
    def spells(draw: st.DrawFn) -> tuple[str, str]:
        first = draw(offsets)
        last = draw(st.none() | st.integers(first, span + 2))
        return text(first), LAST if last is None else text(last)

    line = item(
        trigger,
        TRIGGERS[trigger],
        due_days=draw(st.sampled_from([1, 3, 5])),
        due_day=draw(st.sampled_from([None, 1, 5, 10, 31])),
        valid_from=draw(st.sampled_from([None, None, text(3), text(8)])),
    )
    sheets = st.builds(
        Sheet,
        notice=st.integers(1, 250).map(lambda number: bytes([number]) * 16),
        kind=st.sampled_from([line.sheet, line.sheet, line.sheet, "free", "accounts"]),
        item=mostly,
        month=st.sampled_from([None, "2026-01", "2026-02", "2026-03"]),
        records=st.lists(records, max_size=1).map(tuple),
        spells=st.lists(spells(), min_size=1, max_size=3).map(lambda found: tuple(sorted(found))),
    )
    some_days = st.sets(offsets.map(lambda each: FIRST_DAY + timedelta(days=each)), max_size=6)
    events = draw(
        st.lists(
            st.builds(
                Event,
                record=records,
                day=days,
                due=st.none() | days,
                settled=st.sampled_from([None, None, text(6), text(9)]),
            ),
            max_size=3,
        )
    )
    yard = Yard(
        PLACE,
        draw(st.sampled_from([None, text(-40), text(-40), text(0), text(0), text(4), text(9)])),
        draw(st.sampled_from([None, "2025-12", "2026-01", "2026-01", "2026-02"])),
        draw(st.lists(sheets, max_size=3)),
        {"": [Body(b"c" * 16, tuple(draw(st.lists(days, max_size=3))))]},
        draw(st.lists(st.tuples(days, mostly), max_size=2)),
        {trigger: events, b"i" * 16: events[:1]},
        {b"i" * 16: draw(st.lists(spells().map(lambda spell: Spell(*spell)), max_size=1))},
    )
    return line, WorkingDays.of(draw(some_days), draw(some_days)), yard


class Oracle:
    """Walks from day to day, as somebody with a calendar and the board before him would."""

    def __init__(self, line: DisclosureItem, calendar: WorkingDays, yard: Yard, on: str) -> None:
        self.line, self.calendar, self.yard, self.on = line, calendar, yard, on
        self.off = yard.off.get(line.id, ())

    def found(self) -> list[tuple[str, str, str, str, str | None]]:
        """Return key, since, due, state and done_on of each obligation."""
        if self.yard.since is None:
            return []
        if self.line.trigger == "month":
            return self.months()
        if self.line.trigger in ("always", "committee", "charter"):
            return self.standing()
        return self.events()

    def begun(self, day: str) -> bool:
        assert self.yard.since is not None
        return day >= self.yard.since and (self.line.valid_from is None or day >= self.line.valid_from)

    def is_off(self, day: str) -> bool:
        return any(spell.first <= day <= spell.last for spell in self.off)

    def working_days_later(self, day: str, count: int) -> str:
        at = date.fromisoformat(day)
        while count:
            at += timedelta(days=1)
            count -= self.calendar.is_working(at)
        return at.isoformat()

    def state(self, due: str, done: str | None) -> str:
        if done is not None:
            return "done"
        if due < self.on:
            return "overdue"
        left = 0
        at = date.fromisoformat(self.on)
        while at.isoformat() < due:
            at += timedelta(days=1)
            left += self.calendar.is_working(at)
        return "soon" if left <= SOON else "due"

    def days(self) -> list[str]:
        at, days = date(2025, 12, 1), []
        while at.isoformat() <= self.on:
            days.append(at.isoformat())
            at += timedelta(days=1)
        return days

    def hangs(self, each: Sheet, day: str) -> bool:
        return any(first <= day <= last for first, last in each.spells)

    # months: look at every day; on the first of a month the month before is put on the list

    def months(self) -> list[tuple[str, str, str, str, str | None]]:
        found = []
        for day in self.days():
            if not day.endswith("-01") or self.is_off(day) or self.yard.first_month is None:
                continue
            month = day_before(day)[:7]
            began = max(self.yard.since or "", self.line.valid_from or "")[:7]
            if (
                month < self.yard.first_month
                or month < began
                or self.on < max(self.yard.since or "", self.line.valid_from or "")
            ):
                continue
            done = None
            for other in self.days():
                if any(
                    each.month == month and serves(each, self.line) and self.hangs(each, other)
                    for each in self.yard.sheets
                ):
                    done = other
                    break
            if done is None and self.is_off(self.on):
                continue
            at = date.fromisoformat(day)
            while (at + timedelta(days=1)).month == at.month and at.day != self.line.due_day:
                at += timedelta(days=1)
            while not self.calendar.is_working(at):
                at += timedelta(days=1)
            due = at.isoformat()
            found.append((month, day, due, self.state(due, done), done))
        return found

    # what always hangs: on every day, is something up that is as new as the last change?

    def standing(self) -> list[tuple[str, str, str, str, str | None]]:
        changes: list[str] = []
        key = ""
        if self.line.trigger == "committee":
            changes, key = list(self.yard.bodies[""][0].changes), (b"c" * 16).hex()
        if self.line.trigger == "charter":
            changes = [day for day, of in self.yard.changes if of in (None, self.line.id)]
        since: str | None = None
        done: str | None = None
        shown = False
        for day in self.days():
            shown = self.begun(day) and not self.is_off(day)
            if not shown:
                since = done = None
                continue
            newest = max([change for change in changes if change <= day], default="")
            up = any(
                serves(each, self.line) and newest <= first <= day <= last
                for each in self.yard.sheets
                for first, last in each.spells
            )
            if since is None:
                since = day
            if up and done is None:
                done = day
            if not up and done is not None:
                since, done = day, None
        if not shown or since is None:
            return []
        due = self.working_days_later(since, self.line.due_days or 0)
        return [(key, since, due, self.state(due, done), done)]

    # events: on every day, did it happen, and was it told since?

    def events(self) -> list[tuple[str, str, str, str, str | None]]:
        found = []
        listed = (*self.yard.events[self.line.trigger], *self.yard.events[self.line.id])
        for happened in listed:
            if happened.day > self.on or not self.begun(happened.day) or self.is_off(happened.day):
                continue
            done = None
            for day in self.days():
                if happened.settled == day or any(
                    self.tells(each, happened, day) for each in self.yard.sheets
                ):
                    done = day
                    break
            if done is None and self.is_off(self.on):
                continue
            due = happened.due or self.working_days_later(happened.day, self.line.due_days or 0)
            found.append((happened.record.hex(), happened.day, due, self.state(due, done), done))
        return found

    def tells(self, each: Sheet, happened: Event, day: str) -> bool:
        if not self.hangs(each, day):
            return False
        if happened.record in each.records:
            return self.line.trigger == "request" or serves(each, self.line)
        begun = min(first for first, _ in each.spells)
        return self.line.trigger == "by_hand" and begun >= happened.day and serves(each, self.line)


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_the_oracle_agrees_on_every_day(trigger: str) -> None:
    span = FAR if trigger == "month" else NEAR

    @settings(max_examples=150, deadline=None)
    @given(cases(trigger), st.lists(st.integers(0, span + 3), min_size=6, max_size=10, unique=True))
    def agrees(case: tuple[DisclosureItem, WorkingDays, Yard], offsets: list[int]) -> None:
        line, calendar, yard = case
        for on in map(text, offsets):
            found = [
                (each.key, each.since, each.due, each.state, each.done_on)
                for each in Reckoner([line], calendar, on, SOON).of(yard)
            ]
            assert found == Oracle(line, calendar, yard, on).found()

    agrees()
