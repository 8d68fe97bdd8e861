"""Writes photos with their captions: pictures in the line, several side by side in a table without rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from xml.sax.saxutils import quoteattr

from services.documents.layout.page import Geometry, Sizes
from services.documents.layout.photos import COARSEST, MOST_LINES, SHORT, Placed, row_of
from services.documents.model import Photo, Photos
from services.documents.word.cells import Cell, gap, line_count, row, table
from services.documents.word.markup import clean, el, paragraph, run, twips
from services.documents.word.styles import CAPTION_LEADING, GROWS, PICTURE_GAP, cell_margins, exactly

SPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
FIRST_ID = 20
"""Number of the first relation to a picture; smaller ones belong to the fixed parts of the file."""
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_PLAIN = "照片"
_EMU = 12_700
"""English metric units of a point."""
_FRAME = 4_445
_SMALL, _LINE = 0.8, 0.6
"""Of the size of a form's type: a caption beside its rows, and what a line takes besides its picture."""
_NO_BORDERS: frozenset[str] = frozenset()


@dataclass(slots=True)
class Media:
    """The pictures of a file, in the order they were first shown."""

    parts: list[bytes] = field(default_factory=list)
    shown: int = 0

    def add(self, data: bytes) -> int:
        """Return the number of a picture's relation."""
        if data not in self.parts:
            self.parts.append(data)
        return FIRST_ID + self.parts.index(data)


def write_photos(block: Photos, sizes: Sizes, geometry: Geometry, media: Media) -> str:
    """Return a row of photos as a table of one row of pictures and one of captions; one photo as paragraphs.

    Args:
        block: the photos.
        sizes, geometry: of the document.
        media: takes the pictures.
    """
    if not block.photos:
        return ""
    placed = _placed(block, sizes, geometry)
    if len(placed) == 1:
        return "".join(_stack(placed[0], media))
    # a heading before the photos stays with them over this line
    lead = paragraph("Thin", properties=(el("keepNext"), exactly(0.5 * sizes.note)))
    return lead + _side_by_side(placed, sizes, media) + gap(0.5 * sizes.note)


def _placed(block: Photos, sizes: Sizes, geometry: Geometry) -> tuple[Placed, ...]:
    """Share the width out as on the printed sheet; how many lines captions take is estimated."""
    width, gap_between = geometry.area_width, PICTURE_GAP * sizes.note
    most = block.tallest * geometry.area_height
    placed = row_of(block, width, most, gap_between)
    if _lines(placed, sizes) <= MOST_LINES:
        return placed
    placed = row_of(block, width, most, gap_between, even=True)
    captions = (_lines(placed, sizes) * CAPTION_LEADING + 2) * sizes.note
    return row_of(block, width, min(most, geometry.area_height - captions), gap_between, even=True)


def _lines(placed: tuple[Placed, ...], sizes: Sizes) -> int:
    return max(
        line_count(each.photo.caption, each.room / sizes.note) if each.photo.caption else 0 for each in placed
    )


def _stack(each: Placed, media: Media) -> tuple[str, str]:
    caption = clean(each.photo.caption)
    keep = (el("keepNext"),) if caption else ()
    shown = paragraph("Picture", _inline(each, media), properties=keep)
    return shown, paragraph("Caption", run(caption)) if caption else ""


def _side_by_side(placed: tuple[Placed, ...], sizes: Sizes, media: Media) -> str:
    space = twips(PICTURE_GAP * sizes.note)
    widths = [twips(each.room) + space for each in placed]
    edges = list(accumulate(widths, initial=0))
    stacks = [_stack(each, media) for each in placed]
    rows = []
    for level, stands in enumerate(("bottom", "top")):
        contents = [stack[level] for stack in stacks]
        if any(contents):
            cells = [
                Cell(at, at + 1, text, borders=_NO_BORDERS, stands=stands) for at, text in enumerate(contents)
            ]
            rows.append(row(cells, edges))
    return table(edges, rows, cell_margins(0, PICTURE_GAP * sizes.note / 2), "TableNormal")


def write_beside(photo: Photo, room: tuple[float, float], size: float, media: Media) -> str:
    """Return a photo for a cell of a form, with its caption below when that is short.

    Args:
        photo: the photo.
        room: width and height it may take, in points.
        size: of the type in the form.
        media: takes the picture.
    """
    width, height = room
    small = _SMALL * size
    lines = line_count(photo.caption, width / small) if photo.caption else 0
    shown = 0 < lines <= SHORT
    height -= (lines * CAPTION_LEADING + 0.4) * small if shown else 0.0
    height -= _LINE * size
    fitting = min(width / photo.width, height / photo.height, 72 / COARSEST)
    each = Placed(photo, 0.0, width, fitting * photo.width, fitting * photo.height)
    picture = paragraph("Picture", _inline(each, media), properties=(GROWS,))
    half = round(2 * small)
    letters = (el("sz", val=half), el("szCs", val=half))
    line = (exactly(small * CAPTION_LEADING, 0.4 * small),)
    caption = run(clean(photo.caption), *letters)
    return picture + (paragraph("Caption", caption, properties=line) if shown else "")


def _inline(each: Placed, media: Media) -> str:
    """Return a picture in the line, with its caption as the description that is read aloud."""
    from services import pictures

    kept = pictures.for_paper(each.photo.data, each.width, each.height)
    relation = media.add(kept.data)
    media.shown += 1
    wide, high = round(each.width * _EMU), round(each.height * _EMU)
    told = quoteattr(clean(each.photo.caption).replace("\n", " ") or _PLAIN)
    name = quoteattr(f"{_PLAIN}{media.shown}")
    number = media.shown
    drawn = (
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name={name} descr={told}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name={name} descr={told}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rId{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:ln w="{_FRAME}"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline>"
    )
    return el("r", el("drawing", drawn))
