"""The shares a rule asks for as one sentence: who has to be there, and how many have to agree."""

from typing import TYPE_CHECKING, Final

from models.rules.voting import in_words
from services.office import Context

if TYPE_CHECKING:
    from models.rules.rulebook import Rule

_OF: Final = {"all": "全体", "present": "到会", "participants": "参与表决", "valid": "有效票"}


def shares_told(rule: "Rule") -> str:
    """Return what a rule asks for, such as 到会人数须过半数；同意的须占到会人数过半数.

    Args:
        rule: as a vote is counted by it.
    """
    value = rule.value
    if "approve_heads" in value:
        there = [("quorum_heads", "人数"), ("quorum_area", "专有部分面积")]
        agreed = [("approve_heads", "人数"), ("approve_area", "专有部分面积")]
    else:
        there, agreed = [("quorum", "人数")], [("approve", "人数")]
    who = "参与表决的" if "approve_heads" in value else "到会的"
    parts = _shares(rule, there, who)
    parts += _shares(rule, agreed, f"同意的须占{_OF.get(rule.text('of'), '到会')}")
    return "；".join(parts)


def _shares(rule: "Rule", names: list[tuple[str, str]], begin: str) -> list[str]:
    told = [f"{noun}{in_words(rule.threshold(name))}" for name, noun in names if name in rule.value]
    return [begin + "、".join(told)] if told else []


def rules_told(context: Context, meeting_id: bytes) -> tuple[tuple[str, str], ...]:
    """Return the rule sets a vote of a meeting may be counted by: code, and title with article and shares.

    Args:
        context: read on the reader's thread.
        meeting_id: the meeting; its courtyard's own rules are offered as well.
    """
    from services.meetings.rows import meeting_of
    from services.rules import choosable

    yard = meeting_of(context.reader, meeting_id)["courtyard_id"]
    return tuple((rule.code, f"{rule.title}（{rule.source}）") for rule in choosable(context, yard))


def shares_of(context: Context, resolution_id: bytes) -> str:
    """Return what the rule of a motion asks for, "" where none is known.

    Raises:
        NotFound: it is gone.
    """
    from services.meetings.deciding import rule_of
    from services.meetings.rows import resolution_of

    resolution = resolution_of(context.reader, resolution_id)
    if resolution["kind"] == "election":
        return ""
    rule = rule_of(context, resolution["meeting_id"], resolution_id)
    return "" if rule is None else shares_told(rule)
