"""What is no sound backup is refused, and not a byte of the office is touched."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault, LouyuanError, UserError
from services import backup as backups
from services.backup.container import _checksum, _written

pytestmark = pytest.mark.local_file("backups are of the file")


def refuse(bad: Path, target: Path, kind: type[LouyuanError], sentence: str) -> None:
    with pytest.raises(kind, match=sentence) as refusal:
        backups.restore(bad, target)
    assert bad.name in refusal.value.message


def test_d20_any_bit_flipped_is_refused_or_harmless(saved: Path, target: Path) -> None:
    """A flip in the padding of the container changes nothing that is restored; elsewhere it is refused."""
    whole = saved.read_bytes()
    bad = target.with_name("bad.lybak")
    with tarfile.open(saved) as container:
        places = {
            member.name: (member.offset_data, member.offset_data + member.size)
            for member in container.getmembers()
        }
    manifest = range(*places["manifest.json"])
    padding = [
        at
        for at in range(len(whole))
        if at >= places["files.db"][1] or places["manifest.json"][1] <= at < places["office.db"][0] - 512
    ]
    sampled = [
        *range(0, 512, 7),
        *manifest,
        *range(manifest.stop, len(whole), 9973),
        places["office.db"][1] - 1,
    ]
    for at in sampled:
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        if at in padding:
            backups.examine_backup(bad)
            continue
        with pytest.raises((EnvironmentFault, UserError)):
            backups.restore(bad, target)


@pytest.mark.parametrize("part", [0.0, 0.0001, 0.01, 0.5, 0.9, 0.99])
def test_a_truncated_backup_is_refused(part: float, saved: Path, target: Path) -> None:
    whole = saved.read_bytes()
    bad = target.with_name("bad.lybak")
    with tarfile.open(saved) as container:
        end = max(member.offset_data + member.size for member in container.getmembers())
    bad.write_bytes(whole[: int(end * part)])
    with pytest.raises((EnvironmentFault, UserError)) as refusal:
        backups.restore(bad, target)
    assert "bad.lybak" in refusal.value.message
    assert backups.listed_in(target.parent) == () or part >= 0.01


def other_tar(path: Path) -> None:
    with tarfile.open(path, "w") as container:
        container.add(__file__, "etc/passwd")


def changed_manifest(change: Callable[[dict[str, object]], object]) -> Callable[[Path, Path], None]:
    def make(saved: Path, bad: Path) -> None:
        """Write the backup with another manifest whose checksum is right."""
        with tarfile.open(saved) as container, tarfile.open(bad, "w") as out:
            for member in container.getmembers():
                data = container.extractfile(member)
                assert data is not None
                raw = data.read()
                if member.name == "manifest.json":
                    about = json.loads(raw)["manifest"]
                    change(about)
                    raw = json.dumps({"manifest": about, "sha256": _checksum(about)}).encode()
                backups_add(out, member.name, raw)

    return make


def backups_add(out: tarfile.TarFile, name: str, raw: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(raw)
    out.addfile(entry, io.BytesIO(raw))


NOT_OURS: dict[str, tuple[Callable[[Path, Path], object], type[LouyuanError], str]] = {
    "empty": (lambda saved, bad: bad.write_bytes(b""), UserError, "不是本程序的备份文件"),
    "text": (lambda saved, bad: bad.write_text("备份" * 1000), UserError, "不是本程序的备份文件"),
    "database": (
        lambda saved, bad: shutil.copyfile(saved.parent.parent / "office.db", bad),
        UserError,
        "不是本程序的备份文件",
    ),
    "other_tar": (lambda saved, bad: other_tar(bad), UserError, "不是本程序的备份文件"),
    "newer_program": (
        changed_manifest(lambda about: about.update(schema_revision=SCHEMA_REVISION + 1)),
        UserError,
        "更新版本的程序",
    ),
    "newer_format": (
        changed_manifest(lambda about: about.update(format=backups.FORMAT + 1)),
        UserError,
        "更新版本的程序",
    ),
    "no_files": (changed_manifest(lambda about: about.update(files=[])), EnvironmentFault, "内容不全"),
    "odd_name": (
        changed_manifest(lambda about: about.update(files=[{"name": "../x", "size": 1, "sha256": ""}])),
        EnvironmentFault,
        "内容不全",
    ),
    "no_manifest": (changed_manifest(lambda about: about.clear()), EnvironmentFault, "目录读不出来"),
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_wrong_files_are_refused_each_with_its_sentence(name: str, saved: Path, target: Path) -> None:
    make, kind, sentence = NOT_OURS[name]
    bad = target.with_name("bad.lybak")
    make(saved, bad)
    refuse(bad, target, kind, sentence)


def test_a_backup_of_another_programs_database_is_refused(saved: Path, target: Path) -> None:
    bad = target.with_name("bad.lybak")
    foreign = saved.parent / "foreign.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    _written(bad, [("office.db", foreign)], 0)
    refuse(bad, target, EnvironmentFault, "已损坏")


def test_a_missing_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有找到备份文件"):
        backups.restore(tmp_path / "none.lybak", tmp_path / "office.db")
    with pytest.raises(UserError, match="没有找到备份文件"):
        backups.examine_backup(tmp_path)


@settings(max_examples=40)
@given(junk=st.binary(max_size=3000))
def test_junk_is_never_a_backup(junk: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("junk") / "junk.lybak"
    path.write_bytes(junk)
    with pytest.raises((UserError, EnvironmentFault)):
        backups.examine_backup(path)
    assert backups.listed_in(path.parent) == ()
