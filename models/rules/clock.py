"""Times of day and lengths of time: reading them as typed, showing them."""

import re
from typing import Final

from models.rules.answers import EMPTY, UNREAD
from models.rules.base import Parsed
from models.rules.text import chinese_int, clean, is_placeholder, narrow

_DAY: Final = 24 * 60
_HALVES: Final = {"上午": 0, "早上": 0, "凌晨": 0, "中午": 12, "下午": 12, "晚上": 12, "晚": 12}
_TIME = re.compile(
    r"(?P<half>上午|早上|凌晨|中午|下午|晚上|晚)?(?P<hour>[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
    r"(?:(?::|点|时)(?P<minute>[0-9]{1,2}|半|整)?分?)?"
)
_DURATION = re.compile(
    r"(?:(?P<hours>[0-9]{1,3}(?:\.[0-9]{1,2})?|半)个?(?:小时|时|h)(?P<half>半)?)?"
    r"(?:(?P<minutes>[0-9]{1,4})(?:分钟|分|min))?"
)
_BARE_HOURS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])")


def parse_time(value: object) -> Parsed[str]:
    """Read a time of day.

    Args:
        value: typed text, such as 15:00, 15点, 下午3点半, 1500 or ９：３０.

    Returns:
        The time as HH:MM.
    """
    typed = clean(str(value or ""))
    if not typed or is_placeholder(typed):
        return EMPTY
    text = narrow(typed).replace(" ", "").replace(".", ":")
    digits = re.fullmatch(r"([0-9]{1,2})([0-5][0-9])", text)
    if digits is not None:
        text = f"{digits[1]}:{digits[2]}"
    match = _TIME.fullmatch(text)
    if match is None:
        return UNREAD
    hour = int(match["hour"]) if match["hour"].isdigit() else chinese_int(match["hour"])
    minute = {"半": 30, "整": 0, None: 0}.get(match["minute"])
    minute = int(match["minute"]) if minute is None else minute
    if hour is None:
        return UNREAD
    if match["half"] is not None and hour < 12 and not (match["half"] == "中午" and hour >= 10):
        hour += _HALVES[match["half"]]
    if hour > 23 or minute > 59:
        return UNREAD
    stored = f"{hour:02d}:{minute:02d}"
    return Parsed(stored, changed=stored != typed)


def parse_duration(value: object) -> Parsed[int]:
    """Read a length of time.

    Args:
        value: typed text, such as 2, 1.5小时, 两个半小时, 90分钟, 2小时30分 or 2:30; a bare number is hours.

    Returns:
        Whole minutes, at most those of a day.
    """
    typed = clean(str(value or ""))
    if not typed or is_placeholder(typed):
        return EMPTY
    text = _digits(narrow(typed).replace(" ", "").lower())
    minutes = _minutes(text)
    if minutes is None or not 0 < minutes <= _DAY:
        return UNREAD
    return Parsed(minutes, changed=format_duration(minutes) != typed)


def _digits(text: str) -> str:
    """Return the text with numbers written in Chinese as digits: 两个半小时 → 2.5小时."""
    text = text.replace("两", "二")
    text = re.sub(r"[一二三四五六七八九十百]+", lambda found: str(chinese_int(found[0]) or found[0]), text)
    return re.sub(r"([0-9]+)个半小时", r"\1.5小时", text)


def _minutes(text: str) -> int | None:
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return int(clock[1]) * 60 + int(clock[2])
    if _BARE_HOURS.fullmatch(text):
        return _of_hours(text)
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    hours = {"半": "0.5", None: "0"}.get(match["hours"], match["hours"])
    return _of_hours(hours) + (30 if match["half"] else 0) + int(match["minutes"] or 0)


def _of_hours(hours: str) -> int:
    """Return the minutes of decimal hours, rounded half up."""
    whole, _, part = hours.partition(".")
    return int(whole) * 60 + (int(part.ljust(2, "0") or 0) * 60 + 50) // 100


def format_duration(minutes: int) -> str:
    """Return a length of time as people read it: 2小时30分钟."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")
