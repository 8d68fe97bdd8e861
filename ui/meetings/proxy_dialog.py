"""由谁代表: whoever is on the roll is found while typing, anybody else is written down by name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.errors import LouyuanError
from ui.meetings.finding import Finder
from ui.meetings.lines import called
from ui.meetings.marking import told
from ui.meetings.search_line import SearchLine
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.meetings.roll import Line
    from services.office import Context
    from ui.session import Session

_OFFERED = 60
_COLUMNS = (PlainColumn("门牌或身份", 12), PlainColumn("姓名", 0))
_SIZE, _MARGIN = (520, 460), 24


class ProxyDialog(QDialog):
    """Asks who represents a line of the roll.

    Args:
        session: writes.
        line: who is represented.
        lines: the roll.
        finder: searches it.
        parent: the window.
    """

    def __init__(
        self, session: "Session", line: "Line", lines: "Sequence[Line]", finder: Finder, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._line, self._lines, self._finder = session, line, lines, finder
        self._busy = False
        self.setWindowTitle("委托")
        self.intro = QLabel(f"{called(line)}由谁代表？")
        self.intro.setWordWrap(True)
        self.search = SearchLine("受托人", "名册上的人写门牌号、姓名或拼音首字母；不在名册上的写全名")
        self.offers = PlainTable(_COLUMNS, "名册上的人", empty="名册上没有这个人，回车按名册以外的人登记")
        self.chosen = QLabel()
        self.chosen.setWordWrap(True)
        self.chosen.setAccessibleName("选中的受托人")
        self.paper = QCheckBox("委托书已交(&P)")
        self.paper.setChecked(line.proxy_paper)
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.save_button = QPushButton("登记委托　Ctrl+S")
        self.save_button.setProperty("primary", True)
        self.save_button.setAutoDefault(False)
        self.undo_button = QPushButton("取消这份委托")
        self.undo_button.setAutoDefault(False)
        if not line.proxy:
            self.undo_button.hide()
        self.undo_button.clicked.connect(self.take_back)
        self.cancel_button = QPushButton("取消　Esc")
        self.cancel_button.setAutoDefault(False)
        self._lay_out(parent)
        self.search.textEdited.connect(lambda _: self._offer())
        self.search.moved.connect(self._move)
        self.search.entered.connect(self.paper.setFocus)
        self.search.given_up.connect(self.reject)
        self.offers.opened.connect(lambda _: self.paper.setFocus())
        self.offers.chosen.connect(self._tell)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.reject)
        QShortcut(QKeySequence.StandardKey.Save, self, self.save)
        if line.proxy:
            self.search.setText(line.proxy)
        self._offer()

    def _lay_out(self, window: QWidget) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[style.px(16)] * 4)
        column.setSpacing(style.px(8))
        column.addWidget(self.intro)
        column.addWidget(self.search)
        column.addWidget(self.offers, 1)
        for widget in (self.chosen, self.paper, self.problem):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.undo_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        row.addWidget(self.cancel_button)
        column.addLayout(row)
        room = window.window().size()
        self.resize(
            min(style.px(_SIZE[0]), room.width() - _MARGIN), min(style.px(_SIZE[1]), room.height() - _MARGIN)
        )

    def start(self) -> None:
        """Show it with the cursor where one types."""
        self.finished.connect(self.deleteLater)
        self.open()
        self.search.setFocus()

    def _offer(self) -> None:
        typed = self.search.text().strip()
        places = self._finder.places(typed)[: _OFFERED + 1] if typed else []
        found = [self._lines[at] for at in places if self._lines[at].id != self._line.id][:_OFFERED]
        self.offers.set_rows([PlainRow(line.id, (line.body, line.name)) for line in found])
        self.offers.say_empty(
            "名册上没有这个人，按名册以外的人登记" if typed else "写受托人的门牌号、姓名或拼音首字母"
        )
        self.offers.clearSelection()
        if found:
            self.offers.selectRow(0)
        self._tell()

    def _move(self, steps: int) -> None:
        row = self.offers.currentIndex().row() + steps
        if 0 <= row < len(self.offers.rows):
            self.offers.selectRow(row)

    def _by(self) -> bytes | None:
        keys = self.offers.selected_keys()
        return keys[0] if keys else None

    def _tell(self) -> None:
        self.problem.setText("")
        by, typed = self._by(), self.search.text().strip()
        line = next((each for each in self._lines if each.id == by), None)
        if line is not None:
            self.chosen.setText(f"由名册上的 {called(line)} 代表")
        else:
            self.chosen.setText(f"由名册以外的“{typed}”代表" if typed else "")

    def save(self) -> None:
        """Write it down; the dialog stays where it cannot be."""
        by, typed = self._by(), self.search.text().strip()
        if self._busy:
            return
        if by is None and not typed:
            self.problem.setText("请写由谁代表。")
            self.search.setFocus()
            return
        paper, words = self.paper.isChecked(), f"{called(self._line)}：{self.chosen.text()}"
        self._write(by, "" if by is not None else typed, paper, words)

    def take_back(self) -> None:
        """Note that nobody represents the line any more."""
        if not self._busy:
            self._write(None, "", False, f"{called(self._line)}：已取消委托")

    def _write(self, by: bytes | None, name: str, paper: bool, words: str) -> None:
        line = self._line.id
        self._busy = True

        def work(context: "Context") -> Any:
            from services.meetings import attending

            return attending.represent(context, line, by=by, by_name=name, paper=paper)

        self._session.write(work, lambda done: self._done(done, words), self._refused, owner=self)

    def _done(self, committed: Any, words: str) -> None:
        self.accept()
        told(self._session, committed, words)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        if not isinstance(error, LouyuanError):
            raise error
        self.problem.setText(error.message)
        self.search.setFocus()
