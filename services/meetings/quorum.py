"""The quorum light of a meeting: who is there by heads and area, and what the rule asks for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.rules.dates import from_record
from models.rules.meetings import STEP_RULES, measure
from models.rules.numbers import format_area
from models.rules.voting import in_words, least, meets
from services.meetings.deciding import rule_of
from services.meetings.figures import Figures, figures_of
from services.meetings.rows import meeting_of
from services.office import Context

if TYPE_CHECKING:
    from models.rules.rulebook import Rule


@dataclass(frozen=True, slots=True)
class Light:
    """Whether a meeting may decide.

    Attributes:
        heads_due, heads_present: heads that vote, and those of them that are there.
        area_due, area_present: areas in 0.01 m² of the same; None where the rule counts heads only.
        need_heads, need_area: least numbers that have to be there; None where the rule asks for none.
        reached: both are.
        words: one sentence with the arithmetic and what is missing.
        article: law and article that says so, "" where no rule is known.
    """

    heads_due: int
    heads_present: int
    area_due: int | None
    area_present: int | None
    need_heads: int | None
    need_area: int | None
    reached: bool
    words: str
    article: str


def light(context: Context, meeting_id: bytes) -> Light:
    """Return the quorum light of a meeting, on the reader's thread.

    Without a roll it stands on the figures that were typed into the meeting.

    Args:
        context: read where the caller reads.
        meeting_id: the meeting.

    Raises:
        NotFound: the meeting is gone.
    """
    meeting = meeting_of(context.reader, meeting_id)
    found = figures_of(context.reader, meeting_id) or Figures(
        meeting["due_count"] or 0,
        meeting["present_count"] or 0,
        0,
        meeting["due_area"],
        meeting["present_area"],
    )
    rule, prefix = _asked(context, meeting)
    unit = measure(meeting["kind"])
    if rule is None:
        return _without_rule(found, unit)
    heads = "quorum_heads" if f"{prefix}quorum_heads" in rule.value else "quorum"
    parts = [_by_heads(rule, prefix + heads, found, unit), _by_area(rule, prefix + "quorum_area", found)]
    by_area = prefix + "quorum_area" in rule.value or "approve_area" in rule.value
    said = [each for each in parts if each is not None]
    if said:
        words = "；".join(each[2] for each in said) + "。"
    else:
        words = f"到会{found.present}{unit}，{rule.source}没有单独的到会比例，表决按全体计算。"
    return Light(
        found.due,
        found.present,
        (found.area_due or 0) if by_area else None,
        (found.area_present or 0) if by_area else None,
        parts[0][0] if parts[0] else None,
        parts[1][0] if parts[1] else None,
        all(each[1] for each in said),
        words + _remark(found, by_area),
        rule.source,
    )


def _asked(context: Context, meeting: dict[str, Any]) -> "tuple[Rule | None, str]":
    """Return the rule that asks for a quorum, and what the names of its shares begin with.

    A meeting of a Party organisation at which a matter is proposed follows the rule of the steps.
    """
    if meeting["kind"] == "party" and meeting["matter_id"] is not None:
        held = from_record(meeting["held_on"])
        template = context.reader.value("SELECT template FROM matter WHERE id = ?", (meeting["matter_id"],))
        known = STEP_RULES.get(template or "")
        if held is not None and known is not None:
            rule = context.rulebook.find(known, held.first_day)
            if rule is not None and "propose_quorum" in rule.value:
                return rule, "propose_"
    return rule_of(context, meeting["id"]), ""


def _without_rule(found: Figures, unit: str) -> Light:
    words = f"应到{found.due}{unit}，到会{found.present}{unit}。这类会议没有适用的到会规定。"
    return Light(found.due, found.present, found.area_due, found.area_present, None, None, True, words, "")


def _by_heads(rule: "Rule", name: str, found: Figures, unit: str) -> tuple[int, bool, str] | None:
    if name not in rule.value:
        return None
    threshold = rule.threshold(name)
    need = max(least(threshold, found.due), 0 if found.due else 1)
    met = meets(threshold, found.present, found.due)
    margin = "已达到" if met else f"还差{need - found.present}{unit}"
    words = (
        f"应到{found.due}{unit}，须{in_words(threshold)}（至少{need}{unit}），"
        f"到会{found.present}{unit}，{margin}"
    )
    return need, met, words


def _by_area(rule: "Rule", name: str, found: Figures) -> tuple[int, bool, str] | None:
    if name not in rule.value:
        return None
    due, present = found.area_due or 0, found.area_present or 0
    threshold = rule.threshold(name)
    need = max(least(threshold, due), 0 if due else 1)
    met = meets(threshold, present, due)
    margin = "已达到" if met else f"还差{format_area(need - present, unit=True)}"
    words = (
        f"专有部分面积{format_area(due, unit=True)}，须{in_words(threshold)}"
        f"（至少{format_area(need, unit=True)}），到会{format_area(present, unit=True)}，{margin}"
    )
    return need, met, words


def _remark(found: Figures, by_area: bool) -> str:
    if not by_area or not found.without_area or not found.lines:
        return ""
    return f"有{found.without_area}户没有登记面积，面积没有算全，请先补上。"
