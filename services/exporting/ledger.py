"""The register as a spreadsheet: every line of an account or a month, read page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services.excel import Cell, TableOut, write_csv, write_tables
from services.excel.streaming import ColumnOut
from services.exporting.cells import day_cell, money_cell
from services.exporting.lists import audited
from services.files import Progress, no_progress
from services.ledgers.kinds import kinds_of
from services.ledgers.register import openings
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.reading import Reader

BATCH: Final = 500
_SIDES: Final = {"income": "收入", "expense": "支出"}


@dataclass(frozen=True, slots=True)
class RegisterExport:
    """What of a register is exported: of one account or a whole courtyard; one month or all of them."""

    courtyard: bytes
    account: bytes | None = None
    month: str = ""


_COLUMNS: Final = (
    ColumnOut("日期", 12, "date"),
    ColumnOut("收/支", 8),
    ColumnOut("类别", 14),
    ColumnOut("摘要", 24),
    ColumnOut("对方", 16),
    ColumnOut("经手人", 10),
    ColumnOut("证明人", 10),
    ColumnOut("票据号", 12),
    ColumnOut("收入（元）", 14, "money"),
    ColumnOut("支出（元）", 14, "money"),
    ColumnOut("余额（元）", 14, "money"),
    ColumnOut("入账月份", 10),
    ColumnOut("冲正原因", 20),
)


@needs("lists.export")
def export_register(
    context: Context, wanted: RegisterExport, path: Path, *, progress: Progress = no_progress
) -> int:
    """Write a register into a file, on the writer's thread; the audit notes it.

    Args:
        context: the office.
        wanted: what is exported.
        path: a name that ends in .csv is written as text with separated values, any other as xlsx.
        progress: told rows written and rows in all; may raise `Cancelled`, then the file is as it was.

    Returns:
        The number of lines.

    Raises:
        EnvironmentFault: the file cannot be written; what was there before stays.
    """
    with audited(context, path, "ledger_entry") as (reader, file, note):
        where, values = _which(wanted)
        whole = int(reader.value(f"SELECT count(*) FROM ledger_entry e WHERE {where}", values))

        def told(done: int) -> None:
            progress(done, whole)

        rows = _rows(reader, wanted)
        if path.suffix.lower() == ".csv":
            count = write_csv(file, [each.label for each in _COLUMNS], rows, told)
        else:
            count = write_tables(file, [TableOut("收支账", list(_COLUMNS), rows)], told)
        note.count = count
    return count


def _which(wanted: RegisterExport) -> tuple[str, tuple[object, ...]]:
    """Return the condition that picks the lines, and its values."""
    column = "account_id" if wanted.account is not None else "courtyard_id"
    owner = wanted.account if wanted.account is not None else wanted.courtyard
    if wanted.month:
        return f"e.{column} = ? AND e.deleted_at IS NULL AND e.month = ?", (owner, wanted.month)
    return f"e.{column} = ? AND e.deleted_at IS NULL", (owner,)


def _carried(reader: "Reader", wanted: RegisterExport) -> int:
    """Return what all entries ahead of the month come to, in fen; nought where all months are wanted."""
    if not wanted.month:
        return 0
    column = "account_id" if wanted.account is not None else "courtyard_id"
    carried = reader.value(
        "SELECT coalesce(sum(CASE WHEN direction = 'income' THEN amount ELSE -amount END), 0) "
        f"FROM ledger_entry WHERE {column} = ? AND month < ? AND deleted_at IS NULL",
        (wanted.account if wanted.account is not None else wanted.courtyard, wanted.month),
    )
    return int(carried)


def _rows(reader: "Reader", wanted: RegisterExport) -> Iterator[list[Cell | None]]:
    """Read the lines batch by batch by their ids, so that the whole is sorted once and never kept."""
    where, values = _which(wanted)
    names = {kind.code: kind.name for kind in kinds_of(reader)}
    waiting = openings(reader, wanted.account, wanted.courtyard)
    balance = _carried(reader, wanted)
    found = reader.all(
        f"SELECT e.id FROM ledger_entry e WHERE {where} ORDER BY e.month, e.on_date, e.id", values
    )
    ids = [bytes(row[0]) for row in found]
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        marks = ", ".join("?" * len(part))
        rows = reader.all(
            "SELECT e.id, e.month, e.on_date, e.direction, e.kind, e.amount, e.summary, e.party, e.handler, "
            f"e.witness, e.voucher, e.reason FROM ledger_entry e WHERE e.id IN ({marks})",
            part,
        )
        by_id = {bytes(row[0]): row[1:] for row in rows}
        for each in part:
            month, day, direction, kind, amount, summary, *texts, reason = by_id[each]
            while waiting and waiting[0][0] <= month:
                balance += waiting.pop(0)[1]  # an account counts from the month it was taken up in
            received = direction == "income"
            balance += int(amount) if received else -int(amount)
            yield [
                day_cell(day),
                _SIDES.get(direction, direction),
                names.get(kind, kind),
                summary,
                *texts,
                money_cell(int(amount)) if received else None,
                None if received else money_cell(int(amount)),
                money_cell(balance),
                month,
                reason,
            ]
