"""`typeset` and `fonts` as they are called from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from main import main
from services import sheet_commands
from services.documents.fonts.library import FontLibrary
from tests.helpers.set_pages import set_lines


@pytest.fixture(autouse=True)
def fonts_of_the_tests(fonts: FontLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_commands, "_library", lambda: fonts)


@pytest.mark.parametrize(("style", "size"), [("document", 16.0), ("large", 22.0), ("poster", 22.0)])
def test_a_text_is_typeset(tmp_path: Path, style: str, size: float) -> None:
    source, out = tmp_path / "防汛.txt", tmp_path / "out.pdf"
    source.write_text("一、目标\n　　汛期将至，王䶮等同志请做好准备。\n", "utf-8")
    assert main(["typeset", str(source), "--style", style, "--title", "防汛通知", "--out", str(out)]) == 0
    lines = set_lines(out.read_bytes())
    assert [line.text for line in lines][:3] == ["防汛通知", "一、目标", "汛期将至，王䶮等同志请做好准备。"]
    assert lines[2].size == pytest.approx(size)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_in_the_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "a.txt"
    source.write_text("王䶮", encoding)
    assert sheet_commands.read_text(source) == "王䶮"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "没有找到"),
        (b"", "没有文字"),
        (b"\x00\x01\x02\xff\xfe\x00", "不是能读懂的文本"),
        (b"\xef\xbf\xbd", "自造字"),
    ],
)
def test_a_bad_text_gives_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, message: str
) -> None:
    source, out = tmp_path / "a.txt", tmp_path / "out.pdf"
    if content is not None:
        source.write_bytes(content)
    assert main(["typeset", str(source), "--title", "公告", "--out", str(out)]) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert told.err.count("\n") == 1
    assert not out.exists()


def test_the_fonts_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chars = tmp_path / "chars.txt"
    chars.write_text("王\n䶮\n𠅤\n\U0003fffd", "utf-8")
    assert main(["fonts", "--json", "--chars", str(chars)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["roles"]) == {"title", "body", "heading1", "heading2", "numerals"}
    assert Path(told["roles"]["body"]["face"]["path"]).exists()
    assert told["coverage"]["characters"] == 4
    assert told["coverage"]["covered"] == 3
    assert [item["code"] for item in told["coverage"]["missing"]] == ["U+3FFFD"]
    assert main(["fonts", "--chars", str(chars)]) == 0
    assert "正文" in capsys.readouterr().out
