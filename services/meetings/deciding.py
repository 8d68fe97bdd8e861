"""Which rule a meeting or one of its resolutions decides by."""

from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.rules.dates import from_record
from models.rules.meetings import decision_rule
from services.meetings.rows import meeting_of, resolution_of
from services.office import Context

if TYPE_CHECKING:
    from datetime import date

    from models.rules.rulebook import Rule

ELECTION = "election.majority"
BY_ATTENDEE = ("open", "dwelling")
"""Forms of ballots that name their line of the roll."""


def rule_of(context: Context, meeting_id: bytes, resolution_id: bytes | None = None) -> "Rule | None":
    """Return the rule set of a meeting or a resolution; None where none is known for that kind and day.

    That of the resolution comes first, then those of its matter and of the meeting, then the one that holds
    for the kind of meeting on its day.

    Raises:
        NotFound: the meeting or the resolution is gone.
    """
    reader = context.reader
    meeting = meeting_of(reader, meeting_id)
    resolution = None if resolution_id is None else resolution_of(reader, resolution_id)
    matter = (resolution or meeting)["matter_id"] or meeting["matter_id"]
    codes = (
        resolution["rule_code"] if resolution is not None else None,
        reader.value("SELECT rule_code FROM matter WHERE id = ?", (matter,)) if matter is not None else None,
        meeting["rule_code"],
    )
    for code in codes:
        rule = context.rulebook.by_code(code) if code else None
        if rule is not None:
            return rule
    day = day_of(context, meeting["held_on"])
    owners = _only_owners(context, meeting["courtyard_id"])
    return decision_rule(meeting["kind"], day, context.rulebook, of_owners_committee=owners)


def _only_owners(context: Context, courtyard_id: bytes | None) -> bool:
    """Return whether the committee of a courtyard is an owners' committee and nothing else."""
    kinds = context.reader.all(
        "SELECT DISTINCT kind FROM committee WHERE courtyard_id = ? AND deleted_at IS NULL", (courtyard_id,)
    )
    return {row[0] for row in kinds} == {"owners"}


def day_of(context: Context, held_on: str | None) -> "date":
    """Return the day of a meeting, today where it cannot be read."""
    held = from_record(held_on)
    return held.first_day if held is not None else context.today()


def need_rule(context: Context, meeting_id: bytes, resolution_id: bytes | None = None) -> "Rule":
    """Return the rule set that a vote is counted by.

    Raises:
        InvalidInput: none is known, or none that a vote can be counted by.
        NotFound: the meeting or the resolution is gone.
    """
    from models.rules.tally import can_count

    rule = rule_of(context, meeting_id, resolution_id)
    if rule is None or not can_count(rule):
        raise InvalidInput("还没有适用于这次会议的表决规则。请在会议或决议里选一个表决规则，再计票。")
    return rule


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
