"""What residents say against a notice in its period, and until when they are answered."""

from datetime import date
from typing import Any

from services import records
from services.disclosure.requests import OBJECTION_RULE as RULE
from services.disclosure.requests import objection_due
from services.office import Context

__all__ = ["RULE", "add_objection", "reply_due"]


def reply_due(context: Context, raised_on: date) -> date | None:
    """Return the day by which an objection is answered; due today is not late.

    Args:
        context: read where the caller reads.
        raised_on: the day it was raised.

    Returns:
        None where no rule says so.
    """
    due = objection_due(context, raised_on.isoformat())
    return None if due is None else date.fromisoformat(due)


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
