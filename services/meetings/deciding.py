"""Which rule a meeting or one of its resolutions decides by."""

from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.rules.dates import from_record
from services.meetings.rows import meeting_of
from services.office import Context

if TYPE_CHECKING:
    from datetime import date

    from models.rules.rulebook import Rule

ELECTION = "election.majority"
BY_ATTENDEE = ("open", "dwelling")
"""Forms of ballots that name their line of the roll."""


def rule_of(context: Context, meeting_id: bytes, resolution_id: bytes | None = None) -> "Rule | None":
    """Return the rule set of a meeting or a resolution; None where none is known for that kind and day.

    Raises:
        NotFound: the meeting is gone.
    """
    try:
        return need_rule(context, meeting_id, resolution_id)
    except InvalidInput:
        return None


def day_of(context: Context, held_on: str | None) -> "date":
    """Return the day of a meeting, today where it cannot be read."""
    held = from_record(held_on)
    return held.first_day if held is not None else context.today()


def need_rule(context: Context, meeting_id: bytes, resolution_id: bytes | None = None) -> "Rule":
    """Return the rule set that a vote is counted by.

    Raises:
        InvalidInput: none is known, or none that a vote can be counted by.
        NotFound: the meeting is gone.
    """
    from services.rules import rule_for

    return rule_for(context, meeting_id, resolution_id)


def election_rule(context: Context, meeting_id: bytes) -> "Rule":
    """Return the rule that elects, as it holds on the day of the meeting.

    Raises:
        InvalidInput: none holds.
        NotFound: the meeting is gone.
    """
    held_on = meeting_of(context.reader, meeting_id)["held_on"]
    rule = context.rulebook.find(ELECTION, day_of(context, held_on))
    if rule is None:
        raise InvalidInput("还没有会议当天适用的选举规则。请在“系统”的“规则”里补上。")
    return rule
