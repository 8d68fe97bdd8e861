"""Moments as a user reads them."""

from datetime import UTC, date, datetime, time, timedelta


def local_time(ms: int) -> str:
    """Return a moment, UTC milliseconds, as local time: 2020年8月3日 15:04."""
    at = datetime.fromtimestamp(ms / 1000, UTC).astimezone()
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


def local_day(ms: int) -> str:
    """Return the local day of a moment, UTC milliseconds: 2020年8月3日."""
    return local_time(ms).partition(" ")[0]


def bounds(first: date | None, last: date | None) -> tuple[int | None, int | None]:
    """Return the moments between which local days lie, UTC milliseconds: from, and before; None for no end.

    Args:
        first: the first day.
        last: the last day, included.
    """
    begin = None if first is None else _midnight(first)
    return begin, None if last is None else _midnight(last + timedelta(days=1))


def _midnight(day: date) -> int:
    return round(datetime.combine(day, time.min).astimezone().timestamp()) * 1000
