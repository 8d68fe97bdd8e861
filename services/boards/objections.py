"""What residents say against a notice in its period, and until when they are answered."""

from datetime import date
from typing import Any

from models.rules.rulebook import Rule
from services import records
from services.disclosure.calendar import working_days
from services.office import Context

RULE = "notice.reply"
"""Rule that says within how many working days an objection is answered."""


def reply_due(context: Context, raised_on: date) -> date | None:
    """Return the day by which an objection is answered; due today is not late.

    Args:
        context: read where the caller reads.
        raised_on: the day it was raised.

    Returns:
        None where no rule says so.
    """
    rule: Rule | None = context.rulebook.find(RULE, raised_on)
    if rule is None:
        return None
    return working_days(context).add(raised_on, rule.number("working_days"))


def add_objection(
    context: Context,
    notice_id: bytes,
    content: str,
    *,
    raised_on: date | None = None,
    raised_by: str = "",
    contact: str = "",
) -> records.Saved:
    """Note an objection with the day its reply is due, on the writer's thread.

    Args:
        context: who notes it.
        notice_id: the notice.
        content: what was said.
        raised_on: when, today by default.
        raised_by: who, "" where nobody wants to be named.
        contact: how to reach them.

    Raises:
        InvalidInput: nothing was said, or a value that cannot be taken.
        NotFound: the notice is gone.
    """
    day = raised_on or context.today()
    due = reply_due(context.on_writer, day)
    values: dict[str, Any] = {
        "notice_id": notice_id,
        "content": content,
        "raised_on": day.isoformat(),
        "raised_by": raised_by or None,
        "contact": contact or None,
        "due_on": due.isoformat() if due is not None else None,
    }
    return records.save(context, "objections", None, values)
