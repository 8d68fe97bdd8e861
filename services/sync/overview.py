"""How the exchange stands: with whom, since when, and what waits for somebody."""

from services.office import Context
from services.sync.told import Status

__all__ = ["Status", "status"]


def status(context: Context) -> Status:
    """Return how the exchange stands; on the reader's thread."""
    raise NotImplementedError
