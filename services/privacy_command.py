"""The command `privacy`: the yearly review, what is held about a person, and erasing it."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.errors import InvalidInput
from services.office import Context


def add_parser(commands: Any, make: Any) -> None:
    """Add the command to the parser of the command line; `make` is the class of its parsers."""
    privacy = commands.add_parser("privacy", help="个人信息：保存期限、持有情况、彻底删除")
    acts = privacy.add_subparsers(dest="privacy", required=True, parser_class=make, metavar="ACT")
    review = acts.add_parser("review", help="超过保存期限、还没有决定怎么办的记录")
    review.add_argument("--json", action="store_true")
    held = acts.add_parser("holdings", help="个人信息持有情况说明（PDF）")
    held.add_argument(
        "--resident", required=True, metavar="ID", help="居民的编号，list residents --json 里有"
    )
    held.add_argument("--out", required=True, metavar="F.pdf")
    held.add_argument("--json", action="store_true")
    erase = acts.add_parser("erase", help="彻底删除一位居民的个人信息；不写 --yes 只列出删什么、留什么")
    erase.add_argument("--resident", required=True, metavar="ID")
    erase.add_argument("--reason", default="", metavar="TEXT", help="为什么，例如“本人申请”")
    erase.add_argument("--yes", action="store_true", help="真的删除，不能恢复")


def run(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Run the command.

    Raises:
        UserError: no such resident, no right, no reason.
        EnvironmentFault: the PDF cannot be written.
    """
    acts = {"review": _review, "holdings": _holdings, "erase": _erase}
    acts[arguments.privacy](context, arguments, say, say_json)


def _review(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    from services import retention

    found = retention.review(context)
    if arguments.json:
        lines = [
            {
                "kind": each.sort,
                "id": each.record_id.hex(),
                "name": each.name,
                "since": each.since,
                "due": each.due,
                "period": each.period,
                "source": each.source,
            }
            for each in found.lines
        ]
        say_json({"on": found.on, "due": lines, "periods": [asdict(e) for e in retention.periods(context)]})
        return
    for each in found.lines:
        say("\t".join((each.sort, each.name, each.since, each.due, each.period, each.source)))
    say(f"{found.on}：超过保存期限{len(found.lines)}条")


def _holdings(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    from services.files import write_bytes
    from services.holdings import make_sheet

    made, facts = make_sheet(context, _id(arguments.resident))
    write_bytes(Path(arguments.out), made.data)
    if arguments.json:
        say_json(asdict(facts))
    else:
        say(arguments.out)


def _erase(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    from services import erasing

    resident = _id(arguments.resident)
    if not arguments.yes:
        told = erasing.plan(context, resident)
        groups = (
            ("删除", told.goes),
            ("不再写是谁", told.nameless),
            ("保留", told.stays),
            ("可能提到", told.mentions),
        )
        for title, lines in groups:
            for each in lines:
                say("\t".join((title, each.label, str(each.count), each.why)))
        say(told.backups)
        return
    done = erasing.erase(context, resident, arguments.reason)
    say(f"已彻底删除：{done.rows}条记录、{done.files}个文件。{erasing.BACKUPS}")


def _id(typed: str) -> bytes:
    try:
        found = bytes.fromhex(typed)
    except ValueError:
        found = b""
    if len(found) != 16:
        raise InvalidInput(
            f"“{typed}”不是居民的编号。编号是32位的字母和数字，用 list residents --json 查看。"
        )
    return found
