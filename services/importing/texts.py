"""Cells as texts: what the sheet shows, and the words that point at the cell above."""

from datetime import date, datetime, time
from typing import Final

SAME_AS_ABOVE: Final = frozenset(("同上", "〃", "″", '"', "''", "“", "”", "同前"))
NO_COURTYARD: Final = "未分楼院"
"""Written where a person belongs to no courtyard: an empty cell would continue the row above."""


def raw_text(value: object) -> str:
    """Return a cell as the sheet shows it: whole numbers without .0, days without a time."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and abs(value) < 1e15 and value == int(value):
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
