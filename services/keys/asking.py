"""Where a headless command takes a password from: the environment or the terminal, never its arguments."""

import os
import sys
from getpass import getpass

from models.errors import UserError

PASSWORD, NEW_PASSWORD, RECOVERY = "LOUYUAN_PASSWORD", "LOUYUAN_NEW_PASSWORD", "LOUYUAN_RECOVERY"
CHECKER = "LOUYUAN_CHECKER_PASSWORD"
"""Of whoever checks what another person prepared."""
NAME_MISSING = (
    "这是加密的台账，要登录后才能打开。命令行请用 --user 写明姓名，密码放在环境变量 LOUYUAN_PASSWORD 里。"
)


def password() -> str:
    """Return the password of the user who works.

    Raises:
        UserError: neither the environment nor a terminal gives one.
    """
    return _asked(PASSWORD, "密码：")


def new_password(variable: str = PASSWORD) -> str:
    """Return a new password; at a terminal it is asked twice.

    Args:
        variable: name in the environment.

    Raises:
        UserError: there is none, or the two are different.
    """
    if variable in os.environ:
        return os.environ[variable]
    first = _asked(variable, "新密码：")
    if first != _asked(variable, "再输一遍新密码："):
        raise UserError("两次输入的密码不一样，没有改动。请再来一次。")
    return first


def recovery_key() -> str:
    """Return the recovery key as typed from the sheet.

    Raises:
        UserError: neither the environment nor a terminal gives one.
    """
    return _asked(RECOVERY, "恢复密钥（8组，每组5个字符）：")


def recovery_given() -> str | None:
    """Return the recovery key of the environment, None when there is none."""
    return os.environ.get(RECOVERY)


def checker_password() -> str | None:
    """Return the password of a second person, which headless commands take from the environment."""
    return os.environ.get(CHECKER)


def _asked(variable: str, words: str) -> str:
    if variable in os.environ:
        return os.environ[variable]
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass(words)
    raise UserError(f"没有给出要用的内容，请设置环境变量 {variable}，或在终端里运行后照提示输入。")
