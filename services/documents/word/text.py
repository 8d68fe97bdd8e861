"""Writes running text as Word paragraphs: title, paragraphs, headings, notes, 附件, signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

from services.documents.layout.measured import Measured
from services.documents.layout.page import Geometry, Sizes
from services.documents.layout.titles import title_lines
from services.documents.model import (
    Annex,
    Attachments,
    Block,
    Document,
    Heading,
    Note,
    Paragraph,
    RunIn,
    Signature,
)
from services.documents.word.markup import advances, clean, el, ems, paragraph, run, twips
from services.documents.word.styles import TITLE_LEADING, exactly

_LONGEST_LABEL = 12
_JUSTIFICATION = {"left": "both", "center": "center", "right": "right", "name": "center", "decimal": "right"}


@dataclass(frozen=True, slots=True)
class _Title:
    """Title and subtitle with their line breaks, and the room around them in points."""

    text: str
    under: str
    height: float
    above: float
    below: float


def title_of(document: Document, sizes: Sizes, geometry: Geometry) -> str:
    """Return title and subtitle, in the middle of as many lines of the grid as they need."""
    title = _title(document, sizes, geometry)
    keep, below = el("keepNext"), title.below
    free = sizes.leading if document.free_line else 0.0
    last = below if document.number else below + free
    head = (keep, exactly(sizes.title * TITLE_LEADING, title.above, 0 if title.under else last))
    parts = [paragraph("Title", run(title.text), properties=head)]
    if title.under:
        form = (keep, exactly(sizes.subtitle * TITLE_LEADING, 0, last))
        parts.append(paragraph("Subtitle", run(title.under), properties=form))
    if document.number:
        centred = (keep, exactly(sizes.leading, 0, free), el("jc", val="center"))
        parts.append(paragraph("Normal", run(clean(document.number)), properties=centred))
    return "".join(parts)


def title_height(document: Document, sizes: Sizes, geometry: Geometry) -> float:
    """Return the height of title and subtitle in points."""
    below = bool(document.number) + document.free_line
    return _title(document, sizes, geometry).height + below * sizes.leading


def _title(document: Document, sizes: Sizes, geometry: Geometry) -> _Title:
    text = _balanced(document.title, geometry.area_width / sizes.title, document.names)
    under = _balanced(document.subtitle, geometry.area_width / sizes.subtitle, ())
    height = _height(text, sizes.title) + _height(under, sizes.subtitle)
    least = 0.0 if document.free_line else 0.4 * sizes.leading
    whole = ceil((height + least) / sizes.leading - 0.05) * sizes.leading
    above = whole - height if document.free_line else (whole - height - least) / 2
    return _Title(text, under, whole, above, whole - height - above)


def _height(text: str, size: float) -> float:
    return (text.count("\n") + 1) * size * TITLE_LEADING if text else 0.0


def _balanced(text: str, room: float, names: tuple[str, ...]) -> str:
    """Break a title where the printed sheet does; the line breaks stand in the text."""
    lines: list[str] = []
    for part in map(str.strip, clean(text).split("\n")):
        lines += (
            [line.text for line in title_lines(Measured(part, advances(part), 1.0), room, names)]
            if part
            else []
        )
    return "\n".join(lines)


def write_text(block: Block, sizes: Sizes, leads: bool) -> str:
    """Return a block of running text as paragraphs.

    Args:
        block: anything but a table, a form or a chart.
        sizes: of the document.
        leads: whether it stays on the page of what follows.
    """
    return _WRITERS[type(block)](block, sizes, leads)


def _paragraph(block: Paragraph, sizes: Sizes, leads: bool) -> str:
    text = clean(block.text)
    keep = (el("keepNext"),) if leads else ()
    label = text[: block.lead]
    if 0 < block.lead <= _LONGEST_LABEL and "\n" not in label:
        turn = 2.0 if block.indent else 0.0
        runs = run(label, style="LabelCharacter"), run(text[block.lead :])
        return paragraph("LabelText", *runs, properties=(*keep, _under(turn, ems(label), sizes)))
    justified = () if block.align == "left" else (el("jc", val=_JUSTIFICATION[block.align]),)
    style = "NormalIndent" if block.indent else "Normal"
    return paragraph(style, run(text), properties=(*keep, *justified))


def _under(turn: float, wide: float, sizes: Sizes) -> str:
    """Return the indent of lines that hang `wide` characters behind a first line turned in by `turn`."""
    return el("ind", left=twips((turn + wide) * sizes.pitch), hanging=twips(wide * sizes.pitch))


def _heading(block: Heading, sizes: Sizes, leads: bool) -> str:
    return paragraph(f"Heading{min(max(block.level, 1), 4)}", run(clean(block.text)))


def _run_in(block: RunIn, sizes: Sizes, leads: bool) -> str:
    face = f"Heading{block.level}Character" if block.level in (1, 2) else ""
    return paragraph("NormalIndent", run(clean(block.heading), style=face), run(clean(block.text)))


def _attachments(block: Attachments, sizes: Sizes, leads: bool) -> str:
    parts = []
    for number, name in enumerate(block.names, 1):
        mark = f"{number}." if len(block.names) > 1 else ""
        lead = "附件：" if number == 1 else ""
        turn, wide = (2.0, 3.0 + ems(mark)) if lead else (5.0, ems(mark))
        space = (exactly(sizes.leading, before=sizes.leading),) if lead else ()
        parts.append(
            paragraph(
                "Attachment", run(lead + mark + clean(name)), properties=(*space, _under(turn, wide, sizes))
            )
        )
    return "".join(parts)


def _annex(block: Annex, sizes: Sizes, leads: bool) -> str:
    head = (el("keepNext"), el("pageBreakBefore"))
    parts = [paragraph("Normal", run(clean(block.label), style="LabelCharacter"), properties=head)]
    if block.title:
        form = (el("keepNext"), exactly(sizes.title * TITLE_LEADING, sizes.leading, 0.6 * sizes.leading))
        parts.append(paragraph("Title", run(clean(block.title)), properties=form))
    return "".join(parts)


def _signature(block: Signature, sizes: Sizes, leads: bool) -> str:
    organ, date = clean(block.organ), clean(block.date)
    ends = _ends(ems(organ), ems(date), block.sealed)
    lines = [(text, end) for text, end in zip((organ, date), ends, strict=True) if text]
    parts = []
    for number, (text, end) in enumerate(lines):
        keep = (el("keepNext"),) if number < len(lines) - 1 else ()
        free = (2 if block.sealed else 1) * sizes.leading
        space = (exactly(sizes.leading, before=free),) if number == 0 else ()
        indent = el("ind", right=twips(end * sizes.pitch))
        parts.append(paragraph("SignatureLine", run(text), properties=(*keep, *space, indent)))
    return "".join(parts)


def _ends(organ: float, date: float, sealed: bool) -> tuple[float, float]:
    """Return how many characters from the right organ and date end (GB/T 9704-2012, 7.3.5.1 and 7.3.5.2)."""
    if sealed:
        middle = max(4 + date / 2, organ / 2)
        return middle - organ / 2, middle - date / 2
    if date > organ:
        return 4 + date - organ, 2.0
    return 2.0, max(organ - date, 0.0)


def _note(block: Note, sizes: Sizes, leads: bool) -> str:
    return paragraph("NoteText", run(clean(block.text)), properties=(el("keepNext"),) if leads else ())


_WRITERS: dict[type[Block], Callable[[Any, Sizes, bool], str]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    RunIn: _run_in,
    Attachments: _attachments,
    Annex: _annex,
    Signature: _signature,
    Note: _note,
}
