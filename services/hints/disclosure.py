"""Requests of residents to be shown something, for the rules (policy 3.5b)."""

from collections.abc import Sequence

from models.rules.requests import RequestFacts, request_hints
from services.disclosure import calendar
from services.disclosure.requests import days_to_reply
from services.hints.base import Hints, Judge, Row
from services.office import Context


def _requests(context: Context, rows: Sequence[Row]) -> list[Hints]:
    calendar_days, days = calendar.working_days(context), days_to_reply(context)
    return [
        request_hints(
            RequestFacts(
                row["asked_on"], row["due_on"], row["replied_on"], row["outcome"], bool(row["reply"])
            ),
            context.rulebook,
            calendar_days,
            context.today(),
            days,
        )
        for row in rows
    ]


JUDGES = {
    "disclosure_request": Judge(("asked_on", "due_on", "replied_on", "outcome", "reply"), _requests),
}
