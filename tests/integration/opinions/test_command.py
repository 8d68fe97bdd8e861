"""The command opinion: registers, lists, rehearses, takes in; mistakes are one sentence and exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from main import main
from services.context import open_context
from tests.helpers.office import courtyard, fresh_database, value

pytestmark = pytest.mark.local_file("the command line opens a file")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = fresh_database(tmp_path / "office.db")
    context = open_context(path)
    courtyard(context, "1号院")
    context.close()
    return path


def test_add_list_and_import(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chat = tmp_path / "chat.txt"
    chat.write_text("张三 2020/8/3 15:02\n路灯不亮，修一修\n李四 15:03\n收到\n", encoding="utf-8")
    base = ["--data", str(data), "opinion"]
    yard = ["--courtyard", "1号院"]
    assert main([*base, "add", "车棚漏雨", *yard, "--by", "赵敏", "--on", "2020-8-3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["level"] == "building"
    assert main([*base, "import", str(chat), *yard]) == 0
    told = capsys.readouterr().out
    assert "预演：会登记1条，没有勾选1条，没有取0行。" in told
    assert main([*base, "list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert main([*base, "import", str(chat), *yard, "--apply", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["take"] for each in found["candidates"]] == [True, False]
    assert len(found["registered"]) == 1
    assert main([*base, "list", "--overdue", *yard, "--state", "open"]) == 0
    assert capsys.readouterr().out.endswith("共2条\n")
    context = open_context(data)
    assert value(context, "SELECT count(*) FROM handling_step") == 2
    context.close()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", "漏雨", "--courtyard", "9号院"], "没有叫“9号院”的楼院"),
        (["add", " ", "--courtyard", "1号院"], "请写反映的内容"),
        (["add", "漏雨", "--courtyard", "1号院", "--on", "下周"], "日期“下周”不对"),
        (["import", "no.txt", "--courtyard", "1号院"], "没有找到文本文件"),
    ],
)
def test_mistakes(
    data: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(data), "opinion", *arguments]) == 2
    assert sentence in capsys.readouterr().err
