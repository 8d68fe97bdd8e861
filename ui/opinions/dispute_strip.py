"""The strip above a quarrel: the same ladder as above an opinion."""

from typing import TYPE_CHECKING

from ui.opinions.strip import make

if TYPE_CHECKING:
    from services.office import Context
    from services.opinions import Standing

__all__ = ["make", "read"]


def read(context: "Context", record_id: bytes) -> "Standing":
    """Return where the quarrel stands; on the reader's thread."""
    from services import opinions

    return opinions.standing(context, "disputes", record_id)
