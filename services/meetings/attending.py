"""Who is there: arriving, leaving, and being represented by somebody else (rules.md, deciding)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput
from models.rules.clock import parse_time
from models.rules.dates import from_record
from models.rules.proxies import Proxy, proxy_hints
from services.meetings.figures import write_figures
from services.meetings.roll import line_ids
from services.meetings.rows import meeting_of, named
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork

_NO_PROXY: dict[str, Any] = {"proxy_id": None, "proxy_name": None, "proxy_paper": None}


@dataclass(frozen=True, slots=True)
class Marked:
    """What was marked: the lines it reached, those of the same heads included, and the transaction."""

    ids: tuple[bytes, ...]
    committed: "Committed | None"


def now_of(context: Context) -> str:
    """Return the time of day HH:MM."""
    return datetime.fromtimestamp(context.clock() / 1000, UTC).astimezone().strftime("%H:%M")


@needs("deliberation.write")
def mark(context: Context, ids: Sequence[bytes], state: str, *, at: str | None = None) -> Marked:
    """Mark lines of one roll as present, on leave, absent or expected, on the writer's thread.

    All lines of a head go together, and so do lines that are represented by one of them. Who comes in person
    needs no proxy any more.

    Args:
        context: who does it.
        ids: the lines.
        state: a code of vocab.ATTENDEE_STATE.
        at: time of arrival as typed, for "present"; now, when the meeting is today, else unknown.

    Raises:
        NotFound: a line is gone.
        InvalidInput: no such state, or a time that cannot be read.
    """
    if state not in vocab.ATTENDEE_STATE:
        raise InvalidInput(f"没有“{state}”这种到会情况。")
    with context.unit_of_work() as work:
        meeting_id = _meeting_of(work, ids)
        clock = _time(context, work, meeting_id, at) if state == "present" else None
        reached = tuple(_mates(work, meeting_id, ids))
        for each in reached:
            row = work.row("attendee", each)
            fresh = row["state"] != "present" or row["left_at"] is not None or bool(at)
            kept = clock if fresh else row["arrived_at"]
            values = {"state": state, "arrived_at": kept, "left_at": None, **_NO_PROXY}
            work.update("attendee", each, values)
        return _done(work, meeting_id, reached)


@needs("deliberation.write")
def leave(context: Context, ids: Sequence[bytes], at: str | None = None) -> Marked:
    """Note that somebody left before the end, on the writer's thread; whom they represent leaves with them.

    Args:
        context: who does it.
        ids: lines of one roll that are there.
        at: time of day as typed; now, when the meeting is today.

    Raises:
        NotFound: a line is gone.
        InvalidInput: somebody is not there, or a time that cannot be read or lies before the arrival.
    """
    with context.unit_of_work() as work:
        meeting_id = _meeting_of(work, ids)
        clock = _time(context, work, meeting_id, at)
        if clock is None:
            raise InvalidInput("请写上离会的时间，如 15:30。")
        reached = tuple(_mates(work, meeting_id, ids))
        for each in reached:
            row = work.row("attendee", each)
            if row["state"] != "present":
                raise InvalidInput(f"{row['name']}没有到会，不用登记离会。")
            if row["arrived_at"] and clock < row["arrived_at"]:
                raise InvalidInput(
                    f"{row['name']}{row['arrived_at']}才到会，离会时间{clock}不能更早，请核对。"
                )
            work.update("attendee", each, {"left_at": clock})
        return _done(work, meeting_id, reached)


@needs("deliberation.write")
def represent(
    context: Context, attendee_id: bytes, *, by: bytes | None = None, by_name: str = "", paper: bool = False
) -> Marked:
    """Note who represents a line, on the writer's thread; neither `by` nor `by_name` takes it back.

    Args:
        context: who does it.
        attendee_id: who is represented; all lines of that head are.
        by: the line of the roll that does it, or
        by_name: the name of somebody who is not on it.
        paper: whether the letter of proxy (委托书) was handed in.

    Raises:
        NotFound: a line is gone.
        InvalidInput: nobody can represent oneself, or who is represented; the limit of rule `proxy.limit`
            is passed or the paper is missing, where the rule blocks.
    """
    with context.unit_of_work() as work:
        meeting_id = work.row("attendee", attendee_id)["meeting_id"]
        lines = tuple(_mates(work, meeting_id, (attendee_id,)))
        values: dict[str, Any]
        if by is None and not by_name.strip():
            values = {"state": "expected", "arrived_at": None, "left_at": None, **_NO_PROXY}
        else:
            values = _proxy(context, work, meeting_id, lines, by, by_name, paper)
        for each in lines:
            work.update("attendee", each, values)
        return _done(work, meeting_id, lines)


def _proxy(
    context: Context,
    work: "UnitOfWork",
    meeting_id: bytes,
    lines: Sequence[bytes],
    by: bytes | None,
    by_name: str,
    paper: bool,
) -> dict[str, Any]:
    first = work.row("attendee", lines[0])
    if by is not None:
        line_ids(work.reader, meeting_id, (by,))
        other = work.row("attendee", by)
        _refuse_circle(work, first, other, lines)
        name, arrived = other["name"], other
    else:
        name = named(by_name, "受托人姓名")
        arrived = {"state": "present", "arrived_at": None, "left_at": None}
    facts = Proxy(first["name"], name, paper, _represented(work, meeting_id, by, name, lines) + 1)
    held = from_record(meeting_of(work.reader, meeting_id)["held_on"])
    for hint in proxy_hints(facts, context.rulebook, held.first_day if held else context.today()):
        if hint.level == "block":
            raise InvalidInput(hint.message)
    given = {"proxy_id": by, "proxy_name": None if by is not None else name, "proxy_paper": paper}
    return {**given, **{name: arrived[name] for name in ("state", "arrived_at", "left_at")}}


def _refuse_circle(
    work: "UnitOfWork", row: dict[str, Any], other: dict[str, Any], lines: Sequence[bytes]
) -> None:
    if other["id"] in lines:
        raise InvalidInput(f"{row['name']}不能委托自己，请选另一个人。")
    if other["proxy_id"] is not None or other["proxy_name"] is not None:
        raise InvalidInput(f"{other['name']}自己也委托了别人，不能再代表{row['name']}。请选到会的人。")
    for each in lines:
        found = work.reader.value(
            "SELECT name FROM attendee WHERE proxy_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1", (each,)
        )
        if found is not None:
            raise InvalidInput(f"{row['name']}代表着{found}，自己不能再委托别人。请先取消那份委托。")


def _represented(
    work: "UnitOfWork", meeting_id: bytes, by: bytes | None, name: str, lines: Sequence[bytes]
) -> int:
    """Return how many other heads somebody represents already."""
    column, value = ("proxy_id", by) if by is not None else ("proxy_name", name)
    rows = work.reader.all(
        f"SELECT id, head_key FROM attendee WHERE meeting_id = ? AND {column} = ? AND deleted_at IS NULL",
        (meeting_id, value),
    )
    return len({row[1] or bytes(row[0]) for row in rows if bytes(row[0]) not in lines})


def _meeting_of(work: "UnitOfWork", ids: Sequence[bytes]) -> bytes:
    if not ids:
        raise InvalidInput("还没有选名册上的人。")
    found: bytes = work.row("attendee", ids[0])["meeting_id"]
    return found


def _mates(work: "UnitOfWork", meeting_id: bytes, ids: Sequence[bytes]) -> list[bytes]:
    """Return lines with all others of the same heads."""
    keys = line_ids(work.reader, meeting_id, ids)
    reached = dict.fromkeys(keys)
    for key in dict.fromkeys(each for each in keys.values() if each is not None):
        rows = work.reader.all(
            "SELECT id FROM attendee WHERE meeting_id = ? AND head_key = ? AND deleted_at IS NULL "
            "ORDER BY position NULLS FIRST, id",
            (meeting_id, key),
        )
        reached |= dict.fromkeys(bytes(row[0]) for row in rows)
    return list(reached)


def _done(work: "UnitOfWork", meeting_id: bytes, reached: Sequence[bytes]) -> Marked:
    everyone = (*reached, *_follow(work, reached))
    if not work.change_count:
        return Marked(tuple(reached), None)
    write_figures(work, meeting_id)
    return Marked(everyone, work.commit())


def _follow(work: "UnitOfWork", proxies: Sequence[bytes]) -> list[bytes]:
    """Let lines be there as long as who represents them is."""
    followed = []
    for proxy in proxies:
        row = work.row("attendee", proxy)
        for (line,) in work.reader.all(
            "SELECT id FROM attendee WHERE proxy_id = ? AND deleted_at IS NULL ORDER BY id", (proxy,)
        ):
            values = {name: row[name] for name in ("state", "arrived_at", "left_at")}
            if work.update("attendee", bytes(line), values):
                followed.append(bytes(line))
    return followed


def _time(context: Context, work: "UnitOfWork", meeting_id: bytes, typed: str | None) -> str | None:
    """Return a time of day as stored; without one, now on the day of the meeting, else None."""
    if typed is None or not typed.strip():
        held = meeting_of(work.reader, meeting_id)["held_on"]
        return now_of(context) if held == context.today().isoformat() else None
    parsed = parse_time(typed)
    if parsed.value is None:
        raise InvalidInput(f"时间“{typed}”看不懂，请写成 15:30。")
    return parsed.value
