"""The cases as they are listed, read with few queries on the reader's thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from models.errors import NotFound
from services.conflicts import clashing
from services.conflicts.cases import WORDS, Act, Case, Counts, HeldRow, Key, Kind
from services.conflicts.versions import (
    WHOLE,
    Stored,
    as_version,
    changes_by_key,
    columns_of,
    fields_of,
    label_of_group,
    text_of,
)
from services.office import Context
from services.records import name_of
from services.rights import may_see
from services.subjects import BY_TABLE
from services.undecided import marks_of

MOST = 500
"""Cases listed at once; the others come as these are decided."""
FROZEN = frozenset({"vote_count", "notice_issue", "month_close", "ballot", "issued_sheet"})
"""Tables whose rows are never changed: two versions of one are an error to look at."""
_OPEN = "resolved_at IS NULL AND kind <> 'soft'"
_ADVICE: Mapping[str, str] = {
    "hard": "两边在没有互相看到的时候各改了一次。登记里先显示标着“现在显示”的一个，请选定。",
    "delete_edit": "一边删除了这条记录，另一边还在用它。现在照常显示，请决定保留还是删除。",
    "orphan": "它所属的记录在别处删除了，这条是另一边新加或改过的。请决定恢复上级，或者也删除。",
    "unique": "两条记录用了同一个编号，请改其中一条。",
    "unauthorised": "这是社区对不归它改的记录提出的改动，没有生效。采纳后生效，不采纳就保持原样。",
    "append_only": "这类记录定下后不能改，两边却不一样。请核对纸质材料，弄清原因后记下结果。",
}
_ACTS: Mapping[str, tuple[Act, ...]] = {
    "hard": ("take", "write", "ask"),
    "delete_edit": ("keep", "delete", "ask"),
    "orphan": ("keep", "delete", "ask"),
    "unique": ("seen", "ask"),
    "unauthorised": ("adopt", "decline", "ask"),
    "append_only": ("take", "seen", "ask"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of `sync_conflict`."""

    id: bytes
    table: str
    row_id: bytes
    group: str
    kind: str
    opened_at: int
    detail: Mapping[str, object]
    note: str

    @property
    def keys(self) -> tuple[Key, ...]:
        """The changes it is about."""
        if self.kind == "unauthorised":
            replica, seq = self.detail.get("replica"), self.detail.get("seq")
            return ((bytes.fromhex(str(replica)), int(str(seq))),) if replica and seq else ()
        heads = self.detail.get("heads")
        return tuple((bytes.fromhex(each[0]), each[1]) for each in heads) if isinstance(heads, list) else ()


def listed(context: Context) -> tuple[Case, ...]:
    """Return what waits for a decision, the newest first; proposals last, so that they hide nothing."""
    return (*clashing.found(context), *_cases(context, _rows(context, _OPEN, ())))


def case(context: Context, case_id: bytes) -> Case:
    """Return one case.

    Raises:
        NotFound: it is decided already or never was.
    """
    found = _cases(context, _rows(context, f"{_OPEN} AND id = ?", (case_id,)))
    if not found:
        found = [each for each in clashing.found(context) if each.id == case_id]
    if not found:
        raise NotFound("这件事已经决定了，或者已经不在了。请刷新列表。")
    return found[0]


def _rows(context: Context, condition: str, parameters: Sequence[object]) -> list[_Row]:
    import json

    rows = context.reader.all(
        "SELECT id, tbl, row_id, grp, kind, opened_at, detail_json, note FROM sync_conflict "
        f"WHERE {condition} ORDER BY CASE WHEN kind = 'unauthorised' THEN 1 ELSE 0 END, opened_at DESC, id "
        "LIMIT ?",
        (*parameters, MOST),
    )
    return [
        _Row(bytes(case_id), table, bytes(row_id), group, kind, at, json.loads(detail or "{}"), note or "")
        for case_id, table, row_id, group, kind, at, detail, note in rows
        if may_see(context, table)  # what one may not see is for somebody else to decide
    ]


def _cases(context: Context, rows: Sequence[_Row]) -> list[Case]:
    stored = changes_by_key(context, (key for row in rows for key in row.keys))
    before = changes_by_key(context, (key for each in stored.values() for key in each.prev))
    return [_case(context, row, stored, before) for row in rows]


def _case(context: Context, row: _Row, stored: Mapping[Key, Stored], before: Mapping[Key, Stored]) -> Case:
    frozen = row.kind == "hard" and row.table in FROZEN
    kind = "append_only" if frozen else cast("Kind", row.kind)
    heads = [stored[key] for key in row.keys if key in stored]
    began = [before[key] for each in heads for key in each.prev if key in before]
    base = next((each for each in began if each.values is not None), None)
    before_ms = base.wall_ms if base is not None else 0
    versions = tuple(
        as_version(
            context,
            _author(each, before),
            row.group,
            before_ms,
            provisional=at == 0 and row.kind != "unauthorised",
        )
        for at, each in enumerate(heads)
    )
    fields = fields_of(row.table, row.group)
    described = BY_TABLE.get(row.table)
    name = name_of(context, described.kind, row.row_id) if described is not None else ""
    acts = tuple(act for act in _ACTS[kind] if act != "write" or len(fields) == 1)
    return Case(
        id=row.id,
        kind=kind,
        words=WORDS[kind],
        table=row.table,
        row_id=row.row_id,
        record_kind=described.kind if described is not None else "",
        record_id=row.row_id,
        name=_called(context, row, name, heads),
        field=label_of_group(row.table, WHOLE if row.kind == "orphan" else row.group),
        group=row.group,
        base=_base(context, row, base),
        versions=versions,
        advice=_ADVICE[kind],
        note=row.note,
        acts=acts,
        opened_at=row.opened_at,
        writable=len(fields) == 1 and "write" in acts,
    )


def _author(head: Stored, before: Mapping[Key, Stored]) -> Stored:
    """Return a head as its author wrote it: undoing a decision repeats the versions and names them."""
    for key in head.prev:
        first = before.get(key)
        if first is not None and first.group == head.group and first.values == head.values:
            return replace(first, key=head.key)
    return head


def _base(context: Context, row: _Row, base: Stored | None) -> str:
    if row.kind == "unauthorised" and row.group != WHOLE:
        names = columns_of(row.table, row.group)
        now = context.reader.one(f"SELECT {', '.join(names)} FROM {row.table} WHERE id = ?", (row.row_id,))
        return (
            "" if now is None else text_of(context, row.table, row.group, dict(zip(names, now, strict=True)))
        )
    if row.kind == "orphan":
        return _owner(context, row)
    if base is None or base.values is None or row.group == WHOLE:
        return ""
    return text_of(context, row.table, row.group, base.values)


def _owner(context: Context, row: _Row) -> str:
    """Return the name of the record that lies in the recycle bin while something of it is still here."""
    from models.tables.base import Base

    column = Base.metadata.tables[row.table].c.get(row.group)
    above = next((key.column.table.name for key in column.foreign_keys), "") if column is not None else ""
    described = BY_TABLE.get(above)
    if described is None:
        return ""
    owner = context.reader.value(f"SELECT {row.group} FROM {row.table} WHERE id = ?", (row.row_id,))
    return f"{described.one} {name_of(context, described.kind, owner)}".strip()


def _called(context: Context, row: _Row, name: str, heads: Sequence[Stored]) -> str:
    """Return kind and name of a record, with the community or courtyard it belongs to."""
    described = BY_TABLE.get(row.table)
    one = described.one if described is not None else "记录"
    if not name:
        told: Mapping[str, object] = next((each.values for each in heads if each.values), {})
        name = str(next((told[key] for key in ("name", "title", "summary", "room") if told.get(key)), ""))
    return f"{one} {name}".strip()


def counts(context: Context) -> Counts:
    """Return how much waits; two queries."""
    from services.conflicts.held import settled

    by_kind = {
        kind: number
        for kind, number in context.reader.all(
            f"SELECT kind, count(*) FROM sync_conflict WHERE {_OPEN} GROUP BY kind"
        )
    }
    proposals = by_kind.pop("unauthorised", 0)
    waiting = int(context.reader.value("SELECT count(*) FROM sync_pending") or 0)
    conflicts = sum(by_kind.values()) + clashing.count(context)
    return Counts(conflicts, proposals, max(0, waiting - (len(settled(context)) if waiting else 0)))


def held(context: Context) -> tuple[HeldRow, ...]:
    """Return what was taken in and could not be applied yet."""
    from services.conflicts.held import listed as held_rows

    return held_rows(context)


def provisional(
    context: Context, table: str, row_ids: Sequence[bytes]
) -> Mapping[bytes, Mapping[str, bytes]]:
    """Return which columns of which rows show a provisional value, with the case of each.

    Args:
        context: read on the reader's thread.
        table: their table.
        row_ids: the rows; few, those of one screen.
    """
    return marks_of(context.reader, table, row_ids)


def offices(cases: Sequence[Case]) -> dict[bytes, tuple[str, int]]:
    """Return the offices whose versions stand among cases of two values: name and number of cases."""
    found: dict[bytes, tuple[str, int]] = {}
    for each in cases:
        if each.kind == "hard":
            for version in {one.unit_id: one for one in each.versions if one.unit_id}.values():
                if version.unit_id is not None:
                    name, number = found.get(version.unit_id, (version.office, 0))
                    found[version.unit_id] = name, number + 1
    return found
