"""Settings: whose workstation this is, how large and how light things are, what is backed up by itself."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from services import backup_plan, idle_lock, workplace
from services.backup_plan import BackupPlan
from services.context import Context
from services.records import FormErrors, Saved
from services.workplace import Workplace
from ui import prompts
from ui.appearance import Appearance
from ui.entry.lock import IdleWatch
from ui.session import Session
from ui.system.tab import SystemTab, button, heading, muted
from ui.widgets import style
from ui.widgets.chooser import Chooser

_ALL = "全部社区（办事处使用）"


class PreferencesTab(SystemTab):
    """The settings; each is kept as soon as it is changed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._place = Workplace(None, "", (), "")
        self._plan = BackupPlan(True, None)
        self.office = QLineEdit()
        self.office.setAccessibleName("办事处名称")
        self.office.editingFinished.connect(self._name_office)
        self.own = Chooser()
        self.own.setAccessibleName("本机为哪个社区工作")
        self.own.activated.connect(lambda at: self._work_for(self.own.itemData(at)))
        self.zoom = Chooser()
        self.zoom.setAccessibleName("显示比例")
        for percent in style.ZOOMS:
            self.zoom.addItem(f"{percent}%", percent)
        self.zoom.activated.connect(lambda at: self._zoom_to(self.zoom.itemData(at)))
        self.looks = QLabel()
        self.daily = QCheckBox("每天打开程序时自动备份一次")
        self.daily.clicked.connect(lambda on: self._change_plan(BackupPlan(on, self._plan.copy_folder)))
        self.folder = QLabel()
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folder.setWordWrap(True)
        self.choose_button = button("选择文件夹…", "fa6s.folder-open", self.choose_folder)
        self.clear_button = button("不另存", "fa6s.xmark", self.clear_folder)
        self.idle = Chooser()
        self.idle.setAccessibleName("多少分钟没有操作就锁定")
        self.idle.activated.connect(lambda at: self._wait(self.idle.itemData(at)))
        self.place = QLabel()
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.place.setWordWrap(True)
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(style.px(6), 0, style.px(6), 0)
        column.setSpacing(style.px(6))
        folder = QHBoxLayout()
        folder.setSpacing(style.px(8))
        folder.addWidget(self.folder, 1)
        folder.addWidget(self.choose_button)
        folder.addWidget(self.clear_button)
        place = (("办事处(&O)", self.office), ("本机用于(&C)", self.own))
        self._section(column, "单位", place, "导入办事处的总表时，只取所选社区的内容。")
        looks = (("显示比例(&Z)", self.zoom), ("明暗", self.looks))
        self._section(column, "显示", looks, "显示比例也可以按 Ctrl+加号、Ctrl+减号调整。")
        copies = (("", self.daily), ("另存一份到", folder))
        self._section(column, "自动备份", copies, "另存到U盘或共享文件夹，电脑坏了也能找回。")
        note = "没有操作这么久就锁定，输入密码继续，没有保存的内容都在。没有加密的台账不锁定。"
        self._section(column, "锁定", (("等待(&L)", self.idle),), note)
        self._section(column, "数据", (("数据库", self.place),), "")
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        self.card().addWidget(area)

    def _section(
        self, column: QVBoxLayout, title: str, rows: Sequence[tuple[str, QWidget | QHBoxLayout]], note: str
    ) -> None:
        column.addWidget(heading(title))
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.px(16))
        grid.setVerticalSpacing(style.px(8))
        grid.setColumnMinimumWidth(0, style.px(110))
        grid.setColumnMinimumWidth(1, style.px(420))
        grid.setColumnStretch(2, 1)
        for at, (text, field) in enumerate(rows):
            label = QLabel(text)
            if isinstance(field, QHBoxLayout):
                grid.addLayout(field, at, 1)
            else:
                label.setBuddy(field)
                grid.addWidget(field, at, 1)
            grid.addWidget(label, at, 0)
        if note:
            grid.addWidget(muted(note), len(rows), 1, 1, 2)
        column.addLayout(grid)
        column.addSpacing(style.px(14))

    def refresh(self) -> None:
        """Read what is set."""
        self.session.read(
            lambda context: (
                workplace.workplace(context),
                backup_plan.plan(context),
                idle_lock.minutes(context),
                context.database.path,
            ),
            self._show,
            owner=self,
            key=(id(self), "settings"),
        )

    def search(self) -> None:
        """Put the cursor into the first field."""
        self.office.setFocus()

    def _show(self, found: tuple[Workplace, BackupPlan, int, Path]) -> None:
        self._place, self._plan, minutes, path = found
        self.idle.setEnabled(self.session.keyed)
        self.idle.clear()
        for each in sorted({*idle_lock.OFFERED, minutes}):
            self.idle.addItem(f"{each}分钟", each)
        self.idle.setCurrentIndex(self.idle.findData(minutes))
        if not self.office.hasFocus():
            self.office.setText(self._place.office)
        self.own.clear()
        self.own.addItem(_ALL, "")
        names = dict.fromkeys((*self._place.communities, *filter(None, [self._place.own])))
        for name in names:
            self.own.addItem(name, name)
        self.own.setCurrentIndex(self.own.findData(self._place.own))
        self.daily.setChecked(self._plan.daily)
        self.folder.setText(str(self._plan.copy_folder or "没有设置"))
        self.clear_button.setEnabled(self._plan.copy_folder is not None)
        self.place.setText(str(path))
        self.show_looks()
        self.filled.emit()

    def show_looks(self) -> None:
        """Show the zoom and the colours in force."""
        self.zoom.setCurrentIndex(self.zoom.findData(style.zoom()))
        self.looks.setText(f"跟随系统（现在是{'深色' if style.is_dark() else '浅色'}）")

    def _name_office(self) -> None:
        name, place = self.office.text().strip(), self._place
        if name == place.office:
            return

        def rename(context: Context) -> Saved:
            return workplace.name_office(context, place.office_id, name)

        def renamed(done: Saved) -> None:
            if done.committed is not None:
                said = f"办事处名称已改为“{name}”"
                self.session.committed(done.committed.touched, said, done.committed.tx_id)
            self.refresh()

        self.session.write(rename, renamed, self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        """Put back the name that is recorded and say why the other was not taken."""
        self.office.setText(self._place.office)
        if isinstance(error, FormErrors):
            self.session.notice(" ".join(error.errors.values()), "error")
        else:
            self.session.report(error)

    def _work_for(self, community: str) -> None:
        self.session.write(
            lambda context: workplace.work_for(context, community), lambda _: self._kept(), owner=self
        )

    def _zoom_to(self, percent: int) -> None:
        appearance = self.window().findChild(Appearance)
        if isinstance(appearance, Appearance):
            appearance.zoom_to(percent)

    def _change_plan(self, wanted: BackupPlan) -> None:
        def work(context: Context) -> None:
            backup_plan.change_plan(context, wanted)

        self.session.write(work, lambda _: self._kept(), owner=self)

    def _wait(self, minutes: int) -> None:
        def kept(_: object) -> None:
            for watch in self.window().findChildren(IdleWatch):
                watch.wait(minutes)
            self._kept()

        def refused(error: BaseException) -> None:
            self.session.report(error)
            self.refresh()

        self.session.write(lambda context: idle_lock.change(context, minutes), kept, refused, owner=self)

    def choose_folder(self) -> None:
        """Ask where the second copy of backups goes."""
        folder = prompts.choose_folder(self, "另存备份的文件夹", self._plan.copy_folder)
        if folder is not None:
            self._change_plan(BackupPlan(self._plan.daily, folder))

    def clear_folder(self) -> None:
        """Keep no second copy any more."""
        self._change_plan(BackupPlan(self._plan.daily, None))

    def _kept(self) -> None:
        self.session.notice("设置已保存")
        self.refresh()
