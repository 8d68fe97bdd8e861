"""Counting a vote the naive way, from sets and fractions, to hold the program's count against."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

RULES: dict[str, dict[str, Any]] = {
    entry.get("code", entry["id"]): entry
    for entry in json.loads(
        (Path(__file__).parents[2] / "resources" / "rules.json").read_text(encoding="utf-8")
    )
}
OWNERS = [code for code, entry in RULES.items() if "approve_area" in entry["value"]]
HEADS = [code for code, entry in RULES.items() if "approve" in entry["value"] and "quorum" in entry["value"]]


@dataclass(frozen=True)
class Home:
    """A dwelling: who owns it, how large in 0.01 m², the ballot of it ("none" for no ballot)."""

    name: str
    owners: frozenset[str]
    area: int
    ballot: str


def reaches(share: str, part: int, whole: int) -> bool:
    """Tell whether part of whole is ">=2/3" or ">1/2" of it, by multiplying out."""
    above, below = share.lstrip(">=").split("/")
    left, right = part * int(below), whole * int(above)
    if whole == 0:
        return False
    return left >= right if share.startswith(">=") else left > right


def told(code: str, homes: list[Home]) -> dict[str, Any]:
    """Return what the vote comes to: quorum, outcome, shares, and what was counted."""
    value = RULES[code]["value"]
    counted = {"heads": _heads(homes), "area": _areas(homes)}
    parts = ("heads", "area") if "approve_area" in value else ("heads",)
    quorum = passed = True
    shares: dict[str, dict[str, Fraction]] = {"turnout": {}, "result": {}}
    for part in parts:
        sums = counted[part]
        ending = "_" + part if len(parts) == 2 else ""
        base = sums["due"] if value["of"] == "all" else sums["present"]
        if value["of"] != "all" and value.get("invalid_left_out"):
            base -= sums["invalid"]
        if f"quorum{ending}" in value:
            quorum &= reaches(value[f"quorum{ending}"], sums["present"], sums["due"])
        passed &= reaches(value[f"approve{ending}"], sums["for"], base)
        shares["turnout"][part] = Fraction(sums["present"], sums["due"]) if sums["due"] else Fraction(0)
        shares["result"][part] = Fraction(sums["for"], base) if base else Fraction(0)
    return {
        "quorum_met": quorum,
        "passed": quorum and passed,
        **shares,
        "counts": {part: counted[part] for part in parts},
    }


_BALLOTS = ("for", "against", "abstain", "invalid")


def _heads(homes: list[Home]) -> dict[str, int]:
    everyone = {home.owners for home in homes}
    by_ballot = {ballot: len({home.owners for home in homes if home.ballot == ballot}) for ballot in _BALLOTS}
    present = len({home.owners for home in homes if home.ballot != "none"})
    return {"due": len(everyone), "present": present, **by_ballot}


def _areas(homes: list[Home]) -> dict[str, int]:
    by_ballot = {ballot: sum(home.area for home in homes if home.ballot == ballot) for ballot in _BALLOTS}
    return {
        "due": sum(home.area for home in homes),
        "present": sum(home.area for home in homes if home.ballot != "none"),
        **by_ballot,
    }
