"""What forms, the recycle bin and undo may not do to the steps of a matter and to what their gates rest on.

Before: a step that is done is not edited, nor the figures of its meeting, nor is its meeting deleted. After
an undo or a restoring the whole way is held against the gates, so that whatever was taken back, no step
stands completed without what it needs (rules.md, 一征三议两公开).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.gates import StepState, broken
from services.guards.base import Change
from services.matter_rests import refuse_more
from services.matter_steps import walk_of
from services.matter_templates import template_of

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_LED: Final = ("state", "completed_on", "completed_by", "skipped_by", "skip_reason")
"""Columns of a step that only its use cases write."""
_MATTER_LED: Final = ("state", "closed_on", "close_reason")
_KEPT: Final = frozenset(
    ("matter_id", "step", "from_day", "to_day", "meeting_id", "notice_id", "households_asked",
     "households_answered", "in_favour", "against", "record", "late")
)  # fmt: skip
"""What a completed step rests on."""
_MEETING: Final = (
    "kind",
    "held_on",
    "due_count",
    "present_count",
    "due_area",
    "present_area",
    "courtyard_id",
)
_RESOLUTION: Final = (
    "kind", "meeting_id", "matter_id", "agenda_item_id", "votes_for", "votes_against", "votes_abstain",
    "outcome",
)  # fmt: skip
_NOTICE: Final = (
    "kind",
    "courtyard_id",
    "posted_from",
    "late",
    "state",
    "body",
    "resolution_id",
    "meeting_id",
)
_AGAIN: Final = "请先重新打开这一步。"
_PASSED: Final = "(t.state = 'done' OR t.state = 'skipped')"


def check_step(work: "UnitOfWork", change: Change) -> None:
    """Guard the steps (table `matter_step`); see `Change`.

    Raises:
        InvalidInput: it is completed, led by hand, there already, or the way would not keep its gates.
    """
    if change.done:
        _hold(work, {row["matter_id"] for row in _rows(work, "matter_step", change.ids)})
        return
    if change.action in ("insert", "update"):
        if any(change.values.get(name) is not None for name in _LED):
            raise InvalidInput("步骤的状态不能手工改，请用事项上的“完成这一步”“跳过”“重新打开”。")
        _refuse_twice(work, change)
    rows = _rows(work, "matter_step", change.ids)
    if change.action == "update":
        for row in rows:
            different = {name for name, value in change.values.items() if row[name] != value}
            if different & _KEPT:
                _refuse_passed(work, row, "不能再改")
    elif change.action == "delete" and change.top in ("matter_step", ""):
        for row in rows:
            _refuse_passed(work, row, "不能删除")
    elif change.action == "undo" and change.columns is not None and "state" not in change.columns:
        for row in rows:
            if change.columns & _KEPT:
                _refuse_passed(work, row, "之前的修改不能撤销")


def check_matter(work: "UnitOfWork", change: Change) -> None:
    """Guard matters: their state, and their template once a step is done.

    Raises:
        InvalidInput: it is led by hand, or its steps would be others.
    """
    if change.done:
        _hold(work, change.ids)
        return
    if change.action not in ("insert", "update"):
        return
    if any(change.values.get(name) is not None for name in _MATTER_LED):
        raise InvalidInput("事项的状态不能手工改，请用事项上的“终止”“恢复办理”。")
    if change.action == "update":
        for row in _rows(work, "matter", change.ids):
            if _differs(row, change, ("template", "late", "courtyard_id")) and _passed_of(work, row["id"]):
                raise InvalidInput(
                    f"“{row['title']}”已经有完成的步骤，议事程序、楼院和补录不能再改。要改请先逐步重新打开。"
                )


def check_answer(work: "UnitOfWork", change: Change) -> None:
    """Guard the answers of households: they stay as they are once the round of opinions is completed.

    Raises:
        InvalidInput: the round is completed.
    """
    if change.done or change.action == "insert" or (change.action == "delete" and change.top == "matter"):
        return
    matters = {row["matter_id"] for row in _rows(work, "consult_answer", change.ids)}
    for matter_id in matters:
        row = _first(
            work,
            "SELECT t.id FROM matter_step t WHERE t.matter_id = ? AND t.households_answered IS NOT NULL "
            f"AND t.deleted_at IS NULL AND {_PASSED} ORDER BY t.id",
            (matter_id,),
        )
        if row is not None:
            _refuse_passed(work, work.row("matter_step", row[0]), "不能再改")


def check_meeting(work: "UnitOfWork", change: Change) -> None:
    """Guard meetings that completed steps rest on.

    Raises:
        InvalidInput: it would be deleted, or its figures changed.
    """
    _check_below(work, change, "meeting", "meeting_id", _MEETING)


def check_resolution(work: "UnitOfWork", change: Change) -> None:
    """Guard the resolutions that a completed step rests on.

    Raises:
        InvalidInput: it would be deleted, or say something else.
    """
    if change.done:
        _hold(work, _matters_by(work, "meeting_id", _meetings_of(work, change.ids)))
        return
    _refuse_joining(work, change)
    deleted = change.action == "delete" and change.top in ("resolution", "agenda_item", "")
    for row in _rows(work, "resolution", change.ids) if deleted or change.action == "update" else ():
        if deleted or _differs(row, change, _RESOLUTION):
            _refuse_resting(work, "meeting_id", row["meeting_id"], row["title"], "决议")


def _refuse_joining(work: "UnitOfWork", change: Change) -> None:
    """Refuse a motion that comes into a meeting by which a step of its matter was completed already."""
    before: list[dict[str, Any]] = [{}] if change.action == "insert" else []
    before += _rows(work, "resolution", change.ids) if "meeting_id" in change.values else []
    for row in before:
        whole = {**row, **change.values}
        if whole.get("meeting_id") != row.get("meeting_id") and whole.get("kind") == "motion":
            refuse_more(work.reader, whole["meeting_id"], whole.get("matter_id"), whole.get("agenda_item_id"))


def check_notice(work: "UnitOfWork", change: Change) -> None:
    """Guard the notices that completed disclosures rest on.

    Raises:
        InvalidInput: it would be deleted, or hang otherwise.
    """
    _check_below(work, change, "notice", "notice_id", _NOTICE)


def check_posting(work: "UnitOfWork", change: Change) -> None:
    """Guard the postings of such notices: only an undo takes one back.

    Raises:
        InvalidInput: a completed disclosure rests on it.
    """
    if change.done:
        notices = {row["notice_id"] for row in _rows(work, "posting", change.ids)}
        _hold(work, _matters_by(work, "notice_id", notices))


def _check_below(work: "UnitOfWork", change: Change, table: str, column: str, columns: Sequence[str]) -> None:
    """Guard the records that steps link by a column."""
    if change.done:
        _hold(work, _matters_by(work, column, change.ids))
        return
    what = "会议" if table == "meeting" else "公示"
    for row in _rows(work, table, change.ids) if change.action in ("update", "delete") else ():
        deleted = change.action == "delete" and change.top in (table, "")
        if deleted or (change.action == "update" and _differs(row, change, columns)):
            _refuse_resting(work, column, row["id"], row["title"], what)


# what is asked of the tables


def _rows(work: "UnitOfWork", table: str, ids: Iterable[bytes]) -> list[dict[str, Any]]:
    found = [work.stored(table, each) for each in ids]
    return [row for row in found if row is not None]


def _first(work: "UnitOfWork", sql: str, parameters: tuple[Any, ...]) -> tuple[Any, ...] | None:
    return work.reader.one(f"{sql} LIMIT 1", parameters)


def _differs(row: dict[str, Any], change: Change, columns: Sequence[str]) -> bool:
    return any(name in change.values and change.values[name] != row[name] for name in columns)


def _passed_of(work: "UnitOfWork", matter_id: bytes) -> bool:
    sql = f"SELECT t.id FROM matter_step t WHERE t.matter_id = ? AND t.deleted_at IS NULL AND {_PASSED}"
    return _first(work, f"{sql} ORDER BY t.id", (matter_id,)) is not None


def _matters_by(work: "UnitOfWork", column: str, ids: Iterable[bytes]) -> set[bytes]:
    """Return the matters with a completed step that links one of these records."""
    found: set[bytes] = set()
    living = f"t.deleted_at IS NULL AND {_PASSED}"
    for each in ids:
        sql = f"SELECT t.matter_id FROM matter_step t WHERE t.{column} = ? AND {living} ORDER BY t.id"
        found |= {bytes(row[0]) for row in work.reader.all(sql, (each,))}
    return found


def _meetings_of(work: "UnitOfWork", resolutions: Iterable[bytes]) -> set[bytes]:
    return {row["meeting_id"] for row in _rows(work, "resolution", resolutions)}


def _label(work: "UnitOfWork", row: dict[str, Any]) -> str:
    matter = work.stored("matter", row["matter_id"]) or {}
    step = template_of(work.reader, matter.get("template")).step(row["step"])
    return step.name if step is not None else str(row["step"])


# what is refused


def _refuse_passed(work: "UnitOfWork", row: dict[str, Any], cannot: str) -> None:
    if row["deleted_at"] is None and StepState(row["state"] or "open") is not StepState.OPEN:
        word = "已经跳过" if row["state"] == StepState.SKIPPED else "已经完成"
        raise InvalidInput(f"“{_label(work, row)}”{word}，{cannot}。{_AGAIN}")


def _refuse_twice(work: "UnitOfWork", change: Change) -> None:
    """Refuse a second row of one step."""
    values = dict(change.values)
    itself = change.ids[0] if change.ids else b""
    if itself:
        values = {**work.row("matter_step", itself), **values}
    row = _first(
        work,
        "SELECT t.id FROM matter_step t WHERE t.matter_id = ? AND t.step = ? AND t.id <> ? "
        "AND t.deleted_at IS NULL ORDER BY t.id",
        (values.get("matter_id"), values.get("step"), itself),
    )
    if row is not None:
        known = work.row("matter_step", row[0])
        raise InvalidInput(
            f"这件事项已经登记了“{_label(work, known)}”，请打开那一步修改，不要再新增一步。", "step"
        )


def _refuse_resting(work: "UnitOfWork", column: str, record_id: bytes, title: str, what: str) -> None:
    row = _first(
        work,
        f"SELECT t.id FROM matter_step t JOIN matter m ON m.id = t.matter_id WHERE t.{column} = ? "
        f"AND t.deleted_at IS NULL AND m.deleted_at IS NULL AND {_PASSED} ORDER BY t.id",
        (record_id,),
    )
    if row is not None:
        step = work.row("matter_step", row[0])
        matter = work.row("matter", step["matter_id"])
        raise InvalidInput(
            f"“{matter['title']}”的“{_label(work, step)}”已经按这个{what}“{title}”完成，"
            f"不能删除或改动。{_AGAIN}"
        )


def _hold(work: "UnitOfWork", matters: Iterable[bytes]) -> None:
    """Hold the whole way of matters against the gates."""
    today = datetime.fromtimestamp(work.actor.now_ms / 1000, UTC).astimezone().date()
    for matter_id in matters:
        if not work.is_living("matter", matter_id):
            continue
        walk = walk_of(work.reader, matter_id)
        wrong = broken(walk.template, walk.records, today) or _twice(work, matter_id)
        if wrong:
            raise InvalidInput(
                f"这样一来，“{walk.matter['title']}”的{wrong}，没有办理。请先重新打开那一步，或先恢复缺的记录。"
            )


def _twice(work: "UnitOfWork", matter_id: bytes) -> str:
    row = _first(
        work,
        "SELECT t.step FROM matter_step t WHERE t.matter_id = ? AND t.deleted_at IS NULL "
        "GROUP BY t.step HAVING count(*) > 1 ORDER BY t.step",
        (matter_id,),
    )
    return "" if row is None else "同一步登记了两次"
