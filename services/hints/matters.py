"""Matters, their steps and money, notices, boards and objections, for the rules (policy 2.6a, 3.5b, 4.2)."""

from collections.abc import Sequence
from typing import Any

from models.rules.matters import MatterFacts, StepFacts, matter_hints, step_hints
from models.rules.notices import (
    NoticeFacts,
    ObjectionFacts,
    PostingFacts,
    board_hints,
    notice_hints,
    objection_hints,
    posting_hints,
)
from services.hints.base import Hints, Judge, Row, grouped, link, links, single
from services.office import Context

_STEPS = (
    "SELECT matter_id, step, from_day, to_day FROM matter_step WHERE matter_id IN ({ids}) "
    "AND deleted_at IS NULL ORDER BY id"
)
_MONEY = (
    "SELECT matter_id, sum(amount) FROM funding_line WHERE matter_id IN ({ids}) AND deleted_at IS NULL "
    "GROUP BY matter_id"
)
_UNANSWERED = (
    "SELECT n.{column}, count(*) FROM objection o JOIN notice n ON n.id = o.notice_id "
    "WHERE n.{column} IN ({{ids}}) AND o.reply IS NULL AND o.replied_on IS NULL AND o.deleted_at IS NULL "
    "AND n.deleted_at IS NULL GROUP BY n.{column}"
)
_PERIODS = "SELECT id, posted_from, posted_until FROM notice WHERE id IN ({ids})"
_USED = (
    "SELECT board_id, sum(coalesce(slots, 1)) FROM posting WHERE board_id IN ({ids}) "
    "AND taken_down_on IS NULL AND deleted_at IS NULL GROUP BY board_id"
)
_TEMPLATES = "SELECT id, template FROM matter WHERE id IN ({ids})"


def _matters(context: Context, rows: Sequence[Row]) -> list[Hints]:
    ids = links(rows, "id")
    steps = grouped(context, _STEPS, ids)
    money = single(context, _MONEY, ids)
    unanswered = single(context, _UNANSWERED.format(column="matter_id"), ids)
    judged = []
    for row in rows:
        record_id = link(row, "id") or b""
        funded = money.get(record_id)
        facts = MatterFacts(
            template=row["template"],
            budget=row["budget"],
            funding=None if funded is None else int(funded[0]),
            final_cost=row["final_cost"],
            steps=tuple(StepFacts(*each) for each in steps.get(record_id, ())),
            unanswered=int(unanswered.get(record_id, (0,))[0]),
        )
        judged.append(matter_hints(facts, context.rulebook, context.today()))
    return judged


def _matter_steps(context: Context, rows: Sequence[Row]) -> list[Hints]:
    matters = links(rows, "matter_id")
    templates = single(context, _TEMPLATES, matters)
    steps = grouped(context, _STEPS, matters)
    judged = []
    for row in rows:
        matter = link(row, "matter_id") or b""
        began = [day for _, day, _ in steps.get(matter, ()) if day]
        judged.append(
            step_hints(
                _step(row),
                templates.get(matter, (None,))[0],
                context.rulebook,
                context.today(),
                min(began, default=None),
            )
        )
    return judged


def _step(row: Row) -> StepFacts:
    return StepFacts(
        step=row["step"] or "",
        from_day=row["from_day"],
        to_day=row["to_day"],
        has_meeting=bool(row["meeting_id"]),
        has_notice=bool(row["notice_id"]),
        asked=row["households_asked"],
        answered=row["households_answered"],
        in_favour=row["in_favour"],
        against=row["against"],
        has_record=bool(row["record"]),
    )


def _notices(context: Context, rows: Sequence[Row]) -> list[Hints]:
    templates = single(context, _TEMPLATES, links(rows, "matter_id"))
    unanswered = single(context, _UNANSWERED.format(column="id"), links(rows, "id"))
    return [
        notice_hints(
            NoticeFacts(
                kind=row["kind"],
                template=_first(templates, link(row, "matter_id")),
                posted_from=row["posted_from"],
                posted_until=row["posted_until"],
                unanswered=int(_first(unanswered, link(row, "id")) or 0),
            ),
            context.rulebook,
            context.today(),
        )
        for row in rows
    ]


def _first(found: dict[bytes, tuple[Any, ...]], key: bytes | None) -> Any:
    return found.get(key or b"", (None,))[0]


def _objections(context: Context, rows: Sequence[Row]) -> list[Hints]:
    periods = single(context, _PERIODS, links(rows, "notice_id"))
    judged = []
    for row in rows:
        first, until = periods.get(link(row, "notice_id") or b"", (None, None))
        facts = ObjectionFacts(
            row["raised_on"], row["replied_on"], bool(row["reply"]), row["due_on"], first, until
        )
        judged.append(objection_hints(facts, context.rulebook, context.today()))
    return judged


def _postings(context: Context, rows: Sequence[Row]) -> list[Hints]:
    names = ("from_day", "until_day", "taken_down_on", "early_reason")
    return [
        posting_hints(PostingFacts(*(row[name] for name in names)), context.rulebook, context.today())
        for row in rows
    ]


def _boards(context: Context, rows: Sequence[Row]) -> list[Hints]:
    used = single(context, _USED, links(rows, "id"))
    return [
        board_hints(row["slots"], int(_first(used, link(row, "id")) or 0), context.rulebook, context.today())
        for row in rows
    ]


JUDGES = {
    "matter": Judge(("template", "budget", "final_cost"), _matters),
    "matter_step": Judge(
        (
            "matter_id",
            "step",
            "from_day",
            "to_day",
            "meeting_id",
            "notice_id",
            "households_asked",
            "households_answered",
            "in_favour",
            "against",
            "record",
        ),
        _matter_steps,
    ),
    "notice": Judge(("kind", "matter_id", "posted_from", "posted_until"), _notices),
    "objection": Judge(("notice_id", "raised_on", "replied_on", "reply", "due_on"), _objections),
    "posting": Judge(("from_day", "until_day", "taken_down_on", "early_reason"), _postings),
    "board": Judge(("slots",), _boards),
}
