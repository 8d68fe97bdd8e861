"""Papers typed one after the other: number or door, a digit for each item, Enter; nobody waits for saving."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from models import vocab
from models.errors import InvalidInput, LouyuanError
from ui.appraisals.grade_line import LEGEND, GradeLine
from ui.appraisals.typed import Typed, TypedList
from ui.later import later
from ui.meetings.finding import Entry, Finder, parts_of
from ui.meetings.search_line import SearchLine
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainTable

if TYPE_CHECKING:
    from services.appraisal_record import AppraisalView, Door
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session

_WIDTH, _HEIGHT, _MARGIN, _LINE = 900, 640, 24, 240
_WAIT_MS: Final = 250
"""After the last paper, before the count is read again."""
_COLUMNS: Final = (
    PlainColumn("编号或房号", 14),
    PlainColumn("谁评的", 6),
    PlainColumn("评议", 12),
    PlainColumn("份数", 4, number=True),
    PlainColumn("意见", 0),
)
_WAYS: Final = (("paper", "按编号"), ("door", "按门牌号"), ("many", "几份一样的合并"))
_LABELS: Final = {"paper": "编号(&M)", "door": "门牌号(&M)", "many": "份数(&M)"}
_HINTS: Final = {"paper": "第{}号，回车", "door": "如 3-2-501，回车", "many": "几份，回车"}
_EMPTY: Final = "录好的评议表列在这里，最近的在最上面。选中一张按回车可以改，按 Del 删除。"
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class EntryDialog(QDialog):
    """Where papers of a round are typed.

    Args:
        session: the office at work.
        found: the round.
        parent: the window.
    """

    def __init__(self, session: "Session", found: "AppraisalView", parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self._finder = Finder((), {})
        self._altering: Typed | None = None
        self._chosen: Typed | None = None
        self.typed = TypedList()
        self.typed.take(found.answers)
        self.setWindowTitle(f"录入评议表：{found.title}")
        self.side = Chooser()
        self.side.setAccessibleName("谁评的")
        for code, label in vocab.APPRAISAL_SIDE:
            self.side.addItem(f"{label}评的", code)
        self.way = Chooser()
        self.way.setAccessibleName("怎样录")
        for code, label in _WAYS:
            self.way.addItem(label, code)
        self.count = QLabel(found.progress())
        self.count.setAccessibleName("已经录了多少")
        self.number_label = QLabel()
        self.number = SearchLine("编号", "")
        self.number.setFixedWidth(style.px(_LINE))
        self.number_label.setBuddy(self.number)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.grades = GradeLine()
        self.grades.offer(tuple(each.title for each in found.items))
        self.comment = QLineEdit()
        self.comment.setAccessibleName("表上写的意见")
        self.comment.setPlaceholderText("有意见的按 Tab 到这里写，回车一起存")
        self.table = PlainTable(_COLUMNS, "已经录的评议表", empty=_EMPTY, many=True)
        self._lay_out(parent)
        self._connect()
        self._begin()
        self._list()

    def _lay_out(self, window: QWidget) -> None:
        top = QHBoxLayout()
        top.setSpacing(style.px(8))
        top.addWidget(self.side)
        top.addWidget(self.way)
        top.addWidget(self.count, 1)
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addWidget(self.number)
        line.addWidget(self.said, 1)
        legend = QLabel(LEGEND)
        legend.setProperty("role", "muted")
        form = QFormLayout()
        form.setHorizontalSpacing(style.px(10))
        form.addRow(self.number_label, line)
        form.addRow("评议", self.grades)
        form.addRow("", legend)
        form.addRow("意见", self.comment)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.close_button = button("录完了", "fa6s.check", self.accept, tip="关上这个窗口（Esc）")
        self.close_button.setAutoDefault(False)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[style.px(16)] * 4)
        column.setSpacing(style.px(8))
        column.addLayout(top)
        column.addLayout(form)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        room = window.size()
        self.resize(
            min(style.px(_WIDTH), room.width() - _MARGIN), min(style.px(_HEIGHT), room.height() - _MARGIN)
        )

    def _connect(self) -> None:
        self.way.activated.connect(lambda _: self._begin())
        self.side.activated.connect(lambda _: self._begin())
        self.number.entered.connect(self._find)
        self.number.given_up.connect(self.reject)
        self.number.textEdited.connect(lambda _: self._say("", ""))
        self.grades.taken.connect(self._save)
        self.grades.short.connect(self._short)
        self.grades.given_up.connect(self._begin)
        self.comment.returnPressed.connect(self.grades.line.returnPressed)
        self.table.opened.connect(self._alter)
        QShortcut(QKeySequence("F6"), self, self._next_way, context=_HERE)
        QShortcut(QKeySequence("F7"), self, self._next_side, context=_HERE)
        QShortcut(QKeySequence("Del"), self.table, self.withdraw, context=_HERE)
        self.way.setToolTip("换一种录法（F6）")
        self.side.setToolTip("换居民或自治组织（F7）")

    def start(self) -> None:
        """Show it with the cursor where the number is typed."""
        self.finished.connect(self._leave)
        self.open()
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        yard = self.found.courtyard_id

        def read(context: "Context") -> "tuple[Door, ...]":
            from services.appraisal_record import doors

            return doors(context, yard)

        self._session.read(read, self._take_doors, owner=self)

    def _take_doors(self, found: "tuple[Door, ...]") -> None:
        entries = [Entry(each.id, each.label, "", None, parts_of(each.label)) for each in found]
        self._finder = Finder(entries, {})

    def _leave(self) -> None:
        self._session.changed.emit(frozenset({"appraisal", "appraisal_answer"}))
        self.deleteLater()

    # the paper at hand

    @property
    def _way(self) -> str:
        return str(self.way.currentData())

    @property
    def _side(self) -> str:
        return str(self.side.currentData())

    def _next_way(self) -> None:
        self.way.setCurrentIndex((self.way.currentIndex() + 1) % self.way.count())
        self._begin()

    def _next_side(self) -> None:
        self.side.setCurrentIndex((self.side.currentIndex() + 1) % self.side.count())
        self._begin()

    def _begin(self) -> None:
        """Be ready for the next paper."""
        self._altering = self._chosen = None
        self.number.empty()
        self.grades.clear()
        self.comment.clear()
        self.number_label.setText(_LABELS[self._way])
        self.number.setAccessibleName(_LABELS[self._way].split("(")[0])
        self.number.setPlaceholderText(_HINTS[self._way].format(self.typed.next_paper(self._side)))
        self._say("", "")
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self) -> None:
        """Take what was typed into the line of the number."""
        try:
            found = {"paper": self._paper, "door": self._door, "many": self._many}[self._way]()
        except InvalidInput as wrong:
            self._say(wrong.message, "error")
            self.number.selectAll()
            return
        self._chosen = found
        self._say(found.name, "ok")
        self.grades.setFocus(Qt.FocusReason.OtherFocusReason)

    def _paper(self) -> Typed:
        text = self.number.text().strip()
        if text and not text.isdecimal():
            raise InvalidInput("编号是数字，不写就是下一张；按门牌号录请按 F6。")
        number = int(text) if text else self.typed.next_paper(self._side)
        if number < 1:
            raise InvalidInput("编号从1开始。")
        if self.typed.of(self._side, paper=number) is not None:
            raise InvalidInput(f"第{number}号表已经录入过了。要改请在下面选中它，按回车。")
        self.number.setText(str(number))
        return Typed(0, f"第{number}号表", self._side, number, None, 1, "")

    def _door(self) -> Typed:
        found = self._finder.meant(self.number.text())
        if found.entry is None:
            raise InvalidInput(found.problem.replace("名册上", "这个楼院里"))
        if self.typed.of(self._side, door=found.entry.key) is not None:
            raise InvalidInput(f"{found.entry.label}已经录入过了。要改请在下面选中它，按回车。")
        return Typed(0, found.entry.label, self._side, None, found.entry.key, 1, "")

    def _many(self) -> Typed:
        text = self.number.text().strip()
        if not text.isdecimal() or int(text) < 1:
            raise InvalidInput("请写几份，如 6。")
        return Typed(0, f"合并录入的{int(text)}份", self._side, None, None, int(text), "")

    def _short(self) -> None:
        wanted, typed = len(self.found.items), len(self.grades.digits)
        self._say(f"评议内容共{wanted}项，只按了{typed}项；没有填的那一项按 0。", "error")
        self.grades.setFocus(Qt.FocusReason.OtherFocusReason)

    def _alter(self, key: bytes | int) -> None:
        """Take a paper again that was typed before."""
        found = self.typed.find(key)
        if found is None:
            return
        way = "paper" if found.paper is not None else "door" if found.dwelling_id is not None else "many"
        self.way.setCurrentIndex(self.way.findData(way))
        self.side.setCurrentIndex(self.side.findData(found.side))
        self._begin()
        self._altering = self._chosen = found
        self.number.setText(str(found.paper or "") or (str(found.papers) if way == "many" else found.name))
        self.grades.show_digits(found.digits)
        self.comment.setText(found.comment)
        self._say(f"改正{found.name}：按新的，回车。", "ok")
        self.grades.setFocus(Qt.FocusReason.OtherFocusReason)

    # writing

    def _save(self) -> None:
        """Write the paper; the next one is typed meanwhile."""
        chosen, altering = self._chosen, self._altering
        if chosen is None:
            self._find()
            chosen = self._chosen
            if chosen is None:
                self.number.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        digits, comment = self.grades.digits, self.comment.text()
        given = Typed(
            0,
            chosen.name,
            chosen.side,
            chosen.paper,
            chosen.dwelling_id,
            chosen.papers,
            digits,
            comment,
        )
        stored = altering.id if altering is not None else None
        if altering is not None and stored is None:
            self.typed.drop(altering.key)  # it was refused, and is typed again
        key = self.typed.begin(given)

        def work(context: "Context") -> "Saved":
            return _write(context, self.found.id, stored, given)

        self._session.write(
            work, partial(self._written, key, given.name), partial(self._refused, key), owner=self
        )
        self._begin()
        self._list()

    def _written(self, key: int, name: str, saved: "Saved") -> None:
        self.typed.written(key, saved.id)
        committed = saved.committed
        if committed is not None:
            self._session.committed(committed.touched, f"已录入{name}", committed.tx_id)
        self._list()
        self._count_soon()

    def _refused(self, key: int, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self.typed.refused(key, error.message)
        self._list()
        self._say(error.message, "error")

    def withdraw(self) -> None:
        """Take the selected papers back."""
        keys = self.table.selected_keys()
        for each in keys:
            found = self.typed.find(each)
            if found is not None and found.problem:
                self.typed.drop(each)  # was never stored
        stored = [each for each in keys if isinstance(each, bytes)]
        if not stored:
            self._list()
            return

        def work(context: "Context") -> "Saved":
            from services import appraisals

            return appraisals.withdraw(context, stored)

        def done(saved: "Saved") -> None:
            for each in stored:
                self.typed.drop(each)
            committed = saved.committed
            if committed is not None:
                self._session.committed(committed.touched, f"已删除{len(stored)}条评议表", committed.tx_id)
            self._list()
            self._count_soon()

        self._session.write(work, done, lambda error: self._session.report(error), owner=self)

    # looking

    def _list(self) -> None:
        self.table.set_rows(self.typed.rows())

    def _count_soon(self) -> None:
        later(_WAIT_MS, self, self._read)

    def _read(self) -> None:
        wanted = self.found.id

        def read(context: "Context") -> "AppraisalView":
            from services.appraisal_record import view

            return view(context, wanted)

        self._session.read(read, self._show, owner=self, key=(id(self), "count"))

    def _show(self, found: "AppraisalView") -> None:
        self.found = found
        self.count.setText(found.progress())
        self.typed.take(found.answers)
        self._list()

    def _say(self, text: str, tone: str) -> None:
        self.said.setText(text)
        self.number.setAccessibleDescription(text)
        if self.said.property("role") != tone:
            self.said.setProperty("role", tone)
            self.said.style().unpolish(self.said)
            self.said.style().polish(self.said)


def _write(context: "Context", round_id: bytes, stored: bytes | None, given: Typed) -> "Saved":
    from services import appraisals
    from services.appraisals import Paper

    paper = Paper(
        given.digits,
        given.side,
        given.paper,
        given.dwelling_id,
        given.papers,
        "door" if given.dwelling_id is not None else "paper",
        given.comment,
    )
    if stored is None:
        return appraisals.enter(context, round_id, paper)
    return appraisals.alter(context, stored, paper)
