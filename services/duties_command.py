"""The headless command `duties`: what deliberation owes on a day, for all courtyards or one."""

from argparse import Namespace
from collections.abc import Callable
from datetime import date
from typing import Any

from models import vocab
from models.errors import InvalidInput
from models.rules.dates import parse_date
from services.context import Context


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    owed = commands.add_parser("duties", help="议事任务：联席会议、居民代表会议、换届、意见办理、纪要等")
    owed.add_argument("--on", metavar="DATE", help="看哪一天的，不写时是今天")
    owed.add_argument("--courtyard", metavar="NAME", help="只看这个楼院")
    owed.add_argument("--community", metavar="NAME", help="只看这个社区的楼院")
    owed.add_argument("--json", action="store_true")


def run(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Tell what is owed, the most urgent first.

    Raises:
        UserError: a date or name that is none.
    """
    from services import duties
    from services.exporting.register import community_named
    from services.notices.targets import courtyard_named

    on = _day(arguments.on) or context.today()
    found = duties.duties(
        context,
        on,
        courtyard=None if arguments.courtyard is None else courtyard_named(context, arguments.courtyard),
        community=None if arguments.community is None else community_named(context, arguments.community),
    )
    counts = duties.counts(found)
    if arguments.json:
        plain = [duties.as_plain(each) for each in found]
        say_json({"on": on.isoformat(), "counts": counts, "duties": plain})
        return
    for each in found:
        state = vocab.DUTY_STATE.label(each.state)
        say("\t".join((state, each.due, each.courtyard.name, each.title, each.about)).rstrip())
    told = "，".join(f"{vocab.DUTY_STATE.label(state)}{count}项" for state, count in counts.items())
    say(f"{on.isoformat()}：{told}")


def _day(typed: str | None) -> date | None:
    if typed is None:
        return None
    read = parse_date(typed).value
    if read is None or read.day is None:
        raise InvalidInput(f"“{typed}”不是日期，请写成 2026-10-8。")
    return read.first_day
