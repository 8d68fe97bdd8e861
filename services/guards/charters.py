"""What forms, the recycle bin and undo may not do to versions of charters: an adopted text stays as it is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.dates import from_record
from services.guards.base import Change

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

Row = Mapping[str, Any]
_FIXED: Final = {"text": "正文", "number": "版次", "charter_id": "章程公约"}
"""Columns of an adopted version that stay."""
_HOW = "要改内容，请起草新的一版，通过以后旧的自动停止施行"


def check_version(work: "UnitOfWork", change: Change) -> None:
    """Refuse changes to an adopted version, and dates at which two versions would be in force.

    Raises:
        InvalidInput: it was adopted, or its time cannot be.
    """
    if change.done:
        _check_after(work, change)
        return
    if change.action == "insert":
        _check_adoption(work, None, change.values)
        return
    for version_id in change.ids:
        row = work.stored("charter_version", version_id)
        if row is None or row["deleted_at"] is not None:
            continue
        _check(work, change, version_id, row)


def _check_after(work: "UnitOfWork", change: Change) -> None:
    """Refuse what an undo or a restoring left with two versions in force, or with dates that cannot be."""
    for version_id in change.ids:
        row = work.stored("charter_version", version_id)
        if row is not None and row["deleted_at"] is None:
            _check_adoption(work, version_id, row)


def _check(work: "UnitOfWork", change: Change, version_id: bytes, row: Row) -> None:
    adopted = row["adopted_on"] is not None
    if adopted and change.action == "delete" and change.top in ("charter_version", "charter", ""):
        raise InvalidInput(f"{_named(row)}已经通过，要存档，不能删除；{_HOW}。")
    if (
        adopted
        and change.action == "undo"
        and (change.columns is None or change.columns & {*_FIXED, "adopted_on"})
    ):
        raise InvalidInput(f"{_named(row)}已经通过，之前的修改不能撤销；{_HOW}。")
    if change.action != "update":
        return
    after = {**row, **change.values}
    changed = [label for name, label in _FIXED.items() if after[name] != row[name]]
    if adopted and changed:
        raise InvalidInput(f"{_named(row)}已经通过，{'、'.join(changed)}不能再改；{_HOW}。", "text")
    if adopted and after["adopted_on"] is None:
        raise InvalidInput(f"{_named(row)}已经通过，通过日期不能清空；{_HOW}。", "adopted_on")
    _check_adoption(work, version_id, after)


def _named(row: Row) -> str:
    return f"第{row['number']}版" if row["number"] else "这一版"


def _check_adoption(work: "UnitOfWork", version_id: bytes | None, after: Row) -> None:
    adopted, since, until = (from_record(after.get(name)) for name in ("adopted_on", "from_day", "until_day"))
    if adopted is None:
        if since is not None or until is not None:
            raise InvalidInput("还没有通过的不能施行，请先填写通过日期。", "adopted_on")
        return
    if not (after.get("text") or "").strip():
        raise InvalidInput("没有正文，不能登记通过，请先写好正文。", "text")
    first = (since or adopted).first_day
    if first < adopted.first_day:
        raise InvalidInput(f"施行日期不能早于通过日期（{adopted.chinese}）。", "from_day")
    if until is not None and until.last_day < first:
        raise InvalidInput("停止施行的日期不能早于施行日期。", "until_day")
    for number, other_adopted, other_since, other_until in work.reader.all(
        "SELECT number, adopted_on, from_day, until_day FROM charter_version WHERE charter_id = ? "
        "AND id <> ? AND adopted_on IS NOT NULL AND deleted_at IS NULL ORDER BY id",
        (after["charter_id"], version_id or b""),
    ):
        begun, ended = from_record(other_since or other_adopted), from_record(other_until)
        if begun is None:
            continue
        same = begun.first_day == first
        into_other = begun.first_day > first and until is not None and until.last_day >= begun.first_day
        into_this = begun.first_day < first and ended is not None and ended.last_day >= first
        if same or into_other or into_this:
            name = f"第{number}版" if number else "另一版"
            raise InvalidInput(f"和{name}的施行时间重叠，请改施行或停止施行的日期。", "from_day")
