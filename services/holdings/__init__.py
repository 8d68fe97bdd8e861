"""What the office holds about one person: gathered, and set as a sheet for that person."""

from services.holdings.gathering import holdings
from services.holdings.sheet import make_sheet

__all__ = ["holdings", "make_sheet"]
