"""Keeps the closing block of a Word file on a page with text, as far as a file to be edited can (7.3.5.5).

Lines are counted when the file is opened: the last paragraph stays with what follows it and is parted, if at
all, before its last two lines. LibreOffice parts no such paragraph, so a long one is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.documents.layout.keeping import is_remark
from services.documents.layout.page import Sizes
from services.documents.model import Attachments, Block, Heading, Note, Paragraph, RunIn, Signature
from services.documents.word.markup import clean, el, ems

_STYLE = re.compile(r"<w:pStyle [^>]*/>(?!<w:keepNext/>)")
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
# A note of more than a third of a page is text that a signature may follow.
_MOST_NAMES = 7
# Lines of a paragraph that may go over whole.
_MOST_LINES = 6


def with_closing(blocks: Sequence[Block], number: int, written: str, sizes: Sizes, width: float) -> str:
    """Return a written block so that it stays with the closing block, where that follows.

    Args:
        blocks: of the document.
        number: of the block.
        written: its paragraphs and tables.
        sizes: of the document.
        width: of the type area in points.
    """
    block, below = blocks[number], number + 1
    if isinstance(block, Signature):
        return kept(written) if is_remark(blocks, below) else written
    if isinstance(block, Attachments):
        signed = below < len(blocks) and isinstance(blocks[below], Signature)
        return _kept_note(written, block, sizes, width) if signed else written
    room, ends = width / sizes.pitch, _closes(blocks, below)
    if not isinstance(block, Paragraph | RunIn | Heading | Note):
        return _kept_rows(written) if ends else written
    ends = ends or (_lines(blocks, below, room) == 1 and _closes(blocks, below + 1))
    short = _lines(blocks, number, room) <= _MOST_LINES
    return kept(written, el("widowControl")) if ends and short else written


def kept(written: str, *more: str) -> str:
    """Return paragraphs that stay on the page of what follows, with further properties."""
    return _STYLE.sub(lambda style: style.group() + el("keepNext") + "".join(more), written)


def _kept_rows(written: str) -> str:
    """Return a table or a figure whose last two rows stay with what follows it."""
    rows = list(_ROW.finditer(written))
    start = rows[-2].start() if len(rows) > 2 else 0
    return written[:start] + kept(written[start:])


def _kept_note(written: str, block: Attachments, sizes: Sizes, width: float) -> str:
    room = width / sizes.pitch - 6
    lines = sum(int(ems(clean(name)) / room) + 1 for name in block.names)
    if lines <= _MOST_NAMES:
        return kept(written)
    last = [each.start() for each in re.finditer("<w:p>", written)][-2:]
    return written[: last[0]] + kept(written[last[0] :])


def _closes(blocks: Sequence[Block], at: int) -> bool:
    if at < len(blocks) and isinstance(blocks[at], Attachments):
        at += 1
    return at < len(blocks) and isinstance(blocks[at], Signature)


def _lines(blocks: Sequence[Block], at: int, room: float) -> int:
    """Return about how many lines of `room` characters a running text takes, 0 for other blocks."""
    if at >= len(blocks):
        return 0
    block = blocks[at]
    text = block.heading + block.text if isinstance(block, RunIn) else ""
    text = block.text if isinstance(block, Paragraph | Heading | Note) else text
    return sum(int((ems(line) + 2) / room) + 1 for line in clean(text).split("\n")) if text else 0
