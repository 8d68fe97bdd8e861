"""Moments as a user reads them."""

from datetime import UTC, datetime


def local_time(ms: int) -> str:
    """Return a moment, UTC milliseconds, as local time: 2020年8月3日 15:04."""
    at = datetime.fromtimestamp(ms / 1000, UTC).astimezone()
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
