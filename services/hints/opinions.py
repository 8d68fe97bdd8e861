"""Opinions and disputes, for the rules (policy 2.1c, 2.6d)."""

from collections.abc import Sequence
from functools import partial

from models.rules.handling import handling_hints
from services.hints.base import Hints, Judge, Row
from services.office import Context
from services.opinions.cases import cases


def _hints(kind: str, context: Context, rows: Sequence[Row]) -> list[Hints]:
    stored = [row["id"] for row in rows if row["id"] is not None]
    found = cases(context.reader, kind, stored)
    today = context.today()
    return [
        handling_hints(found[row["id"]], context.rulebook, today) if row["id"] in found else ()
        for row in rows
    ]


JUDGES = {
    "opinion": Judge(("title",), partial(_hints, "opinion")),
    "dispute": Judge(("title",), partial(_hints, "dispute")),
}
