"""What happened to a record, read from the change log; undoing; the recycle bin."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.db.reading import Reader
from models.rules.rights import writing
from services import attachments, guards
from services.attachment_history import file_changes
from services.authors import AUTHOR, AUTHOR_FROM
from services.office import Context
from services.own_words import known
from services.records import name_of
from services.rights import asks, demand, demand_seeing, may_see
from services.shown import HIDDEN, show
from services.subjects import BY_KIND, BY_TABLE, Field, Subject, subject
from services.times import local_time

if TYPE_CHECKING:
    from models.db.undo import Undone

ACTIONS = {"insert": "新增", "update": "修改", "delete": "删除", "restore": "恢复"}
MERGED_MARK = "（并入的记录）"
"""Stands behind what was done to a record that was merged into the one whose history is read."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of a record: when, who, what, and the fields with old and new text."""

    at_text: str
    user: str
    action: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DeletedLine:
    """One entry of the recycle bin; `row_count` counts what was deleted along with it."""

    tx_id: bytes
    kind: str
    kind_label: str
    id: bytes
    name: str
    at_text: str
    user: str
    row_count: int


def history(context: Context, kind: str, record_id: bytes) -> tuple[HistoryLine, ...]:
    """Return the changes of a record, newest first, those of records merged into it among them.

    Args:
        context: read on the reader's thread.
        kind: kind of the subject.
        record_id: the record.

    Raises:
        NotAllowed: whoever works may not see such records.
    """
    described = subject(kind)
    demand_seeing(context, described.table)
    told = _told(context, described, record_id)
    for merged in _merged_into(context, described.table, record_id):
        lines = _told(context, described, merged)
        told += [(place, replace(line, action=f"{line.action}{MERGED_MARK}")) for place, line in lines]
    return tuple(line for _, line in sorted(told, key=lambda each: -each[0]))


def _told(context: Context, described: Subject, record_id: bytes) -> list[tuple[int, HistoryLine]]:
    """Return the changes of one record, each with its place in time."""
    from models.db.changes import WHOLE_ROW, values_of
    from models.tables import Base

    rows = context.reader.all(
        "SELECT s.lamport, s.tx_id, s.grp, s.values_json, s.prev_json, coalesce(s.wall_ms, f.wall_ms, 0), "
        f"{AUTHOR} FROM sync_change s "
        "LEFT JOIN sync_change f ON f.tx_id = s.tx_id AND f.user_id IS NOT NULL "
        f"{AUTHOR_FROM} WHERE s.row_id = ? AND s.tbl = ? ORDER BY s.lamport, s.replica_id",
        (record_id, described.table),
    )
    table = Base.metadata.tables[described.table]
    state: dict[str, Any] = {}
    lines: list[tuple[bytes, str, HistoryLine]] = []
    places: list[int] = []
    for lamport, tx_id, group, values_json, prev_json, wall_ms, user in rows:
        values = values_of(table, values_json)
        if group != WHOLE_ROW:
            action, different = "update", _differences(context, described, state, values)
        elif values_json is None:
            action, different = "delete", ()
        else:
            action, different = ("restore" if prev_json else "insert"), ()
        state.update(values)
        line = HistoryLine(local_time(wall_ms), user, ACTIONS[action], different)
        if lines and lines[-1][:2] == (tx_id, "update") and action == "update":
            earlier = lines[-1][2]
            line = HistoryLine(earlier.at_text, user, earlier.action, earlier.changes + different)
            lines[-1] = (tx_id, action, line)
        else:
            lines.append((tx_id, action, line))
            places.append(lamport)
    told = [(place, line) for place, (_, _, line) in zip(places, lines, strict=True)]
    told += _about_files(context, described.table, record_id)
    return told


def changed_by(
    context: Context, described: Subject, record_id: bytes, tx_id: bytes
) -> tuple[tuple[str, str, str], ...]:
    """Return what one transaction changed in a record: field, old text, new text; of a new one all of it.

    Args:
        context: read on the reader's thread.
        described: the subject.
        record_id: the record.
        tx_id: the transaction.
    """
    from models.db.changes import WHOLE_ROW, values_of
    from models.tables import Base

    table = Base.metadata.tables[described.table]
    state: dict[str, Any] = {}
    found: list[tuple[str, str, str]] = []
    for own, group, values_json, prev_json in context.reader.all(
        "SELECT tx_id, grp, values_json, prev_json FROM sync_change WHERE row_id = ? AND tbl = ? "
        "ORDER BY lamport, replica_id",
        (record_id, described.table),
    ):
        values = values_of(table, values_json)
        if bytes(own) == tx_id and (group != WHOLE_ROW or not prev_json):
            found += _differences(context, described, state if group != WHOLE_ROW else {}, values)
        state.update(values)
    return tuple(found)


def _merged_into(context: Context, table: str, record_id: bytes) -> list[bytes]:
    """Return the records that were merged into this one, and into those, and lie in the recycle bin."""
    from services.duplicates.links import merged_elsewhere

    found: list[bytes] = []
    waiting = [record_id]
    while waiting:
        at = waiting.pop()
        rows = context.reader.all(
            "SELECT b.row_id FROM audit_entry a "
            "JOIN audit_entry b ON b.tx_id = a.tx_id AND b.action = a.action "
            f"JOIN {table} t ON t.id = b.row_id WHERE a.row_id = ? AND a.action = 'records_merged' "
            "AND t.deleted_at IS NOT NULL AND b.seq = a.seq + 1 ORDER BY b.seq",
            (at,),
        )
        merged = dict.fromkeys(
            [*(bytes(row[0]) for row in rows), *merged_elsewhere(context.reader, table, at)]
        )
        fresh = [each for each in merged if each not in (record_id, *found)]
        found += fresh
        waiting += fresh
    return found


def _about_files(context: Context, table: str, record_id: bytes) -> list[tuple[int, HistoryLine]]:
    return [
        (each.lamport, HistoryLine(local_time(each.wall_ms), each.user, each.action, tuple(each.captions)))
        for each in file_changes(context, table, record_id)
    ]


def _differences(
    context: Context, described: Subject, state: dict[str, Any], values: dict[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    found = []
    for section in described.sections:
        for field in section.fields:
            if field.name in values or (field.companion and field.companion in values):
                after = {**state, **values}
                old, new = _text(context, field, state), _text(context, field, after)
                if old != new:
                    found.append((field.label, old, new))
                elif field.kind in HIDDEN and state.get(field.name) != after.get(field.name):
                    found.append((field.label, old, f"{new}（已改）"))
    if "unit_id" in values and not any(field.name == "unit_id" for field in _fields(described)):
        # the unit of what belongs to a courtyard follows when the courtyard moves
        moved = [name_of(context, "units", each.get("unit_id")) for each in (state, values)]
        found.append(("所属社区", moved[0], moved[1]))
    return tuple(found)


def _fields(described: Subject) -> list[Field]:
    return [field for section in described.sections for field in section.fields]


def _text(context: Context, field: Field, values: dict[str, Any]) -> str:
    value = values.get(field.name)
    if field.kind in ("ref", "person"):
        return name_of(context, field.target or "residents", value)
    companion = values.get(field.companion) if field.companion else None
    return show(value, field.kind, known(context, field).vocabulary, companion=companion)


@asks("records.write")
def undo(context: Context, tx_id: bytes) -> "Undone":
    """Take back a save, a delete or an import, on the writer's thread.

    Raises:
        NotAllowed: the role may not write everything that it touched.
        NotFound: nothing is there to undo.
        UserError: it made or changed what has to stay (`services.guards`).
    """
    from services import conflicts

    with context.unit_of_work() as work:
        _demand_writing(context, work.reader, tx_id)
        undone = guards.undo(work, tx_id)
        conflicts.reopen(work, tx_id)
        work.note("undo")
        work.commit()
    return undone


def _demand_writing(context: Context, reader: Reader, tx_id: bytes, *tables: str) -> None:
    """Refuse whoever may not write all that one transaction wrote.

    Waiting lines of the books come with an import and are done with when they are booked: they follow.
    """
    rows = reader.all("SELECT DISTINCT tbl FROM sync_change WHERE tx_id = ?", (tx_id,))
    touched = {*tables, *(row[0] for row in rows)}
    for code in sorted({writing(table) for table in touched - {"pending_ledger_line"} or touched}):
        demand(context, code)


def recycle_bin(context: Context) -> tuple[DeletedLine, ...]:
    """Return what lies in the recycle bin, the newest first; not what whoever works may not see.

    The wording of sheets, which an undo may put there, has no subject: it is written anew where it is edited.
    """
    rows = context.reader.all(
        "SELECT d.tx_id, d.tbl, d.row_id, d.label, d.at, coalesce(u.name, e.name, ''), d.row_count "
        "FROM deletion d LEFT JOIN app_user u ON u.id = d.user_id "
        "LEFT JOIN sync_person e ON e.user_id = d.user_id ORDER BY d.at DESC, d.row_id"
    )
    return tuple(
        DeletedLine(
            row[0],
            *_kind_of(row[1]),
            row[2],
            row[3],
            local_time(row[4]),
            row[5],
            row[6],
        )
        for row in rows
        if (row[1] in BY_TABLE or row[1] == attachments.TABLE) and may_see(context, row[1])
    )


def _kind_of(table: str) -> tuple[str, str]:
    """Return kind and label of what lies in the recycle bin: of a record, or of a file hung on one."""
    if table == attachments.TABLE:
        return attachments.KIND, attachments.ONE
    return BY_TABLE[table].kind, BY_TABLE[table].one


@asks("records.write")
def restore(context: Context, tx_id: bytes, kind: str, record_id: bytes) -> int:
    """Bring a record back from the recycle bin with what was deleted along with it.

    Returns:
        Number of rows restored.

    Raises:
        NotAllowed: the role may not write everything that was deleted along with it.
        NotFound: it is not there any more.
    """
    with context.unit_of_work() as work:
        table = attachments.TABLE if kind == attachments.KIND else BY_KIND[kind].table
        _demand_writing(context, work.reader, tx_id, table)
        restored = guards.restore(work, tx_id, table, record_id)
        work.commit()
    return restored
