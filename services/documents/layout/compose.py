"""Sets a whole document: title, blocks in order, page numbers."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

from services.documents.fonts.library import FontLibrary, printable
from services.documents.fonts.roles import Role
from services.documents.layout.chart import set_chart
from services.documents.layout.check_marks import set_check_marks
from services.documents.layout.closing import set_attachments, set_labelled, set_signature
from services.documents.layout.coded import set_coded
from services.documents.layout.flow import Flow
from services.documents.layout.keeping import kept_below
from services.documents.layout.page import NOTE_LEADING, Page, geometry_of, sizes_of
from services.documents.layout.photos import set_photos
from services.documents.layout.steps import set_steps
from services.documents.layout.table import set_form, set_table
from services.documents.layout.text import Placing, Style, split_run
from services.documents.layout.tiles import tiled
from services.documents.model import (
    Annex,
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

_TITLE_LEADING = 1.6
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
        flow.kept = kept_below(flow, document.blocks, number)
        _SETTERS[type(block)](flow, block)
    flow.close_up()
    flow.number_pages()
    if document.check is not None:
        set_check_marks(flow, document.check)
    return tiled(flow.pages, flow.text) if document.tiled else flow.pages


def _set_title(flow: Flow, document: Document) -> None:
    """Set title and subtitle in as many lines of the grid as they need, and the number below them.

    They stand in the middle of these lines, or at their foot where a whole line is left free below (7.3.2).
    """
    style, leading = Style("title", flow.sizes.title), flow.sizes.title * _TITLE_LEADING
    lines = flow.text.title(document.title, style, flow.width, "标题", document.names)
    under = Style("heading2", flow.sizes.subtitle)
    below = flow.text.title(document.subtitle, under, flow.width, "副标题") if document.subtitle else []
    height = len(lines) * leading + len(below) * under.size * _TITLE_LEADING
    height += 0.0 if document.free_line else 0.4 * flow.sizes.leading
    grid = ceil(height / flow.sizes.leading - 0.05) * flow.sizes.leading
    bottom = flow.y + grid
    flow.y += (grid - height) / (1 if document.free_line else 2)
    for line in lines:
        flow.add(flow.text.place(line, style, flow.left, flow.y + 0.3 * style.size, flow.width, "center"))
        flow.y += leading
    for line in below:
        flow.add(flow.text.place(line, under, flow.left, flow.y + 0.3 * under.size, flow.width, "center"))
        flow.y += under.size * _TITLE_LEADING
    flow.y = bottom
    if document.number:
        _set_paragraph(flow, Paragraph(document.number, indent=False, align="center"))
    if document.free_line:
        flow.skip(flow.sizes.leading)


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
        flow.line(number, len(lines), sizes.leading)
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
    leading, place, count = sizes.leading, flow.text.place, len(lines)
    above, shift = (leading - style.size) / 2, turn
    for number, line in enumerate(lines):
        flow.line(number, count, leading)
        flow.add(place(line, style, flow.left + shift, flow.y + above, flow.width - shift, align))
        flow.y += leading
        shift = 0.0


def _set_annex(flow: Flow, block: Annex) -> None:
    """Set the head of an attachment on a new page: label on the first line, title on the third (7.3.7)."""
    sizes = flow.sizes
    if not flow.at_top:
        flow.new_page()
    label = Style("heading1", sizes.body, sizes.pitch - sizes.body)
    _set_running(flow, block.label, label, "附件", False, "left")
    if not block.title:
        return
    flow.skip(sizes.leading)
    top, style, leading = flow.y, Style("title", sizes.title), sizes.title * _TITLE_LEADING
    lines = flow.text.title(block.title, style, flow.width, "附件标题")
    for number, line in enumerate(lines):
        y = top + number * leading + 0.3 * style.size
        flow.add(flow.text.place(line, style, flow.left, y, flow.width, "center"))
    # At least six tenths of a line stay free, and the text is on the grid.
    flow.y = top + ceil(len(lines) * leading / sizes.leading + 0.55) * sizes.leading


def _set_note(flow: Flow, block: Note) -> None:
    style, leading = Style("body", flow.sizes.note), flow.sizes.note * NOTE_LEADING
    lines = flow.text.lines(block.text, style, flow.width, "附注")
    for number, line in enumerate(lines):
        flow.line(number, len(lines), leading)
        flow.add(flow.text.place(line, style, flow.left, flow.y + 0.25 * style.size, flow.width, "flush"))
        flow.y += leading


_SETTERS: dict[type[Block], Callable[[Flow, Any], None]] = {
    Paragraph: _set_paragraph,
    Heading: _set_heading,
    RunIn: _set_run_in,
    Attachments: set_attachments,
    Annex: _set_annex,
    KeyValueTable: set_form,
    Table: set_table,
    OrgChart: set_chart,
    Signature: set_signature,
    StepDiagram: set_steps,
    Photos: set_photos,
    Note: _set_note,
    Coded: set_coded,
}
