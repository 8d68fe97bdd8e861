"""An open office becomes an encrypted one: nothing is lost, and a stop anywhere leaves one of them whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from main import main
from models.db import keyring
from models.db.connecting import connect, looks_like_database
from models.errors import EnvironmentFault, InvalidInput, NotAllowed, UserError
from services import backup as backups
from services import backup_plan, blobs, open_leftovers
from services.backup_plan import BackupPlan
from services.context import open_context
from services.files import Cancelled
from services.keys import encrypting, keyed_copy, keyfile, places
from services.search import search
from tests.data.make_golden import GOLDEN
from tests.helpers.keys import ADMIN, PASSWORD, residents
from tests.helpers.office import courtyard, resident

PHOTO = b"photo of the gate" * 500


@pytest.fixture
def plain(tmp_path: Path, made: Path) -> Path:
    """A copy of that office."""
    shutil.copytree(made.parent, tmp_path / "office")
    return tmp_path / "office" / "office.db"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed open office with a courtyard, a photo on it, two users, a resident, and an open backup."""
    path = tmp_path_factory.mktemp("made") / "office" / "office.db"
    context = open_context(path, "李明")
    context.close()
    context = open_context(path, ADMIN)
    yard = courtyard(context)
    resident(context, "欧阳秘密", courtyard_id=yard)
    blobs.attach(context, "courtyard", yard, "门口.jpg", PHOTO, "image/jpeg")
    backups.backup(path, path.parent / "备份" / "每日-20260101.lybak")
    context.close()
    return path


def photo(path: Path, password: str | None = PASSWORD) -> bytes:
    context = open_context(path, ADMIN, password=password)
    try:
        return blobs.get(path, context.reader.value("SELECT sha256 FROM attachment"))
    finally:
        context.close()


def names(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir()}


KEYED = {"office.db", "office.files.db", "office.db.lock", "office.key", "office.key.copy", "备份"}
OPEN = {"office.db", "office.files.db", "office.db.lock", "备份"}


def test_an_open_office_is_encrypted_and_nothing_is_lost(plain: Path) -> None:
    told: list[tuple[int, int]] = []
    encrypting.encrypt(plain, ADMIN, PASSWORD, progress=lambda done, whole: told.append((done, whole)))
    assert names(plain) == KEYED
    for file in (plain, blobs.store_path(plain)):
        assert not looks_like_database(file)
        assert "欧阳秘密".encode() not in file.read_bytes()
        assert PHOTO[:50] not in file.read_bytes()
    assert told == sorted(told)
    assert told[-1][0] <= told[-1][1]
    assert residents(plain) == ["欧阳秘密"]
    assert photo(plain) == PHOTO
    context = open_context(plain, ADMIN, password=PASSWORD)
    assert open_leftovers.without_password(context) == ("李明",)
    assert [hit.name for hit in search(context, "欧阳秘密")] == ["欧阳秘密"]
    context.close()


def test_the_plain_files_are_overwritten_before_they_go(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = plain.parent.parent / "kept"
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name.endswith(encrypting.ASIDE) and path.exists():
            shutil.copyfile(path, kept.with_name(f"kept-{path.name}"))
        real(path, missing_ok=missing_ok)

    sizes = {f"kept-{each.name}.plain": each.stat().st_size for each in (plain, blobs.store_path(plain))}
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", unlink)
        encrypting.encrypt(plain, ADMIN, PASSWORD)
    for name, size in sizes.items():
        wiped = kept.with_name(name).read_bytes()
        assert len(wiped) >= size
        assert b"SQLite" not in wiped
        assert "欧阳秘密".encode() not in wiped


@pytest.mark.parametrize("stop", range(8))
def test_a_stop_anywhere_leaves_the_open_or_the_encrypted_office(
    stop: int, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine stops before the n-th file is renamed; nothing is tidied up."""
    real, seen = os.replace, 0

    class Stopped(BaseException):
        pass

    def renamed(source: Path, target: Path) -> None:
        nonlocal seen
        if seen == stop:
            raise Stopped
        seen += 1
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", renamed)
        patched.setattr(encrypting, "tidy", lambda _: None)
        patched.setattr(encrypting, "wipe", lambda _: None)
        if stop < 6:
            with pytest.raises(Stopped):
                encrypting.encrypt(plain, ADMIN, PASSWORD)
        else:
            encrypting.encrypt(plain, ADMIN, PASSWORD)
    if stop < 2:
        assert photo(plain, None) == PHOTO
        assert names(plain) == OPEN
        encrypting.encrypt(plain, ADMIN, PASSWORD)
    assert residents(plain) == ["欧阳秘密"]
    assert photo(plain) == PHOTO
    assert names(plain) == KEYED


def test_what_cannot_be_encrypted_is_named_and_stays_open(plain: Path, tmp_path: Path) -> None:
    before = {each: each.read_bytes() for each in plain.parent.glob("*.db")}
    with pytest.raises(InvalidInput, match="至少要8个字符"):
        encrypting.encrypt(plain, ADMIN, "short")
    with pytest.raises(InvalidInput, match="没有能使用的用户“赵云”"):
        encrypting.encrypt(plain, "赵云", PASSWORD)
    with pytest.raises(UserError, match="没有找到"):
        encrypting.encrypt(tmp_path / "none.db", ADMIN, PASSWORD)
    working = open_context(plain, ADMIN)
    with pytest.raises(EnvironmentFault, match="已经在另一个"):
        encrypting.encrypt(plain, ADMIN, PASSWORD)
    with working.unit_of_work() as work:
        work.connection.exec_driver_sql("UPDATE app_user SET role = 'reader' WHERE name = '李明'")
        work.commit()
    working.close()
    with pytest.raises(NotAllowed, match="不是管理员"):
        encrypting.encrypt(plain, "李明", PASSWORD)

    def cancel(done: int, whole: int) -> None:
        if done > whole // 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        encrypting.encrypt(plain, ADMIN, PASSWORD, progress=cancel)
    assert names(plain) == OPEN
    assert set(before) == set(plain.parent.glob("*.db"))
    assert photo(plain, None) == PHOTO
    encrypting.encrypt(plain, ADMIN, PASSWORD)
    with pytest.raises(UserError, match="已经是加密"):
        encrypting.encrypt(plain, ADMIN, PASSWORD)


def test_a_copy_that_is_not_the_same_is_not_taken(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = keyed_copy._export

    def export(source: Path, target: Path, raw: bytes, told: object) -> None:
        real(source, target, raw, told)  # type: ignore[arg-type]
        connection = connect(target, key=raw)
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("UPDATE resident SET name = '别人'")
        connection.close()

    monkeypatch.setattr(keyed_copy, "_export", export)
    with pytest.raises(EnvironmentFault, match="和原来的不一样"):
        encrypting.encrypt(plain, ADMIN, PASSWORD)
    assert names(plain) == OPEN


def test_the_command_encrypts_and_tells_what_is_still_open(
    plain: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOUYUAN_PASSWORD", PASSWORD)
    assert main(["office-encrypt", "--data", str(plain), "--user", ADMIN]) == 0
    said = capsys.readouterr().out
    assert "每日-20260101.lybak" in said
    assert "李明还没有密码" in said
    assert "recovery-sheet" in said
    assert main(["office-encrypt", "--data", str(plain), "--user", ADMIN]) == 2
    context = open_context(plain, ADMIN, password=PASSWORD)
    try:
        open_leftovers.replace(context, open_leftovers.open_files(context))
        assert open_leftovers.open_files(context) == ()
    finally:
        context.close()
    (left,) = plain.parent.glob("备份/*")
    assert left.name.startswith("加密后-")
    assert backups.key_file_of(left) == keyring.key_path(plain).read_bytes()


def test_the_command_removes_open_backups_when_asked_to(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    shutil.copyfile(plain.parent / "备份" / "每日-20260101.lybak", second / "每日-20260101.lybak")
    context = open_context(plain, ADMIN)
    backup_plan.change_plan(context, BackupPlan(True, second))
    context.close()
    shutil.copyfile(plain, plain.with_name("office.恢复前-20260101-080000.db"))
    plain.with_name("office.db-wal.恢复前").write_bytes("欧阳秘密".encode())
    monkeypatch.setenv("LOUYUAN_PASSWORD", PASSWORD)
    assert main(["office-encrypt", "--data", str(plain), "--user", ADMIN, "--remove-open"]) == 0
    assert "删除了旁边4份" in capsys.readouterr().out
    assert names(plain) == KEYED
    assert list(second.iterdir()) == []
    assert keyfile.knows(places.read_from(keyring.key_path(plain)), ADMIN)


def test_an_office_of_an_older_revision_is_brought_up_to_date_by_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "office.db"
    shutil.copyfile(GOLDEN / "revision-4.db", path)
    shutil.copyfile(GOLDEN / "revision-4.files.db", blobs.store_path(path))
    with pytest.raises(UserError, match="旧版本"):
        encrypting.encrypt(path, ADMIN, PASSWORD)
    connection = connect(path)
    (name,) = connection.execute("SELECT name FROM app_user WHERE active = 1 ORDER BY name").fetchone()
    before = connection.execute("SELECT name FROM resident ORDER BY name").fetchall()
    connection.close()
    monkeypatch.setenv("LOUYUAN_PASSWORD", PASSWORD)
    assert main(["office-encrypt", "--data", str(path), "--user", name]) == 0
    assert "升级前-" in capsys.readouterr().out, "the backup from before is open"
    assert residents(path, name) == [row[0] for row in before]
