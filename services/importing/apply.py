"""Rehearsing and applying an import: the same walk, first on paper, then in one transaction."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound
from models.ids import new_id
from services import backup as backups
from services import guards
from services.files import Progress, no_progress
from services.importing import memory
from services.importing.compare import Change
from services.importing.corrections import Correction
from services.importing.differences import Difference, differences_of
from services.importing.origin import FieldKey
from services.importing.plan import Plan
from services.importing.scope import own_community, own_rows
from services.importing.walk import Walk
from services.office import Context
from services.rights import needs
from services.subjects import BY_TABLE
from services.times import local_time

if TYPE_CHECKING:
    from models.db.undo import Undone

KEEP_BEFORE_IMPORT = 5


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an import would do; nothing has been written.

    Attributes:
        plan: what the book says, with everything normalised, doubted and refused.
        counts: rows understood in the book, by kind.
        changes: rows to add, to change and left alone, by kind.
        differences: fields of stored records that the book says otherwise, kept and taken.
        decided: field groups for which the user chose otherwise than proposed.
    """

    plan: Plan
    counts: Mapping[str, int]
    changes: Mapping[str, Change]
    differences: tuple[Difference, ...]
    decided: frozenset[FieldKey] = frozenset()

    @property
    def errors(self) -> tuple[Any, ...]:
        """What keeps the import from being applied."""
        return tuple(self.plan.errors)

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing."""
        return not any(change.add or change.change for change in self.changes.values())


@dataclass(frozen=True, slots=True)
class ImportResult:
    """An applied import: the handle to undo it by, and how many change records it wrote."""

    batch_id: bytes | None
    tx_id: bytes | None
    change_records: int


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An earlier import as listed; `undone` when it was taken back."""

    batch_id: bytes
    file_name: str
    at_text: str
    user: str
    change_count: int
    undone: bool


def rehearse(
    context: Context,
    path: Path,
    *,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] | None = None,
    assigned: Mapping[tuple[str, str], str] | None = None,
    corrections: Sequence[Correction] | None = None,
) -> Rehearsal:
    """Read a workbook in a child process and compare it with the register; on the reader's thread.

    Args:
        context: the office.
        path: the workbook (xlsx, xls, ods, csv).
        progress: told how far the reading is.
        cancelled: polled; True stops the reading.
        assigned: fields given by hand to headings that were not recognised, by sheet and column; None for
            those this office remembers.
        corrections: made in an earlier rehearsal; None for those this office remembers.

    Raises:
        InvalidInput: the file cannot be read as a workbook.
        Cancelled: the user stopped it.
    """
    from services.importing.reading import read_plan

    known = memory.recall(context)
    plan = read_plan(
        path,
        progress=progress,
        cancelled=cancelled,
        assigned=memory.in_any_sheet(known.headings) if assigned is None else assigned,
        corrections=known.corrections if corrections is None else corrections,
        courtyards=known.courtyards,
    )
    return rehearse_plan(context, plan)


def rehearse_plan(context: Context, plan: Plan, decided: frozenset[FieldKey] = frozenset()) -> Rehearsal:
    """Compare a plan that was read already with the register.

    Args:
        context: the office; on the reader's thread.
        plan: of the whole book.
        decided: keys of differences for which the user chose the other way than proposed: to keep what
            would be changed, or to take from the book what would be kept.
    """
    plan = own_rows(context, plan)
    walk = Walk(context.reader, plan, context.today().isoformat(), own_community(context), decided)
    walk.run()
    return Rehearsal(
        plan, _counts(plan), _by_kind(walk.changes()), differences_of(context.reader, walk), decided
    )


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "communities": len(plan.communities),
        "courtyards": len(plan.courtyards),
        "party-organisations": len(plan.parties),
        "committees": len(plan.committees),
        "committee-members": len(plan.members),
        "teams": len(plan.teams),
        "dwellings": len(plan.dwellings),
        "residents": len(plan.residents),
        "ledger-lines": len(plan.ledger),
    }


def _by_kind(changes: Mapping[str, Change]) -> dict[str, Change]:
    return {BY_TABLE[table].kind: change for table, change in changes.items()}


@needs("records.import")
def apply(
    context: Context, rehearsal: Rehearsal, *, progress: Progress = no_progress, backup: bool = True
) -> ImportResult:
    """Write an import in one transaction, on the writer's thread.

    The plan is compared again inside the transaction, so that what was saved since the rehearsal counts.

    Args:
        context: the office.
        rehearsal: what `rehearse` returned.
        progress: told tables done and tables in all; may raise `Cancelled`, then nothing is written.
        backup: take a backup first.

    Raises:
        InvalidInput: the rehearsal has errors.
    """
    if rehearsal.plan.errors:
        raise InvalidInput(rehearsal.plan.errors[0].message)
    if backup:
        _backup_before(context)
    from sqlalchemy import insert

    from models.tables.imports import ImportBatch

    with context.unit_of_work() as work:
        today, own = context.today().isoformat(), own_community(context)
        walk = Walk(work.reader, rehearsal.plan, today, own, rehearsal.decided)
        walk.run()
        shelves = [shelf for shelf in walk.shelves.values() if shelf.new or shelf.changed]
        if not shelves:
            return ImportResult(None, None, 0)
        for done, shelf in enumerate(shelves):
            progress(done, len(shelves))
            columns, rows = shelf.tuples()
            work.insert_many(shelf.table, columns, rows)
            for row_id, values in shelf.changed.items():
                work.update(shelf.table, row_id, values)
        batch = new_id()
        work.note("import", label=rehearsal.plan.file_name)
        work.local(
            insert(ImportBatch).values(
                id=batch,
                tx_id=work.tx_id,
                at=work.actor.now_ms,
                user_id=work.actor.user_id,
                file_name=rehearsal.plan.file_name,
                sha256=bytes.fromhex(rehearsal.plan.sha256),
                change_count=work.change_count,
                counts_json=json.dumps(dict(rehearsal.counts)),
            )
        )
        committed = work.commit()
    return ImportResult(batch, committed.tx_id, committed.changes)


def _backup_before(context: Context) -> None:
    """Keep a backup from before the import, and the last few of them; an empty office needs none.

    A database on a server is backed up there.
    """
    if not context.database.in_a_file or context.reader.value("SELECT 1 FROM sync_change LIMIT 1") is None:
        return
    folder = backups.backup_folder(context.database.path)
    stamp = datetime.fromtimestamp(context.clock() / 1000, UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    backups.backup(context.database.path, folder / f"导入前-{stamp}{backups.SUFFIX}")
    for surplus in sorted(folder.glob(f"导入前-*{backups.SUFFIX}"))[:-KEEP_BEFORE_IMPORT]:
        surplus.unlink(missing_ok=True)


def imports(context: Context) -> tuple[ImportLine, ...]:
    """Return the imports of this office, the newest first."""
    rows = context.reader.all(
        "SELECT b.id, b.file_name, b.at, coalesce(u.name, ''), b.change_count, b.undone_tx IS NOT NULL "
        "FROM import_batch b LEFT JOIN app_user u ON u.id = b.user_id ORDER BY b.at DESC, b.id DESC"
    )
    return tuple(ImportLine(row[0], row[1], local_time(row[2]), row[3], row[4], bool(row[5])) for row in rows)


@needs("records.import")
def undo_import(context: Context, batch_id: bytes) -> "Undone":
    """Take back a whole import in one step, on the writer's thread; later edits are kept and counted.

    Raises:
        NotFound: there is no such import, or it was undone already.
    """
    from sqlalchemy import select, update

    from models.tables.imports import ImportBatch

    with context.unit_of_work() as work:
        batch = work.local(select(ImportBatch).where(ImportBatch.id == batch_id)).one_or_none()
        if batch is None or batch.undone_tx is not None:
            raise NotFound("这次导入已经撤销过了，没有可以撤销的内容。")
        undone = guards.undo(work, batch.tx_id)
        work.local(update(ImportBatch).where(ImportBatch.id == batch_id).values(undone_tx=work.tx_id))
        work.note("undo_import", label=batch.file_name)
        work.commit()
    return undone
