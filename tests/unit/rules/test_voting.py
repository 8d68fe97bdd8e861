"""Quorum and majority."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.rulebook import Threshold, threshold_from
from models.rules.voting import (
    OwnersPoll,
    Reason,
    in_words,
    least,
    meeting_outcome,
    meets,
    owners_outcome,
)
from tests.unit.rules.book import shipped_book

CODE = date(2021, 1, 1)
PROPERTY_LAW = date(2020, 12, 31)


@pytest.mark.parametrize(
    ("share", "part", "whole", "reached"),
    [
        (">=2/3", 200, 300, True),
        (">=2/3", 199, 300, False),
        (">1/2", 150, 300, False),
        (">1/2", 151, 300, True),
        (">=3/4", 3, 4, True),
        (">=1/1", 0, 0, False),
        (">=2/3", 6666666666666666666, 10**19, False),
    ],
)
def test_a_share_is_reached(share: str, part: int, whole: int, reached: bool) -> None:
    assert meets(threshold_from(share), part, whole) is reached


THRESHOLDS = st.builds(
    lambda part, rest, included: Threshold(Fraction(part, part + rest), included),
    st.integers(1, 50),
    st.integers(0, 50),
    st.booleans(),
)


@given(THRESHOLDS, st.integers(1, 10**12))
def test_the_least_part_is_the_first_that_reaches(threshold: Threshold, whole: int) -> None:
    part = least(threshold, whole)
    assert meets(threshold, part, whole)
    assert not meets(threshold, part - 1, whole)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (">=2/3", "三分之二以上"),
        (">1/2", "过半数"),
        (">=1/2", "半数以上"),
        (">=3/4", "四分之三以上"),
        (">2/3", "超过三分之二"),
        (">=2/5", "5分之2以上"),
    ],
)
def test_shares_in_the_words_of_the_law(share: str, words: str) -> None:
    assert in_words(threshold_from(share)) == words


BARELY = OwnersPoll(
    area_all=300_00,
    heads_all=30,
    area_present=200_00,
    heads_present=20,
    area_for=100_01,
    heads_for=11,
)


@pytest.mark.parametrize(
    ("poll", "missed"),
    [
        (BARELY, ()),
        (replace(BARELY, area_present=199_99), ("quorum_area",)),
        (replace(BARELY, heads_present=19), ("quorum_heads",)),
        (replace(BARELY, area_for=100_00), ("approve_area",)),
        (replace(BARELY, heads_for=10), ("approve_heads",)),
        (replace(BARELY, area_for=0, heads_for=0, area_present=0, heads_present=0),
         ("quorum_area", "quorum_heads", "approve_area", "approve_heads")),
        # three invalid ballots count as taking part and stay out of the majority
        (replace(BARELY, area_for=90_01, heads_for=9, area_invalid=20_00, heads_invalid=3), ()),
        (replace(BARELY, area_for=90_00, heads_for=8, area_invalid=20_00, heads_invalid=3),
         ("approve_area", "approve_heads")),
    ],
)  # fmt: skip
def test_owners_decide_a_general_matter(poll: OwnersPoll, missed: tuple[Reason, ...]) -> None:
    outcome = owners_outcome(shipped_book().at("owners.general", CODE), poll)
    assert outcome.missed == missed
    assert outcome.carried is (not missed)
    assert outcome.quorate is not any(reason.startswith("quorum") for reason in missed)


def test_weighty_matters_need_three_quarters_of_those_taking_part() -> None:
    rule = shipped_book().at("owners.weighty", CODE)
    assert owners_outcome(rule, BARELY).missed == ("approve_area", "approve_heads")
    assert owners_outcome(rule, replace(BARELY, area_for=150_00, heads_for=15)).carried


def test_before_2021_the_majority_is_one_of_all_owners() -> None:
    rule = shipped_book().at("owners.general", PROPERTY_LAW)
    assert owners_outcome(rule, BARELY).missed == ("approve_area", "approve_heads")
    assert owners_outcome(rule, replace(BARELY, area_for=150_01, heads_for=16)).carried
    weighty = shipped_book().at("owners.weighty", PROPERTY_LAW)
    assert owners_outcome(weighty, replace(BARELY, area_for=200_00, heads_for=20)).carried
    assert not owners_outcome(weighty, replace(BARELY, area_for=199_99, heads_for=20)).carried


def test_invalid_ballots_can_be_counted_by_another_rule_set() -> None:
    rule = shipped_book().at("owners.general", CODE)
    counted = replace(rule, value={**rule.value, "invalid_left_out": False})
    poll = replace(BARELY, area_for=90_01, heads_for=9, area_invalid=20_00, heads_invalid=3)
    assert owners_outcome(counted, poll).missed == ("approve_area", "approve_heads")


@pytest.mark.parametrize(
    ("rule_id", "on", "counts", "missed"),
    [
        ("residents.meeting", CODE, (100, 51, 26), ()),
        ("residents.meeting", CODE, (100, 50, 50), ("quorum",)),
        ("residents.meeting", date(2026, 1, 1), (100, 52, 26), ("approve",)),
        ("representatives.meeting", date(2026, 1, 1), (30, 20, 11), ()),
        ("representatives.meeting", date(2026, 1, 1), (30, 19, 10), ("quorum",)),
        ("representatives.meeting", date(2026, 1, 1), (30, 19, 9), ("quorum", "approve")),
        ("committee.meeting.owners", CODE, (5, 3, 3), ()),
        ("committee.meeting.owners", CODE, (6, 4, 3), ()),
        ("committee.meeting.owners", CODE, (7, 4, 3), ("approve",)),
    ],
)
def test_meetings_counted_by_heads(
    rule_id: str, on: date, counts: tuple[int, int, int], missed: tuple[Reason, ...]
) -> None:
    due, present, in_favour = counts
    outcome = meeting_outcome(shipped_book().at(rule_id, on), due=due, present=present, in_favour=in_favour)
    assert outcome.missed == missed
    assert (outcome.quorate, outcome.carried) == ("quorum" not in missed, not missed)
