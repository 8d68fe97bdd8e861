"""The strip above a record about which something has to be decided: how much, and the way to the case."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.system.tab import button
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session


@dataclass(frozen=True, slots=True)
class Open:
    """How much is open about a record, and the first case of it."""

    number: int
    case: bytes


def read(context: "Context", record_id: bytes) -> Open | None:
    """Return what is open about a record, None for nothing; on the reader's thread."""
    rows = context.reader.all(
        "SELECT id FROM sync_conflict WHERE row_id = ? AND resolved_at IS NULL AND kind <> 'soft' "
        "ORDER BY id",
        (record_id,),
    )
    return Open(len(rows), bytes(rows[0][0])) if rows else None


def make(session: "Session", found: Open) -> QWidget:
    """Return the strip."""
    return OpenStrip(session, found)


class OpenStrip(QFrame):
    """One line with a button."""

    def __init__(self, session: "Session", found: Open, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        icon = QLabel()
        side = style.px(15)
        icon.setPixmap(icons.icon("fa6s.triangle-exclamation", "warn").pixmap(side, side))
        words = QLabel(f"有{found.number}处还没有决定，标“⚠”的先显示其中一个。")
        words.setWordWrap(True)
        self.go_button = button(
            "去决定", "fa6s.arrow-right", lambda: session.show_page("conflicts", found.case)
        )
        self.go_button.setToolTip("打开“待决事项”")
        row = QHBoxLayout(self)
        row.setContentsMargins(style.px(12), style.px(6), style.px(12), style.px(6))
        row.setSpacing(style.px(8))
        row.addWidget(icon)
        row.addWidget(words, 1)
        row.addWidget(self.go_button)
