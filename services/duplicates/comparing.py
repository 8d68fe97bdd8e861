"""Two records side by side, field by field: what agrees, what only one has, where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from services.office import Context
from services.records import ShownField, read, row_of
from services.shown import HIDDEN
from services.subjects import Subject, subject

Which = Literal["keep", "drop"]
"""Whose value is taken: that of the record that stays, or of the one that goes into the recycle bin."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records.

    Attributes:
        name: the column, and
        label: what the user reads.
        keep: text of the record that stays.
        drop: text of the other.
        taken: whose value is taken unless somebody chooses.
        differs: whether both have a value, and not the same: somebody should choose.
    """

    name: str
    label: str
    keep: str
    drop: str
    taken: Which
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records side by side.

    Attributes:
        kind: kind of their subject.
        keep: the record that stays, with its name.
        drop: the record that goes.
        names: names of both.
        lines: every field that at least one of them has.
        moved: what hangs on the one that goes and is moved: label and number.
    """

    kind: str
    keep: bytes
    drop: bytes
    names: tuple[str, str]
    lines: tuple[Line, ...]
    moved: tuple[tuple[str, int], ...] = ()

    @property
    def differing(self) -> int:
        """Number of fields in which both say something else."""
        return sum(line.differs for line in self.lines)


def compare(context: Context, kind: str, keep: bytes, drop: bytes) -> Comparison:
    """Return two records side by side.

    Args:
        context: read on the reader's thread.
        kind: kind of their subject.
        keep: the record that would stay.
        drop: the record that would go into the recycle bin.

    Raises:
        NotFound: one of them is gone.
    """
    from services.duplicates.references import counted

    described = subject(kind)
    first, second = read(context, kind, keep), read(context, kind, drop)
    ours_stored, theirs_stored = row_of(context, described, keep), row_of(context, described, drop)
    lines = []
    for (_, ours), (_, theirs) in zip(first.sections, second.sections, strict=True):
        for one, two in zip(ours, theirs, strict=True):
            name = one.field.name
            line = _line(one, two, ours_stored[name] == theirs_stored[name])
            if line is not None:
                lines.append(line)
    names = (first.name, second.name)
    return Comparison(kind, keep, drop, names, tuple(lines), counted(context.reader, described.table, drop))


def _line(keep: ShownField, drop: ShownField, equal: bool) -> Line | None:
    """Return a field of both; numbers that are masked may look the same and differ."""
    if not keep.text and not drop.text:
        return None
    hidden = keep.field.kind in HIDDEN
    same = (equal and keep.companion == drop.companion) or (not hidden and keep.text == drop.text)
    taken: Which = "drop" if not keep.text else "keep"
    field = keep.field
    return Line(
        field.name, field.label, keep.text, drop.text, taken, bool(keep.text and drop.text and not same)
    )


def taken_values(
    context: Context, described: Subject, keep: bytes, drop: bytes, chosen: Mapping[str, Which]
) -> dict[str, Any]:
    """Return what the record that stays gets: the values chosen, and those only the other has.

    Raises:
        NotFound: one of them is gone.
    """
    ours, theirs = row_of(context, described, keep), row_of(context, described, drop)
    values: dict[str, Any] = {}
    for section in described.sections:
        for field in section.fields:
            empty = ours[field.name] is None and not (field.companion and ours[field.companion])
            which = chosen.get(field.name, "drop" if empty else "keep")
            if which == "drop":
                values[field.name] = theirs[field.name]
                if field.companion:
                    values[field.companion] = theirs[field.companion]
    return {name: value for name, value in values.items() if value != ours[name]}
