"""The panel 批量打印: which sheet, which courtyards, onto paper or into files; then progress and outcome."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.errors import LouyuanError
from services.notices import SHEETS
from ui import batch_work, printing, prompts
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.notices.batch import Batch, Place, Refused
    from services.office import Context
    from ui.session import Session
    from ui.tasks import Ticket

_FOLDER = "notice folder"
_WIDTH = 600


class BatchDialog(QDialog):
    """The panel.

    Args:
        session: does the work on the writer.
        every: all courtyards.
        selected: those selected in the list; empty for none.
        parent: the window.
    """

    def __init__(
        self, session: "Session", every: "tuple[Place, ...]", selected: "tuple[Place, ...]", parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._ticket: Ticket | None = None
        self.setWindowTitle("批量打印")
        self.setMinimumWidth(style.px(_WIDTH))
        self.kind = Chooser()
        self.kind.setAccessibleName("公示种类")
        for code, name in SHEETS.items():
            self.kind.addItem(name, code)
        self.places = Chooser()
        self.places.setAccessibleName("楼院")
        self._offer(every, selected)
        self.paper = QRadioButton("打印")
        self.files = QRadioButton("存成 PDF，每个楼院一个文件")
        self.joined = QRadioButton("存成一个 PDF")
        self.paper.setChecked(True)
        self.words = QLabel(
            "会议纪要、决议公示、公示通知、意见登记表和调解文书取每个楼院最近的一条；收支和人员费用取最近月结的月份。"
        )
        self.words.setWordWrap(True)
        self.bar = QProgressBar()
        self.refused = PlainTable(
            (PlainColumn("楼院", 12), PlainColumn("没有生成的原因", 0)), "没有生成的公示"
        )
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.hide()
        self._refused: list[Refused] = []
        self.start_button = QPushButton("开始")
        self.start_button.setProperty("primary", True)
        self.start_button.setDefault(True)
        self.leave_button = QPushButton("取消")
        self.leave_button.setAutoDefault(False)
        self._lay_out()
        self.start_button.clicked.connect(self.start)
        self.leave_button.clicked.connect(self.reject)
        self.refused.chosen.connect(self._show_sentence)
        session.tasks.progressed.connect(self._show_progress)

    def _offer(self, every: "tuple[Place, ...]", selected: "tuple[Place, ...]") -> None:
        if selected:
            self.places.addItem(f"选中的楼院（{len(selected)}个）", selected)
        self.places.addItem(f"全部楼院（{len(every)}个）", every)
        for name in dict.fromkeys(place.community for place in every if place.community):
            own = tuple(place for place in every if place.community == name)
            self.places.addItem(f"{name}（{len(own)}个）", own)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("公示种类(&K)", self.kind)
        form.addRow("楼院(&Y)", self.places)
        ways = QVBoxLayout()
        ways.setSpacing(style.px(6))
        for each in (self.paper, self.files, self.joined):
            ways.addWidget(each)
        form.addRow("输出", ways)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.start_button)
        whole = QVBoxLayout(self)
        margin = style.px(16)
        whole.setContentsMargins(margin, margin, margin, margin)
        whole.setSpacing(style.px(12))
        whole.addLayout(form)
        whole.addWidget(self.words)
        whole.addWidget(self.bar)
        whole.addWidget(self.refused)
        whole.addWidget(self.sentence)
        whole.addStretch(1)
        whole.addLayout(buttons)
        self.bar.hide()
        self.refused.hide()

    def start(self) -> None:
        """Ask for the printer, the folder or the file, then begin."""
        kind, courtyards = self.kind.currentData(), self.places.currentData()
        name = SHEETS[kind]
        if self.paper.isChecked():
            wanted = printing.Wanted(f"{name}（{len(courtyards)}个楼院）", sheets=len(courtyards))

            def chosen(printer: printing.Chosen) -> None:
                self._begin(
                    lambda context, ticket: batch_work.on_paper(context, kind, courtyards, printer, ticket),
                    "已送到打印机",
                )

            printing.ask(self, self._session, wanted, chosen)
            return
        joined = self.joined.isChecked()
        out = self._ask_where(name, joined=joined)
        if out is not None:
            self._begin(
                lambda context, ticket: batch_work.into_files(
                    context, kind, courtyards, out, ticket, joined=joined
                ),
                f"已保存到 {out}",
            )

    def _ask_where(self, name: str, *, joined: bool) -> Path | None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = Path(self._session.remembered.get(_FOLDER, documents))
        if not joined:
            out = prompts.choose_folder(self, "保存到哪个文件夹", folder)
        else:
            out = prompts.save_file(self, "保存成一个 PDF", folder / f"{name}.pdf", "PDF 文件 (*.pdf)")
        if out is not None:
            self._session.remembered.put(_FOLDER, str(out.parent if joined else out))
        return out

    def _begin(self, work: "Callable[[Context, Ticket], Batch]", where: str) -> None:
        self.start_button.setEnabled(False)
        for widget in (self.kind, self.places, self.paper, self.files, self.joined):
            widget.setEnabled(False)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.words.setText("正在排版…")
        self._ticket = self._session.work(
            "批量打印公示", work, lambda done: self._show(done, where), self._failed, owner=self
        )

    def _show_progress(self, ticket: "Ticket") -> None:
        if ticket is self._ticket:
            self.bar.setRange(0, ticket.total)
            self.bar.setValue(ticket.done)

    def _show(self, done: "Batch", where: str) -> None:
        self._end()
        words = f"{done.made}张公示，共{done.pages}页，{where}。" if done.made else "没有生成任何公示。"
        if done.cancelled:
            words = f"已取消。{words}其余的没有做。"
        if done.fault:
            words += done.fault
        if done.refused:
            words += f"有{len(done.refused)}个楼院的公示没有生成，原因如下："
            self.refused.set_rows(
                [PlainRow(at, (each.courtyard, each.sentence)) for at, each in enumerate(done.refused)]
            )
            self._refused = done.refused
            self.refused.show()
            self.sentence.show()
            self._show_sentence()
        self.words.setText(words)

    def _show_sentence(self) -> None:
        """Show the whole reason of the row that is chosen, which the table may have no room for."""
        if not self._refused:
            return
        chosen = self.refused.selected_keys() or [0]
        self.sentence.setText(f"{self._refused[chosen[0]].courtyard}：{self._refused[chosen[0]].sentence}")

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._end()
        self.words.setText(error.message)

    def _end(self) -> None:
        self._ticket = None
        self.bar.hide()
        self.start_button.hide()
        self.leave_button.setText("关闭")
        self.leave_button.setFocus()

    def reject(self) -> None:
        """Stop the work that is under way; without any, close."""
        if self._ticket is not None:
            self._ticket.cancel()
            self.words.setText("正在取消…")
            return
        super().reject()
