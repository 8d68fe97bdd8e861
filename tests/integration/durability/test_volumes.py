"""Offices on volumes that are full, and files beyond a gigabyte (D4, D5, D24)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import EnvironmentFault
from services import backup as backups
from services import blobs
from services.context import open_context
from services.office import Context
from tests.helpers import crashing, volumes
from tests.helpers.changes import edit, insert_courtyard
from tests.helpers.office import FixedClock, NewOffice, fresh_database, rows, value

pytestmark = pytest.mark.local_file("what the volume does to the file")


@pytest.fixture(params=["real"] if volumes.small_possible() else ["counted"])
def cramped(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Context, Path | None]]:
    """An office on a volume of 4 MB; where none can be mounted, one whose file must not grow."""
    if request.param == "counted":
        office = open_context(fresh_database(tmp_path / "office.db"), "王芳", clock=FixedClock())
        connection = office.database.writing_connection()
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 20}")
        yield office, None
        office.close()
        return
    with volumes.small(tmp_path / "small", "4m") as folder:
        office = open_context(fresh_database(folder / "office.db"), "王芳", clock=FixedClock())
        yield office, folder
        office.close()


def fill_up(folder: Path) -> Path:
    """Take all that is left of a volume."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    return filler


def test_d04_a_full_volume_refuses_saves_until_there_is_room(cramped: tuple[Context, Path | None]) -> None:
    office, folder = cramped
    yard = insert_courtyard(office, note="第一份")
    filler = None if folder is None else fill_up(folder)
    saved = ["第一份"]

    def save_on() -> None:
        for number in range(300):
            edit(office, yard, note=str(number) * 3000)
            saved.append(str(number) * 3000)

    with pytest.raises(EnvironmentFault, match=r"空间不足|磁盘出错"):
        save_on()
    with pytest.raises(EnvironmentFault):
        edit(office, yard, note="满" * 200_000)
    assert value(office, "SELECT note FROM courtyard") == saved[-1], "what was saved can be read"
    if filler is None:
        office.database.writing_connection().execute("PRAGMA max_page_count=1000000")
    else:
        filler.unlink()
    edit(office, yard, note="又有空间了")
    assert value(office, "SELECT note FROM courtyard") == "又有空间了"
    assert value(office, "PRAGMA integrity_check") == "ok"


def test_d05_closing_on_a_full_volume_loses_nothing(tmp_path: Path) -> None:
    """The log cannot be folded into the file: it stays beside it, and the next start finds all."""
    if not volumes.small_possible():
        return  # the line at the end of the run says so; test_d06 has the checkpoint fail everywhere
    with volumes.small(tmp_path / "small", "16m") as folder:
        office = open_context(fresh_database(folder / "office.db"), "王芳", clock=FixedClock())
        for number in range(40):
            insert_courtyard(office, name=f"{number}号院", note="院" * 4000)
        fill_up(folder)
        office.close()
        moved = tmp_path / "roomy"
        shutil.copytree(folder, moved, ignore=shutil.ignore_patterns("filler"))
    again = open_context(moved / "office.db", "王芳", clock=FixedClock())
    assert value(again, "SELECT count(*) FROM courtyard") == 40
    assert value(again, "PRAGMA integrity_check") == "ok"
    again.close()


def sizes() -> list[int]:
    """Return megabytes of the files: a few, and beyond the lock page at 1 GiB and 4 GiB when soaking."""
    return [8, *([1100, 4200] if crashing.SOAK else [])]


@pytest.mark.parametrize("megabytes", sizes())
def test_d24_a_large_file_is_checked_backed_up_and_restored(
    megabytes: int, office: Context, new_office: NewOffice, tmp_path: Path
) -> None:
    path = office.database.path
    insert_courtyard(office, name="大院")
    blobs.put(path, b"small")
    step = 8 if megabytes < 100 else 100
    new_office.close(office)
    for file, table in ((path, "bulk"), (blobs.store_path(path), "blob")):
        grow(file, table, megabytes if table == "blob" or megabytes < 100 else 1100, step)
    assert blobs.store_path(path).stat().st_size > megabytes << 20
    assert backups.check_database(path, full=True) is None
    made = backups.backup(path, tmp_path / "out" / "a.lybak")
    target = tmp_path / "restored" / "office.db"
    backups.restore(made.path, target)
    made.path.unlink()
    again = open_context(target, "王芳", clock=FixedClock())
    assert rows(again, "SELECT name FROM courtyard") == [("大院",)]
    again.close()
    assert blobs.store_path(target).stat().st_size > megabytes << 20
    shutil.rmtree(target.parent)


def grow(path: Path, table: str, megabytes: int, step: int) -> None:
    """Let a database file grow: the store by blobs, the office by drafts, which only this machine keeps."""
    from models.db.connecting import connect

    connection = connect(path)
    for number in range(0, megabytes + step, step):
        if table == "blob":
            connection.execute(
                "INSERT INTO blob (sha256, size, data) VALUES (?, 1, zeroblob(?))",
                (number.to_bytes(32, "big"), step << 20),
            )
        else:
            connection.execute(
                "INSERT INTO setting (owner, name, value_json) VALUES ('bulk', ?, hex(zeroblob(?)))",
                (str(number), step << 19),
            )
    connection.close()
