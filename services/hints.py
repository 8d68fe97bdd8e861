"""What the rules say about a record: facts are read, the pure rule functions judge them."""

from models.rules.base import Hint
from services.office import Context


def hints_for(context: Context, table: str, record_id: bytes) -> tuple[Hint, ...]:
    """Return the hints of one record.

    Args:
        context: read on the reader's thread.
        table: table of the record.
        record_id: the record.
    """
    return ()
