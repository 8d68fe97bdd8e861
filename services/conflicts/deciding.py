"""Deciding: each act is one transaction, and undoing it opens the case again; on the writer's thread."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from services import guards, settings
from services.conflicts import clashing
from services.conflicts.cases import Bulk, Case, Key, Version
from services.conflicts.listing import case as read_case
from services.conflicts.listing import listed
from services.conflicts.versions import changes_by_key, columns_of, fields_of
from services.office import Context
from services.rights import needs
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_DECIDED = "conflict_decided"


@needs("decisions.take")
def take(context: Context, case_id: bytes, key: Key) -> Saved:
    """Take one of the versions.

    Raises:
        NotFound: the case is decided already.
        InvalidInput: it has no such version.
    """
    found = read_case(context.on_writer, case_id)
    version = next((each for each in found.versions if each.key == key), None)
    if version is None:
        raise InvalidInput("这个值已经不在候选里了。请刷新后再选。")
    with context.unit_of_work() as work:
        if found.kind in ("append_only", "unique") and key[1] == 0:
            for other in found.versions:
                if other.key != key:
                    _bin(work, found.table, other.key[0])
        else:
            _take(context, work, found, key)
        work.note(_DECIDED, found.table, found.row_id, found.name)
        return Saved(found.row_id, work.commit())


def _take(context: Context, work: "UnitOfWork", found: Case, key: Key) -> None:
    values = _values(context, found, [key])[key]
    work.decide(found.table, found.row_id, found.group, values)


def _values(context: Context, found: Case, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
    """Return what each version says about every column of the field group."""
    columns = columns_of(found.table, found.group)
    stored = changes_by_key(context.on_writer, keys)
    return {key: {name: (each.values or {}).get(name) for name in columns} for key, each in stored.items()}


@needs("decisions.take")
def write(context: Context, case_id: bytes, value: object) -> Saved:
    """Write another value: what was typed into the field, checked as in a form.

    Raises:
        FormErrors: it cannot be taken.
        NotFound: the case is decided already.
    """
    from services.fields import check
    from services.own_words import known

    found = read_case(context.on_writer, case_id)
    fields = fields_of(found.table, found.group)
    if "write" not in found.acts or len(fields) != 1:
        raise InvalidInput("这一处不能直接填写新值，请选一边，或打开记录修改。")
    (field,) = fields
    checked = check(known(context.on_writer, field), value, context.today())
    if checked.level == "error":
        raise FormErrors({field.name: checked.message})
    values = {field.name: checked.value}
    if field.companion:
        values[field.companion] = checked.companion
    with context.unit_of_work() as work:
        work.decide(found.table, found.row_id, found.group, values)
        work.note(_DECIDED, found.table, found.row_id, found.name)
        return Saved(found.row_id, work.commit())


@needs("decisions.take")
def ask(context: Context, case_id: bytes, office: str) -> str:
    """Note that another office is asked; the case stays open.

    Returns:
        The text to be sent or read out.
    """
    found = read_case(context.on_writer, case_id)
    lines = [f"{office}：", f"“{found.name}”的{found.field}，{found.words}，请核对："]
    lines += [f"· {_told(each)}" for each in found.versions]
    lines.append("以哪一个为准，请告诉我们。谢谢。")
    today = context.today()
    note = f"{today.month}月{today.day}日已询问{office}"
    if found.id == found.row_id:  # found in the register itself: there is no row to note it on
        return "\n".join(lines)
    with context.unit_of_work() as work:
        _set(work, found.id, {"note": note})
        work.note("office_asked", found.table, found.row_id, found.name)
        work.commit()
    return "\n".join(lines)


def _told(version: Version) -> str:
    who = "，".join(each for each in (version.office, version.person, version.at_text) if each)
    return f"{version.text or '（空）'}（{who}）" if who else version.text or "（空）"


@needs("decisions.take")
def keep(context: Context, case_id: bytes) -> Saved:
    """Keep a record that was deleted elsewhere; or bring back the owner that one has lost.

    Raises:
        NotFound: the case is decided already.
        UserError: the owner cannot come back by itself; the sentence tells why.
    """
    found = read_case(context.on_writer, case_id)
    with context.unit_of_work() as work:
        if found.kind == "orphan":
            _restore_owner(work, found)
        elif found.kind == "delete_edit":
            work.decide(found.table, found.row_id, "*", {})
        else:
            raise InvalidInput("这一处要选定一个值，不是保留或删除。")
        work.note(_DECIDED, found.table, found.row_id, found.name)
        return Saved(found.row_id, work.commit())


def _restore_owner(work: "UnitOfWork", found: Case) -> None:
    from models.tables.base import Base

    link = next(iter(Base.metadata.tables[found.table].c[found.group].foreign_keys))
    table = link.column.table.name
    owner = work.row(found.table, found.row_id)[found.group]
    deletion = work.reader.one(
        "SELECT tx_id FROM deletion WHERE tbl = ? AND row_id = ? ORDER BY at DESC, tx_id LIMIT 1",
        (table, owner),
    )
    if deletion is not None:
        guards.restore(work, bytes(deletion[0]), table, owner)
    else:
        work.restore(table, owner)


@needs("decisions.take")
def put_away(context: Context, case_id: bytes) -> Saved:
    """Put such a record into the recycle bin, here as elsewhere.

    Raises:
        NotFound: the case is decided already.
        UserError: it has to stay; the sentence tells why.
    """
    found = read_case(context.on_writer, case_id)
    if "delete" not in found.acts:
        raise InvalidInput("这一处要选定一个值，不是保留或删除。")
    with context.unit_of_work() as work:
        guards.check_delete(work, found.table, found.row_id)
        _bin(work, found.table, found.row_id)
        work.note(_DECIDED, found.table, found.row_id, found.name)
        return Saved(found.row_id, work.commit())


def _bin(work: "UnitOfWork", table: str, row_id: bytes) -> None:
    from models.db.cascade import delete_with_owned

    delete_with_owned(work, table, row_id)


@needs("decisions.take")
def adopt(context: Context, case_id: bytes) -> Saved:
    """Adopt the proposal of a workstation: its values are written here.

    Raises:
        NotFound: it is dealt with already, or its record is gone.
        UserError: the record has to stay as it is; the sentence tells why.
    """
    found, values = _proposed(context, case_id)
    with context.unit_of_work() as work:
        adopt_values(work, (found.table, found.row_id, found.group), values)
        work.note("proposal_adopted", found.table, found.row_id, found.name)
        resolve(work, found.id, "")
        return Saved(found.row_id, work.commit())


def adopt_values(work: "UnitOfWork", place: tuple[str, bytes, str], values: Mapping[str, Any] | None) -> None:
    """Write what a proposal wants at a table, row and field group; None for the row deleted."""
    table, row_id, group = place
    if values is None:
        guards.check_delete(work, table, row_id)
        _bin(work, table, row_id)
        return
    columns = set(columns_of(table, group))
    wanted = {name: value for name, value in values.items() if name in columns}
    stored = work.stored(table, row_id)
    if stored is None:
        from models.ids import RecordId

        work.insert(table, wanted, row_id=RecordId(row_id))
        return
    if stored["deleted_at"] is not None:
        work.restore(table, row_id)
    guards.check(work, guards.Change("update", table, (row_id,), wanted))
    work.update(table, row_id, wanted)


@needs("decisions.take")
def decline(context: Context, case_id: bytes, reason: str = "") -> None:
    """Decline a proposal; it is kept with the reason.

    Raises:
        NotFound: it is dealt with already.
    """
    found, _ = _proposed(context, case_id)
    with context.unit_of_work() as work:
        resolve(work, found.id, f"未采纳：{reason}" if reason else "未采纳")
        work.note("proposal_declined", found.table, found.row_id, found.name)
        work.commit()


def _proposed(context: Context, case_id: bytes) -> tuple[Case, Mapping[str, Any] | None]:
    import json

    from models.db.changes import values_of
    from models.tables.base import Base

    found = read_case(context.on_writer, case_id)
    if found.kind != "unauthorised":
        raise InvalidInput("这不是其他单位的建议，请选定一个值。")
    detail = context.on_writer.reader.value("SELECT detail_json FROM sync_conflict WHERE id = ?", (case_id,))
    values = json.loads(detail or "{}").get("values")
    table = Base.metadata.tables[found.table]
    return found, None if values is None else values_of(table, values)


@needs("decisions.take")
def seen(context: Context, case_id: bytes, note: str) -> None:
    """Note what an error that was looked at turned out to be, and close its case.

    Raises:
        NotFound: it is closed already.
    """
    found = read_case(context.on_writer, case_id)
    with context.unit_of_work() as work:
        if found.id == found.row_id:
            known = dict(clashing.seen_ones(context.on_writer))
            settings.put_in(work, clashing.SEEN, {**known, found.id.hex(): note})
        else:
            resolve(work, found.id, note)
        work.note("conflict_seen", found.table, found.row_id, found.name)
        work.commit()


@needs("decisions.take")
def take_all_of(context: Context, unit_id: bytes, preview: bool) -> Bulk:
    """Take the version of one office in every case of two values that has exactly one of it.

    Args:
        context: on the writer's thread; with `preview` the reader's will do.
        unit_id: the office.
        preview: only tell what would be done.
    """
    cases = listed(context if preview else context.on_writer)
    meant: list[tuple[Case, Version]] = []
    for each in cases:
        theirs = [version for version in each.versions if version.unit_id == unit_id]
        if each.kind == "hard" and len(theirs) == 1:
            meant.append((each, theirs[0]))
    office = meant[0][1].office if meant else ""
    lines = tuple(
        (each.name, each.field, each.versions[0].text or "（空）", version.text or "（空）")
        for each, version in meant
    )
    left = len(cases) - len(meant)
    if preview or not meant:
        return Bulk(office, unit_id, lines, left)
    with context.unit_of_work() as work:
        for each, version in meant:
            _take(context, work, each, version.key)
        work.note(_DECIDED, label=f"全部采用{office}的（{len(meant)}处）")
        return Bulk(office, unit_id, lines, left, work.commit().tx_id)


def resolve(work: "UnitOfWork", case_id: bytes, note: str) -> None:
    """Close a case as settled by this transaction, so that undoing it opens the case again."""
    values = {
        "resolved_at": work.actor.now_ms,
        "resolved_by": work.actor.user_id,
        "resolved_by_change": f"tx:{work.tx_id.hex()}",
    }
    _set(work, case_id, {**values, "note": note} if note else values)


def _set(work: "UnitOfWork", case_id: bytes, values: Mapping[str, Any]) -> None:
    from sqlalchemy import update

    from models.tables.sync import SyncConflict

    work.local(update(SyncConflict).where(SyncConflict.id == case_id).values(values))


def reopen(work: "UnitOfWork", tx_id: bytes) -> None:
    """Open what a transaction settled again, because it is undone: proposals, entries booked otherwise."""
    from sqlalchemy import update

    from models.tables.sync import SyncConflict
    from services.conflicts.held import unsettle

    work.local(
        update(SyncConflict)
        .where(SyncConflict.resolved_by_change == f"tx:{tx_id.hex()}")
        .values(resolved_at=None, resolved_by=None, resolved_by_change=None)
    )
    unsettle(work, tx_id)
