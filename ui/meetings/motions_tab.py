"""表决: what is put to the vote, after which rule, and the figures of raised hands."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.errors import LouyuanError
from ui.meetings import motion_steps
from ui.meetings.marking import told
from ui.meetings.motion_words import STATION_FORMS, figures_told, form_told, outcome_told, rule_told
from ui.meetings.quick_figures import QuickFigures
from ui.meetings.vote_panel import VotePanel
from ui.meetings.voting import Vote, read_motions
from ui.system.tab import button, explain
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.meetings.motions import Motion
    from services.office import Context
    from ui.meetings.room import Room
    from ui.session import Session

_COLUMNS = (
    PlainColumn("表决事项", 0),
    PlainColumn("方式", 6),
    PlainColumn("票数", 15),
    PlainColumn("结果", 6),
)
_TONES: dict[str, Tone] = {"passed": "ok", "failed": "error", "elected": "ok"}
_FIGURES = 2
_SIDE = 420
_NO_LIMIT = 16_777_215
_EMPTY = "还没有表决事项。按 Ctrl+N 加上要表决的事，或先在“议程”里采用协商事项。"
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class MotionsTab(QWidget):
    """The motions, and the one in front with its rule and its count.

    Args:
        session: reads and writes.

    Signals:
        station_wanted: the papers of a motion should be typed: its id.
    """

    station_wanted = Signal(object)

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._room: Room | None = None
        self._wanted: bytes | None = None
        self.motions: tuple[Motion, ...] = ()
        self.table = PlainTable(_COLUMNS, "表决事项", empty=_EMPTY)
        self.rule = QLabel()
        self.rule.setWordWrap(True)
        self.rule.setAccessibleName("这项表决适用的规则")
        self.figures = QuickFigures()
        self.panel = VotePanel(session)
        self.add_button = button(
            "加表决事项…", "fa6s.plus", self.add, tip="写上要表决的事、方式和规则（Ctrl+N）"
        )
        self.election_button = button(
            "加选举…", "fa6s.check-to-slot", self.add_election, tip="写上应选人数和候选人"
        )
        self.change_button = button("修改…", "fa6s.pen", self.change, tip="改事项、表决方式或规则（F2）")
        self.station_button = button("去计票台", "fa6s.keyboard", self._to_station, tip="录入选票（回车）")
        self._lay_out()
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(lambda _: self._act())
        self.figures.saved.connect(self._save_figures)
        self.panel.read.connect(self._show_vote)
        QShortcut(QKeySequence(QKeySequence.StandardKey.New), self, self.add, context=_HERE)
        QShortcut(QKeySequence("F2"), self, self.change, context=_HERE)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(style.px(6))
        for made in (self.add_button, self.election_button, self.change_button, self.station_button):
            buttons.addWidget(made)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(style.px(6))
        left.addWidget(self.table, 1)
        left.addWidget(self.rule)
        left.addWidget(self.figures)
        left.addLayout(buttons)
        self.row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(style.px(16))
        self.row.addLayout(left, 1)
        self.row.addWidget(self.panel)
        self.panel.setFixedWidth(style.px(_SIDE))

    def show_narrow(self, narrow: bool) -> None:
        """Put the count below the list where there is little room."""
        directions = QBoxLayout.Direction
        self.row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.panel.setMinimumWidth(0 if narrow else style.px(_SIDE))
        self.panel.setMaximumWidth(_NO_LIMIT if narrow else style.px(_SIDE))
        self.table.setMinimumHeight(style.px(120 if narrow else 0))
        self.panel.place.setMinimumHeight(style.px(180 if narrow else 0))
        for made in (self.add_button, self.election_button, self.change_button, self.station_button):
            words = str(made.property("words") or made.text())
            made.setProperty("words", words)
            made.setAccessibleName(words.removesuffix("…"))
            made.setText("" if narrow else words)
        self.table.setColumnHidden(_FIGURES, narrow)

    # showing

    def show_room(self, room: "Room") -> None:
        """Show what the meeting votes on."""
        self._room = room
        meeting = room.roll.meeting_id
        self._session.read(
            lambda context: read_motions(context, meeting),
            self._show,
            owner=self,
            key=(id(self), "motions"),
        )

    def _show(self, found: "tuple[Motion, ...]") -> None:
        chosen = self._wanted or next(iter(self.table.selected_keys()), None)
        self._wanted, self.motions = None, found
        self.table.set_rows([_row(motion) for motion in found])
        if not self.table.selected_keys() and found:
            ids = [motion.id for motion in found]
            self.table.selectRow(ids.index(chosen) if chosen in ids else 0)
        self._show_chosen()

    @property
    def motion(self) -> "Motion | None":
        """The motion in front."""
        chosen = next(iter(self.table.selected_keys()), None)
        return next((each for each in self.motions if each.id == chosen), None)

    def _show_chosen(self) -> None:
        motion, room = self.motion, self._room
        self.change_button.setEnabled(motion is not None and not motion.counted)
        counted = motion is not None and motion.counted
        explain(self.change_button, "已经计票，不能再改；要改请先“重新录票”" if counted else "")
        hands = motion is not None and motion.ballot_form == "hands" and not motion.counted
        self.figures.setVisible(hands)
        stationed = motion is not None and motion.ballot_form in STATION_FORMS
        self.station_button.setEnabled(stationed)
        by_hands = motion is not None and not stationed
        explain(self.station_button, "举手表决不用录票，直接填票数" if by_hands else "")
        if motion is None or room is None:
            self.rule.setText("")
            self.panel.show_vote(None)
            return
        self.rule.setText(rule_told(motion))
        if hands:
            self._show_figures(motion, room)
        self.panel.show_vote(motion.id, room.unit)

    def _show_figures(self, motion: "Motion", room: "Room") -> None:
        def read(context: "Context") -> dict[str, int | None]:
            from services.meetings import ballots

            return {each.choice: each.papers for each in ballots.listed(context, motion.id, 1)}

        present = room.light.heads_present

        def show(found: dict[str, int | None]) -> None:
            if self.motion is not None and self.motion.id == motion.id:
                self.figures.show_figures(found, present, room.unit)

        self._session.read(read, show, owner=self, key=(id(self), "figures"))

    def _show_vote(self, vote: Vote) -> None:
        motion = self.motion
        if motion is not None and vote.motion.id == motion.id:
            asked = f"\n{vote.shares}" if vote.shares else ""
            self.rule.setText(f"{rule_told(motion)}{asked}")

    # doing

    def add(self) -> None:
        """Put a motion to the vote."""
        if self._room is not None:
            motion_steps.add(self._session, self.window(), self._room.roll.meeting_id)

    def add_election(self) -> None:
        """Put an election to the vote."""
        if self._room is not None:
            motion_steps.add_election(self._session, self.window(), self._room.roll.meeting_id)

    def change(self) -> None:
        """Change the motion in front."""
        motion, room = self.motion, self._room
        if motion is not None and room is not None and not motion.counted:
            motion_steps.change(self._session, self.window(), room.roll.meeting_id, motion)

    def _act(self) -> None:
        """Go on with the motion in front: its figures, its papers, or its form."""
        motion = self.motion
        if motion is None:
            return
        if self.figures.isVisibleTo(self):
            self.figures.setFocus(Qt.FocusReason.OtherFocusReason)
        elif motion.ballot_form in STATION_FORMS:
            self._to_station()
        else:
            self.change()

    def _to_station(self) -> None:
        motion = self.motion
        if motion is not None and motion.ballot_form in STATION_FORMS:
            self.station_wanted.emit(motion.id)

    def _save_figures(self, numbers: dict[str, int], _: str) -> None:
        motion = self.motion
        if motion is None:
            return
        resolution = motion.id

        def work(context: "Context") -> Any:
            from services.meetings import ballots

            return ballots.cast_many(context, resolution, 1, "", numbers)

        def refused(error: BaseException) -> None:
            if not isinstance(error, LouyuanError):
                raise error
            self.figures.refuse(error.message)

        def done(saved: Any) -> None:
            if saved.committed is not None:
                told(self._session, saved, f"“{motion.title}”：已记下票数")
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

        self._session.write(work, done, refused, owner=self)


def _row(motion: "Motion") -> PlainRow:
    cells = (motion.title, form_told(motion), figures_told(motion), outcome_told(motion))
    tones: tuple[Tone, ...] = ("", "", "", _TONES.get(motion.outcome, "muted"))
    return PlainRow(motion.id, cells, tones=tones)
