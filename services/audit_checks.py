"""Checking the chain of the audit: after the start, on demand, and by the command; what was found stays.

After the start it goes on from where all was whole last; once a week, and whenever somebody asks, it begins
with the first entry. It is read in pieces, so that lists answer meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from services import settings
from services.office import Context
from services.rights import needs
from services.times import local_day, local_time

if TYPE_CHECKING:
    from models.db.audit_chain import Broken, State

ANCHOR: Final = "audit_anchor"
"""Setting of the office: number and hash of the entry up to which all was whole."""
FOUND: Final = "audit_found"
"""Setting of the office: what the last check found."""
FULL_AT: Final = "audit_full_at"
"""Setting of the office: when all entries were checked last, UTC milliseconds."""
WEEK_MS: Final = 7 * 86_400_000
BROKEN: Final = {
    "changed": "操作日志第{seq}条（{day}）和写下时不一样，有人用别的软件改过。",
    "missing": "操作日志第{seq}条不见了（在{day}前后），有人用别的软件删过。",
    "put in": "操作日志第{seq}条（{day}）不是本软件写的，是后来插进去的。",
    "order": "操作日志第{seq}条（{day}）不在原来的位置，有人用别的软件动过顺序。",
    "blanked": "操作日志第{seq}条（{day}）的文字被抹掉了，但没有对应的彻底删除。",
}
LOST: Final = "操作日志最新的{count}条不见了：数据库可能被换成了较早的一份，或被别的软件删过。"
ADVICE: Final = "业务数据另有核对。请先把现在的数据文件另存一份，再和最近可靠的备份对照，并请技术人员查看。"


@dataclass(frozen=True, slots=True)
class Checking:
    """A check under way.

    Attributes:
        state: how far the chain was followed.
        full: whether it began with the first entry.
        total: entries there are.
    """

    state: "State"
    full: bool
    total: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found.

    Attributes:
        at: when, UTC milliseconds; 0 while none was made.
        count: entries checked.
        total: entries there are.
        full: whether all were checked.
        seq: number of the first entry that does not fit; None where all do.
        problem: what is wrong and what to do, in one or two sentences; "" for nothing.
    """

    at: int = 0
    count: int = 0
    total: int = 0
    full: bool = False
    seq: int | None = None
    problem: str = ""

    @property
    def text(self) -> str:
        """What is told of it."""
        if self.problem:
            return self.problem
        if not self.at:
            return "还没有核对过"
        return f"{local_time(self.at)} 核对：操作日志共{self.total}条，前后相连，没有改动"


def begin(context: Context, *, full: bool | None = None) -> Checking:
    """Begin a check, on the reader's thread.

    Args:
        context: the office.
        full: begin with the first entry; None does so when a week has gone.
    """
    from models.db import audit_chain

    if full is None:
        last = settings.get(context, FULL_AT, 0)
        full = not 0 <= context.clock() - last < WEEK_MS
    anchor = settings.get(context, ANCHOR)
    total = int(context.reader.value("SELECT count(*) FROM audit_entry"))
    state = audit_chain.State()
    if anchor is not None:
        # also a full check asks whether what was whole last is still there: a chain made anew is not
        state = audit_chain.begin(context.reader, int(anchor[0]), bytes.fromhex(anchor[1]))
    if full and state.broken is None:
        state = audit_chain.State()
    return Checking(state, full, total)


def go_on(context: Context, checking: Checking) -> Checking:
    """Check the next piece, on the reader's thread; `state.done` says whether it was the last."""
    from models.db import audit_chain

    if checking.state.done:
        return checking
    return replace(checking, state=audit_chain.step(context.reader, checking.state))


def conclude(context: Context, checking: Checking) -> Found:
    """Keep what a check found, on the writer's thread; what is wrong goes into the audit itself, once."""
    here = context.on_writer
    state = checking.state
    before = last(here)
    now = here.clock()
    total = checking.total
    count = state.count if checking.full else max(total - before.total, 0)
    if state.broken is not None:
        sentence = _sentence(here, state.broken)
        found = Found(now, count, total, checking.full, state.broken.seq, sentence + ADVICE)
    elif context.database.lost_entries:
        lost = LOST.format(count=context.database.lost_entries)
        found = Found(now, count, total, checking.full, None, lost + ADVICE)
    else:
        found = Found(now, count, total, checking.full)
    if not (checking.full or state.count or found.problem or before.problem):
        return before  # nothing was written since: nothing to keep
    _keep(here, state, before, found)
    return found


def last(context: Context) -> Found:
    """Return what the last check found."""
    kept = settings.get(context, FOUND)
    return Found() if kept is None else Found(*kept)


@needs("audit.see")
def verify(context: Context, *, progress: Callable[[int, int], None] = lambda _, __: None) -> Found:
    """Check the whole chain at once, on the writer's thread.

    Args:
        context: the office.
        progress: told entries checked and entries in all; may raise to end it.

    Returns:
        What was found.
    """
    return check_all(context, progress)


def check_all(context: Context, progress: Callable[[int, int], None] = lambda _, __: None) -> Found:
    """Check the whole chain for whoever looks after the file; arguments as for `verify`."""
    here = context.on_writer
    checking = begin(here, full=True)
    while not checking.state.done:
        checking = go_on(here, checking)
        progress(checking.state.count, checking.total)
    return conclude(here, checking)


def _keep(here: Context, state: "State", before: Found, found: Found) -> None:
    with here.unit_of_work() as work:
        told: list[Any] = [found.at, found.count, found.total, found.full, found.seq, found.problem]
        settings.put_in(work, FOUND, told)
        if found.problem and found.problem != before.problem:
            work.note("audit_broken", label=found.problem.partition("。")[0], detail=found.problem)
        if state.broken is None:
            settings.put_in(work, ANCHOR, [state.seq, state.hash.hex()] if state.seq else None)
            if found.full:
                settings.put_in(work, FULL_AT, found.at)
        work.commit()


def _sentence(context: Context, broken: "Broken") -> str:
    at = broken.at
    if at is None:
        at = context.reader.value(
            "SELECT at FROM audit_entry WHERE seq < ? ORDER BY seq DESC LIMIT 1", (broken.seq,)
        )
    try:
        day = local_day(at) if isinstance(at, int) else "时间不详"
    except (ValueError, OverflowError, OSError):
        day = "时间不详"  # a time nobody writes is part of what was changed
    return BROKEN[broken.what].format(seq=broken.seq, day=day)
