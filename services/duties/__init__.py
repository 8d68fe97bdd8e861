"""Duties of deliberation: what is owed and by when (policy 2.6), and last month's meeting held again."""

from services.duties.copying import Copied, copy_last
from services.duties.items import OpenItem, finish_item, open_item
from services.duties.reckoning import ORDER, Duty, as_plain, counts, duties

__all__ = [
    "ORDER",
    "Copied",
    "Duty",
    "OpenItem",
    "as_plain",
    "copy_last",
    "counts",
    "duties",
    "finish_item",
    "open_item",
]
