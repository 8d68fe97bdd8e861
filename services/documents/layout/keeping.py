"""What the end of a page must not part: a heading and its text, the closing block and the text before it.

GB/T 9704-2012, 7.3.5.5: where the rest of a page has no room for seal, organ and date, lines are set closer;
a page without any text above the signature is not made.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.documents.layout.chart import chart_height
from services.documents.layout.closing import attachment_lines, signature_lines
from services.documents.layout.coded import coded_height
from services.documents.layout.flow import Flow, Kept
from services.documents.layout.page import NOTE_LEADING
from services.documents.layout.photos import photos_height
from services.documents.layout.steps import steps_height
from services.documents.layout.table import SHORT_FORM, form_height
from services.documents.layout.text import Style
from services.documents.model import (
    Attachments,
    Block,
    Coded,
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

_ONE_LINE = 26
# More lines than these are not counted: no rule asks for them.
_MANY = 3
# Of the line left free above a signature this much may be given up beside tables, which cannot be set closer.
_SLACK = 0.6
_FREE_LINE = Paragraph("")


def kept_below(flow: Flow, blocks: Sequence[Block], number: int) -> Kept:
    """Return what must stand on the page below the end of a block.

    A heading keeps the beginning of what it heads, a line before a table the beginning of the table, one
    before photos the photos; a form keeps the remarks and the signature under it, a signature the remark in
    brackets below it. The last two lines of the text keep the closing block.

    Args:
        flow: the pages being filled.
        blocks: of the document.
        number: of the block that is about to be set.
    """
    block, below = blocks[number], number + 1
    if isinstance(block, Signature):
        return Kept(flow.sizes.leading if is_remark(blocks, below) else 0.0)
    if isinstance(block, KeyValueTable) and _only_remarks(blocks, below):
        return Kept(sum(_beginning(flow, (each,), 0, 0.0) for each in blocks[below:]))
    if closing := closing_height(flow, blocks, below):
        return _closing(flow, closing)
    if short := _short_end(flow, blocks, number):
        return short
    if isinstance(block, Table | KeyValueTable | Paragraph) and (
        ending := _signing_height(flow, blocks, below)
    ):
        return Kept(ending, 0.0, not isinstance(block, Paragraph))
    return Kept(_beginning(flow, blocks, below, flow.sizes.leading) if _leads(blocks, number) else 0.0)


def _signing_height(flow: Flow, blocks: Sequence[Block], at: int) -> float:
    """Return the height of what ends a sheet to be signed: remarks and a short form, 0 for anything else.

    Whoever signs sees the last rows of what is signed.
    """
    height = 0.0
    for each in blocks[at:]:
        if isinstance(each, KeyValueTable) and len(each.rows) <= SHORT_FORM:
            height += form_height(flow, each)
        elif each == _FREE_LINE:
            height += flow.sizes.leading
        elif isinstance(each, Note):
            height += _beginning(flow, (each,), 0, 0.0)
        else:
            return 0.0
    return height if 2 * height <= flow.page_room else 0.0


def _only_remarks(blocks: Sequence[Block], at: int) -> bool:
    return all(isinstance(blocks[n], Note | Signature) for n in range(at, len(blocks)))


def closing_height(flow: Flow, blocks: Sequence[Block], at: int) -> float:
    """Return the height of a closing block that begins at a place, 0 where something else stands there.

    It is the note on attachments, the signature under one free line, and the remark in brackets (7.3.4 to
    7.3.6). A note of more than a third of a page is text that a signature may follow.
    """
    leading, height = flow.sizes.leading, 0.0
    if at < len(blocks) and isinstance(block := blocks[at], Attachments):
        lines = attachment_lines(flow, block)
        if 3 * lines * leading > flow.page_room:
            return 0.0
        height, at = (1 + lines) * leading, at + 1
    if at >= len(blocks) or not isinstance(signature := blocks[at], Signature):
        return 0.0
    if not (lines := signature_lines(flow, signature)):
        return 0.0
    height += (1 + lines + is_remark(blocks, at + 1)) * leading
    return height if height + 2 * leading <= flow.page_room else 0.0


def is_remark(blocks: Sequence[Block], at: int) -> bool:
    """Tell whether a remark in brackets of one line stands at a place (附注, 7.3.6)."""
    if at >= len(blocks) or not isinstance(block := blocks[at], Paragraph):
        return False
    return len(block.text) <= _ONE_LINE and block.text[:1] in "（(" and block.text[-1:] in "）)"


def _closing(flow: Flow, height: float) -> Kept:
    return Kept(height, _SLACK * flow.sizes.leading, True)


def _short_end(flow: Flow, blocks: Sequence[Block], number: int) -> Kept | None:
    """Return what a block keeps that stands before the last, short one above a closing block.

    Running text keeps a last line alone, so that two lines go with the signature; a heading also two lines,
    which would leave it.
    """
    block, below = blocks[number], number + 1
    if not isinstance(block, Paragraph | RunIn | Heading):
        return None
    leading = flow.sizes.leading
    if not (closing := closing_height(flow, blocks, below + 1)):
        if not (_leads(blocks, number) and isinstance(blocks[below], Heading)):
            return None
        # Headings of a lower rank go with the text below them.
        under = _short_end(flow, blocks, below)
        return under and _closing(flow, _lines_of(flow, blocks[below]) * leading + under.height)
    lines, led = _lines_of(flow, blocks[below]), _leads(blocks, number)
    # One line of this text is enough above the short one.
    short = _closing(flow, lines * leading + closing)._replace(tail=1)
    return short if 0 < lines <= 1 + led else None


def _lines_of(flow: Flow, block: Block) -> int:
    """Return how many lines a running text has, counted up to `_MANY`; 0 for other blocks."""
    if not isinstance(block, Paragraph | RunIn | Heading):
        return 0
    text = block.heading + block.text if isinstance(block, RunIn) else block.text
    sizes = flow.sizes
    if len(text) > 2 * _MANY * flow.width / sizes.body:
        return _MANY
    turn = 0.0 if isinstance(block, Paragraph) and not block.indent else 2 * sizes.pitch
    style = Style("body", sizes.body, sizes.pitch - sizes.body)
    return min(len(flow.text.lines(text, style, flow.width, "正文", flow.width - turn)), _MANY)


def _leads(blocks: Sequence[Block], number: int) -> bool:
    """Tell whether a block must not be parted from the beginning of the next one.

    A heading before one of its own or a higher rank heads nothing: it is an item of a list.
    """
    block, below = blocks[number], number + 1
    if below >= len(blocks):
        return False
    if isinstance(block, Heading):
        other = blocks[below]
        return not (isinstance(other, Heading) and other.level <= block.level)
    return isinstance(block, Coded) or _introduces(blocks, number)


def _introduces(blocks: Sequence[Block], number: int) -> bool:
    """Tell whether a block is a line before a table or photos."""
    block, below = blocks[number], number + 1
    short = isinstance(block, Paragraph) and len(block.text) <= _ONE_LINE
    return short and below < len(blocks) and isinstance(blocks[below], Table | Photos)


def _beginning(flow: Flow, blocks: Sequence[Block], at: int, above: float) -> float:
    """Return the height of as much of a block as must not be parted from the `above` points before."""
    sizes, block = flow.sizes, blocks[at]
    closing = closing_height(flow, blocks, at + 1)
    kept = _closing(flow, closing) if closing else Kept()
    if isinstance(block, Heading) or _introduces(blocks, at):
        led = _leads(blocks, at)
        return sizes.leading + (_beginning(flow, blocks, at + 1, above + sizes.leading) if led else 0.0)
    if isinstance(block, OrgChart):
        return flow.with_closing(chart_height(flow, block, above, kept.least), kept)
    if isinstance(block, StepDiagram):
        return flow.with_closing(steps_height(flow), kept)
    if isinstance(block, Photos):
        return flow.with_closing(photos_height(flow, block), kept)
    if isinstance(block, Table):
        return 5 * sizes.table
    if isinstance(block, Coded):
        return coded_height(flow) + (_beginning(flow, blocks, at + 1, 0.0) if _leads(blocks, at) else 0.0)
    if isinstance(block, Note):
        style = Style("body", sizes.note)
        return len(flow.text.lines(block.text, style, flow.width, "附注")) * NOTE_LEADING * sizes.note
    if isinstance(block, Paragraph | RunIn):
        # One line is enough: a page has 22 lines wherever it can.
        return sizes.leading
    return (2.4 if isinstance(block, Signature) else 2.0) * sizes.leading
