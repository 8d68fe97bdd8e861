"""Importing 50,000 rows of a survey sheet: time against a bare read and raw insert, size of the change log.

The bare floor is what nobody can do without: calamine reading the workbook, and the driver inserting the
very same rows and change records, without indexes being asked for anything else, in one transaction.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import python_calamine

from bench.common import ROOT, report, seconds
from bench.survey_book import write
from models.db.connecting import connect
from models.db.database import open_database
from services import importing
from services.context import open_context

ROWS = 50_000


def main(count: int = ROWS) -> None:
    """Measure and print."""
    book = write(ROOT / "build" / "bench" / f"survey-{count}.xlsx", count)
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder) / "office.db"
        ours = _imported(office, book)
        bare_read = seconds(lambda: _bare_read(book))
        bare_insert, tables = _bare_insert(office, Path(folder) / "bare.db")
        _sizes(office, Path(folder) / "without.db", count, tables)
    ratio = ours / (bare_read + bare_insert)
    report(f"import of {count} sheet rows / (bare read + raw insert of the same rows)", ratio, 3.0)


def _imported(office: Path, book: Path) -> float:
    context = open_context(office, "测量员")
    try:
        return seconds(lambda: importing.apply(context, importing.rehearse(context, book), backup=False))
    finally:
        context.close()


def _bare_read(book: Path) -> None:
    workbook = python_calamine.CalamineWorkbook.from_path(str(book))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


def _bare_insert(office: Path, bare: Path) -> tuple[float, dict[str, int]]:
    """Insert every row and change record of the office into an empty database of the same tables."""
    open_database(bare).close()
    source = connect(office, read_only=True)
    names = [
        row[0]
        for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if not row[0].startswith(("search_", "sqlite_", "alembic_"))
    ]
    held: dict[str, list[Any]] = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    source.close()
    target = connect(bare)
    target.execute("PRAGMA foreign_keys=OFF")
    for name in names:
        target.execute(f"DELETE FROM {name}")

    def insert() -> None:
        target.execute("BEGIN IMMEDIATE")
        for name, rows in held.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                target.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        target.execute("COMMIT")

    taken = seconds(insert)
    target.close()
    return taken, {name: len(rows) for name, rows in held.items() if rows}


def _sizes(office: Path, without: Path, count: int, tables: dict[str, int]) -> None:
    shutil.copy2(office, without)
    full, bare = _compact(office), _compact(without, drop="sync_change")
    changes = tables["sync_change"]
    local = ("sync_change", "sync_head", "sync_replica", "audit_entry", "setting", "app_user", "import_batch")
    stored = sum(rows for name, rows in tables.items() if name not in local)
    print(f"change records: {changes} for {stored} stored rows of {count} sheet rows", flush=True)
    report("change records per stored row", changes / stored, 1.05)
    report("database with its change log / without it", full / bare, 2.0)


def _compact(path: Path, drop: str = "") -> int:
    connection = connect(path)
    if drop:
        connection.execute(f"DROP TABLE {drop}")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path.stat().st_size


if __name__ == "__main__":
    main()
