"""The headless command `meeting minutes`: the minutes of a meeting as a PDF or a Word file."""

import re
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.dates import from_record
from models.rules.text import fold
from services.context import Context

_ID: Final = re.compile("[0-9a-fA-F]{32}")
_MOST_NAMED: Final = 5


def add_parser(acts: Any) -> None:
    """Add the command to the group `meeting`."""
    act = acts.add_parser("minutes", help="会议纪要；已经定稿的是存档的那一份，一字不差")
    which = act.add_mutually_exclusive_group(required=True)
    which.add_argument("--meeting", metavar="NAME", help="会议名称，重名时用最近的一次")
    which.add_argument("--id", metavar="ID", help="会议的 id，list meetings --json 里有")
    act.add_argument("--courtyard", metavar="NAME", help="哪个楼院的会议")
    act.add_argument("--docx", action="store_true", help="出 Word 文档（.docx），不出 PDF")
    act.add_argument("--out", required=True, metavar="F.pdf")
    act.add_argument("--json", action="store_true")


def run(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Write the minutes and tell where they stand.

    Raises:
        UserError: no such meeting, or a name that several courtyards use.
        MissingGlyph, EnvironmentFault: it cannot be set or written.
    """
    from services import minutes
    from services.files import write_bytes
    from services.notices import make_sheet, note_issued, target_of, word_bytes

    meeting = meeting_named(context, arguments.meeting, arguments.id, arguments.courtyard)
    sheet = make_sheet(context, target_of(context, "minutes", meeting))
    out = Path(arguments.out)
    write_bytes(out, word_bytes(sheet) if arguments.docx else sheet.pdf.data)
    note_issued(context, sheet, "notice_saved")
    found = minutes.standing(context, meeting)
    state = found.state if found is not None else ""
    label = vocab.MINUTES_STATE.label(state) if state else "还没有起草"
    if not arguments.json:
        say(f"{out}\n{sheet.courtyard} {sheet.title}：{label}，共{sheet.pdf.pages}页")
        return
    final = found.finals[0] if found is not None and state == "final" else None
    say_json(
        {
            "meeting": meeting.hex(),
            "title": sheet.title,
            "state": state or None,
            "version": found.seq if found is not None and state else None,
            "pages": sheet.pdf.pages,
            "digest": final.digest if final is not None else None,
            "final_on": final.final_on if final is not None else None,
            "file": str(out),
        }
    )


def meeting_named(
    context: Context, name: str | None, typed_id: str | None, courtyard: str | None, *, latest: bool = True
) -> bytes:
    """Return the meeting that is meant; of several of a name in one courtyard the last one.

    Args:
        context: read on the reader's thread.
        name: its title, or a part of it that one courtyard uses; None where the id is given.
        typed_id: its id in hexadecimal digits.
        courtyard: name of its courtyard, None for any.
        latest: False refuses several of a name in one courtyard too.

    Raises:
        NotFound: there is none.
        InvalidInput: the id is none, or several meetings have the name.
    """
    from services.notices import courtyard_named

    yard = courtyard_named(context, courtyard) if courtyard is not None else None
    rows = context.reader.all(
        "SELECT t.id, t.title, t.courtyard_id, coalesce(c.name, u.name, ''), t.held_on FROM meeting t "
        "LEFT JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id "
        "WHERE t.deleted_at IS NULL ORDER BY t.held_on DESC, t.id DESC"
    )
    rows = [row for row in rows if yard is None or row[2] == yard]
    if typed_id is not None:
        return _of_id(rows, typed_id)
    wanted = fold(name or "")
    exact = [row for row in rows if fold(row[1]) == wanted]
    found = exact or [row for row in rows if wanted and wanted in fold(row[1])]
    if not found:
        raise NotFound(f"没有叫“{name}”的会议。用 list meetings 可以看到全部会议的名称。")
    places = dict.fromkeys((row[2], row[3]) for row in found)
    if len(places) > 1:
        told = "、".join(f"{row[3]}{_day(row[4])}" for row in found[:_MOST_NAMED])
        raise InvalidInput(f"几个楼院都有叫“{name}”的会议：{told}。请用 --courtyard 写明楼院。")
    if len(found) > 1 and not latest:
        told = "、".join(f"{row[1]}{_day(row[4])}" for row in found[:_MOST_NAMED])
        raise InvalidInput(f"叫“{name}”的会议不止一次：{told}。请把名称写完整，或用 --id 写明是哪一次。")
    return bytes(found[0][0])


def _of_id(rows: list[tuple[Any, ...]], typed: str) -> bytes:
    if _ID.fullmatch(typed.strip()) is None:
        raise InvalidInput(f"“{typed}”不是记录的编号。编号是 list … --json 给出的 id，32位数字和字母。")
    wanted = bytes.fromhex(typed.strip())
    if wanted not in {bytes(row[0]) for row in rows}:
        raise NotFound(f"没有编号是 {typed} 的会议。用 list meetings --json 可以看到编号。")
    return wanted


def _day(text: str) -> str:
    known = from_record(text)
    return f"（{known.chinese}）" if known is not None else ""
