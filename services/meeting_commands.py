"""The headless commands `meeting …`: the papers of one meeting."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import Any, Final

from services import attendance_command, minutes_command
from services.context import Context

Handler = Callable[[Context, Namespace, Callable[[str], None], Callable[[Any], None]], None]

_HANDLERS: Final[Mapping[str, Handler]] = {
    "minutes": minutes_command.run,
    "attendance-sheet": attendance_command.run,
}
"""What does each command of the group."""


def add_parsers(commands: Any, parser_class: type) -> None:
    """Add the group to the command line."""
    meeting = commands.add_parser("meeting", help="会议：签到表、会议纪要")
    acts = meeting.add_subparsers(dest="paper", parser_class=parser_class, metavar="做什么", required=True)
    attendance_command.add_parser(acts)
    minutes_command.add_parser(acts)


def run(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Run a command of the group."""
    _HANDLERS[arguments.paper](context, arguments, say, say_json)
