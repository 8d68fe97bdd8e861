"""Where an opinion or a dispute stands: the ladder of levels with their days, what can be done, its links."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from models import vocab
from models.rules import handling
from models.rules.dates import from_record
from models.rules.handling import Case
from services.opinions.cases import case_of
from services.rights import demand_seeing
from services.subjects import subject

if TYPE_CHECKING:
    from services.office import Context

At = Literal["done", "now", "ahead"]
_COLUMNS = ("id", "title", "courtyard_id", "received_on", "closed_on", "late")
_OF_OPINIONS = (
    "answer", "answered_on", "answered_by", "told_on", "told_how", "satisfied", "group_id", "matter_id",
    "notice_id",
)  # fmt: skip
_OF_DISPUTES = ("result", "opinion_id")
AGREEMENT = "agreement"
"""Kind of a link that leads to a sheet and not to a record."""
_TABLES = {"opinions": "opinion", "disputes": "dispute"}


@dataclass(frozen=True, slots=True)
class Rung:
    """A level as the strip shows it.

    Attributes:
        level, label: code and name.
        at: whether it is done with it, at it now, or was not asked.
        words: its days in a few words.
        late: whether it is late, or was.
        answer: what it answered or why it handed it up, "" for nothing.
    """

    level: str
    label: str
    at: At
    words: str = ""
    late: bool = False
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Follower:
    """An opinion merged into the one that is shown: its id, its title, who raised it."""

    id: bytes
    title: str
    who: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another record it leads to or comes from: kind of its subject, id, what it is, its name."""

    kind: str
    id: bytes
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something stands.

    Attributes:
        kind: "opinion" or "dispute".
        id, title, courtyard: which one, and where.
        state: of vocab.OPINION_STATE or vocab.DISPUTE_STATE, and
        state_label: in words.
        level: of vocab.HANDLING_LEVEL.
        rungs: the way it went, and the levels above.
        acts: what can be done next, the most likely first.
        detail: sentences below the way.
        warning: what wants attention, "" for nothing.
        overdue: whether the level that is at it is late.
        reachable: whether there is somebody to tell.
        followers: what was merged into it.
        links: records it leads to or comes from.
        since: ISO day the latest level got it.
        late: whether it was entered after the fact.
    """

    kind: str
    id: bytes
    title: str
    courtyard: bytes
    state: str
    state_label: str
    level: str
    rungs: tuple[Rung, ...]
    acts: tuple[str, ...]
    detail: tuple[str, ...]
    warning: str
    overdue: bool
    reachable: bool
    followers: tuple[Follower, ...]
    links: tuple[Link, ...]
    since: str
    late: bool = False


def standing(context: "Context", kind: str, record_id: bytes) -> Standing:
    """Return where an opinion or a dispute stands; on the reader's thread.

    Args:
        context: read on the reader's thread.
        kind: kind of its subject: "opinions" or "disputes".
        record_id: which one.

    Raises:
        NotAllowed: whoever works may not see such records.
        NotFound: it is gone.
    """
    table = _TABLES[kind]
    demand_seeing(context, table)
    case = case_of(context.reader, table, record_id)
    row = _row(context, table, record_id)
    states = vocab.OPINION_STATE if table == "opinion" else vocab.DISPUTE_STATE
    today = context.today()
    hints = handling.handling_hints(case, context.rulebook, today)
    current = case.current
    return Standing(
        table,
        record_id,
        row["title"],
        bytes(row["courtyard_id"]),
        case.state,
        states.label(case.state),
        case.level,
        _rungs(context, table, record_id, case),
        handling.acts(case),
        _detail(row) if table == "opinion" else _result(row),
        "；".join(hint.message.rstrip("。") for hint in hints if hint.level != "info"),
        current is not None and handling.days_late(current, today) > 0,
        case.reachable,
        _followers(context, record_id) if table == "opinion" else (),
        _links(context, table, row),
        case.steps[-1].received_on if case.steps else row["received_on"],
        bool(row["late"]),
    )


def _row(context: "Context", table: str, record_id: bytes) -> dict[str, Any]:
    names = (*_COLUMNS, *(_OF_OPINIONS if table == "opinion" else _OF_DISPUTES))
    found = context.reader.one(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (record_id,))
    return dict(zip(names, found or (None,) * len(names), strict=True))


def _rungs(context: "Context", table: str, record_id: bytes, case: Case) -> tuple[Rung, ...]:
    answers = context.reader.all(
        f"SELECT coalesce(answer, ''), coalesce(note, '') FROM handling_step WHERE {table}_id = ? "
        "AND deleted_at IS NULL ORDER BY id",
        (record_id,),
    )
    today = context.today()
    gone = tuple(
        Rung(
            step.level,
            vocab.HANDLING_LEVEL.label(step.level),
            "done" if step.answered_on else "now",
            handling.step_words(step, today),
            handling.days_late(step, today) > 0,
            said or note,
        )
        for step, (said, note) in zip(case.steps, answers, strict=True)
    )
    if case.is_closed or case.state == "merged":
        return gone
    ahead = tuple(
        Rung(level, vocab.HANDLING_LEVEL.label(level), "ahead") for level in handling.above(case.level)
    )
    return gone + ahead


def _detail(row: dict[str, Any]) -> tuple[str, ...]:
    said = []
    if row["answer"]:
        by = f"{row['answered_by']}" if row["answered_by"] else ""
        said.append(f"{_day(row['answered_on'])}{by}答复：{row['answer']}")
    if row["told_on"]:
        label = vocab.SATISFIED.label(row["satisfied"]) if row["satisfied"] else ""
        said.append(f"{_day(row['told_on'])}告知（{row['told_how'] or ''}）{'，' if label else ''}{label}")
    return (*said, f"{_day(row['closed_on'])}办结") if row["closed_on"] else tuple(said)


def _result(row: dict[str, Any]) -> tuple[str, ...]:
    return (f"{_day(row['closed_on'])}：{row['result']}",) if row["closed_on"] and row["result"] else ()


def _day(iso: str | None) -> str:
    day = from_record(iso)
    return "" if day is None else day.chinese.partition("年")[2] or day.chinese


def _followers(context: "Context", record_id: bytes) -> tuple[Follower, ...]:
    rows = context.reader.all(
        "SELECT t.id, t.title, coalesce(r.name, t.raised_by, '匿名') FROM opinion t "
        "LEFT JOIN resident r ON r.id = t.resident_id WHERE t.group_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.id",
        (record_id,),
    )
    return tuple(Follower(bytes(row[0]), row[1], row[2]) for row in rows)


def _links(context: "Context", table: str, row: dict[str, Any]) -> tuple[Link, ...]:
    if table == "dispute":
        return (*_named(context, (("opinions", row["opinion_id"], "来自意见"),)), *_agreements(context, row))
    turned = context.reader.all(
        "SELECT id FROM dispute WHERE opinion_id = ? AND deleted_at IS NULL ORDER BY id", (row["id"],)
    )
    return _named(
        context,
        (
            ("opinions", row["group_id"], "并入"),
            ("matters", row["matter_id"], "协商事项"),
            *(("disputes", each[0], "矛盾纠纷") for each in turned),
            ("notices", row["notice_id"], "公示"),
        ),
    )


def _agreements(context: "Context", row: dict[str, Any]) -> tuple[Link, ...]:
    """Return the mediations that led to an agreement, whose sheet can be printed."""
    found = context.reader.all(
        "SELECT id, held_on FROM mediation WHERE dispute_id = ? AND coalesce(agreement, '') <> '' "
        "AND deleted_at IS NULL ORDER BY held_on, id",
        (row["id"],),
    )
    return tuple(Link(AGREEMENT, bytes(each), "调解协议书", f"{_day(day)}的，打印") for each, day in found)


def _named(context: "Context", found: "tuple[tuple[str, bytes | None, str], ...]") -> tuple[Link, ...]:
    return tuple(
        Link(kind, bytes(each), label, _name(context, kind, bytes(each)))
        for kind, each, label in found
        if each is not None
    )


def _name(context: "Context", kind: str, record_id: bytes) -> str:
    described = subject(kind)
    found = context.reader.one(
        f"SELECT {described.name_sql}, t.deleted_at FROM {described.from_sql} WHERE t.id = ?", (record_id,)
    )
    name, deleted = found if found is not None else ("", None)
    return f"{name or ''}（已删除）" if deleted is not None else str(name or "")
