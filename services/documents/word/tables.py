"""Writes ruled tables and forms as Word tables: heads repeated, rows never parted, merged cells of groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise

from services.documents.layout.page import Geometry, Sizes
from services.documents.layout.photos import share_beside
from services.documents.layout.table import share_out
from services.documents.model import Column, KeyValueRow, KeyValueTable, Table
from services.documents.word.cells import NOTHING, Cell, gap, line_count, row, spread, table
from services.documents.word.markup import clean, el, ems, paragraph, run, twips
from services.documents.word.pictures import Media, write_beside
from services.documents.word.styles import TABLE_LEADING, cell_margins, exactly

_PAD, _PAD_UP = 0.4, 0.42
# Forms are set larger than tables, and with more air, while they stay on their page: (size, space above).
_FORM_SIZES = ((7 / 6, 0.6), (7 / 6, _PAD_UP), (13 / 12, _PAD_UP), (1.0, _PAD_UP), (1.0, 0.3), (1.0, 0.2))
# A photo takes a row more, which a page may only have in smaller type.
_TIGHT = (11 / 12, 0.2)
_GROUP_WIDTH, _GROUP_LEADING = 1 + 3 * _PAD, 1.12
_FIGURE = re.compile(r"([+\-−±￥¥$]*\d[\d,，]*)((?:\.\d*)?)(\D{0,3})")


def write_table(block: Table, sizes: Sizes, geometry: Geometry) -> str:
    """Return a table with its head on every page."""
    size, width = sizes.table, geometry.area_width
    widths = _widths(block, size, width)
    edges = [twips(at) for at in accumulate(widths, initial=0.0)]
    rooms = [wide / size - 2 * _PAD for wide in widths]
    heads = [
        Cell(at, at + 1, paragraph("TableHead", run(clean(column.title))), shaded=True)
        for at, column in enumerate(block.columns)
    ]
    blocks = [_figures(block, at) for at in range(len(block.columns))]
    rows = [row(heads, edges, head=block.repeat_head)] if block.columns else []
    for values in block.rows:
        cells = [
            Cell(at, at + 1, _entry(values[at], column, size, (rooms[at], blocks[at])))
            for at, column in enumerate(block.columns)
        ]
        lines = max(line_count(value, room) for value, room in zip(values, rooms, strict=True))
        # A row higher than a page has to be parted somewhere.
        whole = (lines * TABLE_LEADING + 1) * size < geometry.area_height - 4 * size
        rows.append(row(cells, edges, whole=whole))
    return gap(0.3 * size) + table(edges, rows) + gap(0.6 * size)


def _entry(
    value: str, column: Column, size: float, room_and_figures: tuple[float, tuple[float, float]]
) -> str:
    text, align = clean(value), column.align
    if text in NOTHING or align == "center":
        return paragraph("TableText", run(text))
    if align == "name":
        return paragraph("TableText", spread(text, 3, size))
    found = _FIGURE.fullmatch(text.strip()) if align == "decimal" else None
    if found:
        room, (before, after) = room_and_figures
        aside = max(room - before - after, 0.0) / 2 + after - ems(found[2] + found[3])
        form = (el("ind", right=twips(aside * size)), el("jc", val="right"))
        return paragraph("TableText", run(text), properties=form)
    return paragraph(
        "TableText", run(text), properties=(el("jc", val="right" if align == "right" else "left"),)
    )


def _figures(block: Table, at: int) -> tuple[float, float]:
    """Return how wide the figures of a column are before and behind their points, in ems."""
    found = [match for values in block.rows if (match := _FIGURE.fullmatch(clean(values[at]).strip()))]
    before = max((ems(match[1]) for match in found), default=0.0)
    return before, max((ems(match[2] + match[3]) for match in found), default=0.0)


def _widths(block: Table, size: float, width: float) -> list[float]:
    """Share the width out as on the printed sheet, by widths that hold for any font."""
    heads = [_natural(column.title, size) for column in block.columns]
    entries = [
        max((_natural(values[at], size) for values in block.rows), default=0.0)
        for at in range(len(block.columns))
    ]
    naturals = [max(pair) for pair in zip(heads, entries, strict=True)]
    if sum(naturals) > width:
        naturals = [max(min(head, 4 * size), entry) for head, entry in zip(heads, entries, strict=True)]
    return share_out(width, naturals, [column.share for column in block.columns], least=5.6 * size)


def _natural(text: str, size: float) -> float:
    return (ems(clean(text)) + 2 * _PAD + 0.2) * size


def write_form(block: KeyValueTable, sizes: Sizes, geometry: Geometry, reserved: float, media: Media) -> str:
    """Return a form as roomy as it should still stay on one page.

    Args:
        block: the form.
        sizes: of the document.
        geometry: of its pages.
        reserved: height taken by what stands on the page beside it, in points.
        media: takes its photo.
    """
    looks = (_TIGHT,) if block.tight else (*_FORM_SIZES, *((_TIGHT,) if block.photo else ()))
    forms = [_Form(block, sizes.table, each, geometry.area_width) for each in looks]
    fitting = [each for each in forms if each.height <= geometry.area_height - reserved] or forms[-1:]
    # beside a photo rather smaller than with wrapped entries
    return next((each for each in fitting if not each.is_wrapped), fitting[0]).write(media)


class _Form:
    """A form in one size: where its fields stand, and how high it will be.

    Args:
        block: the form.
        usual: size of the type in tables, in points.
        looks: how much larger this one is, and the room above and below in its cells as a share of the size.
        width: of the type area.
    """

    def __init__(self, block: KeyValueTable, usual: float, looks: tuple[float, float], width: float) -> None:
        share, self.up = looks
        self.size = size = usual * share
        self.width = width
        self.photo, self.first = block.photo, block.rows[0].group if block.rows else ""
        self.narrow = width * (1 - share_beside(block.photo)) if block.photo else width
        half = round(2 * size)
        # What differs from the style of a table.
        self.letters = () if share == 1 else (el("sz", val=half), el("szCs", val=half))
        self.line = () if share == 1 else (exactly(size * TABLE_LEADING),)
        self.left = _GROUP_WIDTH * size if any(each.group for each in block.rows) else 0.0
        labels = [_natural(pair.label, size) for each in block.rows for pair in each.pairs]
        self.label = min(max([*labels, 5 * size]), 6.5 * size)
        self.groups = [
            (name, [part for member in members for part in self._fitting(member, block.columns)])
            for name, members in groupby(block.rows, key=lambda each: each.group)
        ]
        places = {0, twips(width), twips(self.narrow), twips(self.left)}
        places |= {twips(at) for _, rows in self.groups for each in rows for at in self._places(each)}
        self.edges = sorted(places)
        self.height = sum(self._height(name, rows) for name, rows in self.groups)

    @property
    def is_wrapped(self) -> bool:
        """Whether an entry beside the photo may take more than a line."""
        beside = self.groups[0][1] if self.photo is not None else []
        return any(self._lines(each) > 1 for each in beside)

    def _fitting(self, member: KeyValueRow, most: int) -> Iterator[KeyValueRow]:
        """Yield a row, parted where a value would have no room for four characters."""
        columns = member.columns or most
        while (
            columns > 1
            and (self._end(member) - self.left) / columns - self.label < (4 + 2 * _PAD) * self.size
        ):
            columns -= 1
        for start in range(0, len(member.pairs), columns):
            yield KeyValueRow(member.pairs[start : start + columns], member.group, columns)

    def _end(self, each: KeyValueRow) -> float:
        """Return where a row ends: at the right edge, or at the cell of the photo."""
        return self.narrow if each.group == self.first else self.width

    def _places(self, each: KeyValueRow) -> list[float]:
        """Return where labels and values of a row begin, and where the last value ends."""
        end = self._end(each)
        step = (end - self.left) / each.columns
        starts = [self.left + number * step for number in range(len(each.pairs))]
        return [at for start in starts for at in (start, start + self.label)] + [end]

    def _height(self, name: str, rows: Sequence[KeyValueRow]) -> float:
        natural = sum(self._lines(each) * TABLE_LEADING + 2 * self.up for each in rows) * self.size
        return max(natural, self._least(name))

    def _least(self, name: str) -> float:
        return (len(name) * _GROUP_LEADING + 2 * self.up) * self.size

    def _lines(self, each: KeyValueRow) -> int:
        places = self._places(each)
        rooms = [(end - start) / self.size - 2 * _PAD for start, end in pairwise(places)]
        texts = [text for pair in each.pairs for text in (pair.label, pair.value)]
        return max(line_count(text, room) for text, room in zip(texts, rooms, strict=True))

    def write(self, media: Media) -> str:
        """Return the form and the line below it."""
        rows = []
        for name, members in self.groups:
            least = self._least(name) / len(members) if name else 0.0
            for number, each in enumerate(members):
                cells = [*self._group_cell(name, number), *self._cells(each)]
                if self.photo is not None and name == self.first:
                    cells.append(self._photo_cell(members, number, media))
                rows.append(row(cells, self.edges, height=least))
        margins = cell_margins(self.up * self.size, _PAD * self.size)
        return table(self.edges, rows, margins) + gap(0.6 * self.size)

    def _photo_cell(self, members: Sequence[KeyValueRow], number: int, media: Media) -> Cell:
        """Return the cell of the photo at the right edge, as high as all rows of the group."""
        start, end = self.edges.index(twips(self.narrow)), len(self.edges) - 1
        if number or self.photo is None:
            return Cell(start, end, "", merged="continue")
        width = self.width - self.narrow - 2 * _PAD * self.size
        # as if no entry were wrapped: a higher photo would push the last row apart
        height = (len(members) * (TABLE_LEADING + 2 * self.up) - 2 * self.up) * self.size
        return Cell(start, end, write_beside(self.photo, (width, height), self.size, media), merged="restart")

    def _group_cell(self, name: str, number: int) -> Iterator[Cell]:
        """Yield the cell of the group at the left edge; it is so narrow that its name runs downwards."""
        if not self.left:
            return
        line = (exactly(self.size * _GROUP_LEADING),)
        label = paragraph("TableHead", run(clean(name), *self.letters), properties=line)
        merged = "continue" if number else "restart"
        yield Cell(0, self.edges.index(twips(self.left)), "" if number else label, bool(name), merged)

    def _cells(self, each: KeyValueRow) -> Iterator[Cell]:
        places = [self.edges.index(twips(at)) for at in self._places(each)]
        for number, pair in enumerate(each.pairs):
            start, middle, end = places[2 * number : 2 * number + 3]
            label = spread(pair.label, 4, self.size, *self.letters)
            yield Cell(start, middle, paragraph("TableHead", label, properties=self.line), shaded=True)
            form = (*self.line, el("jc", val="left"))
            value = run(clean(pair.value), *self.letters)
            yield Cell(middle, end, paragraph("TableText", value, properties=form))
