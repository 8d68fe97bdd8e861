"""How a motion is told: how it is voted, after which rule, with which figures."""

from typing import TYPE_CHECKING

from models import vocab

if TYPE_CHECKING:
    from services.meetings.motions import Motion

STATION_FORMS = ("open", "dwelling", "secret", "entrance")
"""Forms whose papers are typed at the counting station."""


def form_told(motion: "Motion") -> str:
    """Return how a motion is voted."""
    return vocab.BALLOT_FORM.label(motion.ballot_form) if motion.ballot_form else "直接填票数"


def figures_told(motion: "Motion") -> str:
    """Return the votes in words: 同意13 反对2 弃权1; of an election who got how many."""
    if motion.election:
        return "、".join(f"{each.name}{each.votes}" for each in motion.candidates if each.votes is not None)
    if motion.votes_for is None:
        return ""
    parts = [
        f"同意{motion.votes_for}",
        f"反对{motion.votes_against or 0}",
        f"弃权{motion.votes_abstain or 0}",
    ]
    return "　".join(parts + ([f"无效{motion.ballots_invalid}"] if motion.ballots_invalid else []))


def outcome_told(motion: "Motion") -> str:
    """Return what came of a motion, or how far it is."""
    if motion.outcome:
        return vocab.OUTCOME.label(motion.outcome)
    return vocab.VOTE_STATE.label(motion.state)


def rule_told(motion: "Motion") -> str:
    """Return the rule set that decides, with its article."""
    if not motion.rule_code:
        return "没有适用的表决规则，请选一个。"
    return f"{motion.rule_title}（{motion.article}）"
