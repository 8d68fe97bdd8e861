"""Backups: one now, those taken by themselves, restoring one, and examining the database."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from models.errors import EnvironmentFault, InvalidInput, LouyuanError
from services import backup, backup_plan, open_leftovers
from services.backup import SUFFIX, BackupInfo
from services.context import Context
from services.keys import signing_in
from services.times import local_time
from ui import prompts
from ui.prompts import Button
from ui.session import Session
from ui.system.tab import SystemTab, button, heading, muted
from ui.tasks import Ticket
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

_COLUMNS = (
    PlainColumn("备份", 0),
    PlainColumn("时间", 12),
    PlainColumn("大小", 8, number=True),
    PlainColumn("说明", 14),
)
_KINDS = f"备份 (*{SUFFIX})"
_WHY = (("每日-", "每日自动备份"), ("导入前-", "导入之前"), ("升级前-", "升级数据库之前"))


class BackupsTab(SystemTab):
    """Backup and restore."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._listed: tuple[BackupInfo, ...] = ()
        self.table = PlainTable(_COLUMNS, "自动备份", empty="还没有自动备份，打开程序后会自动做今天的备份")
        self.backup_button = button("备份到…", "fa6s.box-archive", self.back_up, primary=True)
        self.restore_button = button("恢复选中的备份…", "fa6s.clock-rotate-left", self.restore_chosen)
        self.other_button = button("从文件恢复…", "fa6s.folder-open", self.restore_other)
        self.check_button = button("检查数据库", "fa6s.stethoscope", self.check)
        self.bar(self.backup_button, self.restore_button, self.other_button, QWidget(), self.check_button)
        inside = self.card()
        inside.addWidget(heading("自动备份"))
        inside.addWidget(self.table, 1)
        self.where = muted("")
        self.column.addWidget(self.where)
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.restore_chosen())
        self._enable()

    def refresh(self) -> None:
        """Read which backups there are."""
        self.session.read(
            lambda context: (backup.listed(context.database.path), context.database.path),
            self._show,
            owner=self,
            key=(id(self), "backups"),
        )

    def search(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def _show(self, found: tuple[tuple[BackupInfo, ...], Path]) -> None:
        infos, database = found
        self._listed = infos
        self.table.set_rows([_row(info) for info in infos])
        self.where.setText(
            f"自动备份存在“{backup.backup_folder(database)}”。请定期另存一份到U盘或另一台电脑。"
        )
        self._enable()
        self.filled.emit()

    def _enable(self) -> None:
        self.restore_button.setEnabled(len(self.table.selected_keys()) == 1)

    def back_up(self) -> None:
        """Ask where to, then write a backup there."""
        stamp = f"{self.session.today():%Y%m%d}"
        folder = Path(self.session.remembered.get("backup folder", "") or Path.home())
        out = prompts.save_file(self, "备份到", folder / f"楼院台账-{stamp}{SUFFIX}", _KINDS)
        if out is None:
            return
        out = out if out.suffix == SUFFIX else out.with_name(out.name + SUFFIX)
        self.session.remembered.put("backup folder", str(out.parent))

        def work(context: Context, ticket: Ticket) -> BackupInfo:
            return backup_plan.back_up_to(context, out, progress=ticket.report)

        self.session.work("备份", work, self._backed_up, self.session.report, owner=self)

    def _backed_up(self, info: BackupInfo) -> None:
        self.session.notice(f"已备份到 {info.path}（{_size(info.size)}）")
        self.refresh()

    def check(self) -> None:
        """Examine every page and index of the database."""

        def work(context: Context, _: Ticket) -> str | None:
            return backup_plan.check_office(context)

        def checked(problem: str | None) -> None:
            self.session.notice(problem or "数据库检查通过，数据完好", "error" if problem else "ok")

        self.session.work("检查数据库", work, checked, self.session.report, owner=self)

    # ---- restoring

    def restore_chosen(self) -> None:
        """Restore the backup chosen in the list."""
        for path in self.table.selected_keys():
            self.restore(path)

    def restore_other(self) -> None:
        """Ask for a backup file and restore it."""
        path = prompts.open_file(self, "选择备份文件", f"{_KINDS};;所有文件 (*)")
        if path is not None:
            self.restore(path)

    def restore(self, path: Path) -> None:
        """Examine a backup, ask once, then put it in the place of the database.

        Args:
            path: the backup.
        """
        self.session.work(
            "检查备份",
            lambda _, __: backup.examine_backup(path),
            self._confirm,
            lambda error: self._unusable(path, error),
            owner=self,
        )

    def _unusable(self, path: Path, error: BaseException) -> None:
        """Say why a backup cannot be restored, and offer the next older one (scenario D20)."""
        known = [info.path for info in self._listed]
        older = known[known.index(path) + 1 :] if path in known else known
        if not isinstance(error, EnvironmentFault) or not older:
            self.session.report(error)
            return
        buttons = (Button("leave", "不恢复", "reject"), Button("next", "检查这一份", "accept"))
        following = f"可以改用“{older[0].name}”。"
        if prompts.ask(self, "这份备份用不了", error.message, buttons, following) == "next":
            self.restore(older[0])

    def _confirm(self, info: BackupInfo) -> None:
        buttons = (Button("keep", "不恢复", "reject"), Button("restore", "恢复", "accept"))
        answer = prompts.ask(
            self,
            "恢复备份",
            f"用{local_time(info.made_ms)}的备份替换现在的全部数据？",
            buttons,
            "那之后录入的内容将不在新的数据里。现在的数据库会留在原文件夹，改名为“恢复前”，需要时可以找回。",
        )
        if answer != "restore":
            return
        secret = None
        if info.keyed or self.session.keyed:
            words = (
                "这份备份是加密的，请输入做备份时您的密码，或恢复密钥："
                if info.keyed
                else "这份备份没有加密，恢复后用现在的密钥加密。请输入您现在的密码，或恢复密钥："
            )
            secret = prompts.ask_password(self.window(), "恢复备份", words)
            if secret is None:
                return
        Restoring(self.session, info.path, secret).begin()


class Restoring(QObject):
    """Closes the office, replaces its database, opens it again; outlives the page that began it.

    Args:
        session: whose office it is.
        path: the backup.
        secret: password of whoever works, or recovery key, where the backup or the office is encrypted.
    """

    def __init__(self, session: Session, path: Path, secret: str | None = None) -> None:
        super().__init__(session)
        self._name = session.context.user.name
        self._secret = secret
        self._session = session
        self._path = path
        self._failure: LouyuanError | None = None

    def begin(self) -> None:
        """Let go of the database, then replace it, where whoever works may."""
        session = self._session
        session.write(
            backup_plan.allow_restore, lambda _: session.let_go(self._replace), session.report, owner=session
        )

    def _replace(self) -> None:
        session = self._session
        session.tasks.submit(
            "writer",
            lambda _: self._restore(),
            lambda _: self._open(),
            self._failed,
            owner=session,
            title="恢复备份",
        )

    def _restore(self) -> BackupInfo:
        path = self._session.path
        if self._secret is None:
            return backup.restore(self._path, path)
        try:
            opener = signing_in.with_recovery_key(self._secret)
        except InvalidInput:
            opener = signing_in.with_password(self._name, self._secret)
        return backup.restore(self._path, path, opener=opener)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._failure = error
        self._open()

    def _open(self) -> None:
        self._session.opened.connect(self._opened)
        self._session.open(None)

    def _opened(self) -> None:
        session = self._session
        session.opened.disconnect(self._opened)
        self.deleteLater()
        if self._failure is not None:
            session.report(self._failure)
            return
        name = self._path.name

        def note(context: Context) -> tuple[tuple[str, ...], str]:
            from services.erasing import erase_again

            return open_leftovers.note_restored(context, name), erase_again(context)

        def told(found: tuple[tuple[str, ...], str]) -> None:
            names, erased = found
            done = f"已从“{name}”恢复{open_leftovers.in_words(names)}"
            session.notice("。".join(filter(None, (done, erased))), "warn" if names else "ok")

        session.write(note, told, owner=session)


def _row(info: BackupInfo) -> PlainRow:
    return PlainRow(info.path, (info.path.stem, local_time(info.made_ms), _size(info.size), _why(info.path)))


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB"


def _why(path: Path) -> str:
    return next((why for beginning, why in _WHY if path.name.startswith(beginning)), "手动备份")
