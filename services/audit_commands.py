"""The headless commands about the audit: `audit verify` and `audit search`."""

from argparse import SUPPRESS, Namespace
from collections.abc import Callable
from datetime import date
from typing import Any

from models.errors import EnvironmentFault, InvalidInput
from services.context import Context


def add_parser(commands: Any, parser_class: type) -> None:
    """Add the commands to the command line."""
    audit = commands.add_parser("audit", help="操作日志：核对、查找")
    acts = audit.add_subparsers(dest="audit", required=True, metavar="做什么", parser_class=parser_class)
    verify = acts.add_parser("verify", help="核对全部操作日志有没有被改动")
    search = acts.add_parser("search", help="查找操作日志，最新的在前")
    for name, meta, told in (
        ("--person", "P", "操作人姓名的一部分"),
        ("--record", "R", "记录名称的一部分，或记录的编号"),
        ("--day", "D", "哪一天，如 2026-03-01"),
        ("--from", "D", "从哪一天"),
        ("--to", "D", "到哪一天"),
        ("--act", "A", "做了什么，如 打印公示"),
        ("--text", "T", "任何一处的文字"),
    ):
        search.add_argument(name, metavar=meta, help=told, dest=f"of_{name[2:]}")
    for act in (verify, search):
        act.add_argument("--json", action="store_true")
        act.add_argument("--user", default=SUPPRESS, metavar="NAME", help="操作人姓名")


def run(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Run one of the commands.

    Args:
        context: the office.
        arguments: `audit` and what belongs to it.
        say, say_json: put out a line, or JSON.

    Raises:
        InvalidInput: a day or an act that is none.
        EnvironmentFault: the audit was changed; what was found is put out as JSON before.
        NotAllowed: whoever works may not see it.
    """
    if arguments.audit == "verify":
        _verify(context, arguments, say, say_json)
    else:
        _search(context, arguments, say, say_json)


def _verify(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    from services import audit_checks

    found = audit_checks.verify(context)
    if arguments.json:
        say_json(
            {"ok": not found.problem, "entries": found.total, "seq": found.seq, "problem": found.problem}
        )
    if found.problem:
        raise EnvironmentFault(found.problem)
    if not arguments.json:
        say(f"操作日志共{found.total}条，前后相连，没有改动。")


def _search(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    from services import audit_search
    from services.audit_log import acts_called

    first, last = _day(arguments.of_from), _day(arguments.of_to)
    if arguments.of_day is not None:
        if first or last:
            raise InvalidInput("--day 和 --from、--to 只写一样。")
        first = last = _day(arguments.of_day)
    if first and last and first > last:
        raise InvalidInput("--from 在 --to 之后。请把较早的日期写在 --from 后面。")
    acts: tuple[str, ...] = ()
    if arguments.of_act is not None:
        acts = acts_called(arguments.of_act)
        if not acts:
            raise InvalidInput(f"没有叫“{arguments.of_act}”的操作。请写日志里“操作”一栏的字，如 打印公示。")
    wanted = audit_search.Wanted(
        arguments.of_person or "", acts, first, last, arguments.of_record or "", arguments.of_text or ""
    )
    lines = audit_search.search(context, wanted, limit=2**31 - 1)
    if arguments.json:
        say_json([_plain(context, line.seq) for line in lines])
        return
    for line in lines:
        told = (str(line.seq), line.at_text, line.user, line.workstation, line.action, line.subject)
        say("\t".join((*told, line.label, line.detail)))
    say(f"共{len(lines)}条")


def _plain(context: Context, seq: int) -> dict[str, Any]:
    from services.audit_search import opened

    found = opened(context, seq)
    line = found.line
    return {
        "seq": line.seq,
        "at": line.at_text,
        "person": line.user,
        "workstation": line.workstation,
        "act": line.action,
        "subject": line.subject,
        "record": line.label,
        "id": None if line.record_id is None else line.record_id.hex(),
        "detail": line.detail,
        "changes": [
            {"record": each.record, "field": each.field, "old": each.old, "new": each.new}
            for each in found.changes
        ],
    }


def _day(typed: str | None) -> date | None:
    from models.rules.dates import parse_date

    if typed is None:
        return None
    read = parse_date(typed).value
    if read is None or read.day is None:
        raise InvalidInput(f"“{typed}”不是日期，请写成 2026-03-01。")
    return read.first_day
