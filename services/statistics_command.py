"""The headless command that tells how well communities showed what they owed in a year."""

import re
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from services.context import Context
from services.disclosure.statistics import as_plain, statistics

if TYPE_CHECKING:
    from services.disclosure.statistics import Statistics

_YEAR = re.compile(r"[0-9]{4}")


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    told = commands.add_parser("statistics", help="公开情况统计：各社区、各月的公开率、逾期天数、异议")
    told.add_argument("--year", required=True, metavar="YYYY")
    told.add_argument("--json", action="store_true")
    told.add_argument("--out", metavar="F.xlsx|F.pdf", help="存成表格，或存成可打印的统计表")


def run(
    context: Context, arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Tell the figures of a year, or write them into a file.

    Args:
        context: the office.
        arguments: `year`, `json`, `out`.
        say, say_json: put out a line, or JSON.

    Raises:
        InvalidInput: no such year, nothing to tell, or a file name with another ending.
        EnvironmentFault: the file cannot be written, or there is no Chinese font.
    """
    year = _year(arguments.year)
    out = None if arguments.out is None else Path(arguments.out)
    if out is not None and out.suffix.lower() not in (".xlsx", ".pdf"):
        raise InvalidInput(f"文件名请以 .xlsx 或 .pdf 结尾，现在是“{out.name}”。")
    found = statistics(context, year)
    if out is not None:
        _write(context, found, out)
    if arguments.json:
        say_json(as_plain(found))
    elif out is None:
        say(as_text(found))
    else:
        say(f"已存成{out}")


def _write(context: Context, found: "Statistics", out: Path) -> None:
    from services import statistics_out
    from services.departures import note_paper
    from services.files import write_bytes

    if out.suffix.lower() == ".xlsx":
        statistics_out.export(context, found.year, out)
    else:
        write_bytes(out, statistics_out.sheet(context, found).data)
        note_paper(context, "paper_saved", f"{found.year}年公开情况统计表", out.name)


def as_text(found: "Statistics") -> str:
    """Return the figures as lines for somebody at a terminal: a community each, then the sum."""
    told = as_plain(found)
    rows = [(each["community"], each) for each in told["communities"]] + [("合计", told["total"])]
    lines = [
        f"{name}\t应公开{each['due']}\t按时{each['in_time']}\t逾期公开{each['late']}\t"
        f"逾期未公开{each['missing']}\t公开率{each['rate']}\t按时率{each['rate_in_time']}\t"
        f"逾期{each['days_late']}天\t异议{each['objections']}"
        for name, each in rows
    ]
    return "\n".join([*lines, f"{found.year}年，{found.on}统计"])


def _year(typed: str) -> int:
    if _YEAR.fullmatch(typed.strip()) is None:
        raise InvalidInput(f"“{typed}”不是年份，请写成 2026。")
    return int(typed)
