"""Writes WordprocessingML: elements of the main namespace, text with its line breaks, measures in twips."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from services.documents.fonts.library import printable

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def el(name: str, /, *children: str, **attributes: str | int | None) -> str:
    """Return an element of the namespace `w`; attributes that are None are left out."""
    written = "".join(
        f" w:{key}={quoteattr(str(value))}" for key, value in attributes.items() if value is not None
    )
    content = "".join(children)
    return f"<w:{name}{written}>{content}</w:{name}>" if content else f"<w:{name}{written}/>"


def clean(text: str) -> str:
    """Return text as a sheet shows it, without what XML 1.0 cannot hold."""
    return _UNWRITABLE.sub("\ufffd", printable(text))


def run(text: str, *properties: str, style: str = "") -> str:
    """Return a run of text; its line breaks stay.

    Args:
        text: what is shown.
        properties: elements of its `rPr` that follow the fonts, in the order of the schema.
        style: id of a character style.
    """
    if not text:
        return ""
    # Quotation marks and dashes are Chinese ones, not those of the Latin font.
    fonts = el("rFonts", hint="eastAsia")
    format_ = el("rPr", el("rStyle", val=style) if style else "", fonts, *properties)
    parts = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else "" for line in text.split("\n")]
    return el("r", format_, "<w:br/>".join(parts))


def paragraph(style: str, *content: str, properties: tuple[str, ...] = ()) -> str:
    """Return a paragraph.

    Args:
        style: id of its style.
        content: its runs.
        properties: elements of its `pPr` behind the style, in the order of the schema.
    """
    return el("p", el("pPr", el("pStyle", val=style), *properties), *content)


def twips(points: float) -> int:
    """Return points as twentieths of a point."""
    return round(points * 20)


def advances(text: str) -> list[float]:
    """Return the width of every character in ems, a Latin letter taken for half of one.

    The fonts of whoever opens the file are not known here; Chinese characters are one em in all of them.
    """
    return [0.5 if unicodedata.east_asian_width(char) in ("Na", "H", "N") else 1.0 for char in text]


def ems(text: str) -> float:
    """Return the width of the widest line of a text in ems, with the gaps between Chinese and Latin."""
    return max(sum(advances(line)) + 0.25 * _gaps(line) for line in text.split("\n"))


def _gaps(line: str) -> int:
    return sum(before.isascii() != after.isascii() for before, after in pairwise(line))
