"""A part that scrolls when it is higher than the room there is; a dialog no larger than its window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from ui.widgets import style

_MARGIN, _LEAST = 40, 200
"""Pixels of its window that a dialog leaves free; less than the other no dialog is."""


def scrolling(inner: QWidget) -> QScrollArea:
    """Return the part in an area that scrolls, also by keyboard."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setWidget(inner)
    return area


def size_within_window(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its size, at most that of the window it belongs to.

    Args:
        dialog: the dialog, whose parent is known.
        width, height: in pixels at 100 %.
    """
    parent = dialog.parentWidget()
    wanted = (style.px(width), style.px(height))
    if parent is not None:
        room = parent.window().size()
        free = (max(room.width() - _MARGIN, _LEAST), max(room.height() - _MARGIN, _LEAST))
        wanted = (min(wanted[0], free[0]), min(wanted[1], free[1]))
    dialog.resize(*wanted)


def page_place(page: QWidget) -> QScrollArea:
    """Return a place for a page of the window that scrolls where the page needs more room than there is."""
    place = QScrollArea()
    place.setWidgetResizable(True)
    place.setFrameShape(QFrame.Shape.NoFrame)
    place.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    page.setProperty("role", "page")
    place.setWidget(page)
    return place
