"""The changes that stand against each other, as people read them: value, person, office, time, clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.conflicts.cases import Key, Version
from services.office import Context
from services.own_words import known
from services.records import name_of
from services.shown import show
from services.subjects import BY_TABLE, Field
from services.times import local_time

WHOLE = "*"
_AT_ONCE = 400
_DAY_MS = 86_400_000
_FIRST_MS = 1_420_070_400_000  # 2015-01-01: no change was written before this program was


@dataclass(frozen=True, slots=True)
class Stored:
    """One change as the log keeps it, with its author."""

    key: Key
    table: str
    row_id: bytes
    group: str
    values: Mapping[str, Any] | None
    prev: tuple[Key, ...]
    wall_ms: int
    known_ms: int | None
    person: str
    office: str
    unit_id: bytes | None


def changes_by_key(context: Context, keys: Iterable[Key]) -> dict[Key, Stored]:
    """Return the changes with these keys, as far as they are here; a query for each replica."""
    by_replica: dict[bytes, set[int]] = {}
    for replica, seq in keys:
        by_replica.setdefault(bytes(replica), set()).add(seq)
    found: dict[Key, Stored] = {}
    for replica, seqs in by_replica.items():
        listed = sorted(seqs)
        for at in range(0, len(listed), _AT_ONCE):
            for stored in _read(context, replica, listed[at : at + _AT_ONCE]):
                found[stored.key] = stored
    return found


def _read(context: Context, replica: bytes, seqs: Sequence[int]) -> Iterable[Stored]:
    from models.db.changes import values_of
    from models.tables.base import Base

    rows = context.reader.all(
        "SELECT s.seq, s.tbl, s.row_id, s.grp, s.values_json, s.prev_json, "
        "coalesce(s.wall_ms, f.wall_ms, 0), p.at_ms, "
        "coalesce(u.name, q.name, ''), coalesce(n.name, r.name, ''), r.unit_id, r.is_self "
        "FROM sync_change s "
        "LEFT JOIN sync_change f ON f.replica_id = s.replica_id AND f.tx_id = s.tx_id "
        "AND f.user_id IS NOT NULL AND s.user_id IS NULL "
        "LEFT JOIN sync_package p ON p.pkg_id = s.pkg_id "
        "LEFT JOIN app_user u ON u.id = coalesce(s.user_id, f.user_id) "
        "LEFT JOIN sync_person q ON q.user_id = coalesce(s.user_id, f.user_id) "
        "LEFT JOIN sync_replica r ON r.replica_id = s.replica_id "
        "LEFT JOIN unit n ON n.id = r.unit_id "
        f"WHERE s.replica_id = ? AND s.seq IN ({', '.join('?' * len(seqs))})",
        (replica, *seqs),
    )
    for seq, table, row_id, group, values, prev, wall, known_ms, person, office, unit, own in rows:
        described = Base.metadata.tables.get(table)
        held = None if values is None or described is None else values_of(described, values)
        where = office or ("本机" if own else "其他单位")
        yield Stored(
            (replica, seq),
            table,
            bytes(row_id),
            group,
            held,
            _superseded(prev, replica),
            wall,
            known_ms,
            person,
            where,
            None if unit is None else bytes(unit),
        )


def _superseded(prev_json: str | None, own: bytes) -> tuple[Key, ...]:
    import json

    listed = json.loads(prev_json) if prev_json else []
    return tuple((own if replica is None else bytes.fromhex(replica), seq) for replica, seq in listed)


def fields_of(table: str, group: str) -> tuple[Field, ...]:
    """Return the form fields of a field group, none for the whole row."""
    from models.db.changes import group_of
    from models.tables.base import Base

    described, subject = Base.metadata.tables.get(table), BY_TABLE.get(table)
    if described is None or subject is None or group == WHOLE:
        return ()
    listed = (field for section in subject.sections for field in section.fields)
    found = []
    for field in listed:
        columns = (field.name, field.companion) if field.companion else (field.name,)
        if any(name in described.c and group_of(described, name) == group for name in columns):
            found.append(field)
    return tuple(found)


def columns_of(table: str, group: str) -> tuple[str, ...]:
    """Return the columns of a field group; every one that travels for the whole row."""
    from models.db.changes import group_of, synced_columns
    from models.tables.base import Base

    described = Base.metadata.tables[table]
    names = synced_columns(described)
    return names if group == WHOLE else tuple(name for name in names if group_of(described, name) == group)


def label_of_group(table: str, group: str) -> str:
    """Return what a field group is called."""
    if group == WHOLE:
        return "整条记录"
    if group == "unit_id":
        return "所属社区"
    return "、".join(field.label for field in fields_of(table, group)) or "其他内容"


def text_of(context: Context, table: str, group: str, values: Mapping[str, Any]) -> str:
    """Return the values of a field group as they are shown; with labels where there are several."""
    if group == "unit_id":
        return name_of(context, "units", values.get("unit_id"))
    fields = fields_of(table, group)
    texts = [(field.label, _shown(context, field, values)) for field in fields]
    if len(texts) == 1:
        return texts[0][1]
    if not texts:
        return "、".join(str(value) for value in values.values() if isinstance(value, str | int))
    return "；".join(f"{label}：{text}" for label, text in texts if text)


def _shown(context: Context, field: Field, values: Mapping[str, Any]) -> str:
    value = values.get(field.name)
    if field.kind in ("ref", "person"):
        return name_of(context, field.target or "residents", value)
    companion = values.get(field.companion) if field.companion else None
    return show(value, field.kind, known(context, field).vocabulary, companion=companion)


def as_version(context: Context, stored: Stored, group: str, before_ms: int, *, provisional: bool) -> Version:
    """Return a change as one of the values of a case.

    Args:
        context: read on the reader's thread.
        stored: the change.
        group: the field group of the case.
        before_ms: when what it replaces was written, by the clock there.
        provisional: whether the register shows it.
    """
    deleted = stored.values is None
    if stored.values is None:
        text = "（已删除）"
    elif group == WHOLE:
        text = f"{label_of_group(stored.table, stored.group)}：" if stored.group != WHOLE else "保留"
        if stored.group != WHOLE:
            text += text_of(context, stored.table, stored.group, stored.values)
    else:
        text = text_of(context, stored.table, group, stored.values)
    at_text = local_time(stored.wall_ms) if stored.wall_ms else ""
    warning = _clock(context, stored, before_ms)
    return Version(
        *(stored.key, text, stored.person, stored.office, at_text, warning, stored.unit_id),
        provisional=provisional,
        deleted=deleted,
    )


def _clock(context: Context, stored: Stored, before_ms: int) -> str:
    """Return what is wrong with the clock of the machine that wrote a change."""
    latest = stored.known_ms if stored.known_ms is not None else context.clock()
    ahead = stored.wall_ms - latest
    if ahead > _DAY_MS:
        return f"那台电脑的时钟快了约{ahead // _DAY_MS}天，时间只作参考"
    if stored.wall_ms < max(before_ms, _FIRST_MS):
        return "那台电脑的时钟偏慢（比改之前还早），时间只作参考"
    return ""
