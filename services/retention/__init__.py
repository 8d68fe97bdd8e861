"""How long records about people are kept, the yearly review of what is past it, and what was decided."""

from services.retention.deciding import Chosen, Request, day_typed, keep, open_requests, request
from services.retention.listing import Line, Period, Review, due_count, periods, review

__all__ = [
    "Chosen",
    "Line",
    "Period",
    "Request",
    "Review",
    "day_typed",
    "due_count",
    "keep",
    "open_requests",
    "periods",
    "request",
    "review",
]
