"""The files of a record as small pictures with their captions, worked by keys and mouse."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from ui.files.delegate import CELL, COVER_ROLE, ICON_ROLE, PICTURE, FileDelegate
from ui.widgets import style
from ui.widgets.plain import plain_tip
from ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from services.attachments import AttachedFile
    from ui.session import Session

_ICONS = {"photo": "fa6s.image", "pdf": "fa6s.file-pdf", "other": "fa6s.file-lines"}
_SHAPES = {"photo": "照片", "pdf": "PDF", "other": "文档"}
_Index = QModelIndex | QPersistentModelIndex
_OWN_KEYS = {
    Qt.Key.Key_F2: "caption_wanted",
    Qt.Key.Key_Delete: "delete_wanted",
    Qt.Key.Key_Return: "open_wanted",
    Qt.Key.Key_Enter: "open_wanted",
}


def size_text(size: int) -> str:
    """Return a size in bytes as people read it."""
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{max(1, round(size / 1024))} KB"


class FileModel(QAbstractListModel):
    """The files of one record; pictures are asked for when they come into sight."""

    def __init__(self, session: "Session", parent: QWidget) -> None:
        super().__init__(parent)
        self.files: tuple[AttachedFile, ...] = ()
        self.thumbnails = Thumbnails(session, style.px(PICTURE[0]), parent.devicePixelRatioF(), self)
        self.thumbnails.arrived.connect(self._arrived)

    def show(self, files: "tuple[AttachedFile, ...]") -> None:
        """Take the files anew."""
        self.beginResetModel()
        self.files = files
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """Return the number of files."""
        return 0 if parent.isValid() else len(self.files)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return title, picture and words of one file."""
        file = self.files[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return file.title
        if role == Qt.ItemDataRole.DecorationRole:
            return self.thumbnails.picture(file.digest) if file.shape == "photo" else None
        if role == ICON_ROLE:
            return _ICONS[file.shape]
        if role == COVER_ROLE:
            return self._is_cover(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_SHAPES[file.shape]}：{file.title}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            words = self._words(index.row(), file)
            return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def _is_cover(self, row: int) -> bool:
        photos = [each.shape == "photo" for each in self.files[: row + 1]]
        return photos[row] and not any(photos[:row])

    def _words(self, row: int, file: "AttachedFile") -> str:
        parts = [file.caption, f"{file.name}（{size_text(file.size)}）"]
        if self._is_cover(row):
            parts.append("封面照片")
        parts.append(self.thumbnails.missing.get(file.digest, ""))
        return "\n".join(part for part in parts if part)

    def _arrived(self, digest: bytes) -> None:
        for row, file in enumerate(self.files):
            if file.digest == digest:
                self.dataChanged.emit(self.index(row), self.index(row))


class FileList(QListView):
    """The pictures in rows; the current one answers to Enter, F2 and Del.

    Signals:
        open_wanted, caption_wanted, delete_wanted: keys, or a double click.
        chosen: other files are selected.
    """

    open_wanted = Signal()
    caption_wanted = Signal()
    delete_wanted = Signal()
    chosen = Signal()

    def __init__(self, session: "Session", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files = FileModel(session, self)
        self.setModel(self.files)
        self.setAccessibleName("附件列表")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setItemDelegate(FileDelegate(self))
        self.setMouseTracking(True)
        self._set_grid()
        self.setFrameShape(QListView.Shape.NoFrame)
        # files dropped on it are for the tab around it
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.doubleClicked.connect(lambda _: self.open_wanted.emit())
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())

    def _set_grid(self) -> None:
        self.setGridSize(QSize(style.px(CELL[0] + 4), style.px(CELL[1] + 4)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the type when the zoom changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "files"):
            self.files.thumbnails.restyle(style.px(PICTURE[0]))
            self._set_grid()

    def current(self) -> "AttachedFile | None":
        """Return the file the keys are about."""
        index = self.currentIndex()
        return self.files.files[index.row()] if index.isValid() else None

    def selected(self) -> "list[AttachedFile]":
        """Return the selected files in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.files.files[row] for row in rows]

    def show_files(self, files: "tuple[AttachedFile, ...]", *, mark_new: bool) -> None:
        """Show files; the selection stays where it was, or goes to what is new.

        Args:
            files: all files of the record.
            mark_new: select those that were not there before.
        """
        before = {each.id for each in self.files.files}
        row = max(self.currentIndex().row(), 0)
        wanted = {each.id for each in self.selected()}
        fresh = {each.id for each in files} - before
        if mark_new and fresh:
            wanted = fresh
        self.files.show(files)
        rows = [at for at, each in enumerate(files) if each.id in wanted]
        rows = rows or ([min(row, len(files) - 1)] if files else [])
        for at in rows:
            self.selectionModel().select(self.files.index(at), QItemSelectionModel.SelectionFlag.Select)
        if rows:
            keep = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self.files.index(rows[0]), keep)
        self.chosen.emit()

    def event(self, event: QEvent) -> bool:
        """Take F2 and Del for the files before the window's own shortcuts do."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OWN_KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, describe or delete what is current."""
        wanted = _OWN_KEYS.get(Qt.Key(event.key()))
        if wanted is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif self.current() is not None:
            getattr(self, wanted).emit()
