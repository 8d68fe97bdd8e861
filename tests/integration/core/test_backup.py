"""Backup and restore: all of it comes back, and what was there is kept."""

from __future__ import annotations

import sqlite3
import tarfile
from pathlib import Path

import pytest

from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault
from services import backup as backups
from services import blobs, records
from services.office import Context
from tests.helpers.backups import PHOTO, check_log, content
from tests.helpers.office import NOON_MS, NewOffice, courtyard, resident, rows, value

pytestmark = pytest.mark.local_file("backups are of the file")


def restored(new_office: NewOffice, saved: Path, name: str = "restored.db") -> Context:
    backups.restore(saved, new_office.folder / name)
    return new_office(name)


def test_everything_comes_back(furnished: Context, saved: Path, new_office: NewOffice) -> None:
    again = restored(new_office, saved)
    assert content(again) == content(furnished)
    check_log(again)
    digest = value(again, "SELECT sha256 FROM attachment")
    assert blobs.get(again.database.path, digest) == PHOTO


def test_a_backup_tells_of_itself(furnished: Context, tmp_path: Path) -> None:
    out = tmp_path / "neu" / "tief" / "a.lybak"
    made = backups.backup(furnished.database.path, out, now_ms=NOON_MS)
    assert (made.path, made.made_ms, made.schema_revision) == (out, NOON_MS, SCHEMA_REVISION)
    assert made.size == out.stat().st_size
    assert backups.examine_backup(out) == made
    assert [path.name for path in out.parent.iterdir()] == ["a.lybak"], "nothing is left lying around"
    with tarfile.open(out) as container:
        assert container.getnames() == ["manifest.json", "office.db", "files.db"]


def test_an_office_without_attachments(office: Context, new_office: NewOffice, tmp_path: Path) -> None:
    courtyard(office)
    made = backups.backup(office.database.path, tmp_path / "a.lybak")
    with tarfile.open(made.path) as container:
        assert container.getnames() == ["manifest.json", "office.db"]
    assert content(restored(new_office, made.path)) == content(office)


def test_a_backup_is_taken_while_the_office_works(furnished: Context, new_office: NewOffice) -> None:
    """What is saved while the pages are copied is in it or not, but it is sound."""
    stood = []

    def work(done: int, whole: int) -> None:
        stood.append((done, whole))
        resident(furnished, f"李{len(stood)}")

    made = backups.backup(furnished.database.path, new_office.folder / "a.lybak", progress=work)
    assert stood
    assert all(done <= whole for done, whole in stood)
    again = restored(new_office, made.path)
    check_log(again)
    assert value(again, "SELECT count(*) FROM courtyard") == 1


def test_the_restored_office_has_a_new_identity(
    furnished: Context, saved: Path, new_office: NewOffice
) -> None:
    old = furnished.database.replica_id
    again = restored(new_office, saved)
    assert again.database.replica_id != old
    found = rows(again, "SELECT replica_id, state, former_of, is_self FROM sync_replica ORDER BY is_self")
    assert found == [(old, "retired", None, 0), (again.database.replica_id, "active", old, 1)]
    yard = value(again, "SELECT id FROM courtyard")
    records.save(again, "courtyards", yard, {"code": "A1"})
    newest = rows(again, "SELECT replica_id, seq, lamport FROM sync_change ORDER BY lamport DESC LIMIT 2")
    assert newest[0][:2] == (again.database.replica_id, 1)
    assert newest[0][2] == newest[1][2] + 1
    check_log(again)
    twice = restored(new_office, saved, "twice.db")
    assert twice.database.replica_id != again.database.replica_id


def test_restoring_over_an_office_keeps_what_was_there(
    furnished: Context, saved: Path, new_office: NewOffice
) -> None:
    path = furnished.database.path
    before = content(furnished)
    yard = value(furnished, "SELECT id FROM courtyard")
    later = blobs.put(path, b"added after the backup")
    records.delete(furnished, "courtyards", [yard])
    after = content(furnished)
    new_office.close(furnished)
    backups.restore(saved, path)
    backups.restore(saved, path)
    again = new_office()
    assert content(again) == before
    kept = sorted(file.name for file in path.parent.glob("office.恢复前-*.db"))
    assert len(kept) == 2, "two restores within one second keep two files"
    assert content(new_office(min(kept, key=len))) == after
    # files attached since the backup are not lost with it
    assert blobs.get(path, later) == b"added after the backup"
    assert not list(path.parent.glob(".restore-*"))
    assert not list(path.parent.glob("*-wal")) or again


def test_a_damaged_blob_is_healed_by_a_restore(
    furnished: Context, saved: Path, new_office: NewOffice
) -> None:
    path = furnished.database.path
    digest = value(furnished, "SELECT sha256 FROM attachment")
    store = sqlite3.connect(blobs.store_path(path))
    store.execute("UPDATE blob SET data = x'00'")
    store.commit()
    store.close()
    with pytest.raises(EnvironmentFault, match="附件内容已损坏"):
        blobs.get(path, digest)
    new_office.close(furnished)
    backups.restore(saved, path)
    assert blobs.get(path, digest) == PHOTO


def test_a_damaged_office_is_replaced(furnished: Context, saved: Path, new_office: NewOffice) -> None:
    path = furnished.database.path
    new_office.close(furnished)
    path.write_bytes(b"\xff" * 9000)
    blobs.store_path(path).write_bytes(b"\xff" * 9000)
    path.with_name("office.db-wal").write_bytes(b"a log that outlived its database")
    with pytest.raises(EnvironmentFault):
        new_office()
    backups.restore(saved, path)
    again = new_office()
    assert value(again, "SELECT name FROM courtyard") == "建设路1号院"
    assert blobs.get(path, value(again, "SELECT sha256 FROM attachment")) == PHOTO
    damaged = [file for file in path.parent.glob("*恢复前*") if file.read_bytes().startswith(b"\xff")]
    assert len(damaged) == 2
    assert (path.parent / "office.db-wal.恢复前").read_bytes() == b"a log that outlived its database"


def test_a_log_that_outlived_its_database_is_not_replayed(
    furnished: Context, saved: Path, new_office: NewOffice
) -> None:
    """Somebody deleted the database file but not the write-ahead log beside it."""
    path = furnished.database.path
    before = content(furnished)
    yard = value(furnished, "SELECT id FROM courtyard")
    records.save(furnished, "courtyards", yard, {"name": "改名院"})
    log = path.with_name("office.db-wal").read_bytes()
    assert log
    new_office.close(furnished)
    path.unlink()
    path.with_name("office.db-wal").write_bytes(log)
    backups.restore(saved, path)
    assert content(new_office()) == before


def test_an_open_office_is_not_replaced(furnished: Context, saved: Path) -> None:
    with pytest.raises(EnvironmentFault, match="已经在另一个窗口"):
        backups.restore(saved, furnished.database.path)
    assert value(furnished, "SELECT count(*) FROM courtyard") == 1
