"""The steps of a matter as a diagram: which there are, when they were taken, which one this sheet is."""

from __future__ import annotations

from typing import Final

from models import vocab
from services.documents.meeting_facts import MatterFacts
from services.documents.model import DiagramStep, StepDiagram

_TEMPLATES: Final = {
    "six_steps": (
        ("一征", ("consult",)),
        ("三议", ("propose", "discuss", "decide")),
        ("两公开", ("publish", "result")),
    ),
    "four_talks": (
        ("四议", ("propose", "discuss", "review", "decide")),
        ("两公开", ("publish", "result")),
    ),
}
"""Groups and steps of each template (vocab.MATTER_TEMPLATE; policy 2.6a, rules.md)."""


def step_diagram(matter: MatterFacts, present: str, day: str = "") -> StepDiagram:
    """Return the diagram of a matter.

    Args:
        matter: its template and the steps taken so far.
        present: code of the step this sheet is (vocab.MATTER_STEP).
        day: ISO date of that step, "" where it is open.
    """
    groups = _TEMPLATES.get(matter.template, _TEMPLATES["six_steps"])
    taken = {each.step: each.to_day or each.from_day for each in matter.steps}
    taken[vocab.MATTER_STEP.label("publish")] = matter.published
    codes = [code for _, members in groups for code in members]
    steps = []
    for code in codes:
        name = vocab.MATTER_STEP.label(code)
        steps.append(DiagramStep(name, _short(day if code == present else taken.get(name, ""))))
    return StepDiagram(
        tuple((name, len(members)) for name, members in groups), tuple(steps), codes.index(present)
    )


def _short(iso: str) -> str:
    """Return a day without leading zeros: 2020.8.3; a whole date in Chinese is wider than its box."""
    parts = iso.split("-")
    return ".".join(str(int(part)) for part in parts) if all(part.isdigit() for part in parts) else ""
