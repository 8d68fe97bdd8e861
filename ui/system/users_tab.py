"""Who works here and as what: listed, added, given a role, disabled when they leave; nobody is ever deleted.

Below stands which acts take two people here, and which of them an administrator lets one person do.
"""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from services import audit_log, recovering, two_people, users
from services.allowed import role_label
from services.context import Context
from services.times import local_time
from services.two_people import ActLine
from services.users import UserLine
from ui import prompts
from ui.permits import hold
from ui.session import Session
from ui.system import encrypting
from ui.system.tab import SystemTab, button, heading, muted
from ui.system.user_dialog import Answers, Asked, UserDialog
from ui.users import switch
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

_COLUMNS = (
    PlainColumn("姓名", 14),
    PlainColumn("身份", 10),
    PlainColumn("状态", 8),
    PlainColumn("最近一次操作", 0),
)
_ACTS = (
    PlainColumn("要两个人办理的事", 18),
    PlainColumn("现在", 10),
    PlainColumn("原因", 0),
    PlainColumn("同意的人", 10),
    PlainColumn("时间", 12),
)
Found = tuple[tuple[UserLine, ...], dict[bytes, str], tuple[ActLine, ...], tuple[str, ...]]


def _read(context: Context) -> Found:
    return (
        users.users(context),
        audit_log.last_acts(context),
        two_people.acts(context),
        users.roles(context.reader),
    )


class UsersTab(SystemTab):
    """The users."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table = PlainTable(_COLUMNS, "用户")
        self.acts = PlainTable(_ACTS, "要两个人办理的事")
        self._lines: dict[bytes, UserLine] = {}
        self._act_lines: dict[str, ActLine] = {}
        self._roles: tuple[str, ...] = ()
        self.add_button = button("新增用户…", "fa6s.user-plus", self.add, primary=True)
        self.role_button = button("改身份…", "fa6s.id-badge", self.change_role, tip="改选中的用户能办的事")
        self.active_button = button("停用", "fa6s.user-slash", self.change_active)
        self.give_button = button("给他设密码…", "fa6s.unlock-keyhole", self.give_password)
        self.switch_button = button("切换到这位用户", "fa6s.user-check", self.switch, tip="换人操作（回车）")
        self.password_button = button("换我的密码…", "fa6s.key", self.change_password)
        self.sheet_button = button("恢复密钥单…", "fa6s.file-shield", self.make_sheet)
        self.encrypt_button = button("加密台账…", "fa6s.lock", self.encrypt)
        self.alone_button = button("改为可单人办理…", "fa6s.user", self.waive)
        self.two_button = button("恢复两人办理", "fa6s.user-group", self.require_again)
        self._lay_out()
        self._hold()
        self.table.chosen.connect(self._enable)
        self.acts.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.switch())
        session.user_changed.connect(self.refresh)
        self._enable()

    def _lay_out(self) -> None:
        mine = (self.password_button, self.sheet_button, self.encrypt_button)
        theirs = (self.add_button, self.role_button, self.active_button, self.give_button)
        self.bar(*theirs, self.switch_button, QWidget(), *mine)
        card = self.card()
        card.addWidget(self.table, 3)
        card.addWidget(muted("每次保存都记下操作人。离开的人停用即可，他做过的记录都保留。"))
        self.bar(heading("两人办理"), QWidget(), self.alone_button, self.two_button)
        below = self.card()
        below.addWidget(self.acts, 2)
        below.addWidget(
            muted("准备的人和核对的人不能是同一个人。单人办理的每次都要写明原因，并标明“单人办理”。")
        )

    def _hold(self) -> None:
        """Leave to administrators what is theirs."""
        session = self.session
        manages = (self.add_button, self.role_button, self.active_button, self.give_button)
        hold(session, "office.users", *manages)
        hold(session, "office.keys", self.sheet_button)
        hold(session, "two_people.waive", self.alone_button, self.two_button)

    def refresh(self) -> None:
        """Read the users, and which acts take two of them."""
        for each in (self.password_button, self.sheet_button, self.give_button):
            each.setVisible(self.session.keyed)
        self.encrypt_button.setVisible(encrypting.may_be_encrypted(self.session))
        self.session.read(_read, self._show, owner=self, key=(id(self), "users"))

    def search(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def _show(self, found: Found) -> None:
        lines, last, acts, self._roles = found
        self._lines = {line.id: line for line in lines}
        self.table.set_rows(
            [
                PlainRow(
                    line.id,
                    (line.name, role_label(line.role), _state(line), last.get(line.id, "—")),
                    "" if line.active else "muted",
                )
                for line in lines
            ]
        )
        self._act_lines = {line.code: line for line in acts}
        self.acts.set_rows([_act_row(line) for line in acts])
        self._enable()
        self.filled.emit()

    def _chosen(self) -> UserLine | None:
        keys = self.table.selected_keys()
        return self._lines.get(keys[0]) if len(keys) == 1 else None

    def _chosen_act(self) -> ActLine | None:
        keys = self.acts.selected_keys()
        return self._act_lines.get(keys[0]) if len(keys) == 1 else None

    def _enable(self) -> None:
        line, act = self._chosen(), self._chosen_act()
        active = line is not None and line.active
        other = line is not None and not line.current
        self.switch_button.setEnabled(other and active)
        self.role_button.setEnabled(active)
        self.give_button.setEnabled(other and active)
        self.active_button.setEnabled(other)
        self.active_button.setText("停用" if line is None or line.active else "启用")
        self.alone_button.setEnabled(act is not None and not act.alone)
        self.two_button.setEnabled(act is not None and act.alone)

    # users

    def add(self) -> None:
        """Ask for name, role and, where the office is encrypted, a password."""

        def command(context: Context, said: Answers) -> str:
            return users.add_user(context, said.name, said.password, said.role).name

        asked = Asked(
            "新增用户",
            "新增",
            command,
            lambda name: self._told(f"已新增用户“{name}”"),
            name=True,
            roles=self._roles,
            role=next((role for role in ("worker", "hub_officer") if role in self._roles), ""),
            password=self.session.keyed,
        )
        UserDialog(self.session, asked, self.window()).start()

    def change_role(self) -> None:
        """Ask for another role of the chosen person."""
        line = self._chosen()
        if line is None or not self.role_button.isEnabled():
            return

        def command(context: Context, said: Answers) -> str:
            users.set_role(context, line.id, said.role)
            return role_label(said.role)

        def done(label: object) -> None:
            self._told(f"{line.name}的身份已改为“{label}”")
            if line.current:
                self.session.user_switched()

        intro = f"{line.name}现在的身份是“{role_label(line.role)}”。做过的记录不受影响。"
        asked = Asked("改身份", "改", command, done, roles=self._roles, role=line.role, intro=intro)
        UserDialog(self.session, asked, self.window()).start()

    def give_password(self) -> None:
        """Give the chosen person a new password."""
        line = self._chosen()
        if line is None or not self.give_button.isEnabled():
            return

        def command(context: Context, said: Answers) -> None:
            users.give_password(context, line.id, said.password or "")

        intro = f"给{line.name}设一个新密码，原来的密码不能再用。请当面告诉本人，并请本人换掉。"
        done = f"{line.name}的密码已换"
        asked = Asked("设密码", "设密码", command, lambda _: self._told(done), password=True, intro=intro)
        UserDialog(self.session, asked, self.window()).start()

    def switch(self) -> None:
        """Make the chosen person the current user."""
        line = self._chosen()
        if line is not None and line.active and not line.current:
            switch(self.session, line.name)

    def change_active(self) -> None:
        """Disable the chosen person, or enable again, with a password where the office is encrypted."""
        line = self._chosen()
        if line is None or not self.active_button.isEnabled():
            return
        wanted, told = not line.active, f"已{'停用' if line.active else '启用'}“{line.name}”"

        def command(context: Context, said: Answers) -> object:
            return users.set_active(context, line.id, wanted, said.password)

        if wanted and self.session.keyed:
            intro = f"启用{line.name}，要设一个新密码。"
            asked = Asked("启用用户", "启用", command, lambda _: self._told(told), password=True, intro=intro)
            UserDialog(self.session, asked, self.window()).start()
            return
        nothing = Answers("", "", None)
        self.session.write(lambda context: command(context, nothing), lambda _: self._told(told), owner=self)

    def change_password(self) -> None:
        """Give whoever works a new password."""

        def command(context: Context, said: Answers) -> None:
            users.change_password(context, said.password or "")

        intro = f"{self.session.context.user.name}的新密码。"
        asked = Asked(
            "换密码", "换密码", command, lambda _: self._told("密码已换"), password=True, intro=intro
        )
        UserDialog(self.session, asked, self.window()).start()

    def _told(self, text: str) -> None:
        self.session.notice(text)
        self.refresh()

    # two people

    def waive(self) -> None:
        """Let one person do the chosen act, with a reason."""
        act = self._chosen_act()
        if act is None or not self.alone_button.isEnabled():
            return
        reason = prompts.ask_text(self.window(), "可单人办理", f"“{act.label}”为什么可以单人办理：")
        if reason is not None:
            self.session.write(
                lambda context: two_people.waive(context, act.code, reason),
                lambda _: self._told(f"“{act.label}”已改为可单人办理，每次仍要写原因"),
                owner=self,
            )

    def require_again(self) -> None:
        """Ask for two people for the chosen act again."""
        act = self._chosen_act()
        if act is not None and self.two_button.isEnabled():
            self.session.write(
                lambda context: two_people.require_again(context, act.code),
                lambda _: self._told(f"“{act.label}”恢复为两人办理"),
                owner=self,
            )

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


def _act_row(line: ActLine) -> PlainRow:
    if not line.alone:
        return PlainRow(line.code, (line.label, "要两个人", "", "", ""))
    told = (line.label, "可单人办理", line.reason, line.by, local_time(line.at_ms))
    return PlainRow(line.code, told, "warn")


def _state(line: UserLine) -> str:
    if line.current:
        return "正在使用"
    return "可以使用" if line.active else "已停用"
