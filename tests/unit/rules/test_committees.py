"""Hints beside a committee."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.committees import CommitteeFacts, committee_hints, percent, term_end_of
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

TODAY = date(2020, 9, 30)


def messages(facts: CommitteeFacts, rule_id: str, today: date = TODAY) -> list[str]:
    hints = committee_hints(facts, shipped_book(), today)
    return [hint.message for hint in hints if hint.rule_id == rule_id]


@pytest.mark.parametrize(
    ("kind", "seats", "message"),
    [
        ("self_management", 9, "自管会现为9人，一般为3至7人，请核对。"),
        ("council", 2, "居民议事会现为2人，一般为3至7人，请核对。"),
        ("self_management", 3, None),
        ("council", 7, None),
        ("council", 4, None),
        ("council", None, None),
        ("other", 8, "居民自治组织现为8人，一般为3至7人，请核对。"),
    ],
)
def test_seats_of_self_management_and_council(kind: str, seats: int | None, message: str | None) -> None:
    assert messages(CommitteeFacts(kind, seats), "committee.seats") == ([message] if message else [])
    assert messages(CommitteeFacts(kind, seats), "committee.seats.owners") == []


@pytest.mark.parametrize(
    ("seats", "warns"),
    [(3, True), (4, True), (5, False), (6, True), (9, False), (11, False), (12, True), (13, True)],
)
def test_an_owners_committee_is_judged_by_its_own_rule(seats: int, warns: bool) -> None:
    facts = CommitteeFacts("owners", seats)
    said = messages(facts, "committee.seats.owners")
    assert said == ([f"业主委员会现为{seats}人，应为5至11人的单数，请核对。"] if warns else [])
    assert messages(facts, "committee.seats") == []


def test_members_on_record_stand_in_for_seats_nobody_entered() -> None:
    assert messages(CommitteeFacts("council", None, members=9), "committee.seats") != []
    assert messages(CommitteeFacts("council", 5, members=9), "committee.seats") == []


@pytest.mark.parametrize(
    ("kind", "years", "warns"),
    [("owners", 6, True), ("owners", 5, False), ("owners", None, False), ("self_management", 6, False)],
)
def test_the_term_of_an_owners_committee(kind: str, years: int | None, warns: bool) -> None:
    said = messages(CommitteeFacts(kind, term_years=years), "committee.term.owners")
    assert said == (["业主委员会每届任期6年，超过5年，请核对。"] if warns else [])


@pytest.mark.parametrize(
    ("founded", "years", "today", "message"),
    [
        ("2020-08-08", 5, date(2025, 5, 9), None),
        ("2020-08-08", 5, date(2025, 5, 10), "任期将于2025年8月7日届满，还有90天，请准备换届。"),
        ("2020-08-08", 5, date(2025, 8, 7), "任期将于2025年8月7日届满，还有1天，请准备换届。"),
        ("2020-08-08", 5, date(2025, 8, 8), "任期已于2025年8月7日届满，请组织换届。"),
        ("2020-08", 3, date(2023, 8, 31), "任期将于2023年8月届满，请准备换届。"),
        ("2020-08", 3, date(2023, 9, 1), "任期已于2023年8月届满，请组织换届。"),
        ("2020", 3, date(2024, 1, 1), "任期已于2023年届满，请组织换届。"),
        (None, 3, date(2024, 1, 1), None),
        ("2020-08", None, date(2024, 1, 1), None),
        ("2020-99", 3, date(2024, 1, 1), None),
        ("2020-08", 0, date(2024, 1, 1), None),
        ("2020-08", 10**9, date(2024, 1, 1), None),
        ("9999", 99, date(2024, 1, 1), None),
    ],
)
def test_the_end_of_a_term(founded: str | None, years: int | None, today: date, message: str | None) -> None:
    facts = CommitteeFacts("council", founded=founded, term_years=years)
    assert messages(facts, "committee.renewal", today) == ([message] if message else [])


def test_the_end_of_a_term_is_known_as_precisely_as_its_beginning() -> None:
    end = term_end_of("2020-08", 5)
    assert end is not None
    assert end.iso == "2025-08"


@pytest.mark.parametrize(
    ("members", "party", "message"),
    [
        (5, 3, "5名成员中有党员3人，占60%。"),
        (3, 1, "3名成员中有党员1人，占33.3%。"),
        (3, 3, "3名成员中有党员3人，占100%。"),
        (5, 0, "5名成员中没有党员，请注意党员比例。"),
        (0, 0, None),
    ],
)
def test_the_share_of_party_members(members: int, party: int, message: str | None) -> None:
    facts = CommitteeFacts("council", members=members, party_members=party)
    assert messages(facts, "committee.party_share") == ([message] if message else [])


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_percent_is_right_to_half_a_tenth(part: int, whole: int) -> None:
    shown = percent(part, whole)
    assert abs(round(float(shown.removesuffix("%")) * 10) * whole - part * 1000) * 2 <= whole


def test_percent_rounds_half_up() -> None:
    assert [percent(1, 16), percent(1, 2000), percent(1, 2001)] == ["6.3%", "0.1%", "0%"]


@pytest.mark.parametrize(
    ("kind", "has", "flagged"),
    [
        ("owners", False, True),
        ("owners", True, False),
        ("self_management", False, False),
        ("council", False, False),
    ],
)
def test_an_owners_committee_forms_its_party_organisation(kind: str, has: bool, flagged: bool) -> None:
    said = messages(CommitteeFacts(kind, has_party_organisation=has), "committee.own_party")
    assert said == (["业主委员会还没有同步组建党组织。"] if flagged else [])


def test_members_found_unsuitable_are_named() -> None:
    facts = CommitteeFacts(
        "council", unsuitable=(("孙希", "失信被执行人"), ("黄忠", None)), unvetted=("胡兰润", "赵娟")
    )
    assert messages(facts, "committee.vetting") == [
        "成员孙希资格审查不合格（失信被执行人），请核对是否仍任职。",
        "成员黄忠资格审查不合格，请核对是否仍任职。",
        "成员胡兰润、赵娟没有资格审查记录，请补录。",
    ]
    assert messages(CommitteeFacts("council"), "committee.vetting") == []


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            CommitteeFacts("council", members=5, cross_appointed=("王䶮", "孙希")),
            "交叉任职：王䶮、孙希同时在楼院党组织任职。",
        ),
        (
            CommitteeFacts("council", members=5, courtyard_has_party=True),
            "楼院党组织与本组织还没有成员交叉任职。",
        ),
        (CommitteeFacts("council", members=5), None),
        (CommitteeFacts("council", courtyard_has_party=True), None),
    ],
)
def test_cross_appointment(facts: CommitteeFacts, message: str | None) -> None:
    assert messages(facts, "committee.cross_appointment") == ([message] if message else [])


WRONG_IN_EVERY_WAY = CommitteeFacts(
    "owners",
    seats=3,
    members=3,
    founded="2010",
    term_years=6,
    unsuitable=(("孙希", None),),
    cross_appointed=("王䶮",),
)


def test_every_hint_cites_the_rule_it_comes_from() -> None:
    hints = committee_hints(WRONG_IN_EVERY_WAY, shipped_book(), TODAY)
    assert {(hint.rule_id, hint.level, hint.field, hint.source) for hint in hints} == {
        ("committee.seats.owners", "warn", "seats", "业主大会和业主委员会指导规则第31条"),
        ("committee.term.owners", "warn", "term_years", "河南省物业管理条例"),
        ("committee.renewal", "warn", "term_years", "方案二（二）"),
        ("committee.party_share", "warn", None, "方案二（二）"),
        ("committee.own_party", "warn", "party_organisation_id", "方案二（二）"),
        ("committee.vetting", "warn", None, "方案二（二）"),
        ("committee.cross_appointment", "info", None, "方案二（二）"),
    }


def test_without_rules_nothing_is_said() -> None:
    assert committee_hints(WRONG_IN_EVERY_WAY, EMPTY_BOOK, TODAY) == ()


def test_before_the_policy_nothing_of_it_is_said() -> None:
    hints = committee_hints(CommitteeFacts("council", 9), shipped_book(), date(2020, 8, 2))
    assert hints == ()
