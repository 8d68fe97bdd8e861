"""The headless command that tells what every courtyard owes its residents on a day."""

import re
from argparse import Namespace
from datetime import date
from typing import Any

from models import vocab
from models.errors import InvalidInput
from models.rules.dates import parse_date
from services.disclosure.obligations import Counts, as_plain, by_urgency, obligations
from services.office import Context

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


def listed(context: Context, arguments: Namespace) -> dict[str, Any]:
    """Return the obligations and their numbers as plain data; on the reader's thread.

    Args:
        context: the office.
        arguments: `on` a date as typed, `courtyard` and `community` names, `month` YYYY-MM; None each. Of a
            month are its accounts, and all else that is due in it.

    Raises:
        UserError: a date, month or name that is none.
    """
    from services.exporting.register import community_named
    from services.notices.targets import courtyard_named

    on = _day(arguments.on) or context.today()
    month = _month(arguments.month)
    found = obligations(
        context,
        on,
        courtyard=None if arguments.courtyard is None else courtyard_named(context, arguments.courtyard),
        community=None if arguments.community is None else community_named(context, arguments.community),
        window=None if month is None else (f"{month}-01", on.isoformat()),
    )
    if month is not None:
        found = tuple(each for each in found if (each.month or each.due[:7]) == month)
    counts = Counts.of(found)
    return {
        "on": on.isoformat(),
        "counts": {
            "overdue": counts.overdue,
            "soon": counts.soon,
            "due": counts.due,
            "done": counts.done,
        },
        "obligations": [as_plain(each) for each in by_urgency(found)],
    }


def as_text(told: dict[str, Any]) -> str:
    """Return what `listed` told as lines for somebody at a terminal; what is done only in numbers."""
    lines = [
        "\t".join(
            (
                vocab.OBLIGATION_STATE.label(each["state"]),
                each["due"],
                each["courtyard"],
                each["item"],
                _what(each),
            )
        ).rstrip()
        for each in told["obligations"]
        if each["state"] != "done"
    ]
    numbers = "，".join(f"{label}{told['counts'][state]}项" for state, label in vocab.OBLIGATION_STATE)
    return "\n".join([*lines, f"{told['on']}：{numbers}"])


def _what(each: dict[str, Any]) -> str:
    month = each["key"] if _MONTH.fullmatch(each["key"]) else ""
    return str(month or each["about"])


def _day(typed: str | None) -> date | None:
    if typed is None:
        return None
    read = parse_date(typed).value
    if read is None or read.first_day != read.last_day:
        raise InvalidInput(f"“{typed}”不是日期，请写成 2026-10-8。")
    return read.first_day


def _month(typed: str | None) -> str | None:
    if typed is None:
        return None
    if _MONTH.fullmatch(typed.strip()) is None:
        raise InvalidInput(f"“{typed}”不是月份，请写成 2026-10。")
    return typed.strip()
