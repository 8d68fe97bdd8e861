"""What the window expects of a page, with answers that do for a page that needs nothing special."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """One page of the window.

    Attributes:
        title: what stands in the header, and
        detail: the muted words behind it.
        help_topic: name of the help file F1 opens (`resources/help/<topic>.md`).

    Signals:
        heading_changed: title and the muted words behind it.
        painted: the page shows its content for the first time.
    """

    title = ""
    detail = ""
    help_topic = "index"

    heading_changed = Signal(str, str)
    painted = Signal()

    def arrive(self, argument: object = None) -> None:
        """Called whenever the page is shown.

        Args:
            argument: what the caller handed over: the record to print, the file to import.
        """

    def buttons(self) -> tuple[QWidget, ...]:
        """Return the buttons that stand in the header while this page is shown."""
        return ()

    def may_leave(self) -> bool:
        """Return whether the user may go elsewhere; a page with unsaved input asks here."""
        return True

    def keep_draft(self) -> None:
        """Keep what has been typed and not saved; called when the program must end at once."""

    def take_focus(self) -> None:
        """Put the focus on what one works with first; called when the page was reached by keys."""
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self and self.isAncestorOf(widget):
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return
            widget = widget.nextInFocusChain()

    def seek(self) -> None:
        """Put the cursor where this page is searched (Ctrl+F)."""

    def show_record(self, kind: str, record_id: bytes) -> None:
        """Show one record, for pages that can."""
