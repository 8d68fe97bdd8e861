"""Reads a round of rating with its items, its answers and its tally, and says what comes next."""

from typing import Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules import appraisal
from models.rules.appraisal import Answer, Tally
from services.appraisal_record.views import AnswerLine, AppraisalView, Door, ItemLine
from services.office import Context

COMMENTS: Final = 40
"""Comments that are shown on a sheet; what is said more often stands there once."""
OUT: Final = ("issued", "posted", "taken_down", "archived")
"""States of a notice whose number was given: the result is public."""
_TEXTS: Final = ("from_day", "to_day", "closed_on", "conclusion", "note")
_ENTRANCE: Final = "单元"


def view(context: Context, appraisal_id: bytes) -> AppraisalView:
    """Return a round of rating as it stands.

    Args:
        context: read on the reader's thread, or `context.on_writer` in an open unit of work.
        appraisal_id: the round.

    Raises:
        NotFound: it is gone.
    """
    row = _row(context, appraisal_id)
    items = item_rows(context, appraisal_id)
    answers = _answers(context, appraisal_id)
    tally = _tally(row, items, answers)
    notice, state = _notice(context, appraisal_id)
    act, missing = _next(row, items, tally, notice)
    return AppraisalView(
        appraisal_id,
        bytes(row["courtyard_id"]),
        None if row["unit_id"] is None else bytes(row["unit_id"]),
        row["courtyard"],
        row["title"],
        row["target"],
        target_told(context, row),
        "published" if row["state"] == "closed" and state in OUT else row["state"],
        asked=row["asked"],
        late=bool(row["late"]),
        items=items,
        answers=answers,
        tally=tally,
        notice_id=notice,
        notice_state=vocab.NOTICE_STATE.label(state) if state else "",
        next_act=act,
        missing=missing,
        **{name: row[name] for name in _TEXTS},
    )


def _row(context: Context, appraisal_id: bytes) -> dict[str, Any]:
    columns = (
        "courtyard_id", "unit_id", "title", "target", "target_name", "committee_id", "matter_id",
        "property_service_id", "asked", "state", "late", *_TEXTS,
    )  # fmt: skip
    found = context.reader.one(
        f"SELECT {', '.join('t.' + name for name in columns)}, coalesce(c.name, '') FROM appraisal t "
        "LEFT JOIN courtyard c ON c.id = t.courtyard_id WHERE t.id = ? AND t.deleted_at IS NULL",
        (appraisal_id,),
    )
    if found is None:
        raise NotFound("这次评议的记录已经不在了，可能刚被删除。请刷新后再试。")
    row = dict(zip((*columns, "courtyard"), found, strict=True))
    return row | {name: row[name] or "" for name in _TEXTS} | {"state": row["state"] or "open"}


_TARGETS: Final = (
    ("property_service_id", "SELECT coalesce(provider, '') FROM property_service WHERE id = ?"),
    ("committee_id", "SELECT name FROM committee WHERE id = ?"),
    ("matter_id", "SELECT title FROM matter WHERE id = ?"),
)


def target_told(context: Context, row: dict[str, Any]) -> str:
    """Return who or what is rated: as it was written, else the name of the record that is linked."""
    if row["target_name"]:
        return str(row["target_name"])
    for column, query in _TARGETS:
        if row[column] is not None:
            return str(context.reader.value(query, (row[column],)) or "")
    return ""


def item_rows(context: Context, appraisal_id: bytes) -> tuple[ItemLine, ...]:
    """Return the items of a round in their order, numbered anew."""
    rows = context.reader.all(
        "SELECT id, title FROM appraisal_item WHERE appraisal_id = ? AND deleted_at IS NULL "
        "ORDER BY position NULLS FIRST, id",
        (appraisal_id,),
    )
    return tuple(ItemLine(bytes(row[0]), at, row[1]) for at, row in enumerate(rows, 1))


def _answers(context: Context, appraisal_id: bytes) -> tuple[AnswerLine, ...]:
    rows = context.reader.all(
        "SELECT t.id, t.side, coalesce(t.way, ''), t.dwelling_id, coalesce(b.name, ''), "
        "coalesce(d.entrance, ''), coalesce(d.room, ''), t.paper, t.grades, t.papers, "
        "coalesce(t.comment, ''), coalesce(t.answered_on, ''), coalesce(t.entered_by, '') "
        "FROM appraisal_answer t LEFT JOIN dwelling d ON d.id = t.dwelling_id "
        "LEFT JOIN building b ON b.id = d.building_id WHERE t.appraisal_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.id",
        (appraisal_id,),
    )
    return tuple(
        AnswerLine(
            bytes(row[0]),
            row[1],
            row[2],
            None if row[3] is None else bytes(row[3]),
            _door(row[4], row[5], row[6]),
            row[7],
            appraisal.read(row[8]),
            int(row[9]),
            row[10],
            row[11],
            row[12],
        )
        for row in rows
    )


def _door(building: str, entrance: str, room: str) -> str:
    return f"{building}{entrance}{_ENTRANCE if entrance.isdigit() else ''}{room}"


def doors(context: Context, courtyard_id: bytes) -> tuple[Door, ...]:
    """Return the dwellings of a courtyard in the order of the doors; on the reader's thread."""
    rows = context.reader.all(
        "SELECT d.id, b.name, coalesce(d.entrance, ''), d.room FROM dwelling d "
        "JOIN building b ON b.id = d.building_id WHERE d.courtyard_id = ? AND d.deleted_at IS NULL "
        "ORDER BY b.name_key, d.entrance_key NULLS FIRST, d.room_key, d.id",
        (courtyard_id,),
    )
    return tuple(Door(bytes(row[0]), _door(row[1], row[2], row[3])) for row in rows)


def as_answers(lines: tuple[AnswerLine, ...]) -> list[Answer]:
    """Return answers as the rules count them."""
    return [Answer(each.side, each.grades, each.papers, each.name) for each in lines]


def _tally(row: dict[str, Any], items: tuple[ItemLine, ...], answers: tuple[AnswerLine, ...]) -> Tally:
    """Return the tally as far as it can be counted: what the rules refuse is left for `_next` to say."""
    titles = [each.title for each in items]
    counted = [each for each in as_answers(answers) if not appraisal.refusal(each, len(titles))]
    if not titles or appraisal.too_many(sum(each.papers for each in counted), row["asked"]):
        return Tally(row["asked"], ()) if not titles else appraisal.tally(titles, counted, None)
    return appraisal.tally(titles, counted, row["asked"])


def _notice(context: Context, appraisal_id: bytes) -> tuple[bytes | None, str]:
    """Return the last notice of the result that counts, and its state."""
    found = context.reader.one(
        "SELECT id, coalesce(state, 'draft') FROM notice WHERE appraisal_id = ? AND kind = 'appraisal' "
        "AND (state IS NULL OR state <> 'void') AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (appraisal_id,),
    )
    return (None, "") if found is None else (bytes(found[0]), str(found[1]))


def _next(
    row: dict[str, Any],
    items: tuple[ItemLine, ...],
    tally: Tally,
    notice: bytes | None,
) -> tuple[str, str]:
    """Return the next act and what is missing before it."""
    if row["state"] != "open":
        if notice is not None:
            return "", ""
        return "publish", "还没有公开评议结果。"
    if not items:
        return "items", "还没有评议内容，请先写上评什么。"
    if not tally.papers:
        return "enter", "还没有录入评议表。"
    if row["asked"] is None:
        return "enter", "还没有写发出多少份，算不出回收率。"
    over = appraisal.too_many(tally.papers, row["asked"])
    if over:
        return "enter", over
    left = row["asked"] - tally.papers
    return ("close", "") if not left else ("enter", f"还有{left}份没有收回，收齐或到期后汇总。")


def refuse_uncounted(found: AppraisalView) -> None:
    """Refuse a round that cannot be tallied.

    Raises:
        InvalidInput: no items, no answers, an answer that does not fit, or more papers than were asked.
    """
    if not found.answers:
        raise InvalidInput("还没有录入评议表，不能汇总。请先录入收回的评议表。")
    wrong = appraisal.refusals([each.title for each in found.items], as_answers(found.answers), found.asked)
    if wrong:
        raise InvalidInput(wrong[0])
