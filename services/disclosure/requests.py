"""What residents ask to be shown (依申请公开): the day a reply is due, and the replies."""

from dataclasses import dataclass
from datetime import date

from models.rules.dates import from_record
from services.disclosure import calendar
from services.disclosure.catalogue import catalogue
from services.office import Context

TABLE = "disclosure_request"
OBJECTION_RULE = "notice.reply"
"""Rule that says within how many working days an objection is answered."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is listed.

    Attributes:
        id: the record.
        courtyard: id of the courtyard, and
        place: its name.
        content: what was asked for.
        asked_on: stored day, and
        due_on: last day of the reply; after the rule where none was written down.
        replied_on: stored day of the reply, None while it is open.
        overdue: whether it is open and its last day has passed; one due today is not.
    """

    id: bytes
    courtyard: bytes
    place: str
    content: str
    asked_on: str
    due_on: str | None
    replied_on: str | None
    overdue: bool


def due_on(context: Context, asked_on: str) -> str | None:
    """Return the ISO day by which a request is replied to, after the rule of its day; None without a rule.

    Args:
        context: the office; on the reader's thread.
        asked_on: stored day of the request; of a month or year the last day.
    """
    asked = from_record(asked_on)
    if asked is None:
        return None
    days = days_to_reply(context)
    if days is None:
        rule = context.rulebook.find("disclosure.request", asked.last_day)
        if rule is None:
            return None
        days = rule.number("working_days")
    return calendar.working_days(context).add(asked.last_day, days).isoformat()


def objection_due(context: Context, raised_on: str) -> str | None:
    """Return the ISO day by which an objection of a day is answered; None where no rule says so.

    Args:
        context: read where the caller reads.
        raised_on: stored day it was raised; of a month or year the last day.
    """
    raised = from_record(raised_on)
    rule = None if raised is None else context.rulebook.find(OBJECTION_RULE, raised.last_day)
    if raised is None or rule is None:
        return None
    days = rule.number("working_days")
    return calendar.working_days(context).add(raised.last_day, days).isoformat()


def days_to_reply(context: Context) -> int | None:
    """Return the working days the catalogue gives for a request, None where it leaves that to the rule."""
    found = [item.due_days for item in catalogue(context) if item.trigger == "request" and item.due_days]
    return found[0] if found else None


def open_requests(context: Context, on: date | None = None) -> tuple[Request, ...]:
    """Return the requests without a reply, the most urgent first; on the reader's thread."""
    today = (on or context.today()).isoformat()
    rows = context.reader.all(
        "SELECT t.id, t.courtyard_id, c.name, t.content, t.asked_on, t.due_on FROM disclosure_request t "
        "JOIN courtyard c ON c.id = t.courtyard_id WHERE t.replied_on IS NULL AND t.deleted_at IS NULL "
        "ORDER BY t.id"
    )
    found = []
    for record, courtyard, place, content, asked, due in rows:
        last = due or due_on(context, asked)
        late = last is not None and last < today
        found.append(Request(bytes(record), bytes(courtyard), place, content, asked, last, None, late))
    return tuple(sorted(found, key=lambda each: (each.due_on or "9999", each.id)))
