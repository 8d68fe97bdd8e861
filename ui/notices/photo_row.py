"""Photos beside a step: chosen, dropped or pasted, and taken along when the step is done."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui import prompts
from ui.files import incoming
from ui.widgets import icons, style
from ui.widgets.elided import Elided

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from services.attachments import NewFile
    from ui.session import Session

FOLDER = "files folder"
"""Name under which the folder chosen last is remembered, shared with the files of a record."""


def choose_photos(session: "Session", parent: QWidget) -> tuple[list[str], incoming.Making] | None:
    """Ask for photos; returns their names and what reads them on the worker, None when it was left."""
    from services import file_kinds

    folder = session.remembered.get(FOLDER)
    kinds = f"照片和文件 ({file_kinds.PATTERNS});;所有文件 (*)"
    paths = prompts.open_files(parent.window(), "选择照片", kinds, Path(folder) if folder else None)
    if not paths:
        return None
    session.remembered.put(FOLDER, str(paths[0].parent))
    return [path.name for path in paths], partial(incoming.from_paths, paths)


def dropped_photos(data: "QMimeData") -> tuple[list[str], incoming.Making] | None:
    """Return names and maker of what was dropped or lies in the clipboard, None for nothing."""
    make = incoming.incoming(data)
    if make is None:
        return None
    names = [Path(url.toLocalFile()).name for url in data.urls() if url.isLocalFile()]
    return names or [incoming.PASTED], make


class PhotoRow(QWidget):
    """A button, the names of the photos so far, and a way to take them off again.

    Args:
        session: remembers the folder.
        parent: the dialog.
    """

    def __init__(self, session: "Session", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names: list[str] = []
        self._making: list[incoming.Making] = []
        self.add_button = QPushButton(icons.icon("fa6s.camera"), "添加照片…(&Z)")
        self.add_button.setToolTip("选择照片（Alt+Z），也可以拖进来")
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.choose)
        self.paste_button = QPushButton(icons.icon("fa6s.paste"), "粘贴")
        self.paste_button.setToolTip("粘贴剪贴板里的照片或截图")
        self.paste_button.setAutoDefault(False)
        self.paste_button.clicked.connect(self.paste)
        self.clear_button = QPushButton("去掉")
        self.clear_button.setAutoDefault(False)
        self.clear_button.clicked.connect(self.clear)
        self.told = Elided(last=True)
        self.told.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.px(8))
        for button in (self.add_button, self.paste_button, self.clear_button):
            row.addWidget(button)
        row.addWidget(self.told, 1)
        self._tell()

    def _tell(self) -> None:
        count = len(self._names)
        self.told.setText(f"{count}张：{'、'.join(self._names)}" if count else "照片可以不加，也可以拖到这里")
        self.clear_button.setVisible(bool(count))

    def choose(self) -> None:
        """Ask for photos."""
        self.take(choose_photos(self._session, self))

    def paste(self) -> None:
        """Take what lies in the clipboard."""
        found = dropped_photos(QGuiApplication.clipboard().mimeData())
        if found is None:
            self._session.notice("剪贴板里没有照片。请先复制一张照片，再粘贴。", "warn")
        self.take(found)

    def take(self, found: tuple[list[str], incoming.Making] | None) -> None:
        """Take photos along: their names, and what reads them on the worker."""
        if found is not None:
            self._names += found[0]
            self._making.append(found[1])
            self._tell()

    def clear(self) -> None:
        """Take no photo along."""
        self._names, self._making = [], []
        self._tell()
        self.add_button.setFocus()

    def photos(self) -> "Callable[[], list[NewFile]]":
        """Return what reads the photos, to be called on the worker."""
        making = tuple(self._making)
        return lambda: [file for make in making for file in make()]
