"""The headless command `meeting attendance-sheet`: the sheet to sign at the door, or as it was signed."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.context import Context
from services.minutes_command import meeting_named
from services.rights import needs


def add_parser(acts: Any) -> None:
    """Add the command to the group `meeting`."""
    act = acts.add_parser("attendance-sheet", help="签到表；没有名册时印空行")
    which = act.add_mutually_exclusive_group(required=True)
    which.add_argument("--meeting", metavar="NAME", help="会议名称")
    which.add_argument("--id", metavar="ID", help="会议的 id，list meetings --json 里有")
    act.add_argument("--courtyard", metavar="NAME", help="哪个楼院的会议")
    act.add_argument("--out", required=True, metavar="F.pdf")
    act.add_argument("--json", action="store_true")


@needs("notices.print")
def run(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Write the sheet and tell how many stand on it.

    Raises:
        UserError: no such meeting, or several of the name.
        MissingGlyph, EnvironmentFault: it cannot be set or written.
    """
    from services.files import write_bytes
    from services.meetings import quorum, roll
    from services.notices import make_sheet, note_issued, target_of

    meeting = meeting_named(context, arguments.meeting, arguments.id, arguments.courtyard, latest=False)
    sheet = make_sheet(context, target_of(context, "attendance", meeting))
    out = Path(arguments.out)
    write_bytes(out, sheet.pdf.data)
    note_issued(context, sheet, "notice_saved")
    found, light = roll.read(context, meeting), quorum.light(context, meeting)
    if not arguments.json:
        who = f"名册{len(found.lines)}行" if found.lines else "还没有排名册，印的是空行"
        say(f"{out}\n{sheet.courtyard} {sheet.title}：{who}，共{sheet.pdf.pages}页\n{light.words}")
        return
    say_json(
        {
            "meeting": meeting.hex(),
            "title": sheet.title,
            "lines": len(found.lines),
            "due": light.heads_due,
            "present": light.heads_present,
            "need": light.need_heads,
            "reached": light.reached,
            "article": light.article or None,
            "pages": sheet.pdf.pages,
            "file": str(out),
        }
    )
