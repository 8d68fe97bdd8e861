"""What a file from outside really is, told by its content and not by its name; and what may not come in.

Taken are photos and scans, PDF, the two Office formats without macros, and plain text (scenarios B14, B16).
"""

import io
from dataclasses import dataclass
from typing import Literal

from models.errors import InvalidInput
from services.blobs import shown_name

Shape = Literal["photo", "pdf", "other"]


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file that is taken.

    Attributes:
        shape: how it is shown: a photo, a PDF, or only by its name.
        extension: what its name ends in, without the dot.
        media_type: its name in the register of media types.
        label: what the user calls it.
    """

    shape: Shape
    extension: str
    media_type: str
    label: str


JPEG = FileKind("photo", "jpg", "image/jpeg", "照片")
PNG = FileKind("photo", "png", "image/png", "照片")
OTHER_PHOTO = FileKind("photo", "", "image", "照片")
"""A photo in a format that is turned into JPEG or PNG on the way in."""
PDF = FileKind("pdf", "pdf", "application/pdf", "PDF")
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = FileKind("other", "docx", f"{_OFFICE}.wordprocessingml.document", "Word 文档")
XLSX = FileKind("other", "xlsx", f"{_OFFICE}.spreadsheetml.sheet", "Excel 表格")
TEXT = FileKind("other", "txt", "text/plain", "文本")
KINDS = (JPEG, PNG, PDF, DOCX, XLSX, TEXT)

TAKEN = "可以添加照片、扫描件（jpg、png、bmp、webp、gif、tif）和 pdf、docx、xlsx、txt 文件。"
PATTERNS = "*.jpg *.jpeg *.png *.bmp *.webp *.gif *.tif *.tiff *.pdf *.docx *.xlsx *.txt"
"""The same for a file dialog."""

_PHOTOS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", OTHER_PHOTO),
    (b"GIF89a", OTHER_PHOTO),
    (b"BM", OTHER_PHOTO),
    (b"II*\x00", OTHER_PHOTO),
    (b"MM\x00*", OTHER_PHOTO),
)
_PROGRAM = "是程序或脚本，为了安全不能添加。"
_REFUSED = (
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xce\xfa\xed\xfe", _PROGRAM),
    (b"#!", _PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "只是一个快捷方式，没有内容。请添加它指向的文件。"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "是旧格式（doc、xls、wps）或加了密码的文件，不能添加。请在 WPS 或 Office 里去掉密码，"
        "另存为 docx、xlsx 或 pdf 再添加。",
    ),
    (b"Rar!", "是压缩包，不能添加。请先解压，再添加里面的文件。"),
    (b"7z\xbc\xaf\x27\x1c", "是压缩包，不能添加。请先解压，再添加里面的文件。"),
    (b"{\\rtf", "是 RTF 文件，不能添加。请另存为 docx 或 pdf 再添加。"),
)
_HEIC = (
    "是苹果手机的 HEIC 照片，本程序读不出来。请在手机“设置→相机→格式”里选“兼容性最佳”，或先转成 jpg 再添加。"
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"heim", b"heis")
_ACTIVE = ("vbaproject", "vbadata", "activex/", "macrosheets/", "dialogsheets/")
"""Parts of an Office file that are run, in small letters."""
_MOST_PARTS, _LONGEST_LIST = 5000, 2 << 20


def kind_of(name: str, data: bytes) -> FileKind:
    """Return what a file is.

    Args:
        name: as it came; only named in the sentence, and asked where plain text has no mark of its own.
        data: the whole content.

    Raises:
        InvalidInput: empty, damaged, or of a kind that is not taken; the sentence says which and what to do.
    """
    called = f"“{shown_name(name)}”"
    if not data:
        raise InvalidInput(f"{called}是空文件，没有添加。")
    found = _photo(data)
    if found is not None:
        return found
    for mark, sentence in _REFUSED:
        if data.startswith(mark):
            raise InvalidInput(called + sentence)
    if data[4:8] == b"ftyp":
        heic = data[8:12] in _HEIC_BRANDS
        raise InvalidInput(called + (_HEIC if heic else f"是视频或不认识的文件，不能添加。{TAKEN}"))
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _office(called, data)
    if name.lower().endswith(".txt") and _is_text(data):
        return TEXT
    raise InvalidInput(f"{called}这类文件不能添加。{TAKEN}")


def _photo(data: bytes) -> FileKind | None:
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return OTHER_PHOTO
    return next((kind for mark, kind in _PHOTOS if data.startswith(mark)), None)


def _office(called: str, data: bytes) -> FileKind:
    """Tell Word and Excel files from other archives by their list of parts; nothing is unpacked but that."""
    import zipfile
    import zlib

    faults = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, LookupError)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [entry.filename.replace("\\", "/").lower() for entry in archive.infolist()]
            listed = ""
            if "[content_types].xml" in names:
                with archive.open("[Content_Types].xml") as part:
                    listed = part.read(_LONGEST_LIST).decode("utf-8", "replace")
    except faults as error:
        raise InvalidInput(f"{called}不完整或已损坏，没有添加。请重新复制一份再试。") from error
    if len(names) > _MOST_PARTS:
        raise InvalidInput(f"{called}里面的内容太多，不像普通文档，没有添加。")
    if not listed:
        raise InvalidInput(f"{called}是压缩包，不能添加。请先解压，再添加里面的文件。")
    if "macroEnabled" in listed or any(active in each for each in names for active in _ACTIVE):
        raise InvalidInput(f"{called}里有宏，为了安全不能添加。请另存为不带宏的 docx、xlsx 或 pdf 再添加。")
    for kind, main in ((DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml")):
        if main in names:
            return kind
    raise InvalidInput(f"{called}这类文件不能添加。{TAKEN}")


def _is_text(data: bytes) -> bool:
    """Return whether bytes are text as Windows and WPS write it: UTF-8, GB 18030, or UTF-16 with its mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _reads(data, "utf-16")
    return b"\x00" not in data and (_reads(data, "utf-8") or _reads(data, "gb18030"))


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def name_with_ending(name: str, extension: str) -> str:
    """Return a file's shown name with the ending of what it really holds: `x.exe` that is a photo is `x.jpg`.

    Args:
        name: as it came.
        extension: the true one, without the dot.
    """
    clean = shown_name(name).lstrip(".")
    stem, dot, ending = clean.rpartition(".")
    if not dot or not stem or not ending.isascii() or not ending[:1].isalpha() or len(ending) > 5:
        stem = clean
    return shown_name(f"{stem.rstrip('. ') or '附件'}.{extension}")


def shape_of(media_type: str | None) -> Shape:
    """Return how a stored file is shown; what is not known is shown by its name only."""
    return next((kind.shape for kind in KINDS if kind.media_type == media_type), "other")
