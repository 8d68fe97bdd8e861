"""Stands the figures of a table column with their decimal points under each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.documents.layout.text import Style, TextSetter

_FIGURE = re.compile(r"([+\-−±￥¥$]*\d[\d,，]*)((?:\.\d*)?)(\D{0,3})")


def decimal_offsets(
    text: TextSetter, values: Sequence[str], style: Style, where: str
) -> tuple[list[float | None], float]:
    """Return how far each figure stands from the left edge of the column's block of figures, and its width.

    Args:
        text: measures.
        values: the column's entries.
        style: role and size they are set in.
        where: the column's title, for a message about a missing glyph.

    Returns:
        An offset per entry, None for an entry that is no figure; the block's width in points.
    """
    parts = [_FIGURE.fullmatch(value.strip()) for value in values]
    before = [text.width(part[1], style, where) if part else 0.0 for part in parts]
    after = [text.width(part[2] + part[3], style, where) if part else 0.0 for part in parts]
    left = max(before, default=0.0)
    offsets = [left - whole if part else None for part, whole in zip(parts, before, strict=True)]
    return offsets, left + max(after, default=0.0)
