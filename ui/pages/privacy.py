"""The page 个人信息: periods of keeping, requests to erase, consents."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from ui.page import Page
from ui.privacy.consents_tab import ConsentsTab
from ui.privacy.requests_tab import RequestsTab
from ui.privacy.review_tab import ReviewTab
from ui.system.tab import SystemTab
from ui.widgets import style

if TYPE_CHECKING:
    from ui.session import Session


def make(session: "Session", argument: str) -> Page:
    """Return the page."""
    return PrivacyPage(session)


class PrivacyPage(Page):
    """Three tabs; the one in front is read when it is looked at."""

    title = "个人信息"
    help_topic = "privacy"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self.review, self.requests, self.consents = (
            ReviewTab(session),
            RequestsTab(session),
            ConsentsTab(session),
        )
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("个人信息")
        self.keys: dict[str, SystemTab] = {}
        for key, tab, title in (
            ("review", self.review, "保存期限"),
            ("requests", self.requests, "删除申请"),
            ("consents", self.consents, "本人同意"),
        ):
            self.keys[key] = tab
            self.tabs.addTab(tab, title)
            tab.filled.connect(self.painted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(16), style.px(8), style.px(16), style.px(12))
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        session.changed.connect(self._changed)

    @property
    def tab(self) -> SystemTab:
        """The tab in front."""
        return next(tab for tab in self.keys.values() if tab is self.tabs.currentWidget())

    def arrive(self, argument: object = None) -> None:
        """Read the tab in front, or the one asked for.

        Args:
            argument: key of a tab, as in `keys`.
        """
        wanted = self.keys.get(argument) if isinstance(argument, str) else None
        if wanted is not None and wanted is not self.tab:
            self.tabs.setCurrentWidget(wanted)
        else:
            self.refresh()

    def take_focus(self) -> None:
        """Put the focus on the list in front."""
        for tab in (self.review, self.requests, self.consents):
            if tab is self.tab:
                tab.table.setFocus()

    def seek(self) -> None:
        """Put the cursor where the tab in front is searched."""
        self.tab.search()

    def refresh(self) -> None:
        """Read the tab in front."""
        if self._session.is_open:
            self.tab.refresh()

    def _changed(self, _: object) -> None:
        if self.isVisible():
            self.refresh()
