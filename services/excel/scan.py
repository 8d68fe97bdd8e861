"""A bounded look through the XML of a workbook before the native reader loads it.

The reader lays a sheet out as a full rectangle, so one cell at XFD1048576 would ask for 500 GB. A fast
search over the bytes settles ordinary sheets; only what looks suspicious is parsed, with defusedxml.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from services.excel.book import BookRefused, Fault, cell_name
from services.excel.limits import Limits
from services.excel.probe import damaged, too_large_inside

_BLOCK: Final = 1 << 20
_OVERLAP: Final = 256
# A cell or row in a three-letter column or behind row 99,999; a reference in a form the search cannot read.
_FAR = re.compile(rb""" r="(?:[A-Z]{3}|[A-Z]{0,2}[0-9]{6})""")
_ODD: Final = (b" r='", b' r ="', b" r =", b'r="&#')
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ERROR_CELL: Final = b' t="e"'
_VALUES: Final = (b"<v>", b"<t>", b"<t ", b":v>", b":t>")
_NO_RESULT = re.compile(rb"(?:</f>|<f[^<>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
MOST_FAULTS: Final = 200
"""Cells with a fault that are named one by one."""


@dataclass(slots=True)
class PartFacts:
    """What was found in one sheet's XML.

    Attributes:
        has_values: at least one cell holds something.
        faults: cells whose content the reader will not hand over.
    """

    has_values: bool = False
    faults: list[Fault] = field(default_factory=list)


def scan(path: Path, kind: str, limits: Limits) -> dict[str, PartFacts]:
    """Look through a zip container.

    Args:
        path: the file, already probed.
        kind: "xlsx" or "ods".
        limits: bounds.

    Returns:
        Facts by part name, for the sheets of an xlsx; empty for other kinds.

    Raises:
        BookRefused: DTD, wrong sizes, damaged parts, or content outside the bounds.
    """
    facts: dict[str, PartFacts] = {}
    whole = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                is_sheet = kind == "xlsx" and entry.filename.startswith("xl/worksheets/")
                part = PartFacts()
                suspicious = is_sheet and _search(path, archive, entry, part)
                whole += entry.file_size if is_sheet else _search_plain(path, archive, entry)
                if whole > limits.unpacked_bytes:
                    raise BookRefused(too_large_inside(path.name))
                if is_sheet:
                    facts[entry.filename] = part
                    if suspicious:
                        with archive.open(entry) as file:
                            _parse(path, file, part, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError) as error:
        raise BookRefused(damaged(path.name)) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise BookRefused(damaged(path.name)) from error
        raise
    return facts


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part in blocks that overlap a little, so that nothing hides on a border."""
    tail = b""
    with archive.open(entry) as file:
        while block := file.read(_BLOCK):
            yield tail + block
            tail = block[-_OVERLAP:]


def _search_plain(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    for block in _blocks(archive, entry):
        if _DOCTYPE.search(block):
            raise BookRefused(_forbidden(path.name))
    return entry.file_size


def _search(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, part: PartFacts) -> bool:
    """Search one sheet; return whether it has to be parsed."""
    suspicious = False
    for block in _blocks(archive, entry):
        if block.find(b"<!") >= 0 and _DOCTYPE.search(block):
            raise BookRefused(_forbidden(path.name))
        part.has_values = part.has_values or any(mark in block for mark in _VALUES)
        suspicious = suspicious or bool(
            _FAR.search(block)
            or any(odd in block for odd in _ODD)
            or _ERROR_CELL in block
            or ((b"</f>" in block or b"<f" in block) and _NO_RESULT.search(block))
            or block[:2] in (b"\xff\xfe", b"\xfe\xff")
        )
    return suspicious


def _forbidden(name: str) -> str:
    return f"文件“{name}”里有不允许的 XML 定义（DTD），可能是有问题的文件，没有打开。请换一份文件。"


def _parse(path: Path, file: IO[bytes], part: PartFacts, limits: Limits) -> None:
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.sax import make_parser  # type: ignore[import-untyped]

    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(_Cells(path.name, part, limits))
    try:
        parser.parse(file)
    except DefusedXmlException as error:
        raise BookRefused(_forbidden(path.name)) from error
    except (SAXParseException, SAXException) as error:
        raise BookRefused(damaged(path.name)) from error


class _Cells(ContentHandler):
    """Follows the cells of one sheet: how far they reach, and which carry no usable value."""

    def __init__(self, name: str, part: PartFacts, limits: Limits) -> None:
        super().__init__()
        self._name, self._part, self._limits = name, part, limits
        self._row, self._column = -1, -1
        self._error = self._formula = self._filled = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Note rows, cells, formulas and values."""
        name = name.rpartition(":")[2]
        if name == "row":
            given = attrs.get("r")
            self._row = int(given) - 1 if given and given.isdigit() else self._row + 1
            self._column = -1
        elif name == "c":
            self._place(attrs.get("r"))
            self._error = attrs.get("t") == "e"
            self._formula = self._filled = False
        elif name == "f":
            self._formula = True

    def characters(self, content: str) -> None:
        """Any text inside a cell counts as its value."""
        if content.strip():
            self._filled = True

    def endElement(self, name: str) -> None:
        """Judge the cell that ends."""
        name = name.rpartition(":")[2]
        if name == "f":
            self._filled = False
        elif name == "c" and (self._filled or self._formula):
            self._judge()

    def _place(self, reference: str | None) -> None:
        letters = reference.rstrip("0123456789") if reference else ""
        if reference and letters.isascii() and letters.isalpha() and len(letters) < 4:
            self._column = _index(letters.upper())
            digits = reference[len(letters) :]
            self._row = int(digits) - 1 if digits and len(digits) < 9 else self._row
        else:
            self._column += 1

    def _judge(self) -> None:
        row, column, limits = self._row, self._column, self._limits
        if row >= limits.rows or column >= limits.columns:
            raise BookRefused(
                f"文件“{self._name}”里 {cell_name(row, column)} 单元格有内容，表格范围太大"
                f"（最多 {limits.rows} 行、{limits.columns} 列）。请删去多余的内容，另存后再导入。"
            )
        self._part.has_values = self._part.has_values or self._filled
        if len(self._part.faults) >= MOST_FAULTS:
            return
        if self._error:
            message = "单元格的公式出错（如 #DIV/0!），没有读到数值，请在表中改好。"
            self._part.faults.append(Fault(row, column, "formula-error", message))
        elif self._formula and not self._filled:
            message = "公式没有保存计算结果，没有读到数值。请用 WPS 或 Excel 打开保存一次后再导入。"
            self._part.faults.append(Fault(row, column, "formula-uncalculated", message))


def really_has_values(path: Path, part_name: str, limits: Limits) -> bool:
    """Parse one sheet and tell whether any of its cells holds something."""
    part = PartFacts()
    with zipfile.ZipFile(path) as archive, archive.open(part_name) as file:
        _parse(path, file, part, limits)
    return part.has_values


def sheet_parts(path: Path) -> dict[str, str]:
    """Return the part that holds each sheet of an xlsx, by the name on its tab.

    Raises:
        BookRefused: the workbook's own XML is damaged.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return {}
            workbook = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
            relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, KeyError) as error:
        raise BookRefused(damaged(path.name)) from error
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    parts: dict[str, str] = {}
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            target = targets.get(relation, "")
            parts[element.get("name", "")] = target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
    return parts


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
