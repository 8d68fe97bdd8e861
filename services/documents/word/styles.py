"""The named styles of the sheets (GB/T 9704-2012), their fonts, and the settings of the file."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from services.documents.layout.page import Sizes
from services.documents.word.markup import el, twips

MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TABLE_LEADING = 1.3
NOTE_LEADING = 1.5
TITLE_LEADING = 1.6
CAPTION_LEADING = 1.35
PICTURE_GAP = 1.2
GROWS = el("spacing", before=twips(2.5), after=0, line=240, lineRule="auto")
"""Spacing of a line that is as high as the picture in it."""

_TITLE, _BODY, _HEI, _KAI, _SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# The official faces, what Windows calls the same design, and the kind of face for whoever has neither.
_FACES = (
    (_TITLE, "方正小标宋_GBK", "roman"),
    (_BODY, "仿宋", "modern"),
    (_HEI, "SimHei", "modern"),
    (_KAI, "楷体", "modern"),
    (_SONG, "SimSun", "auto"),
)


def font_table() -> str:
    """Return the part that says what stands in for a font that is missing."""
    fonts = (
        el("font", el("altName", val=other), el("charset", val="86"), el("family", val=family), name=name)
        for name, other, family in _FACES
    )
    return f"<w:fonts {MAIN}>{''.join(fonts)}</w:fonts>"


def settings() -> str:
    """Return the settings: pages differ left and right, marks are not squeezed twice, Word 2013 and later."""
    compat = el(
        "compat",
        el("spaceForUL"),
        el("balanceSingleByteDoubleByteWidth"),
        el("doNotLeaveBackslashAlone"),
        el("ulTrailSpace"),
        el("doNotExpandShiftReturn"),
        el(
            "compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val=15,
        ),
    )
    content = (
        el("removePersonalInformation"),
        el("defaultTabStop", val=640),
        el("evenAndOddHeaders"),
        el("characterSpacingControl", val="compressPunctuation"),
        compat,
        el("themeFontLang", val="en-US", eastAsia="zh-CN"),
    )
    return f"<w:settings {MAIN}>{''.join(content)}</w:settings>"


def styles(sizes: Sizes) -> str:
    """Return all styles for a document of these sizes."""
    defaults = el(
        "docDefaults",
        el("rPrDefault", el("rPr", _fonts(_BODY), *_size(sizes.body), _LANGUAGE)),
        el("pPrDefault"),
    )
    content = "".join((defaults, *_paragraph_styles(sizes), *_character_styles(), *_table_styles(sizes)))
    return f"<w:styles {MAIN}>{content}</w:styles>"


_LANGUAGE = el("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")


def _paragraph_styles(sizes: Sizes) -> Iterator[str]:
    line = exactly(sizes.leading)
    turned = el("ind", firstLineChars=200, firstLine=twips(2 * sizes.pitch))
    # Lines and characters are as far apart as the grid has them without being held by it: LibreOffice gives
    # two places to a character of 16 points where the grid has 15.8.
    plain = (el("widowControl", val=0), el("overflowPunct", val=0), el("snapToGrid", val=0), line)
    letters = (_fonts(_BODY), *_size(sizes.body, sizes.pitch - sizes.body), _LANGUAGE)
    yield _style("Normal", "Normal", (), (*plain, el("jc", val="both")), letters, default=1)
    yield _style("NormalIndent", "Normal Indent", ("Normal", "NormalIndent"), (turned,))
    title = (exactly(sizes.title * TITLE_LEADING), el("jc", val="center"))
    yield _style("Title", "Title", ("Normal", "NormalIndent"), title, (_fonts(_TITLE), *_size(sizes.title)))
    under = (exactly(sizes.subtitle * TITLE_LEADING), el("jc", val="center"))
    yield _style(
        "Subtitle", "Subtitle", ("Normal", "NormalIndent"), under, (_fonts(_KAI), *_size(sizes.subtitle))
    )
    for level, face in enumerate((_HEI, _KAI, _BODY, _BODY), 1):
        form = (el("keepNext"), turned, el("outlineLvl", val=level - 1))
        yield _style(f"Heading{level}", f"heading {level}", ("Normal", "NormalIndent"), form, (_fonts(face),))
    yield _style("LabelText", "带标签段落", ("Normal", "LabelText"))
    yield _style("Attachment", "附件说明", ("Normal", "Attachment"))
    yield _style("SignatureLine", "落款", ("Normal", "SignatureLine"), (el("jc", val="right"),))
    note = (exactly(sizes.note * NOTE_LEADING),)
    yield _style("NoteText", "附注", ("Normal", "NoteText"), note, _size(sizes.note))
    yield _style("Picture", "照片", ("Normal", "Caption"), (GROWS, el("jc", val="center")))
    below = (
        exactly(sizes.note * CAPTION_LEADING, 0.3 * sizes.note, 0.3 * sizes.note),
        el("jc", val="center"),
    )
    yield _style("Caption", "caption", ("Normal", "NormalIndent"), below, (_fonts(_KAI), *_size(sizes.note)))
    cell = (exactly(sizes.table * TABLE_LEADING), el("jc", val="center"))
    yield _style("TableText", "表格文字", ("Normal", "TableText"), cell, _size(sizes.table))
    yield _style("TableHead", "表头", ("TableText", "TableHead"), (), (_fonts(_HEI),))
    box = (exactly(sizes.chart * TABLE_LEADING), el("jc", val="center"))
    yield _style("ChartText", "架构图文字", ("Normal", "ChartText"), box, _size(sizes.chart))
    yield _style("ChartHead", "架构图名称", ("ChartText", "ChartText"), (), (_fonts(_HEI),))
    thin = (exactly(1),)
    yield _style("Thin", "细空行", ("Normal", "Thin"), thin, _size(1))
    folio = (exactly(sizes.folio),)
    yield _style("Footer", "footer", ("Normal", "Footer"), folio, (_fonts(_SONG), *_size(sizes.folio)))


def _character_styles() -> Iterator[str]:
    yield _style("LabelCharacter", "标签字符", kind="character", letters=(_fonts(_HEI),))
    for level, face in ((1, _HEI), (2, _KAI)):
        yield _style(
            f"Heading{level}Character", f"{level}级标题字符", kind="character", letters=(_fonts(face),)
        )


def _table_styles(sizes: Sizes) -> Iterator[str]:
    yield el(
        "style",
        el("name", val="Normal Table"),
        el("uiPriority", val=99),
        el("semiHidden"),
        el("unhideWhenUsed"),
        el("tblPr", el("tblInd", w=0, type="dxa"), cell_margins(0, 0)),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    edges = ((side, 8) for side in ("top", "left", "bottom", "right"))
    inner = (("insideH", 4), ("insideV", 4))
    borders = (el(side, val="single", sz=width, space=0, color="auto") for side, width in (*edges, *inner))
    yield el(
        "style",
        el("name", val="公示表格"),
        el("basedOn", val="TableNormal"),
        el("tblPr", el("tblBorders", *borders), cell_margins(0.42 * sizes.table, 0.4 * sizes.table)),
        type="table",
        customStyle=1,
        styleId="SheetTable",
    )


def cell_margins(up: float, aside: float) -> str:
    """Return the room inside the cells of a table, in points above and below, and left and right."""
    sides = (("top", up), ("left", aside), ("bottom", up), ("right", aside))
    return el("tblCellMar", *(el(side, w=twips(room), type="dxa") for side, room in sides))


def exactly(leading: float, before: float = 0.0, after: float = 0.0) -> str:
    """Return the spacing of lines that are exactly this far apart, all in points."""
    # Cut off, not rounded: 22 lines must not be higher than the type area.
    return el("spacing", before=twips(before), after=twips(after), line=int(leading * 20), lineRule="exact")


def _fonts(face: str) -> str:
    return el("rFonts", ascii=face, hAnsi=face, eastAsia=face, cs=face)


def _size(points: float, apart: float = 0.0) -> tuple[str, str, str]:
    """Return the size of the type and what is added after every character, both in points."""
    half = round(points * 2)
    return el("spacing", val=floor(apart * 20)), el("sz", val=half), el("szCs", val=half)


def _style(
    key: str,
    name: str,
    based: tuple[str, ...] = (),
    form: tuple[str, ...] = (),
    letters: tuple[str, ...] = (),
    kind: str = "paragraph",
    default: int | None = None,
) -> str:
    own = None if name.isascii() else 1
    return el(
        "style",
        el("name", val=name),
        *(el(role, val=other) for role, other in zip(("basedOn", "next"), based, strict=False)),
        el("qFormat"),
        el("pPr", *form) if form else "",
        el("rPr", *letters) if letters else "",
        type=kind,
        default=default,
        customStyle=own,
        styleId=key,
    )
