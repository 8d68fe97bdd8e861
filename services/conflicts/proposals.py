"""All proposals of one community at once: a book entered at the wrong place makes hundreds of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import NotFound, UserError
from services.conflicts.cases import Case, Key
from services.conflicts.deciding import adopt_values, resolve
from services.conflicts.versions import changes_by_key
from services.office import Context
from services.rights import needs
from services.saving import Saved
from services.subjects import BY_TABLE

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Proposal:
    """One open proposal: the case, the change that was refused, where it writes, and what."""

    id: bytes
    key: Key
    place: tuple[str, bytes, str]
    values_json: str | None


def proposers(cases: Sequence[Case]) -> dict[bytes, str]:
    """Return the offices among the authors of listed proposals: id and name."""
    return {
        version.unit_id: version.office
        for each in cases
        if each.kind == "unauthorised"
        for version in each.versions
        if version.unit_id is not None
    }


@needs("decisions.take")
def settle_all(context: Context, unit_id: bytes, *, adopt: bool, reason: str = "") -> tuple[int, Saved]:
    """Adopt or decline every open proposal of one office, in the order they were written; all or nothing.

    Args:
        context: the hub, on the writer's thread.
        unit_id: the office.
        adopt: whether they are adopted.
        reason: kept with those that are declined.

    Returns:
        How many there were, and what undoes it.

    Raises:
        NotFound: none is open any more.
        UserError: one of them cannot be adopted; the sentence names it, and nothing was changed.
    """
    found = _open(context.on_writer, unit_id)
    if not found:
        raise NotFound("这些建议已经处理过了。请刷新列表。")
    note = "" if adopt else f"未采纳：{reason}" if reason else "未采纳"
    with context.unit_of_work() as work:
        for each in found:
            if adopt:
                _adopt(work, each)
            resolve(work, each.id, note)
        work.note("proposal_adopted" if adopt else "proposal_declined", label=f"全部建议（{len(found)}条）")
        return len(found), Saved(unit_id, work.commit())


def _open(context: Context, unit_id: bytes) -> list[_Proposal]:
    import json

    found = []
    for case_id, table, row_id, group, detail in context.reader.all(
        "SELECT id, tbl, row_id, grp, detail_json FROM sync_conflict "
        "WHERE resolved_at IS NULL AND kind = 'unauthorised'"
    ):
        told = json.loads(detail or "{}")
        if told.get("replica") and told.get("seq"):
            key = bytes.fromhex(told["replica"]), int(told["seq"])
            found.append(_Proposal(bytes(case_id), key, (table, bytes(row_id), group), told.get("values")))
    authors = changes_by_key(context, (each.key for each in found))
    theirs = [each for each in found if each.key in authors and authors[each.key].unit_id == unit_id]
    return sorted(theirs, key=lambda each: each.key)


def _adopt(work: "UnitOfWork", each: _Proposal) -> None:
    from models.db.changes import values_of
    from models.tables.base import Base

    table = each.place[0]
    values = None if each.values_json is None else values_of(Base.metadata.tables[table], each.values_json)
    try:
        adopt_values(work, each.place, values)
    except UserError as error:
        described = BY_TABLE.get(table)
        name = str((values or {}).get("name", "")) if described is not None else ""
        one = f"{described.one if described is not None else '记录'} {name}".strip()
        raise UserError(f"“{one}”不能采纳：{error.message}全部建议都没有改动，请逐条决定。") from error
