"""Opinions and disputes as the rules see them, read for one or for many; days by rule and calendar."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput, NotFound
from models.rules import handling
from models.rules.dates import from_record
from models.rules.handling import Case, Step
from services.saving import FormErrors

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork
    from services.office import Context

OWNER: Final = {"opinion": "opinion_id", "dispute": "dispute_id"}
"""Column of a step that names what climbs."""
CALLED: Final = {"opinion": "意见", "dispute": "纠纷"}
_AT_ONCE = 500
_OPINION = (
    "SELECT t.id, t.state, t.level, t.answer, t.anonymous, t.resident_id, t.raised_by, t.told_on, "
    "t.satisfied, t.closed_on, (SELECT x.id FROM matter x WHERE x.id = t.matter_id "
    "AND x.deleted_at IS NULL), (SELECT count(*) FROM opinion m WHERE m.group_id = t.id "
    "AND m.deleted_at IS NULL AND m.told_on IS NULL AND NOT coalesce(m.anonymous, 1 = 0) "
    "AND (m.resident_id IS NOT NULL OR m.raised_by IS NOT NULL)), (SELECT count(*) FROM dispute d "
    "WHERE d.opinion_id = t.id AND d.deleted_at IS NULL) FROM opinion t WHERE t.id IN ({ids})"
)
_DISPUTE = (
    "SELECT t.id, t.state, t.level, t.closed_on, (SELECT count(*) FROM mediation m WHERE m.dispute_id = t.id "
    "AND m.outcome IN ('agreed', 'oral') AND m.deleted_at IS NULL) FROM dispute t WHERE t.id IN ({ids})"
)


def cases(reader: "Reader", kind: str, ids: Iterable[bytes]) -> dict[bytes, Case]:
    """Return opinions or disputes by id, with as many queries for many as for one.

    Args:
        reader: of the thread that asks.
        kind: "opinion" or "dispute".
        ids: which ones.
    """
    found: dict[bytes, Case] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(part))
        steps = _steps(reader, kind, part)
        sql, read = (_OPINION, _opinion) if kind == "opinion" else (_DISPUTE, _dispute)
        for row in reader.all(sql.format(ids=marks), part):
            found[bytes(row[0])] = replace(read(row), steps=tuple(steps.get(bytes(row[0]), ())))
    return found


def _opinion(row: tuple[Any, ...]) -> Case:
    _, state, level, answer, anonymous, resident, name, told, satisfied, closed, matter, untold, disputes = (
        row
    )
    linked = (("matter",) if matter is not None else ()) + (("dispute",) if disputes else ())
    return Case(
        "opinion",
        state or "open",
        level or "building",
        (),
        bool(answer),
        not anonymous and bool(resident or name),
        told is not None,
        satisfied or "",
        int(untold),
        linked,
        closed or "",
    )


def _dispute(row: tuple[Any, ...]) -> Case:
    _, state, level, closed, agreed = row
    return Case("dispute", state or "open", level or "building", (), bool(agreed), closed_on=closed or "")


def _steps(reader: "Reader", kind: str, ids: list[bytes]) -> dict[bytes, list[Step]]:
    column = OWNER[kind]
    found: dict[bytes, list[Step]] = {}
    rows = reader.all(
        f"SELECT {column}, level, received_on, due_on, answered_on, outcome FROM handling_step "
        f"WHERE {column} IN ({', '.join('?' * len(ids))}) AND deleted_at IS NULL ORDER BY {column}, id",
        ids,
    )
    for owner, level, received, due, answered, outcome in rows:
        step = Step(level, received or "", due or "", answered or "", outcome or "")
        found.setdefault(bytes(owner), []).append(step)
    return found


def case_of(reader: "Reader", kind: str, record_id: bytes) -> Case:
    """Return one opinion or dispute as the rules see it.

    Raises:
        NotFound: it is gone.
    """
    found = cases(reader, kind, (record_id,)).get(record_id)
    if found is None:
        raise NotFound(f"这条{CALLED[kind]}已经不在了，可能刚被删除。请刷新后再试。")
    return found


def living(work: "UnitOfWork", kind: str, record_id: bytes) -> dict[str, Any]:
    """Return the row of an opinion or a dispute in an open unit of work.

    Raises:
        NotFound: it is gone, or lies in the recycle bin.
    """
    row = work.stored(kind, record_id)
    if row is None or row["deleted_at"] is not None:
        raise NotFound(f"这条{CALLED[kind]}已经不在了，可能刚被删除。请刷新后再试。")
    return row


def allowed(work: "UnitOfWork", kind: str, record_id: bytes, act: str) -> tuple[dict[str, Any], Case]:
    """Return the row and the case of what something is about to be done with.

    Raises:
        NotFound: it is gone.
        InvalidInput: it may not be done now; the sentence says why.
    """
    row = living(work, kind, record_id)
    found = case_of(work.reader, kind, record_id)
    sentence = handling.refusal(found, act)
    if sentence:
        raise InvalidInput(f"“{row['title']}”：{sentence}")
    return row, found


def due_day(context: "Context", kind: str, level: str, urgency: str | None, received: str) -> str | None:
    """Return the ISO day by which a level answers; None where no rule holds on that day.

    Args:
        context: whose rules and calendar.
        kind: "opinion" or "dispute".
        level: of vocab.HANDLING_LEVEL.
        urgency: of vocab.URGENCY.
        received: ISO day the level got it.
    """
    from services.disclosure import calendar

    day = from_record(received)
    rule = None if day is None else context.rulebook.find(handling.RULES[kind], day.last_day)
    if day is None or rule is None:
        return None
    days = calendar.working_days(context)
    return handling.due_on(rule, level, urgency, day.last_day, days).isoformat()


def check_day(field: str, what: str, on: str | None, since: str | None, today: date) -> str:
    """Return a day that was typed, or refuse it beside its field.

    Args:
        field: its name in the dialog.
        what: what is dated: 答复.
        on: the day as it is stored.
        since: ISO day it cannot lie before; None for any.
        today: no later than this.

    Raises:
        FormErrors: it is not whole, too early, or to come.
    """
    sentence = handling.day_refusal(what, on or "", since or "", today)
    if sentence:
        raise FormErrors({field: sentence})
    return on or ""


def required(values: Mapping[str, str | None], sentences: Mapping[str, str]) -> None:
    """Refuse what is empty, beside its field.

    Raises:
        FormErrors: a sentence for each empty one.
    """
    missing = {name: sentences[name] for name in sentences if not (values.get(name) or "").strip()}
    if missing:
        raise FormErrors(missing)
