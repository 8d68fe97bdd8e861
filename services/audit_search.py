"""Searching the audit by person, act, day, record and text; one entry with old and new; the export."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from models.errors import InvalidInput, NotFound
from models.rules.dates import parse_date
from models.rules.masks import covered
from services import audit_fields, audit_log, times
from services.audit_log import PAGE, RIGHT, AuditLine
from services.files import Progress, no_progress
from services.history import changed_by
from services.office import Context
from services.records import name_of
from services.rights import needs
from services.subjects import BY_TABLE

SHOWN: Final = 50
"""Records of one entry whose changes are shown."""
_HITS: Final = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of act people search by: its name and the acts, empty for all."""

    label: str
    acts: tuple[str, ...]


KINDS: Final = (
    Kind("全部操作", ()),
    Kind("打印记录", (*audit_log.OF_SHEETS, "paper_printed", "paper_saved")),
    Kind("登记和修改", ("insert", "update", "delete", "restore", "undo", "records_merged")),
    Kind(
        "导出和另存",
        (
            "export",
            "file_saved",
            "copied",
            "listed",
            "matter_archived",
            "backup",
            "backup_copied",
            "recovery_sheet",
        ),
    ),
    Kind("查看完整信息", ("field_shown", "file_opened")),
    Kind("没有权限，被拒绝", ("denied",)),
    Kind(
        "用户和密码",
        (
            "user_added",
            "user_enabled",
            "user_disabled",
            "user_role",
            "password_changed",
            "recovered",
            "rekeyed",
        ),
    ),
    Kind("设置", ("setting_changed", "masks_changed", "template_changed")),
    Kind("导入和收发", ("import", "undo_import", "ledger_import", "opinions_taken", "sync_accept")),
    Kind("核对日志", ("audit_broken", "audit_blanked", "purge")),
)
"""What the screen offers."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; what is empty does not matter.

    Attributes:
        person: part of a name, or the whole name with `exact`.
        acts: codes of acts.
        first, last: local days, both included.
        record: part of a record's name, or its id in hexadecimal digits.
        text: part of any name, act or detail.
        exact: whether `person` is the whole name.
    """

    person: str = ""
    acts: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    record: str = ""
    text: str = ""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that an act changed: of which record, its label, what it was and what it is now."""

    record: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One entry with what it changed; `more` is the number of records whose changes are not shown."""

    line: AuditLine
    changes: tuple[Changed, ...]
    more: int


def asked(
    context: Context,
    *,
    person: str = "",
    acts: tuple[str, ...] = (),
    days: tuple[str, str] = ("", ""),
    record: str = "",
    text: str = "",
) -> Wanted:
    """Return what is searched for as people type it.

    Args:
        context: for the year of a day without one.
        person: the whole name, "" for everybody.
        acts: codes of acts.
        days: from and to, as typed.
        record: part of a record's name.
        text: part of any text.

    Raises:
        InvalidInput: a day that is none, or the later one first.
    """
    first, last = (_day(each, context.today().year) for each in days)
    if first and last and first > last:
        raise InvalidInput("开始日期在结束日期之后，请改一下日期。")
    return Wanted(person, acts, first, last, record, text, exact=True)


def _day(typed: str, year: int) -> date | None:
    if not typed.strip():
        return None
    read = parse_date(typed, default_year=year).value
    if read is None or read.day is None:
        raise InvalidInput(f"“{typed.strip()}”不是日期，请写成 2026-03-01 或 3月1日。")
    return read.first_day


@needs(RIGHT)
def search(
    context: Context, wanted: Wanted, *, before: int | None = None, limit: int = PAGE
) -> tuple[AuditLine, ...]:
    """Return entries, newest first.

    Args:
        context: read on the reader's thread.
        wanted: what is searched for.
        before: only entries older than the one with this number.
        limit: most entries returned.
    """
    conditions, parameters = _conditions(context, wanted)
    return audit_log.select(context, conditions, parameters, before=before, limit=limit)


@needs(RIGHT)
def people(context: Context) -> tuple[str, ...]:
    """Return the names of those who have entries, for a choice."""
    rows = context.reader.all(
        "SELECT DISTINCT coalesce(u.name, e.name) FROM (SELECT DISTINCT user_id FROM audit_entry) a "
        "LEFT JOIN app_user u ON u.id = a.user_id LEFT JOIN sync_person e ON e.user_id = a.user_id"
    )
    return tuple(sorted(name for (name,) in rows if name))


@needs(RIGHT)
def opened(context: Context, seq: int) -> Opened:
    """Return one entry with old and new values; telephones and identity numbers are masked.

    Raises:
        NotFound: there is no such entry.
    """
    lines = audit_log.select(context, ["a.seq = ?"], [seq], limit=1)
    if not lines:
        raise NotFound("这条操作日志不在了。请刷新后再看，或按“核对日志”。")
    tx_id, table, row_id = context.reader.all(
        "SELECT tx_id, tbl, row_id FROM audit_entry WHERE seq = ?", (seq,)
    )[0]
    conditions, parameters = ["tx_id = ?"], [bytes(tx_id)]
    for column, value in (("tbl", table), ("row_id", row_id)):
        if value is not None:
            conditions.append(f"{column} = ?")
            parameters.append(value)
    where = " AND ".join(conditions)
    rows = context.reader.all(
        f"SELECT tbl, row_id, min(seq) FROM sync_change WHERE {where} GROUP BY tbl, row_id "
        "ORDER BY 3, 2 LIMIT ?",
        (*parameters, SHOWN),
    )
    count = len(rows)
    if count == SHOWN:
        counted = f"SELECT count(*) FROM (SELECT DISTINCT tbl, row_id FROM sync_change WHERE {where}) AS one"
        count = int(context.reader.value(counted, parameters))
    changes = [each for row in rows for each in _changes(context, row[0], bytes(row[1]), bytes(tx_id))]
    return Opened(lines[0], tuple(changes), count - len(rows))


def _changes(context: Context, table: str, row_id: bytes, tx_id: bytes) -> list[Changed]:
    described = BY_TABLE.get(table)
    if described is None:
        return [
            Changed(audit_log.table_label(table), field, covered(old), covered(new))
            for field, old, new in audit_fields.changed_by(context, table, row_id, tx_id)
        ]
    name = covered(name_of(context, described.kind, row_id))
    return [
        Changed(name or described.one, field, covered(old), covered(new))
        for field, old, new in changed_by(context, described, row_id, tx_id)
    ]


@needs(RIGHT)
def export(context: Context, wanted: Wanted, path: Path, *, progress: Progress = no_progress) -> int:
    """Write the entries that are searched for into a spreadsheet, on the writer's thread; noted itself.

    Args:
        context: the office.
        wanted: what is searched for.
        path: the xlsx that is made or replaced.
        progress: told rows written; may raise `Cancelled`, then the file is as it was.

    Returns:
        The number of rows.

    Raises:
        EnvironmentFault: the file cannot be written; what was there before stays.
    """
    from services.excel import ColumnOut, TableOut, write_tables
    from services.exporting.lists import audited

    here = context.on_writer
    conditions, parameters = _conditions(here, wanted)
    joined = "audit_entry a LEFT JOIN app_user u ON u.id = a.user_id"
    whole = int(
        here.reader.value(f"SELECT count(*) FROM {joined} WHERE {' AND '.join(conditions)}", parameters)
    )
    labels = ("编号", "时间", "操作人", "工作站", "操作", "类别", "内容", "说明")
    columns = [ColumnOut(label, width) for label, width in zip(labels, _WIDTHS, strict=True)]
    with audited(here, path, "audit_entry") as (_, file, note):
        rows = _rows(lambda before: search(here, wanted, before=before, limit=PAGE))
        note.count = write_tables(
            file, [TableOut("操作日志", columns, rows)], lambda done: progress(done, whole)
        )
    return note.count


_WIDTHS: Final = (8, 20, 12, 16, 16, 12, 40, 60)


def _rows(page: Callable[[int | None], tuple[AuditLine, ...]]) -> Any:
    before: int | None = None
    while lines := page(before):
        for line in lines:
            yield [
                line.seq,
                line.at_text,
                line.user,
                line.workstation,
                line.action,
                line.subject,
                line.label,
                line.detail,
            ]
        before = lines[-1].seq


def _conditions(context: Context, wanted: Wanted) -> tuple[list[str], list[Any]]:
    conditions, parameters = ["1 = 1"], list[Any]()

    def add(condition: str, *values: Any) -> None:
        conditions.append(condition)
        parameters.extend(values)

    if wanted.person.strip():
        if wanted.exact:
            add("u.name = ?", wanted.person)
        else:
            add("lower(u.name) LIKE lower(?) ESCAPE '!'", _part(wanted.person))
    if wanted.acts:
        add(f"a.action IN ({', '.join('?' * len(wanted.acts))})", *wanted.acts)
    first, end = times.bounds(wanted.first, wanted.last)
    if first is not None:
        add("a.at >= ?", first)
    if end is not None:
        add("a.at < ?", end)
    if wanted.record.strip():
        add(*_of_record(context, wanted.record.strip()))
    if wanted.text.strip():
        condition, values = audit_log.matching(wanted.text.strip())
        add(condition, *values)
    return conditions, parameters


def _part(text: str) -> str:
    escaped = text.strip().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def _of_record(context: Context, record: str) -> tuple[Any, ...]:
    """Return the condition for the records of this name, and entries that tell the name themselves."""
    from services.search import search as find

    if len(record) == 32 and all(each in "0123456789abcdefABCDEF" for each in record):
        return "a.row_id = ?", bytes.fromhex(record)
    ids = [hit.id for hit in find(context, record, _HITS)]
    told = "lower(a.label) LIKE lower(?) ESCAPE '!'"
    if not ids:
        return told, _part(record)
    return f"({told} OR a.row_id IN ({', '.join('?' * len(ids))}))", _part(record), *ids
