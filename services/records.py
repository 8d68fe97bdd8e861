"""One record of any subject: read for the screen, created, changed, deleted, restored, undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound
from models.rules.base import Hint
from models.rules.rights import writing
from services import guards
from services.belonging import carry_along, link_errors, people_found, unit_of
from services.completing import followed
from services.disclosure.requests import due_on, objection_due
from services.fields import check
from services.hints import hints_for
from services.office import Context
from services.own_words import known, offered
from services.rights import demand, demand_seeing, may_see, needs_by
from services.saving import FormErrors as FormErrors
from services.saving import Saved as Saved
from services.shown import HIDDEN, show
from services.subjects import BY_KIND, Field, Subject, subject
from services.subjects.base import DUE, NEXT, TODAY
from services.undecided import marks_of

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork


def _right_to_write(kind: str) -> str:
    return writing(subject(kind).table)


def _kinds() -> tuple[str, ...]:
    return tuple(BY_KIND)


UNSEEN = "（无权查看）"
"""Stands for the name of a record that whoever works may not see."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a record.

    Attributes:
        field: its description.
        value: what is stored; None for what is hidden (services.shown.HIDDEN), which only
            `services.sensitive` hands out.
        companion: what is stored beside it.
        text: what is shown, masked where it is hidden.
        undecided: the case that is open about it.
    """

    field: Field
    value: Any
    companion: Any
    text: str
    undecided: bytes | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A record as a page shows it.

    Attributes:
        kind: kind of its subject.
        id: the record; None for one not saved yet.
        name: its name, and
        subtitle: where it belongs.
        version: handed back when saving, so that a change made meanwhile is noticed.
        sections: titles with their fields.
        hints: what the rules say about it.
        child_counts: number of records below it, by kind and column.
    """

    kind: str
    id: bytes | None
    name: str
    subtitle: str
    version: int | None
    sections: tuple[tuple[str, tuple[ShownField, ...]], ...]
    hints: tuple[Hint, ...] = ()
    child_counts: Mapping[str, int] | None = None

    def shown(self, name: str) -> ShownField:
        """Return one field by its name.

        Raises:
            KeyError: the record has no such field.
        """
        for _, fields in self.sections:
            for each in fields:
                if each.field.name == name:
                    return each
        raise KeyError(name)


def read(context: Context, kind: str, record_id: bytes) -> Record:
    """Return one record for the screen.

    Raises:
        NotAllowed: whoever works may not see such records.
        NotFound: it does not exist or lies in the recycle bin.
    """
    described = subject(kind)
    demand_seeing(context, described.table)
    row = row_of(context, described, record_id)
    named = context.reader.one(
        f"SELECT {described.name_sql}, {described.subtitle_sql} FROM {described.from_sql} WHERE t.id = ?",
        (record_id,),
    )
    name, subtitle = named if named is not None else ("", "")
    return Record(
        kind,
        record_id,
        name or "",
        subtitle or "",
        row["version"],
        _sections(context, described, row, _undecided(context, described, record_id)),
        hints_for(context, described.table, record_id),
        _child_counts(context, described, record_id),
    )


def blank(context: Context, kind: str, parent: tuple[str, bytes] | None = None) -> Record:
    """Return an empty record with what is known already filled in.

    Args:
        context: read on the reader's thread.
        kind: kind of the subject.
        parent: column and id of the record it will belong to; what that record belongs to is filled in too.
    """
    described = subject(kind)
    row = _defaults(context, described, parent)
    if parent is not None:
        row |= {**_inherited(context, described, parent), parent[0]: parent[1]}
    return Record(kind, None, f"新增{described.one}", "", None, _sections(context, described, row))


def _defaults(context: Context, described: Subject, parent: tuple[str, bytes] | None) -> dict[str, Any]:
    """Return what a new record begins with, by column."""
    fields = [field for section in described.sections for field in section.fields if field.default]
    row: dict[str, Any] = {
        field.name: field.default for field in fields if field.default not in (TODAY, NEXT, DUE)
    }
    today = context.today().isoformat()
    row |= {field.name: today for field in fields if field.default == TODAY}
    due = objection_due if described.table == "objection" else due_on
    row |= {field.name: due(context, today) for field in fields if field.default == DUE}
    if parent is not None:
        for name in (field.name for field in fields if field.default == NEXT):
            last = context.reader.value(
                f"SELECT max({name}) FROM {described.table} WHERE {parent[0]} = ? AND deleted_at IS NULL",
                (parent[1],),
            )
            row[name] = (last or 0) + 1
    return row


def _inherited(context: Context, described: Subject, parent: tuple[str, bytes]) -> dict[str, Any]:
    """Return ids of the new record's further owners: the courtyard of a dwelling made in a building."""
    try:
        field = described.field(parent[0])
    except KeyError:
        return {}
    if field.kind != "ref" or field.target is None:
        return {}
    above = subject(field.target)
    wanted = [
        each.name
        for section in described.sections
        for each in section.fields
        if each.kind == "ref" and each.name != parent[0] and _has_column(above, each.name)
    ]
    if not wanted:
        return {}
    found = context.reader.one(f"SELECT {', '.join(wanted)} FROM {above.table} WHERE id = ?", (parent[1],))
    return {} if found is None else dict(zip(wanted, found, strict=True))


def _has_column(described: Subject, name: str) -> bool:
    return any(each.name == name for section in described.sections for each in section.fields)


def row_of(context: Context, described: Subject, record_id: bytes) -> dict[str, Any]:
    """Return the stored row of a record by column name.

    Raises:
        NotFound: it does not exist or lies in the recycle bin.
    """
    names = ["version", *_columns(described)]
    found = context.reader.one(
        f"SELECT {', '.join(names)} FROM {described.table} WHERE id = ? AND deleted_at IS NULL", (record_id,)
    )
    if found is None:
        raise NotFound("这条记录已经不在了，可能刚被删除。请刷新列表；误删的可以在回收站恢复。")
    return dict(zip(names, found, strict=True))


def _columns(described: Subject) -> list[str]:
    names: dict[str, None] = {}
    for section in described.sections:
        for field in section.fields:
            names.setdefault(field.name)
            if field.companion:
                names.setdefault(field.companion)
    return list(names)


def _undecided(context: Context, described: Subject, record_id: bytes) -> Mapping[str, bytes]:
    return marks_of(context.reader, described.table, (record_id,)).get(record_id, {})


def _sections(
    context: Context, described: Subject, row: Mapping[str, Any], cases: Mapping[str, bytes] | None = None
) -> tuple[tuple[str, tuple[ShownField, ...]], ...]:
    return tuple(
        (section.title, tuple(_shown(context, field, row, cases or {}) for field in section.fields))
        for section in described.sections
    )


def _shown(context: Context, field: Field, row: Mapping[str, Any], cases: Mapping[str, bytes]) -> ShownField:
    value = row.get(field.name)
    field = offered(context, field, value)
    companion = row.get(field.companion) if field.companion else None
    if field.kind in ("ref", "person"):
        text = name_of(context, field.target or "residents", value)
    else:
        text = show(value, field.kind, field.vocabulary, companion=companion)
    case = cases.get(field.name) or (cases.get(field.companion) if field.companion else None)
    return ShownField(field, None if field.kind in HIDDEN else value, companion, text, case)


def name_of(context: Context, kind: str, record_id: bytes | None) -> str:
    """Return the name of a record, "" for none; one in the recycle bin is marked."""
    if record_id is None:
        return ""
    described = subject(kind)
    found = context.reader.one(
        f"SELECT {described.name_sql}, t.deleted_at FROM {described.from_sql} WHERE t.id = ?", (record_id,)
    )
    if found is None:
        return ""
    if not may_see(context, described.table):
        return UNSEEN
    return f"{found[0] or ''}（已删除）" if found[1] is not None else str(found[0] or "")


def _child_counts(context: Context, described: Subject, record_id: bytes) -> dict[str, int]:
    counts = {}
    for child in described.children:
        below = BY_KIND[child.kind]
        counts[f"{child.kind}.{child.column}"] = int(
            context.reader.value(
                f"SELECT count(*) FROM {below.table} WHERE {child.column} = ? AND deleted_at IS NULL",
                (record_id,),
            )
        )
    return counts


@needs_by(_right_to_write, _kinds)
def save(
    context: Context,
    kind: str,
    record_id: bytes | None,
    values: Mapping[str, object],
    version: int | None = None,
) -> Saved:
    """Save a form, on the writer's thread.

    Args:
        context: who saves.
        kind: kind of the subject.
        record_id: the record, None for a new one.
        values: what was typed, by field name; fields not named stay as they are.
        version: `Record.version` of what the user saw.

    Returns:
        The id, and the transaction to undo.

    Raises:
        FormErrors: fields that cannot be taken.
        Stale: somebody changed one of the same fields meanwhile.
        NotFound: the record is gone.
    """
    described = subject(kind)
    stored = _checked(context, described, values, record_id is None)
    with context.unit_of_work() as work:
        errors = link_errors(work, described, record_id, stored)
        errors |= {} if errors else people_found(work, described, record_id, stored)
        if errors:
            raise FormErrors(errors)
        stored |= _completed(context, work, described, record_id, stored)
        if record_id is not None:
            before = work.row(described.table, record_id)
            guards.check(work, guards.Change("update", described.table, (record_id,), stored))
            if not work.update(described.table, record_id, stored, seen=version):
                return Saved(record_id, None)
            carry_along(work, described, record_id, before)
            followed(context, work, described.table, record_id, fresh=False)
            return Saved(record_id, work.commit())
        stored |= {name: value for name, value in described.fixed}
        if described.table != "courtyard":
            stored["unit_id"] = unit_of(work, described, stored)
        guards.check(work, guards.Change("insert", described.table, values=stored))
        made = work.insert(described.table, stored)
        followed(context, work, described.table, made, fresh=True)
        return Saved(made, work.commit())


def _checked(
    context: Context, described: Subject, values: Mapping[str, object], fresh: bool
) -> dict[str, Any]:
    errors: dict[str, str] = {}
    stored: dict[str, Any] = {}
    today = context.today()
    for section in described.sections:
        for field in section.fields:
            if field.name not in values and not (fresh and field.required):
                continue
            result = check(known(context, field), values.get(field.name), today)
            if result.level == "error":
                errors[field.name] = result.message
            stored[field.name] = result.value
            if field.companion:
                stored[field.companion] = result.companion
    if errors:
        raise FormErrors(errors)
    return stored


def _completed(
    context: Context,
    work: "UnitOfWork",
    described: Subject,
    record_id: bytes | None,
    stored: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the columns that follow from what was typed, for subjects that name such."""
    if not described.completed:
        return {}
    from services.completing import completed

    try:
        return completed(work, described.table, record_id, stored, context.today())
    except InvalidInput as error:
        if error.field is None:
            raise
        raise FormErrors({error.field: error.message}) from error


@needs_by(_right_to_write, _kinds)
def delete(context: Context, kind: str, ids: Sequence[bytes]) -> "Committed":
    """Put records into the recycle bin with everything that belongs to them, on the writer's thread.

    Raises:
        NotAllowed: the role may not write what belongs to them; then none is deleted.
        NotFound: one of them is gone already; then none is deleted.
        UserError: one of them, or what belongs to it, has to stay; then none is deleted.
    """
    from models.db.cascade import delete_with_owned

    described = subject(kind)
    with context.unit_of_work() as work:
        for record_id in ids:
            guards.check_delete(work, described.table, record_id)
            delete_with_owned(work, described.table, record_id)
        for code in sorted({writing(table) for table in work.touched}):
            demand(context, code)
        return work.commit()


@dataclass(frozen=True, slots=True)
class Choice:
    """A record offered while typing into a link or person field."""

    id: bytes
    label: str
    detail: str


def choices(
    context: Context, kind: str, text: str, limit: int = 20, below: tuple[str, bytes] | None = None
) -> tuple[Choice, ...]:
    """Return records that a typed text may mean.

    Args:
        context: read on the reader's thread.
        kind: kind of the records.
        text: what was typed; empty offers the first ones.
        limit: most records returned.
        below: (column, id): only records of that owner.

    Returns:
        The records; none where whoever works may not see such.
    """
    from models.db.search_query import matching

    described = subject(kind)
    if not may_see(context, described.table):
        return ()
    conditions = ["t.deleted_at IS NULL"]
    parameters: list[Any] = []
    if described.where:
        conditions.append(described.where)
    if below is not None and _has_column(described, below[0]):
        conditions.append(f"t.{below[0]} = ?")
        parameters.append(below[1])
    if text.strip() and described.table not in ("building", "dwelling"):
        sql, values = matching(context.reader.dialect, text)
        conditions.append("(" + " OR ".join(f"{each} IN ({sql})" for each in described.search_ids) + ")")
        parameters += list(values) * len(described.search_ids)
    elif text.strip():
        conditions.append(f"lower({described.name_sql}) LIKE lower(?) ESCAPE '!'")
        escaped = text.strip().replace("!", "!!").replace("%", "!%").replace("_", "!_")
        parameters.append(f"%{escaped}%")
    rows = context.reader.all(
        f"SELECT t.id, {described.name_sql}, {described.subtitle_sql} FROM {described.from_sql} "
        f"WHERE {' AND '.join(conditions)} ORDER BY {', '.join(described.order)} LIMIT ?",
        (*parameters, limit),
    )
    return tuple(Choice(row[0], row[1] or "", row[2] or "") for row in rows)
