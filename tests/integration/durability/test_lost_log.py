"""A write-ahead log that was deleted or exchanged between a crash and the next start is found (D17, D18)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.office import Context
from tests.helpers.changes import edit, insert_courtyard
from tests.helpers.office import NewOffice, value

pytestmark = pytest.mark.local_file("what lies beside the file")

ROOT = Path(__file__).resolve().parents[3]
KILLED = """
import os, signal, sys
from pathlib import Path
from services import records
from services.context import open_context
context = open_context(Path(sys.argv[1]), "王芳")
for number in range(int(sys.argv[2])):
    records.save(context, "units", None, {"name": f"单位{number}", "kind": "company"})
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(path: Path, saves: int) -> Path:
    """Save some records and die; returns the write-ahead log that is left."""
    subprocess.run([sys.executable, "-c", KILLED, str(path), str(saves)], cwd=ROOT, check=False)
    return path.with_name(path.name + "-wal")


@pytest.fixture
def path(new_office: NewOffice) -> Path:
    """A closed office with one courtyard."""
    office = new_office()
    insert_courtyard(office)
    new_office.close(office)
    return office.database.path


def test_d17_a_deleted_log_is_found(path: Path, new_office: NewOffice) -> None:
    log = killed(path, 3)
    assert log.stat().st_size > 0
    log.unlink()
    again = new_office()
    assert again.database.lost_changes == 3
    insert_courtyard(again, name="另一个院")
    assert new_office.again(again).database.lost_changes == 0


def test_d17_after_a_crash_alone_nothing_is_missing(path: Path, new_office: NewOffice) -> None:
    killed(path, 3)
    again = new_office()
    assert again.database.lost_changes == 0
    assert value(again, "SELECT count(*) FROM unit WHERE kind = 'company'") == 3


def test_d17_a_log_of_an_earlier_copy_is_found(path: Path, new_office: NewOffice) -> None:
    earlier = path.with_name("copy.db")
    shutil.copyfile(path, earlier)
    old_log = killed(earlier, 1)
    killed(path, 3)
    shutil.copyfile(old_log, path.with_name(path.name + "-wal"))
    assert new_office().database.lost_changes > 0


def test_d18_a_file_copied_while_open_opens_and_the_original_is_unharmed(
    office: Context, new_office: NewOffice, tmp_path: Path
) -> None:
    yard = insert_courtyard(office)
    with_log, alone = tmp_path / "a" / "office.db", tmp_path / "b" / "office.db"
    for copy in (with_log, alone):
        copy.parent.mkdir()
        shutil.copyfile(office.database.path, copy)
    log = office.database.path.with_name("office.db-wal")
    shutil.copyfile(log, with_log.with_name("office.db-wal"))
    edit(office, yard, note="原件继续用")
    for copy, count in ((with_log, 1), (alone, 0)):
        opened = new_office(str(copy.relative_to(tmp_path)))
        assert value(opened, "PRAGMA integrity_check") == "ok"
        assert value(opened, "SELECT count(*) FROM courtyard") == count
        assert opened.database.lost_changes == 0
    assert value(office, "SELECT note FROM courtyard") == "原件继续用"


def test_d18_an_older_copy_put_in_its_place_is_found(path: Path, new_office: NewOffice) -> None:
    older = path.with_name("older.db")
    shutil.copyfile(path, older)
    office = new_office()
    insert_courtyard(office, name="后来的院")
    new_office.close(office)
    shutil.copyfile(older, path)
    assert new_office().database.lost_changes == 1


@pytest.mark.parametrize("note", [b"", b"{", b"[1]", b'{"seq": 9}', b"\xff" * 500])
def test_a_note_that_is_none_says_nothing(note: bytes, path: Path, new_office: NewOffice) -> None:
    path.with_name("office.db.lock").write_bytes(note)
    office = new_office()
    assert office.database.lost_changes == 0
    insert_courtyard(office, name="后来的院")
    again = new_office.again(office)
    assert again.database.lost_changes == 0
