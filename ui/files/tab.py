"""The tab 附件 of a record: photos, scans and documents hung on it, and everything one does with them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from services import attachments
from services.attachments import Place
from ui import prompts
from ui.files import incoming
from ui.files.invitation import Invitation
from ui.files.listing import FileList
from ui.files.viewer import FileViewer
from ui.permits import hold
from ui.prompts import Button
from ui.widgets import icons, style
from ui.widgets.record_view import FilesPart

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.attachments import AttachedFile
    from services.office import Context
    from ui.session import Session

_FOLDER = "files folder"
"""Name under which the folder chosen last is remembered."""
_LARGE = 125
"""Zoom in per cent above which words on buttons are left out."""
_MOVES: tuple[tuple[str, Place], ...] = (
    ("放到最前面（第一张照片是封面）", "first"),
    ("往前移一位", "earlier"),
    ("往后移一位", "later"),
)


class FilesTab(FilesPart):
    """The files of one record.

    Args:
        session: reads and writes.
        kind: kind of the record.
        record_id: the record.
        parent: where it stands.
    """

    def __init__(
        self, session: "Session", kind: str, record_id: bytes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._kind, self._record_id = kind, record_id
        self._loaded = False
        self.list = FileList(session)
        self.empty = Invitation()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        self.setAcceptDrops(True)
        self._lay_out()
        self.list.open_wanted.connect(self.open)
        self.list.caption_wanted.connect(self.describe)
        self.list.delete_wanted.connect(self.delete)
        self.list.chosen.connect(self._enable)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)
        self.reload()

    def _lay_out(self) -> None:
        self.add_button = QPushButton(icons.icon("fa6s.plus", "accent"), "")
        self.add_button.setAccessibleName("添加文件")
        self.add_button.clicked.connect(self.choose)
        self.paste_button = QPushButton(icons.icon("fa6s.paste"), "")
        self.paste_button.setAccessibleName("从剪贴板粘贴")
        self.paste_button.setToolTip("从剪贴板粘贴照片、截图或复制的文件（Ctrl+V）")
        self.paste_button.clicked.connect(self.paste)
        self.open_button = self._tool("fa6s.eye", "打开", "打开（回车）", self.open)
        self.caption_button = self._tool("fa6s.pen", "写说明", "写说明（F2）", self.describe)
        self.save_button = self._tool("fa6s.download", "另存为…", "另存为…", self.save)
        self.delete_button = self._tool("fa6s.trash-can", "删除附件", "删除（Del，可以撤销）", self.delete)
        self.order_button = self._tool("fa6s.arrow-down-1-9", "排列次序", "排列次序、换封面", None)
        menu = QMenu(self.order_button)
        for label, place in _MOVES:
            menu.addAction(label, partial(self.reorder, place))
        self.order_button.setMenu(menu)
        self.order_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        mine = (self.add_button, self.paste_button, self.caption_button, self.delete_button)
        hold(self._session, "files.add", *mine, self.order_button)
        hold(self._session, "files.take", self.save_button)
        self._fit_words()
        row = QHBoxLayout()
        row.setSpacing(style.px(6))
        row.addWidget(self.add_button)
        row.addWidget(self.paste_button)
        row.addStretch(1)
        for button in self._tools():
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(row)
        layout.addWidget(self.stack, 1)

    def _fit_words(self) -> None:
        """Leave out words where everything is large, so that the row is no wider than the record."""
        large = style.zoom() > _LARGE
        self.add_button.setText("添加…" if large else "添加文件…")
        self.paste_button.setText("" if large else "粘贴")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "paste_button"):
            self._fit_words()

    def _tool(self, icon: str, name: str, tip: str, action: Callable[[], None] | None) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon(icon))
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setProperty("flat", True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setEnabled(False)
        if action is not None:
            button.clicked.connect(action)
        return button

    def _tools(self) -> tuple[QToolButton, ...]:
        return (
            self.open_button,
            self.caption_button,
            self.save_button,
            self.order_button,
            self.delete_button,
        )

    def _enable(self) -> None:
        for button in self._tools():
            button.setEnabled(self.list.current() is not None)

    # reading

    def reload(self) -> None:
        """Read the files again; new ones are selected."""
        kind, record_id = self._kind, self._record_id

        self._session.read(
            lambda context: attachments.files(context, kind, record_id),
            self._show,
            owner=self,
            key=(id(self), "files"),
        )

    def _show(self, files: "tuple[AttachedFile, ...]") -> None:
        had_focus = self.list.hasFocus()
        self.list.show_files(files, mark_new=self._loaded)
        self._loaded = True
        self.stack.setCurrentWidget(self.list if files else self.empty)
        for button in self._tools():
            button.setVisible(bool(files))
        if had_focus and not files:
            self.add_button.setFocus()

    # adding

    def choose(self) -> None:
        """Ask for files and add them."""
        from services import file_kinds

        folder = self._session.remembered.get(_FOLDER)
        kinds = f"照片和文件 ({file_kinds.PATTERNS});;所有文件 (*)"
        paths = prompts.open_files(self.window(), "添加附件", kinds, Path(folder) if folder else None)
        if paths:
            self._session.remembered.put(_FOLDER, str(paths[0].parent))
            self._add(partial(incoming.from_paths, paths))

    def paste(self) -> None:
        """Add what lies in the clipboard: a picture, or files copied in the file manager."""
        make = incoming.incoming(QGuiApplication.clipboard().mimeData())
        if make is None:
            self._session.notice("剪贴板里没有照片或文件。请先复制一张照片或几个文件，再粘贴。", "warn")
            return
        self._add(make)

    def _add(self, make: incoming.Making) -> None:
        incoming.add(self._session, self.window(), self._kind, self._record_id, make)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files dragged over the tab."""
        if incoming.holds_files(event.mimeData()):
            event.acceptProposedAction()
            self._mark(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        self._mark(False)
        make = incoming.incoming(event.mimeData())
        if make is not None:
            event.acceptProposedAction()
            self._add(make)

    def _mark(self, over: bool) -> None:
        """Show that what is dragged may be let go here."""
        self.add_button.setDown(over)
        self.stack.setProperty("drop", over)
        self.stack.style().unpolish(self.stack)
        self.stack.style().polish(self.stack)

    # one file

    def open(self) -> None:
        """Show the current file inside the program; what it cannot show can be saved elsewhere."""
        file = self.list.current()
        if file is None:
            return
        if file.shape == "other":
            buttons = (Button("save", "另存为…", "accept"), Button("stay", "取消", "reject"))
            text = f"“{file.name}”不能在这里打开。要另存一份，再用 WPS 或 Office 打开吗？"
            if prompts.ask(self.window(), "打开附件", text, buttons) == "save":
                self.save()
            return
        shown = tuple(each for each in self.list.files.files if each.shape != "other")
        FileViewer(self._session, shown, shown.index(file), self.window()).open()

    def describe(self) -> None:
        """Ask for a caption of the current file."""
        file = self.list.current()
        if file is None:
            return
        label = f"“{file.name}”的说明（拍的是什么、在哪里）："
        text = prompts.ask_text(self.window(), "附件说明", label, file.caption)
        if text is not None:
            self._write(lambda context: attachments.set_caption(context, file.id, text), "已保存说明")

    def delete(self) -> None:
        """Put the selected files into the recycle bin; the line at the foot offers to take it back."""
        chosen = self.list.selected()
        if chosen:
            what = f"“{chosen[0].title}”" if len(chosen) == 1 else f"{len(chosen)}个附件"
            ids = [each.id for each in chosen]
            self._write(lambda context: attachments.remove(context, ids), f"已删除{what}，放在回收站")

    def reorder(self, place: Place) -> None:
        """Move the current file within the order; the first photo is the cover."""
        file = self.list.current()
        if file is not None:
            self._write(lambda context: attachments.move(context, file.id, place), "已改变次序")

    def save(self) -> None:
        """Ask where to, and write a copy of the current file."""
        file = self.list.current()
        if file is None:
            return
        folder = Path(str(self._session.remembered.get(_FOLDER) or Path.home()))
        ending = file.name.rpartition(".")[2]
        path = prompts.save_file(self.window(), "附件另存为", folder / file.name, f"附件 (*.{ending})")
        if path is None:
            return
        self._session.work(
            "正在另存附件",
            lambda context, _: attachments.save_copy(context, file.id, path),
            lambda _: self._session.notice(f"已另存为“{path.name}”"),
            self._session.report,
            owner=self._session,
        )

    def _write(self, command: "Callable[[Context], Committed | None]", words: str) -> None:
        def done(committed: "Committed | None") -> None:
            if committed is not None:
                self._session.committed(committed.touched, words, committed.tx_id)

        self._session.write(command, done, owner=self._session)
