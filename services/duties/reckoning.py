"""What every courtyard owes its deliberation on a day: meetings, rounds, elections, answers, minutes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.rules import duties as rules
from models.rules.disclosure import Courtyard
from models.rules.duties import Look, Term
from models.rules.elections import file_by
from services.disclosure.facts import Scope, places
from services.duties import reading
from services.duties.reading import Dated
from services.office import Context
from services.rights import may_see

if TYPE_CHECKING:
    from models.rules.rulebook import Rule, RuleBook

ORDER: Final = ("overdue", "soon", "due")
"""States, the most urgent first."""
_RANK = {state: place for place, state in enumerate(ORDER)}
LATEST: Final = 400
"""Days that are looked back for meetings at most, whatever the rules say."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a courtyard owes.

    Attributes:
        kind: of vocab.DUTY_KIND.
        courtyard: whose; a community with an empty id for a meeting of all its courtyards.
        title: what is owed, in words.
        about: the record it is about, or what is missing; "" for nothing more.
        since, due: ISO days.
        state: of vocab.DUTY_STATE: overdue, soon or due.
        source: clause or article.
        record_kind: kind of the record to be opened, "" where a meeting is to be held first.
        record: the record.
        month: YYYY-MM it is for, "" for no month.
    """

    kind: str
    courtyard: Courtyard
    title: str
    about: str
    since: str
    due: str
    state: str
    source: str
    record_kind: str = ""
    record: bytes | None = None
    month: str = ""


@dataclass(frozen=True, slots=True)
class _Day:
    """What every kind is reckoned with."""

    context: Context
    look: Look
    scope: Scope
    places: Mapping[bytes, Courtyard]

    @property
    def on(self) -> str:
        return self.look.on.isoformat()

    @property
    def first(self) -> str:
        return f"{self.look.first_month}-01"

    def rule(self, name: str) -> "Rule | None":
        return self.context.rulebook.find(name, self.look.on)


def duties(
    context: Context,
    on: date | None = None,
    *,
    courtyard: bytes | None = None,
    community: bytes | None = None,
) -> tuple[Duty, ...]:
    """Return what is owed, the most urgent first, with a fixed number of queries; on the reader's thread.

    Args:
        context: the office.
        on: the day that is looked at, today if None.
        courtyard: only this one.
        community: only its courtyards.
    """
    day = on or context.today()
    shown = context.rulebook.find("duties.shown", day)
    if shown is None:
        return ()
    scope = Scope(courtyard, community)
    look = Look(day, shown.number("months_back"), shown.number("days_before"))
    known = {unit: Courtyard(b"", name, unit, name) for unit, name in reading.units(context.reader, scope)}
    known |= {place.id: place for place in places(context, scope)}
    at = _Day(context, look, scope, known)
    found = [duty for kind in _KINDS for duty in kind(at)]
    return tuple(sorted(found, key=lambda each: (_RANK[each.state], each.due)))


def _joint(at: _Day) -> Iterator[Duty]:
    """Owed from the month a courtyard has a branch, which leads the meeting (policy 2.6c)."""
    rule = at.rule("courtyard.joint_meeting")
    if rule is None:
        return
    since = reading.branches(at.context.reader, at.scope)
    held = reading.months_held(at.context.reader, "joint", at.first, at.on, at.scope)
    begun = rule.valid_from.isoformat()[:7] if rule.valid_from is not None else "0001-01"
    for yard, month in since.items():
        for term in rules.monthly(max(month, begun), held.get(yard, ()), at.look):
            yield from _of(at, "joint", yard, term, f"{_month(term.key, at)}联席会议", "还没有开", rule)


def _month(month: str, at: _Day) -> str:
    year = "" if int(month[:4]) == at.look.on.year else f"{int(month[:4])}年"
    return f"{year}{int(month[5:7])}月"


def _representatives(at: _Day) -> Iterator[Duty]:
    """Owed by courtyards that have representatives; one of the whole community counts for each of its."""
    rule = at.rule("representatives.call")
    if rule is None:
        return
    months, begun = rule.number("months"), (rule.valid_from or date.min).isoformat()[:7]
    since = reading.representatives(at.context.reader, at.on, at.scope)
    first = rules.add_months(at.look.first_month, 1 - months) + "-01"
    held = reading.months_held(at.context.reader, "representatives", first, at.on, at.scope)
    shared = reading.months_of_communities(at.context.reader, "representatives", first, at.on)
    for yard, month in since.items():
        place = at.places.get(yard)
        everywhere = shared.get(place.unit or b"", set()) if place is not None else set()
        there = held.get(yard, set()) | everywhere
        for term in rules.periodic(max(month, begun), there, months, at.look):
            title = f"{_period(term.key, months)}居民代表会议"
            yield from _of(at, "representatives", yard, term, title, "还没有开", rule)


def _period(first: str, months: int) -> str:
    year, month = int(first[:4]), int(first[5:7])
    if months == 6:
        return f"{year}年{'上' if month == 1 else '下'}半年"
    return f"{year}年{month}月起{months}个月内"


def _collecting(at: _Day) -> Iterator[Duty]:
    for row in reading.plans(at.context.reader, at.scope):
        every, day, done = row.more
        plan = rules.Plan(row.since or "", row.due, every, day)
        for term in rules.rounds(plan, done, at.look):
            title = f"{_month(term.key, at)}征集意见"
            yield from _about(
                at, "collecting", row, term, title, "方案二（六）", "collecting-plans", term.key
            )


def _renewals(at: _Day) -> Iterator[Duty]:
    rule = at.rule("committee.renewal")
    if rule is None:
        return
    under_way = reading.renewals_under_way(at.context.reader)
    for row in reading.committees(at.context.reader, at.scope):
        term = rules.renewal(row.since, row.more, rule.number("days_before"), at.look)
        if term is None:
            continue
        election = under_way.get(row.id)
        if election is None:
            yield from _about(at, "renewal", row, term, "任期届满，组织换届", rule.source, "committees")
        else:
            begun = Dated(election, row.courtyard, row.about, row.since, row.due)
            yield from _about(at, "renewal", begun, term, "换届选举正在办理", rule.source, "elections")


def _filings(at: _Day) -> Iterator[Duty]:
    book: RuleBook = at.context.rulebook
    rule = at.rule("committee.filing.owners")
    for row in reading.not_filed(at.context.reader, at.scope):
        last = file_by(row.since, book)
        term = rules.dated(last.isoformat() if last is not None else None, row.since, at.look)
        source = rule.source if rule is not None else ""
        yield from _about(at, "filing", row, term, "选举结果备案", source, "elections")


def _opinions(at: _Day) -> Iterator[Duty]:
    if not may_see(at.context, "opinion"):
        return
    source = _source(at, "opinion.due")
    for row in reading.opinions(at.context.reader, at.scope):
        term = rules.dated(row.due, row.since, at.look)
        yield from _about(at, "opinion", row, term, "答复意见", source, "opinions")


def _disputes(at: _Day) -> Iterator[Duty]:
    if not may_see(at.context, "dispute"):
        return
    source = _source(at, "dispute.due")
    for row in reading.disputes(at.context.reader, at.scope):
        term = rules.dated(row.due, row.since, at.look)
        yield from _about(at, "dispute", row, term, "调解纠纷", source, "disputes")


def _source(at: _Day, name: str) -> str:
    rule = at.rule(name)
    return rule.source if rule is not None else ""


def _minutes(at: _Day) -> Iterator[Duty]:
    rule = at.rule("minutes.due")
    if rule is None:
        return
    days, back = rule.number("final_days"), min(rule.number("back_days"), LATEST)
    first = (at.look.on - timedelta(days=back)).isoformat()
    for row in reading.without_minutes(at.context.reader, first, at.on, at.scope):
        term = rules.minutes(row.since, days, back, at.look)
        state = vocab.MINUTES_STATE.label(row.more) if row.more else "还没有起草"
        yield from _about(at, "minutes", row, term, f"会议纪要定稿（{state}）", rule.source, "meetings")


def _actions(at: _Day) -> Iterator[Duty]:
    source = _source(at, "action.due")
    for row in reading.action_items(at.context.reader, at.scope):
        term = rules.dated(row.due, row.since, at.look)
        title = f"办理待办（{row.more}）" if row.more else "办理待办"
        yield from _about(at, "action", row, term, title, source, "action-items")


def _of(at: _Day, kind: str, yard: bytes, term: Term, title: str, about: str, rule: "Rule") -> Iterator[Duty]:
    place = at.places.get(yard)
    if place is not None:
        yield Duty(
            kind, place, title, about, term.since, term.due, term.state, rule.source, "", None, term.key
        )


def _about(
    at: _Day,
    kind: str,
    row: Dated,
    term: Term | None,
    title: str,
    source: str,
    record_kind: str,
    month: str = "",
) -> Iterator[Duty]:
    place = at.places.get(bytes(row.courtyard))
    if place is not None and term is not None:
        yield Duty(
            kind, place, title, row.about, term.since, term.due, term.state, source, record_kind,
            bytes(row.id), month,
        )  # fmt: skip


_KINDS: Final[tuple[Callable[[_Day], Iterator[Duty]], ...]] = (
    _joint,
    _representatives,
    _collecting,
    _renewals,
    _filings,
    _opinions,
    _disputes,
    _minutes,
    _actions,
)


def counts(found: Iterable[Duty]) -> dict[str, int]:
    """Return how many duties are in each state."""
    counted = dict.fromkeys(ORDER, 0)
    for each in found:
        counted[each.state] += 1
    return counted


def as_plain(duty: Duty) -> dict[str, Any]:
    """Return a duty as the command line shows it."""
    return {
        "kind": duty.kind,
        "courtyard": duty.courtyard.name,
        "community": duty.courtyard.community,
        "title": duty.title,
        "about": duty.about,
        "month": duty.month or None,
        "since": duty.since,
        "due": duty.due,
        "state": duty.state,
        "source": duty.source,
        "record_kind": duty.record_kind or None,
        "record": duty.record.hex() if duty.record is not None else None,
    }
