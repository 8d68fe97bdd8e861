"""The document model: what stands on a sheet, free of any renderer.

Builders make these values from facts; `pdf` turns them into pages, `word` into a file to be edited. Text is
plain; a line break inside a text is a line break on the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Paper = Literal["a4", "a3", "a2"]
# "name" centres a person's name, one of two characters pulled apart to the width of three; "decimal" stands
# the figures of a column with their points under each other.
Align = Literal["left", "center", "right", "name", "decimal"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, flush on both sides.

    Attributes:
        text: the whole text.
        indent: turns its first line in by two characters.
        align: how it stands.
        lead: how many characters at its front are a label (出席：); they are set in 黑体, and further lines
            hang under what follows them (GB/T 9704-2012, 10.3).
    """

    text: str
    indent: bool = True
    align: Align = "left"
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, its number in the text: level 1 “一、”, 2 “（一）”, 3 “1.”, 4 “（1）” (GB/T 9704, 7.3.3)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class RunIn:
    """A paragraph that begins with its heading: “（一）加强领导。各社区要……”, each part in its own face."""

    heading: str
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Attachments:
    """The note 附件：1.… under the text; a long name is turned over under its first character (7.3.4)."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """An attachment on a page of its own: label (附件1) on the first line, title on the third (7.3.7)."""

    label: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo, upright.

    Attributes:
        data: JPEG or PNG as it is kept; each renderer makes it as small as its place on the paper asks for.
        width, height: in pixels.
        caption: printed below it, and its description for whoever cannot see it; empty for none.
        digest: SHA-256 in hexadecimal digits; the check code of a sheet covers it.
    """

    data: bytes = field(repr=False)
    width: int
    height: int
    caption: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class KeyValue:
    """One field of a form: its label and what is entered, empty where nothing is known."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class KeyValueRow:
    """Fields side by side.

    Attributes:
        pairs: the fields; fewer than there are columns leave the last value wide.
        group: names the part of the form the row belongs to; neighbouring rows of one group share a cell at
            the left edge.
        columns: how many fields this row has room for, 0 for as many as the table's rows have.
    """

    pairs: tuple[KeyValue, ...]
    group: str = ""
    columns: int = 0


@dataclass(frozen=True, slots=True)
class KeyValueTable:
    """A ruled form.

    Attributes:
        rows: its fields.
        columns: how many fields stand side by side.
        photo: stands in a cell of its own at the right edge, beside the rows of the first group.
        tight: set no larger than a table, on a sheet that should end on the page it begins on.
    """

    rows: tuple[KeyValueRow, ...]
    columns: int = 2
    photo: Photo | None = None
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, share of the width, and how its cells stand."""

    title: str
    share: float = 1.0
    align: Align = "center"


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. Its head is repeated on every page; cells are wrapped, never clipped."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    repeat_head: bool = True
    tight: bool = False


@dataclass(frozen=True, slots=True)
class OrgNode:
    """A box of an organisation chart: title, names of persons, further lines, and what stands under it."""

    title: str
    names: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    children: tuple[OrgNode, ...] = ()


@dataclass(frozen=True, slots=True)
class OrgChart:
    """A drawn organisation chart."""

    root: OrgNode


@dataclass(frozen=True, slots=True)
class DiagramStep:
    """A step of a matter: its name, and the day it was taken, empty where it lies ahead."""

    name: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class StepDiagram:
    """The steps of a matter side by side.

    Attributes:
        groups: names over neighbouring steps, each with how many they are (一征 1, 三议 3, 两公开 2).
        steps: in their order.
        present: which of them this sheet is, counted from 0.
    """

    groups: tuple[tuple[str, int], ...]
    steps: tuple[DiagramStep, ...]
    present: int


@dataclass(frozen=True, slots=True)
class Photos:
    """Photos side by side, of one height, each over its caption; never parted by the end of a page.

    Attributes:
        photos: from left to right.
        columns: for how many of them the row has room, 0 for as many as there are.
        tallest: most height of a photo, as a share of the type area's.
    """

    photos: tuple[Photo, ...]
    columns: int = 0
    tallest: float = 0.45


@dataclass(frozen=True, slots=True)
class Signature:
    """Organ and date under the text (GB/T 9704-2012, 7.3.5), with room for a seal unless there is none."""

    organ: str
    date: str
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in smaller type."""

    text: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A QR code with lines of text beside it; the first line is set as a heading.

    `payload` is best of capital letters, digits and $%*+-./: which take the least room.
    """

    payload: str
    lines: tuple[str, ...]


Block = (
    Paragraph
    | Heading
    | RunIn
    | Attachments
    | Annex
    | KeyValueTable
    | Table
    | OrgChart
    | StepDiagram
    | Photos
    | Signature
    | Note
    | Coded
)


@dataclass(frozen=True, slots=True)
class Margins:
    """Distance of the type area from the paper's edges in millimetres; by default as GB/T 9704-2012, 5.2."""

    top: float = 37.0
    left: float = 28.0
    right: float = 26.0
    bottom: float = 35.0


@dataclass(frozen=True, slots=True)
class CheckMark:
    """What a sheet is checked by: what its QR code holds, and the code beside it as it is printed.

    `number` is the number and version of an issued notice as printed, "" for none.
    """

    payload: str
    code: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One sheet, of one page or several.

    Attributes:
        title: set large and centred; also the title in the file.
        subtitle: a line under the title, empty for none.
        blocks: what follows, in order.
        paper: 'a4', 'a3' or 'a2'; `landscape` turns it.
        unit: the office that answers for the sheet; written into the file as its author.
        issue_date: ISO date written into the file; empty for none.
        large_print: bigger type throughout, for older readers.
        margins: of the type area.
        names: proper names in the title that its lines do not split.
        tiled: set on A4 sheets that are joined to one of `paper`.
        check: stands under every page; None for none.
        number: 发文字号 as printed under the title, empty for none.
        free_line: one line is left free between the head and the text (GB/T 9704-2012, 7.3.2).
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    paper: Paper = "a4"
    landscape: bool = False
    unit: str = ""
    issue_date: str = ""
    large_print: bool = False
    margins: Margins = Margins()
    names: tuple[str, ...] = ()
    tiled: bool = False
    check: CheckMark | None = None
    number: str = ""
    free_line: bool = False
