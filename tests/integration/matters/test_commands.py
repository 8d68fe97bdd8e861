"""The command `matter`: show, advance, archive; what is refused changes nothing and exits with 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from main import main
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.office import NewOffice, add, rows

pytestmark = pytest.mark.local_file("commands open a file")


@pytest.fixture
def data(new_office: NewOffice) -> Path:
    context = new_office("cli.db")
    ids = deliberated(context)
    add(context, "matters", courtyard_id=ids["one"], title="下水管道疏通", template="six_steps")
    path = context.database.path
    new_office.close(context)
    return path


def _run(data: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["--data", str(data), "matter", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_matter_is_shown_and_advanced(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(data, capsys, "show", "--matter", "下水管道改造", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["step"], told["ready"], told["next"], told["missing"]) == ("consult", True, "完成这一步", [])
    assert [each["step"] for each in told["steps"]][-1] == "result"
    assert (told["steps"][0]["asked"], told["steps"][0]["answered"]) == (168, 151)
    for _ in range(5):
        code, out, _ = _run(data, capsys, "advance", "--id", told["id"], "--json")
    assert code == 0
    assert json.loads(out)["step"] == "result"
    code, out, _ = _run(data, capsys, "show", "--id", told["id"])
    assert "决议公开\t已完成（补录）\t2020年7月27日至2020年8月10日" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--matter", "改造", "--step", "decide"), "“征求意见”还没有完成，不能办理“决议”。"),
        (("--matter", "改造", "--step", "验收"), "没有“验收”这一步"),
        (("--matter", "疏通"), "还没有登记问了多少户"),
        (("--matter", "改造", "--skip"), "请写明由谁决定跳过"),
        (("--matter", "改造", "--by", "支部"), "--by 和 --reason 只和 --skip 一起写"),
        (("--matter", "下水"), "对应不止一件事项"),
        (("--matter", "下水", "--courtyard", "轴承厂2号院"), "没有叫“下水”的协商事项"),
        (("--matter", "路灯"), "没有叫“路灯”的协商事项"),
        (("--id", "12"), "不是记录的编号"),
        (("--id", "00" * 16), "没有编号是"),
        ((), "写一个"),
    ],
)
def test_what_is_refused_changes_nothing(
    data: Path,
    capsys: pytest.CaptureFixture[str],
    new_office: NewOffice,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    before = _changes(new_office)
    code, out, err = _run(data, capsys, "advance", *arguments, "--json")
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert _changes(new_office) == before


def _changes(new_office: NewOffice) -> list[tuple[object, ...]]:
    context: Context = new_office("cli.db")
    found = rows(context, "SELECT count(*) FROM sync_change")
    new_office.close(context)
    return found


def test_steps_are_skipped_with_who_and_why(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    skip = ("--skip", "--by", "楼院党支部", "--reason", "抢修", "--json")
    code, out, _ = _run(data, capsys, "advance", "--matter", "疏通", *skip)
    told = json.loads(out)
    assert (code, told["step"]) == (0, "propose")
    first = told["steps"][0]
    assert (first["state"], first["skipped_by"], first["skip_reason"]) == ("skipped", "楼院党支部", "抢修")


def test_the_archive_is_written(data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "档案.pdf"
    code, said, _ = _run(data, capsys, "archive", "--matter", "改造", "--out", str(out), "--json")
    told = json.loads(said)
    assert code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert (told["parts"][0]["title"], told["absent"]) == ("议事登记表", [])
