"""The plaintext hunt: a day's work in an encrypted office, and every byte of its disk searched for everybody.

Where the machine lets us mount one, the disk is a file system of its own and its image is searched as well:
whatever was ever written to it and deleted again is still there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.context import open_context
from tests.helpers import volumes
from tests.helpers.hunting import Hunt
from tests.helpers.keys import ADMIN, PASSWORD
from tests.helpers.planted import COUNT
from tests.helpers.working_day import office_of, people_of, work


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Path | None]]:
    """A folder for everything the program keeps, and the image of the disk it lies on, if there is one."""
    if volumes.image_possible():
        with volumes.imaged(tmp_path) as (folder, image):
            yield folder, image
    else:
        (tmp_path / "disk").mkdir()
        yield tmp_path / "disk", None


def hunt(out: Path) -> Hunt:
    told = people_of(out)
    assert len(told) == COUNT
    return Hunt(
        [each["name"] for each in told], [each[what] for each in told for what in ("phone", "number")]
    )


def test_b24_a_days_work_in_an_encrypted_office_leaves_nothing_readable(
    disk: tuple[Path, Path | None], tmp_path: Path
) -> None:
    folder, image = disk
    out = tmp_path / "out"
    work("morning", folder, out, keyed=True)
    work("afternoon", folder, out, keyed=True)
    office = office_of(folder)
    assert office.with_name("office.db-wal").stat().st_size > 1_000_000, "the power went with a log beside"
    assert list(folder.glob("tmp/louyuan-crash-*")), "the crash report was written"
    assert list(folder.glob("stick/*.lybak"))
    assert list(folder.glob("stick/**/*.csp"))
    searching = hunt(out)
    assert searching.found_below(folder) == {}
    if image is not None:
        volumes.flushed(folder)
        assert searching.found_in(image) == set()
    assert searching.found_below(out), "what the user took out can be read"
    context = open_context(office, ADMIN, password=PASSWORD)
    names = {row[0] for row in context.reader.all("SELECT name FROM resident")}
    context.close()
    assert {each["name"] for each in people_of(out)} <= names


def test_the_same_hunt_over_an_open_office_finds_everybody(
    disk: tuple[Path, Path | None], tmp_path: Path
) -> None:
    folder, image = disk
    out = tmp_path / "out"
    work("morning", folder, out, keyed=False)
    work("afternoon", folder, out, keyed=False)
    searching, told = hunt(out), people_of(out)
    found = searching.found_below(folder)
    everywhere = set().union(*found.values())
    for name in ("office/office.db", "office/office.files.db", "office/office.db-wal", "stick/office.lybak"):
        assert found[name], name
    for each in told:
        assert f"{each['name']} (utf-8)" in everywhere
        assert f"{each['number']} (ascii)" in everywhere
        assert f"{each['number']} (ascii reversed)" in everywhere, "of the file that was attached"
    for way in ("utf-16-le", "gb18030"):
        assert sum(f"{each['name']} ({way})" in everywhere for each in told) > COUNT - 10
    if image is not None:
        volumes.flushed(folder)
        assert everywhere <= searching.found_in(image)


@pytest.mark.parametrize("way", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
def test_the_hunt_finds_what_is_hidden_among_others(way: str, tmp_path: Path) -> None:
    searching = Hunt(["欧阳澄淞", "澹台澄", "李㛃"], ["13900000001", "410105194001010000"])
    noise = bytes(range(256)) * 40
    (tmp_path / "a").write_bytes(noise + "澹台澹台澄澄".encode(way) + noise)
    (tmp_path / "欧阳澄淞.txt").write_bytes(b"")
    (tmp_path / "b").write_bytes(noise + "x10000000931".encode(way) + "410105194001010001".encode(way))
    found = searching.found_below(tmp_path)
    assert found["a"] == {f"澹台澄 ({way})"}
    assert f"13900000001 ({'ascii' if way in ('utf-8', 'gb18030') else way} reversed)" in found["b"]
    assert {told.partition(" ")[0] for told in found["b"]} == {"13900000001"}
    assert found["欧阳澄淞.txt"] == {"欧阳澄淞 (utf-8)"}
    assert len(found) == 3
    assert searching.found(noise) == set()


def test_the_image_of_a_disk_still_holds_what_was_deleted_from_it(tmp_path: Path) -> None:
    if not volumes.image_possible():
        return  # told at the end of the run
    searching = Hunt(["欧阳澄淞"], [])
    with volumes.imaged(tmp_path, 8) as (folder, image):
        path = folder / "for a moment"
        path.write_text("欧阳澄淞" * 100, encoding="gb18030")
        volumes.flushed(folder)
        path.unlink()
        volumes.flushed(folder)
        assert searching.found_below(folder) == {}
        assert searching.found_in(image) == {"欧阳澄淞 (gb18030)"}
