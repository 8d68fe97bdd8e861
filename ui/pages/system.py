"""The page 系统: users, backups, wording of sheets, catalogue, calendar, settings, log and more, on tabs."""

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from ui.page import Page
from ui.session import Session
from ui.system.backups_tab import BackupsTab
from ui.system.bin_tab import BinTab
from ui.system.calendar_tab import CalendarTab
from ui.system.catalogue_tab import CatalogueTab
from ui.system.check_tab import CheckTab
from ui.system.kinds_tab import KindsTab
from ui.system.log_tab import LogTab
from ui.system.masks_tab import MasksTab
from ui.system.preferences_tab import PreferencesTab
from ui.system.programmes_tab import ProgrammesTab
from ui.system.rules_tab import RulesTab
from ui.system.tab import SystemTab
from ui.system.templates_tab import TemplatesTab
from ui.system.users_tab import UsersTab
from ui.widgets import style


def make(session: Session, argument: str) -> Page:
    """Build the page."""
    return SystemPage(session)


class SystemPage(Page):
    """The tabs whoever works may see; the one in front is read anew when something changed."""

    title = "系统"
    help_topic = "system"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.users = UsersTab(session)
        self.backups = BackupsTab(session)
        self.bin = BinTab(session)
        self.templates = TemplatesTab(session)
        self.catalogue = CatalogueTab(session)
        self.calendar = CalendarTab(session)
        self.masks = MasksTab(session)
        self.kinds = KindsTab(session)
        self.rules = RulesTab(session)
        self.programmes = ProgrammesTab(session)
        self.preferences = PreferencesTab(session)
        self.log = LogTab(session)
        self.check = CheckTab(session)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("系统")
        self.keys: dict[str, SystemTab] = {}
        for key, tab, title, right in (
            ("users", self.users, "用户", ""),
            ("backups", self.backups, "备份与恢复", "office.backup"),
            ("bin", self.bin, "回收站", "records.write|ledger.write"),
            ("templates", self.templates, "公示模板", "office.rules"),
            ("catalogue", self.catalogue, "公开目录", "disclosure.write"),
            ("calendar", self.calendar, "工作日历", "office.rules"),
            ("masks", self.masks, "姓名遮盖", "office.rules"),
            ("kinds", self.kinds, "收支类别", "ledger.write"),
            ("rules", self.rules, "规则", ""),
            ("programmes", self.programmes, "议事程序", "office.rules"),
            ("preferences", self.preferences, "设置", "own.settings"),
            ("log", self.log, "操作日志", "audit.see"),
            ("check", self.check, "核对公示", ""),
        ):
            if not session.may(right):
                continue
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

    def may_leave(self) -> bool:
        """Ask about wording, masks, rules and lines of the catalogue that were not saved."""
        asking = (self.templates, self.masks, self.catalogue, self.rules)
        return all(tab.may_leave() for tab in asking)

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
