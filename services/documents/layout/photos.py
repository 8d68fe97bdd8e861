"""Places photos with their captions: side by side across the page, or one in a cell of a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from services.documents.layout.flow import Flow
from services.documents.layout.lines import Line
from services.documents.layout.page import Box, Picture
from services.documents.layout.text import Style
from services.documents.model import Photo, Photos

COARSEST = 150
"""Dots per inch a photo is not enlarged beyond."""
MOST_LINES = 3
"""Lines of a caption no wider than its photo; with more of them it takes its share of the page's width."""
# Of the note's type size: between photos, from a photo to its caption, from line to line of it, around all.
_GAP, _BELOW, _LEADING, _AROUND = 1.2, 0.5, 1.35, 0.3
_FRAME = 0.35
# Beside the rows of a form: for photos of at least these proportions this share of the width.
_SHARES, _LEAST_SHARE = ((1.2, 0.34), (0.9, 0.29)), 0.24
SHORT = 2
"""Lines of a caption that finds room beside the rows of a form."""
# A strip of sky or of a drainpipe gets no more, or no less, of the width than a photo of these proportions.
_NARROWEST, _WIDEST = 0.6, 2.2


@dataclass(frozen=True, slots=True)
class Placed:
    """A photo of a row: where its share of the width begins and how wide it is, and the photo's own size."""

    photo: Photo
    left: float
    room: float
    width: float
    height: float


def row_of(block: Photos, width: float, most: float, gap: float, *, even: bool = False) -> tuple[Placed, ...]:
    """Share a width out among the photos of a row.

    Args:
        block: the photos.
        width: of the row.
        most: greatest height of a photo.
        gap: between two photos.
        even: shares of one width, as long captions need them; else the photos get one height.

    Returns:
        The photos with their places, in points.
    """
    count = len(block.photos)
    free = max(block.columns - count, 0)
    shapes = [min(max(each.width / each.height, _NARROWEST), _WIDEST) for each in block.photos]
    # a place that stays empty is as wide as the others are on average
    room = (width - gap * (count + free - 1)) * count / (count + free)
    unit = room / sum(shapes)
    high = min(unit, most)
    shares = [room / count] * count if even else [shape * high for shape in shapes]
    left, placed = (width - sum(shares) - gap * (count - 1)) / 2, []
    for photo, share in zip(block.photos, shares, strict=True):
        top = most if even else high
        points = min(share / photo.width, top / photo.height, 72 / COARSEST)  # of a pixel
        placed.append(Placed(photo, left, share, points * photo.width, points * photo.height))
        left += share + gap
    return tuple(placed)


def _set_row(flow: Flow, block: Photos) -> tuple[tuple[Placed, ...], list[list[Line]], float]:
    """Return the photos of a block, the lines of their captions, and the height of the tallest photo."""
    size, most = flow.sizes.note, block.tallest * flow.page_room
    placed = row_of(block, flow.width, most, _GAP * size)
    captions = _captions(flow, placed)
    if max(map(len, captions)) > MOST_LINES:
        wide = row_of(block, flow.width, most, _GAP * size, even=True)
        captions = _captions(flow, wide)
        left = flow.page_room - _caption_height(flow, captions) - 2 * _AROUND * size
        placed = row_of(block, flow.width, min(most, left), _GAP * size, even=True)
    return placed, captions, max(each.height for each in placed)


def _captions(flow: Flow, placed: Sequence[Placed]) -> list[list[Line]]:
    style = Style("heading2", flow.sizes.note)
    return [
        flow.text.balanced(each.photo.caption, style, each.room, "照片说明") if each.photo.caption else []
        for each in placed
    ]


def _caption_height(flow: Flow, captions: Sequence[Sequence[Line]]) -> float:
    size = flow.sizes.note
    lines = max(map(len, captions))
    return (_BELOW + lines * _LEADING) * size if lines else 0.0


def photos_height(flow: Flow, block: Photos) -> float:
    """Return the height a row of photos takes with its captions: whole lines of the grid."""
    _, captions, tall = _set_row(flow, block)
    return _on_grid(flow, tall + _caption_height(flow, captions))


def _on_grid(flow: Flow, height: float) -> float:
    height += 2 * _AROUND * flow.sizes.note
    return min(ceil(height / flow.sizes.leading - 0.01) * flow.sizes.leading, flow.page_room)


def set_photos(flow: Flow, block: Photos) -> None:
    """Set a row of photos on whole lines of the grid, with their captions on the same page."""
    if not block.photos:
        return
    placed, captions, tall = _set_row(flow, block)
    height = tall + _caption_height(flow, captions)
    whole = _on_grid(flow, height)
    flow.to_grid()
    flow.need_whole(whole)
    # what is left of the lines stands above and below; at the head of a page the photo begins with it
    top = flow.y + (0.0 if flow.at_top else max(whole - height, 0.0) / 2)
    style = Style("heading2", flow.sizes.note)
    for each, lines in zip(placed, captions, strict=True):
        x = flow.left + each.left + (each.room - each.width) / 2
        y = top + tall - each.height
        flow.add(
            Picture(x, y, each.width, each.height, each.photo),
            Box(x, y, each.width, each.height, _FRAME),
        )
        below = top + tall + _BELOW * style.size
        for line in lines:
            flow.add(flow.text.place(line, style, flow.left + each.left, below, each.room, "center"))
            below += _LEADING * style.size
    flow.y += whole


def share_beside(photo: Photo) -> float:
    """Return which share of a form's width the cell of a photo takes, by its proportions."""
    shape = photo.width / photo.height
    return next((share for least, share in _SHARES if shape >= least), _LEAST_SHARE)


def set_beside(flow: Flow, photo: Photo, place: tuple[float, float, float, float], size: float) -> None:
    """Put a photo into the middle of a cell, its caption below it when that is short.

    Args:
        flow: the pages.
        photo: the photo.
        place: left, top, width and height of the cell.
        size: of the type in the form.
    """
    pad = 0.45 * size
    left, top, width, height = place
    width, height = width - 2 * pad, height - 2 * pad
    style = Style("heading2", 0.8 * size)
    lines = flow.text.balanced(photo.caption, style, width, "照片说明") if photo.caption else []
    below = (_BELOW + len(lines) * _LEADING) * style.size if 0 < len(lines) <= SHORT else 0.0
    fitting = min(width / photo.width, (height - below) / photo.height, 72 / COARSEST)
    wide, high = fitting * photo.width, fitting * photo.height
    x, y = left + pad + (width - wide) / 2, top + pad + (height - below - high) / 2
    flow.add(Picture(x, y, wide, high, photo), Box(x, y, wide, high, _FRAME))
    y += high + _BELOW * style.size
    for line in lines if below else ():
        flow.add(flow.text.place(line, style, left + pad, y, width, "center"))
        y += _LEADING * style.size
