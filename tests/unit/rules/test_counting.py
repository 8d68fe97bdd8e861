"""A vote counted by heads and area, held against a naive count with sets and fractions."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.counting import (
    AreaMissing,
    Choice,
    ContradictoryBallots,
    Counts,
    Vote,
    can_count,
    contradictions,
    count,
    counts_area,
    judge,
    tally_as_json,
    tally_from_json,
)
from models.rules.rulebook import Rule
from tests.helpers.vote_oracle import HEADS, OWNERS, RULES, Home, told
from tests.unit.rules.book import shipped_book

ORDINARY, SPECIAL = "civil-code-278-ordinary", "civil-code-278-special"


def rule_of(code: str) -> Rule:
    found = shipped_book().by_code(code)
    assert found is not None
    return found


def cast_votes(homes: list[Home], origins: list[str]) -> list[Vote]:
    return [
        Vote(
            unit=home.name,
            heads_key="+".join(sorted(home.owners)),
            area=home.area,
            choice=cast(Choice, home.ballot),
            origin=None if home.ballot == "none" else origin,
            name="、".join(sorted(home.owners)),
        )
        for home, origin in zip(homes, origins, strict=True)
    ]


def as_told(code: str, votes: list[Vote]) -> dict[str, Any]:
    """Return what the program counts in the shape of the oracle."""
    tally = count(rule_of(code), votes)
    parts = {"heads": tally.heads} if tally.area is None else {"heads": tally.heads, "area": tally.area}
    turnout = {"heads": tally.turnout_heads, "area": tally.turnout_area}
    result = {"heads": tally.result_heads, "area": tally.result_area}
    return {
        "quorum_met": tally.quorum_met,
        "passed": tally.passed,
        "turnout": {name: turnout[name] for name in parts},
        "result": {name: result[name] for name in parts},
        "counts": {
            name: {
                "due": each.due,
                "present": each.present,
                "for": each.in_favour,
                "against": each.against,
                "abstain": each.abstain,
                "invalid": each.invalid,
            }
            for name, each in parts.items()
        },
    }


PEOPLE = [f"业主{letter}" for letter in "甲乙丙丁戊己庚辛"]
BALLOTS = ("for", "for", "for", "against", "abstain", "invalid", "none")


@st.composite
def towns(draw: Callable[..., Any]) -> list[Home]:
    """Homes whose owners may have several, and several owners; all ballots of one head agree."""
    groups = draw(
        st.lists(st.frozensets(st.sampled_from(PEOPLE), min_size=1, max_size=3), min_size=1, max_size=9)
    )
    choices = {group: draw(st.sampled_from(BALLOTS)) for group in sorted(set(groups), key=sorted)}
    return [
        Home(
            f"{place + 1}号",
            group,
            draw(st.integers(1, 30_000)),
            "none" if draw(st.integers(0, 5)) == 0 else choices[group],
        )
        for place, group in enumerate(groups)
    ]


@st.composite
def at_the_very_share(draw: Callable[..., Any]) -> list[Home]:
    """Homes of which one share is reached exactly, or missed or passed by 0.01 m²."""
    homes = list(draw(towns()))
    of_quorum, of_all = draw(st.booleans()), draw(st.booleans())
    share, off = draw(st.sampled_from(((1, 2), (2, 3), (3, 4)))), draw(st.sampled_from((-1, 0, 1)))
    inside = ("for", "against", "abstain", "invalid") if of_quorum else ("for",)
    outside = ("against", "abstain", *(("none", "invalid") if of_all else ()))
    outside = ("none",) if of_quorum else outside
    have = sum(home.area for home in homes if home.ballot in inside)
    rest = sum(home.area for home in homes if home.ballot in outside)
    times = have + rest + draw(st.integers(3, 500))
    homes.append(Home("补1号", frozenset({"补一"}), share[0] * times + off - have, "for"))
    homes.append(Home("补2号", frozenset({"补二"}), (share[1] - share[0]) * times - off - rest, outside[-1]))
    return homes


@settings(max_examples=300)
@given(towns() | at_the_very_share(), st.data())
def test_every_rule_counts_like_the_naive_count(homes: list[Home], data: Any) -> None:
    kinds = st.sampled_from(("on_spot", "written", "door", "proxy"))
    origins = data.draw(st.lists(kinds, min_size=len(homes), max_size=len(homes)))
    votes = cast_votes(homes, origins)
    for code in (*OWNERS, *HEADS):
        assert as_told(code, votes) == told(code, homes), code


def test_the_oracle_knows_every_rule_that_decides_a_vote() -> None:
    assert len(OWNERS) == 8
    assert set(HEADS) == {
        "residents-meeting-2018",
        "residents-meeting-2026",
        "representatives-meeting-2026",
        "owners-committee-henan",
        "meeting-custom",
    }
    countable = {code for code in RULES if can_count(rule_of(code))}
    assert countable == {*OWNERS, *HEADS, "election.majority"}


def _poll(area_for: int, area_against: int, area_none: int) -> list[Vote]:
    return [
        Vote("1", "甲", area_for, "for"),
        Vote("2", "乙", 1, "for"),
        Vote("3", "丙", 1, "for"),
        Vote("4", "丁", area_against, "against"),
        Vote("5", "戊", area_none, "none"),
    ]


@pytest.mark.parametrize(
    ("code", "votes", "missed"),
    [
        # participating area 2/3 of 30,000.00 m², and 0.01 m² less or more
        (ORDINARY, _poll(1_499_998, 500_000, 1_000_000), ()),
        (ORDINARY, _poll(1_499_997, 500_000, 1_000_001), ("quorum_area",)),
        (ORDINARY, _poll(1_499_999, 500_000, 999_999), ()),
        # more than half of the participating area: half is not enough
        (ORDINARY, _poll(999_998, 1_000_000, 10), ("approve_area",)),
        (ORDINARY, _poll(999_999, 999_999, 10), ()),
        (ORDINARY, _poll(999_997, 1_000_001, 10), ("approve_area",)),
        # three quarters include the number
        (SPECIAL, _poll(1_499_998, 500_000, 10), ()),
        (SPECIAL, _poll(1_499_997, 500_001, 10), ("approve_area",)),
        (SPECIAL, _poll(1_499_999, 499_999, 10), ()),
        # of all owners: half of everything is not enough, two thirds are
        ("property-law-76-ordinary", _poll(999_998, 500_000, 500_000), ("approve_area",)),
        ("property-law-76-ordinary", _poll(999_999, 500_000, 499_999), ()),
        ("henan-2017-special", _poll(1_999_998, 500_000, 500_000), ("approve_heads",)),
        ("henan-2017-special", _poll(1_999_997, 500_000, 500_001), ("approve_heads", "approve_area")),
    ],
)
def test_a_hundredth_of_a_square_metre_decides(code: str, votes: list[Vote], missed: tuple[str, ...]) -> None:
    tally = count(rule_of(code), votes)
    assert tally.missed == missed
    assert tally.passed == (not missed)


def test_the_figures_of_a_count() -> None:
    votes = [
        Vote("1-101", "甲", 300_000, "for", "on_spot"),
        Vote("1-102", "甲", 100_000, "for", "proxy"),
        Vote("1-201", "乙+丙", 200_000, "invalid", "written"),
        Vote("1-202", "丁", 300_000, "none"),
    ]
    tally = count(rule_of(ORDINARY), votes)
    assert tally.heads == Counts(3, 2, 1, 0, 0, 1)
    assert tally.area == Counts(900_000, 600_000, 400_000, 0, 0, 200_000)
    assert (tally.turnout_area, tally.result_area) == (Fraction(2, 3), Fraction(1))
    assert dict(tally.need) == {
        "quorum_heads": 2,
        "quorum_area": 600_000,
        "approve_heads": 1,
        "approve_area": 200_001,
    }
    assert dict(tally.margin) == {
        "quorum_heads": 0,
        "quorum_area": 0,
        "approve_heads": 0,
        "approve_area": 199_999,
    }
    assert tally.reasons == (
        "参与表决人数2人 ÷ 全体3人 = 2/3，达到三分之二以上（至少2人）。",
        "参与表决专有部分面积6,000.00㎡ ÷ 全体9,000.00㎡ = 2/3，达到三分之二以上（至少6,000.00㎡）。",
        "同意的人数1人 ÷ 参与表决（不含无效票）1人 = 1，达到过半数（至少1人）。",
        "同意的专有部分面积4,000.00㎡ ÷ 参与表决（不含无效票）4,000.00㎡ = 1，达到过半数（至少2,000.01㎡）。",
        "按民法典第278条，本项表决获得通过。",
    )


def _people(**cast_ballots: int) -> list[Vote]:
    names = {"favour": "for", "against": "against", "invalid": "invalid", "none": "none"}
    return [
        Vote(f"{name}{place}", None, None, cast(Choice, names[name]))
        for name, number in cast_ballots.items()
        for place in range(number)
    ]


@pytest.mark.parametrize(
    ("code", "ballots", "quorum", "passed", "said"),
    [
        ("residents-meeting-2026", {"favour": 3, "against": 2, "none": 4}, True, True, "获得通过"),
        ("residents-meeting-2026", {"favour": 2, "against": 2, "none": 4}, False, False, "不能作出决定"),
        ("residents-meeting-2026", {"favour": 2, "invalid": 2}, True, False, "未获通过"),
        ("representatives-meeting-2026", {"favour": 3, "against": 1, "none": 2}, True, True, "获得通过"),
        ("representatives-meeting-2026", {"favour": 3, "none": 2}, False, False, "不能作出决定"),
        # an owners' committee decides with half of all its members, who must be more than half there
        ("owners-committee-henan", {"favour": 3, "none": 2}, True, True, "获得通过"),
        ("owners-committee-henan", {"favour": 3, "none": 3}, False, False, "不能作出决定"),
        ("owners-committee-henan", {"favour": 2, "against": 2, "none": 1}, True, False, "未获通过"),
    ],
)
def test_heads_only(code: str, ballots: dict[str, int], quorum: bool, passed: bool, said: str) -> None:
    tally = count(rule_of(code), _people(**ballots), unit="户")
    assert (tally.quorum_met, tally.passed, tally.area) == (quorum, passed, None)
    assert (tally.turnout_area, tally.result_area) == (None, None)
    assert tally.reasons[-1].endswith(said + "。")
    assert "户 ÷ 应到" in tally.reasons[0]


def test_who_is_there_without_a_ballot_takes_part() -> None:
    rule = rule_of("residents-meeting-2026")
    votes = [
        Vote("1", None, None, "for"),
        Vote("2", None, None, "none", present=True),
        Vote("3", None, None, "none"),
        # a ballot handed in speaks for itself
        Vote("4", None, None, "against", present=False),
    ]
    tally = count(rule, votes)
    assert tally.heads == Counts(4, 3, 1, 1)
    assert tally.result_heads == Fraction(1, 3)


def test_one_ballot_may_come_back_of_a_head_with_several_dwellings() -> None:
    votes = [Vote("1", "甲", 5_000, "none"), Vote("2", "甲", 7_000, "for"), Vote("3", "甲", 100, "none")]
    tally = count(rule_of(ORDINARY), votes)
    assert tally.heads == Counts(1, 1, 1)
    assert tally.area == Counts(12_100, 7_000, 7_000)


def test_ballots_that_contradict_each_other_are_refused_by_name() -> None:
    votes = [
        Vote("1-101", "甲", 100, "for", name="张三"),
        Vote("1-102", "甲", 100, "none", name="张三"),
        Vote("1-103", "甲", 100, "against", name="张三"),
        Vote("2-101", "乙", 100, "for"),
        Vote("2-102", "乙", 100, "invalid"),
        Vote("3-101", None, 100, "for"),
    ]
    wanted = (("张三", ("1-101", "1-103")), ("2-101", ("2-101", "2-102")))
    assert contradictions(votes) == wanted
    with pytest.raises(ContradictoryBallots) as refused:
        count(rule_of(ORDINARY), votes)
    assert refused.value.heads == wanted


def test_what_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="a unit stands twice"):
        count(rule_of(ORDINARY), [Vote("1", "甲", 1, "for"), Vote("1", "乙", 1, "for")])
    with pytest.raises(AreaMissing) as missing:
        count(rule_of(ORDINARY), [Vote("1", "甲", None, "for"), Vote("2", "乙", 1, "for")])
    assert missing.value.units == ("1",)
    with pytest.raises(AreaMissing):
        judge(rule_of(ORDINARY), Counts(3, 2, 1), None)
    with pytest.raises(ValueError, match=r"no vote is counted by committee\.seats"):
        judge(rule_of("committee.seats"), Counts(3, 2, 1), None)


def test_nobody_decides_nothing() -> None:
    tally = count(rule_of(ORDINARY), [])
    assert (tally.turnout_heads, tally.result_area, tally.quorum_met) == (Fraction(0), Fraction(0), False)
    assert tally.need["quorum_area"] == 1
    assert tally.missed == ("quorum_heads", "quorum_area", "approve_heads", "approve_area")


def test_a_vote_by_valid_ballots_has_no_quorum() -> None:
    rule = rule_of("election.majority")
    assert not counts_area(rule)
    tally = judge(rule, Counts(10, 5, 2, 1, 0, 2), None)
    assert (tally.quorum_met, tally.passed, tally.result_heads) == (True, True, Fraction(2, 3))
    assert tally.reasons[0] == "同意的人数2人 ÷ 有效票3人 = 2/3，达到过半数（至少2人）。"


def test_a_rule_that_names_no_base_reckons_by_those_present() -> None:
    rule = replace(rule_of("meeting-custom"), value={"approve": ">=1/1"}, valid_from=None)
    tally = judge(rule, Counts(9, 4, 3, 1), None)
    assert tally.reasons[0] == "同意的人数3人 ÷ 到会4人 = 3/4，没有达到全部（至少4人），还差1人。"


@given(towns(), st.sampled_from([*OWNERS, *HEADS]))
def test_a_tally_is_written_down_and_read_again(homes: list[Home], code: str) -> None:
    tally = count(rule_of(code), cast_votes(homes, ["door"] * len(homes)))
    assert tally_from_json(json.loads(json.dumps(tally_as_json(tally)))) == tally


def test_how_a_tally_is_written_down() -> None:
    told_down = tally_as_json(count(rule_of(SPECIAL), _poll(1_499_997, 500_001, 1)))
    assert told_down["turnout"] == {"heads": "4/5", "area": "2000000/2000001"}
    assert told_down["margin"]["approve_area"] == "-0.01"
    assert told_down["counts"]["area"]["due"] == "20000.01"
    assert told_down["missed"] == ["approve_area"]
    with pytest.raises(ValueError, match="no area"):
        tally_from_json(told_down | {"need": {"approve_area": "0.001"}})
