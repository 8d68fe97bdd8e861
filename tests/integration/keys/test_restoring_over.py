"""Backups restored over an encrypted office, an open one and that of another: what stays encrypted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from main import main
from models.db import keyring
from models.db.connecting import looks_like_database
from models.errors import UserError
from services import backup as backups
from services import blobs
from services.context import open_context
from services.keys import creating, delays, signing_in
from services.keys.keyfile import WrongPassword
from tests.helpers.keys import ADMIN, PASSWORD, residents
from tests.helpers.office import courtyard, resident

OTHER = "另一个 安全的 密码"
PHOTO = b"another photo" * 300


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """An open backup of an office where 王芳 and 李明 work, with a photo."""
    path = tmp_path / "plain" / "office.db"
    open_context(path, "李明").close()
    context = open_context(path, ADMIN)
    yard = courtyard(context)
    resident(context, "尉迟公开", courtyard_id=yard)
    blobs.attach(context, "courtyard", yard, "门口.jpg", PHOTO, "image/jpeg")
    made = backups.backup(path, tmp_path / "plain.lybak").path
    context.close()
    return made


def restored(keyed: Path, *words: str) -> int:
    return main(["--data", str(keyed), "--user", ADMIN, "restore", *words])


def test_an_open_backup_restored_over_an_encrypted_office_is_encrypted_with_its_key(
    keyed: Path, opened: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key_file = keyring.key_path(keyed).read_bytes()
    monkeypatch.setenv("LOUYUAN_PASSWORD", "wrong wrong")
    assert restored(keyed, str(opened)) == 2
    assert "姓名或密码不对" in capsys.readouterr().err
    assert delays.wait_ms(keyed, keyed.read_bytes()[:16], 0) == 0
    monkeypatch.setenv("LOUYUAN_PASSWORD", PASSWORD)
    left = keyed.with_name(".restore-office-x")  # of one that the power ended
    left.mkdir()
    shutil.copyfile(opened.parent / "plain" / "office.db", left / "office.db")
    assert restored(keyed, str(opened)) == 0
    assert not left.exists()
    assert "李明没有密码，暂时不能登录" in capsys.readouterr().out
    assert residents(keyed) == ["尉迟公开"]
    assert keyring.key_path(keyed).read_bytes() == key_file
    for path in keyed.parent.iterdir():
        data = path.read_bytes()
        assert not looks_like_database(path), path
        assert "尉迟公开".encode() not in data, path
        assert PHOTO[:60] not in data, path
    context = open_context(keyed, ADMIN, password=PASSWORD)
    found = {row[0] for row in context.reader.all("SELECT sha256 FROM attachment")}
    assert {blobs.get(keyed, each) for each in found} == {PHOTO}
    context.close()


def test_an_open_backup_is_not_restored_where_nobody_could_sign_in(
    keyed: Path, tmp_path: Path, opened: Path
) -> None:
    strange = tmp_path / "strange" / "office.db"
    open_context(strange, "赵云").close()
    made = backups.backup(strange, tmp_path / "strange.lybak").path
    before = keyed.read_bytes()
    opener = signing_in.with_password(ADMIN, PASSWORD)
    with pytest.raises(UserError, match="谁也进不去"):
        backups.restore(made, keyed, opener=opener)
    with pytest.raises(keyring.SignInNeeded, match="现在的姓名和密码"):
        backups.restore(opened, keyed)
    assert keyed.read_bytes() == before
    assert residents(keyed) == ["欧阳秘密"]


def test_the_backup_of_another_office_brings_the_passwords_of_its_day(keyed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "office.db"
    creating.create(other, "赵云", OTHER)
    context = open_context(other, "赵云", password=OTHER)
    resident(context, "别处的人")
    made = backups.backup(other, tmp_path / "other.lybak").path
    context.close()
    with pytest.raises(WrongPassword, match="打不开备份"):
        backups.restore(made, keyed, opener=signing_in.with_password(ADMIN, PASSWORD))
    assert residents(keyed) == ["欧阳秘密"]
    backups.restore(made, keyed, opener=signing_in.with_password("赵云", OTHER))
    assert residents(keyed, "赵云", OTHER) == ["别处的人"]
    with pytest.raises(WrongPassword):
        residents(keyed)


def test_an_encrypted_backup_takes_the_place_of_an_open_office(keyed: Path, tmp_path: Path) -> None:
    context = open_context(keyed, ADMIN, password=PASSWORD)
    made = backups.backup(keyed, tmp_path / "keyed.lybak").path
    context.close()
    plain = tmp_path / "plain" / "office.db"
    open_context(plain, ADMIN).close()
    backups.restore(made, plain, opener=signing_in.with_password(ADMIN, PASSWORD))
    assert residents(plain) == ["欧阳秘密"]
