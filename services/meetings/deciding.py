"""Which rule a meeting or one of its resolutions decides by."""

from typing import TYPE_CHECKING

from models.rules.dates import from_record
from models.rules.meetings import decision_rule
from services.meetings.rows import meeting_of
from services.office import Context

if TYPE_CHECKING:
    from models.rules.rulebook import Rule


def rule_of(context: Context, meeting_id: bytes, resolution_id: bytes | None = None) -> "Rule | None":
    """Return the rule set of a meeting or a resolution; None where none is known for that kind and day."""
    meeting = meeting_of(context.reader, meeting_id)
    held = from_record(meeting["held_on"])
    return None if held is None else decision_rule(meeting["kind"], held.first_day, context.rulebook)
