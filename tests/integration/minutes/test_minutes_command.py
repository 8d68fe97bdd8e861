"""The commands `meeting minutes` and `duties`: papers and lists without a window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import main
from services import minutes
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.minutes import final
from tests.helpers.office import NewOffice, add

pytestmark = pytest.mark.local_file("commands open a file")


@pytest.fixture
def ids(office: Context) -> dict[str, bytes]:
    return deliberated(office)


def run(new_office: NewOffice, office: Context, *words: str) -> int:
    """Run a command on the file of an office that is closed first."""
    data = office.database.path
    new_office.close(office)
    return main.main(["--data", str(data), *words])


def test_minutes_of_a_meeting_by_name(
    office: Context,
    new_office: NewOffice,
    ids: dict[str, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = final(office, ids["joint"])
    kept = minutes.reprint(office, made)
    out = tmp_path / "纪要.pdf"
    words = ("meeting", "minutes", "--meeting", "8月份联席", "--out", str(out), "--json")
    assert run(new_office, office, *words) == 0
    assert out.read_bytes() == kept
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["version"], told["title"]) == ("final", 1, "8月份联席会议纪要")
    assert told["final_on"] == "2020-09-16"


def test_minutes_by_id_as_a_word_file(
    office: Context,
    new_office: NewOffice,
    ids: dict[str, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "纪要.docx"
    words = ("meeting", "minutes", "--id", ids["joint"].hex(), "--docx", "--out", str(out))
    assert run(new_office, office, *words) == 0
    assert out.read_bytes()[:2] == b"PK"
    assert "还没有起草" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--meeting", "没有的会"), "没有叫“没有的会”的会议"),
        (("--meeting", "联席会议"), "请用 --courtyard 写明楼院"),
        (("--id", "12"), "不是记录的编号"),
        (("--id", "00" * 16), "没有编号是"),
        (("--meeting", "联席会议", "--courtyard", "没有的院"), "没有叫“没有的院”的楼院"),
    ],
)
def test_a_meeting_that_is_not_meant_clearly_is_said(
    words: tuple[str, ...],
    said: str,
    office: Context,
    new_office: NewOffice,
    ids: dict[str, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    add(office, "meetings", title="联席会议", kind="joint", courtyard_id=ids["two"], held_on="2020-9-1")
    add(office, "meetings", title="联席会议", kind="joint", courtyard_id=ids["three"], held_on="2020-9-1")
    out = tmp_path / "纪要.pdf"
    assert run(new_office, office, "meeting", "minutes", *words, "--out", str(out)) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_duties_as_json_and_as_lines(
    office: Context, new_office: NewOffice, ids: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    data = office.database.path
    words = ("duties", "--on", "2020-9-16", "--courtyard", "航海东路1号院")
    assert run(new_office, office, *words, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["on"] == "2020-09-16"
    assert {each["courtyard"] for each in told["duties"]} == {"航海东路1号院"}
    assert {"minutes", "action"} <= {each["kind"] for each in told["duties"]}
    assert told["counts"]["overdue"] == sum(each["state"] == "overdue" for each in told["duties"])
    assert main.main(["--data", str(data), *words]) == 0
    assert "会议纪要定稿（还没有起草）" in capsys.readouterr().out
    assert main.main(["--data", str(data), "duties", "--on", "随便"]) == 2
    assert "不是日期" in capsys.readouterr().err
