"""A look at a foreign file before any reader opens it: what it is, and whether it is safe to unpack."""

import zipfile
from pathlib import Path
from typing import Final

from services.excel.book import BookRefused
from services.excel.limits import Limits

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_BIFF: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_OTHER: Final = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"SQLite format 3", "数据库文件"),
    (b"{\\rtf", "RTF 文档"),
)
_MARKUP: Final = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head")
_RESAVE: Final = "请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。"


def probe(path: Path, limits: Limits) -> str:
    """Return what the file is: "xlsx", "xls", "ods" or "csv".

    Raises:
        BookRefused: it is missing, empty, too large, encrypted, damaged, or no spreadsheet.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise BookRefused(f"打不开文件“{path.name}”，请检查它是否还在、是否被别的程序占用。") from error
    if size == 0:
        raise BookRefused(f"文件“{path.name}”是空的（0 字节），没有可导入的内容。")
    if size > limits.file_bytes:
        raise BookRefused(
            f"文件“{path.name}”太大（{size >> 20} MB，最多 {limits.file_bytes >> 20} MB），请拆分后分次导入。"
        )
    if head.startswith(_ZIP) or head.startswith(_EMPTY_ZIP):
        return _probe_zip(path, limits)
    if head.startswith(_OLE):
        return _probe_ole(path)
    if head.startswith(_BIFF):
        return "xls"
    _refuse_others(path, head)
    return "csv"


def _refuse_others(path: Path, head: bytes) -> None:
    for magic, what in _OTHER:
        if head.startswith(magic):
            raise BookRefused(f"“{path.name}”是{what}，不是电子表格，请选择 xlsx、xls、ods 或 csv 文件。")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_MARKUP):
        raise BookRefused(f"“{path.name}”其实是网页或 XML 文件，不是真正的电子表格。{_RESAVE}")
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods", ".et", ".xltx", ".xlsb"):
        raise BookRefused(f"“{path.name}”的内容不是电子表格，可能已损坏或改过扩展名，请换一份文件。")


def _probe_ole(path: Path) -> str:
    """Tell an old workbook from an encrypted one and from other documents in the same container."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise BookRefused(locked(path.name))
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "xls"
    if "WordDocument".encode("utf-16-le") in data:
        raise BookRefused(f"“{path.name}”是 Word 文档，不是电子表格，请选择 xlsx、xls、ods 或 csv 文件。")
    raise BookRefused(f"“{path.name}”里没有工作簿，可能已损坏或不是电子表格，请换一份文件。")


def locked(name: str) -> str:
    """Return the sentence for a file with a password."""
    return f"文件“{name}”设有打开密码，程序无法读取。请去掉密码另存一份后再导入。"


def damaged(name: str) -> str:
    """Return the sentence for a file that ends too early or does not unpack."""
    return f"文件“{name}”不完整或已损坏（可能没有下载完或拷贝中断），请重新取得这份文件后再导入。"


def _probe_zip(path: Path, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(path, entries, limits)
            names = {entry.filename for entry in entries}
            return _container_kind(path, archive, names)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise BookRefused(damaged(path.name)) from error


def _check_directory(path: Path, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse a zip directory that promises more than a spreadsheet can be.

    Raises:
        BookRefused: too many parts, too large unpacked, overlapping parts, or parts with a password.
    """
    sheets = sum(entry.filename.startswith("xl/worksheets/sheet") for entry in entries)
    if len(entries) > limits.entries or sheets > limits.sheets:
        raise BookRefused(too_many_sheets(path.name, limits))
    if any(entry.flag_bits & 1 for entry in entries):
        raise BookRefused(locked(path.name))
    total = sum(entry.file_size for entry in entries)
    steep = any(
        entry.file_size > 10 << 20 and entry.file_size > limits.ratio * max(entry.compress_size, 1)
        for entry in entries
    )
    if total > limits.unpacked_bytes or steep or any(e.file_size > limits.part_bytes for e in entries):
        raise BookRefused(too_large_inside(path.name))
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end:
            raise BookRefused(damaged(path.name))
        end = entry.header_offset + 30 + entry.compress_size


def too_many_sheets(name: str, limits: Limits) -> str:
    """Return the sentence for a workbook with too many sheets."""
    return f"文件“{name}”里的工作表太多（最多 {limits.sheets} 个），请只保留要导入的工作表后再试。"


def too_large_inside(name: str) -> str:
    """Return the sentence for a file that grows without measure when unpacked."""
    return f"文件“{name}”解压后异常巨大，可能是有问题的文件，没有打开。{_RESAVE}"


def _container_kind(path: Path, archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names:
        mime = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
        if mime.startswith("application/vnd.oasis.opendocument.spreadsheet"):
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise BookRefused(locked(path.name))
            return "ods"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "[Content_Types].xml" in names and any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        raise BookRefused(f"“{path.name}”是 Word 文档，不是电子表格，请选择 xlsx、xls、ods 或 csv 文件。")
    raise BookRefused(f"“{path.name}”里没有工作簿，可能是压缩包。请选择 xlsx、xls、ods 或 csv 文件。")
