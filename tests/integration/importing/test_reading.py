"""Reading a workbook through the child process: the sample, text tables, hostile files, stopping half-way."""

from __future__ import annotations

import multiprocessing
import zipfile
from pathlib import Path

import pytest

from models.errors import LouyuanError, UserError
from services.excel import read_book, write_table
from services.files import Cancelled
from services.importing.reading import plan_from_sheets, read_plan
from services.resources import resource_path

SAMPLE = "sample/摸排台账-明湖办事处.xlsx"


def test_the_sample_comes_out_of_the_child_as_it_went_in() -> None:
    path = resource_path(SAMPLE)
    told: list[tuple[int, int]] = []
    plan = read_plan(path, progress=lambda done, whole: told.append((done, whole)))
    assert plan == plan_from_sheets(read_book(path).sheets, path.name, plan.sha256)
    assert len(plan.sha256) == 64
    assert told == sorted(told)
    assert told[-1][0] > 0
    assert multiprocessing.active_children() == []


def test_fields_given_by_hand_reach_the_child(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    write_table(path, "摸排", ["楼院", "地址", "猫眼"], [["甲院", "一路1号", "√"]])
    sheet = read_book(path).sheets[0].name
    plan = read_plan(path, assigned={(sheet, "C"): "survey.access_control"})
    assert plan.courtyards[0].values["access_control"] == "yes"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_text_tables(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "摸排.csv"
    path.write_text("楼院,总户数,书记\r\n甲院,约120户,王䶮\r\n", encoding=encoding, newline="")
    plan = read_plan(path)
    assert plan.courtyards[0].values["household_count"] == 120
    assert plan.parties[0].secretary is not None
    assert plan.parties[0].secretary.name == "王䶮"


def test_stopping_leaves_no_child() -> None:
    with pytest.raises(Cancelled):
        read_plan(resource_path(SAMPLE), cancelled=lambda: True)
    assert multiprocessing.active_children() == []


def _truncated(path: Path) -> None:
    data = resource_path(SAMPLE).read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _no_workbook(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 not a workbook" * 20)


def _encrypted(path: Path) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le").ljust(4096, b"\0"))


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))


def _rewritten(path: Path, old: bytes, new: bytes, part: str) -> None:
    plain = path.with_name("plain.xlsx")
    write_table(plain, "", ["楼院", "地址"], [["甲院", "一路1号"]])
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == part:
                assert old in data
                data = data.replace(old, new)
            target.writestr(item.filename, data)


def _far_cell(path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    _rewritten(path, b"</sheetData>", far, "xl/worksheets/sheet1.xml")


def _laughs(path: Path) -> None:
    entities = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<sst '
    _rewritten(path, b"<sst ", entities, "xl/sharedStrings.xml")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "make",
    [_truncated, _no_workbook, _encrypted, _bomb, _far_cell, _laughs, _empty],
    ids=lambda each: each.__name__,
)
def test_hostile_files_end_in_one_sentence(tmp_path: Path, make: object) -> None:
    path = tmp_path / "坏文件.xlsx"
    assert callable(make)
    make(path)
    with pytest.raises(LouyuanError) as caught:
        read_plan(path)
    message = caught.value.message
    assert "坏文件.xlsx" in message
    assert message.endswith("。")
    assert "Traceback" not in message
    assert multiprocessing.active_children() == []


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"没有\.xlsx"):
        read_plan(tmp_path / "没有.xlsx")
    with pytest.raises(LouyuanError):
        read_plan(tmp_path)


def test_an_empty_sheet_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    write_table(path, "", [], [])
    plan = read_plan(path)
    assert [each.code for each in plan.errors] == ["nothing_recognised"]
