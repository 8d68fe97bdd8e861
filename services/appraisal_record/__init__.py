"""A round of rating as it is recorded: read whole, with its tally; what its items are when nobody says."""

from services.appraisal_record.reading import COMMENTS, doors, item_rows, target_told, view
from services.appraisal_record.shipped import shipped_items
from services.appraisal_record.views import AnswerLine, AppraisalView, Door, ItemLine

__all__ = [
    "COMMENTS",
    "AnswerLine",
    "AppraisalView",
    "Door",
    "ItemLine",
    "doors",
    "item_rows",
    "shipped_items",
    "target_told",
    "view",
]
