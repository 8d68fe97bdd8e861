"""The headless command that counts a vote kept as a table, by the shipped rules or those of an office."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from models.rules.counting import Tally
    from models.rules.rulebook import Rule


_NAMES = (
    ("应参加", "due"),
    ("参与", "present"),
    ("同意", "in_favour"),
    ("反对", "against"),
    ("弃权", "abstain"),
    ("无效", "invalid"),
)


def add_parser(commands: Any, parser_class: type) -> None:
    """Add the command to the command line."""
    votes = commands.add_parser("vote", help="表决")
    acts = votes.add_subparsers(dest="vote", parser_class=parser_class, metavar="做什么", required=True)
    counting = acts.add_parser("count", help="按一项规则计票：人数、面积、是否通过")
    counting.add_argument("file", metavar="FILE.csv", help="房号、业主、业主编号、面积、表决、来源，每户一行")
    counting.add_argument("--rule", metavar="ID", help="规则编号，如 civil-code-278-ordinary")
    counting.add_argument("--json", action="store_true")


def run(arguments: Namespace) -> int:
    """Count the votes of a file by a rule and say what they come to.

    Args:
        arguments: `file`, `rule`, `json`; `data` is an office whose rules count, or None.

    Returns:
        0, whether the vote passed or not.

    Raises:
        UserError: no such rule or file, or something in the file cannot be counted.
        EnvironmentFault: the file cannot be read.
    """
    from models.rules.counting import count, counts_area, tally_as_json
    from services.vote_files import read_votes

    rule = _rule(arguments.rule, arguments.data)
    tally = count(rule, read_votes(Path(arguments.file), needs_area=counts_area(rule)))
    if arguments.json:
        told = json.dumps(tally_as_json(tally), ensure_ascii=False, indent=1)
    else:
        told = as_text(tally)
    sys.stdout.write(told + "\n")
    return 0


def as_text(tally: "Tally") -> str:
    """Return a tally as lines to read."""
    lines = [f"{tally.title}（{tally.article}）"]
    heads = "，".join(f"{word}{getattr(tally.heads, name)}" for word, name in _NAMES)
    lines.append(f"人数：{heads}")
    if tally.area is not None:
        area = "，".join(f"{word}{_square(getattr(tally.area, name))}" for word, name in _NAMES)
        lines.append(f"专有部分面积（㎡）：{area}")
    return "\n".join([*lines, *tally.reasons])


def _square(hundredths: int) -> str:
    return f"{hundredths // 100:,}.{hundredths % 100:02d}"


def _rules(data: Path | None) -> "tuple[Rule, ...]":
    """Return the rules a vote can be counted by: those of the office that is named, else the shipped ones."""
    from models.rules.counting import can_count
    from services.rule_overlay import shipped

    if data is None or not data.exists():
        return tuple(rule for rule in shipped() if can_count(rule))
    from services.context import open_context
    from services.rules import choosable_anywhere

    context = open_context(data)
    try:
        return choosable_anywhere(context)
    finally:
        context.close()


def _rule(code: str | None, data: Path | None) -> "Rule":
    rules = _rules(data)
    codes = "、".join(rule.code for rule in rules)
    if not code:
        raise InvalidInput(f"没有写按哪项规则计票，请加 --rule，可用的有：{codes}。")
    rule = next((each for each in rules if each.code == code), None)
    if rule is None:
        raise NotFound(f"没有编号是“{code}”的计票规则，可用的有：{codes}。")
    return rule
