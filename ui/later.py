"""Doing something after a pause, unless the one it is done for is gone by then."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def later(milliseconds: int, owner: QObject, action: Callable[[], object]) -> QTimer:
    """Call `action` once after a pause.

    `QTimer.singleShot` leaves its timer running when the receiver goes; this one goes with its owner.

    Args:
        milliseconds: the pause.
        owner: nothing is done any more once this is gone.
        action: what is done.
    """
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.timeout.connect(action)
    timer.timeout.connect(timer.deleteLater)
    timer.start(milliseconds)
    return timer
