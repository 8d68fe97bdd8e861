"""The papers of a round typed so far, the latest first: what is being written, what was not taken and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models import vocab
from ui.widgets.plain_table import PlainRow, Tone

if TYPE_CHECKING:
    from services.appraisal_record import AnswerLine

SHOWN = 300
"""Papers that are listed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A paper as it was typed.

    Attributes:
        key: tells it apart while it is being written, then its id.
        name: as it is listed: 第3号表, 3号楼2单元501, 6份.
        side: of vocab.APPRAISAL_SIDE.
        paper, dwelling_id, papers: its number, its door, how many alike.
        digits: its grades as typed.
        comment: what was written on it.
        id: as it is stored, None while it is being written.
        problem: why it was not taken, "" otherwise.
    """

    key: bytes | int
    name: str
    side: str
    paper: int | None
    dwelling_id: bytes | None
    papers: int
    digits: str
    comment: str = ""
    id: bytes | None = None
    problem: str = ""


class TypedList:
    """All papers of a round in the order they were typed."""

    def __init__(self) -> None:
        self._known: dict[bytes | int, Typed] = {}
        self._count = 0

    def take(self, lines: "Iterable[AnswerLine]") -> None:
        """Take what is stored; what is being written or was not taken stays in front."""
        waiting = {key: each for key, each in self._known.items() if each.id is None}
        self._known = {}
        self._known.update((each.id, _stored(each)) for each in lines)
        self._known.update(waiting)

    def begin(self, given: Typed) -> int:
        """Note a paper that is being written; returns the key it has until it is stored."""
        self._count += 1
        self._known[self._count] = replace(given, key=self._count, id=None)
        return self._count

    def written(self, key: int, stored: bytes) -> None:
        """Note that a paper is stored; one that was altered leaves its old place."""
        found = self._known.pop(key, None)
        if found is not None:
            self._known.pop(stored, None)
            self._known[stored] = replace(found, key=stored, id=stored, problem="")

    def refused(self, key: int, problem: str) -> None:
        """Note that a paper was not taken."""
        if key in self._known:
            self._known[key] = replace(self._known[key], problem=problem)

    def drop(self, key: bytes | int) -> None:
        """Take a paper off the list."""
        self._known.pop(key, None)

    def find(self, key: bytes | int) -> Typed | None:
        """Return one paper."""
        return self._known.get(key)

    def of(self, side: str, *, paper: int | None = None, door: bytes | None = None) -> Typed | None:
        """Return the paper with a number, or of a door, None where there is none."""
        for each in self._known.values():
            if each.side == side and not each.problem:
                if paper is not None and each.paper == paper:
                    return each
                if door is not None and each.dwelling_id == door:
                    return each
        return None

    def next_paper(self, side: str) -> int:
        """Return the first number after the highest one typed for a side."""
        used = [each.paper or 0 for each in self._known.values() if each.side == side and not each.problem]
        return max(used, default=0) + 1

    def rows(self) -> list[PlainRow]:
        """Return the latest papers as they are listed."""
        return [_row(each) for each in list(self._known.values())[: -SHOWN - 1 : -1]]


def _stored(line: "AnswerLine") -> Typed:
    return Typed(
        line.id,
        line.name,
        line.side,
        line.paper,
        line.dwelling_id,
        line.papers,
        line.digits,
        line.comment,
        line.id,
    )


def _row(each: Typed) -> PlainRow:
    state = each.problem or ("正在存" if each.id is None else each.comment)
    tone: Tone = "error" if each.problem else "muted" if each.id is None else ""
    side = vocab.APPRAISAL_SIDE.label(each.side)
    cells = (each.name, side, " ".join(each.digits), str(each.papers), state)
    return PlainRow(each.key, cells, tones=("", "", "", "", tone))
