"""Dates with the precision that is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import dates
from models.rules.answers import UNREAD
from models.rules.base import Parsed
from models.rules.dates import PartialDate, parse_date
from tests.unit.rules.cells import CELLS, DAY, MOMENT

DAYS = st.dates(min_value=date(1800, 1, 1), max_value=date(2199, 12, 31))
PARTIAL = st.builds(
    lambda day, precision: PartialDate(*(day.year, day.month, day.day)[:precision]),
    DAYS,
    st.integers(1, 3),
)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2020-8-3", "2020-08-03"),
        ("2020.8.3", "2020-08-03"),
        ("2020/8/3", "2020-08-03"),
        ("2020、8、3", "2020-08-03"),
        ("2020—8—3", "2020-08-03"),
        ("20200803", "2020-08-03"),
        ("202008", "2020-08"),
        ("2020", "2020"),
        ("2020年", "2020"),
        ("1966.2", "1966-02"),
        ("1969.10", "1969-10"),
        ("2020年8月3日", "2020-08-03"),
        ("2020 年 8 月 3 日", "2020-08-03"),
        ("2020年8月3", "2020-08-03"),
        ("2020年8月3号", "2020-08-03"),
        ("2020年8月", "2020-08"),
        ("2020.8.", "2020-08"),
        (" 2020-08-03 ", "2020-08-03"),
        ("２０２０年８月３日", "2020-08-03"),
        ("２０２０．８．３", "2020-08-03"),
        ("二〇二〇年八月三日", "2020-08-03"),
        ("二○二○年十月二十六日", "2020-10-26"),
        ("二零二零年十一月三十日", "2020-11-30"),
        ("2020-08-03 00:00:00", "2020-08-03"),
        ("2020-08-03T08:30", "2020-08-03"),
        ("2020年8月3日（星期一）", "2020-08-03"),
        ("2020年8月3日 周一", "2020-08-03"),
        ("44046", "2020-08-03"),
        ("2020-02-29", "2020-02-29"),
        (2020, "2020"),
        (196405, "1964-05"),
        (196405.0, "1964-05"),
        (20200803, "2020-08-03"),
        (44046, "2020-08-03"),
        (44046.75, "2020-08-03"),
        (1966.2, "1966-02"),
        (1966.12, "1966-12"),
        (DAY, "2020-09-16"),
        (MOMENT, "2020-09-16"),
    ],
)
def test_forms_that_are_understood(typed: object, iso: str) -> None:
    read = parse_date(typed)
    assert read.value == dates.from_iso(iso)
    assert read.understood
    assert not read.about


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("8月3日", "2020-08-03"),
        ("八月三日", "2020-08-03"),
        ("9.26", "2020-09-26"),
        ("9.3", "2020-09-03"),
        ("２月２９日", "2020-02-29"),
        ("9月28", "2020-09-28"),
        (9.26, "2020-09-26"),
        (9.4, "2020-09-04"),
    ],
)
def test_a_day_without_its_year_needs_one(typed: object, iso: str) -> None:
    assert parse_date(typed, default_year=2020).value == dates.from_iso(iso)
    assert not parse_date(typed).understood


@pytest.mark.parametrize(
    "typed",
    [
        *("2020-02-30", "2021-02-29", "2020-13-01", "2020-00-01", "2020-13", "20201301", "202013", "3020"),
        *(
            "0020-01-01",
            "九月",
            "长期",
            "1",
            "12345678901",
            "99999",
            "2020年八月吉日",
            "2020-8-3-1",
            "8月3日",
        ),
        *("x" * 61, 0, -1, 5, 1e300, float("nan"), float("inf"), 1969.1, 12.75, True, b"2020", [2020]),
    ],
)
def test_forms_that_are_not_understood(typed: object) -> None:
    assert parse_date(typed) == UNREAD


@pytest.mark.parametrize("typed", [9.1, 9.2, 9.3])
def test_a_number_that_can_mean_two_days_is_not_guessed(typed: float) -> None:
    assert not parse_date(typed, default_year=2020).understood


@pytest.mark.parametrize(
    ("typed", "changed"), [(None, False), ("", False), (" ", False), ("不详", True), ("/", True)]
)
def test_nothing(typed: object, changed: bool) -> None:
    assert parse_date(typed) == Parsed(None, changed=changed)


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        *[("2020-08-03", False), ("2020-08", False), ("2020", False), (DAY, False), (2020, False)],
        *[("2020-8-3", True), ("2020年", True), (" 2020-08-03", True), (44046, True), (202008, True)],
    ],
)
def test_another_form_counts_as_changed(typed: object, changed: bool) -> None:
    assert parse_date(typed).changed is changed


@pytest.mark.parametrize("typed", ["约2005年", "2005年左右", "大约 2005 前后"])
def test_about(typed: str) -> None:
    assert parse_date(typed) == Parsed(PartialDate(2005), changed=True, about=True)


@given(CELLS, st.none() | st.integers(1, 9999))
def test_any_cell_gives_an_answer(cell: object, year: int | None) -> None:
    read = parse_date(cell, default_year=year)
    assert read.understood or read.value is None


@given(PARTIAL)
def test_stored_and_printed_forms_are_read_back(day: PartialDate) -> None:
    assert dates.from_iso(day.iso) == day == dates.from_record(day.iso)
    assert parse_date(day.iso) == Parsed(day)
    assert parse_date(day.chinese).value == day


@given(PARTIAL, PARTIAL)
def test_dates_are_ordered_like_their_text(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) is (one.iso < other.iso)
    assert (one <= other) is (one.iso <= other.iso)
    assert (one > other) is (one.iso > other.iso)
    assert (one >= other) is (one.iso >= other.iso)
    assert one.first_day <= one.last_day


@pytest.mark.parametrize(
    ("day", "chinese", "first", "last"),
    [
        (PartialDate(2020, 9, 16), "2020年9月16日", date(2020, 9, 16), date(2020, 9, 16)),
        (PartialDate(2020, 2), "2020年2月", date(2020, 2, 1), date(2020, 2, 29)),
        (PartialDate(2020), "2020年", date(2020, 1, 1), date(2020, 12, 31)),
    ],
)
def test_what_a_date_means(day: PartialDate, chinese: str, first: date, last: date) -> None:
    assert (day.chinese, day.first_day, day.last_day) == (chinese, first, last)


@pytest.mark.parametrize("parts", [(2020, 0), (2020, 13), (2020, None, 3), (2020, 2, 30), (0,), (2020, 1, 0)])
def test_there_is_no_such_day(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate(*parts)


@pytest.mark.parametrize("text", ["", "2020-8", "2020-08-3", "20200803", "2020-13", "２０２０"])
def test_what_is_no_stored_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        dates.from_iso(text)
    assert dates.from_record(text) is None


def test_an_empty_field_is_no_date() -> None:
    assert dates.from_record(None) is None


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        ("2020-08-08", 5, "2025-08-07"),
        ("2020-08-01", 3, "2023-07-31"),
        ("2020-01-01", 5, "2024-12-31"),
        ("2020-02-29", 5, "2025-02-28"),
        ("2020-02-29", 4, "2024-02-28"),
        ("2019-03-01", 1, "2020-02-29"),
        ("2020-08", 5, "2025-08"),
        ("2020", 5, "2025"),
    ],
)
def test_last_day_of_a_term(start: str, years: int, end: str) -> None:
    assert dates.term_end(dates.from_iso(start), years).iso == end


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [("2020-02-29", 1, "2021-02-28"), ("2020-02-29", 4, "2024-02-29"), ("2020-08", 3, "2023-08")],
)
def test_years_on(start: str, years: int, end: str) -> None:
    assert dates.add_years(dates.from_iso(start), years).iso == end


def test_posting_days_count_first_and_last() -> None:
    assert dates.days_inclusive(date(2020, 7, 27), date(2020, 8, 10)) == 15
