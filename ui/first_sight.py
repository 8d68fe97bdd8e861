"""What is on the screen while the program is being loaded: the frame of the window with page titles.

It is made of labels and one small style sheet, without the namespace `Qt`: loading its thousand names takes
longer than showing this window. The real window takes its place a moment later.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.widgets import style
from ui.widgets.style import GAP, HEADER, NAVIGATION, ROW

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent

_SHEET = """
#frame {{ background: {ground}; }}
#side {{ background: {surface}; border: none; border-right: 1px solid {line}; }}
#top {{ background: {surface}; border: none; border-bottom: 1px solid {line}; }}
QLabel {{ color: {text}; font-family: {families}; font-size: {size}px; }}
#opening {{ color: {muted}; }}
#wordmark {{ color: {accent}; font-size: {wordmark}px; font-weight: 600; }}
"""


class Frame(QWidget):
    """The top-level window: first the titles of the pages, then the real window inside it.

    Args:
        titles: titles of the pages with the group each belongs to.
    """

    def __init__(self, titles: Sequence[tuple[str, int]]) -> None:
        super().__init__()
        self._after_paint: Callable[[], None] | None = None
        self._may_close: Callable[[], bool] = _always
        self.setObjectName("frame")
        self.setWindowTitle("楼院台账")
        families = ", ".join(f"'{family}'" for family in style.FAMILIES)
        self.setStyleSheet(_SHEET.format(**style.colours(), families=families, **_sizes()))
        self._labels: list[QLabel] = []
        self._side, self._top = self._label("side", ""), self._label("top", "")
        self._label("wordmark", "楼院台账").setGeometry(style.px(16), 0, style.px(160), style.px(HEADER))
        top, group = style.px(HEADER), titles[0][1] if titles else 0
        for title, each in titles:
            top += style.px(GAP) if each != group else 0
            group = each
            self._label("", title).setGeometry(style.px(44), top, style.px(120), style.px(ROW))
            top += style.px(ROW)
        self._opening = self._label("opening", "正在打开…")

    def _label(self, name: str, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        self._labels.append(label)
        return label

    def show_at(self, width: int, height: int) -> None:
        """Show the window in this size, in pixels."""
        self.resize(width, height)
        side, top = style.px(NAVIGATION), style.px(HEADER)
        self._side.setGeometry(0, 0, side, height)
        self._top.setGeometry(side, 0, width - side, top)
        self._opening.setGeometry(side + style.px(20), 0, width // 2, top)
        self.show()

    def after_first_paint(self, action: Callable[[], None]) -> None:
        """Have something done right after the window has been painted for the first time."""
        self._after_paint = action

    def paintEvent(self, event: "QPaintEvent") -> None:
        """Notice the first time; the parts paint themselves."""
        super().paintEvent(event)
        if self._after_paint is not None:
            QTimer.singleShot(0, self._after_paint)
            self._after_paint = None

    def take(self, content: QWidget, may_close: Callable[[], bool]) -> None:
        """Put the real window in the place of the first sight.

        Args:
            content: fills the window.
            may_close: asked before the window closes.
        """
        for label in self._labels:
            label.hide()
            label.deleteLater()
        self._labels.clear()
        self.setStyleSheet("")
        self._may_close = may_close
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(content)

    def closeEvent(self, event: "QCloseEvent") -> None:
        """Close when the content has nothing against it."""
        if self._may_close():
            event.accept()
        else:
            event.ignore()


def _sizes() -> dict[str, int]:
    return {"size": style.px(style.SIZES["body"]), "wordmark": style.px(style.SIZES["wordmark"])}


def _always() -> bool:
    return True
