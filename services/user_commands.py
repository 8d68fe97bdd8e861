"""The command `user`: who works here, and with which role."""

from argparse import SUPPRESS, Namespace
from collections.abc import Callable
from typing import Any

from models.vocab import USER_ROLE
from services import users
from services.keys import asking
from services.office import Context
from services.rights import needs


def add_parser(commands: Any, parser_class: type) -> None:
    """Add the command to the command line."""
    top = commands.add_parser("user", help="用户：新增、停用、启用、换身份、列出（管理员）")
    acts = top.add_subparsers(dest="act", parser_class=parser_class, metavar="做什么", required=True)
    add = acts.add_parser("add", help="新增用户；加密的台账从 LOUYUAN_NEW_PASSWORD 或终端取密码")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", required=True, metavar="ROLE", help="身份，如 worker 或 社区工作者")
    acts.add_parser("disable", help="停用用户，所做的记录都在").add_argument("name", metavar="NAME")
    enable = acts.add_parser("enable", help="启用停用的用户；加密的台账从 LOUYUAN_NEW_PASSWORD 或终端取密码")
    enable.add_argument("name", metavar="NAME")
    role = acts.add_parser("role", help="换身份")
    role.add_argument("name", metavar="NAME")
    role.add_argument("role", metavar="ROLE")
    listing = acts.add_parser("list", help="列出用户")
    listing.add_argument("--json", action="store_true")
    for each in acts.choices.values():
        each.add_argument("--user", default=SUPPRESS, metavar="A", help="操作人")


@needs("office.users")
def run(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Do what was asked for.

    Args:
        context: the office, opened by an administrator.
        arguments: `act` with `name` and `role`, or `json`.
        say, say_json: put out a line, or JSON.

    Raises:
        InvalidInput: the name or the role cannot be, or nobody would be administrator any more.
        NotFound: no such user.
    """
    if arguments.act == "list":
        _list(context, say, say_json if arguments.json else None)
    else:
        say(_ACTS[arguments.act](context, arguments))


def _list(context: Context, say: Callable[[str], None], say_json: Callable[[Any], None] | None) -> None:
    found = users.users(context)
    if say_json is not None:
        say_json(
            [
                {"id": each.id.hex(), "name": each.name, "role": each.role, "active": each.active}
                for each in found
            ]
        )
        return
    for each in found:
        say(f"{each.name}\t{USER_ROLE.label(each.role)}\t{'在用' if each.active else '已停用'}")


def _add(context: Context, arguments: Namespace) -> str:
    password = asking.new_password(asking.NEW_PASSWORD) if context.database.keyed else None
    made = users.add_user(context, arguments.name, password, arguments.role)
    return f"已新增用户“{made.name}”，身份是{USER_ROLE.label(made.role)}。"


def _disable(context: Context, arguments: Namespace) -> str:
    found = users.named(context, arguments.name)
    users.set_active(context, found.id, False)
    return f"已停用“{found.name}”，以前办理的记录都在。"


def _enable(context: Context, arguments: Namespace) -> str:
    found = users.named(context, arguments.name)
    password = asking.new_password(asking.NEW_PASSWORD) if context.database.keyed else None
    users.set_active(context, found.id, True, password)
    return f"已启用“{found.name}”。"


def _role(context: Context, arguments: Namespace) -> str:
    found = users.named(context, arguments.name)
    done = users.set_role(context, found.id, arguments.role)
    now = next(each.role for each in users.users(context) if each.id == found.id)
    words = "身份已改成" if done is not None else "身份本来就是"
    return f"“{found.name}”的{words}{USER_ROLE.label(now)}。"


_ACTS = {"add": _add, "disable": _disable, "enable": _enable, "role": _role}
