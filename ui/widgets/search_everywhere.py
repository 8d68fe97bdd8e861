"""The search across everything: answers appear below the box while typing; arrows choose, Enter opens."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from ui.session import Session
from ui.widgets import style

if TYPE_CHECKING:
    from services.office import Context
    from services.search import SearchHit

TYPING_MS = 120
LIMIT = 30
_ROWS = 12
_HIT = Qt.ItemDataRole.UserRole
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchEverywhere(QObject):
    """Puts a list of answers below a search box.

    Args:
        session: asked on the reader.
        line: the box.
        window: the answers float over it.

    Signals:
        answered: the answers to what stands in the box are shown.
    """

    answered = Signal()

    def __init__(self, session: Session, line: QLineEdit, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._line = line
        self._window = window
        self.hits = QListWidget(window)
        self.hits.setProperty("role", "popup")
        self.hits.setAccessibleName("搜索结果")
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.hide()
        self.hits.itemClicked.connect(self._open)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._ask)
        line.textEdited.connect(lambda _: self._timer.start())
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lead arrows and Enter to the answers; close them on Esc and when the box is left."""
        if event.type() == QEvent.Type.FocusOut:
            self.hits.hide()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return True
        if event.key() in _ENTER:
            item = self.hits.currentItem() if self.hits.isVisible() else None
            if item is not None and not self._timer.isActive():
                self._open(item)
            else:
                self._ask()
            return True
        if event.key() in _MOVES and self.hits.isVisible():
            self._move(event.key())
            return True
        return False

    def _move(self, key: int) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_ROWS, Qt.Key.Key_PageDown: _ROWS}
        row = self.hits.currentRow() + steps[Qt.Key(key)]
        self.hits.setCurrentRow(max(0, min(self.hits.count() - 1, row)))

    def _ask(self) -> None:
        self._timer.stop()
        text = self._line.text().strip()
        if not text or not self._session.is_open:
            self.hits.hide()
            return

        def find(context: "Context") -> "tuple[SearchHit, ...]":
            from services.search import search

            return search(context, text, LIMIT)

        self._session.read(find, self._show, owner=self, key="search everywhere")

    def _show(self, found: "tuple[SearchHit, ...]") -> None:
        self.hits.clear()
        for hit in found:
            detail = f"　{hit.detail}" if hit.detail else ""
            item = QListWidgetItem(f"{hit.name}　{hit.kind_label}{detail}")
            item.setData(_HIT, hit)
            self.hits.addItem(item)
        if not found:
            nothing = QListWidgetItem("没有找到。可以输入姓名、拼音首字母、楼院名、完整电话或后四位。")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.hits.addItem(nothing)
        self.hits.setCurrentRow(0 if found else -1)
        self._place()
        self.hits.setVisible(self._line.hasFocus())
        self.hits.raise_()
        self.answered.emit()

    def _place(self) -> None:
        below = self._line.mapTo(self._window, QPoint(0, self._line.height() + style.px(4)))
        width = max(self._line.width(), style.px(460))
        height = self.hits.sizeHintForRow(0) * min(_ROWS, self.hits.count()) + style.px(12)
        x = min(below.x(), self._window.width() - width - style.px(12))
        self.hits.setGeometry(x, below.y(), width, height)

    def _open(self, item: QListWidgetItem) -> None:
        hit = item.data(_HIT)
        if hit is not None:
            self._leave()
            self._session.show_record(hit.kind, hit.id)

    def _leave(self) -> None:
        self.hits.hide()
        self._line.clear()
        self._timer.stop()
        following = self._window.focusWidget()
        if following is self._line:
            self._line.clearFocus()
