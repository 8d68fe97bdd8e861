"""The history of a record on the screen: who changed what when, with the old and the new text."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.widgets import style
from ui.widgets.plain import plain
from ui.widgets.scrolling import scrolling

if TYPE_CHECKING:
    from services.history import HistoryLine
    from services.office import Context
    from ui.session import Session


def history_part(session: "Session", kind: str, record_id: bytes) -> QWidget:
    """Return the changes of a record, newest first; they are read when this is called.

    Args:
        session: reads them.
        kind: kind of the record.
        record_id: the record.
    """
    inner = QWidget()
    inner.setProperty("role", "page")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, style.px(12), 0)
    column.setSpacing(style.px(8))

    def fetch(context: "Context") -> "tuple[HistoryLine, ...]":
        from services import history

        return history.history(context, kind, record_id)

    def show(lines: "tuple[HistoryLine, ...]") -> None:
        for line in lines:
            column.addWidget(_history_line(line))
        column.addStretch(1)

    session.read(fetch, show, owner=inner)
    return scrolling(inner)


def _history_line(line: "HistoryLine") -> QWidget:
    """Return one change: when, who, what, and below it each field with its old and new text."""
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(style.px(2))
    head = plain(QLabel(f"{line.at_text}　{line.user}　{line.action}"))
    head.setProperty("role", "muted")
    head.setWordWrap(True)
    column.addWidget(head)
    for label, old, new in line.changes:
        text = plain(QLabel(f"　{label}：{old or '（空）'} → {new or '（空）'}"))
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(text)
    return place
