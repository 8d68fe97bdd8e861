"""The ballots typed so far, the latest first: what is being written, what was not taken and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models import vocab
from ui.meetings.ballot_entry import Paper, choice_told
from ui.meetings.lines import area_told, called
from ui.widgets.plain_table import PlainRow, Tone

if TYPE_CHECKING:
    from services.meetings.ballot_list import BallotLine
    from services.meetings.roll import Line

SHOWN = 300
"""Ballots that are listed; all others are found by their number."""
Key = bytes | int | str


@dataclass(frozen=True, slots=True)
class Entered:
    """One ballot as it was typed.

    Attributes:
        key: line of the roll, number of the paper, or entrance with its choice.
        whose: as it is listed.
        area: of the dwelling, 0.01 m².
        said: what is marked, in words.
        origin: where it came from, in words.
        id: as it is stored, None while it is being written.
        problem: why it was not taken, "" otherwise.
        note: remark.
    """

    key: Key
    whose: str
    area: int | None
    said: str
    origin: str
    id: bytes | None = None
    problem: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """What is marked and where it came from."""
        return f"{self.said}（{self.origin}）" if self.origin else self.said


class EnteredList:
    """All ballots of one entry, in the order in which they are listed."""

    def __init__(self) -> None:
        self._by_key: dict[Key, Entered] = {}

    def take(
        self, found: "Iterable[BallotLine]", lines: "Mapping[bytes, Line]", names: tuple[str, ...]
    ) -> None:
        """Take what is stored; what was not written stays in front."""
        refused = [each for each in self._by_key.values() if each.problem]
        self._by_key = {}
        for each in found:
            ballot = _stored(each, lines, names)
            self._by_key[ballot.key] = ballot
        for lost in refused:
            self._by_key.setdefault(lost.key, lost)

    def clear(self) -> None:
        """Forget everything: another vote is counted."""
        self._by_key = {}

    def begin(self, paper: Paper, line: "Line | None", names: tuple[str, ...]) -> Entered | None:
        """Note a paper that is being written; returns what stood there before."""
        before = self._by_key.pop(paper.key, None)
        whose = called(line) if line is not None else f"第{paper.number}号票"
        origin = vocab.BALLOT_ORIGIN.label(paper.origin) if paper.origin else ""
        said = choice_told(paper.choice, paper.picks, names)
        area = line.area if line is not None else None
        self._by_key[paper.key] = Entered(paper.key, whose, area, said, origin, note=paper.note)
        return before

    def written(self, key: Key, ballot_id: bytes) -> None:
        """Note that a paper is stored."""
        if key in self._by_key:
            self._by_key[key] = replace(self._by_key[key], id=ballot_id, problem="")

    def refused(self, key: Key, problem: str, before: Entered | None) -> None:
        """Note that a paper was not taken; what stood there before is there again."""
        lost = self._by_key.pop(key, None)
        if before is not None and not before.problem:
            self._by_key[key] = before
        elif lost is not None:
            self._by_key[key] = replace(lost, problem=problem)

    def find(self, key: Key) -> Entered | None:
        """Return one ballot."""
        return self._by_key.get(key)

    @property
    def taken(self) -> dict[bytes | int, str]:
        """What was entered already, in words, by line or number."""
        return {
            key: each.words
            for key, each in self._by_key.items()
            if not isinstance(key, str) and not each.problem
        }

    def __len__(self) -> int:
        return sum(not each.problem for each in self._by_key.values())

    def rows(self) -> list[PlainRow]:
        """Return the latest ballots as they are listed."""
        latest = list(self._by_key.values())[: -SHOWN - 1 : -1]
        return [_row(each) for each in latest]


def _stored(each: "BallotLine", lines: "Mapping[bytes, Line]", names: tuple[str, ...]) -> Entered:
    line = lines.get(each.attendee_id) if each.attendee_id is not None else None
    key: Key = each.attendee_id or each.paper or f"{each.place}\n{each.choice}"
    said = choice_told(each.choice, each.picks, names)
    if each.attendee_id is None and each.paper is None:
        said = f"{said}{each.papers}票"
    origin = vocab.BALLOT_ORIGIN.label(each.origin) if each.origin else ""
    area = line.area if line is not None else None
    whose = called(line) if line is not None else each.label
    return Entered(key, whose, area, said, origin, each.id, "", each.note)


def _row(each: Entered) -> PlainRow:
    state = f"没有记下：{each.problem}" if each.problem else "正在记" if each.id is None else each.note
    tone: Tone = "error" if each.problem else "muted" if each.id is None else ""
    cells = (each.whose, area_told(each.area), each.said, each.origin, state)
    return PlainRow(each.key, cells, tones=("", "", "", "", tone))
