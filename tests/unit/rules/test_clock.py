"""Times of day and lengths of time as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.base import Parsed
from models.rules.clock import format_duration, parse_duration, parse_time

TIMES = [
    ("15:00", "15:00", False),
    ("１５：００", "15:00", True),
    ("15点", "15:00", True),
    ("15时10分", "15:10", True),
    ("15点半", "15:30", True),
    ("9点整", "09:00", True),
    ("下午3点", "15:00", True),
    ("下午三点半", "15:30", True),
    ("下午15:00", "15:00", True),
    ("上午9:30", "09:30", True),
    ("晚上7点", "19:00", True),
    ("中午12点", "12:00", True),
    ("中午11点半", "11:30", True),
    ("中午1点", "13:00", True),
    ("1500", "15:00", True),
    ("930", "09:30", True),
    ("9.30", "09:30", True),
    ("0:00", "00:00", True),
]


@pytest.mark.parametrize(("typed", "stored", "changed"), TIMES)
def test_a_time_is_read(typed: str, stored: str, changed: bool) -> None:
    assert parse_time(typed) == Parsed(stored, changed=changed)


@pytest.mark.parametrize("typed", ["25点", "24:00", "9:75", "早", "二十九点", "零零零", "十十点", "3小时"])
def test_what_is_no_time_is_not_guessed(typed: str) -> None:
    assert parse_time(typed) == Parsed(None, understood=False)


@pytest.mark.parametrize("typed", ["", None, "　", "无"])
def test_no_time(typed: str | None) -> None:
    assert parse_time(typed).value is None
    assert parse_time(typed).understood


DURATIONS = [
    ("2", 120),
    ("2小时", 120),
    ("1.5", 90),
    ("1.25小时", 75),
    ("半小时", 30),
    ("半个小时", 30),
    ("两小时", 120),
    ("两个半小时", 150),
    ("2个小时半", 150),
    ("十二小时", 720),
    ("90分钟", 90),
    ("四十分钟", 40),
    ("2小时30分", 150),
    ("2:30", 150),
    ("１．５小时", 90),
    ("3h", 180),
]


@pytest.mark.parametrize(("typed", "minutes"), DURATIONS)
def test_a_length_of_time_is_read(typed: str, minutes: int) -> None:
    assert parse_duration(typed).value == minutes


@pytest.mark.parametrize("typed", ["很久", "0", "25小时", "小时", "2:75", "-1", "二百二小时"])
def test_what_is_no_length_of_time_is_not_guessed(typed: str) -> None:
    assert parse_duration(typed) == Parsed(None, understood=False)


@pytest.mark.parametrize("typed", ["", None, "不详"])
def test_no_length_of_time(typed: str | None) -> None:
    assert parse_duration(typed).value is None
    assert parse_duration(typed).understood


@given(st.integers(min_value=1, max_value=24 * 60))
def test_a_length_shown_is_read_the_same_again(minutes: int) -> None:
    assert parse_duration(format_duration(minutes)) == Parsed(minutes)


def test_no_minutes_are_shown_too() -> None:
    assert format_duration(0) == "0分钟"
