"""The papers of an election: the sample record exactly, ties at the last seat, figures that cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.picking import (
    election_as_json,
    election_from_json,
    judge_election,
    judge_owners_election,
    read_picks,
    sum_picks,
    write_picks,
    wrong_figures,
)
from models.rules.tally import Counts
from tests.unit.rules.book import shipped_book

RULE = shipped_book().at("election.majority", date(2020, 8, 18))
SAMPLE = (("甲", 63), ("乙", 58), ("丙", 55), ("丁", 51), ("戊", 44), ("己", 37), ("庚", 21))


def test_the_record_of_the_sample_elects_the_five_it_names() -> None:
    told = judge_election(RULE, 5, SAMPLE, returned=70, invalid=1, issued=71)
    assert (told.valid, told.total, told.need, told.open_seats) == (69, 329, 35, 0)
    assert [each.name for each in told.elected] == ["甲", "乙", "丙", "丁", "戊"]
    assert told.reasons[0] == "发出选票71张，收回70张 − 无效1张 = 有效69张。"
    assert "329票" in told.reasons[1]
    assert "345票" in told.reasons[1]
    assert election_from_json(election_as_json(told)) == told


def test_a_tie_at_the_last_seat_is_named_and_not_decided() -> None:
    told = judge_election(RULE, 2, (("甲", 12), ("乙", 8), ("丙", 8), ("丁", 2)), returned=15)
    assert [each.name for each in told.elected] == ["甲"]
    assert [each.name for each in told.tied] == ["乙", "丙"]
    assert told.open_seats == 1
    assert "乙、丙同得8票" in told.reasons[-1]


def test_a_tie_above_the_last_seat_is_none() -> None:
    told = judge_election(RULE, 2, (("甲", 7), ("乙", 7), ("丙", 6)), returned=11)
    assert [each.name for each in told.elected] == ["甲", "乙"]
    assert told.tied == ()


def test_who_has_half_of_the_votes_only_is_not_elected() -> None:
    told = judge_election(RULE, 2, (("甲", 6), ("乙", 5)), returned=10, blank=2)
    assert [each.name for each in told.elected] == ["甲"]
    assert "还有1个名额没有选出" in told.reasons[-1]
    assert "其中空白2张" in told.reasons[0]


def test_without_papers_nobody_is_elected() -> None:
    told = judge_election(RULE, 1, (("甲", 0),), returned=0)
    assert (told.elected, told.need) == ((), 1)


@pytest.mark.parametrize(
    ("issued", "returned", "invalid", "votes", "words"),
    [
        (71, 72, 1, SAMPLE, "收回选票72张，多于发出的71张"),
        (71, 70, 71, SAMPLE, "无效票71张"),
        (71, 70, 8, SAMPLE, "甲得63票，多于有效票62张"),
        (None, 65, 0, SAMPLE[:1] + tuple((name, 60) for name, _ in SAMPLE[1:]), "共得423票"),
        (71, 70, 1, SAMPLE, ""),
    ],
)
def test_figures_that_cannot_be_right_are_told(
    issued: int | None, returned: int, invalid: int, votes: tuple[tuple[str, int], ...], words: str
) -> None:
    told = wrong_figures(5, issued, returned, invalid, votes)
    assert words in told
    assert bool(told) is bool(words)
    if words:
        with pytest.raises(ValueError, match="请核对"):
            judge_election(RULE, 5, votes, returned=returned, invalid=invalid, issued=issued)


def test_picks_are_summed_over_papers_that_are_alike() -> None:
    assert sum_picks([((1, 3), 2), ((), 5), ((3,), 1)], 3) == [2, 0, 3]
    with pytest.raises(ValueError, match="stands at 4"):
        sum_picks([((4,), 1)], 3)


def test_picks_are_stored_in_order_and_once() -> None:
    assert write_picks((3, 1, 3)) == "1,3"
    assert write_picks(()) is None
    assert read_picks("1,3") == (1, 3)
    assert read_picks(None) == ()


OWNERS = shipped_book().at("owners.general", date(2026, 3, 1))


def test_owners_elect_by_heads_and_by_area() -> None:
    heads, area = Counts(6, 5, 0), Counts(60000, 50000, 0)
    votes = (("甲", 4, 30000), ("乙", 3, 25000), ("丙", 2, 40000))
    told = judge_owners_election(OWNERS, 2, votes, heads, area)
    assert [each.name for each in told.elected] == ["甲"]
    assert (told.need, told.open_seats, told.article) == (3, 1, "民法典第278条")
    assert "参与表决人数5人 ÷ 全体6人 = 5/6" in told.reasons[0]
    assert told.reasons[3].startswith("乙：同意的人数3人")
    assert "没有达到过半数" in told.reasons[3]


def test_owners_without_a_quorum_elect_nobody_and_a_tie_stays_open() -> None:
    few = judge_owners_election(OWNERS, 1, (("甲", 3, 30000),), Counts(6, 3, 0), Counts(60000, 30000, 0))
    assert few.elected == ()
    votes = (("甲", 4, 40000), ("乙", 4, 30000))
    told = judge_owners_election(OWNERS, 1, votes, Counts(6, 5, 0), Counts(60000, 50000, 0))
    assert [each.name for each in told.tied] == ["甲", "乙"]
