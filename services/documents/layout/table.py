"""Ruled tables and forms: columns, wrapped cells, heads repeated over pages, shared cells at the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

from services.documents.fonts.roles import Role
from services.documents.layout.decimals import decimal_offsets
from services.documents.layout.flow import Flow
from services.documents.layout.lines import Line
from services.documents.layout.page import Box, Rule
from services.documents.layout.photos import set_beside, share_beside
from services.documents.layout.text import Placing, Style
from services.documents.model import Column, KeyValueRow, KeyValueTable, Photo, Table

_EDGE, _INNER = 1.0, 0.5
# Space inside a cell, as shares of the type size.
_PAD_X, _PAD_Y, _LEADING = 0.4, 0.42, 1.3
_LABEL_GREY = 0.95
# Forms are set larger than tables, and with more air, while they stay on their page: (size, space above).
_FORM_SIZES = ((7 / 6, 0.6), (7 / 6, _PAD_Y), (13 / 12, _PAD_Y), (1.0, _PAD_Y), (1.0, 0.3), (1.0, 0.2))
SHORT_FORM = 4
"""A form of no more rows than these is not parted: it is there to be signed."""
_TIGHT_SIZES = _FORM_SIZES[-2:]
_GROUP_LEADING = 1.12
# Entries that say there is nothing; they stand in the middle also of a column of text.
_NOTHING = ("—", "无", "")


@dataclass(frozen=True, slots=True)
class Cell:
    """Wrapped text between two column edges (offsets from the table's left edge, points)."""

    left: float
    right: float
    lines: tuple[Line, ...]
    style: Style
    align: Placing
    shaded: bool = False
    pad: float = _PAD_Y
    # Where a figure stands from the cell's left padding, points; None for other cells.
    offset: float | None = None

    def height(self) -> float:
        """Height with the space above and below."""
        return (len(self.lines) * _LEADING + 2 * self.pad) * self.style.size


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side."""

    cells: tuple[Cell, ...]
    extra: float = 0.0

    @property
    def height(self) -> float:
        """Height of the tallest cell and what the row is enlarged by."""
        return max(cell.height() for cell in self.cells) + self.extra


class _Ruler:
    """Makes the cells of one table: knows the pages, and the type size of this table."""

    def __init__(self, flow: Flow, size: float, pad_y: float = _PAD_Y) -> None:
        self.flow, self.size, self.text, self.pad_y = flow, size, flow.text, pad_y
        self.pad = _PAD_X * size

    def cell(self, text: str, span: tuple[float, float], role: Role, align: Placing, where: str) -> Cell:
        """Wrap a text between two offsets; cells of the label face are shaded."""
        style = Style(role, self.size)
        lines = self.text.lines(text, style, span[1] - span[0] - 2 * self.pad, where)
        return Cell(*span, tuple(lines), style, align, role == "heading1", self.pad_y)

    def natural_width(self, text: str, role: Role, where: str) -> float:
        """Return the width a cell takes when nothing in it is wrapped."""
        style = Style(role, self.size)
        widths = [self.text.width(line, style, where) for line in text.split("\n")]
        return max(widths) + 2 * self.pad + 0.5


def set_table(flow: Flow, block: Table) -> None:
    """Set a table; rows go to the next page whole, a row taller than a page is cut between lines."""
    ruler = _Ruler(flow, flow.sizes.table, _TIGHT_SIZES[-1][1] if block.tight else _PAD_Y)
    edges = _edges(ruler, block)
    head = _head_row(ruler, block.columns, edges)
    rows = [_body_row(ruler, block.columns, values, edges) for values in block.rows]
    rows = _aligned(ruler, block, rows)
    limit = flow.page_room - head.height
    rows = [part for row in rows for part in _split(row, limit)]
    flow.skip(0.3 * ruler.size)
    flow.need(head.height + (rows[0].height if rows else 0))
    frame = _Frame(flow)
    frame.add(head)
    tail = _tail(flow, rows, 0.6 * ruler.size)
    for number, row in enumerate(rows):
        if (tail if number == len(rows) - 2 else row.height) > flow.room + 0.01:
            frame.close()
            flow.new_page()
            frame = _Frame(flow)
            if block.repeat_head:
                frame.add(head)
        frame.add(row)
    frame.close()
    flow.skip(0.6 * ruler.size)


def _tail(flow: Flow, rows: Sequence[Row], below: float) -> float:
    """Return the height of the last two rows of a table, with the closing block where one follows."""
    heights = [row.height for row in rows[-2:]]
    both = sum(heights) + below + flow.kept.least
    # The first row stays with the head and the heading above it.
    carried = flow.kept.closes and len(rows) > 2 and both <= flow.page_room / 2
    return both if carried else sum(heights[:1])


def set_form(flow: Flow, block: KeyValueTable) -> None:
    """Set a form of labelled fields as roomy as it still stays on its page.

    A group of rows stays on one page when it fits on one, and so does a short form with what it keeps.
    """
    ruler, groups = _roomiest(flow, block)
    if len(block.rows) <= SHORT_FORM:
        height = sum(row.height for _, rows in groups for row in rows) + flow.kept.height
        if height <= flow.page_room / 2:
            flow.need(height)
    frame: _Frame | None = None
    photo = block.photo
    for name, rows in groups:
        frame = _add_group(ruler, frame, name, rows, photo)
        photo = None
    if frame:
        frame.close()
    flow.skip(0.6 * ruler.size)


def form_height(flow: Flow, block: KeyValueTable) -> float:
    """Return the height of a form as tight as it is set, with the space below it, in points."""
    share, pad_y = _FORM_SIZES[-1]
    ruler = _Ruler(flow, flow.sizes.table * share, pad_y)
    return sum(row.height for _, rows in _form_groups(ruler, block) for row in rows) + 0.6 * ruler.size


def _roomiest(flow: Flow, block: KeyValueTable) -> tuple[_Ruler, list[tuple[str, list[Row]]]]:
    """Return the rows of a form as large as they still stay on its page.

    Beside a photo rather smaller than with wrapped entries, where that is enough.
    """
    fitting: list[tuple[_Ruler, list[tuple[str, list[Row]]]]] = []
    for share, pad_y in _TIGHT_SIZES if block.tight else _FORM_SIZES:
        ruler = _Ruler(flow, flow.sizes.table * share, pad_y)
        groups = _form_groups(ruler, block)
        height = sum(row.height for _, rows in groups for row in rows)
        if height + 0.6 * ruler.size <= flow.room - flow.reserve:
            fitting.append((ruler, groups))
            beside = groups[0][1] if block.photo is not None and groups else []
            if all(len(cell.lines) <= 1 for row in beside for cell in row.cells):
                return fitting[-1]
    return fitting[0] if fitting else (ruler, groups)


def _form_groups(ruler: _Ruler, block: KeyValueTable) -> list[tuple[str, list[Row]]]:
    size = ruler.size
    left = _group_width(size) if any(row.group for row in block.rows) else 0.0
    labels = [ruler.natural_width(p.label, "heading1", p.label) for r in block.rows for p in r.pairs]
    label_width = min(max(labels, default=0.0), 6.5 * size)
    groups: list[tuple[str, list[Row]]] = []
    for name, members in groupby(block.rows, key=lambda row: row.group):
        rows: list[Row] = []
        width = ruler.flow.width
        if block.photo is not None and not groups:
            width *= 1 - share_beside(block.photo)
        for row in members:
            columns = row.columns or block.columns
            # A value needs room for four characters; in large type fewer fields stand side by side.
            while columns > 1 and (width - left) / columns - label_width < 4 * size + 2 * ruler.pad:
                columns -= 1
            for start in range(0, len(row.pairs), columns):
                part = KeyValueRow(row.pairs[start : start + columns], name, columns)
                rows.append(_form_row(ruler, part, (left, width), label_width))
        missing = (len(name) * _GROUP_LEADING + 0.4) * size - sum(row.height for row in rows)
        if missing > 0:
            rows = [Row(row.cells, missing / len(rows)) for row in rows]
        groups.append((name, rows))
    return groups


def _group_width(size: float) -> float:
    return size * (1 + 3 * _PAD_X)


def _add_group(
    ruler: _Ruler, frame: _Frame | None, name: str, rows: list[Row], photo: Photo | None = None
) -> _Frame:
    """Add the rows of a group with its name at the left and, on its first page, a photo at the right."""
    flow = ruler.flow
    total = sum(row.height for row in rows)
    if frame and total > flow.room + 0.01 and total <= flow.page_room:
        frame.close()
        flow.new_page()
        frame = None
    frame = frame or _Frame(flow)
    start = flow.y
    for row in (part for whole in rows for part in _split(whole, flow.page_room)):
        if row.height > flow.room + 0.01:
            _draw_group(ruler, name, start)
            _draw_photo(ruler, photo, start)
            photo = None
            frame.close()
            flow.new_page()
            frame, start = _Frame(flow), flow.y
        frame.add(row)
    _draw_group(ruler, name, start)
    _draw_photo(ruler, photo, start)
    return frame


def _draw_photo(ruler: _Ruler, photo: Photo | None, start: float) -> None:
    """Draw the cell of a photo from `start` to where the rows beside it end."""
    flow = ruler.flow
    if photo is None:
        return
    wide = flow.width * share_beside(photo)
    left, right = flow.left + flow.width - wide, flow.left + flow.width
    flow.add(Rule(left, start, left, flow.y, _INNER), Rule(left, flow.y, right, flow.y, _INNER))
    set_beside(flow, photo, (left, start, wide, flow.y - start), ruler.size)


def _draw_group(ruler: _Ruler, name: str, start: float) -> None:
    flow, width = ruler.flow, _group_width(ruler.size)
    if not name or flow.y <= start:
        return
    style = Style("heading1", ruler.size)
    step, height = style.size * _GROUP_LEADING, flow.y - start
    lines = flow.text.lines("\n".join(name), style, width, name)
    if len(lines) * step > height:
        lines = flow.text.lines(name, style, width, name)
    flow.pages[-1].items.insert(0, Box(flow.left, start, width, height, 0.0, _LABEL_GREY))
    top = start + (height - len(lines) * step) / 2 + (step - style.size) / 2
    for number, line in enumerate(lines):
        flow.add(flow.text.place(line, style, flow.left, top + number * step, width, "center"))
    flow.add(Rule(flow.left, flow.y, flow.left + width, flow.y, _INNER))
    flow.add(Rule(flow.left + width, start, flow.left + width, flow.y, _INNER))


def _form_row(ruler: _Ruler, row: KeyValueRow, span: tuple[float, float], label_width: float) -> Row:
    left, width = span
    step = (width - left) / row.columns
    cells = []
    for number, pair in enumerate(row.pairs):
        start = left + number * step
        end = width if number == len(row.pairs) - 1 else start + step
        middle = start + label_width
        cells.append(ruler.cell(pair.label, (start, middle), "heading1", "label", pair.label))
        cells.append(ruler.cell(pair.value, (middle, end), "body", "left", pair.label))
    return Row(tuple(cells))


def _head_row(ruler: _Ruler, columns: Sequence[Column], edges: Sequence[float]) -> Row:
    spans = pairwise(edges)
    return Row(
        tuple(
            ruler.cell(c.title, s, "heading1", "center", "表头") for c, s in zip(columns, spans, strict=True)
        )
    )


def _body_row(ruler: _Ruler, columns: Sequence[Column], values: Sequence[str], edges: Sequence[float]) -> Row:
    cells = []
    for column, value, span in zip(columns, values, pairwise(edges), strict=True):
        align: Placing = "center" if value in _NOTHING else column.align
        cells.append(ruler.cell(value, span, "body", align, column.title))
    return Row(tuple(cells))


def _aligned(ruler: _Ruler, block: Table, rows: Sequence[Row]) -> list[Row]:
    """Stand the figures of decimal columns with their points under each other, the widest in the middle."""
    aligned = [list(row.cells) for row in rows]
    style = Style("body", ruler.size)
    for number, column in enumerate(block.columns):
        if column.align != "decimal":
            continue
        values = [row[number] for row in block.rows]
        offsets, width = decimal_offsets(ruler.text, values, style, column.title)
        for cells, offset in zip(aligned, offsets, strict=True):
            cell = cells[number]
            spare = cell.right - cell.left - 2 * ruler.pad - width
            fits = offset is not None and len(cell.lines) == 1 and spare >= 0
            where = offset + spare / 2 if fits and offset is not None else None
            cells[number] = replace(cell, align="left" if fits else "center", offset=where)
    return [replace(row, cells=tuple(cells)) for row, cells in zip(rows, aligned, strict=True)]


def _edges(ruler: _Ruler, block: Table) -> list[float]:
    """Share the width out so that short entries are not wrapped for the sake of long ones."""
    width, size = ruler.flow.width, ruler.size
    heads = [ruler.natural_width(column.title, "heading1", "表头") for column in block.columns]
    entries = [
        max((ruler.natural_width(row[i], "body", column.title) for row in block.rows), default=0.0)
        for i, column in enumerate(block.columns)
    ]
    for i, column in enumerate(block.columns):
        if column.align == "decimal":
            # Room for the longest figure before the point and the longest behind it.
            style, values = Style("body", size), [row[i] for row in block.rows]
            block_width = decimal_offsets(ruler.text, values, style, column.title)[1]
            entries[i] = max(entries[i], block_width + 2 * ruler.pad + 0.5)
    naturals = [max(pair) for pair in zip(heads, entries, strict=True)]
    if sum(naturals) > width:
        # Rather two lines in the head than in every entry.
        naturals = [max(min(head, 4 * size), entry) for head, entry in zip(heads, entries, strict=True)]
    shares = [column.share for column in block.columns]
    widths = share_out(width, naturals, shares, least=5.6 * size)
    return list(accumulate(widths, initial=0.0))


def share_out(width: float, naturals: Sequence[float], shares: Sequence[float], least: float) -> list[float]:
    """Return column widths that fill `width`.

    Args:
        width: of the table.
        naturals: what each column needs to wrap nothing.
        shares: how spare room, or what room there is for long entries, is divided.
        least: a column that needs no more than this is not wrapped while others can be.
    """
    spare = width - sum(naturals)
    if spare >= 0:
        return [need + spare * share / sum(shares) for need, share in zip(naturals, shares, strict=True)]
    widths = [0.0] * len(naturals)
    waiting, room = sorted(range(len(naturals)), key=lambda i: naturals[i]), width
    while waiting:
        first = waiting[0]
        fair = room * shares[first] / sum(shares[i] for i in waiting)
        keeps = naturals[first] <= least and room - naturals[first] >= least / 2 * (len(waiting) - 1)
        if naturals[first] > fair and not keeps:
            for i in waiting:
                widths[i] = room * shares[i] / sum(shares[k] for k in waiting)
            break
        widths[first] = naturals[first]
        room -= naturals[first]
        waiting.pop(0)
    return widths


def _split(row: Row, limit: float) -> list[Row]:
    """Cut a row that is taller than a page into rows that fit."""
    if row.height <= limit:
        return [row]
    size = row.cells[0].style.size
    count = max(1, int((limit - 2 * row.cells[0].pad * size) / (size * _LEADING)))
    most = max(len(cell.lines) for cell in row.cells)
    parts = []
    for start in range(0, most, count):
        cells = [replace(cell, lines=cell.lines[start : start + count]) for cell in row.cells]
        parts.append(Row(tuple(cells)))
    return parts


class _Frame:
    """The part of a table on one page: draws rows, then the rules around them."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._page = flow.pages[-1]
        self._top = flow.y

    def add(self, row: Row) -> None:
        flow, height = self._flow, row.height
        for cell in row.cells:
            _draw_cell(flow, cell, height)
        last = row.cells[-1].right
        first = row.cells[0].left
        for cell in row.cells[1:]:
            flow.add(Rule(flow.left + cell.left, flow.y, flow.left + cell.left, flow.y + height, _INNER))
        flow.y += height
        flow.add(Rule(flow.left + first, flow.y, flow.left + last, flow.y, _INNER))

    def close(self) -> None:
        flow = self._flow
        if flow.y > self._top:
            self._page.items.append(Box(flow.left, self._top, flow.width, flow.y - self._top, _EDGE))


def _draw_cell(flow: Flow, cell: Cell, height: float) -> None:
    style = cell.style
    step = style.size * _LEADING
    x = flow.left + cell.left
    if cell.shaded:
        flow.pages[-1].items.insert(0, Box(x, flow.y, cell.right - cell.left, height, 0.0, _LABEL_GREY))
    top = flow.y + (height - len(cell.lines) * step) / 2 + (step - style.size) / 2
    pad = _PAD_X * style.size
    x += cell.offset or 0.0
    for number, line in enumerate(cell.lines):
        room = cell.right - cell.left - 2 * pad
        flow.add(flow.text.place(line, style, x + pad, top + number * step, room, cell.align))
