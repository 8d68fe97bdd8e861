"""Headings an office assigned to a field by hand, remembered for its next book."""

from collections.abc import Mapping

from services import settings
from services.office import Context

NAME = "assigned_headings"
"""Setting of the office: text of a heading → field such as "survey.households"."""


def remembered(context: Context) -> dict[str, str]:
    """Return field by text of the heading; on the reader's thread."""
    kept: dict[str, str] = settings.get(context, NAME, {})
    return kept


def remember(context: Context, fields: Mapping[str, str]) -> None:
    """Keep these assignments instead of the earlier ones, on the writer's thread.

    Args:
        context: the office.
        fields: text of the heading → field; an empty field forgets the heading.
    """
    settings.put(context, NAME, {text: field for text, field in fields.items() if field})


def in_any_sheet(fields: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return assignments in the form the reading of a book takes: the sheet "" means any."""
    return {("", text): field for text, field in fields.items() if field}
