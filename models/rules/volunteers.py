"""What the rules say about what a team did: the people counted and listed, the time (policy 2.3a)."""

from dataclasses import dataclass
from datetime import date

from models.rules.base import Hint
from models.rules.clock import format_duration
from models.rules.dates import from_record
from models.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What has to be known about an activity.

    Attributes:
        held_on: ISO date.
        minutes: its length.
        people_count: how many took part, as entered.
        listed: how many are named one by one.
        longest: the longest time entered for one of them, in minutes.
    """

    held_on: str | None = None
    minutes: int | None = None
    people_count: int | None = None
    listed: int = 0
    longest: int | None = None


def activity_hints(facts: ActivityFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what does not fit together in the record of an activity.

    Args:
        facts: the activity.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    rule = book.find("activity.counts", today)
    if rule is None:
        return ()
    hints = []
    held = from_record(facts.held_on)
    if held is not None and held.first_day > today:
        hints.append(rule.hint("活动日期还没有到，请核对。", level="info", field="held_on"))
    if facts.people_count is not None and facts.listed > facts.people_count:
        message = f"名单上有{facts.listed}人，多于填写的参加人数{facts.people_count}人，请核对。"
        hints.append(rule.hint(message, field="people_count"))
    if facts.minutes is not None and facts.longest is not None and facts.longest > facts.minutes:
        message = (
            f"名单上最长参加{format_duration(facts.longest)}，"
            f"比活动的{format_duration(facts.minutes)}还长，请核对。"
        )
        hints.append(rule.hint(message, field="minutes"))
    return tuple(hints)
