"""A calm panel in the place of what could not be shown: what happened, what to do, one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.widgets import icons, style
from ui.widgets.plain import plain

_ICON = 40
_WIDTH = 520


class MessagePanel(QWidget):
    """An icon, a heading, a sentence and a button, in the middle of the room there is.

    Args:
        parent: where it stands.
        width: of its texts, in pixels at 100 %.

    Signals:
        pressed: the button.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None, *, width: int = _WIDTH) -> None:
        super().__init__(parent)
        self._width = width
        self.icon = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self.heading = plain(QLabel(alignment=Qt.AlignmentFlag.AlignHCenter))
        self.heading.setProperty("role", "heading")
        self.text = plain(QLabel(alignment=Qt.AlignmentFlag.AlignHCenter))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.button = QPushButton()
        self.button.clicked.connect(self.pressed)
        inner = QVBoxLayout()
        inner.setSpacing(12)
        for widget in (self.icon, self.heading, self.text, self.bar):
            inner.addWidget(widget)
        for label in (self.heading, self.text):
            label.setWordWrap(True)
        inner.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(inner)
        outer.setAlignment(inner, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def say(
        self, icon: str, heading: str, text: str = "", *, button: str = "", colour: str = "muted"
    ) -> None:
        """Show a message.

        Args:
            icon: name of the icon.
            heading: a few words.
            text: a sentence or two.
            button: what the button says; none without it.
            colour: of the icon, by name.
        """
        self._show(icon, heading, text, button, colour)
        self.bar.hide()

    def say_progress(self, icon: str, heading: str, done: int, total: int, note: str, button: str) -> None:
        """Show how far some work is; `total` 0 as long as it is not known."""
        self._show(icon, heading, note, button, "accent")
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.show()

    def _show(self, icon: str, heading: str, text: str, button: str, colour: str) -> None:
        self.icon.setPixmap(icons.icon(icon, colour).pixmap(style.px(_ICON), style.px(_ICON)))
        self.heading.setText(heading)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        for label in (self.heading, self.text):
            # inside an aligned layout nobody asks how high wrapped words are
            label.setFixedWidth(style.px(self._width))
            label.setMinimumHeight(max(0, label.heightForWidth(style.px(self._width))))
        self.setAccessibleName(heading)
        self.setAccessibleDescription(text)
