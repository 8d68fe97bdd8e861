"""What may not be changed any more, asked while changes of others are taken in."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

CLOSED_MONTH = "closed_month"
"""Reason of a held entry: its month is closed here."""


def holder(work: "UnitOfWork") -> Any:
    """Return the function `hold(table, values) -> reason | None` that `take_in` asks about each new row."""

    def hold(table: str, values: Mapping[str, Any]) -> str | None:
        return None

    return hold
