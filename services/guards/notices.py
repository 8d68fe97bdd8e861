"""What forms, the recycle bin and undo may not do to notices that were issued, their issues and postings."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.text import same_name
from services.guards.base import Change

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

Row = Mapping[str, Any]
FIXED: Final = ("issued", "posted", "taken_down", "archived", "void")
"""States from the number on: what was issued is not changed any more."""
_FREE = frozenset({"place", "note"})
"""Columns of an issued notice that may be written by hand still."""
_LED = frozenset(
    ("state", "checked_by", "checked_on", "single_reason", "archived_on", "void_reason", "number",
     "posted_from", "posted_until", "prepared_by")
)  # fmt: skip
"""Columns that lead a notice through its life; an undo may give them back."""
_POSTING_FREE = frozenset({"note", "slots"})
_MOST_NAMED = 3


def named(row: Row) -> str:
    """Return how a notice is called in a sentence: 〔2020〕1号《停水通知》."""
    return f"{row['number'] or ''}《{row['title']}》"


def check_notice(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would change an issued notice, or leave its life out of step (see `Change`).

    Raises:
        InvalidInput: the notice was issued, or checked and is edited.
    """
    if change.done:
        for row in _rows(work, "notice", change.ids):
            _check_step(work, row)
        return
    if change.action in ("insert", "restore"):
        return
    fixed = [row for row in _rows(work, "notice", change.ids) if row["state"] in FIXED]
    if change.action == "delete":
        _refuse_delete(fixed, change.top)
    elif change.action == "undo":
        if fixed and (change.columns is None or not change.columns <= _LED | _FREE):
            raise InvalidInput(f"{named(fixed[0])}已经签发，之前的修改不能再撤销。要改内容请出更正公示。")
    else:
        for row in _rows(work, "notice", change.ids):
            _check_edit(row, change)


def _rows(work: "UnitOfWork", table: str, ids: Sequence[bytes]) -> list[dict[str, Any]]:
    found = [work.stored(table, each) for each in ids]
    return [row for row in found if row is not None]


def _refuse_delete(fixed: Sequence[Row], top: str) -> None:
    if not fixed:
        return
    names = "、".join(named(row) for row in fixed[:_MOST_NAMED])
    more = f"等{len(fixed)}张" if len(fixed) > _MOST_NAMED else ""
    if top in ("notice", ""):
        raise InvalidInput(f"{names}{more}已经编号签发，不能删除。没有张贴的可以作废，取下的可以归档。")
    raise InvalidInput(f"这里有已经签发的公示（{names}{more}），公示要存档，不能删除。")


def _check_edit(row: Row, change: Change) -> None:
    different = {name for name, value in change.values.items() if row[name] != value}
    if row["state"] == "checked" and different - {"note"}:
        raise InvalidInput(f"《{row['title']}》已经核对，不能再改。要修改请先退回草稿，改好后重新核对。")
    if row["state"] in FIXED and different - _FREE:
        raise InvalidInput(f"{named(row)}已经签发，内容不能再改。要改内容请出更正公示。")


def _check_step(work: "UnitOfWork", row: Row) -> None:
    """Refuse a life out of step after an undo: a notice that hangs is posted, one that does not is not."""
    hanging, hung = postings_of(work, row["id"])
    issued = work.reader.value("SELECT count(*) FROM notice_issue WHERE notice_id = ?", (row["id"],))
    state = row["state"] or "draft"
    right = {
        "draft": not issued,
        "checked": not issued,
        "issued": issued and not hung,
        "void": issued and not hung,
        "posted": bool(hanging),
        "taken_down": hung and not hanging,
        "archived": hung and not hanging,
    }
    if not right[state] or (row["deleted_at"] is not None and issued):
        raise InvalidInput(f"{named(row)}之后又办理过别的手续，这一步不能单独撤销。")


def postings_of(work: "UnitOfWork", notice_id: bytes) -> tuple[int, int]:
    """Return how many postings of a notice hang, and how many there are in all."""
    rows = work.reader.all(
        "SELECT taken_down_on FROM posting WHERE notice_id = ? AND deleted_at IS NULL", (notice_id,)
    )
    return sum(row[0] is None for row in rows), len(rows)


def check_issue(work: "UnitOfWork", change: Change) -> None:
    """Refuse every change of what was frozen; undoing an issue would lose a number.

    Only a posting that is undone takes the version with it that was dated anew for it: the number stays with
    the version before.

    Raises:
        InvalidInput: for anything else.
    """
    rows = _rows(work, "notice_issue", change.ids)
    if change.action == "undo" and rows and (change.done or all(_is_last_version(work, row) for row in rows)):
        return
    name = named(rows[0]) if rows else "这张公示"
    raise InvalidInput(
        f"{name}已经签发存档，不能撤销、修改或删除。没有张贴的可以作废，要改内容请出更正公示。"
    )


def _is_last_version(work: "UnitOfWork", row: Row) -> bool:
    """Return whether a version has one before it and none behind."""
    found = work.reader.all(
        "SELECT id FROM notice_issue WHERE notice_id = ? AND deleted_at IS NULL ORDER BY id",
        (row["notice_id"],),
    )
    return len(found) > 1 and bytes(found[-1][0]) == bytes(row["id"])


def check_board(work: "UnitOfWork", change: Change) -> None:
    """Refuse a second board of a name in a courtyard, and moving one on which something hung.

    Raises:
        InvalidInput: one of them.
    """
    if change.action == "insert":
        _refuse_same_name(work, change.values, b"")
    if change.action not in ("update", "undo") or change.done:
        return
    for row in _rows(work, "board", change.ids):
        whole = {**row, **change.values}
        moved = change.columns is not None and "courtyard_id" in change.columns
        if (moved or whole["courtyard_id"] != row["courtyard_id"]) and _ever_used(work, row["id"]):
            raise InvalidInput(
                f"公开栏“{row['name']}”有公示张贴的记录，不能改到别的楼院。请写停用日期，在那边另外新增一个。"
            )
        if whole["name"] != row["name"] or whole["courtyard_id"] != row["courtyard_id"]:
            _refuse_same_name(work, whole, row["id"])


def _ever_used(work: "UnitOfWork", board_id: bytes) -> bool:
    count = work.reader.value(
        "SELECT count(*) FROM posting WHERE board_id = ? AND deleted_at IS NULL", (board_id,)
    )
    return bool(count)


def _refuse_same_name(work: "UnitOfWork", values: Mapping[str, Any], itself: bytes) -> None:
    rows = work.reader.all(
        "SELECT id, name FROM board WHERE courtyard_id = ? AND deleted_at IS NULL", (values["courtyard_id"],)
    )
    if any(same_name(name, values["name"]) for board, name in rows if bytes(board) != itself):
        raise InvalidInput(f"这个楼院已经有叫“{values['name']}”的公开栏，没有保存。请换一个名称。", "name")


def check_posting(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would change when and where a notice hung; undoing the last step is allowed.

    Raises:
        InvalidInput: it is written by hand, or deleted.
    """
    if change.done:
        for row in _rows(work, "posting", change.ids):
            for notice in _rows(work, "notice", (row["notice_id"],)):
                _check_step(work, notice)
    elif change.action == "insert":
        raise InvalidInput("张贴请用公示上的“张贴”，这样公示期和编号才对得上。")
    elif change.action == "update":
        for row in _rows(work, "posting", change.ids):
            if {name for name, value in change.values.items() if row[name] != value} - _POSTING_FREE:
                raise InvalidInput("张贴的时间和公开栏不能手工改。贴错了请撤销张贴，或取下后重新张贴。")
    elif change.action == "delete" and change.top in ("posting", "board") and change.ids:
        what = "公开栏" if change.top == "board" else "张贴记录"
        raise InvalidInput(f"这个{what}有公示张贴的记录，要存档，不能删除。公开栏不用了请写停用日期。")
