"""The blob store and the checks of a database file."""

from __future__ import annotations

import sqlite3

import pytest

from models.errors import EnvironmentFault, LouyuanError, UserError
from services import backup as backups
from services import blobs
from services.office import Context
from tests.helpers.backups import PHOTO
from tests.helpers.office import NewOffice, rows, value


@pytest.mark.local_file("checks of the file")
def test_a_sound_database_passes_both_checks(furnished: Context) -> None:
    assert backups.check_database(furnished.database.path) is None
    assert backups.check_database(furnished.database.path, full=True) is None


@pytest.mark.local_file("checks of the file")
def test_a_damaged_index_fails_the_full_check(furnished: Context, new_office: NewOffice) -> None:
    path = furnished.database.path
    new_office.close(furnished)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("DELETE FROM sqlite_master WHERE name = 'ix_attachment_row_id'")
    connection.commit()
    connection.close()
    with pytest.raises(EnvironmentFault, match="表结构"):
        backups.check_database(path, full=True)


def test_blobs_are_stored_once(office: Context) -> None:
    path = office.database.path
    first, second = blobs.put(path, PHOTO), blobs.put(path, PHOTO)
    assert first == second
    assert blobs.get(path, first) == PHOTO
    empty = blobs.put(path, b"")
    assert blobs.get(path, empty) == b""
    with pytest.raises(LouyuanError, match="不在本机"):
        blobs.get(path, bytes(32))
    with pytest.raises(LouyuanError, match="不在本机"):
        blobs.get(path.with_name("none.db"), first)


def test_a_file_too_large_is_refused(office: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "LARGEST", 100)
    with pytest.raises(UserError, match="文件太大"):
        blobs.put(office.database.path, b"x" * 101)
    assert not blobs.store_path(office.database.path).exists()


def test_a_store_that_is_no_database_is_a_named_fault(office: Context) -> None:
    blobs.store_path(office.database.path).write_bytes(b"junk" * 2000)
    with pytest.raises(EnvironmentFault, match="不是本程序的数据库"):
        blobs.put(office.database.path, PHOTO)
    with pytest.raises(EnvironmentFault, match="不是本程序的数据库"):
        blobs.get(office.database.path, bytes(32))


SHOWN_NAMES = {
    "门口.jpg": "门口.jpg",
    r"C:\Users\王芳\门口.jpg": "门口.jpg",
    "../../etc/passwd": "passwd",
    "a\u202egnp.exe": "agnp.exe",
    "a\x00b\r\n.txt": "ab.txt",
    "..": "附件",
    "": "附件",
    "/": "附件",
    "报告. . ": "报告",
    "长" * 300 + ".pdf": "长" * 146 + ".pdf",
}


@pytest.mark.parametrize("name", SHOWN_NAMES)
def test_b14_names_of_attachments_are_shown_clean(name: str) -> None:
    assert blobs.shown_name(name) == SHOWN_NAMES[name]


def test_attachments_belong_to_the_unit_of_their_record(furnished: Context) -> None:
    unit = value(furnished, "SELECT unit_id FROM courtyard")
    found = rows(furnished, "SELECT unit_id, tbl, name, size, media_type FROM attachment")
    assert found == [(unit, "courtyard", "门口.jpg", len(PHOTO), "image/jpeg")]
