"""The headless commands about matters: where one stands, leading it on a step, its whole file."""

from argparse import SUPPRESS, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.text import fold
from services.context import Context

if TYPE_CHECKING:
    from services.matters.progress import Progress, StepTold

NEXT: Final = {
    "": "",
    "complete": "完成这一步",
    "consult": "登记征求意见",
    "edit": "填写这一步",
    "meeting": "新建会议",
    "attendance": "登记到会人数",
    "resolution": "登记决议",
    "back": "退回前面的步骤",
    "notice": "生成公示",
    "post": "张贴公示",
    "late": "记为补录",
}
"""What helps now, in words, by the act of `Progress`."""


def add_parsers(commands: Any, parser_class: type) -> None:
    """Add the commands of this module to the command line."""
    matter = commands.add_parser("matter", help="协商事项：走到哪一步，办下一步，整卷存成 PDF")
    acts = matter.add_subparsers(
        dest="act", parser_class=parser_class, metavar="show|advance|archive", required=True
    )
    show = acts.add_parser("show", help="事项走到哪一步、缺什么、下一步办什么")
    advance = acts.add_parser("advance", help="完成或跳过一步；条件不够时什么也不改")
    advance.add_argument("--step", metavar="CODE", help="步骤的代码或名称；不写是现在的一步")
    advance.add_argument("--skip", action="store_true", help="跳过这一步，和 --by、--reason 一起写")
    advance.add_argument("--by", default="", metavar="NAME", help="由谁决定跳过")
    advance.add_argument("--reason", default="", metavar="TEXT", help="跳过的原因")
    advance.add_argument("--late", action="store_true", help="这一步记为补录")
    whole = acts.add_parser("archive", help="把事项的全部材料合成一个 PDF")
    whole.add_argument("--out", required=True, metavar="F.pdf")
    for each in (show, advance, whole):
        each.add_argument("--matter", metavar="NAME", help="事项名称，或其中的一部分")
        each.add_argument("--id", metavar="HEX", help="事项的 id，list matters --json 给出")
        each.add_argument("--courtyard", metavar="NAME", help="几个楼院都有这样的事项时写明楼院")
        each.add_argument("--json", action="store_true")
        each.add_argument("--user", default=SUPPRESS, metavar="NAME", help="操作人姓名")


def run(
    context: Context,
    arguments: Namespace,
    say: Callable[[str], None],
    say_json: Callable[[Any], None],
) -> None:
    """Do what was asked and say what came of it.

    Raises:
        UserError: no such matter or step, or the gates refuse; nothing is changed then.
        EnvironmentFault: no Chinese font, or the file cannot be written.
    """
    from services.matters.progress import where

    matter_id = matter_named(context, arguments.matter, arguments.id, arguments.courtyard)
    if arguments.act == "archive":
        told = _archive(context, matter_id, Path(arguments.out))
        (say_json(told) if arguments.json else say(f"{told['file']}（{told['pages']}页）"))
        return
    if arguments.act == "advance":
        _advance(context, matter_id, arguments)
    found = where(context, matter_id)
    if arguments.json:
        say_json(as_json(context, found))
    else:
        for line in as_lines(found):
            say(line)


def _advance(context: Context, matter_id: bytes, arguments: Namespace) -> None:
    from services.matters import steps

    if not arguments.skip:
        if arguments.by or arguments.reason:
            raise InvalidInput("--by 和 --reason 只和 --skip 一起写。")
        steps.complete(context, matter_id, arguments.step, {"late": True} if arguments.late else None)
        return
    steps.skip(context, matter_id, arguments.step, arguments.by, arguments.reason)


def _archive(context: Context, matter_id: bytes, out: Path) -> dict[str, Any]:
    from services.files import write_bytes
    from services.matter_archive import archive, note_archived

    made = archive(context, matter_id)
    write_bytes(out, made.data)
    note_archived(context, matter_id, made, out.name)
    parts = [{"title": title, "page": page} for title, page in made.parts]
    return {"file": str(out), "pages": made.pages, "parts": parts, "absent": list(made.absent)}


def matter_named(context: Context, name: str | None, typed_id: str | None, courtyard: str | None) -> bytes:
    """Return the matter that is meant.

    Args:
        context: read on the reader's thread.
        name: its title, or a part of it that only one matter has.
        typed_id: its id in hexadecimal digits, instead of the name.
        courtyard: only matters of this courtyard.

    Raises:
        InvalidInput: neither or both were given, the id is none, or the name fits several.
        NotFound: there is no such matter.
    """
    from services.notices import courtyard_named

    if (name is None) == (typed_id is None):
        raise InvalidInput("请写 --matter 事项名称，或者 --id 事项的编号，写一个。")
    if typed_id is not None:
        return _of_id(context, typed_id)
    yard = courtyard_named(context, courtyard) if courtyard is not None else None
    rows = context.reader.all(
        "SELECT t.id, t.title, c.name, t.courtyard_id FROM matter t "
        "JOIN courtyard c ON c.id = t.courtyard_id WHERE t.deleted_at IS NULL ORDER BY t.title, t.id"
    )
    rows = [row for row in rows if yard is None or bytes(row[3]) == yard]
    wanted = fold(name or "")
    found = [row for row in rows if fold(row[1]) == wanted]
    found = found or [row for row in rows if wanted and wanted in fold(row[1])]
    if not found:
        raise NotFound(f"没有叫“{name}”的协商事项。用 list matters 可以看到全部事项。")
    if len(found) > 1:
        names = "、".join(f"{row[2]}“{row[1]}”" for row in found[:5])
        raise InvalidInput(f"“{name}”对应不止一件事项：{names}。请用 --courtyard 写明楼院，或用 --id。")
    return bytes(found[0][0])


def _of_id(context: Context, typed: str) -> bytes:
    try:
        matter_id = bytes.fromhex(typed.strip())
    except ValueError:
        matter_id = b""
    if len(matter_id) != 16:
        raise InvalidInput(f"“{typed}”不是记录的编号。编号是 list matters --json 给出的 id，32位数字和字母。")
    if (
        context.reader.value("SELECT id FROM matter WHERE id = ? AND deleted_at IS NULL", (matter_id,))
        is None
    ):
        raise NotFound(f"没有编号是 {typed} 的协商事项。用 list matters --json 可以看到编号。")
    return matter_id


def as_json(context: Context, found: "Progress") -> dict[str, Any]:
    """Return where a matter stands as plain data."""
    from services.matters.consulting import read

    asked = read(context, found.matter_id)
    return {
        "id": found.matter_id.hex(),
        "title": found.title,
        "courtyard": found.courtyard,
        "template": found.template.code,
        "template_name": found.template.name,
        "state": found.state,
        "late": found.late,
        "closed_on": found.closed_on or None,
        "close_reason": found.close_reason or None,
        "step": found.present or None,
        "ready": found.act == "complete",
        "missing": [each.message for each in found.step.missing] if found.step is not None else [],
        "next": NEXT[found.act],
        "remarks": list(found.remarks),
        "steps": [_step(each) for each in found.steps],
        "opinions": [
            {
                "building": each.building,
                "listed": each.listed,
                "asked": each.asked,
                "answered": each.answered,
                "for": each.in_favour,
                "against": each.against,
                "other": each.other,
                "absent": each.absent,
            }
            for each in asked.tallies
        ],
    }


def _step(each: "StepTold") -> dict[str, Any]:
    meeting, notice = each.meeting, each.notice
    votes = meeting.votes if meeting is not None and each.kind == "decide" else (None, None, None)
    return {
        "step": each.code,
        "name": each.name,
        "state": each.state.value,
        "from": each.first or None,
        "to": each.last or None,
        "who": each.done_by or None,
        "asked": each.asked,
        "answered": each.answered,
        "in_favour": each.in_favour,
        "against": each.against,
        "meeting": meeting.title if meeting is not None else None,
        "due": meeting.due if meeting is not None else None,
        "present": meeting.present if meeting is not None else None,
        "votes_for": votes[0],
        "votes_against": votes[1],
        "votes_abstain": votes[2],
        "outcome": meeting.outcome if meeting is not None and each.kind == "decide" else None,
        "notice": notice.title if notice is not None else None,
        "posted": notice.hangs if notice is not None else None,
        "accepted_by": each.accepted_by,
        "record": each.record or None,
        "late": each.late,
        "skipped_by": each.skipped_by or None,
        "skip_reason": each.skip_reason or None,
        "completed_on": each.completed_on or None,
        "completed_by": each.completed_by or None,
    }


def as_lines(found: "Progress") -> list[str]:
    """Return where a matter stands as lines for the person at the terminal."""
    from services.matters.progress import state_label

    state = vocab.MATTER_STATE.label(found.state)
    lines = [f"{found.courtyard}　{found.title}　{found.template.name}　{state}"]
    for each in found.steps:
        parts = (each.days, each.done_by, each.figures())
        lines.append(f"  {each.name}\t{state_label(each)}\t{'　'.join(part for part in parts if part)}")
    lines += [text for text in (found.missing(), *found.remarks) if text]
    lines += [f"下一步：{NEXT[found.act]}"] if found.act else []
    return lines
