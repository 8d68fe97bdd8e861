"""Hints beside a meeting and its action items."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from models.rules.meetings import (
    ActionFacts,
    MeetingFacts,
    action_hints,
    days_late,
    decision_rule,
    measure,
    meeting_hints,
    quorum_of,
)
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

TODAY = date(2026, 3, 1)
JOINT = MeetingFacts(kind="joint", held_on="2020-08-26", due=19, present=16, attending=16, on_leave=3)
"""The first record of the samples."""
DECIDING = MeetingFacts(kind="representatives", held_on="2020-07-26", due=31, present=25)
"""The meeting of representatives of the second record."""


def said(facts: MeetingFacts, today: date = TODAY) -> list[tuple[str, str | None, str, str]]:
    hints = meeting_hints(facts, shipped_book(), today)
    return [(hint.level, hint.field, hint.message, hint.source) for hint in hints]


def test_the_joint_meeting_of_the_samples_is_as_it_should_be() -> None:
    assert said(JOINT) == []


@pytest.mark.parametrize(
    ("facts", "level", "field", "message"),
    [
        (replace(JOINT, due=15), "block", "present_count", "实到16人多于应到15人，请核对。"),
        (replace(JOINT, proxies=17), "block", "proxy_count", "委托17人多于实到16人，请核对。"),
        (
            replace(JOINT, attending=15),
            "warn",
            "present_count",
            "“到会”名单中出席的合计15人，与实到16人不符，请核对。",
        ),
        (replace(JOINT, on_leave=2), "warn", "due_count", "实到16人加请假2人，与应到19人不符，请核对。"),
    ],
)
def test_figures_that_do_not_fit(facts: MeetingFacts, level: str, field: str, message: str) -> None:
    assert (level, field, message, "会议记录“到会”栏") in said(facts)


@pytest.mark.parametrize(
    "facts",
    [
        replace(JOINT, due=None),
        replace(JOINT, present=None),
        replace(JOINT, proxies=16),
        replace(JOINT, on_leave=None),
        replace(JOINT, attending=None),
        replace(JOINT, due=0, present=0, attending=None),
        replace(JOINT, held_on=None),
        replace(JOINT, held_on="damaged"),
    ],
)
def test_what_is_not_known_is_not_held_against_a_meeting(facts: MeetingFacts) -> None:
    assert said(facts) == []


@pytest.mark.parametrize(
    ("held_on", "present", "level", "message", "source"),
    [
        ("2025-12-31", 16, "info", "实到16人，达到应到31人的过半数（至少16人）。", "居委会组织法第9条"),
        (
            "2025-12-31",
            15,
            "warn",
            "应到31人，须过半数到会（至少16人），实到15人，少1人，不能作出决定。",
            "居委会组织法第9条",
        ),
        (
            "2026-01-01",
            21,
            "info",
            "实到21人，达到应到31人的三分之二以上（至少21人）。",
            "居委会组织法第29条",
        ),
        (
            "2026-01-01",
            20,
            "warn",
            "应到31人，须三分之二以上到会（至少21人），实到20人，少1人，不能作出决定。",
            "居委会组织法第29条",
        ),
    ],
)
def test_representatives_are_judged_by_the_law_of_the_day(
    held_on: str, present: int, level: str, message: str, source: str
) -> None:
    facts = replace(DECIDING, held_on=held_on, present=present)
    assert said(facts) == [(level, "present_count", message, source)]


def test_households_are_counted_as_households() -> None:
    facts = MeetingFacts(kind="households", held_on="2020-08-18", due=96, present=71, proxies=7)
    assert said(facts) == [
        ("info", "present_count", "实到71户，达到应到96户的过半数（至少49户）。", "居委会组织法第9条")
    ]
    assert measure("households") == "户"
    assert measure(None) == "人"


def test_owners_need_two_thirds_of_heads_and_of_area() -> None:
    facts = MeetingFacts(kind="owners", held_on="2021-01-01", due=300, present=199)
    ((level, _, message, source),) = said(facts)
    assert (level, source) == ("warn", "民法典第278条")
    assert "至少200人" in message
    assert "专有部分面积" in message
    assert said(replace(facts, present=200))[0][0] == "info"
    # before 2021 there was no quorum: all owners were counted
    assert said(replace(facts, held_on="2020-12-31")) == []


def test_an_owners_committee_meets_with_more_than_half() -> None:
    facts = MeetingFacts(kind="committee", held_on="2020-09-01", due=8, present=4, of_owners_committee=True)
    ((level, _, _, source),) = said(facts)
    assert (level, source) == ("warn", "河南省物业管理条例")


def test_other_meetings_follow_local_custom_and_are_told_only_what_is_missing() -> None:
    assert said(replace(JOINT, due=40, attending=None))[0][3] == "议事惯例"
    assert said(replace(JOINT, due=40, attending=None))[0][0] == "warn"


@pytest.mark.parametrize(
    ("present", "level", "held_on", "source"),
    [
        (3, "info", "2020-07-15", "一征三议两公开工作法"),
        (2, "info", "2020-08-15", "方案二（六）"),
        (1, "warn", "2020-08-15", "方案二（六）"),
    ],
)
def test_the_step_of_proposing_needs_more_than_half(
    present: int, level: str, held_on: str, source: str
) -> None:
    facts = MeetingFacts(kind="party", held_on=held_on, due=3, present=present, proposes="six_steps")
    assert [(each[0], each[3]) for each in said(facts)] == [(level, source)]
    assert said(replace(facts, proposes="unheard of")) == []


def test_minutes_and_recorder_are_missed_once_the_meeting_is_over() -> None:
    facts = MeetingFacts(kind="joint", held_on="2026-01-10", has_minutes=False, has_recorder=False)
    assert said(facts) == [
        (
            "warn",
            "record",
            "还没有会议记录：请填写记录，或者登记议题、决议。",
            "居委会组织法第39条",
        ),
        ("warn", "recorder_id", "还没有填写记录人。", "居委会组织法第39条"),
    ]
    assert said(facts, date(2026, 1, 9)) == []
    assert said(replace(facts, held_on="2025-12-31"))[0][3] == "会议记录"


def test_without_rules_nothing_is_said() -> None:
    facts = replace(JOINT, present=99, has_minutes=False)
    assert meeting_hints(facts, EMPTY_BOOK, TODAY) == ()
    assert action_hints(ActionFacts("2020-01-01"), EMPTY_BOOK, TODAY) == ()


def test_before_the_law_of_2018_nothing_is_known_of_residents() -> None:
    assert decision_rule("residents", date(2010, 1, 1), shipped_book()) is None
    assert said(replace(DECIDING, held_on="2010-01-01")) == []


@pytest.mark.parametrize(
    ("due_on", "late"),
    [("2020-09-12", 0), ("2020-09-11", 1), ("2020-09-13", -1), ("2020-09", -18), (None, None)],
)
def test_days_late(due_on: str | None, late: int | None) -> None:
    assert days_late(due_on, date(2020, 9, 12)) == late


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ActionFacts("2020-09-12"), [("info", "due_on", "今天到期。")]),
        (ActionFacts("2020-09-11"), [("warn", "due_on", "已逾期1天，还没有办结。")]),
        (ActionFacts("2020-09-13"), []),
        (ActionFacts("2020-09-11", done_on="2020-09-12"), []),
        (ActionFacts(None), []),
        (
            ActionFacts("2020-09-11", "2020-08-01", "2020-09-12"),
            [
                ("warn", "due_on", "完成时限早于会议日期（2020年9月12日），请核对。"),
                ("warn", "done_on", "办结时间早于会议日期（2020年9月12日），请核对。"),
            ],
        ),
        (ActionFacts("2020-09-13", "2020-09-13", "2020-09-12"), []),
    ],
)
def test_action_items(facts: ActionFacts, expected: list[tuple[str, str, str]]) -> None:
    hints = action_hints(facts, shipped_book(), date(2020, 9, 12))
    assert [(hint.level, hint.field, hint.message) for hint in hints] == expected


def test_the_rule_that_was_chosen_says_who_must_come() -> None:
    facts = MeetingFacts(kind="joint", held_on="2026-08-26", due=30, present=16)
    (usual,) = (quorum_of(facts, date(2026, 8, 26), shipped_book()),)
    assert usual is not None
    assert usual[0].code == "meeting-custom"
    chosen = replace(facts, rule=shipped_book().by_code("representatives-meeting-2026"))
    found = quorum_of(chosen, date(2026, 8, 26), shipped_book())
    assert found is not None
    assert (found[0].code, found[1].share) == ("representatives-meeting-2026", Fraction(2, 3))
    of_all = replace(facts, rule=shipped_book().by_code("state-2018-ordinary"))
    assert quorum_of(of_all, date(2026, 8, 26), shipped_book()) is None
