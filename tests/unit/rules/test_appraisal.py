"""The tally of a round of rating against a naive count of papers, and every refusal by its sentence."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import vocab
from models.rules import appraisal
from models.rules.appraisal import BLANK, GRADES, SIDES, Answer, percent, tally

GRADE = st.sampled_from((*GRADES, BLANK))


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[str], list[Answer]]:
    """Items and answers that can be counted."""
    count = draw(st.integers(1, 5))
    items = [f"第{number}项" for number in range(1, count + 1)]
    grades = st.tuples(*[GRADE] * count).filter(any)
    answer = st.builds(Answer, st.sampled_from(SIDES), grades, st.integers(1, 60))
    return items, draw(st.lists(answer, max_size=12))


@given(rounds(), st.integers(0, 40))
def test_the_tally_is_that_of_every_single_paper(made: tuple[list[str], list[Answer]], not_back: int) -> None:
    items, answers = made
    papers = [(each.side, each.grades) for each in answers for _ in range(each.papers)]
    found = tally(items, answers, len(papers) + not_back)
    assert found.papers == len(papers)
    if len(papers) + not_back:
        assert found.response == Fraction(len(papers), len(papers) + not_back)
    for side in SIDES:
        of_side = [grades for each, grades in papers if each == side]
        counted = found.side(side)
        if counted is None:
            assert not of_side
            continue
        assert counted.papers == len(of_side)
        ratings = []
        for at, item in enumerate(counted.items):
            said = [grades[at] for grades in of_side]
            assert item.title == items[at]
            assert {grade: item.of(grade) for grade in GRADES} == {
                grade: said.count(grade) for grade in GRADES
            }
            assert item.blank == said.count(BLANK)
            rated = [grade for grade in said if grade in ("very_good", "good", "fair", "poor")]
            ratings += rated
            satisfied = sum(grade in ("very_good", "good") for grade in rated)
            assert item.rate == (Fraction(satisfied, len(rated)) if rated else None)
        good = sum(grade in ("very_good", "good") for grade in ratings)
        assert counted.rate == (Fraction(good, len(ratings)) if ratings else None)


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_share_is_printed_with_one_decimal_rounded_half_up(part: int, whole: int) -> None:
    exact = Fraction(part, whole) * 100
    # ten digits more than are printed, none of them a rounding of its own
    digits = Decimal(exact.numerator * 10**10 // exact.denominator).scaleb(-10)
    assert percent(Fraction(part, whole)) == f"{digits.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def test_shares_at_the_edge() -> None:
    assert [percent(Fraction(part, 2000)) for part in (1, 2, 3, 1999, 2000)] == [
        "0.1%", "0.1%", "0.2%", "100.0%", "100.0%",
    ]  # fmt: skip
    assert percent(None) == "—"


def test_what_nobody_knows_has_no_rate() -> None:
    found = tally(["保洁"], [Answer("residents", ("none",), 3)], None)
    side = found.side("residents")
    assert side is not None
    assert (side.items[0].rate, side.rate, found.response) == (None, None, None)
    assert found.side("committee") is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer("guests", ("good",)), "没有写明是居民还是自治组织评的"),
        (Answer("residents", ("good",), 0), "份数是0"),
        (Answer("residents", ("good", "good"), name="第3号表"), "第3号表评了2项，评议内容共1项"),
        (Answer("residents", ("best",)), "不认识的等次“best”"),
        (Answer("residents", (BLANK,)), "是空白表"),
    ],
)
def test_an_answer_that_cannot_be_counted_is_refused(answer: Answer, said: str) -> None:
    assert said in appraisal.refusal(answer, 1)
    with pytest.raises(ValueError, match=said):
        tally(["保洁"], [answer], None)


def test_more_papers_than_were_handed_out_are_refused() -> None:
    answers = [Answer("residents", ("good",), 8), Answer("committee", ("poor",), 3)]
    assert appraisal.refusals(["保洁"], answers, 10) == (
        "收回11份，多于发出的10份。请核对发出的份数，或已经录入的评议表。",
    )
    assert appraisal.refusals(["保洁"], answers, 11) == ()
    assert appraisal.refusals(["保洁"], answers, None) == ()
    assert appraisal.refusals([], [], None) == ("还没有评议内容。",)


def test_grades_are_typed_as_digits_and_kept_as_codes() -> None:
    assert appraisal.from_digits("1250") == ("very_good", "good", "none", BLANK)
    assert appraisal.from_digits("16") is None
    assert appraisal.to_digits(("very_good", "none", BLANK)) == "150"
    assert appraisal.read(appraisal.kept(("fair", BLANK, "poor"))) == ("fair", BLANK, "poor")


def test_the_tally_is_told_in_words() -> None:
    answers = [
        Answer("residents", ("very_good", "fair"), 2),
        Answer("residents", ("good", "none")),
        Answer("committee", ("poor", "good")),
    ]
    assert appraisal.told(tally(["保洁", "保安"], answers, 8)) == (
        "发出8份，收回4份，回收率50.0%。\n"
        "居民评议3份，综合满意率60.0%：保洁100.0%，保安0.0%。\n"
        "自治组织评议1份，综合满意率50.0%：保洁0.0%，保安100.0%。"
    )
    assert appraisal.told(tally(["保洁"], answers[:0], None)) == "收回0份。"


def test_the_codes_are_those_of_the_vocabularies() -> None:
    assert tuple(code for code, _ in vocab.GRADE) == GRADES
    assert tuple(code for code, _ in vocab.APPRAISAL_SIDE) == SIDES
