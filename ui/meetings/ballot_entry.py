"""One paper ballot typed in: its number, a key for what is marked, Enter; the next one follows at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models import vocab
from ui.meetings.finding import Finder
from ui.meetings.lines import area_told, called
from ui.meetings.pads import Pads
from ui.meetings.search_line import SearchLine
from ui.widgets import style

if TYPE_CHECKING:
    from services.meetings.roll import Line

_LINE_WIDTH = 240


@dataclass(frozen=True, slots=True)
class Paper:
    """One ballot paper as it was typed.

    Attributes:
        line: of the roll, None for a secret ballot.
        number: running number of a secret ballot, 0 for others.
        choice: of vocab.BALLOT_CHOICE; of an election "for" where somebody is marked.
        picks: candidates marked, counted from 1.
        origin: of vocab.BALLOT_ORIGIN.
        note: why a paper counts as invalid, "" otherwise.
    """

    line: bytes | None
    number: int
    choice: str
    picks: tuple[int, ...] = ()
    origin: str | None = None
    note: str = ""

    @property
    def key(self) -> bytes | int:
        """What tells papers apart: the line of the roll, or the running number."""
        return self.line if self.line is not None else self.number


Taken = Mapping[bytes | int, str]
"""What was entered already, by line of the roll or number, in words."""


class BallotEntry(QWidget):
    """Where ballots are typed.

    Signals:
        saved: a paper is complete: a `Paper`.
    """

    saved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._finder = Finder((), {})
        self._lines: dict[bytes, Line] = {}
        self._taken: Taken = {}
        self._entrance: tuple[str, ...] = ()
        self._secret = False
        self._paper: bytes | int | None = None
        self._usual: str | None = None
        self.label = QLabel("门牌号(&M)")
        self.number = SearchLine("门牌号", "3-2-501")
        self.number.setFixedWidth(style.px(_LINE_WIDTH))
        self.label.setBuddy(self.number)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setAccessibleName("这张票的提示")
        self.pads = Pads()
        row = QHBoxLayout()
        row.setSpacing(style.px(8))
        row.addWidget(self.label)
        row.addWidget(self.number)
        row.addWidget(self.told, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(6))
        column.addLayout(row)
        column.addWidget(self.pads)
        self.number.entered.connect(self._find)
        self.number.textEdited.connect(lambda _: self._say("", ""))
        self.number.given_up.connect(self.begin)
        for pad in (self.pads.choices, self.pads.picks):
            pad.taken.connect(self._take)
            pad.given_up.connect(self._back)
            pad.changed.connect(self._tell_over)
        self.setFocusProxy(self.number)

    # what is voted about

    def show_roll(self, finder: Finder, lines: "Sequence[Line]") -> None:
        """Take the roll that papers are found in."""
        self._finder = finder
        self._lines = {line.id: line for line in lines}

    def show_vote(self, *, secret: bool, candidates: Sequence[str] = (), seats: int = 0) -> None:
        """Take what is voted about.

        Args:
            secret: whether papers carry only a running number.
            candidates: of an election in their order; none for a motion.
            seats: how many may be marked.
        """
        self._secret = secret
        self.pads.show_picks(bool(candidates))
        self.pads.picks.offer(candidates, seats)
        words = "票号(&M)" if secret else "门牌号(&M)" if self._finder.by_door else "序号或姓名(&M)"
        self.label.setText(words)
        self.number.setAccessibleName(words.split("(")[0])
        self.number.setPlaceholderText(
            "下一张" if secret else "如 3-2-501，回车" if self._finder.by_door else "如 12 或姓名，回车"
        )
        self.begin()

    def show_taken(self, taken: Taken) -> None:
        """Take what was entered already."""
        self._taken = taken
        if self._secret and self._paper is None and not self.number.text():
            self.number.setPlaceholderText(f"第{self._next()}张，回车")

    def show_entrance(self, entrance: Sequence[str]) -> None:
        """Take the entrance whose papers are being counted: its rooms are typed alone."""
        self._entrance = tuple(entrance)

    # typing

    def begin(self) -> None:
        """Be ready for the next paper."""
        self._paper = None
        self.number.empty()
        if self._usual is not None:
            self.pads.front.set_origin(self._usual)
            self._usual = None
        self.pads.front.clear()
        self.pads.front.setEnabled(False)
        if self._secret:
            self.number.setPlaceholderText(f"第{self._next()}张，回车")

    def correct(self, key: bytes | int, text: str) -> None:
        """Take a paper again that was entered already.

        Args:
            key: line of the roll, or running number.
            text: what was entered, in words.
        """
        self.begin()
        line = self._lines.get(key) if isinstance(key, bytes) else None
        self.number.setText(called(line) if line is not None else str(key))
        self._to_pad(key, f"改正：原来录的是“{text}”。按新的，回车。")

    def _next(self) -> int:
        return max((key for key in self._taken if isinstance(key, int)), default=0) + 1

    def _find(self) -> None:
        if self._secret:
            self._find_number()
            return
        found = self._finder.meant(self.number.text(), self._entrance)
        if found.entry is None:
            self._say(found.problem, "error")
            self.number.selectAll()
            return
        line = self._lines.get(found.entry.key)
        if line is not None and not line.votes:
            self._say(f"{called(line)}是列席，没有表决权。", "error")
        elif found.entry.key in self._taken:
            self._say(f"{_named(line)}已经录过：{self._taken[found.entry.key]}。要改请按 F2。", "error")
            self.number.selectAll()
        else:
            self._to_pad(found.entry.key, _told(line))

    def _find_number(self) -> None:
        text = self.number.text().strip()
        if text and not text.isdecimal():
            self._say("票号是数字，不写就是下一张。", "error")
            return
        number = int(text) if text else self._next()
        if number in self._taken:
            self._say(f"第{number}张已经录过：{self._taken[number]}。要改请按 F2。", "error")
            self.number.selectAll()
        elif number < 1:
            self._say("票号从1开始。", "error")
        else:
            self.number.setText(str(number))
            self._to_pad(number, f"第{number}张")

    def again(self) -> None:
        """Correct the paper whose number stands in the line (F2)."""
        text = self.number.text().strip()
        key: bytes | int | None
        if self._secret:
            key = int(text) if text.isdecimal() else None
        else:
            found = self._finder.meant(text, self._entrance)
            key = found.entry.key if found.entry is not None else None
        if key is not None and key in self._taken:
            self.correct(key, self._taken[key])

    def _to_pad(self, key: bytes | int, words: str) -> None:
        self._paper = key
        self._say(words, "ok")
        pad = self.pads.front
        line = self._lines.get(key) if isinstance(key, bytes) else None
        if line is not None and line.proxy:
            self._usual = pad.origin
            pad.set_origin("proxy")
        pad.setEnabled(True)
        pad.setFocus(Qt.FocusReason.TabFocusReason)

    def _back(self) -> None:
        self.begin()
        self._say("", "")
        self.number.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _tell_over(self) -> None:
        picks = self.pads.picks
        if self.pads.front is picks and self._paper is not None and picks.over:
            self._say(f"选了{len(picks.picks)}人，多于应选{picks.seats}人，这张票记为无效。", "warn")

    def _take(self) -> None:
        paper = self._paper_of()
        if paper is None:
            return
        self.begin()
        self._say("", "")
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.saved.emit(paper)

    def _paper_of(self) -> Paper | None:
        key, pads = self._paper, self.pads
        if key is None:
            return None
        line, number = (key, 0) if isinstance(key, bytes) else (None, key)
        if pads.front is pads.choices:
            choice = pads.choices.choice
            if choice is None:
                self._say("请按 1 同意、2 反对、3 弃权、4 无效。", "error")
                return None
            return Paper(line, number, choice, (), pads.choices.origin)
        picks = pads.picks
        marked = tuple(sorted(at + 1 for at in picks.picks))
        over = f"选了{len(marked)}人，多于应选{picks.seats}人" if picks.over else ""
        choice = "invalid" if picks.void or picks.over else "for" if marked else "abstain"
        return Paper(line, number, choice, marked, picks.origin, over)

    def _say(self, text: str, tone: str) -> None:
        self.told.setText(text)
        self.number.setAccessibleDescription(text)
        if self.told.property("role") != tone:
            self.told.setProperty("role", tone)
            self.told.style().unpolish(self.told)
            self.told.style().polish(self.told)
        state = tone if tone in ("error", "warn") else ""
        if self.number.property("state") != state:
            self.number.setProperty("state", state)
            self.number.style().unpolish(self.number)
            self.number.style().polish(self.number)


def _named(line: "Line | None") -> str:
    return called(line) if line is not None else "这一户"


def _told(line: "Line | None") -> str:
    if line is None:
        return ""
    return "　".join(part for part in (called(line), area_told(line.area)) if part)


def choice_told(choice: str, picks: Sequence[int] = (), names: Sequence[str] = ()) -> str:
    """Return what is marked on a paper in words: 同意; of an election the names.

    Args:
        choice: of vocab.BALLOT_CHOICE.
        picks: candidates marked, counted from 1.
        names: of the candidates; none for a motion.
    """
    if not names or choice == "invalid":
        return vocab.BALLOT_CHOICE.label(choice)
    return "、".join(names[at - 1] for at in picks if 0 < at <= len(names)) or "没有选人"
