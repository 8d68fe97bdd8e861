"""Every kind of file an office sends, from the file to the register: xlsx, xls, ods, csv in its encodings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from main import main
from services.excel import read_book, write_table
from tests.unit.importing import books
from tests.unit.importing.xls_file import write_xls

HEADS = ["社区", "楼院名称", "总户数", "书记"]
ROW: list[str | float] = ["远大社区", "一号院", 126.0, "王䶮"]


def _xlsx(path: Path) -> Path:
    write_table(path.with_suffix(".xlsx"), "摸排", HEADS, [ROW])
    return path.with_suffix(".xlsx")


def _xls(path: Path) -> Path:
    return write_xls(path.with_suffix(".xls"), "摸排", [list(HEADS), ROW])


def _ods(path: Path) -> Path:
    body = books.ods_row(*HEADS) + books.ods_row("远大社区", "一号院", "126", "王䶮")
    return books.ods(path.with_suffix(".ods"), body)


def _csv(encoding: str) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        made = path.with_suffix(".csv")
        made.write_bytes(f"{','.join(HEADS)}\r\n远大社区,一号院,126,王䶮\r\n".encode(encoding))
        return made

    return write


MAKERS = {
    "xlsx": _xlsx,
    "xls": _xls,
    "ods": _ods,
    **{f"csv-{each}": _csv(each) for each in ("gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-be")},
}


@pytest.mark.parametrize("kind", MAKERS)
def test_b20_every_kind_of_file_is_imported_headless(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    book = MAKERS[kind](tmp_path / "摸排")
    data = ["--data", str(tmp_path / "office.db")]
    assert main([*data, "import-survey", str(book), "--apply"]) == 0
    capsys.readouterr()
    assert main([*data, "list", "courtyards", "--json"]) == 0
    (yard,) = json.loads(capsys.readouterr().out)
    assert (yard["name"], yard["household_count"]) == ("一号院", 126)
    assert main([*data, "list", "residents", "--json"]) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)] == ["王䶮"]


def test_an_old_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    book = read_book(write_xls(tmp_path / "旧.xls", "摸排", [list(HEADS), ROW]))
    assert book.kind == "xls"
    assert book.sheets[0].rows == [HEADS, ROW]
