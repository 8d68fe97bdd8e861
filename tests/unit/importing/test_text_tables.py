"""Text files with separated values, in the encodings and line ends that offices send (B20, B21)."""

import dataclasses
from pathlib import Path

import pytest

from services.excel import LIMITS, BookRefused, SheetOut, read_book, write_book, write_csv

TEXT = "楼院名称,总户数,备注\r\n一号院,288,墙皮脱落，急需维修\r\n"
ROWS = [["楼院名称", "总户数", "备注"], ["一号院", "288", "墙皮脱落，急需维修"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_b20_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "某表.csv"
    path.write_bytes(TEXT.encode(encoding))
    sheet = read_book(path).sheets[0]
    assert sheet.rows == ROWS
    assert sheet.name == "某表"


def test_b20_rare_characters_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,电话\n王䶮,1\n𠅤志远,2\n".encode("gb18030"))
    assert [row[0] for row in read_book(path).sheets[0].rows] == ["姓名", "王䶮", "𠅤志远"]


def test_b20_mixed_line_ends_and_breaks_inside_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\r1,2\n3,"4\n5"\r\n6,7')
    assert read_book(path).sheets[0].rows == [["a", "b"], ["1", "2"], ["3", "4\n5"], ["6", "7"]]


@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_separators(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"楼院{separator}户数\n一号院{separator}9\n二号院\n", encoding="utf-8")
    assert read_book(path).sheets[0].rows == [["楼院", "户数"], ["一号院", "9"], ["二号院", ""]]


def refused(path: Path, **changed: int) -> str:
    with pytest.raises(BookRefused) as caught:
        read_book(path, dataclasses.replace(LIMITS, **changed))
    return caught.value.message


def test_b20_a_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"x" * (2 << 20))
    assert "有一行超过 1048576 个字" in refused(path)
    path.write_bytes(b"a,b\n" * (1 << 19))
    assert "太大" in refused(path, rows=1000)


def test_b20_a_cell_without_end_and_a_quote_without_partner(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1," + "x" * 40_000 + "\n", encoding="utf-8")
    assert "第2行读不懂" in refused(path)
    path.write_text('a,b\n1,"' + "x\n" * 30_000, encoding="utf-8")
    assert "引号不成对" in refused(path)


def test_b20_a_file_of_a_gigabyte_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n")
        file.truncate(1 << 30)
    assert "太大（1024 MB" in refused(path)
    with path.open("wb") as file:
        file.write(b"a,b\n")
        file.truncate(100 << 20)
    assert "最多 64 MB" in refused(path)


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00\xd8\x00\x00", b"\x81\x20\xff\xff\xfe" * 9, b"a,b\n\x00\x00\x00"]
)
def test_b20_bytes_that_are_no_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert "不是能读懂的文本" in refused(path)


RISKY = ["=1+1", "+86 371", "-5", "@home", "\tx", "\rx", "＝SUM(A1)", "＋1", "普通"]


def test_b21_csv_neutralises_formulas_and_gives_them_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        write_csv(file, ["值", "数"], [[value, 1] for value in RISKY], lambda _: None)
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[1].startswith('"\'=1+1"')
    assert lines[7].startswith("\"'＝SUM")
    assert [row[0] for row in read_book(path).sheets[0].rows[1:]] == RISKY


def test_b21_xlsx_writes_texts_as_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_book(path, [SheetOut("表", [[value] for value in RISKY])])
    import zipfile

    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert [row[0] for row in read_book(path).sheets[0].rows] == RISKY
