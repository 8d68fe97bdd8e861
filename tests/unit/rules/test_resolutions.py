"""Hints beside a resolution: every figure of the sample records holds, and an altered one is found."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules.resolutions import (
    CandidateFacts,
    ResolutionFacts,
    candidate_hints,
    resolution_hints,
)
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

TODAY = date(2020, 9, 16)
PARKING = ResolutionFacts(
    kind="motion",
    meeting_kind="joint",
    held_on="2020-08-26",
    due=19,
    present=16,
    votes_for=13,
    votes_against=2,
    votes_abstain=1,
    outcome="passed",
)
"""The first resolution of the first record."""
DRAINS = ResolutionFacts(
    kind="motion",
    meeting_kind="representatives",
    held_on="2020-07-26",
    due=31,
    present=25,
    votes_for=22,
    votes_against=1,
    votes_abstain=2,
    outcome="passed",
)
"""The resolution of the second record."""
ELECTION = ResolutionFacts(
    kind="election",
    meeting_kind="households",
    held_on="2020-08-18",
    due=96,
    present=71,
    seats=5,
    issued=71,
    returned=70,
    invalid=1,
    candidates=tuple(
        CandidateFacts(name, votes, place < 5)
        for place, (name, votes) in enumerate(
            zip("甲乙丙丁戊己庚", (63, 58, 55, 51, 44, 37, 21), strict=True)
        )
    ),
)
"""The election of the third record."""


def said(facts: ResolutionFacts) -> list[tuple[str, str | None, str, str]]:
    hints = resolution_hints(facts, shipped_book(), TODAY)
    return [(hint.level, hint.field, hint.message, hint.source) for hint in hints]


def remarks(facts: ResolutionFacts) -> list[tuple[str, str | None, str]]:
    return [(level, field, message) for level, field, message, _ in said(facts) if level != "info"]


def test_the_samples_are_as_they_should_be() -> None:
    assert said(PARKING) == [
        (
            "info",
            "outcome",
            "实到16人，须过半数即9票同意，现有13票，超出4票，结果为“通过”。",
            "议事惯例",
        )
    ]
    assert said(DRAINS) == [
        (
            "info",
            "outcome",
            "实到25人，须过半数即13票同意，现有22票，超出9票，结果为“通过”。",
            "居委会组织法第9条",
        )
    ]
    assert said(ELECTION) == [
        (
            "info",
            "ballots_returned",
            "有效票69张，过半数为35票，当选的5人都已达到。",
            "选举办法",
        )
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            replace(PARKING, votes_for=14),
            ("block", "votes_for", "各项票数合计17票，比实到16人多1票，请核对。"),
        ),
        (
            replace(PARKING, votes_for=12),
            ("warn", "votes_for", "同意、反对、弃权合计15票，比实到16人少1票，请核对。"),
        ),
        (replace(PARKING, invalid=1), ("block", "votes_for", "各项票数合计17票，比实到16人多1票，请核对。")),
        (
            replace(PARKING, returned=15),
            ("block", "votes_for", "各项票数合计16票，比收回的15张票多1票，请核对。"),
        ),
        (
            replace(PARKING, votes_for=8, votes_against=8, votes_abstain=0),
            (
                "warn",
                "outcome",
                "填写的结果是“通过”，但实到16人，须过半数即9票同意，现有8票，差1票，应为“未通过”，请核对。",
            ),
        ),
        (
            replace(PARKING, outcome="rejected"),
            (
                "warn",
                "outcome",
                "填写的结果是“未通过”，但实到16人，须过半数即9票同意，现有13票，超出4票，应为“通过”，请核对。",
            ),
        ),
        (
            replace(DRAINS, held_on="2026-01-01", due=40),
            (
                "warn",
                "outcome",
                "填写的结果是“通过”，但实到25人，没有达到应到40人的规定比例，应为“未通过”，请核对。",
            ),
        ),
    ],
)
def test_an_altered_vote_is_found(facts: ResolutionFacts, expected: tuple[str, str, str]) -> None:
    assert expected in remarks(facts)


def test_an_outcome_nobody_entered_is_computed_with_its_margin() -> None:
    facts = replace(PARKING, outcome=None, votes_for=9, votes_against=6)
    assert said(facts)[0][:3] == (
        "info",
        "outcome",
        "实到16人，须过半数即9票同意，现有9票，正好够，应为“通过”。",
    )


@pytest.mark.parametrize(
    "facts",
    [
        replace(PARKING, votes_for=None, votes_against=None, votes_abstain=None),
        replace(PARKING, present=None),
        replace(PARKING, held_on=None, outcome=None),
        replace(DRAINS, held_on="2010-01-01"),
        replace(PARKING, votes_for=10, votes_against=None),
        replace(PARKING, due=None),
    ],
)
def test_what_is_not_known_is_not_held_against_it(facts: ResolutionFacts) -> None:
    assert remarks(facts) == []


def test_an_owners_committee_decides_by_half_of_all_members() -> None:
    facts = ResolutionFacts(
        kind="motion",
        meeting_kind="committee",
        held_on="2020-09-01",
        of_owners_committee=True,
        due=8,
        present=5,
        votes_for=3,
        outcome="passed",
    )
    assert remarks(facts) == [
        (
            "warn",
            "outcome",
            "填写的结果是“通过”，但应到8人，须半数以上即4票同意，现有3票，差1票，应为“未通过”，请核对。",
        )
    ]


def test_owners_are_counted_by_heads_with_a_word_about_the_area() -> None:
    facts = ResolutionFacts(
        kind="motion",
        meeting_kind="owners",
        held_on="2021-01-01",
        due=300,
        present=210,
        invalid=10,
        votes_for=101,
        votes_against=90,
        votes_abstain=9,
        outcome="passed",
    )
    assert said(facts)[0][2:] == (
        "参加表决200人，须过半数即101票同意，现有101票，正好够（专有部分面积另行核算），结果为“通过”。",
        "民法典第278条",
    )
    assert "没有达到应到300人" in said(replace(facts, present=199, votes_for=90))[0][2]
    before = replace(facts, held_on="2020-12-31", votes_for=150, votes_against=41)
    assert "应到300人，须过半数即151票同意，现有150票，差1票" in said(before)[0][2]
    assert said(before)[0][3] == "物权法第76条"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(ELECTION, issued=72), ("block", "ballots_issued", "发出选票72张，多于实到71户，请核对。")),
        (
            replace(ELECTION, returned=72),
            ("block", "ballots_returned", "收回选票72张，多于发出的71张，请核对。"),
        ),
        (replace(ELECTION, invalid=71), ("block", "ballots_invalid", "无效票71张，多于收回的70张，请核对。")),
        (
            replace(ELECTION, returned=60),
            ("block", None, "甲得63票，多于有效票59张，请核对。"),
        ),
        (
            replace(ELECTION, returned=66),
            (
                "block",
                "ballots_returned",
                "候选人共得329票，多于65张有效票每张选5人的上限325票，请核对。",
            ),
        ),
        (replace(ELECTION, seats=4), ("warn", "seats", "应选4人，登记当选5人，请核对。")),
        (
            replace(ELECTION, seats=7),
            ("warn", "seats", "候选人7人，应选7人：差额选举的候选人应多于应选人数，请核对。"),
        ),
    ],
)
def test_an_altered_ballot_is_found(facts: ResolutionFacts, expected: tuple[str, str | None, str]) -> None:
    assert expected in remarks(facts)


def _with(name: str, votes: int | None, elected: bool | None) -> ResolutionFacts:
    return replace(
        ELECTION,
        candidates=tuple(
            CandidateFacts(name, votes, elected) if each.name == name else each
            for each in ELECTION.candidates
        ),
    )


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (_with("甲", 73, True), "甲得73票，多于有效票69张，请核对。"),
        (_with("己", 45, False), "己得45票未当选，戊得44票当选，请核对。"),
        (_with("戊", 34, True), "有效票69张，当选须过半数即35票；戊34票不足，请核对。"),
        (_with("戊", 44, False), "应选5人，登记当选4人，请核对。"),
    ],
)
def test_an_altered_candidate_is_found(facts: ResolutionFacts, message: str) -> None:
    assert message in [each[2] for each in remarks(facts)]


@pytest.mark.parametrize(
    "facts",
    [
        replace(ELECTION, candidates=()),
        replace(ELECTION, seats=None),
        replace(ELECTION, returned=None, issued=None, invalid=None),
        replace(ELECTION, candidates=tuple(replace(each, elected=None) for each in ELECTION.candidates)),
        _with("庚", None, None),
        replace(ELECTION, candidates=ELECTION.candidates[:5], seats=4, invalid=None),
    ],
)
def test_an_election_that_is_not_all_entered_yet(facts: ResolutionFacts) -> None:
    assert [each for each in remarks(facts) if "登记当选5人" not in each[2]] == []


def test_without_rules_nothing_is_said() -> None:
    assert resolution_hints(PARKING, EMPTY_BOOK, TODAY) == ()
    assert resolution_hints(ELECTION, EMPTY_BOOK, TODAY) == ()
    assert candidate_hints(CandidateFacts("甲", 99), ELECTION, EMPTY_BOOK, TODAY) == ()


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (CandidateFacts("甲", 70), ("block", "votes", "得70票，多于有效票69张，请核对。")),
        (CandidateFacts("甲", 69), ("info", "votes", "有效票69张，过半数为35票，已达到。")),
        (CandidateFacts("甲", 34), ("info", "votes", "有效票69张，过半数为35票，未达到。")),
        (
            CandidateFacts("甲", 34, True),
            ("warn", "elected", "有效票69张，当选须过半数即35票，差1票，请核对。"),
        ),
        (CandidateFacts("甲", 35, True), ("info", "votes", "有效票69张，过半数为35票，已达到。")),
        (CandidateFacts("甲"), None),
    ],
)
def test_one_candidate(candidate: CandidateFacts, expected: tuple[str, str, str] | None) -> None:
    hints = candidate_hints(candidate, ELECTION, shipped_book(), TODAY)
    assert [(hint.level, hint.field, hint.message) for hint in hints] == ([expected] if expected else [])


def test_votes_before_the_ballots_are_counted() -> None:
    assert candidate_hints(CandidateFacts("甲", 9), ResolutionFacts(), shipped_book(), TODAY) == ()


def test_the_rule_that_was_chosen_judges_the_figures() -> None:
    special = shipped_book().by_code("civil-code-278-special")
    owners = replace(PARKING, meeting_kind="owners", held_on="2026-08-26", due=20, present=18, votes_for=12)
    owners = replace(owners, votes_against=5)
    (ordinary,) = (
        each for each in resolution_hints(owners, shipped_book(), TODAY) if each.field == "outcome"
    )
    assert "过半数即10票同意" in ordinary.message
    (chosen,) = (
        each
        for each in resolution_hints(replace(owners, rule=special), shipped_book(), TODAY)
        if each.field == "outcome"
    )
    assert (chosen.level, chosen.source) == ("warn", "民法典第278条")
    assert "四分之三以上即14票同意" in chosen.message


def test_what_was_counted_by_ballots_is_not_judged_by_heads_again() -> None:
    wrong = replace(PARKING, outcome="rejected")
    assert any(each.field == "outcome" for each in resolution_hints(wrong, shipped_book(), TODAY))
    assert resolution_hints(replace(wrong, counted=True), shipped_book(), TODAY) == ()
