"""Sets a whole document: title, blocks in order, page numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.documents.fonts.library import FontLibrary
from services.documents.fonts.roles import Role
from services.documents.layout.chart import chart_height, set_chart
from services.documents.layout.flow import Flow
from services.documents.layout.page import Page, geometry_of, sizes_of
from services.documents.layout.table import set_form, set_table
from services.documents.layout.text import Placing, Style
from services.documents.model import (
    Block,
    Document,
    Heading,
    KeyValueTable,
    Note,
    OrgChart,
    Paragraph,
    Signature,
    Table,
)

_NOTE_LEADING = 1.5
_HEADING_ROLES: dict[int, Role] = {1: "heading1", 2: "heading2"}


def compose(document: Document, fonts: FontLibrary) -> list[Page]:
    """Set a document on pages.

    Raises:
        MissingGlyph: a character that no installed font has; names it and its field.
        EnvironmentFault: no Chinese font is installed.
    """
    flow = Flow(geometry_of(document), sizes_of(document), fonts)
    _set_title(flow, document)
    for number, block in enumerate(document.blocks):
        following = document.blocks[number + 1 :]
        flow.reserve = _reserve(flow, block, following)
        _SETTERS[type(block)](flow, block)
    flow.number_pages()
    return flow.pages


def _reserve(flow: Flow, block: Block, following: Sequence[Block]) -> float:
    """Return the height that should stay free on the page below a block.

    A heading keeps the beginning of what it heads, a line before a table the beginning of the table; a form
    keeps the remarks and the signature under it.
    """
    if isinstance(block, KeyValueTable) and all(isinstance(b, Note | Signature) for b in following):
        return sum(_beginning(flow, [b], 0.0) for b in following)
    leads = isinstance(block, Heading) or (isinstance(block, Paragraph) and _starts_with_table(following))
    return _beginning(flow, following, flow.sizes.leading) if leads else 0.0


def _starts_with_table(blocks: Sequence[Block]) -> bool:
    return bool(blocks) and isinstance(blocks[0], Table)


def _beginning(flow: Flow, blocks: Sequence[Block], above: float) -> float:
    """Return the height of as much of these blocks as must not be parted from the `above` points before."""
    if not blocks:
        return 0.0
    sizes, block = flow.sizes, blocks[0]
    if isinstance(block, Heading) or (isinstance(block, Paragraph) and _starts_with_table(blocks[1:])):
        return sizes.leading + _beginning(flow, blocks[1:], above + sizes.leading)
    if isinstance(block, OrgChart):
        return chart_height(flow, block, above)
    if isinstance(block, Table):
        return 5 * sizes.table
    if isinstance(block, Note):
        style = Style("body", sizes.note)
        return len(flow.text.lines(block.text, style, flow.width, "附注")) * _NOTE_LEADING * sizes.note
    return (2.4 if isinstance(block, Signature) else 2.0) * sizes.leading


def _set_title(flow: Flow, document: Document) -> None:
    style, leading = Style("title", flow.sizes.title), flow.sizes.title * 1.6
    for line in flow.text.balanced(document.title, style, flow.width, "标题"):
        flow.add(flow.text.place(line, style, flow.left, flow.y + 0.3 * style.size, flow.width, "center"))
        flow.y += leading
    if document.subtitle:
        style = Style("heading2", flow.sizes.subtitle)
        for line in flow.text.lines(document.subtitle, style, flow.width, "副标题"):
            flow.add(flow.text.place(line, style, flow.left, flow.y, flow.width, "center"))
            flow.y += style.size * 1.6
    flow.y += flow.sizes.leading * 0.4


def _set_paragraph(flow: Flow, block: Paragraph) -> None:
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    _set_running(
        flow, block.text, style, "正文", block.indent, "flush" if block.align == "left" else block.align
    )


def _set_heading(flow: Flow, block: Heading) -> None:
    sizes = flow.sizes
    style = Style(_HEADING_ROLES.get(block.level, "body"), sizes.body, sizes.pitch - sizes.body)
    _set_running(flow, block.text, style, "标题", True, "left")


def _set_running(flow: Flow, text: str, style: Style, where: str, indent: bool, align: Placing) -> None:
    sizes = flow.sizes
    turn = 2 * sizes.pitch if indent else 0.0
    lines = flow.text.lines(text, style, flow.width, where, flow.width - turn)
    if len(lines) == 1:
        flow.need(sizes.leading + flow.reserve)
    for number, line in enumerate(lines):
        flow.need(sizes.leading)
        shift = turn if number == 0 else 0.0
        top = flow.y + (sizes.leading - style.size) / 2
        flow.add(flow.text.place(line, style, flow.left + shift, top, flow.width - shift, align))
        flow.y += sizes.leading


def _set_signature(flow: Flow, block: Signature) -> None:
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    lines = 2 if block.date else 1
    flow.need((lines + 0.4) * sizes.leading)
    # Two lines are left free where the page has them; better closer than alone on a page of its own.
    flow.skip(min(2 * sizes.leading, flow.room - lines * sizes.leading))
    date_width = flow.text.width(block.date, style, "成文日期")
    organ_width = flow.text.width(block.organ, style, "署名")
    # With a seal: the date ends four characters from the right, the organ is centred above it (7.3.5.1).
    right = flow.left + flow.width - 4 * sizes.pitch
    middle = min(right - date_width / 2, flow.left + flow.width - organ_width / 2)
    for text, width in ((block.organ, organ_width), (block.date, date_width))[:lines]:
        for line in flow.text.lines(text, style, flow.width, "署名"):
            top = flow.y + (sizes.leading - style.size) / 2
            flow.add(flow.text.place(line, style, middle - width / 2, top, width, "left"))
        flow.y += sizes.leading


def _set_note(flow: Flow, block: Note) -> None:
    style, leading = Style("body", flow.sizes.note), flow.sizes.note * _NOTE_LEADING
    for line in flow.text.lines(block.text, style, flow.width, "附注"):
        flow.need(leading)
        flow.add(flow.text.place(line, style, flow.left, flow.y + 0.25 * style.size, flow.width, "flush"))
        flow.y += leading


_SETTERS: dict[type[Block], Callable[[Flow, Any], None]] = {
    Paragraph: _set_paragraph,
    Heading: _set_heading,
    KeyValueTable: set_form,
    Table: set_table,
    OrgChart: set_chart,
    Signature: _set_signature,
    Note: _set_note,
}
