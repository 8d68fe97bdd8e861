"""One record in a window of its own, read first, edited on demand: an account, an entry with its voucher."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ui.record.pane import RecordPane
from ui.widgets import style

if TYPE_CHECKING:
    from ui.session import Session

_SIZE = (680, 560)


class RecordDialog(QDialog):
    """Shows a record.

    Args:
        session: reads and writes.
        title: of the window.
        parent: the page.
    """

    def __init__(self, session: "Session", title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.pane = RecordPane(session, self)
        buttons = QDialogButtonBox()
        self.close_button = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        self.close_button.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margin = style.px(12)
        column.setContentsMargins(margin, margin, margin, margin)
        column.addWidget(self.pane, 1)
        column.addWidget(buttons)
        self.resize(style.px(_SIZE[0]), style.px(_SIZE[1]))
        self.pane.emptied.connect(self.accept)
        session.changed.connect(lambda _: self.pane.refresh())

    def reject(self) -> None:
        """Close, asking about what was typed and not saved."""
        if self.pane.may_leave():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what was typed and not saved."""
        if self.pane.may_leave():
            event.accept()
        else:
            event.ignore()


def show_record(session: "Session", title: str, kind: str, record_id: bytes, parent: QWidget) -> RecordDialog:
    """Show a record in a window of its own.

    Args:
        session: reads and writes.
        title: of the window.
        kind: kind of the record.
        record_id: which.
        parent: the page.
    """
    dialog = RecordDialog(session, title, parent)
    dialog.pane.show_record(kind, record_id)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def new_record(
    session: "Session", title: str, kind: str, above: tuple[str, bytes], parent: QWidget
) -> RecordDialog:
    """Open the form of a new record in a window of its own.

    Args:
        session: reads and writes.
        title: of the window.
        kind: kind of the record.
        above: column and id of what it belongs to.
        parent: the page.
    """
    dialog = RecordDialog(session, title, parent)
    dialog.pane.new(kind, above)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
