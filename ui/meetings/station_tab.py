"""计票台: paper ballots typed one after the other while the count stands beside them; twice by two people."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.errors import LouyuanError
from ui.meetings.ballot_entry import BallotEntry, Paper
from ui.meetings.entered import Entered, EnteredList
from ui.meetings.finding import entrances
from ui.meetings.marking import told
from ui.meetings.motion_words import STATION_FORMS
from ui.meetings.quick_figures import QuickFigures
from ui.meetings.vote_panel import VotePanel
from ui.meetings.voting import Vote, read_ballots, read_motions
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainTable

if TYPE_CHECKING:
    from services.meetings.ballot_list import BallotLine
    from services.meetings.motions import Motion
    from services.meetings.roll import Line
    from services.office import Context
    from services.saving import Saved
    from ui.meetings.room import Room
    from ui.session import Session

_COLUMNS = (
    PlainColumn("门牌或票号", 11),
    PlainColumn("面积", 6, number=True),
    PlainColumn("意见", 0),
    PlainColumn("来源", 4),
    PlainColumn("说明", 11),
)
_AREA = 1
_SIDE, _NO_LIMIT = 420, 16_777_215
_EMPTY = "录好的票列在这里，最近的在最上面。选中一张按回车可以改，按 Del 撤回。"
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class StationTab(QWidget):
    """Where paper ballots are counted.

    Args:
        session: reads and writes.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._room: Room | None = None
        self._wanted: bytes | None = None
        self._lines: dict[bytes, Line] = {}
        self._motions: tuple[Motion, ...] = ()
        self._shown: tuple[bytes | None, int] = (None, 0)
        self.ballots = EnteredList()
        self.motions = Chooser()
        self.motions.setAccessibleName("计哪一项")
        self.entries = Chooser()
        self.entries.setAccessibleName("第几遍录入")
        for number, name in ((1, "第一遍录入"), (2, "第二遍录入")):
            self.entries.addItem(name, number)
        self.entrances = Chooser()
        self.entrances.setAccessibleName("单元")
        self.entrances.setSizeAdjustPolicy(Chooser.SizeAdjustPolicy.AdjustToContents)
        self.entry = BallotEntry()
        self.places = QuickFigures(place=True)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setProperty("role", "muted")
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.problem.setAccessibleName("没有记下的票")
        self.problem.hide()
        self.table = PlainTable(_COLUMNS, "已经录的票", empty=_EMPTY, many=True)
        self.panel = VotePanel(session)
        self.compare_button = button(
            "核对两遍…", "fa6s.code-compare", self.compare, tip="看两遍录入哪里不一致，选定以哪一遍为准"
        )
        self.panel.add_button(self.compare_button)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(style.px(8))
        top.addWidget(self.motions, 1)
        top.addWidget(self.entrances)
        top.addWidget(self.entries)
        left = QVBoxLayout()
        left.setSpacing(style.px(6))
        left.addLayout(top)
        for widget in (self.message, self.entry, self.places, self.problem):
            left.addWidget(widget)
        left.addWidget(self.table, 1)
        self.row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(style.px(16))
        self.row.addLayout(left, 1)
        self.row.addWidget(self.panel)
        self.panel.setFixedWidth(style.px(_SIDE))

    def _connect(self) -> None:
        self.motions.activated.connect(lambda _: self._show_motion())
        self.entries.activated.connect(lambda _: self._show_motion())
        self.entrances.activated.connect(lambda _: self._pick_entrance())
        self.entry.saved.connect(self._save)
        self.places.saved.connect(self._save_place)
        self.table.opened.connect(self._correct)
        self.panel.read.connect(self._show_vote)
        QShortcut(QKeySequence("F2"), self.entry, self.entry.again, context=_HERE)
        QShortcut(QKeySequence("Del"), self.table, self.withdraw, context=_HERE)
        self.setFocusProxy(self.entry)

    def show_narrow(self, narrow: bool) -> None:
        """Put the count below the ballots where there is little room."""
        directions = QBoxLayout.Direction
        self.row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.panel.setMinimumWidth(0 if narrow else style.px(_SIDE))
        self.panel.setMaximumWidth(_NO_LIMIT if narrow else style.px(_SIDE))
        self.table.setMinimumHeight(style.px(120 if narrow else 0))
        self.panel.place.setMinimumHeight(style.px(180 if narrow else 0))

    # what is counted

    def want(self, resolution_id: bytes) -> None:
        """Count this vote, once the motions are there."""
        self._wanted = resolution_id

    def show_room(self, room: "Room") -> None:
        """Take the roll, and read what is voted on."""
        self._room = room
        self._lines = {line.id: line for line in room.roll.lines}
        self.entry.show_roll(room.finder, room.roll.lines)
        meeting = room.roll.meeting_id
        self._session.read(
            lambda context: read_motions(context, meeting), self._offer, owner=self, key=(id(self), "motions")
        )

    def _offer(self, found: "tuple[Motion, ...]") -> None:
        wanted = self._wanted or self.motions.currentData()
        self._wanted = None
        self._motions = tuple(each for each in found if each.ballot_form in STATION_FORMS)
        self.motions.clear()
        for each in self._motions:
            self.motions.addItem(each.title, each.id)
        ids = [each.id for each in self._motions]
        self.motions.setCurrentIndex(ids.index(wanted) if wanted in ids else 0 if ids else -1)
        room = self._room
        known = entrances(room.finder.entries) if room is not None else ()
        kept = self.entrances.currentText()
        self.entrances.clear()
        self.entrances.addItem("全部单元", ())
        for parts in known:
            self.entrances.addItem("-".join(parts), parts)
        self.entrances.setCurrentIndex(max(0, self.entrances.findText(kept)))
        before = self._shown
        self._show_motion()
        if before != self._shown and self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def motion(self) -> "Motion | None":
        """What is counted."""
        wanted = self.motions.currentData()
        return next((each for each in self._motions if each.id == wanted), None)

    @property
    def entry_number(self) -> int:
        """1 or 2."""
        return int(self.entries.currentData())

    @property
    def _names(self) -> tuple[str, ...]:
        motion = self.motion
        return tuple(each.name for each in motion.candidates) if motion is not None else ()

    def _pick_entrance(self) -> None:
        self.entry.show_entrance(self.entrances.currentData() or ())
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_motion(self) -> None:
        motion, room = self.motion, self._room
        same = self._shown == (motion.id if motion is not None else None, self.entry_number)
        self._shown = (motion.id if motion is not None else None, self.entry_number)
        open_ = motion is not None and not motion.counted
        by_place = motion is not None and motion.ballot_form == "entrance"
        listed = room is not None and bool(room.roll.lines)
        self.message.setText(_message(motion, bool(self._motions), listed))
        self.message.setVisible(bool(self.message.text()))
        self.entry.setVisible(open_ and not by_place)
        self.places.setVisible(open_ and by_place)
        self.entrances.setVisible(open_ and motion is not None and motion.by_attendee and room is not None
                                  and room.finder.by_door)  # fmt: skip
        if not same:
            self.ballots.clear()
            self._say("")
            self._list()
        self.panel.show_vote(motion.id if motion is not None else None, room.unit if room else "人")
        if motion is None:
            return
        if not same:
            seats = motion.seats or 0
            secret = motion.ballot_form == "secret"
            self.entry.show_vote(secret=secret, candidates=self._names, seats=seats)
            self.entry.show_entrance(self.entrances.currentData() or ())
        self.setFocusProxy(self.places if by_place else self.entry if open_ else self.motions)
        self._read(motion.id)

    def _read(self, resolution: bytes) -> None:
        wanted = (resolution, self.entry_number)

        def show(found: "tuple[BallotLine, ...]") -> None:
            if self._shown == wanted:
                self.ballots.take(found, self._lines, self._names)
                self._list()

        self._session.read(
            lambda context: read_ballots(context, *wanted), show, owner=self, key=(id(self), "ballots")
        )

    def _list(self) -> None:
        rows = self.ballots.rows()
        self.table.setColumnHidden(_AREA, not any(row.cells[_AREA] for row in rows))
        self.table.set_rows(rows)
        self.entry.show_taken(self.ballots.taken)

    def _show_vote(self, vote: Vote) -> None:
        self.compare_button.setVisible(bool(vote.progress.second))
        words = f"核对两遍（{vote.differences}处不一致）…" if vote.differences else "核对两遍…"
        self.compare_button.setText(words)
        motion, room = self.motion, self._room
        closed = motion is not None and motion.id == vote.motion.id and motion.counted != vote.motion.counted
        if closed and room is not None:
            self.show_room(room)

    # writing

    def _save(self, paper: Paper) -> None:
        """Write a paper; nobody waits for it."""
        motion = self.motion
        if motion is None:
            return
        line = self._lines.get(paper.line) if paper.line is not None else None
        before = self.ballots.begin(paper, line, self._names)
        self._list()
        resolution, number = motion.id, self.entry_number

        def work(context: "Context") -> "Saved":
            from services.meetings import ballots

            picks, origin = paper.picks, paper.origin or ""
            if paper.line is not None:
                return ballots.cast(
                    context,
                    resolution,
                    number,
                    paper.line,
                    paper.choice,
                    origin,
                    picks=picks,
                    note=paper.note,
                )
            return ballots.cast_paper(
                context,
                resolution,
                number,
                paper.number,
                paper.choice,
                picks=picks,
                origin=origin,
                note=paper.note,
            )

        shown = self._shown
        self._session.write(
            work,
            partial(self._written, shown, paper),
            partial(self._refused, shown, paper, before),
            owner=self,
        )

    def _written(self, shown: tuple[bytes | None, int], paper: Paper, saved: "Saved") -> None:
        if shown == self._shown:
            self.ballots.written(paper.key, saved.id)
            self._say("")
            self._list()
        found = self.ballots.find(paper.key)
        words = f"已录 {found.whose} {found.said}" if found is not None else "已录一张票"
        told(self._session, saved, words)
        self.panel.reload_soon()

    def _refused(
        self, shown: tuple[bytes | None, int], paper: Paper, before: Entered | None, error: BaseException
    ) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        if shown == self._shown:
            self.ballots.refused(paper.key, error.message, before)
            self._list()
        self._say(error.message)

    def _save_place(self, numbers: dict[str, int], place: str) -> None:
        motion = self.motion
        if motion is None:
            return
        resolution, number = motion.id, self.entry_number

        def work(context: "Context") -> "Saved":
            from services.meetings import ballots

            return ballots.cast_many(context, resolution, number, place, numbers)

        def done(saved: "Saved") -> None:
            self.places.place.setText("")
            self.places.show_figures({}, None, "票")
            self.places.setFocus(Qt.FocusReason.OtherFocusReason)
            told(self._session, saved, f"已录 {place} {sum(numbers.values())}张")
            self._read(resolution)
            self.panel.reload_soon()

        def refused(error: BaseException) -> None:
            if not isinstance(error, LouyuanError):
                raise error
            self.places.refuse(error.message)

        self._session.write(work, done, refused, owner=self)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _correct(self, key: Any) -> None:
        """Take a listed ballot again."""
        found = self.ballots.find(key)
        if found is None or isinstance(key, str) or not self.entry.isVisibleTo(self):
            return
        self.entry.correct(key, found.words)

    def withdraw(self) -> None:
        """Take the selected ballots back; Ctrl+Z enters them again."""
        found = [self.ballots.find(key) for key in self.table.selected_keys()]
        ids = [each.id for each in found if each is not None and each.id is not None]
        motion = self.motion
        if not ids or motion is None:
            return
        resolution = motion.id

        def work(context: "Context") -> "Saved":
            from services.meetings import ballots

            return ballots.withdraw(context, ids)

        def done(saved: "Saved") -> None:
            told(self._session, saved, f"已撤回{len(ids)}张票")
            self._read(resolution)
            self.panel.reload_soon()

        self._session.write(work, done, owner=self)

    def compare(self) -> None:
        """Show where two entries do not agree."""
        from ui.meetings.differences_dialog import DifferencesDialog

        motion = self.motion
        if motion is not None:
            DifferencesDialog(self._session, motion.id, motion.title, self.window()).start()


def _message(motion: "Motion | None", any_: bool, listed: bool) -> str:
    if motion is None:
        return (
            ""
            if any_
            else "还没有要录选票的事项。在“表决”里加表决事项，方式选记名、逐户、无记名或分单元投票。"
        )
    if motion.counted:
        return "已经计票，选票不能再改；录错了点“重新录票”，写明原因。"
    if motion.by_attendee and not listed:
        return "还没有名册，不知道是谁的票。请先在“会场登记”里生成名册。"
    return ""
