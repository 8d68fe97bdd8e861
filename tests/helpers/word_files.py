"""Reads a .docx file again: its parts, its text in order, elements that stand where the schema has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from services.documents.model import (
    Annex,
    Attachments,
    Block,
    Document,
    Heading,
    KeyValueTable,
    Note,
    OrgChart,
    OrgNode,
    Paragraph,
    Photos,
    RunIn,
    Signature,
    Table,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The sequences of ECMA-376, part 1, annex A, as far as the export writes them.
ORDERS = {
    name: order.split()
    for name, order in {
        "pPr": "pStyle keepNext pageBreakBefore widowControl overflowPunct snapToGrid"
        " spacing ind jc outlineLvl",
        "rPr": "rStyle rFonts spacing sz szCs lang",
        "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar",
        "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
        "tcBorders": "top left bottom right",
        "tblBorders": "top left bottom right insideH insideV",
        "tblCellMar": "top left bottom right",
        "trPr": "cantSplit trHeight tblHeader",
        "tbl": "tblPr tblGrid tr",
        "tr": "trPr tc",
        "tc": "tcPr p",
        "p": "pPr r|fldSimple",
        "r": "rPr t|br|drawing",
        "sectPr": "footerReference pgSz pgMar cols docGrid",
        "body": "p|tbl sectPr",
        "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
        "styles": "docDefaults style",
        "docDefaults": "rPrDefault pPrDefault",
        "settings": "removePersonalInformation defaultTabStop evenAndOddHeaders characterSpacingControl "
        "compat themeFontLang",
        "compat": "spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone ulTrailSpace "
        "doNotExpandShiftReturn compatSetting",
        "font": "altName charset family",
    }.items()
}


def parts(data: bytes) -> dict[str, Any]:
    """Return the parsed parts of a file by name."""
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        written = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: fromstring(archive.read(name)) for name in written}


def pictures(data: bytes) -> dict[str, bytes]:
    """Return the pictures of a file by name."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("word/media/")}


def body(data: bytes) -> Any:
    """Return the body of the text."""
    return parts(data)["word/document.xml"].find(f"{W}body")


def text_of(element: Any) -> str:
    """Return the text of an element; a line break is one."""
    return "".join(
        "\n" if node.tag == f"{W}br" else node.text or ""
        for node in element.iter()
        if node.tag in (f"{W}t", f"{W}br")
    )


def bare(text: str) -> str:
    """Return text without white space."""
    return re.sub(r"\s", "", text)


def misplaced(root: Any) -> list[str]:
    """Return the elements whose children are unknown to, or not in the order of, the schema."""
    wrong = []
    for element in root.iter():
        name = element.tag.removeprefix(W)
        if name not in ORDERS or not element.tag.startswith(W):
            continue
        ranks = {each: at for at, group in enumerate(ORDERS[name]) for each in group.split("|")}
        found = [ranks.get(child.tag.removeprefix(W), -1) for child in element]
        if found != sorted(found) or -1 in found:
            wrong.append(f"{name}: {[child.tag.removeprefix(W) for child in element]}")
    return wrong


def told(document: Document) -> list[str]:
    """Return every text of a document in its order, a chart rank by rank."""
    head = (document.title, document.subtitle, document.number)
    return [*head, *(text for block in document.blocks for text in _texts(block))]


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() | Heading() | Note():
            yield block.text
        case RunIn():
            yield from (block.heading, block.text)
        case Attachments():
            yield "附件："
            several = len(block.names) > 1
            yield from (f"{n}.{name}" if several else name for n, name in enumerate(block.names, 1))
        case Annex():
            yield from (block.label, block.title)
        case Signature():
            yield from (block.organ, block.date)
        case Table():
            yield from (column.title for column in block.columns)
            yield from (value for row in block.rows for value in row)
        case KeyValueTable():
            yield from _fields(block)
        case Photos():
            yield from (each.caption for each in block.photos)
        case OrgChart():
            yield from _boxes(block.root)


def _fields(form: KeyValueTable) -> Iterator[str]:
    group = ""
    for number, row in enumerate(form.rows):
        if row.group != group:
            group = row.group
            yield group
        yield from (text for pair in row.pairs for text in (pair.label, pair.value))
        if number == 0 and form.photo is not None:
            yield form.photo.caption


def _boxes(root: OrgNode) -> Iterator[str]:
    rank = [root]
    while rank:
        yield from (text for node in rank for text in (node.title, *node.names, *node.lines))
        rank = [child for node in rank for child in node.children]
