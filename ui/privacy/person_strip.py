"""The strip above a resident: which consents hold, and what can be done about personal data."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session


@dataclass(frozen=True, slots=True)
class Found:
    """What the strip shows.

    Attributes:
        resident: the record.
        consents: what the person agrees to today, in words.
        asked_on: day, in words, of a request to erase that waits, "" for none.
        may: rights of whoever works, of those the menu asks for.
        here: this office erases by itself.
    """

    resident: bytes
    consents: tuple[str, ...]
    asked_on: str
    may: frozenset[str]
    here: bool


def read(context: "Context", record_id: bytes) -> Found:
    """Return what the strip shows; on the reader's thread."""
    from services import consents, erasing, retention
    from services.shown import show

    wanted = ("personal.report", "personal.review", "personal.erase")
    asked = next(
        (show(e.asked_on, "date") for e in retention.open_requests(context) if e.record_id == record_id), ""
    )
    return Found(
        record_id,
        consents.held(context, record_id),
        asked,
        frozenset(code for code in wanted if context.may(code)),
        erasing.can_erase_here(context),
    )


def make(session: "Session", found: Found) -> QWidget:
    """Return the strip."""
    return PersonStrip(session, found)


class PersonStrip(QFrame):
    """One line and a menu.

    Args:
        session: the office at work.
        found: what it shows.
    """

    def __init__(self, session: "Session", found: Found) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self._session, self._found = session, found
        said = f"本人同意：{'、'.join(found.consents)}" if found.consents else "没有登记本人同意"
        if found.asked_on:
            said += f"　{found.asked_on}申请彻底删除，等待办理"
        self.said = QLabel(said)
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.menu = QMenu(self)
        self.menu.setAccessibleName("个人信息")
        self._fill()
        self.button = QToolButton()
        self.button.setText("个人信息")
        self.button.setIcon(icons.icon("fa6s.user-shield"))
        self.button.setToolButtonStyle(self.button.toolButtonStyle().ToolButtonTextBesideIcon)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(self.menu)
        self.button.setShortcut(QKeySequence("Ctrl+M"))
        self.button.setToolTip("持有情况说明、登记同意、彻底删除（Ctrl+M）")
        row = QHBoxLayout(self)
        row.setContentsMargins(style.px(12), style.px(4), style.px(8), style.px(4))
        row.addWidget(self.said, 1)
        row.addWidget(self.button)

    def _fill(self) -> None:
        found = self._found
        told = self.menu.addAction(icons.icon("fa6s.file-lines"), "个人信息持有情况说明…")
        told.triggered.connect(lambda: show_holdings(self._session, self.window(), found.resident))
        told.setEnabled("personal.report" in found.may)
        label = "彻底删除个人信息…" if found.here else "申请彻底删除个人信息…"
        gone = self.menu.addAction(icons.icon("fa6s.user-slash"), label)
        gone.triggered.connect(self._erase)
        right = "personal.erase" if found.here else "personal.review"
        gone.setEnabled(right in found.may and not found.asked_on)

    def _erase(self) -> None:
        from ui.privacy.erase_dialog import open_erasing

        open_erasing(self._session, self.window(), self._found.resident)


def show_holdings(session: "Session", window: QWidget, resident: bytes) -> None:
    """Set the sheet on the writer, which logs it, and show it."""
    from ui.notices.paper_dialog import PaperDialog
    from ui.widgets import pdf_pages

    title = "个人信息持有情况说明"

    def make_it(context: "Context") -> tuple[str, bytes]:
        from services.holdings import make_sheet

        made, facts = make_sheet(context, resident)
        return facts.name, made.data

    def show(made: tuple[str, bytes]) -> None:
        name, data = made
        sizes = pdf_pages.page_sizes(data)
        dialog = PaperDialog(session, title, f"{name}{title}", data, sizes, window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.view.setFocus()

    session.write(make_it, show, session.report, owner=window)
