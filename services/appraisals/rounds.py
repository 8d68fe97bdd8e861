"""The rhythm of collecting opinions: what a courtyard's plan owes, and a round entered that was done."""

from dataclasses import dataclass
from typing import Any, Final

from models.errors import InvalidInput, NotFound
from models.rules.collecting import MOST_MONTHS, Due, Plan, next_due, open_months
from models.rules.dates import from_record
from models.rules.text import clean
from services.office import Context
from services.rights import needs
from services.saving import FormErrors, Saved

_PLAN: Final = ("title", "courtyard_id", "every_months", "due_day", "from_day", "until_day")


@dataclass(frozen=True, slots=True)
class RhythmView:
    """A plan as it stands.

    Attributes:
        id, courtyard_id, title: of the plan.
        courtyard: name of the courtyard.
        open: what is due and not done up to this month, the oldest first.
        next: the first due month from this one on that is not done, None where the rhythm has ended.
        last_month, last_on: month and day of the last round, "" for none.
        rounds: how many were entered.
        collected: opinions collected in all of them.
        received: opinions in the register of the courtyard that came in during the month of `next`.
    """

    id: bytes
    courtyard_id: bytes
    title: str
    courtyard: str
    open: tuple[Due, ...]
    next: Due | None
    last_month: str
    last_on: str
    rounds: int
    collected: int
    received: int


@dataclass(frozen=True, slots=True)
class NewRound:
    """A round of collecting that was done.

    Attributes:
        month: YYYY-MM it counts for; "" for the oldest open one.
        done_on: ISO date, today by default.
        asked: households asked.
        collected: opinions collected, None for as many as the register has of that month.
        done_by: who went.
        note: remarks.
    """

    month: str = ""
    done_on: str = ""
    asked: int | None = None
    collected: int | None = None
    done_by: str = ""
    note: str = ""


def plan_of(row: dict[str, Any]) -> Plan | None:
    """Return a stored plan as the rules reckon with it, None where its first day is not known.

    Args:
        row: columns every_months, due_day, from_day and until_day of `collecting_plan`.
    """
    first, last = from_record(row["from_day"]), from_record(row["until_day"])
    if first is None:
        return None
    every = min(max(1, row["every_months"]), MOST_MONTHS)
    return Plan(first.first_day, every, row["due_day"], None if last is None else last.last_day)


def rhythm(context: Context, plan_id: bytes) -> RhythmView:
    """Return a plan with what it owes; read on the reader's thread.

    Raises:
        NotFound: it is gone.
    """
    row = _row(context, plan_id)
    done = _done(context, plan_id)
    plan, today = plan_of(row), context.today()
    upcoming = next_due(plan, frozenset(done), today) if plan is not None else None
    last = max(done, default="")
    collected = context.reader.value(
        "SELECT coalesce(sum(collected), 0) FROM collecting_round WHERE plan_id = ? AND deleted_at IS NULL",
        (plan_id,),
    )
    return RhythmView(
        plan_id,
        bytes(row["courtyard_id"]),
        row["title"],
        row["courtyard"],
        open_months(plan, frozenset(done), today) if plan is not None else (),
        upcoming,
        last,
        done.get(last, ""),
        len(done),
        int(collected),
        _received(context, row["courtyard_id"], today.isoformat()[:7]),
    )


def _row(context: Context, plan_id: bytes) -> dict[str, Any]:
    found = context.reader.one(
        f"SELECT {', '.join('t.' + name for name in _PLAN)}, t.unit_id, c.name FROM collecting_plan t "
        "JOIN courtyard c ON c.id = t.courtyard_id WHERE t.id = ? AND t.deleted_at IS NULL",
        (plan_id,),
    )
    if found is None:
        raise NotFound("这个收集计划已经不在了，可能刚被删除。请刷新后再试。")
    return dict(zip((*_PLAN, "unit_id", "courtyard"), found, strict=True))


def _done(context: Context, plan_id: bytes) -> dict[str, str]:
    rows = context.reader.all(
        "SELECT month, done_on FROM collecting_round WHERE plan_id = ? AND deleted_at IS NULL ORDER BY id",
        (plan_id,),
    )
    return {str(month): str(day) for month, day in rows}


def _received(context: Context, courtyard_id: bytes, month: str) -> int:
    """Return how many opinions of a courtyard came in during a month."""
    return int(
        context.reader.value(
            "SELECT count(*) FROM opinion WHERE courtyard_id = ? AND substr(received_on, 1, 7) = ? "
            "AND deleted_at IS NULL",
            (courtyard_id, month),
        )
    )


@needs("deliberation.write")
def collect(context: Context, plan_id: bytes, done: NewRound) -> Saved:
    """Enter a round that was done, on the writer's thread.

    Args:
        context: who enters it.
        plan_id: the plan.
        done: what was done.

    Returns:
        The round, and the transaction.

    Raises:
        FormErrors: a field that cannot be taken: month, done_on, asked or collected.
        InvalidInput: nothing is open and no month was given.
        NotFound: the plan is gone.
    """
    with context.unit_of_work() as work:
        inside = context.on_writer
        found, row = rhythm(inside, plan_id), _row(inside, plan_id)
        month = done.month or (found.open[0].month if found.open else found.next.month if found.next else "")
        if not month:
            raise InvalidInput("这个计划已经结束，没有要收集的月份。请写明是哪个月的。", "month")
        _refuse_wrong(context, done, month, _done(inside, plan_id))
        on = done.done_on or context.today().isoformat()
        collected = done.collected
        if collected is None:
            collected = _received(inside, row["courtyard_id"], month)
        made = work.insert(
            "collecting_round",
            {
                "unit_id": row["unit_id"],
                "plan_id": plan_id,
                "month": month,
                "done_on": on,
                "done_by": clean(done.done_by) or context.user.name,
                "asked": done.asked,
                "collected": collected,
                "note": clean(done.note) or None,
            },
        )
        return Saved(made, work.commit())


def _refuse_wrong(context: Context, done: NewRound, month: str, known: dict[str, str]) -> None:
    errors = {}
    of = from_record(month)
    if of is None or of.month is None or of.day is not None:
        errors["month"] = f"“{month}”不是月份，请写成 2026-11。"
    elif month in known:
        errors["month"] = f"{of.chinese}已经登记过收集。"
    day = from_record(done.done_on or None)
    if done.done_on and (day is None or day.day is None):
        errors["done_on"] = "完成时间要写到哪一天。"
    elif day is not None and day.first_day > context.today():
        errors["done_on"] = "完成时间在今天以后，请核对。"
    if errors:
        raise FormErrors(errors)
