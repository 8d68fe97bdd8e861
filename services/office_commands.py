"""Commands about an encrypted office: made, recovered, its passwords and its key."""

import sys
from argparse import SUPPRESS, Namespace
from pathlib import Path
from typing import Any

from models.db import keyring
from models.db.database import open_database
from models.db.lock import FileLock
from models.errors import InvalidInput
from services import users
from services.context import Context, context_of, open_context, system_clock
from services.keys import asking, places, rekeying, signing_in
from services.rights import needs


def add_parsers(commands: Any) -> None:
    """Add the commands to the parser of the command line."""
    create = commands.add_parser("office-create", help="新建加密的台账；密码取自 LOUYUAN_PASSWORD 或终端")
    closing = commands.add_parser("office-encrypt", help="把没有加密的台账加密，密码给 --user 写明的管理员")
    closing.add_argument(
        "--remove-open", action="store_true", help="旁边没有加密的备份：重做一份加密的，其余覆盖后删除"
    )
    recover = commands.add_parser("recover", help="用恢复密钥（LOUYUAN_RECOVERY 或终端）为用户设新密码")
    change = commands.add_parser("password", help="换密码，新的取自 LOUYUAN_NEW_PASSWORD 或终端")
    change.add_argument("--of", metavar="NAME", help="给别人设密码（管理员）；不写时换自己的")
    rekey = commands.add_parser("rekey", help="更换数据库密钥，密码和恢复密钥单不变")
    sheet = commands.add_parser("recovery-sheet", help="出恢复密钥单（PDF），以前的随即作废")
    sheet.add_argument("--out", required=True, metavar="F.pdf")
    for each in (create, closing, recover, change, rekey, sheet):
        each.add_argument("--user", default=SUPPRESS, metavar="NAME", help="姓名")
        each.add_argument("--data", type=Path, default=SUPPRESS, help="数据库文件")


def run(arguments: Namespace) -> int:
    """Run one of these commands; the exit code is 0, anything else is raised.

    Raises:
        InvalidInput: no user is named.
    """
    if not arguments.user:
        raise InvalidInput("请用 --user 写明姓名，如 --user 王芳。")
    _COMMANDS[arguments.command](arguments)
    return 0


def _create(arguments: Namespace) -> None:
    from services.keys.creating import create

    path = Path(arguments.data)
    password = asking.new_password()
    create(path, arguments.user, password)
    context = open_context(path, arguments.user, password=password)
    context.close()
    _say(f"已新建加密的台账：{path}，管理员是{arguments.user}。")
    _say("请马上用 recovery-sheet 出一张恢复密钥单：忘记密码时，只有它能打开台账。")


def _encrypt(arguments: Namespace) -> None:
    from services import open_leftovers
    from services.backup import before_migration
    from services.keys.encrypting import encrypt

    path = Path(arguments.data)
    password = asking.new_password()
    if path.exists() and not places.is_keyed(path):
        open_database(path, before_migration=before_migration).close()  # brought up to date
    encrypt(path, arguments.user, password)
    context = open_context(path, arguments.user, password=password)
    try:
        open_leftovers.note_encrypted(context)
        _say(f"已加密：{path}。{arguments.user}可以用密码登录。")
        for name in open_leftovers.without_password(context):
            _say(f"{name}还没有密码，暂时不能登录：请在“系统—用户”里为{name}设密码。")
        found = open_leftovers.open_files(context)
        if found and arguments.remove_open:
            open_leftovers.replace(context, found)
            _say(f"已做了一份加密的备份，删除了旁边{len(found)}份没有加密的文件。")
        for left in open_leftovers.open_files(context):
            _say(f"没有加密的文件还在，请处理：{left}")
    finally:
        context.close()
    _say("请马上用 recovery-sheet 出一张恢复密钥单：忘记密码时，只有它能打开台账。")


def _recover(arguments: Namespace) -> None:
    from services.recovering import recover

    path = Path(arguments.data)
    typed, password = asking.recovery_key(), asking.new_password()
    recover(path, typed, arguments.user, password, now_ms=system_clock())
    context = open_context(path, arguments.user, password=password)
    try:
        with context.unit_of_work() as work:
            work.note("recovered", "app_user", context.user.id, context.user.name)
            work.commit()
    finally:
        context.close()
    _say(f"已为{arguments.user}设好新密码，数据没有改动。")


def _password(arguments: Namespace) -> None:
    path = Path(arguments.data)
    context = open_context(path, arguments.user)
    try:
        password = asking.new_password(asking.NEW_PASSWORD)
        if arguments.of is None:
            users.change_password(context, password)
        else:
            users.give_password(context, users.named(context, arguments.of).id, password)
    finally:
        context.close()
    _say("密码已换，其他人的密码和恢复密钥单不变。")


@needs("office.keys")
def _allow_rekey(context: Context) -> None:
    """Pass whoever may change the database key; it is changed while the office is closed."""


def _rekey(arguments: Namespace) -> None:
    path = Path(arguments.data)
    if not places.is_keyed(path):
        raise InvalidInput(f"“{path.name}”没有加密，没有密钥可换。")
    word = asking.password()
    allowed = open_context(path, arguments.user, password=word)
    try:
        _allow_rekey(allowed)
    finally:
        allowed.close()
    opener = signing_in.with_password(arguments.user, word)
    unlocked = signing_in.sign_in(path, opener, now_ms=system_clock())
    keyring.forget_office(path)
    lock = FileLock(path)
    lock.acquire()
    try:
        key = rekeying.rekey(path, unlocked)
    finally:
        lock.release()
    keyring.hold_office(path, key, unlocked.file.database)
    context = context_of(open_database(path), arguments.user)
    try:
        with context.unit_of_work() as work:
            work.note("rekeyed")
            work.commit()
    finally:
        context.close()
    _say("数据库密钥已更换，密码和恢复密钥单不变。以前的备份仍用当时的密钥。")


def _sheet(arguments: Namespace) -> None:
    from services.recovering import make_sheet

    context = open_context(Path(arguments.data), arguments.user)
    try:
        make_sheet(context, Path(arguments.out))
    finally:
        context.close()
    _say(f"恢复密钥单：{arguments.out}。打印后请删除这个文件，把纸锁好；以前的恢复密钥单已作废。")


_COMMANDS = {
    "office-create": _create,
    "office-encrypt": _encrypt,
    "recover": _recover,
    "password": _password,
    "rekey": _rekey,
    "recovery-sheet": _sheet,
}


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
