"""Hints beside a Party organisation and the counts of Party members."""

from datetime import date

import pytest

from models.rules.party import PartyFacts, advice, count_hints, party_hints
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

TODAY = date(2020, 9, 30)


def messages(facts: PartyFacts, rule_id: str) -> list[str]:
    return [hint.message for hint in party_hints(facts, shipped_book(), TODAY) if hint.rule_id == rule_id]


@pytest.mark.parametrize(
    ("total", "full", "working", "said"),
    [
        (15, 15, 4, []),
        (3, 3, 3, []),
        (2, 2, 3, ["在职党员3人多于正式党员2人，请核对。"]),
        (11, 15, 4, ["正式党员15人多于党员总数11人，请核对。"]),
        (1, 2, 3, ["正式党员2人多于党员总数1人，请核对。", "在职党员3人多于正式党员2人，请核对。"]),
        (None, 2, None, []),
        (None, None, 3, []),
        (2, None, 3, []),
    ],
)
def test_counts_that_do_not_fit_together(
    total: int | None, full: int | None, working: int | None, said: list[str]
) -> None:
    hints = count_hints(total, full, working, shipped_book(), TODAY)
    assert [hint.message for hint in hints] == said
    assert {hint.source for hint in hints} <= {"楼院摸排表“党员情况”栏"}
    assert messages(PartyFacts(None, total, full, working), "party.counts") == said


TOO_FEW = "正式党员2人，不足3人，一般不单独成立党支部，可成立联合党支部、党小组或功能型党组织。"


@pytest.mark.parametrize(
    ("kind", "full", "level", "message"),
    [
        ("courtyard_branch", 2, "warn", TOO_FEW),
        ("courtyard_branch", 3, None, ""),
        ("area_branch", 2, None, ""),
        ("functional", 0, None, ""),
        ("functional", 3, "info", "现为功能型党组织，正式党员3人，已满3人，可成立党支部。"),
        ("courtyard_group", 8, "info", "现为楼院党小组，正式党员8人，已满3人，可成立党支部。"),
        ("building_group", 8, None, ""),
        ("community_committee", 8, None, ""),
        (None, 2, None, ""),
        ("courtyard_branch", None, None, ""),
    ],
)
def test_three_full_members_make_a_branch(
    kind: str | None, full: int | None, level: str | None, message: str
) -> None:
    hints = [
        hint
        for hint in party_hints(PartyFacts(kind, full_members=full), shipped_book(), TODAY)
        if hint.rule_id == "party.branch"
    ]
    assert [(hint.level, hint.message) for hint in hints] == ([(level, message)] if level else [])
    assert all((hint.field, hint.source) == ("kind", "党支部工作条例第4条") for hint in hints)


@pytest.mark.parametrize(
    ("kind", "full", "seats", "message"),
    [
        ("courtyard_branch", 7, None, "正式党员7人，应设支部委员会，由3至5人组成，一般不超过7人。"),
        ("area_branch", 31, None, "正式党员31人，应设支部委员会，由3至5人组成，一般不超过7人。"),
        ("courtyard_branch", 6, None, None),
        ("courtyard_branch", None, None, None),
        ("functional", 7, None, None),
        ("courtyard_branch", 7, 3, None),
        ("courtyard_branch", 7, 7, None),
        (
            "courtyard_branch",
            7,
            2,
            "正式党员7人，应设支部委员会，由3至5人组成，一般不超过7人；现为2人，请核对。",
        ),
        (
            "courtyard_branch",
            7,
            8,
            "正式党员7人，应设支部委员会，由3至5人组成，一般不超过7人；现为8人，请核对。",
        ),
    ],
)
def test_seven_full_members_make_a_branch_committee(
    kind: str, full: int | None, seats: int | None, message: str | None
) -> None:
    facts = PartyFacts(kind, full_members=full, branch_committee_seats=seats)
    assert messages(facts, "party.branch_committee") == ([message] if message else [])


@pytest.mark.parametrize(
    ("kind", "total", "full", "said"),
    [
        ("courtyard_branch", 50, 50, []),
        ("courtyard_branch", 51, 49, ["党员51人，超过50人，可考虑分设党支部。"]),
        ("area_branch", None, 73, ["党员73人，超过50人，可考虑分设党支部。"]),
        ("functional", 73, 72, []),
        ("courtyard_branch", None, None, []),
    ],
)
def test_a_branch_of_more_than_fifty(kind: str, total: int | None, full: int | None, said: list[str]) -> None:
    assert messages(PartyFacts(kind, total, full), "party.branch_size") == said


@pytest.mark.parametrize(
    ("full", "said"),
    [
        (3, "正式党员3人，应当成立党支部"),
        (2, "正式党员2人，不足3人，可成立联合党支部、党小组或功能型党组织"),
        (None, ""),
    ],
)
def test_what_a_courtyard_without_an_organisation_can_form(full: int | None, said: str) -> None:
    assert advice(full, shipped_book(), TODAY) == said


def test_without_rules_nothing_is_said() -> None:
    facts = PartyFacts("courtyard_branch", 60, 70, 80, 9)
    assert party_hints(facts, EMPTY_BOOK, TODAY) == ()
    assert advice(2, EMPTY_BOOK, TODAY) == ""
