"""The command `election`: how an election stands, and confirming its result."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.text import fold
from services.shown import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.election_record import ElectionView
    from services.office import Context

_OUTCOMES: Final = {"open": "待审查", "passed": "合格", "failed": "不合格", "withdrawn": "放弃"}


def add_parser(commands: Any, parser_class: type) -> None:
    """Add the command to the command line."""
    top = commands.add_parser("election", help="换届选举：现在办到哪一步，确认结果")
    acts = top.add_subparsers(dest="act", parser_class=parser_class, metavar="show|confirm", required=True)
    showing = acts.add_parser("show", help="候选人、票数、当选的人、还缺什么")
    confirming = acts.add_parser("confirm", help="核对票数，确认结果；有一个数对不上就不确认")
    for each in (showing, confirming):
        each.add_argument("--courtyard", metavar="NAME", help="哪个楼院最近的一次选举")
        each.add_argument("--id", metavar="ID", help="选举的 id；不写时用楼院最近的一次")
        each.add_argument("--json", action="store_true")
    confirming.add_argument("--director", metavar="NAME", help="主任")
    confirming.add_argument(
        "--deputy", action="append", default=[], metavar="NAME", help="副主任，可以写几次"
    )
    confirming.add_argument("--valid", type=int, metavar="N", help="报告单上的有效票，用来核对")
    confirming.add_argument("--total", type=int, metavar="N", help="报告单上的得票合计，用来核对")
    confirming.add_argument("--reason", default="", metavar="R", help="还有空缺、不再投票的原因")


def run(
    context: "Context", arguments: Namespace, say: "Callable[[str], None]", say_json: "Callable[[Any], None]"
) -> None:
    """Show an election, or confirm its result.

    Raises:
        UserError: no such election, or a figure that cannot be right, by its name.
    """
    from services import elections

    election = _meant(context, arguments)
    if arguments.act == "confirm":
        found = elections.view(context, election)
        posts = _posts(found, arguments)
        elections.confirm_result(
            context, election, posts, valid=arguments.valid, total=arguments.total, reason=arguments.reason
        )
    data = told(elections.view(context, election))
    if arguments.json:
        say_json(data)
        return
    for line in lines(data):
        say(line)


def _meant(context: "Context", arguments: Namespace) -> bytes:
    from services.notices import courtyard_named

    if arguments.id:
        try:
            return bytes.fromhex(arguments.id.strip())
        except ValueError:
            raise InvalidInput(f"“{arguments.id}”不是选举的编号。编号是32位数字和字母。") from None
    if not arguments.courtyard:
        raise InvalidInput("要写 --courtyard 楼院，或 --id 选举的编号。")
    yard = courtyard_named(context, arguments.courtyard)
    found = context.reader.value(
        "SELECT id FROM election WHERE courtyard_id = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (yard,),
    )
    if found is None:
        raise NotFound(f"“{arguments.courtyard}”还没有登记选举。请先在窗口里列入换届选举。")
    return bytes(found)


def _posts(found: "ElectionView", arguments: Namespace) -> dict[bytes, str]:
    posts: dict[bytes, str] = {}
    wanted = [(name, "deputy_director") for name in arguments.deputy]
    wanted += [(arguments.director, "director")] if arguments.director else []
    for name, post in wanted:
        known = [each.resident_id for each in found.candidates if fold(each.name) == fold(name)]
        if len(known) != 1:
            raise InvalidInput(f"候选人里{'没有' if not known else '不止一个'}“{name}”，请核对姓名。")
        posts[known[0]] = post
    return posts


def told(found: "ElectionView") -> dict[str, Any]:
    """Return an election as plain data: numbers as numbers, dates as ISO text, codes as labels."""
    posts = {person: post for each in found.rounds for person, post in each.posts}
    return {
        "id": found.id.hex(),
        "title": found.title,
        "courtyard": found.courtyard,
        "committee": found.committee,
        "state": vocab.ELECTION_STATE.label(found.state),
        "seats": found.seats,
        "candidates": [
            {"name": each.name, "vetting": _OUTCOMES[each.outcome], "circumstance": each.circumstance}
            for each in found.candidates
        ],
        "rounds": [
            {
                "round": each.number,
                "held_on": each.held_on,
                "due": each.poll.due,
                "present": each.poll.present,
                "proxies": each.poll.proxies,
                "issued": each.poll.issued,
                "returned": each.poll.returned,
                "valid": each.poll.ballots,
                "invalid": each.poll.invalid,
                "total": each.poll.votes,
                "votes": {one.name: one.votes for one in each.poll.candidates},
            }
            for each in found.rounds
        ],
        "arithmetic": list(found.outcome.told),
        "elected": [
            {
                "name": each.name,
                "votes": each.votes,
                "post": vocab.COMMITTEE_POST.label(posts.get(each.key, "")),
            }
            for each in found.outcome.elected
        ],
        "open_seats": found.outcome.open_seats,
        "elected_on": found.elected_on or None,
        "file_by": found.file_by or None,
        "filed_on": found.filed_on or None,
        "missing": list(found.missing),
    }


def lines(data: dict[str, Any]) -> list[str]:
    """Return what `told` returned as lines for people."""
    said = [f"{data['title']}：{data['state']}"]
    said += [
        f"{each['name']}\t{each['vetting']}\t{each['circumstance']}".rstrip() for each in data["candidates"]
    ]
    said += data["arithmetic"]
    if data["elected"] and data["elected_on"]:
        names = "、".join(f"{each['name']}（{each['post']}）" for each in data["elected"])
        said.append(f"{show(data['elected_on'], 'date')}当选：{names}")
    if data["file_by"] and not data["filed_on"]:
        said.append(f"{show(data['file_by'], 'date')}前备案")
    return [*said, *data["missing"]]
