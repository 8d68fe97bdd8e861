"""Choosing the stick: those that are plugged in, or a folder; how much room is on it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from ui import prompts
from ui.session import Session
from ui.sync import words
from ui.sync.sticks import Stick, Watch, of_folder
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.chooser import Chooser

_FOLDER = "sync folder"


class StickBox(QWidget):
    """A drop-down of sticks with a button for a folder; the stick plugged in last is chosen by itself.

    Signals:
        chosen: another stick, or None where there is none any more.
    """

    chosen = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._folder: Stick | None = None
        self.watch = Watch(self, session.tasks)
        self.watch.changed.connect(self._offer)
        self.box = Chooser()
        self.box.setAccessibleName("U盘")
        self.box.setPlaceholderText("没有找到U盘")
        self.box.setMinimumWidth(style.px(250))
        self.box.activated.connect(lambda _: self._tell())
        self.folder_button = button(
            "选择文件夹…", "fa6s.folder-open", self.choose, tip="不用U盘时：移动硬盘或一个文件夹（Ctrl+O）"
        )
        QShortcut(QKeySequence(QKeySequence.StandardKey.Open), self, self.choose)
        self.used = QProgressBar()
        self.used.setTextVisible(False)
        self.used.setFixedWidth(style.px(90))
        self.used.setAccessibleName("U盘已用空间")
        self.room = QLabel()
        self.room.setProperty("role", "muted")
        label = QLabel("U盘(&U)")
        label.setBuddy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.px(8))
        for widget in (label, self.box, self.folder_button, self.used, self.room):
            row.addWidget(widget)
        row.addStretch(1)
        self._show_room()

    @property
    def stick(self) -> Stick | None:
        """The stick that is chosen."""
        found = self.box.currentData()
        return found if isinstance(found, Stick) else None

    def choose(self) -> None:
        """Ask for a folder."""
        before = self._session.remembered.get(_FOLDER, "")
        folder = prompts.choose_folder(self, "选择交换数据的文件夹", Path(before) if before else None)
        if folder is not None:
            self._session.remembered.put(_FOLDER, str(folder))
            self.take(folder)

    def take(self, folder: Path) -> None:
        """Choose this folder."""
        self._folder = of_folder(folder)
        self._fill(self._folder.path)
        self._tell()

    def start(self) -> None:
        """Look for sticks from now on."""
        self.watch.start()

    def stop(self) -> None:
        """Look for sticks no more."""
        self.watch.stop()

    def _offer(self, sticks: tuple[Stick, ...]) -> None:
        before = self.stick
        known = {self.box.itemData(at).path for at in range(self.box.count())}
        new = next((each for each in sticks if each.path not in known), None)
        self._fill(new.path if new is not None else before.path if before is not None else None)
        if self.stick != before:
            self._tell()

    def _fill(self, wanted: Path | None) -> None:
        self.box.blockSignals(True)
        self.box.clear()
        for stick in (*self.watch.sticks, *((self._folder,) if self._folder is not None else ())):
            self.box.addItem(stick.title, stick)
            if stick.path == wanted:
                self.box.setCurrentIndex(self.box.count() - 1)
        if wanted is None and self.box.count():
            self.box.setCurrentIndex(0)
        self.box.setEnabled(self.box.count() > 0)
        self.box.blockSignals(False)

    def _tell(self) -> None:
        self._show_room()
        self.chosen.emit(self.stick)

    def _show_room(self) -> None:
        stick = self.stick
        shown = stick is not None and stick.total > 0
        self.used.setVisible(shown)
        self.room.setVisible(stick is not None)
        if stick is None:
            return
        if shown:
            self.used.setRange(0, 100)
            self.used.setValue(100 - round(100 * stick.free / stick.total))
        parts = [f"剩余{words.size(stick.free)}，共{words.size(stick.total)}"] if shown else []
        parts += [] if stick.writable else ["写保护"]
        self.room.setText("，".join(parts))
