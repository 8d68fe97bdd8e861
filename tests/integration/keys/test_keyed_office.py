"""An encrypted office: who gets in, what is refused with which sentence, and that nothing is made anew."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from models.db import keyring
from models.db.database import open_database
from models.errors import EnvironmentFault, InvalidInput, LouyuanError, UserError
from services import backup as backups
from services import blobs, users
from services.context import open_context
from services.keys import creating, delays, keyfile, places, rekeying, signing_in
from services.keys.keyfile import WrongPassword
from tests.helpers.keys import ADMIN, PASSWORD, residents

OTHER = "另一个 安全的 密码"


def test_made_and_opened_again_with_the_right_password(keyed: Path) -> None:
    assert residents(keyed) == ["欧阳秘密"]
    assert keyring.key_of(keyed) is None, "the key is forgotten when the office is closed"


def test_b24_no_file_of_the_office_tells_anything(keyed: Path) -> None:
    backups_made(keyed)
    words = [
        word.encode()
        for word in ("欧阳秘密", "建设路", ADMIN, "photo of the gate", "SQLite format", "CREATE")
    ]
    for path in [*keyed.parent.rglob("*"), *places.state_folder().rglob("*")]:
        if path.is_file():
            data = path.read_bytes()
            found = [word.decode() for word in words if word in data]
            assert not found, f"{path.name}: {found}"


def backups_made(keyed: Path) -> Path:
    context = open_context(keyed, ADMIN, password=PASSWORD)
    try:
        return backups.backup(keyed, keyed.parent / "一.lybak").path
    finally:
        context.close()


def refused(path: Path, password: str = PASSWORD) -> LouyuanError:
    before = {file: file.read_bytes() for file in path.parent.iterdir() if file.suffix in (".db", ".key")}
    with pytest.raises(LouyuanError) as error:
        open_context(path, ADMIN, password=password)
    assert {file: file.read_bytes() for file in before} == before
    assert keyring.key_of(path) is None
    return error.value


def test_d22_four_faults_have_four_sentences(keyed: Path, tmp_path: Path) -> None:
    wrong = refused(keyed, "not the password")
    assert isinstance(wrong, WrongPassword)
    assert wrong.exit_code == 2
    whole = keyed.read_bytes()
    keyed.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    damaged = refused(keyed)
    assert "已损坏" in damaged.message
    other = tmp_path / "other" / "office.db"
    creating.create(other, ADMIN, PASSWORD)
    shutil.copyfile(other, keyed)
    foreign = refused(keyed)
    assert "不是一起的" in foreign.message
    keyed.write_bytes(whole)
    told = json.loads(keyring.key_path(keyed).read_bytes())
    told["version"] = 2
    keyring.key_path(keyed).write_text(json.dumps(told))
    newer = refused(keyed)
    assert "更新版本" in newer.message
    sentences = {each.message for each in (wrong, damaged, foreign, newer)}
    assert len(sentences) == 4
    assert {each.exit_code for each in (damaged, foreign, newer)} == {3}


def test_a_newer_schema_is_told_as_such(keyed: Path) -> None:
    context = open_context(keyed, ADMIN, password=PASSWORD)
    context.database.writing_connection().execute("PRAGMA user_version = 99")
    context.close()
    assert "更新版本" in refused(keyed).message


def test_a_missing_database_beside_its_key_file_is_never_made_anew(keyed: Path) -> None:
    keyed.unlink()
    for password in (PASSWORD, None):
        with pytest.raises(EnvironmentFault, match="没有新建"):
            open_context(keyed, ADMIN, password=password, remembered=password is None)
        assert not keyed.exists()
    with pytest.raises(EnvironmentFault, match="没有新建"):
        open_database(keyed)
    with pytest.raises(UserError, match="没有新建"):
        creating.create(keyed, ADMIN, PASSWORD)
    keyed.write_bytes(b"")
    assert "没有新建" in refused(keyed).message


def test_an_open_database_in_the_place_of_an_encrypted_one_is_refused(keyed: Path, tmp_path: Path) -> None:
    open_database(tmp_path / "plain.db").close()
    shutil.copyfile(tmp_path / "plain.db", keyed)
    assert "没有加密" in refused(keyed).message


def test_d23_a_lost_or_damaged_key_file_is_made_good_from_its_copies(keyed: Path) -> None:
    key, copy = keyring.key_path(keyed), keyring.copy_path(keyed)
    raw = key.read_bytes()
    for lost, kept in (((key,), b""), ((), raw[:-9]), ((key, copy), b"")):
        for path in lost:
            path.unlink()
        if kept:
            key.write_bytes(kept)
        assert residents(keyed) == ["欧阳秘密"]
        assert key.read_bytes() == copy.read_bytes() == raw


def test_d23_without_any_key_file_nothing_is_made_anew(keyed: Path) -> None:
    known = places.identity(keyed)
    assert known is not None
    for path in (keyring.key_path(keyed), keyring.copy_path(keyed), places.mirror_path(known)):
        path.unlink()
    assert keyring.key_path(keyed).name in refused(keyed).message


def test_a_user_who_was_added_gets_in_until_taken_out(keyed: Path) -> None:
    context = open_context(keyed, ADMIN, password=PASSWORD)
    with pytest.raises(InvalidInput, match="至少要8个字符"):
        users.add_user(context, "李明", "short")
    users.add_user(context, "李明", OTHER)
    context.close()
    assert residents(keyed, "李明", OTHER) == ["欧阳秘密"]
    context = open_context(keyed, ADMIN, password=PASSWORD)
    signing_in.remove_user(keyed, "李明")
    with pytest.raises(InvalidInput, match="最后一个"):
        signing_in.remove_user(keyed, ADMIN)
    context.close()
    with pytest.raises(WrongPassword):
        residents(keyed, "李明", OTHER)


def test_a_changed_password_leaves_the_database_as_it_is(keyed: Path) -> None:
    before = keyed.read_bytes()[:4096]
    context = open_context(keyed, ADMIN, password=PASSWORD)
    signing_in.set_password(keyed, ADMIN, OTHER)
    context.close()
    assert keyed.read_bytes()[:16] == before[:16]
    assert residents(keyed, password=OTHER) == ["欧阳秘密"]
    with pytest.raises(WrongPassword):
        residents(keyed)


def test_a_rekeyed_office_opens_as_before_and_the_old_key_opens_nothing(keyed: Path) -> None:
    opener = signing_in.with_password(ADMIN, PASSWORD)
    old = signing_in.sign_in(keyed, opener, now_ms=0)
    keyring.forget_office(keyed)
    rekeying.rekey(keyed, old)
    assert not rekeying.opens(keyed, keyring.raw_key(old.key, old.file.database))
    assert residents(keyed) == ["欧阳秘密"]
    assert places.read_from(keyring.key_path(keyed)).generation == 2


@pytest.mark.parametrize("stop", range(8))
def test_a_rekeying_that_stops_anywhere_is_finished_by_signing_in(
    stop: int, keyed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine stops before the n-th file is renamed."""
    unlocked = signing_in.sign_in(keyed, signing_in.with_password(ADMIN, PASSWORD), now_ms=0)
    keyring.forget_office(keyed)
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
        patched.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(Stopped):
            rekeying.rekey(keyed, unlocked)
    assert residents(keyed) == ["欧阳秘密"]
    file = places.read_from(keyring.key_path(keyed))
    assert not file.changing
    assert file.generation == (1 if stop == 0 else 2)
    context = open_context(keyed, ADMIN, password=PASSWORD)
    digest = context.reader.value("SELECT sha256 FROM attachment")
    assert blobs.get(keyed, digest).startswith(b"photo")
    context.close()


def test_wrong_passwords_make_one_wait_and_no_restart_helps(keyed: Path) -> None:
    now = 1_000_000

    def attempt(password: str, at: int) -> None:
        opener = signing_in.with_password(ADMIN, password)
        signing_in.sign_in(keyed, opener, now_ms=at)
        keyring.forget_office(keyed)

    for _ in range(delays.FREE):
        with pytest.raises(WrongPassword):
            attempt("wrong wrong", now)
    keyed.with_name("office.key.tries").unlink()
    for at in (now, now + 1999, now - 50_000):
        with pytest.raises(delays.TooSoon, match="秒"):
            attempt(PASSWORD, at)
    now -= 50_000
    with pytest.raises(WrongPassword):
        attempt("wrong wrong", now + 2000)
    with pytest.raises(delays.TooSoon, match="4秒"):
        attempt(PASSWORD, now + 2000)
    attempt(PASSWORD, now + 6000)
    attempt(PASSWORD, now + 6000)
    assert [delays.delay_ms(n) for n in (0, 2, 3, 4, 5, 100)] == [0, 0, 2000, 4000, 8000, 300_000]


def test_every_byte_of_the_key_file_counts(keyed: Path) -> None:
    raw = keyring.key_path(keyed).read_bytes()
    for at in range(0, len(raw), 7):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(EnvironmentFault):
            keyfile.parse(changed)


def test_a_key_slipped_in_by_somebody_without_the_database_key_is_found(keyed: Path) -> None:
    file = places.read_from(keyring.key_path(keyed))
    slipped = keyfile.with_user(keyfile.new(file.database), bytes(32), "外人", OTHER).slots
    forged = replace(file, slots=(*file.slots, *slipped))
    with pytest.raises(keyfile.DamagedKeyFile, match="被改动过"):
        keyfile.unlock(forged, ADMIN, PASSWORD)


def test_each_region_of_the_database_changed_is_named(keyed: Path) -> None:
    whole, named = keyed.read_bytes(), list[str]()
    for at in [0, 15, 16, 100, 4095, *range(5000, len(whole), len(whole) // 25)]:
        keyed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            signing_in.sign_in(keyed, signing_in.with_password(ADMIN, PASSWORD), now_ms=0)
        except EnvironmentFault as error:
            named.append(error.message)
            continue
        try:
            problem = backups.check_database(keyed)
        except EnvironmentFault as error:
            problem = error.message
        finally:
            keyring.forget_office(keyed)
        named.append(problem or "")
    assert [sentence for sentence in named if "损坏" not in sentence] == []
    keyed.write_bytes(whole)
    assert residents(keyed) == ["欧阳秘密"]


def test_an_office_that_moves_takes_its_key_file_along(keyed: Path, tmp_path: Path) -> None:
    from services.moving import move

    target = tmp_path / "there" / "amt.db"
    move(keyed, target)
    assert not keyring.is_keyed(keyed)
    assert residents(target) == ["欧阳秘密"]
    assert residents(keyed.with_name("office.已移走.db")) == ["欧阳秘密"]


def test_creation_that_stopped_half_way_can_begin_again(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    creating.create(path, ADMIN, PASSWORD)
    path.rename(tmp_path / "office.db.new")
    creating.create(path, ADMIN, OTHER)
    assert residents(path, password=OTHER) == []
    with pytest.raises(UserError, match="已经有了"):
        creating.create(path, ADMIN, OTHER)
