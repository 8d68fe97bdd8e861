"""Hints beside activities, representatives, appointments and buildings."""

from datetime import date

import pytest

from models.rules.base import Hint
from models.rules.courtyards import AppointmentFacts, appointment_hints
from models.rules.party import BuildingFacts, building_hints
from models.rules.representatives import RepresentativeFacts, representative_hints, term_over
from models.rules.volunteers import ActivityFacts, activity_hints
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

TODAY = date(2020, 9, 16)


def said(hints: tuple[Hint, ...]) -> list[tuple[str, str | None, str]]:
    return [(hint.level, hint.field, hint.message) for hint in hints]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ActivityFacts("2020-09-16", 120, 8, 8, 120), []),
        (ActivityFacts(), []),
        (ActivityFacts("2020-09-17"), [("info", "held_on", "活动日期还没有到，请核对。")]),
        (
            ActivityFacts("2020-09-05", None, 7, 8),
            [("warn", "people_count", "名单上有8人，多于填写的参加人数7人，请核对。")],
        ),
        (
            ActivityFacts("2020-09-05", 90, None, 8, 120),
            [("warn", "minutes", "名单上最长参加2小时，比活动的1小时30分钟还长，请核对。")],
        ),
    ],
)
def test_an_activity(facts: ActivityFacts, expected: list[tuple[str, str, str]]) -> None:
    assert said(activity_hints(facts, shipped_book(), TODAY)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (RepresentativeFacts("2015-09-17", households=12, listed=12), []),
        (RepresentativeFacts(None, listed=3), []),
        (
            RepresentativeFacts("2015-09-16"),
            [("warn", "since", "5年任期已于2020年9月15日届满，请改选；已经离任的填写离任时间。")],
        ),
        (RepresentativeFacts("2015-09-16", "2020-09-15"), [("info", "until", "已经离任。")]),
        (RepresentativeFacts("2015-09-16", "2020-09-16"), []),
        (
            RepresentativeFacts("2020-09-01", "2020-08-31"),
            [("block", "until", "离任时间早于任职时间，请核对。")],
        ),
        (
            RepresentativeFacts("2020-09-01", households=11, listed=12),
            [("warn", "household_count", "“代表住户”里有12户，多于填写的11户，请核对。")],
        ),
    ],
)
def test_a_representative(facts: RepresentativeFacts, expected: list[tuple[str, str, str]]) -> None:
    assert said(representative_hints(facts, shipped_book(), TODAY)) == expected


def test_a_term_nobody_can_count_is_not_over() -> None:
    assert term_over("9999-01-01", None, 5, TODAY) is None


HEAD = AppointmentFacts("courtyard_head", "2020-09-01", name="于旭芝", counterpart="王䶮")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            HEAD,
            [
                (
                    "info",
                    "resident_id",
                    "楼院长于旭芝不是书记王䶮；原则上由书记担任，另有安排的请在备注中写明原因。",
                )
            ],
        ),
        (
            AppointmentFacts("secretary", "2020-09-01", counterpart="于旭芝"),
            [
                (
                    "info",
                    "resident_id",
                    "楼院长现为于旭芝，不是书记此人；原则上由书记担任，另有安排的请写明原因。",
                )
            ],
        ),
        (AppointmentFacts("courtyard_head", counterpart="王䶮", same_person=True), []),
        (AppointmentFacts("courtyard_head", until="2020-09-01", counterpart="王䶮"), []),
        (AppointmentFacts("building_head", counterpart="王䶮"), []),
        (AppointmentFacts("courtyard_head"), []),
        (
            AppointmentFacts("secretary", "2015-09-01"),
            [("warn", "since", "任职已满5年（2020年8月31日），请核对是否换届；连任的请另记一条任职。")],
        ),
        (AppointmentFacts("deputy_secretary", "2016-09-01"), []),
        (AppointmentFacts("courtyard_head", "2010-09-01"), []),
    ],
)
def test_an_appointment(facts: AppointmentFacts, expected: list[tuple[str, str, str]]) -> None:
    assert said(appointment_hints(facts, shipped_book(), TODAY)) == expected


@pytest.mark.parametrize(
    ("facts", "level", "message"),
    [
        (BuildingFacts(("东院党支部", "3号楼党小组"), None, True), "info", "由东院党支部、3号楼党小组覆盖。"),
        (BuildingFacts((), "党员均在外地", True), "info", "还没有党组织覆盖（党员均在外地）。"),
        (BuildingFacts((), None, True), "warn", "还没有党组织覆盖这栋楼：请在党组织的“覆盖范围”里登记。"),
    ],
)
def test_a_building(facts: BuildingFacts, level: str, message: str) -> None:
    assert said(building_hints(facts, shipped_book(), TODAY)) == [(level, None, message)]


def test_a_building_without_a_head() -> None:
    hints = building_hints(BuildingFacts(("东院党支部",)), shipped_book(), TODAY)
    assert hints[-1].message == "还没有楼栋长，可由党小组组长、党员或热心居民担任。"


def test_without_rules_nothing_is_said() -> None:
    assert activity_hints(ActivityFacts("2020-09-17"), EMPTY_BOOK, TODAY) == ()
    assert representative_hints(RepresentativeFacts("2000", listed=2), EMPTY_BOOK, TODAY) == ()
    assert appointment_hints(HEAD, EMPTY_BOOK, TODAY) == ()
    assert building_hints(BuildingFacts(), EMPTY_BOOK, TODAY) == ()
