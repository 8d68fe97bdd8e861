"""Export of a list as it is shown: its columns in their order, its rows with filter, search and order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from models.db.reading import Reader
from services import lists
from services.excel import Cell, ColumnOut, TableOut, write_csv, write_tables
from services.exporting.cells import cell_of, column_out
from services.files import Progress, no_progress, replacing
from services.office import Context
from services.rights import demand, demand_seeing, needs
from services.subjects import subject
from services.undecided import any_of

BATCH: Final = 500
"""Rows read at once."""
WHOLE: Final = "，含完整号码"
"""Behind the name of an exported file in the audit, where its numbers are not masked."""
UNDECIDED: Final = ColumnOut("还没有决定", 16)
"""A last column, where two offices filled something in differently: what of a row is provisional."""


@dataclass(frozen=True, slots=True)
class ListExport:
    """What of a list is exported.

    Attributes:
        query: the list as it is shown; its columns are those on the screen, from left to right.
        ids: the records chosen in it, 16 bytes each in one string; empty takes all of the list.
        whole: telephones and document numbers are written whole; needs the right to see them.
    """

    query: lists.ListQuery
    ids: bytes = b""
    whole: bool = False


@needs("lists.export")
def export_list(context: Context, wanted: ListExport, path: Path, *, progress: Progress = no_progress) -> int:
    """Write a list into a file, on the writer's thread; the audit notes it.

    Args:
        context: the office.
        wanted: what is exported.
        path: a name that ends in .csv is written as text with separated values, any other as xlsx.
        progress: told rows written and rows in all; may raise `Cancelled`, then the file is as it was.

    Returns:
        The number of rows.

    Raises:
        NotAllowed: whole numbers are wanted, and the role does not see them.
        EnvironmentFault: the file cannot be written; what was there before stays.
    """
    described = subject(wanted.query.kind)
    demand_seeing(context, described.table)
    if wanted.whole:
        demand(context, "personal.see")
    with audited(context, path, described.table, whole=wanted.whole) as (reader, file, note):
        ids = wanted.ids or lists.ids(context.on_writer, wanted.query)
        whole = len(ids) // 16
        columns = lists.columns_of(wanted.query)
        marked = any_of(reader, described.table)
        rows = _rows(reader, wanted, ids, marked=marked)
        outs = [column_out(column) for column in columns] + ([UNDECIDED] if marked else [])

        def told(done: int) -> None:
            progress(done, whole)

        if path.suffix.lower() == ".csv":
            count = write_csv(file, [each.label for each in outs], rows, told)
        else:
            count = write_tables(file, [TableOut(described.title, outs, rows)], told)
        note.count = count
    return count


@dataclass(slots=True)
class Note:
    """What the audit says of an export: the number of rows in the file."""

    count: int = 0


@contextmanager
def audited(
    context: Context, path: Path, table: str | None = None, *, whole: bool = False
) -> Iterator[tuple[Reader, IO[bytes], Note]]:
    """Open a file to export into, with the register as it stands at this moment.

    The audit entry is permanent before the file gets its name: no export without its entry.

    Args:
        context: the office; on the writer's thread.
        path: the file that is made or replaced.
        table: whose records are exported, None for those of several tables.
        whole: whether the file holds whole telephones and document numbers; the entry says so.
    """
    note = Note()
    with context.unit_of_work() as work, replacing(path) as file:
        yield work.reader, file, note
        work.note("export", table, label=f"{path.name}，{note.count}行{WHOLE if whole else ''}")
        work.commit()


def _rows(reader: Reader, export: ListExport, ids: bytes, *, marked: bool) -> Iterator[list[Cell | None]]:
    """Read the rows batch by batch by their ids, so that no long query has to sort or keep them all.

    Numbers stay numbers: what is not decided is told in a cell of its own, where `marked` says there is any.
    """
    query = export.query
    columns = lists.columns_of(query)
    for start in range(0, len(ids), 16 * BATCH):
        part = ids[start : start + 16 * BATCH]
        wanted = [part[at : at + 16] for at in range(0, len(part), 16)]
        undecided = lists.undecided_by_id(reader, query, wanted) if marked else {}
        for record_id, values in lists.values_by_id(reader, query, wanted):
            cells = [
                cell_of(column, value, companion, whole=export.whole)
                for column, (value, companion) in zip(columns, values, strict=True)
            ]
            yield [*cells, undecided.get(record_id)] if marked else cells
