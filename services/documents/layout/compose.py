"""Sets a whole document: title, blocks in order, page numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from services.documents.fonts.library import FontLibrary, printable
from services.documents.fonts.roles import Role
from services.documents.layout.chart import chart_height, set_chart
from services.documents.layout.check_marks import set_check_marks
from services.documents.layout.closing import set_attachments, set_labelled, set_signature
from services.documents.layout.coded import coded_height, set_coded
from services.documents.layout.flow import Flow
from services.documents.layout.page import Page, geometry_of, sizes_of
from services.documents.layout.photos import photos_height, set_photos
from services.documents.layout.steps import set_steps, steps_height
from services.documents.layout.table import set_form, set_table
from services.documents.layout.text import Placing, Style, split_run
from services.documents.layout.tiles import tiled
from services.documents.model import (
    Attachments,
    Block,
    Coded,
    Document,
    Heading,
    KeyValueTable,
    Note,
    OrgChart,
    Paragraph,
    Photos,
    RunIn,
    Signature,
    StepDiagram,
    Table,
)

_NOTE_LEADING = 1.5
_TITLE_LEADING = 1.6
_ONE_LINE = 26
# A longer lead leaves too little room beside it and is set as plain text.
_LONGEST_LABEL = 12
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
    if document.check is not None:
        set_check_marks(flow, document.check)
    return tiled(flow.pages, flow.text) if document.tiled else flow.pages


def _reserve(flow: Flow, block: Block, following: Sequence[Block]) -> float:
    """Return the height that should stay free on the page below a block.

    A heading keeps the beginning of what it heads, a line before a table the beginning of the table, one
    before photos the photos; a form keeps the remarks and the signature under it.
    """
    if isinstance(block, KeyValueTable) and all(isinstance(b, Note | Signature) for b in following):
        return sum(_beginning(flow, [b], 0.0) for b in following)
    leads = isinstance(block, Heading | Coded) or _introduces(block, following)
    return _beginning(flow, following, flow.sizes.leading) if leads else 0.0


def _introduces(block: Block, following: Sequence[Block]) -> bool:
    """Tell whether a block is a line before a table or photos."""
    short = isinstance(block, Paragraph) and len(block.text) <= _ONE_LINE
    return short and bool(following) and isinstance(following[0], Table | Photos)


def _beginning(flow: Flow, blocks: Sequence[Block], above: float) -> float:
    """Return the height of as much of these blocks as must not be parted from the `above` points before."""
    if not blocks:
        return 0.0
    sizes, block = flow.sizes, blocks[0]
    if isinstance(block, Heading) or _introduces(block, blocks[1:]):
        return sizes.leading + _beginning(flow, blocks[1:], above + sizes.leading)
    if isinstance(block, OrgChart):
        return chart_height(flow, block, above)
    if isinstance(block, StepDiagram):
        return steps_height(flow)
    if isinstance(block, Photos):
        return photos_height(flow, block)
    if isinstance(block, Table):
        return 5 * sizes.table
    if isinstance(block, Coded):
        return coded_height(flow) + _beginning(flow, blocks[1:], 0.0)
    if isinstance(block, Note):
        style = Style("body", sizes.note)
        return len(flow.text.lines(block.text, style, flow.width, "附注")) * _NOTE_LEADING * sizes.note
    return (2.4 if isinstance(block, Signature) else 2.0) * sizes.leading


def _set_title(flow: Flow, document: Document) -> None:
    """Set title and subtitle in the middle of as many lines of the grid as they need."""
    style, leading = Style("title", flow.sizes.title), flow.sizes.title * _TITLE_LEADING
    lines = flow.text.title(document.title, style, flow.width, "标题", document.names)
    under = Style("heading2", flow.sizes.subtitle)
    below = flow.text.title(document.subtitle, under, flow.width, "副标题") if document.subtitle else []
    height = len(lines) * leading + len(below) * under.size * _TITLE_LEADING + 0.4 * flow.sizes.leading
    grid = ceil(height / flow.sizes.leading - 0.05) * flow.sizes.leading
    bottom = flow.y + grid
    flow.y += (grid - height) / 2
    for line in lines:
        flow.add(flow.text.place(line, style, flow.left, flow.y + 0.3 * style.size, flow.width, "center"))
        flow.y += leading
    for line in below:
        flow.add(flow.text.place(line, under, flow.left, flow.y + 0.3 * under.size, flow.width, "center"))
        flow.y += under.size * _TITLE_LEADING
    flow.y = bottom


def _set_paragraph(flow: Flow, block: Paragraph) -> None:
    if 0 < block.lead <= _LONGEST_LABEL and "\n" not in block.text[: block.lead]:
        set_labelled(flow, block)
        return
    sizes = flow.sizes
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    _set_running(
        flow, block.text, style, "正文", block.indent, "flush" if block.align == "left" else block.align
    )


def _set_run_in(flow: Flow, block: RunIn) -> None:
    """Set a heading and the text that follows it on the same line."""
    sizes, role = flow.sizes, _HEADING_ROLES.get(block.level, "body")
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    turn = 2 * sizes.pitch
    lines = flow.text.mixed(
        ((block.heading, role), (block.text, "body")), style, flow.width, flow.width - turn
    )
    flow.to_grid()
    left = len(printable(block.heading))
    for number, line in enumerate(lines):
        flow.need(sizes.leading)
        shift = turn if number == 0 else 0.0
        top = flow.y + (sizes.leading - style.size) / 2
        run = flow.text.place(line, style, flow.left + shift, top, flow.width - shift, "flush")
        cut = min(left, len(line.text))
        ems = flow.text.ems(line.text[:cut], role, "标题") if cut > 0 else []
        flow.add(*split_run(run, cut, role, ems))
        left -= len(line.text)
        flow.y += sizes.leading


def _set_heading(flow: Flow, block: Heading) -> None:
    sizes = flow.sizes
    style = Style(_HEADING_ROLES.get(block.level, "body"), sizes.body, sizes.pitch - sizes.body)
    _set_running(flow, block.text, style, "标题", True, "flush")


def _set_running(flow: Flow, text: str, style: Style, where: str, indent: bool, align: Placing) -> None:
    sizes = flow.sizes
    turn = 2 * sizes.pitch if indent else 0.0
    lines = flow.text.lines(text, style, flow.width, where, flow.width - turn)
    flow.to_grid()
    if len(lines) == 1:
        flow.need(sizes.leading + flow.reserve)
    leading, place = sizes.leading, flow.text.place
    above, shift = (leading - style.size) / 2, turn
    for line in lines:
        flow.need(leading)
        flow.add(place(line, style, flow.left + shift, flow.y + above, flow.width - shift, align))
        flow.y += leading
        shift = 0.0


def _set_note(flow: Flow, block: Note) -> None:
    style, leading = Style("body", flow.sizes.note), flow.sizes.note * _NOTE_LEADING
    for line in flow.text.lines(block.text, style, flow.width, "附注"):
        flow.need(leading)
        flow.add(flow.text.place(line, style, flow.left, flow.y + 0.25 * style.size, flow.width, "flush"))
        flow.y += leading


_SETTERS: dict[type[Block], Callable[[Flow, Any], None]] = {
    Paragraph: _set_paragraph,
    Heading: _set_heading,
    RunIn: _set_run_in,
    Attachments: set_attachments,
    KeyValueTable: set_form,
    Table: set_table,
    OrgChart: set_chart,
    Signature: set_signature,
    StepDiagram: set_steps,
    Photos: set_photos,
    Note: _set_note,
    Coded: set_coded,
}
