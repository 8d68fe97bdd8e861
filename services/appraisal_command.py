"""The headless command about rounds of rating: what came back and how satisfied those who answered are."""

from argparse import SUPPRESS, Namespace
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.appraisal import GRADES, ItemTally, SideTally, percent
from models.rules.text import fold
from services.context import Context

if TYPE_CHECKING:
    from services.appraisal_record import AppraisalView


def add_parser(commands: Any, parser_class: type) -> None:
    """Add the command of this module to the command line."""
    appraisal = commands.add_parser("appraisal", help="大家评：收回多少份，满意率多少")
    acts = appraisal.add_subparsers(dest="act", parser_class=parser_class, metavar="show", required=True)
    show = acts.add_parser("show", help="一次评议的结果和缺什么")
    show.add_argument("--id", metavar="HEX", help="评议的 id，list appraisals --json 给出")
    show.add_argument("--title", metavar="T", help="评议名称，或其中的一部分")
    show.add_argument("--json", action="store_true")
    show.add_argument("--user", default=SUPPRESS, metavar="NAME", help="操作人姓名")


def run(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Say where a round stands.

    Raises:
        UserError: no such round, or the name fits several.
    """
    from services.appraisal_record import view

    found = view(context, _meant(context, arguments.id, arguments.title))
    if arguments.json:
        say_json(as_json(found))
        return
    for line in as_lines(found):
        say(line)


def _meant(context: Context, typed_id: str | None, title: str | None) -> bytes:
    if (typed_id is None) == (title is None):
        raise InvalidInput("请写 --title 评议名称，或者 --id 评议的编号，写一个。")
    rows = context.reader.all(
        "SELECT t.id, t.title, c.name FROM appraisal t JOIN courtyard c ON c.id = t.courtyard_id "
        "WHERE t.deleted_at IS NULL ORDER BY t.id DESC"
    )
    if typed_id is not None:
        found = [row for row in rows if bytes(row[0]).hex() == typed_id.strip().lower()]
    else:
        wanted = fold(title or "")
        found = [row for row in rows if fold(row[1]) == wanted]
        found = found or [row for row in rows if wanted and wanted in fold(row[1])]
    if not found:
        raise NotFound(f"没有“{typed_id or title}”这次评议。用 list appraisals 可以看到全部评议。")
    if len(found) > 1:
        names = "、".join(f"{row[2]}“{row[1]}”" for row in found[:5])
        raise InvalidInput(f"“{title}”对应不止一次评议：{names}。请把名称写完整，或用 --id。")
    return bytes(found[0][0])


def as_json(found: "AppraisalView") -> dict[str, Any]:
    """Return a round as plain data; shares are exact fractions."""
    return {
        "id": found.id.hex(),
        "title": found.title,
        "courtyard": found.courtyard,
        "target": found.target,
        "target_name": found.target_name or None,
        "state": found.state,
        "late": found.late,
        "from": found.from_day or None,
        "to": found.to_day or None,
        "closed_on": found.closed_on or None,
        "asked": found.asked,
        "answered": found.tally.papers,
        "response": _share(found.tally.response),
        "items": [each.title for each in found.items],
        "sides": [_side(each) for each in found.tally.sides],
        "conclusion": found.conclusion or None,
        "notice": found.notice_state or None,
        "next": found.next_act or None,
        "missing": found.missing or None,
    }


def _share(share: Fraction | None) -> dict[str, str] | None:
    return None if share is None else {"exact": str(share), "percent": percent(share)}


def _side(side: SideTally) -> dict[str, Any]:
    return {
        "side": side.side,
        "answered": side.papers,
        "satisfied": _share(side.rate),
        "items": [_item(each) for each in side.items],
    }


def _item(item: ItemTally) -> dict[str, Any]:
    counts = dict(zip(GRADES, item.counts, strict=True))
    return {"title": item.title, **counts, "blank": item.blank, "satisfied": _share(item.rate)}


def as_lines(found: "AppraisalView") -> list[str]:
    """Return a round as lines for the person at the terminal."""
    lines = [f"{found.courtyard}　{found.title}　{vocab.APPRAISAL_STATE.label(found.state)}"]
    lines.append(found.progress())
    for side in found.tally.sides:
        for each in side.items:
            counts = "　".join(
                f"{vocab.GRADE.label(grade)}{count}" for grade, count in zip(GRADES, each.counts, strict=True)
            )
            name = vocab.APPRAISAL_SIDE.label(side.side)
            lines.append(f"  {name}\t{each.title}\t{counts}\t满意率{percent(each.rate)}")
    lines += found.conclusion.splitlines()
    return lines + ([found.missing] if found.missing else [])
