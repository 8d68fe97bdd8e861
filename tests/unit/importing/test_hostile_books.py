"""Foreign files that are broken or meant to hurt: one plain sentence, nothing else (B18, B19)."""

import dataclasses
import zipfile
from pathlib import Path

import pytest

from services.excel import LIMITS, BookRefused, read_book
from tests.unit.importing import books


def refused(path: Path, **changed: int) -> str:
    """Return the sentence with which the file is refused."""
    with pytest.raises(BookRefused) as caught:
        read_book(path, dataclasses.replace(LIMITS, **changed))
    message = caught.value.message
    assert path.name in message
    assert message.endswith("。")
    return message


def test_b18_a_cell_at_the_far_corner(tmp_path: Path) -> None:
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    assert "XFD1048576 单元格有内容，表格范围太大" in refused(books.with_cell(tmp_path / "far.xlsx", cell))


@pytest.mark.parametrize(
    "reference", [b"r='XFD1048576'", b'r ="XFD9"', b'r="XFD&#49;"', b'r="AAA1"', b'r="B400000"']
)
def test_b18_however_the_reference_is_written(tmp_path: Path, reference: bytes) -> None:
    cell = b'<row r="9"><c ' + reference + b' t="inlineStr"><is><t>x</t></is></c></row>'
    limits = {"columns": 702}
    assert "表格范围太大" in refused(books.with_cell(tmp_path / "far.xlsx", cell), **limits)


def test_b18_a_far_cell_that_is_only_formatted_does_no_harm(tmp_path: Path) -> None:
    cell = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    book = read_book(books.with_cell(tmp_path / "far.xlsx", cell))
    assert book.sheets[0].rows == [["楼院名称", "总户数"], ["一号院", 288.0]]


def test_b18_a_far_cell_in_an_ods(tmp_path: Path) -> None:
    gap = '<table:table-row table:number-rows-repeated="900000"><table:table-cell/></table:table-row>'
    wide = '<table:table-cell table:number-columns-repeated="900"/>'
    body = gap + books.ods_row("x").replace("<table:table-cell office", wide + "<table:table-cell office", 1)
    assert "表格范围太大" in refused(books.ods(tmp_path / "far.ods", body))


def test_b19_a_zip_bomb(tmp_path: Path) -> None:
    bomb = books.with_sheet_xml(tmp_path / "bomb.xlsx", lambda xml: xml + b" " * (40 << 20))
    assert "解压后异常巨大" in refused(bomb)


def test_b19_many_parts_together_too_large(tmp_path: Path) -> None:
    path = books.small(tmp_path / "many.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"xl/media/{number}.bin", b"\x00" * (1 << 20))
    assert "解压后异常巨大" in refused(path, unpacked_bytes=10 << 20)


def test_b19_a_part_larger_than_it_says(tmp_path: Path) -> None:
    path = books.small(tmp_path / "liar.xlsx")
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(books.SHEET).file_size
    told = size.to_bytes(4, "little")
    assert data.count(told) >= 1
    path.write_bytes(data.replace(told, (size - 9).to_bytes(4, "little")))
    assert "不完整或已损坏" in refused(path)


def test_b19_overlapping_parts(tmp_path: Path) -> None:
    path = books.small(tmp_path / "overlap.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        first = archive.infolist()[0]
        twin = zipfile.ZipInfo("xl/twin.xml")
        for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
            setattr(twin, name, getattr(first, name))
        archive.filelist.append(twin)
        archive.NameToInfo[twin.filename] = twin
        archive._didModify = True  # type: ignore[attr-defined]
    assert "不完整或已损坏" in refused(path)


BILLION = (
    b'<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
EXTERNAL = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [BILLION, EXTERNAL], ids=["billion-laughs", "external-entity"])
@pytest.mark.parametrize("part", [books.SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_b19_entities(tmp_path: Path, declaration: bytes, part: str) -> None:
    def declare(name: str, data: bytes) -> bytes:
        return data.replace(b"?>", b"?>" + declaration, 1) if name == part else data

    assert "不允许的 XML 定义" in refused(books.rewritten(tmp_path / "laugh.xlsx", declare))


def test_b19_entities_in_an_ods(tmp_path: Path) -> None:
    path = books.ods(tmp_path / "laugh.ods", books.ods_row("x"))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b"?>", b"?>" + BILLION, 1))
    assert "不允许的 XML 定义" in refused(path)


def test_b19_entities_across_the_border_of_two_blocks(tmp_path: Path) -> None:
    def late(xml: bytes) -> bytes:
        start = xml.index(b"<worksheet")
        filler = b"<!-- " + b"x" * ((1 << 20) - start - 13) + b" -->"
        return xml[:start] + filler + BILLION + xml[start:]

    assert "不允许的 XML 定义" in refused(books.with_sheet_xml(tmp_path / "late.xlsx", late))


def test_b19_sheets_without_end(tmp_path: Path) -> None:
    path = books.small(tmp_path / "parts.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(300):
            archive.writestr(f"xl/worksheets/sheet{number + 9}.xml", "")
    assert "工作表太多（最多 256 个）" in refused(path)


def test_b19_sheets_without_end_in_the_list_alone(tmp_path: Path) -> None:
    def list_many(name: str, data: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return data
        start, end = data.index(b"<sheet "), data.index(b"</sheets>")
        one = data[start:end]
        more = b"".join(
            one.replace("楼院".encode(), b"s%d" % at).replace(b'sheetId="1"', b'sheetId="%d"' % at)
            for at in range(2, 2002)
        )
        return data[:end] + more + data[end:]

    assert "工作表太多" in refused(books.rewritten(tmp_path / "list.xlsx", list_many))


def test_truncated_at_every_place(tmp_path: Path) -> None:
    whole = books.small(tmp_path / "whole.xlsx").read_bytes()
    for number, length in enumerate(range(4, len(whole), len(whole) // 25)):
        path = tmp_path / f"cut{number}.xlsx"
        path.write_bytes(whole[:length])
        assert "不完整或已损坏" in refused(path)


def test_a_damaged_byte_in_the_middle(tmp_path: Path) -> None:
    path = books.small(tmp_path / "bitten.xlsx")
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo(books.SHEET)
    data = bytearray(path.read_bytes())
    middle = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    data[middle : middle + 8] = bytes(byte ^ 0xFF for byte in data[middle : middle + 8])
    path.write_bytes(data)
    assert "不完整或已损坏" in refused(path)


def test_encrypted_workbooks(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    path = tmp_path / "locked.xlsx"
    path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le") + bytes(900))
    assert "设有打开密码" in refused(path)
    path = books.small(tmp_path / "zip.xlsx")
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    path.write_bytes(data)
    assert "设有打开密码" in refused(path)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"", "是空的"),
        (b"%PDF-1.7 \x00", "是PDF 文件"),
        (b"\x89PNG\r\n\x1a\n\x00", "是图片"),
        (b"MZ\x90\x00", "是程序文件"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "其实是网页"),
        (b'<?xml version="1.0"?><Workbook/>', "其实是网页或 XML"),
        (b"just words", "内容不是电子表格"),
        (bytes(range(256)) * 9, "内容不是电子表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "没有工作簿"),
    ],
)
def test_not_a_workbook_at_all(tmp_path: Path, head: bytes, said: str) -> None:
    path = tmp_path / "某表.xlsx"
    path.write_bytes(head)
    assert said in refused(path)


def test_other_containers(tmp_path: Path) -> None:
    for name, said in (("word/document.xml", "是 Word 文档"), ("readme.txt", "没有工作簿")):
        path = tmp_path / "某表.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
        assert said in refused(path)


def test_a_missing_file(tmp_path: Path) -> None:
    assert "打不开文件" in refused(tmp_path / "没有.xlsx")


def test_too_large_a_file(tmp_path: Path) -> None:
    assert "太大" in refused(books.small(tmp_path / "a.xlsx"), file_bytes=100)


def test_too_many_cells(tmp_path: Path) -> None:
    assert "一直写到 B2" in refused(books.small(tmp_path / "a.xlsx"), cells=3)


def test_a_sheet_shown_empty_is_not_passed_over(tmp_path: Path) -> None:
    def wide(xml: bytes) -> bytes:
        return xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    assert "“楼院”里有内容，但按这种格式读不出来" in refused(
        books.with_sheet_xml(tmp_path / "u16.xlsx", wide)
    )


def test_strict_open_xml_is_read(tmp_path: Path) -> None:
    book = read_book(books.strict(tmp_path / "strict.xlsx"))
    assert book.sheets[0].rows == [["楼院名称", "总户数"], ["一号院", 288.0]]


def test_macros_are_left_alone_and_named(tmp_path: Path) -> None:
    path = books.small(tmp_path / "macro.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    book = read_book(path)
    assert book.notes == ("文件里含有宏，程序只读取单元格里的数据，没有运行宏。",)
    assert len(book.sheets[0].rows) == 2


def test_formulas_give_their_stored_results_and_faults_are_named(tmp_path: Path) -> None:
    cells = (
        b'<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3"><f>SUM(A1:A2)</f></c>'
        b'<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    sheet = read_book(books.with_cell(tmp_path / "f.xlsx", cells)).sheets[0]
    assert sheet.rows[2][0] == 2.0
    assert [(fault.row, fault.column, fault.code) for fault in sheet.faults] == [
        (2, 1, "formula-uncalculated"),
        (2, 2, "formula-error"),
    ]
