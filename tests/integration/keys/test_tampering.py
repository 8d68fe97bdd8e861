"""Every kind of file of an encrypted office changed, cut, emptied, swapped: told by name, never made anew."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models.db import keyring
from models.db.connecting import connect
from models.errors import EnvironmentFault, LouyuanError
from services import backup as backups
from services import blobs, disk_checks
from services.context import open_context
from services.keys import creating, delays, keyfile, places, signing_in
from services.keys.keyfile import Cost
from tests.helpers.keys import ADMIN, PASSWORD, residents
from tests.helpers.office import courtyard, resident

PHOTO = b"photo of the gate" * 3000
NAMES = ("office.db", "office.files.db", "office.key", "office.key.copy")
Change = Callable[[bytes], bytes]


def flipped(at: float) -> Change:
    """Return a change of one bit at a place: bytes from the front, from behind, or a part of the whole."""

    def change(data: bytes) -> bytes:
        place = int(at * len(data)) if isinstance(at, float) else at % len(data)
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return change


CHANGES: dict[str, Change] = {
    "first byte": flipped(0),
    "last byte of the salt": flipped(15),
    "first encrypted byte": flipped(16),
    "seal of the first page": flipped(4096 - 40),
    "second page": flipped(4096 + 100),
    "a quarter": flipped(0.25),
    "middle": flipped(0.5),
    "three quarters": flipped(0.75),
    "last byte": flipped(-1),
    "half": lambda data: data[: len(data) // 2],
    "one byte less": lambda data: data[:-1],
    "one page less": lambda data: data[:-4096],
    "a page more": lambda data: data + bytes(4096),
    "begins like an open one": lambda data: b"SQLite format 3\x00" + data[16:],
    "zeros": lambda data: bytes(len(data)),
    "empty": lambda _: b"",
}
SMALL = ("second page", "seal of the first page", "one page less", "begins like an open one")
"""Changes that make no sense to a key file of one page."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an encrypted office, a backup of it, and another office of the same people."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyfile, "DEFAULT_COST", Cost(64, 1, 1))
        patched.setenv("LOUYUAN_HOME", str(folder / "home"))
        for name in ("office", "other"):
            path = folder / name / "office.db"
            creating.create(path, ADMIN, PASSWORD)
            context = open_context(path, ADMIN, password=PASSWORD)
            yard = courtyard(context)
            resident(context, "欧阳秘密" if name == "office" else "别处的人", courtyard_id=yard)
            blobs.attach(context, "courtyard", yard, "门口.jpg", PHOTO, "image/jpeg")
            backups.backup(path, folder / f"{name}.lybak")
            context.close()
    return folder


@pytest.fixture
def office(whole: Path, tmp_path: Path) -> Path:
    """A copy that may be tampered with; the machine knows no third copy of the key file."""
    shutil.copytree(whole / "office", tmp_path / "office")
    return tmp_path / "office" / "office.db"


def told(path: Path) -> str:
    """Open an office and look at all of it; return what is refused or found wrong, "" when all is well.

    What is no sentence for the user fails the test, and so does an office that is there but not the old one.
    """
    try:
        context = open_context(path, ADMIN, password=PASSWORD)
    except LouyuanError as error:
        assert keyring.key_of(path) is None
        return error.message
    try:
        looked = disk_checks.look(context)
        names = [row[0] for row in context.reader.all("SELECT name FROM resident")]
        problem = looked.problem or looked.warning or backups.check_database(path, full=True)
        assert problem or names == ["欧阳秘密"]
        digest = context.reader.value("SELECT sha256 FROM attachment")
        assert problem or digest is not None
        if problem is None:
            assert blobs.get(path, digest) == PHOTO
        return problem or ""
    except LouyuanError as error:
        return error.message
    finally:
        context.close()


def is_sentence(text: str) -> bool:
    return text.endswith("。") and any("\u4e00" <= letter <= "\u9fff" for letter in text)


def restored(whole: Path, path: Path) -> None:
    """Whatever happened, the backup brings everything back."""
    backups.restore(whole / "office.lybak", path, opener=signing_in.with_password(ADMIN, PASSWORD))
    assert told(path) == ""


@pytest.mark.parametrize("change", CHANGES)
def test_a_database_that_was_changed_is_told_and_the_backup_helps(
    change: str, whole: Path, office: Path
) -> None:
    changed = CHANGES[change](office.read_bytes())
    office.write_bytes(changed)
    keys = keyring.key_path(office).read_bytes()
    said = told(office)
    if change == "a page more":  # behind the last page that counts: no byte of the office is another
        assert said == "" or is_sentence(said)
    else:
        assert is_sentence(said), change
    assert keyring.key_path(office).read_bytes() == keys
    if change in ("empty", "zeros", "first byte", "begins like an open one"):
        assert office.read_bytes() == changed, "left as it is found"
    restored(whole, office)


@pytest.mark.parametrize("change", CHANGES)
def test_a_blob_store_that_was_changed_is_told_and_the_backup_helps(
    change: str, whole: Path, office: Path
) -> None:
    store = blobs.store_path(office)
    store.write_bytes(CHANGES[change](store.read_bytes()))
    said = told(office)
    assert residents(office) == ["欧阳秘密"], "the records do not suffer"
    # its first 16 bytes are known from the database; "" says that all was there, for `told` has compared it
    assert said == "" or is_sentence(said)
    if change in ("first encrypted byte", "middle", "half", "zeros", "empty"):
        assert is_sentence(said), change
    restored(whole, office)


@pytest.mark.parametrize("change", [each for each in CHANGES if each not in SMALL])
def test_a_key_file_that_was_changed_is_made_good_from_its_copy(change: str, office: Path) -> None:
    key, copy = keyring.key_path(office), keyring.copy_path(office)
    raw = key.read_bytes()
    for path in (key, copy):
        path.write_bytes(CHANGES[change](raw))
        assert told(office) == ""
        assert key.read_bytes() == copy.read_bytes() == raw


@pytest.mark.parametrize("change", [each for each in CHANGES if each not in SMALL])
def test_with_every_key_file_changed_nobody_gets_in_and_the_backup_helps(
    change: str, whole: Path, office: Path
) -> None:
    database = office.read_bytes()
    known = places.identity(office)
    assert known is not None
    for path in (keyring.key_path(office), keyring.copy_path(office)):
        path.write_bytes(CHANGES[change](path.read_bytes()))
    said = told(office)
    assert is_sentence(said)
    assert office.read_bytes() == database
    restored(whole, office)


@pytest.mark.parametrize(("name", "by"), [(one, two) for one in NAMES[:3] for two in NAMES[:3] if one != two])
def test_files_swapped_for_others_of_the_office_are_told(
    name: str, by: str, whole: Path, office: Path
) -> None:
    folder = office.parent
    shutil.copyfile(folder / by, folder / name)
    said = told(office)
    if name == "office.key":
        assert said == "", "the copy of the key file helps"
    else:
        assert is_sentence(said)
    restored(whole, office)


@pytest.mark.parametrize("names", [NAMES[:1], NAMES[1:2], NAMES[2:], NAMES[:1] + NAMES[2:]])
def test_files_of_another_office_are_told(names: tuple[str, ...], whole: Path, office: Path) -> None:
    for name in names:
        shutil.copyfile(whole / "other" / name, office.parent / name)
    if set(names) >= {"office.db", "office.key"}:
        # a whole other office: its own data, its own password; the photos of the first one do not open
        assert residents(office) == ["别处的人"]
        return
    assert is_sentence(told(office))
    restored(whole, office)


def test_files_that_are_gone_are_told(whole: Path, office: Path) -> None:
    for name in ("office.db", "office.files.db"):
        kept = office.with_name(name).read_bytes()
        office.with_name(name).unlink()
        assert is_sentence(told(office)), name
        assert name != "office.db" or not office.exists(), "never made anew"
        office.with_name(name).write_bytes(kept)
    assert told(office) == ""


def test_a_log_beside_the_database_that_was_changed_or_cut_is_told(office: Path, tmp_path: Path) -> None:
    context = open_context(office, ADMIN, password=PASSWORD)
    resident(context, "后来的人")
    shutil.copytree(office.parent, tmp_path / "cut")
    context.close()
    log = tmp_path / "cut" / "office.db-wal"
    raw = log.read_bytes()
    assert len(raw) > 8192
    for change in ("first byte", "middle", "half", "empty"):
        copy = tmp_path / f"cut-{change}"
        shutil.copytree(tmp_path / "cut", copy)
        (copy / "office.db-wal").write_bytes(CHANGES[change](raw))
        assert is_sentence(told(copy / "office.db")), change


def test_a_change_of_the_log_inside_is_told(office: Path) -> None:
    context = open_context(office, ADMIN, password=PASSWORD)
    other = connect(office)  # with the key, but past everything that watches over what is written
    other.execute("UPDATE sync_change SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM sync_change)")
    other.close()
    looked = disk_checks.look(context)
    context.close()
    assert looked.problem is not None
    assert "变更记录从第" in looked.problem


@pytest.mark.parametrize("change", CHANGES)
def test_a_backup_that_was_changed_is_refused_and_nothing_is_touched(
    change: str, whole: Path, office: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.lybak"
    bad.write_bytes(CHANGES[change](Path(whole / "office.lybak").read_bytes()))
    before = {path.name: path.read_bytes() for path in office.parent.iterdir() if path.suffix != ".lock"}
    opener = signing_in.with_password(ADMIN, PASSWORD)
    if change in ("last byte", "one byte less", "one page less", "a page more"):
        backups.restore(bad, office, opener=opener)  # padding at the end of the archive holds nothing
        assert told(office) == ""
        return
    with pytest.raises(LouyuanError) as refused:
        backups.restore(bad, office, opener=opener)
    assert is_sentence(refused.value.message)
    after = {path.name: path.read_bytes() for path in office.parent.iterdir() if path.suffix != ".lock"}
    assert after == before


def test_a_key_file_of_another_day_in_a_backup_is_refused(whole: Path, office: Path) -> None:
    """The archive of one office with the key file of the other: its checksum was not made for that."""
    one, two = Path(whole / "office.lybak").read_bytes(), Path(whole / "other.lybak").read_bytes()
    raw, other = (backups.key_file_of(whole / f"{name}.lybak") for name in ("office", "other"))
    assert raw is not None
    assert other is not None
    assert len(raw) == len(other)
    assert one.count(raw) == 1
    assert two.count(other) == 1
    bad = office.parent.parent / "换.lybak"
    bad.write_bytes(one.replace(raw, other))
    with pytest.raises(EnvironmentFault, match="校验不符"):
        backups.restore(bad, office, opener=signing_in.with_password(ADMIN, PASSWORD))
    assert told(office) == ""


def test_a_backup_whose_list_is_no_list_is_refused(office: Path) -> None:
    bad, raw = office.parent.parent / "深.lybak", b"[" * 100_000
    with tarfile.open(bad, "w") as container:
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(raw)
        container.addfile(entry, io.BytesIO(raw))
    with pytest.raises(EnvironmentFault, match="目录读不出来"):
        backups.restore(bad, office, opener=signing_in.with_password(ADMIN, PASSWORD))


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff" * 400, b'{"failures": -3}', b"[" * 2000])
def test_a_note_of_wrong_passwords_that_was_changed_opens_nothing(raw: bytes, office: Path) -> None:
    known = office.read_bytes()[:16]
    for _ in range(delays.FREE + 2):
        delays._write(office, known, delays.FREE + 2, 1000)
    office.with_name("office.key.tries").write_bytes(raw)
    assert delays.wait_ms(office, known, 1000) == delays.delay_ms(delays.FREE + 2)
    os.unlink(office.with_name("office.key.tries"))
    assert delays.wait_ms(office, known, 1000) > 0
