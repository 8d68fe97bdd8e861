"""A part that scrolls when it is higher than the room there is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolling(inner: QWidget) -> QScrollArea:
    """Return the part in an area that scrolls, also by keyboard."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setWidget(inner)
    return area
