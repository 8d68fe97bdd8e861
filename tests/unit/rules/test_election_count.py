"""The count of an election: the figures of the sample hold, and every altered one is refused by name."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.election_count import Fault, Polled, Round, check_round, outcome_of
from models.rules.rulebook import Rule
from tests.unit.rules.book import shipped_rules

NAMES = "甲乙丙丁戊己庚"
VOTES = (63, 58, 55, 51, 44, 37, 21)


def polled(votes: tuple[int | None, ...], names: str = NAMES) -> tuple[Polled, ...]:
    return tuple(Polled(name.encode(), name, count) for name, count in zip(names, votes, strict=False))


SAMPLE = Round(
    seats=5,
    candidates=polled(VOTES),
    due=96,
    present=71,
    proxies=7,
    issued=71,
    returned=70,
    invalid=1,
    valid=69,
    total=329,
    unit="户",
)
MAJORITY = next(rule for rule in shipped_rules() if rule.id == "election.majority")


def test_the_figures_of_the_sample_hold() -> None:
    assert check_round(SAMPLE) == ()
    assert (SAMPLE.ballots, SAMPLE.votes) == (69, 329)
    found = outcome_of(5, [SAMPLE], MAJORITY)
    assert [(each.name, each.votes, each.round) for each in found.elected] == [
        ("甲", 63, 1),
        ("乙", 58, 1),
        ("丙", 55, 1),
        ("丁", 51, 1),
        ("戊", 44, 1),
    ]
    assert (found.open_seats, found.again, found.tied) == (0, (), False)
    assert found.told == (
        "有效票69张，过半数为35票；每票最多选5人，最多345票，候选人共得329票。"
        "当选5人：甲63票、乙58票、丙55票、丁51票、戊44票。",
    )


@pytest.mark.parametrize(
    ("altered", "field", "named"),
    [
        ({"due": 70}, "present", "实到71户，多于应到70户"),
        ({"present": 70}, "issued", "发出选票71张，多于实到70户（含委托）"),
        ({"present": 97}, "present", "实到97户，多于应到96户"),
        ({"proxies": 72}, "proxies", "委托72户，多于实到71户"),
        ({"issued": 72}, "issued", "发出选票72张，多于实到71户（含委托）"),
        ({"issued": 69}, "returned", "收回选票70张，多于发出的69张"),
        ({"returned": 72}, "returned", "收回选票72张，多于发出的71张"),
        ({"returned": 69}, "valid", "有效票69张加无效票1张，不等于收回的69张"),
        ({"returned": 71}, "valid", "有效票69张加无效票1张，不等于收回的71张"),
        ({"invalid": 0}, "valid", "有效票69张加无效票0张，不等于收回的70张"),
        ({"invalid": 2}, "valid", "有效票69张加无效票2张，不等于收回的70张"),
        ({"invalid": 71}, "invalid", "无效票71张，多于收回的70张"),
        ({"valid": 68}, "valid", "有效票68张加无效票1张，不等于收回的70张"),
        ({"valid": 70}, "valid", "有效票70张加无效票1张，不等于收回的70张"),
        ({"total": 328}, "total", "各候选人得票相加是329票，登记的得票合计是328票"),
        ({"total": 330}, "total", "登记的得票合计是330票"),
        ({"seats": 4}, "total", "共得329票，多于69张有效票每张选4人的上限276票"),
        ({"seats": 0}, "seats", "应选人数至少1人"),
        ({"present": None}, "present", "还没有填写实到人数"),
        ({"issued": None}, "issued", "还没有填写发出选票"),
        ({"returned": None}, "returned", "还没有填写收回选票"),
        ({"invalid": None}, "invalid", "还没有填写无效票"),
        ({"candidates": ()}, "candidates", "还没有候选人"),
    ],
)
def test_an_altered_figure_is_refused_by_its_name(altered: dict[str, object], field: str, named: str) -> None:
    faults = check_round(replace(SAMPLE, **altered))  # type: ignore[arg-type]
    assert [each for each in faults if each.field == field and named in each.message]
    assert all(each.message.endswith("。") for each in faults)


@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("by", [-1, 1, 40])
def test_altered_votes_are_refused(place: int, by: int) -> None:
    votes = list(VOTES)
    votes[place] += by
    faults = check_round(replace(SAMPLE, candidates=polled(tuple(votes))))
    assert "total" in {each.field for each in faults}
    over = votes[place] > 69
    message = f"{NAMES[place]}得{votes[place]}票，多于有效票69张，请核对{NAMES[place]}的得票。"
    assert (Fault(f"votes:{place}", message) in faults) is over


def test_votes_that_nobody_entered_are_missed() -> None:
    faults = check_round(replace(SAMPLE, candidates=polled((63, None, 55, 51, 44, 37, 21)), total=None))
    assert faults == (Fault("votes:1", "还没有填写乙的得票。"),)


FIGURES = ("due", "present", "proxies", "issued", "returned", "invalid", "valid", "total", "seats")


@given(
    present=st.integers(1, 300),
    away=st.integers(0, 100),
    kept=st.integers(0, 20),
    lost=st.integers(0, 20),
    spoilt=st.integers(0, 20),
    seats=st.integers(1, 9),
    data=st.data(),
)
def test_what_was_counted_from_single_ballots_fits_and_one_altered_figure_that_breaks_a_bound_does_not(
    present: int, away: int, kept: int, lost: int, spoilt: int, seats: int, data: st.DataObject
) -> None:
    issued = max(0, present - kept)
    returned = max(0, issued - lost)
    invalid = min(returned, spoilt)
    valid = returned - invalid
    count = seats + data.draw(st.integers(1, 4))
    # each ballot marks at most as many candidates as there are seats
    votes = [0] * count
    for _ in range(min(valid, 60)):
        for place in data.draw(st.sets(st.integers(0, count - 1), max_size=seats)):
            votes[place] += 1
    names = tuple(f"候选{number}" for number in range(count))
    candidates = tuple(Polled(name.encode(), name, got) for name, got in zip(names, votes, strict=True))
    honest = Round(
        seats, candidates, present + away, present, min(kept, present), issued, returned, invalid, valid,
        sum(votes), "户",
    )  # fmt: skip
    assert check_round(honest) == ()
    found = outcome_of(seats, [honest], MAJORITY)
    assert len(found.elected) <= seats
    assert len(found.elected) + found.open_seats == seats
    need = valid // 2 + 1
    assert all(each.votes >= need for each in found.elected)
    left_out = [each for each in candidates if each.key not in {won.key for won in found.elected}]
    least = min((each.votes for each in found.elected), default=None)
    assert all(least is None or (each.votes or 0) < least for each in left_out)
    # whoever reached the majority and was not elected is equal to somebody else at the last seat
    missed = [each for each in left_out if (each.votes or 0) >= need]
    assert not missed or (
        (found.open_seats and {each.key for each in missed} <= _keys(found.again)) or _lower(found, missed)
    )
    altered = data.draw(
        st.sampled_from(("valid", "total", "issued", "returned", "invalid", "proxies", "due"))
    )
    bad = {
        "valid": valid + data.draw(st.sampled_from((-1, 1))),
        "total": sum(votes) + data.draw(st.sampled_from((-1, 1))),
        "issued": data.draw(st.sampled_from((present + 1, returned - 1))),
        "returned": data.draw(st.sampled_from((issued + 1, returned - 1))),
        "invalid": data.draw(st.sampled_from((invalid + 1, returned + 1))),
        "proxies": present + 1,
        "due": present - 1,
    }[altered]
    fields: dict[str, Any] = {altered: bad}
    faults = check_round(replace(honest, **fields))
    assert faults
    assert str(bad) in " ".join(each.message for each in faults)


def _keys(candidates: tuple[Polled, ...]) -> set[bytes]:
    return {each.key for each in candidates}


def _lower(found: object, missed: list[Polled]) -> bool:
    """Tell whether those who missed a seat got less than all who stand again or were elected."""
    elected = getattr(found, "elected", ())
    again = getattr(found, "again", ())
    border = min([each.votes for each in (*elected, *again)], default=0)
    return all((each.votes or 0) <= border for each in missed)


def test_equals_at_the_last_seat_go_into_a_second_round() -> None:
    first = replace(SAMPLE, candidates=polled((63, 58, 55, 51, 44, 44, 21)), total=None)
    found = outcome_of(5, [first], MAJORITY)
    assert [each.name for each in found.elected] == ["甲", "乙", "丙", "丁"]
    assert (found.open_seats, [each.name for each in found.again], found.tied) == (1, ["戊", "己"], True)
    assert found.told[0].endswith("戊、己同为44票，超出空缺的席位，应再次投票。")

    second = Round(1, polled((40, 28), "戊己"), 96, 70, 5, 70, 70, 2)
    found = outcome_of(5, [first, second], MAJORITY)
    assert [(each.name, each.round) for each in found.elected][4:] == [("戊", 2)]
    assert found.open_seats == 0
    assert found.told[1].startswith("第2轮：有效票68张，过半数为35票；每票最多选1人，最多68票")

    # a round more than there are seats decides nothing
    assert outcome_of(5, [first, second, second], MAJORITY).elected == found.elected


def test_equals_over_several_seats_leave_them_all_open() -> None:
    poll = replace(SAMPLE, candidates=polled((60, 50, 50, 50, 40, 30, 20)), seats=3, total=None)
    found = outcome_of(3, [poll], MAJORITY)
    assert [each.name for each in found.elected] == ["甲"]
    assert (found.open_seats, [each.name for each in found.again]) == (2, ["乙", "丙", "丁"])


def test_whoever_lacks_the_majority_is_not_elected_and_may_stand_again() -> None:
    poll = replace(SAMPLE, candidates=polled((63, 58, 35, 34, 20, 10, 9)), total=None)
    found = outcome_of(5, [poll], MAJORITY)
    assert [each.name for each in found.elected] == ["甲", "乙", "丙"]
    assert (found.open_seats, [each.name for each in found.again]) == (2, ["丁", "戊", "己", "庚"])
    assert not found.tied

    nobody = replace(poll, candidates=polled((0, 0)), returned=0, invalid=0, total=None)
    found = outcome_of(1, [nobody], MAJORITY)
    assert (found.elected, found.open_seats, len(found.again)) == ((), 1, 2)
    assert "没有人当选" in found.told[0]


def test_a_further_round_may_have_a_majority_of_its_own() -> None:
    rule = Rule("election.majority", "", "", "", "", {"approve": ">1/2", "approve_second": ">=1/3"})
    first = Round(1, polled((30, 30), "戊己"), 96, 71, 0, 71, 70, 1)
    second = replace(first, candidates=polled((23, 20), "戊己"))
    assert outcome_of(1, [first, second], MAJORITY).elected == ()
    assert [each.name for each in outcome_of(1, [first, second], rule).elected] == ["戊"]


def test_ballots_that_cannot_be_counted_count_nothing() -> None:
    poll = replace(SAMPLE, returned=0, invalid=1)
    assert poll.ballots is None
    assert outcome_of(5, [replace(SAMPLE, returned=None)], MAJORITY).told[0].startswith("有效票0张")
