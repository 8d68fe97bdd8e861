"""Puts the parts of a .docx file together (ECMA-376); the same document gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from services.documents.layout.page import MM, Geometry, Sizes, geometry_of, sizes_of
from services.documents.model import (
    Block,
    Coded,
    Column,
    Document,
    KeyValueTable,
    Note,
    OrgChart,
    Paragraph,
    Photos,
    Signature,
    StepDiagram,
    Table,
)
from services.documents.word.chart import write_chart
from services.documents.word.keeping import with_closing
from services.documents.word.markup import clean, el, ems, paragraph, run, twips
from services.documents.word.pictures import FIRST_ID, SPACES, Media, write_photos
from services.documents.word.styles import MAIN, NOTE_LEADING, font_table, settings, styles
from services.documents.word.tables import write_form, write_table
from services.documents.word.text import title_height, title_of, write_text

_PROGRAM = "楼院台账"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_JPEG = '<Default Extension="jpeg" ContentType="image/jpeg"/>'
_PARTS = ("styles", "settings", "fontTable", "footer1", "footer2")


def word_file(document: Document) -> bytes:
    """Return a document as a .docx file.

    Args:
        document: the same one the PDF is made of.
    """
    sizes, geometry = sizes_of(document), geometry_of(document)
    media = Media()
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "",
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _core(document),
        "docProps/app.xml": _app(),
        "word/document.xml": _body(document, sizes, geometry, media),
        "word/styles.xml": styles(sizes),
        "word/settings.xml": settings(),
        "word/fontTable.xml": font_table(),
        "word/footer1.xml": _footer(sizes, even=False),
        "word/footer2.xml": _footer(sizes, even=True),
    }
    pictured = [(number, f"media/image{number}.jpeg") for number in range(1, len(media.parts) + 1)]
    parts["[Content_Types].xml"] = _content_types(pictured=bool(pictured))
    parts["word/_rels/document.xml.rels"] = _document_relations([target for _, target in pictured])
    parts |= {f"word/{target}": media.parts[number - 1] for number, target in pictured}
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            archive.writestr(entry, content if isinstance(content, bytes) else (_HEAD + content).encode())
    return buffer.getvalue()


def _body(document: Document, sizes: Sizes, geometry: Geometry, media: Media) -> str:
    parts = [title_of(document, sizes, geometry)]
    for number in range(len(document.blocks)):
        written = _block(document, number, sizes, geometry, media)
        parts.append(with_closing(document.blocks, number, written, sizes, geometry.area_width))
    body = el("body", *parts, _section(document, sizes, geometry))
    spaces = f" {SPACES}" if media.parts else ""
    return f'<w:document {MAIN} xmlns:r="{_OFFICE}"{spaces}>{body}</w:document>'


def _block(document: Document, number: int, sizes: Sizes, geometry: Geometry, media: Media) -> str:
    block, following = document.blocks[number], document.blocks[number + 1 :]
    if isinstance(block, Table):
        return write_table(block, sizes, geometry)
    if isinstance(block, StepDiagram):
        return write_table(_as_table(block), sizes, geometry)
    if isinstance(block, Photos):
        return write_photos(block, sizes, geometry, media)
    if isinstance(block, OrgChart):
        return write_chart(block.root, sizes, geometry)
    if isinstance(block, KeyValueTable):
        reserved = title_height(document, sizes, geometry) + _below(following, sizes, geometry)
        return write_form(block, sizes, geometry, reserved, media)
    if isinstance(block, Coded):
        return write_text(Paragraph("\n".join(block.lines), indent=False), sizes, True)
    leads = bool(following) and (
        isinstance(following[0], Table | Photos)
        if isinstance(block, Paragraph)
        else isinstance(following[0], Signature)
    )
    return write_text(block, sizes, leads)


def _as_table(block: StepDiagram) -> Table:
    """Return the steps of a matter as a table: their names over their days, the present one marked."""
    days = [step.day or "—" for step in block.steps]
    days[block.present] = f"{block.steps[block.present].day}\n本次公示".strip()
    return Table(tuple(Column(step.name) for step in block.steps), (tuple(days),))


def _below(following: Sequence[Block], sizes: Sizes, geometry: Geometry) -> float:
    """Return the height of the remarks and the signature that should stay on the page of a form."""
    if not all(isinstance(block, Note | Signature) for block in following):
        return 0.0
    height = sizes.table
    for block in following:
        if isinstance(block, Note):
            lines = ems(clean(block.text)) * sizes.note // geometry.area_width + 1
            height += lines * NOTE_LEADING * sizes.note
        else:
            height += 4 * sizes.leading
    return height


def _section(document: Document, sizes: Sizes, geometry: Geometry) -> str:
    """Return paper, margins, the place of the page number, and the grid of lines and characters."""
    margins = document.margins
    # The dash of the page number stands 7 mm below the type area, in the middle of its line.
    footer = max((margins.bottom - 7) * MM - 0.5 * sizes.folio, 0.0)
    return el(
        "sectPr",
        '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>',
        el(
            "pgSz",
            w=twips(geometry.width),
            h=twips(geometry.height),
            orient="landscape" if document.landscape else None,
        ),
        el(
            "pgMar",
            top=twips(margins.top * MM),
            right=twips(margins.right * MM),
            bottom=twips(margins.bottom * MM),
            left=twips(margins.left * MM),
            header=twips(margins.top * MM / 2),
            footer=twips(footer),
            gutter=0,
        ),
        el("cols", space=0),
        el(
            "docGrid",
            type="linesAndChars",
            linePitch=int(sizes.leading * 20),
            charSpace=round((sizes.pitch - sizes.body) * 4096),
        ),
    )


def _footer(sizes: Sizes, even: bool) -> str:
    """Return the page number: odd ones right, even ones left, one character in (GB/T 9704-2012, 7.5)."""
    aside = {"left" if even else "right": twips(sizes.folio)}
    place = (el("ind", **aside), el("jc", val="left" if even else "right"))
    number = el("fldSimple", run("1"), instr=" PAGE ")
    return f"<w:ftr {MAIN}>{paragraph('Footer', run('— '), number, run(' —'), properties=place)}</w:ftr>"


def _core(document: Document) -> str:
    date = f"{document.issue_date or '2000-01-01'}T00:00:00Z"
    stamps = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{date}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(document.title))}</dc:title>"
        f"<dc:creator>{escape(clean(document.unit or _PROGRAM))}</dc:creator>"
        f"<dc:language>zh-CN</dc:language>{stamps}</cp:coreProperties>"
    )


def _app() -> str:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{space}"><Application>{_PROGRAM}</Application></Properties>'


def _content_types(*, pictured: bool) -> str:
    kinds = {"/word/document.xml": f"{_WORD}.document.main+xml"}
    kinds |= {f"/word/{part}.xml": f"{_WORD}.{part.rstrip('12')}+xml" for part in _PARTS}
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    kinds["/docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_JPEG if pictured else ''}"
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _package_relations() -> str:
    return _relations(
        (1, f"{_OFFICE}/officeDocument", "word/document.xml"),
        (2, f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (3, f"{_OFFICE}/extended-properties", "docProps/app.xml"),
    )


def _document_relations(pictured: Sequence[str]) -> str:
    listed = [
        (number, f"{_OFFICE}/{part.rstrip('12')}", f"{part}.xml") for number, part in enumerate(_PARTS, 1)
    ]
    listed += [(number, f"{_OFFICE}/image", target) for number, target in enumerate(pictured, FIRST_ID)]
    return _relations(*listed)


def _relations(*targets: tuple[int, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, kind, target in targets
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
