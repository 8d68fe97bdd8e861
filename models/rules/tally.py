"""What a rule makes of counted heads and areas: shares, least numbers, margins, the arithmetic in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from models.rules.rulebook import Rule
from models.rules.voting import in_words, least, meets

Test = Literal["quorum_area", "quorum_heads", "approve_area", "approve_heads"]
"""The conditions of a rule; one that counts heads only knows those of the heads."""

TESTS: tuple[Test, ...] = ("quorum_heads", "quorum_area", "approve_heads", "approve_area")


class AreaMissing(ValueError):
    """The rule counts areas, and these units have none."""

    def __init__(self, units: tuple[str, ...]) -> None:
        super().__init__(f"no area for {len(units)} units")
        self.units = units


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted: heads as whole numbers, or areas in 0.01 m².

    Attributes:
        due: all who belong to it.
        present: those who take part, with invalid ballots.
        in_favour, against, abstain, invalid: by their ballots.
    """

    due: int
    present: int
    in_favour: int
    against: int = 0
    abstain: int = 0
    invalid: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """A counted vote, and what the rule makes of it.

    Attributes:
        rule: code of the version of the rule.
        title, article: what the rule is about; law and article, such as 民法典第278条.
        valid_from: ISO day from which the rule holds, None for always.
        heads, area: what was counted; no area where the rule counts heads only.
        turnout_heads, turnout_area: share of all who take part.
        result_heads, result_area: share in favour of what the rule reckons by.
        need: for each condition of the rule the least number (heads, or 0.01 m²) that meets it.
        margin: how many more there are than needed; below zero as many are missing.
        quorum_met: enough take part; a rule without such a condition asks for nothing.
        passed: every condition is met.
        missed: the conditions that are not.
        reasons: the arithmetic, one Chinese sentence for each condition, and the conclusion.
    """

    rule: str
    title: str
    article: str
    valid_from: str | None
    heads: Counts
    area: Counts | None
    turnout_heads: Fraction
    turnout_area: Fraction | None
    result_heads: Fraction
    result_area: Fraction | None
    need: Mapping[Test, int]
    margin: Mapping[Test, int]
    quorum_met: bool
    passed: bool
    missed: tuple[Test, ...]
    reasons: tuple[str, ...]


def counts_area(rule: Rule) -> bool:
    """Tell whether the rule decides by exclusive area beside the heads."""
    return "approve_area" in rule.value


def can_count(rule: Rule) -> bool:
    """Tell whether a vote can be counted by the rule at all: it names the share that decides."""
    return "approve" in rule.value or ("approve_heads" in rule.value and counts_area(rule))


def judge(rule: Rule, heads: Counts, area: Counts | None, *, unit: str = "人") -> Tally:
    """Return what a rule makes of counted heads and areas, with the arithmetic in words.

    "of" names what the share in favour is reckoned by: "all" who are due, those "present", the
    "participants" (owners; without invalid ballots where "invalid_left_out" is set), or the "valid" ballots.

    Args:
        rule: carries the shares; see `can_count`.
        heads: whole numbers.
        area: 0.01 m²; left aside where the rule counts heads only.
        unit: measure word of a head.

    Raises:
        AreaMissing: the rule counts areas, and none was counted.
        ValueError: no vote can be counted by the rule.
    """
    if not can_count(rule):
        raise ValueError(f"no vote is counted by {rule.code}")
    area = area if counts_area(rule) else None
    if counts_area(rule) and area is None:
        raise AreaMissing(())
    checks = [_check(rule, test, each, unit) for test in TESTS if (each := area if _of_area(test) else heads)]
    done = [each for each in checks if each is not None]
    missed = tuple(each.test for each in done if not each.met)
    quorum = not any(test.startswith("quorum") for test in missed)
    return Tally(
        rule=rule.code,
        title=rule.title,
        article=rule.source,
        valid_from=None if rule.valid_from is None else rule.valid_from.isoformat(),
        heads=heads,
        area=area,
        turnout_heads=_share(heads.present, heads.due),
        turnout_area=None if area is None else _share(area.present, area.due),
        result_heads=_share(heads.in_favour, _base(rule, heads)),
        result_area=None if area is None else _share(area.in_favour, _base(rule, area)),
        need={each.test: each.need for each in done},
        margin={each.test: each.margin for each in done},
        quorum_met=quorum,
        passed=not missed,
        missed=missed,
        reasons=(*(each.words for each in done), _end(rule, quorum, missed)),
    )


@dataclass(frozen=True, slots=True)
class _Check:
    test: Test
    need: int
    margin: int
    met: bool
    words: str


def _of_area(test: Test) -> bool:
    return test.endswith("area")


def _check(rule: Rule, test: Test, counts: Counts, unit: str) -> _Check | None:
    # a rule that counts heads only says quorum and approve
    name = test if counts_area(rule) else test.partition("_")[0]
    if name not in rule.value:
        return None
    threshold = rule.threshold(name)
    approves = test.startswith("approve")
    part = counts.in_favour if approves else counts.present
    whole = _base(rule, counts) if approves else counts.due
    # of nothing, nothing reaches a share
    need = max(least(threshold, whole), 0 if whole else 1)
    met = meets(threshold, part, whole)

    def shown(number: int) -> str:
        return f"{number // 100:,}.{number % 100:02d}㎡" if _of_area(test) else f"{number}{unit}"

    of_what, of_whom = _nouns(rule, test, left_out=counts.invalid > 0)
    least_of_all = f"{in_words(threshold)}（至少{shown(need)}）"
    judged = f"达到{least_of_all}" if met else f"没有达到{least_of_all}，还差{shown(need - part)}"
    words = f"{of_what}{shown(part)} ÷ {of_whom}{shown(whole)} = {_share(part, whole)}，{judged}。"
    return _Check(test, need, part - need, met, words)


_OF = {"all": "全体", "present": "到会", "participants": "参与表决", "valid": "有效票"}


def _nouns(rule: Rule, test: Test, *, left_out: bool) -> tuple[str, str]:
    """Return what is divided, and what by, in words."""
    noun = "专有部分面积" if _of_area(test) else "人数"
    owners = counts_area(rule)
    if test.startswith("quorum"):
        return f"{'参与表决' if owners else '到会'}{noun}", "全体" if owners else "应到"
    of = rule.text("of")
    if of == "all":
        return f"同意的{noun}", "全体" if owners else "应到"
    besides = "（不含无效票）" if left_out and of != "valid" and rule.flag("invalid_left_out") else ""
    return f"同意的{noun}", _OF.get(of, "到会") + besides


def _base(rule: Rule, counts: Counts) -> int:
    of = rule.text("of")
    if of == "all":
        return counts.due
    return counts.present - (counts.invalid if of == "valid" or rule.flag("invalid_left_out") else 0)


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def _end(rule: Rule, quorum: bool, missed: tuple[Test, ...]) -> str:
    said = "获得通过" if not missed else "未获通过" if quorum else "参加的不够规定的比例，不能作出决定"
    return f"按{rule.source}，本项表决{said}。"


def square_metres(hundredths: int) -> str:
    """Return an area as plain square metres with two decimals, for JSON: 6000.00."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


_KEYS = (
    ("due", "due"),
    ("present", "present"),
    ("for", "in_favour"),
    ("against", "against"),
    ("abstain", "abstain"),
    ("invalid", "invalid"),
)


def tally_as_json(tally: Tally) -> dict[str, Any]:
    """Return a tally as plain data: fractions as reduced texts ("2/3"), areas as m² with two decimals."""
    heads = {key: getattr(tally.heads, name) for key, name in _KEYS}
    area = tally.area
    return {
        "rule": tally.rule,
        "title": tally.title,
        "article": tally.article,
        "valid_from": tally.valid_from,
        "quorum_met": tally.quorum_met,
        "passed": tally.passed,
        "turnout": _pair(tally.turnout_heads, tally.turnout_area),
        "result": _pair(tally.result_heads, tally.result_area),
        "need": _figures(tally.need),
        "margin": _figures(tally.margin),
        "counts": {
            "heads": heads,
            "area": area and {key: square_metres(getattr(area, name)) for key, name in _KEYS},
        },
        "missed": list(tally.missed),
        "reasons": list(tally.reasons),
    }


def _pair(heads: Fraction, area: Fraction | None) -> dict[str, str | None]:
    return {"heads": str(heads), "area": None if area is None else str(area)}


def _figures(figures: Mapping[Test, int]) -> dict[str, int | str]:
    return {
        test: (("-" if figure < 0 else "") + square_metres(abs(figure))) if _of_area(test) else figure
        for test, figure in figures.items()
    }


def tally_from_json(told: Mapping[str, Any]) -> Tally:
    """Return the tally that `tally_as_json` wrote down.

    Raises:
        KeyError, ValueError, TypeError: it is none.
    """
    heads, area = told["counts"]["heads"], told["counts"]["area"]
    turnout, result = told["turnout"], told["result"]
    return Tally(
        rule=told["rule"],
        title=told["title"],
        article=told["article"],
        valid_from=told["valid_from"],
        heads=Counts(*(heads[key] for key, _ in _KEYS)),
        area=None if area is None else Counts(*(_hundredths(area[key]) for key, _ in _KEYS)),
        turnout_heads=Fraction(turnout["heads"]),
        turnout_area=None if area is None else Fraction(turnout["area"]),
        result_heads=Fraction(result["heads"]),
        result_area=None if area is None else Fraction(result["area"]),
        need={test: _figure(told["need"][test]) for test in TESTS if test in told["need"]},
        margin={test: _figure(told["margin"][test]) for test in TESTS if test in told["margin"]},
        quorum_met=told["quorum_met"],
        passed=told["passed"],
        missed=tuple(test for test in TESTS if test in told["missed"]),
        reasons=tuple(told["reasons"]),
    )


def _hundredths(text: str) -> int:
    whole = Fraction(text) * 100
    if whole.denominator != 1:
        raise ValueError(f"no area: {text}")
    return whole.numerator


def _figure(told: int | str) -> int:
    return _hundredths(told) if isinstance(told, str) else told
