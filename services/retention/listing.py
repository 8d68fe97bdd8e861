"""The yearly review: what is past its period, undecided and decided; a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from models.rules.dates import PartialDate, from_record
from models.rules.retention import Decision, due_day, period_of, standing
from models.rules.rule_values import values_in_words
from services.office import Context
from services.retention.sorts import SORTS, Sort
from services.rights import may_see, needs


@dataclass(frozen=True, slots=True)
class Line:
    """A record past its period.

    Attributes:
        table: its table, and
        record_id: the record.
        kind: subject under which it is opened, "" where it has no page.
        sort: what it is called.
        name: its name.
        since: ISO day from which the period runs.
        due: ISO day on which it was over.
        period: how long, in words.
        source: what says so.
        erasable: whether it can be erased from the list.
        decision: the decision that stands, None where somebody has to decide.
    """

    table: str
    record_id: bytes
    kind: str
    sort: str
    name: str
    since: str
    due: str
    period: str
    source: str
    erasable: bool
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """How long a sort of records is kept, with the source and what else is to be known."""

    label: str
    period: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Review:
    """What is past its period on a day.

    Attributes:
        on: ISO day.
        lines: what nobody decided yet, or what is due again, the longest past first.
        decided: what stands decided and is still there.
    """

    on: str
    lines: tuple[Line, ...]
    decided: tuple[Line, ...]


def periods(context: Context) -> tuple[Period, ...]:
    """Return the periods as this office keeps them; on the reader's thread."""
    found = []
    for sort in SORTS:
        rule = context.rulebook.find(sort.rule, context.today())
        if rule is not None:
            found.append(Period(rule.title, values_in_words(rule.value), rule.source, rule.note))
    return tuple(found)


@needs("personal.review")
def review(context: Context, on: date | None = None) -> Review:
    """Return what is past its period and may be seen by whoever works; on the reader's thread.

    Args:
        context: the office.
        on: the day, None for today.
    """
    day = on or context.today()
    decisions = _decisions(context)
    lines: list[Line] = []
    decided: list[Line] = []
    for sort in (each for each in SORTS if may_see(context, each.table)):
        for line in _past(context, sort, day):
            stands = standing(decisions.get((line.table, line.record_id), ()), day)
            if stands is None:
                lines.append(line)
            else:
                decided.append(_with(line, stands))
    lines.sort(key=lambda each: (each.due, each.sort, each.name, each.record_id))
    return Review(day.isoformat(), tuple(lines), tuple(decided))


def due_count(context: Context) -> int:
    """Return how many records are past their period and undecided; on the reader's thread."""
    return len(review(context).lines)


def _with(line: Line, decision: Decision) -> Line:
    from dataclasses import replace

    return replace(line, decision=decision)


def _past(context: Context, sort: Sort, day: date) -> Iterator[Line]:
    rule = context.rulebook.find(sort.rule, day) if sort.sql else None
    if rule is None:
        return
    period = period_of(rule.value, from_year_end=sort.from_year_end)
    for row_id, name, anchor in context.reader.all(sort.sql):
        since = _day_of(anchor)
        due = None if since is None else due_day(since, period)
        if since is None or due is None or due > day:
            continue
        yield Line(
            sort.table,
            bytes(row_id),
            sort.kind,
            sort.label,
            name or "",
            since.iso,
            due.isoformat(),
            values_in_words(rule.value),
            rule.source,
            sort.erasable,
        )


def _day_of(anchor: str | int) -> PartialDate | None:
    """Return the day of an ISO text, or of UTC milliseconds."""
    if isinstance(anchor, int):
        return PartialDate.of(datetime.fromtimestamp(anchor / 1000, UTC).astimezone().date())
    return from_record(anchor)


def _decisions(context: Context) -> dict[tuple[str, bytes], list[Decision]]:
    rows = context.reader.all(
        "SELECT tbl, record_id, decision, decided_on, coalesce(until, '') FROM retention_review "
        "WHERE deleted_at IS NULL ORDER BY decided_on, id"
    )
    found: dict[tuple[str, bytes], list[Decision]] = {}
    for table, record_id, decision, decided_on, until in rows:
        found.setdefault((table, bytes(record_id)), []).append(Decision(decision, decided_on, until))
    return found
