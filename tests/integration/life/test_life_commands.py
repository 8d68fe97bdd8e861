"""notice-issue, notice-post, notice-take-down, notice-verify and board on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from services.context import open_context
from tests.helpers.office import community, courtyard, fresh_database

pytestmark = pytest.mark.local_file("the command line opens files")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command on an office with a courtyard."""
    path = fresh_database(tmp_path / "office.db")
    office = open_context(path, "王芳")
    courtyard(office, "湖滨家园", community(office))
    office.close()
    (tmp_path / "text.txt").write_text("明日停水。", "utf-8")

    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main.main(["--data", str(path), *arguments])
        except SystemExit as error:
            code = int(error.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def _issue(run: Run, tmp_path: Path, *more: str, kind: str = "result") -> tuple[int, str, str]:
    text = ("--title", "停水公告", "--text", str(tmp_path / "text.txt"))
    return run("notice-issue", kind, "--courtyard", "湖滨", *text, "--user", "张三", *more)


def test_a_notice_goes_from_issue_to_the_board_and_down(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    code, said, _ = _issue(run, tmp_path, "--checked-by", "李四", "--out", str(out), "--json")
    told = json.loads(said)
    assert code == 0
    assert told["number"].endswith("〕1号")
    assert out.read_bytes().startswith(b"%PDF")
    assert run("notice-verify", told["code"])[0] == 0
    number = told["number"]
    code, _, error = run("notice-post", number, "--board", "东门", "--on", "2026-7-27")
    assert code == 2
    assert "board add" in error
    assert run("board", "add", "东门公开栏", "--courtyard", "湖滨", "--slots", "2")[0] == 0
    code, said, _ = run("notice-post", number, "--board", "东门", "--on", "2026-7-27", "--json")
    assert code == 0
    assert json.loads(said)["until"] == "2026-08-10"
    code, _, error = run("notice-take-down", number, "--on", "2026-8-9")
    assert code == 2
    assert "只公示了14日" in error
    code, said, _ = run("notice-take-down", number, "--on", "2026-8-10", "--json")
    assert code == 0
    assert json.loads(said)["days"] == [15]
    assert "没有可取下的" in run("notice-take-down", number, "--on", "2026-8-11")[2]
    assert "存档文件完好" in run("notice-verify", number)[1]
    assert json.loads(run("board", "list", "--courtyard", "湖滨", "--json")[1])["boards"][0]["free"] == 2


def test_two_names_or_a_reason(run: Run, tmp_path: Path) -> None:
    for more in ((), ("--checked-by", "张三")):
        code, said, error = _issue(run, tmp_path, *more)
        assert (code, said) == (2, "")
        assert error
    assert json.loads(run("list", "notices", "--json")[1]) == []
    code, said, _ = _issue(run, tmp_path, "--alone", "只有一人值班")
    assert code == 0
    assert "单人办理：只有一人值班" in said
    assert "〕1号" in said


@pytest.mark.parametrize("bad", ["12345", "2026-99", "HE9X-XB4G-8XCP-GDEN-0", "乱写"])
def test_what_is_not_registered_is_not_verified(run: Run, bad: str) -> None:
    code, said, error = run("notice-verify", bad)
    assert (code, said) == (2, "")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("result", ("--month", "2026-10")),
        ("free", ("--id", "ab" * 16)),
        ("result", ("--checked-by", "  ")),
    ],
)
def test_what_makes_no_sense_leaves_nothing(
    run: Run, tmp_path: Path, kind: str, more: tuple[str, ...]
) -> None:
    given = more if "--checked-by" in more else (*more, "--checked-by", "李四")
    code, said, error = _issue(run, tmp_path, *given, kind=kind)
    assert (code, said) == (2, "")
    assert error
    assert json.loads(run("list", "notices", "--json")[1]) == []
