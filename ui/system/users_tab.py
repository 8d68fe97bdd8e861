"""Who works here: listed, added, switched to, disabled when they leave; nobody is ever deleted."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from services import audit_log, recovering, users
from services.context import Context
from services.keys import signing_in
from services.users import UserLine
from ui import prompts
from ui.session import Session
from ui.system import encrypting
from ui.system.tab import SystemTab, button, muted
from ui.users import switch
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

_COLUMNS = (PlainColumn("姓名", 16), PlainColumn("状态", 10), PlainColumn("最近一次操作", 0))


class UsersTab(SystemTab):
    """The users."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table = PlainTable(_COLUMNS, "用户")
        self._lines: dict[bytes, UserLine] = {}
        self.add_button = button("新增用户…", "fa6s.user-plus", self.add, primary=True)
        self.switch_button = button("切换到这位用户", "fa6s.user-check", self.switch, tip="换人操作（回车）")
        self.active_button = button("停用", "fa6s.user-slash", self.change_active)
        self.password_button = button("换我的密码…", "fa6s.key", self.change_password)
        self.sheet_button = button("恢复密钥单…", "fa6s.file-shield", self.make_sheet)
        self.encrypt_button = button("加密台账…", "fa6s.lock", self.encrypt)
        self.bar(
            self.add_button,
            self.switch_button,
            self.active_button,
            self.password_button,
            self.sheet_button,
            self.encrypt_button,
            QWidget(),
        )
        self.card().addWidget(self.table)
        self.column.addWidget(muted("每次保存都记下操作人。离开的人停用即可，他做过的记录都保留。"))
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.switch())
        session.user_changed.connect(self.refresh)
        self._enable()

    def refresh(self) -> None:
        """Read the users."""
        for each in (self.password_button, self.sheet_button):
            each.setVisible(self.session.keyed)
        self.encrypt_button.setVisible(encrypting.may_be_encrypted(self.session))
        self.session.read(
            lambda context: (users.users(context), audit_log.last_acts(context)),
            self._show,
            owner=self,
            key=(id(self), "users"),
        )

    def search(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def _show(self, found: tuple[tuple[UserLine, ...], dict[bytes, str]]) -> None:
        lines, acts = found
        self._lines = {line.id: line for line in lines}
        self.table.set_rows(
            [
                PlainRow(
                    line.id,
                    (line.name, _state(line), acts.get(line.id, "—")),
                    "" if line.active else "muted",
                )
                for line in lines
            ]
        )
        self._enable()
        self.filled.emit()

    def _chosen(self) -> UserLine | None:
        keys = self.table.selected_keys()
        return self._lines.get(keys[0]) if len(keys) == 1 else None

    def _enable(self) -> None:
        line = self._chosen()
        other = line is not None and not line.current
        self.switch_button.setEnabled(other and line is not None and line.active)
        self.active_button.setEnabled(other)
        self.active_button.setText("停用" if line is None or line.active else "启用")

    def add(self) -> None:
        """Ask for a name and make a user of it."""
        name = prompts.ask_text(self.window(), "新增用户", "姓名：")
        if name is None:
            return
        password = self._password(f"{name}的密码（至少8个字符，请本人以后换掉）：")
        if self.session.keyed and password is None:
            return
        self.session.write(lambda context: users.add_user(context, name, password), self._added, owner=self)

    def _password(self, label: str) -> str | None:
        """Ask for a new password, twice, where the office is encrypted; None where it is not, or left."""
        if not self.session.keyed:
            return None
        first = prompts.ask_password(self.window(), "设密码", label)
        if first is None:
            return None
        if prompts.ask_password(self.window(), "设密码", "再输一遍：") != first:
            self.session.notice("两次输入的密码不一样，没有改动。", "error")
            return None
        return first

    def _added(self, made: object) -> None:
        self.session.notice(f"已新增用户“{getattr(made, 'name', '')}”")
        self.refresh()

    def switch(self) -> None:
        """Make the chosen person the current user."""
        line = self._chosen()
        if line is not None and line.active and not line.current:
            switch(self.session, line.name)

    def change_active(self) -> None:
        """Disable the chosen person, or enable again."""
        line = self._chosen()
        if line is None:
            return

        def changed(_: object) -> None:
            self.session.notice(f"已{'停用' if line.active else '启用'}“{line.name}”")
            self.refresh()

        password = None if line.active else self._password(f"{line.name}的新密码（至少8个字符）：")
        if self.session.keyed and not line.active and password is None:
            return
        self.session.write(
            lambda context: users.set_active(context, line.id, not line.active, password), changed, owner=self
        )

    def change_password(self) -> None:
        """Give whoever works a new password."""
        name = self.session.context.user.name
        password = self._password(f"{name}的新密码（至少8个字符）：")
        if password is None:
            return

        def command(context: Context) -> None:
            signing_in.set_password(context.database.path, name, password)
            with context.unit_of_work() as work:
                work.note("password_changed", "app_user", context.user.id, name)
                work.commit()

        self.session.write(command, lambda _: self.session.notice("密码已换"), owner=self)

    def encrypt(self) -> None:
        """Encrypt an office that is open."""
        if encrypting.may_be_encrypted(self.session):
            encrypting.ask(self.session, self.window())

    def make_sheet(self) -> None:
        """Write a new recovery sheet; the one before opens nothing any more."""
        out = prompts.save_file(
            self.window(), "恢复密钥单", Path.home() / "恢复密钥单.pdf", "PDF 文件 (*.pdf)"
        )
        if out is not None:
            self.session.write(
                lambda context: recovering.make_sheet(context, out),
                lambda _: self.session.notice(f"恢复密钥单：{out.name}。打印后请删除文件；旧的已作废"),
                owner=self,
            )


def _state(line: UserLine) -> str:
    if line.current:
        return "正在使用"
    return "可以使用" if line.active else "已停用"
