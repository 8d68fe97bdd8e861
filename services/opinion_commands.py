"""The command `opinion`: register one, list them, take in a chat or a list."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput
from services.rights import demand_seeing

if TYPE_CHECKING:
    from services.context import Context
    from services.opinion_intake import Rehearsal


def add_parsers(commands: Any, parser: type[ArgumentParser]) -> None:
    """Add `opinion` with what it can do.

    Args:
        commands: the sub-commands of the program.
        parser: the class of its parsers.
    """
    opinion = commands.add_parser("opinion", help="意见诉求：登记、列出、导入聊天记录或表格")
    acts = opinion.add_subparsers(dest="opinion", parser_class=parser, metavar="做什么", required=True)
    add = acts.add_parser("add", help="登记一条意见，从楼栋办起")
    add.add_argument("text", metavar="TEXT", help="反映的内容")
    add.add_argument("--courtyard", required=True, metavar="NAME")
    add.add_argument("--channel", choices=[code for code, _ in vocab.OPINION_CHANNEL], default="visit")
    add.add_argument("--category", choices=[code for code, _ in vocab.OPINION_CATEGORY])
    add.add_argument("--urgency", choices=[code for code, _ in vocab.URGENCY], default="plain")
    add.add_argument("--by", default="", metavar="NAME", help="反映人；不写就是匿名")
    add.add_argument("--on", metavar="DATE", help="收到的日期，不写时是今天")
    listing = acts.add_parser("list", help="列出意见")
    listing.add_argument("--courtyard", metavar="NAME", help="只看这个楼院")
    listing.add_argument("--state", choices=[code for code, _ in vocab.OPINION_STATE])
    listing.add_argument("--overdue", action="store_true", help="只看已逾期没有答复的")
    intake = acts.add_parser("import", help="导入聊天记录（txt）或意见表（xlsx、csv）；不加 --apply 只预演")
    intake.add_argument("file", metavar="FILE")
    intake.add_argument("--courtyard", required=True, metavar="NAME")
    intake.add_argument("--channel", choices=[code for code, _ in vocab.OPINION_CHANNEL], default="wechat")
    intake.add_argument("--apply", action="store_true", help="预演后登记")
    for each in (add, listing, intake):
        each.add_argument("--json", action="store_true")


def run(context: "Context", arguments: Namespace) -> None:
    """Do what was asked for."""
    {"add": _add, "list": _list, "import": _import}[arguments.opinion](context, arguments)


def _add(context: "Context", arguments: Namespace) -> None:
    from services import opinions
    from services.notices import courtyard_named
    from services.opinion_intake.tables import day_in

    today = context.today()
    day = day_in(arguments.on, today) if arguments.on else today.isoformat()
    if not day:
        raise InvalidInput(f"日期“{arguments.on}”不对，请写成 2020-08-03，不能晚于今天。")
    draft = opinions.OpinionDraft(
        courtyard_named(context, arguments.courtyard),
        arguments.text,
        day,
        channel=arguments.channel,
        category=arguments.category,
        urgency=arguments.urgency,
        raised_by=arguments.by,
    )
    made = opinions.register(context, draft).id
    found = opinions.standing(context, "opinions", made)
    due = found.rungs[0].words
    if arguments.json:
        _say_json({"id": made.hex(), "title": found.title, "state": found.state_label, "level": found.level})
    else:
        _say(f"已登记“{found.title}”：{found.rungs[0].label}{due}。")


def _list(context: "Context", arguments: Namespace) -> None:
    from services.notices import courtyard_named

    demand_seeing(context, "opinion")
    conditions: list[str] = ["t.deleted_at IS NULL"]
    parameters: list[str | bytes] = []
    if arguments.courtyard:
        conditions.append("t.courtyard_id = ?")
        parameters.append(courtyard_named(context, arguments.courtyard))
    if arguments.state:
        conditions.append("t.state = ?")
        parameters.append(arguments.state)
    if arguments.overdue:
        conditions.append("t.state = 'open' AND t.due_on < ?")
        parameters.append(context.today().isoformat())
    rows = context.reader.all(
        "SELECT t.id, t.title, c.name, t.received_on, t.channel, t.category, t.level, t.state, t.due_on, "
        "t.answer, t.answered_on, t.closed_on FROM opinion t JOIN courtyard c ON c.id = t.courtyard_id "
        f"WHERE {' AND '.join(conditions)} ORDER BY t.received_on DESC, t.id DESC",
        tuple(parameters),
    )
    told = [_told(row) for row in rows]
    if arguments.json:
        _say_json(told)
        return
    for each in told:
        _say(
            "\t".join(
                str(each[name] or "") for name in ("received_on", "courtyard", "title", "level", "state")
            )
        )
    _say(f"共{len(told)}条")


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    record, title, place, received, channel, category, level, state, due, answer, answered, closed = row
    return {
        "id": bytes(record).hex(),
        "title": title,
        "courtyard": place,
        "received_on": received,
        "channel": vocab.OPINION_CHANNEL.label(channel),
        "category": vocab.OPINION_CATEGORY.label(category) if category else None,
        "level": vocab.HANDLING_LEVEL.label(level),
        "state": vocab.OPINION_STATE.label(state),
        "due_on": due if state == "open" else None,
        "answer": answer,
        "answered_on": answered,
        "closed_on": closed,
    }


def _import(context: "Context", arguments: Namespace) -> None:
    from services import opinion_intake
    from services.notices import courtyard_named

    yard = courtyard_named(context, arguments.courtyard)
    found = opinion_intake.rehearse_file(context, yard, Path(arguments.file), channel=arguments.channel)
    done = opinion_intake.apply(context, found) if arguments.apply else None
    if arguments.json:
        _say_json({**_rehearsal(found), "registered": [each.hex() for each in done.ids] if done else []})
        return
    for each in found.candidates:
        mark = "登记" if each.take else "不登记"
        _say("\t".join((str(each.line), mark, each.on, each.name, each.text.replace("\n", " "), each.remark)))
    for left in found.left_out:
        _say("\t".join((str(left.line), "没有取", "", "", left.text, left.why)))
    what = "已登记" if done else "预演：会登记"
    out = len(found.candidates) - len(found.taken)
    _say(f"{what}{len(found.taken)}条，没有勾选{out}条，没有取{len(found.left_out)}行。")


def _rehearsal(found: "Rehearsal") -> dict[str, Any]:
    return {
        "courtyard": found.place,
        "candidates": [
            {
                "line": each.line,
                "take": each.take,
                "text": each.text,
                "name": each.name,
                "on": each.on,
                "building": each.building_name,
                "category": vocab.OPINION_CATEGORY.label(each.category) if each.category else None,
                "remark": each.remark,
            }
            for each in found.candidates
        ],
        "left_out": [{"line": left.line, "text": left.text, "why": left.why} for left in found.left_out],
    }


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _say_json(value: Any) -> None:
    _say(json.dumps(value, ensure_ascii=False, indent=1))
