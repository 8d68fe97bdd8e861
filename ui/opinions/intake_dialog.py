"""Taking in a pasted chat or a list: paste, look at the rehearsal, tick what becomes an opinion, register."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from models import vocab
from models.errors import LouyuanError
from services import opinion_intake
from ui import prompts
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable
from ui.widgets.scrolling import size_within_window
from ui.widgets.searchable_box import SearchableBox

if TYPE_CHECKING:
    from services.context import Context
    from services.opinion_intake import Applied, Candidate, LeftOut, Rehearsal
    from services.records import Choice
    from ui.session import Session
    from ui.tasks import Ticket

FILES: Final = "聊天记录、意见表 (*.txt *.xlsx *.xlsm *.xls *.et *.ods *.csv);;所有文件 (*)"
_SIZE: Final = (1240, 660)
_WIDE: Final = 120
"""Width in pixels at 100 % of the button that tells how many are registered."""
_HELP: Final = (
    "把微信群的聊天记录、一行一条的清单或表格粘贴在这里。\n\n认得的样子：\n张三 2020/8/3 15:02\n楼道灯不亮，"
    "能不能修一修\n\n李四: 垃圾没人清"
)
_COLUMNS: Final = (
    PlainColumn("登记", 3),
    PlainColumn("内容", 0),
    PlainColumn("反映人", 7),
    PlainColumn("日期", 7),
    PlainColumn("楼栋", 5),
    PlainColumn("类别", 6),
    PlainColumn("说明", 9),
)


class TickTable(PlainTable):
    """Lines to be ticked with the space bar.

    Signals:
        ticked: the keys of the selected rows.
    """

    ticked = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with the space bar."""
        if event.key() == Qt.Key.Key_Space and self.selected_keys():
            self.ticked.emit(self.selected_keys())
        else:
            super().keyPressEvent(event)


def open_intake(session: "Session", parent: QWidget) -> "IntakeDialog":
    """Open the window."""
    dialog = IntakeDialog(session, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.begin()
    return dialog


class IntakeDialog(QDialog):
    """What was pasted at the left, what would become of it at the right.

    Args:
        session: the office at work.
        parent: the page.

    Signals:
        shown: a rehearsal is shown, or the sentence that says why not.
    """

    shown = Signal()

    def __init__(self, session: "Session", parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._path: Path | None = None
        self._ticket: Ticket | None = None
        self.found: Rehearsal | None = None
        self.setWindowTitle("粘贴导入意见")
        size_within_window(self, *_SIZE)
        self.courtyard = SearchableBox("这些意见是哪个楼院的")
        self.courtyard.setMinimumContentsLength(18)
        self.channel = SearchableBox("来源")
        self.channel.offer([(label, code) for code, label in vocab.OPINION_CHANNEL])
        self.channel.choose("wechat")
        self.channel.setMinimumContentsLength(8)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("粘贴聊天记录或表格")
        self.text.setPlaceholderText(_HELP)
        self.text.setTabChangesFocus(False)
        self.table = TickTable(_COLUMNS, "会登记的意见，空格键勾选", empty="粘贴以后按“预演”", many=True)
        self.left = PlainTable(
            (PlainColumn("行", 3, number=True), PlainColumn("没有取的行", 0), PlainColumn("原因", 9)),
            "没有取的行",
            empty="没有漏下的行",
        )
        self.about = QLabel("先粘贴，再预演；勾选的才登记，登记后可以一步撤销。")
        self.about.setWordWrap(True)
        self.file_button = button("从文件…", "fa6s.folder-open", self.choose, tip="文本文件或表格（Ctrl+O）")
        self.rehearse_button = button("预演", "fa6s.eye", self.rehearse, tip="看看会登记哪些（Ctrl+R）")
        self.tick_button = button("勾选／不选", "fa6s.square-check", self._toggle, tip="选中的行（空格键）")
        self.apply_button = button(
            "登记", "fa6s.check", self.apply, primary=True, tip="登记勾选的，可以一步撤销（Ctrl+回车）"
        )
        self.apply_button.setMinimumWidth(style.px(_WIDE))
        self.close_button = button("关闭", "fa6s.xmark", self.reject)
        self._lay_out()
        for keys, action in (("Ctrl+O", self.choose), ("Ctrl+R", self.rehearse), ("Ctrl+Return", self.apply)):
            QShortcut(QKeySequence(keys), self, action)
        self.table.ticked.connect(self._tick)
        self.table.opened.connect(lambda key: self._tick([key]))
        self.text.textChanged.connect(self._typed)
        self.apply_button.setEnabled(False)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for words, box in (("楼院(&Y)", self.courtyard), ("来源(&L)", self.channel)):
            label = QLabel(words)
            label.setBuddy(box)
            top.addWidget(label)
            top.addWidget(box)
        top.addStretch(1)
        top.addWidget(self.file_button)
        top.addWidget(self.rehearse_button)
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self.table)
        right.addWidget(self.left)
        right.setStretchFactor(0, 4)
        right.setStretchFactor(1, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.text)
        split.addWidget(right)
        split.setSizes([style.px(340), style.px(860)])
        buttons = QHBoxLayout()
        buttons.addWidget(self.about, 1)
        for each in (self.tick_button, self.close_button, self.apply_button):
            buttons.addWidget(each)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[style.px(16)] * 4)
        whole.setSpacing(style.px(10))
        whole.addLayout(top)
        whole.addWidget(split, 1)
        whole.addLayout(buttons)
        for each in (self.file_button, self.rehearse_button, self.tick_button, self.close_button):
            each.setAutoDefault(False)
        self.apply_button.setAutoDefault(False)

    def begin(self) -> None:
        """Offer the courtyards; the only one there is is chosen."""

        def read(context: "Context") -> "tuple[Choice, ...]":
            from services import records

            return records.choices(context, "courtyards", "", 5000)

        def take(found: "tuple[Choice, ...]") -> None:
            self.courtyard.offer([(each.label, each.id) for each in found])
            if len(found) == 1:
                self.courtyard.choose(found[0].id)
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

        self._session.read(read, take, owner=self)

    def _typed(self) -> None:
        self._path = None

    # rehearsing

    def choose(self) -> None:
        """Ask for a file and look through it."""
        path = prompts.open_file(self, "选择聊天记录或意见表", FILES, None)
        if path is not None:
            self.text.setPlainText("")
            self._path = path
            self.rehearse()

    def rehearse(self) -> None:
        """Look through what was pasted, or the file."""
        yard = self.courtyard.currentData()
        if not isinstance(yard, bytes):
            self._say("请先选这些意见是哪个楼院的。")
            self.courtyard.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        text, path = self.text.toPlainText(), self._path
        channel = self.channel.currentData() or "wechat"

        def work(context: "Context", ticket: "Ticket") -> "Rehearsal":
            if path is not None:
                return opinion_intake.rehearse_file(
                    context, yard, path, channel=channel, progress=ticket.report,
                    cancelled=lambda: ticket.cancelled,
                )  # fmt: skip
            return opinion_intake.rehearse_text(context, yard, text, channel=channel)

        self._ticket = self._session.work("预演导入意见", work, self._show, self._failed, owner=self)

    def _show(self, found: "Rehearsal") -> None:
        self._ticket = None
        self.found = found
        self.table.set_rows([_row(each) for each in found.candidates])
        self.left.set_rows([_left(each) for each in found.left_out])
        count = len(found.taken)
        self.apply_button.setEnabled(count > 0)
        self.apply_button.setText(f"登记{count}条" if count else "登记")
        out = len(found.candidates) - count
        self._say(
            f"{found.place}：会登记{count}条；没有勾选{out}条；没有取{len(found.left_out)}行。", "muted"
        )
        if not self.table.selected_keys() and found.candidates:
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    def _toggle(self) -> None:
        self._tick(self.table.selected_keys())

    def _tick(self, numbers: list[int]) -> None:
        """Tick these lines; untick them where all are ticked."""
        found = self.found
        if found is None or not numbers:
            return
        take = not all(found.candidates[number].take for number in numbers)
        for number in numbers:
            found = opinion_intake.changed(found, number, take=take)
        self._show(found)

    # registering

    def apply(self) -> None:
        """Register what is ticked, in one step."""
        found = self.found
        if found is None or not self.apply_button.isEnabled() or self._ticket is not None:
            return

        def work(context: "Context", _: "Ticket") -> "Applied":
            return opinion_intake.apply(context, found)

        self._ticket = self._session.work("登记意见", work, self._applied, self._failed, owner=self)

    def _applied(self, done: "Applied") -> None:
        self._ticket = None
        self._session.committed(done.committed.touched, f"已登记{len(done.ids)}条意见", done.committed.tx_id)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._ticket = None
        if not isinstance(error, LouyuanError):
            raise error
        self._say(error.message)
        self.shown.emit()

    def _say(self, text: str, role: str = "error") -> None:
        self.about.setProperty("role", role)
        self.about.style().unpolish(self.about)
        self.about.style().polish(self.about)
        self.about.setText(text)

    def reject(self) -> None:
        """Stop what is under way; without anything, close."""
        if self._ticket is not None:
            self._ticket.cancel()
            return
        super().reject()


def _row(each: "Candidate") -> PlainRow:
    label = vocab.OPINION_CATEGORY.label(each.category) if each.category else ""
    cells = (
        "☑" if each.take else "☐",
        each.text.replace("\n", " "),
        each.name,
        each.on,
        each.building_name,
        label,
        each.remark,
    )
    return PlainRow(each.number, cells, "" if each.take else "muted")


def _left(each: "LeftOut") -> PlainRow:
    return PlainRow(each.line, (str(each.line), each.text, each.why), "muted")
