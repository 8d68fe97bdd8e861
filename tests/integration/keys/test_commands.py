"""The commands of an encrypted office: made, used, backed up, restored, recovered from the sheet alone."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

import pytest

from main import main
from models.db import keyring
from services.keys import keyfile, paper_key, places
from tests.helpers.keys import ADMIN, PASSWORD, key_on_paper, residents

OTHER = "另一个 安全的 密码"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The right password stands in the environment."""
    monkeypatch.setenv("LOUYUAN_PASSWORD", PASSWORD)
    return monkeypatch


def done(path: Path, *words: str, user: str | None = ADMIN) -> int:
    return main(["--data", str(path), *(["--user", user] if user else []), *words])


def test_an_office_is_made_and_used_with_user_and_password(
    tmp_path: Path, typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "office.db"
    assert main(["office-create", "--user", ADMIN, "--data", str(path)]) == 0
    assert "recovery-sheet" in capsys.readouterr().out
    assert not path.read_bytes().startswith(b"SQLite")
    assert done(path, "list", "courtyards", "--json") == 0
    assert done(path, "check") == 0
    assert done(path, "office-create") == 2
    capsys.readouterr()
    assert done(path, "list", "courtyards", user=None) == 2
    assert "--user" in capsys.readouterr().err
    typed.setenv("LOUYUAN_PASSWORD", "wrong wrong")
    for command in (["list", "courtyards"], ["check"], ["backup", str(tmp_path / "b.lybak")]):
        assert done(path, *command) == 2
        assert "姓名或密码不对" in capsys.readouterr().err
    assert done(path, "list", "courtyards") == 2
    assert "请等" in capsys.readouterr().err


def test_no_password_given_is_told(keyed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert done(keyed, "list", "courtyards") == 2
    assert "LOUYUAN_PASSWORD" in capsys.readouterr().err


def test_changing_the_password_and_the_key(keyed: Path, typed: pytest.MonkeyPatch) -> None:
    typed.setenv("LOUYUAN_NEW_PASSWORD", OTHER)
    assert done(keyed, "password") == 0
    typed.setenv("LOUYUAN_PASSWORD", OTHER)
    assert done(keyed, "rekey") == 0
    assert residents(keyed, password=OTHER) == ["欧阳秘密"]


def sheet_of(keyed: Path, out: Path) -> str:
    """Make a recovery sheet and read the key off the paper."""
    assert done(keyed, "recovery-sheet", "--out", str(out)) == 0
    return key_on_paper(out)


def test_recovery_walked_from_the_printed_sheet_alone(
    keyed: Path, tmp_path: Path, typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = sheet_of(keyed, tmp_path / "old.pdf")
    key = sheet_of(keyed, tmp_path / "sheet.pdf")
    assert len(paper_key.read(key)) == paper_key.SECRET_SIZE
    typed.setenv("LOUYUAN_PASSWORD", OTHER)
    typed.setenv("LOUYUAN_RECOVERY", old)
    assert done(keyed, "recover") == 2
    assert "最新的一张" in capsys.readouterr().err
    typed.setenv("LOUYUAN_RECOVERY", key[:-1] + ("0" if key[-1] != "0" else "2"))
    assert done(keyed, "recover") == 2
    assert "第8组" in capsys.readouterr().err
    typed.setenv("LOUYUAN_RECOVERY", key.lower())
    assert done(keyed, "recover") == 0
    assert residents(keyed, password=OTHER) == ["欧阳秘密"]
    assert done(keyed, "rekey") == 0
    typed.setenv("LOUYUAN_PASSWORD", PASSWORD)
    assert done(keyed, "recover") == 0
    assert residents(keyed) == ["欧阳秘密"]


def test_d23_recovered_with_the_key_file_of_a_backup(
    keyed: Path, tmp_path: Path, typed: pytest.MonkeyPatch
) -> None:
    key = sheet_of(keyed, tmp_path / "sheet.pdf")
    assert done(keyed, "backup", str(keyed.parent / "备份" / "一.lybak")) == 0
    known = places.identity(keyed)
    assert known is not None
    for path in (keyring.key_path(keyed), keyring.copy_path(keyed), places.mirror_path(known)):
        path.unlink()
    typed.setenv("LOUYUAN_RECOVERY", key)
    typed.setenv("LOUYUAN_PASSWORD", OTHER)
    assert done(keyed, "recover") == 0
    assert residents(keyed, password=OTHER) == ["欧阳秘密"]


def test_restoring_needs_the_password_of_the_backup(
    keyed: Path, tmp_path: Path, typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "一.lybak"
    key = sheet_of(keyed, tmp_path / "sheet.pdf")
    assert done(keyed, "backup", str(backup)) == 0
    elsewhere = tmp_path / "elsewhere" / "office.db"
    assert done(elsewhere, "restore", str(backup), user=None) == 2
    typed.setenv("LOUYUAN_PASSWORD", OTHER)
    assert done(elsewhere, "restore", str(backup)) == 2
    assert "打不开备份" in capsys.readouterr().err
    assert not elsewhere.exists()
    typed.setenv("LOUYUAN_PASSWORD", PASSWORD)
    assert done(elsewhere, "restore", str(backup)) == 0
    assert residents(elsewhere) == ["欧阳秘密"]
    typed.setenv("LOUYUAN_RECOVERY", key)
    shutil.rmtree(elsewhere.parent)
    assert done(elsewhere, "restore", str(backup)) == 0
    assert residents(elsewhere) == ["欧阳秘密"]


def test_who_was_taken_out_does_not_come_back_with_a_backup(
    keyed: Path, tmp_path: Path, typed: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "一.lybak"
    assert done(keyed, "backup", str(backup)) == 0
    typed.setenv("LOUYUAN_NEW_PASSWORD", OTHER)
    # the password that opens both is the one of the recovery sheet here: the user's was changed since
    key = sheet_of(keyed, tmp_path / "sheet.pdf")
    assert done(keyed, "backup", str(backup)) == 0
    assert done(keyed, "password") == 0
    typed.setenv("LOUYUAN_PASSWORD", OTHER)
    assert done(keyed, "rekey") == 0
    before = keyring.key_path(keyed).read_bytes()
    typed.setenv("LOUYUAN_RECOVERY", key)
    assert done(keyed, "restore", str(backup)) == 0
    assert keyring.key_path(keyed).read_bytes() == before
    assert residents(keyed, password=OTHER) == ["欧阳秘密"]
    with pytest.raises(keyfile.WrongPassword):
        residents(keyed)


def test_each_region_of_an_encrypted_backup_counts(
    keyed: Path, tmp_path: Path, typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup, bad = tmp_path / "一.lybak", tmp_path / "bad.lybak"
    assert done(keyed, "backup", str(backup)) == 0
    whole = backup.read_bytes()
    with tarfile.open(backup) as container:
        parts = [(member.offset_data, member.size) for member in container.getmembers()]
    assert len(parts) == 4
    before = keyed.read_bytes()
    for at in [start + size * part // 4 for start, size in parts for part in range(4)]:
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert done(keyed, "restore", str(bad)) in (2, 3)
    assert keyed.read_bytes() == before
