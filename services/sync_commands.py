"""The command `sync`: setting up, joining, and looking at a package without taking it in."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services import sync_exchange_commands

if TYPE_CHECKING:
    from services.office import Context
    from services.sync.enrolling import Enrolled

_Told = tuple[dict[str, Any], list[str]]
"""The answer as plain data, and as lines for people."""


def add_parser(commands: Any, parser_class: type) -> None:
    """Add the command to the command line."""
    top = commands.add_parser("sync", help="用U盘在街道和社区之间交换数据")
    acts = top.add_subparsers(dest="act", parser_class=parser_class, metavar="做什么", required=True)
    setting = acts.add_parser("setup", help="把本机设为街道（hub）或社区工作站（workstation）")
    setting.add_argument("--role", required=True, choices=("hub", "workstation"))
    setting.add_argument("--unit", required=True, metavar="NAME", help="街道办事处或社区的名称")
    asking = acts.add_parser("request", help="社区：把登记申请写到U盘")
    asking.add_argument("--to", required=True, metavar="FOLDER")
    enrolling = acts.add_parser("enrol", help="街道：登记U盘上的申请，写出答复")
    enrolling.add_argument("folder", metavar="FOLDER")
    enrolling.add_argument("--to", required=True, metavar="FOLDER")
    enrolling.add_argument("--unit", metavar="NAME", help="申请里的单位在街道叫这个名称")
    accepting = acts.add_parser("accept", help="社区：收取街道的登记答复")
    accepting.add_argument("folder", metavar="FOLDER")
    accepting.add_argument("--fingerprint", metavar="DIGITS", help="纸面上街道的指纹，不一致就不收取")
    renewing = acts.add_parser("renew", help="数据库被移动、复制或恢复后，换新的站点编号")
    revoking = acts.add_parser("revoke", help="街道：吊销一台工作站的登记")
    revoking.add_argument("--workstation", required=True, metavar="NAME|ID")
    verifying = acts.add_parser("verify", help="看一个数据包能不能收取，为什么；不导入")
    verifying.add_argument("file", metavar="FILE")
    sync_exchange_commands.add_parsers(acts)
    for each in (setting, asking, enrolling, accepting, renewing, revoking, verifying):
        each.add_argument("--json", action="store_true")


def run(
    context: "Context", arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Do what was asked for.

    Raises:
        UserError: it is refused.
        EnvironmentFault: the stick or the disk fails.
    """
    from services.sync.refused import Refused

    try:
        _run(context, arguments, say, say_json)
    except Refused as error:
        raise error.on_the_command_line() from error


def _run(
    context: "Context", arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    if arguments.act in sync_exchange_commands.ACTS:
        sync_exchange_commands.run(context, arguments, say, say_json)
        return
    if arguments.act == "verify":
        _verify(context, arguments, say, say_json)
        return
    data, lines = _ACTS[arguments.act](context, arguments)
    if arguments.json:
        say_json(data)
        return
    for line in lines:
        say(line)


def _verify(
    context: "Context", arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    from services.sync import explaining
    from services.sync.refused import Refused

    found = explaining.explain(context, Path(arguments.file))
    if arguments.json:
        say_json(found.told())
    else:
        say(f"{found.kind_label}，第{found.number}号，{found.size}字节" if found.header else found.kind_label)
        say(f"发件：{found.sender}")
        say(f"收件：{found.receiver}")
    if not found.is_fine:
        raise Refused(found.code, found.sentence)
    if not arguments.json:
        say(found.sentence)


def _setup(context: "Context", arguments: Namespace) -> _Told:
    from services.sync import setting_up

    own = setting_up.setup(context, arguments.role, arguments.unit)
    role = "街道" if own.kind == "hub" else "社区工作站"
    data = {"replica": own.replica.hex(), "role": own.kind, "unit": own.unit_name, "series": own.series}
    return data, [f"本机已设为{role}：{own.unit_name}"]


def _request(context: "Context", arguments: Namespace) -> _Told:
    from services.sync import requesting

    asked = requesting.request(context, Path(arguments.to))
    data = {"file": str(asked.path), "fingerprint": asked.fingerprint}
    lines = [f"登记申请已写到 {asked.path}", f"本机指纹：{asked.fingerprint}", "请抄在纸上，带到街道核对。"]
    return data, lines


def _enrol(context: "Context", arguments: Namespace) -> _Told:
    from services.sync import enrolling

    done = enrolling.enrol(context, Path(arguments.folder), Path(arguments.to), unit=arguments.unit)
    data = {
        "enrolled": [
            {
                "file": str(each.path),
                "unit": each.unit_name,
                "unit_made": each.unit_made,
                "series": each.series,
                "serial": each.serial,
                "fingerprint": each.fingerprint,
                "hub_fingerprint": each.hub_fingerprint,
            }
            for each in done
        ]
    }
    return data, [line for each in done for line in _enrolled(each)]


def _enrolled(each: "Enrolled") -> list[str]:
    lines = [f"已登记：{each.unit_name}", f"申请的指纹：{each.fingerprint}（和社区的纸面核对，不一致请作废）"]
    if each.unit_made:
        lines.append(f"本机原来没有“{each.unit_name}”，已新增这个社区。")
    if each.series:
        lines.append(f"公示编号系列：{each.series}")
    return [*lines, f"街道的指纹：{each.hub_fingerprint}（抄给社区核对）", f"答复已写到 {each.path}"]


def _accept(context: "Context", arguments: Namespace) -> _Told:
    from services.sync import accepting

    done = accepting.accept(context, Path(arguments.folder), expected=arguments.fingerprint)
    data = {
        "hub": done.hub_name,
        "unit": done.unit_name,
        "series": done.series,
        "hub_fingerprint": done.hub_fingerprint,
        "adopted": list(done.adopted),
    }
    lines = [
        f"已在“{done.hub_name}”登记：{done.unit_name}",
        f"街道的指纹：{done.hub_fingerprint}（和纸面核对）",
    ]
    lines += [f"“{name}”的记录已归到街道的同名单位。" for name in done.adopted]
    return data, lines


def _renew(context: "Context", arguments: Namespace) -> _Told:
    from services.sync import identity

    own = identity.renew(context)
    data = {"replica": own.replica.hex(), "former": [each.hex() for each in own.former]}
    return data, ["已换新的站点编号，原有记录都在。下次收发数据时街道会知道。"]


def _revoke(context: "Context", arguments: Namespace) -> _Told:
    from services.sync import setting_up

    replica, name = setting_up.workstation_called(context, arguments.workstation)
    counts = setting_up.revoke(context, replica)
    data = {"replica": replica.hex(), "unit": name, "number": counts.number, "revoked": list(counts.serials)}
    return data, [f"已吊销“{name}”的登记，它写的数据包不再收取。要恢复，请让它重新申请登记。"]


_ACTS: dict[str, Callable[["Context", Namespace], _Told]] = {
    "setup": _setup,
    "request": _request,
    "enrol": _enrol,
    "accept": _accept,
    "renew": _renew,
    "revoke": _revoke,
}
