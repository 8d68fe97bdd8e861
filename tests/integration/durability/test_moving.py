"""An office in a folder of a cloud program is not opened there and can be moved (D16)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import main
from models.errors import EnvironmentFault, UserError
from services import blobs
from services.context import open_context
from services.moving import move
from services.office import Context
from services.places import WrongPlace
from tests.helpers.office import NewOffice, courtyard, value

pytestmark = pytest.mark.local_file("about the place of the file")


@pytest.fixture
def cloud(office: Context, new_office: NewOffice, tmp_path: Path) -> Path:
    """A closed office with a courtyard and a photo, in a folder of a cloud program."""
    yard = courtyard(office)
    blobs.attach(office, "courtyard", yard, "门口.jpg", b"photo")
    folder = tmp_path / "坚果云"
    folder.mkdir()
    path = office.database.path
    for name in ("office.db", "office.db-wal", "office.files.db"):
        # with what is still in the log beside it: the program there was not closed in order
        shutil.copyfile(path.with_name(name), folder / name)
    return folder / "office.db"


def test_d16_it_is_not_opened_there_and_nothing_is_touched(cloud: Path) -> None:
    before = {file.name: file.read_bytes() for file in cloud.parent.iterdir()}
    with pytest.raises(WrongPlace, match="云盘"):
        open_context(cloud)
    assert {file.name: file.read_bytes() for file in cloud.parent.iterdir()} == before


def test_d16_moved_it_is_the_same_office_and_the_old_file_is_put_aside(cloud: Path, tmp_path: Path) -> None:
    target = tmp_path / "本机" / "office.db"
    sentence = move(cloud, target)
    assert "已移走" in sentence
    moved = open_context(target, "王芳")
    assert value(moved, "SELECT name FROM courtyard") == "建设路1号院"
    assert blobs.get(target, value(moved, "SELECT sha256 FROM attachment")) == b"photo"
    moved.close()
    assert not cloud.exists()
    assert cloud.with_name("office.已移走.db").exists()
    with pytest.raises(UserError, match="没有找到"):
        move(cloud, tmp_path / "other.db")


def test_d16_it_is_moved_by_a_command(
    cloud: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["--data", str(cloud), "list", "courtyards"]) == 3
    assert "move --to" in capsys.readouterr().err
    assert main.main(["--data", str(cloud), "move", "--to", str(tmp_path / "here")]) == 0
    assert "已移到" in capsys.readouterr().out
    assert main.main(["--data", str(tmp_path / "here" / "office.db"), "list", "courtyards"]) == 0
    assert "建设路1号院" in capsys.readouterr().out


def test_a_target_that_is_there_or_no_better_is_refused(cloud: Path, tmp_path: Path) -> None:
    (tmp_path / "there.db").touch()
    with pytest.raises(UserError, match="已经存在"):
        move(cloud, tmp_path / "there.db")
    with pytest.raises(WrongPlace):
        move(cloud, tmp_path / "OneDrive" / "office.db")
    assert cloud.exists()


def test_a_damaged_office_is_not_moved(cloud: Path, tmp_path: Path) -> None:
    cloud.write_bytes(cloud.read_bytes()[:9000] + b"\xff" * 4096)
    with pytest.raises(EnvironmentFault):
        move(cloud, tmp_path / "here" / "office.db")
    assert cloud.exists()
    assert list((tmp_path / "here").iterdir()) == []
