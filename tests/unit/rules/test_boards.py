"""Hints beside a posting, a board, and an objection in or outside the period."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.notices import (
    ObjectionFacts,
    PostingFacts,
    board_hints,
    objection_hints,
    posting_hints,
)
from tests.unit.rules.book import EMPTY_BOOK, shipped_book
from tests.unit.rules.test_matters import said

TODAY = date(2020, 8, 3)
PERIOD = ("2020-07-27", "2020-08-10")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (PostingFacts(*PERIOD), [("info", "from_day", "已经公示8天。")]),
        (PostingFacts("2020-07-27"), [("info", "from_day", "已经公示8天。")]),
        (PostingFacts("2020-08-04", "2020-08-20"), []),
        (PostingFacts("2020-07-19", "2020-08-03"), [("info", "from_day", "已经公示16天。")]),
        (
            PostingFacts("2020-07-19", "2020-08-02"),
            [("warn", "until_day", "公示到2020年8月2日，已经到期，请取下。")],
        ),
        (PostingFacts(*PERIOD, "2020-08-10"), [("info", "taken_down_on", "公示了15天。")]),
        (PostingFacts("2020-07-27", None, "2020-08-10"), [("info", "taken_down_on", "公示了15天。")]),
        (
            PostingFacts(*PERIOD, "2020-08-09", "雨淋"),
            [("warn", "taken_down_on", "提前取下，公示了14天，原因：雨淋。")],
        ),
        (
            PostingFacts(*PERIOD, "2020-08-09"),
            [("warn", "taken_down_on", "提前取下，公示了14天，没有写原因。")],
        ),
        (PostingFacts(), []),
    ],
)
def test_a_posting(facts: PostingFacts, expected: list[tuple[str, str, str]]) -> None:
    assert said(posting_hints(facts, shipped_book(), TODAY)) == expected


@pytest.mark.parametrize(
    ("slots", "used", "expected"),
    [
        (None, 9, []),
        (4, 4, [("info", "slots", "贴了4张A4，还有0张的空位。")]),
        (4, 5, [("warn", "slots", "能贴4张A4，现在贴了5张，贴不下。")]),
    ],
)
def test_a_board(slots: int | None, used: int, expected: list[tuple[str, str, str]]) -> None:
    assert said(board_hints(slots, used, shipped_book(), TODAY)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ObjectionFacts("2020-07-27", None, True, None, *PERIOD), []),
        (ObjectionFacts("2020-08-10", None, True, None, *PERIOD), []),
        (
            ObjectionFacts("2020-07-26", None, True, None, *PERIOD),
            [("warn", "raised_on", "提出时间在公示开始以前，不在公示期内。")],
        ),
        (
            ObjectionFacts("2020-08-11", None, True, None, *PERIOD),
            [("warn", "raised_on", "提出时间在公示期以后，不在公示期内。")],
        ),
        (
            ObjectionFacts("2020-07-29", due_on="2020-08-03"),
            [("warn", "reply", "还没有答复，2020年8月3日前答复。")],
        ),
        (
            ObjectionFacts("2020-07-29", due_on="2020-08-02"),
            [("warn", "reply", "还没有答复，2020年8月2日到期，已逾期。")],
        ),
    ],
)
def test_an_objection(facts: ObjectionFacts, expected: list[tuple[str, str, str]]) -> None:
    assert said(objection_hints(facts, shipped_book(), TODAY)) == expected


def test_without_rules_nothing_is_said() -> None:
    assert posting_hints(PostingFacts(*PERIOD), EMPTY_BOOK, TODAY) == ()
    assert board_hints(1, 5, EMPTY_BOOK, TODAY) == ()
