"""Opening a database: what is not ours is refused untouched, what was cut off is made anew."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from models.db import connecting
from models.db.database import open_database
from models.db.lock import AlreadyOpen, FileLock
from models.db.schema_version import APPLICATION_ID, SCHEMA_REVISION
from models.errors import EnvironmentFault
from tests.helpers.office import FixedClock, NewOffice, fresh_database

pytestmark = pytest.mark.local_file("what a file may be that is no database of ours")

ROOT = Path(__file__).resolve().parents[3]


def contents(path: Path) -> bytes:
    return path.read_bytes()


def plain_sqlite(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def test_missing_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "新 文件夹#1" / "办事处 50%.db"
    open_database(path).close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_REVISION
    connection.close()
    open_database(path).close()


def test_empty_file_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    path.touch()
    open_database(path).close()
    assert path.stat().st_size > 0


def test_pragmas_of_every_connection(new_office: NewOffice) -> None:
    office = new_office()
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "busy_timeout": 10000,
    }
    for connection in (office.database._read_connection, office.database.writing_connection()):
        found = {name: connection.execute(f"PRAGMA {name}").fetchone() for name in wanted}
        # mmap_size answers with no row when memory mapping is compiled out
        assert {name: row[0] if row else 0 for name, row in found.items()} == wanted
    assert office.database._read_connection.execute("PRAGMA query_only").fetchone()[0] == 1


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("姓名,电话\n" * 100), "不是本程序的数据库"),
    "encrypted": (lambda path: path.write_bytes(bytes(range(256)) * 32), "已经加密"),
    "header_only": (lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(20)), "不是本程序的数据库"),
    "other_program": (
        lambda path: plain_sqlite(path, "PRAGMA application_id = 252006674", "CREATE TABLE t (x)"),
        "别的程序的数据库",
    ),
    "nameless_program": (lambda path: plain_sqlite(path, "CREATE TABLE t (x)"), "别的程序的数据库"),
    "newer": (
        lambda path: plain_sqlite(fresh_database(path), f"PRAGMA user_version = {SCHEMA_REVISION + 1}"),
        "更新版本的程序",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_untouched(name: str, tmp_path: Path) -> None:
    make, sentence = REFUSED[name]
    path = tmp_path / "data.db"
    make(path)
    before = contents(path)
    with pytest.raises(EnvironmentFault, match=sentence) as refusal:
        open_database(path)
    assert "data.db" in refusal.value.message
    assert contents(path) == before
    assert not path.with_name("data.db-wal").exists()


def test_another_programs_database_in_use_is_not_even_opened(tmp_path: Path) -> None:
    """Its write-ahead log holds changes; opening it would make a shared-memory file beside it."""
    used = tmp_path / "used.db"
    plain_sqlite(used, "PRAGMA journal_mode = WAL", "PRAGMA application_id = 252006674", "CREATE TABLE t (x)")
    user = sqlite3.connect(used)
    user.execute("INSERT INTO t VALUES (1)")
    user.commit()
    folder = tmp_path / "copy"
    folder.mkdir()
    for file in (used, used.with_name("used.db-wal")):
        shutil.copyfile(file, folder / file.name)
    user.close()
    with pytest.raises(EnvironmentFault, match="别的程序的数据库"):
        open_database(folder / "used.db")
    assert {file.name for file in folder.iterdir()} == {"used.db", "used.db-wal", "used.db.lock"}


def test_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "office.db").mkdir()
    with pytest.raises(EnvironmentFault, match="是一个文件夹"):
        open_database(tmp_path / "office.db")


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "office").touch()
    with pytest.raises(EnvironmentFault, match="建立不了"):
        open_database(tmp_path / "office" / "office.db")


@pytest.mark.parametrize("size", [4096, 4096 * 3 + 100, -4096])
def test_truncated_file_is_named_damaged(size: int, tmp_path: Path) -> None:
    path = fresh_database(tmp_path / "office.db")
    os.truncate(path, size if size > 0 else path.stat().st_size + size)
    with pytest.raises(EnvironmentFault, match="已损坏"):
        open_database(path)


def test_d22_different_faults_have_different_sentences(tmp_path: Path) -> None:
    sentences = set()
    for make, _ in REFUSED.values():
        path = tmp_path / "data.db"
        path.unlink(missing_ok=True)
        make(path)
        with pytest.raises(EnvironmentFault) as refusal:
            open_database(path)
        sentences.add(refusal.value.message)
    damaged = fresh_database(tmp_path / "data.db")
    os.truncate(damaged, 8192)
    with pytest.raises(EnvironmentFault) as refusal:
        open_database(damaged)
    assert len(sentences) == 3
    assert refusal.value.message not in sentences


def test_damaged_page_is_a_named_fault_when_it_is_read(new_office: NewOffice) -> None:
    office = new_office()
    path = office.database.path
    root = office.reader.value("SELECT rootpage FROM sqlite_master WHERE name = 'courtyard'")
    new_office.close(office)
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    office = new_office()
    with pytest.raises(EnvironmentFault, match="已损坏"):
        office.reader.all("SELECT * FROM courtyard")
    assert office.reader.value("SELECT count(*) FROM unit") == 0
    with pytest.raises(EnvironmentFault, match="已损坏"), office.unit_of_work() as work:
        work.insert("courtyard", {"name": "一号院"})


def test_wrong_sql_stays_a_bug(new_office: NewOffice) -> None:
    with pytest.raises(Exception, match="no such column") as error:
        new_office().reader.all("SELECT absent FROM courtyard")
    assert not isinstance(error.value, EnvironmentFault)


def test_older_driver_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlcipher3 import dbapi2

    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(EnvironmentFault, match="版本过旧"):
        open_database(tmp_path / "office.db")
    assert not (tmp_path / "office.db").exists()
    monkeypatch.setattr(dbapi2, "sqlite_version_info", connecting.MINIMUM_SQLITE)
    open_database(tmp_path / "office.db").close()


SCHEMA_CHANGES = {
    "trigger": (
        "CREATE TRIGGER spy AFTER INSERT ON courtyard BEGIN DELETE FROM audit_entry; END",
        "触发器“spy”",
    ),
    "view": ("CREATE VIEW spy AS SELECT * FROM resident", "视图“spy”"),
    "trigger_named_like_the_index": (
        "CREATE TRIGGER search_fts_x AFTER INSERT ON courtyard BEGIN DELETE FROM audit_entry; END",
        "触发器“search_fts_x”",
    ),
    "column": ("ALTER TABLE resident ADD COLUMN secret TEXT", "表结构"),
    "index_gone": ("DROP INDEX ix_resident_courtyard_id", "表结构"),
    "table": ("CREATE TABLE spy (x)", "表结构"),
    "fingerprint_gone": ("DELETE FROM setting WHERE name = 'schema'", "表结构"),
}


@pytest.mark.parametrize("name", SCHEMA_CHANGES)
def test_b23_schema_changed_by_another_program_is_refused(name: str, tmp_path: Path) -> None:
    statement, sentence = SCHEMA_CHANGES[name]
    path = plain_sqlite(fresh_database(tmp_path / "office.db"), statement)
    with pytest.raises(EnvironmentFault, match=sentence):
        open_database(path)


def test_b23_statistics_of_sqlite_are_no_change(tmp_path: Path) -> None:
    path = plain_sqlite(fresh_database(tmp_path / "office.db"), "ANALYZE", "REINDEX")
    open_database(path).close()


def test_d15_second_open_in_another_process(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    database = open_database(path)
    script = (
        "import sys; from models.db.database import open_database; from models.db.lock import AlreadyOpen\n"
        "try:\n    open_database(sys.argv[1])\nexcept AlreadyOpen as error:\n    print(error.message)"
    )
    command = [sys.executable, "-c", script, str(path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    database.close()
    assert "已经在另一个窗口或程序里打开" in said
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == ""


def test_second_open_in_this_process_is_refused_too(tmp_path: Path) -> None:
    database = open_database(tmp_path / "office.db")
    with pytest.raises(AlreadyOpen):
        open_database(tmp_path / "office.db")
    database.close()


def test_a_failed_open_frees_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    path.write_text("no database")
    with pytest.raises(EnvironmentFault):
        open_database(path)
    lock = FileLock(path)
    lock.acquire()
    lock.release()


def test_an_unlockable_disk_is_not_taken_for_another_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(file: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("models.db.lock._lock", no_locks)
    with pytest.raises(EnvironmentFault, match="不支持文件锁") as refusal:
        open_database(tmp_path / "office.db")
    assert not isinstance(refusal.value, AlreadyOpen)


def test_database_without_identity_is_refused(tmp_path: Path) -> None:
    path = plain_sqlite(fresh_database(tmp_path / "office.db"), "DELETE FROM sync_replica")
    with pytest.raises(EnvironmentFault, match="缺少站点标识"):
        open_database(path)
    shutil.copyfile(fresh_database(tmp_path / "other.db"), path)
    open_database(path).close()


CRASH_IN_CREATION = """
import os, signal, sys
from pathlib import Path
from models.db import migrate
from models.db.database import open_database
where = sys.argv[2]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "before_tables":
    migrate.make_tables = die
elif where == "before_commit":
    work = migrate.make_tables
    migrate.make_tables = lambda connection: (work(connection), die())
elif where == "after_commit":
    make = migrate.create
    migrate.create = lambda path: (make(path), die())
open_database(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("where", ["before_tables", "before_commit", "after_commit"])
def test_crash_while_the_database_is_made(where: str, tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "office.db"
    command = [sys.executable, "-c", CRASH_IN_CREATION, str(path), where]
    done = subprocess.run(command, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.exists()
    office = NewOffice(tmp_path, clock)
    context = office()
    assert context.reader.value("SELECT count(*) FROM sync_replica WHERE is_self = 1") == 1
    with context.unit_of_work() as work:
        work.insert("unit", {"kind": "community", "name": "安飞社区"})
        work.commit()
    office.close_all()
