"""Dates known to the day, the month or the year: reading them as typed, printing them, counting with them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from models.rules.answers import BLANKED, EMPTY, UNREAD
from models.rules.base import Parsed
from models.rules.text import chinese_int, clean, is_placeholder, narrow

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2199
_SERIAL_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(20_000, 80_001)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year; ordered like its ISO text (2020 < 2020-09 < 2020-09-01).

    Attributes:
        year: 1 to 9999.
        month: 1 to 12, or None where only the year is known.
        day: day of the month, or None where only the month is known.

    Raises:
        ValueError: there is no such day.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, 1 if self.day is None else self.day)
        if self.month == 0:
            raise ValueError("month must be in 1..12")

    @property
    def iso(self) -> str:
        """The stored form: 2020, 2020-09 or 2020-09-16."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    @property
    def chinese(self) -> str:
        """The printed form: 2020年, 2020年9月 or 2020年9月16日."""
        if self.month is None:
            return f"{self.year}年"
        if self.day is None:
            return f"{self.year}年{self.month}月"
        return f"{self.year}年{self.month}月{self.day}日"

    @property
    def first_day(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """Return the date known to the day."""
        return cls(day.year, day.month, day.day)

    def __lt__(self, other: "PartialDate") -> bool:
        return self.iso < other.iso

    def __le__(self, other: "PartialDate") -> bool:
        return self.iso <= other.iso

    def __gt__(self, other: "PartialDate") -> bool:
        return self.iso > other.iso

    def __ge__(self, other: "PartialDate") -> bool:
        return self.iso >= other.iso


_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def from_iso(text: str) -> PartialDate:
    """Return the date whose stored form is `text`.

    Raises:
        ValueError: `text` is no stored date.
    """
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError("a stored date reads 2020, 2020-09 or 2020-09-16")
    year, month, day = match.groups()
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None)


def from_record(text: str | None) -> PartialDate | None:
    """Return the date of a stored field, None where it is empty or, damaged elsewhere, cannot be read."""
    if text is None:
        return None
    try:
        return from_iso(text)
    except ValueError:
        return None


def add_years(day: PartialDate, years: int) -> PartialDate:
    """Return the same day, month or year `years` years on; 29 February becomes 28 February where it must."""
    year = day.year + years
    if day.month == 2 and day.day == 29 and monthrange(year, 2)[1] == 28:
        return PartialDate(year, 2, 28)
    return PartialDate(year, day.month, day.day)


def term_end(start: PartialDate, years: int) -> PartialDate:
    """Return the last day of a term of whole years, as precisely as its first day is known.

    A term from 2020-08-08 over 5 years ends on 2025-08-07. Known to the month only, it ends within 2025-08:
    all first days of August but one end in August, and nobody is told too early that his term is over.
    """
    end = add_years(start, years)
    if start.day is None or end.day != start.day:
        return end
    return PartialDate.of(end.first_day - timedelta(days=1))


def days_inclusive(first: date, last: date) -> int:
    """Return the number of days from `first` to `last`, both counted (27 July to 10 August is 15)."""
    return (last - first).days + 1


def parse_date(value: object, *, default_year: int | None = None) -> Parsed[PartialDate]:
    """Read a date out of a cell or a field.

    Args:
        value: text in the forms of rules.md, a date, a number such as 196405, 20200803 or a spreadsheet's
            day number (20000 to 80000), or None.
        default_year: year of dates typed without one (8月3日, 9.26).
    """
    if isinstance(value, str):
        return _read_text(value, default_year) if value else EMPTY
    if value is None:
        return EMPTY
    if isinstance(value, date):
        return Parsed(PartialDate(value.year, value.month, value.day))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return UNREAD
    return _read_number(value, default_year)


def _read_number(value: int | float, default_year: int | None) -> Parsed[PartialDate]:
    if not 0 < value < 100_000_000:
        return UNREAD
    whole = int(value)
    if whole in _SERIALS:
        return Parsed(PartialDate.of(_SERIAL_ZERO + timedelta(days=whole)), changed=True)
    if whole == value:
        found = _from_digits(str(whole))
        return UNREAD if found is None else Parsed(found, changed=found.month is not None)
    text = str(value)
    # A number cell cannot tell 1969.10 from 1969.1, nor 9.30 from 9.3: what can mean two days is not guessed.
    if text.endswith((".1", ".2", ".3") if whole <= 12 else ".1"):
        return UNREAD
    return _read_text(text, default_year)


@lru_cache(maxsize=8192)
def _read_text(typed: str, default_year: int | None) -> Parsed[PartialDate]:
    if len(typed) > 60:
        return UNREAD
    text = clean(typed)
    if is_placeholder(text):
        return BLANKED if text else EMPTY
    text, about = _without_comment(narrow(text).strip())
    found = _from_parts(text, default_year)
    if found is None:
        return UNREAD
    return Parsed(found, changed=found.iso != typed, about=about)


_ABOUT_BEFORE = re.compile(r"^(?:大约|大概|约)\s*")
_COMMENT_AFTER = re.compile(
    r"\s*(?:[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?|\(?(?:星期|周)[一二三四五六日天]\)?)$"
)
_ABOUT_AFTER = re.compile(r"\s*(?:左右|前后)$")


def _without_comment(text: str) -> tuple[str, bool]:
    """Return the text without time of day, weekday and the words for "about", and whether it said so."""
    bare = _ABOUT_AFTER.sub("", _ABOUT_BEFORE.sub("", text))
    return _COMMENT_AFTER.sub("", bare), bare != text


_SEPARATOR = r"\s*[-./\\,、_—–~年·]\s*"
_YEAR_FIRST = re.compile(
    rf"([0-9]{{4}})(?:\s*年?|{_SEPARATOR}([0-9]{{1,2}})(?:\s*月?\.?|(?:{_SEPARATOR}|\s*月\s*)"
    r"([0-9]{1,2})\s*[日号.]?))"
)
_MONTH_FIRST = re.compile(r"([0-9]{1,2})(?:\s*[-./、]\s*|\s*月\s*)([0-9]{1,2})\s*[日号]?")
_CHINESE_NUMBER = re.compile("[〇零○◯一二三四五六七八九十廿卅]+")


def _from_parts(text: str, default_year: int | None) -> PartialDate | None:
    if text.isascii() and text.isdigit():
        found = _from_digits(text)
        if found is None and len(text) == 5 and int(text) in _SERIALS:
            return PartialDate.of(_SERIAL_ZERO + timedelta(days=int(text)))
        return found
    if "年" in text or "月" in text:
        text = _CHINESE_NUMBER.sub(lambda match: str(chinese_int(match.group())), text)
    match = _YEAR_FIRST.fullmatch(text)
    if match is not None:
        year, month, day = match.groups()
        return _real(int(year), int(month) if month else None, int(day) if day else None)
    match = _MONTH_FIRST.fullmatch(text)
    if match is not None and default_year is not None:
        return _real(default_year, int(match[1]), int(match[2]))
    return None


def _from_digits(text: str) -> PartialDate | None:
    """Read yyyy, yyyymm or yyyymmdd."""
    if len(text) == 8:
        return _real(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6:
        return _real(int(text[:4]), int(text[4:]), None)
    return _real(int(text), None, None) if len(text) == 4 else None


def _real(year: int, month: int | None, day: int | None) -> PartialDate | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None
