"""Deciding: each act is one transaction, and undoing it opens the case again; on the writer's thread."""

from services.conflicts.cases import Bulk, Key
from services.office import Context
from services.saving import Saved


def take(context: Context, case_id: bytes, key: Key) -> Saved:
    """Take one of the versions.

    Raises:
        NotFound: the case is decided already.
        InvalidInput: it has no such version.
    """
    raise NotImplementedError


def write(context: Context, case_id: bytes, value: object) -> Saved:
    """Write another value: what was typed into the field, checked as in a form.

    Raises:
        FormErrors: it cannot be taken.
        NotFound: the case is decided already.
    """
    raise NotImplementedError


def ask(context: Context, case_id: bytes, office: str) -> str:
    """Note that another office is asked; the case stays open.

    Returns:
        The text to be sent or read out.
    """
    raise NotImplementedError


def keep(context: Context, case_id: bytes) -> Saved:
    """Keep a record that was deleted elsewhere, or that lost its owner."""
    raise NotImplementedError


def put_away(context: Context, case_id: bytes) -> Saved:
    """Put such a record into the recycle bin, here as elsewhere."""
    raise NotImplementedError


def adopt(context: Context, case_id: bytes) -> Saved:
    """Adopt the proposal of a workstation: its values are written here."""
    raise NotImplementedError


def decline(context: Context, case_id: bytes, reason: str = "") -> None:
    """Decline a proposal; it is kept with the reason."""
    raise NotImplementedError


def seen(context: Context, case_id: bytes, note: str) -> None:
    """Note what an error that was looked at turned out to be, and close its case."""
    raise NotImplementedError


def take_all_of(context: Context, unit_id: bytes, preview: bool) -> Bulk:
    """Take the version of one office in every case of two values that has exactly one of it.

    Args:
        context: on the writer's thread; with `preview` the reader's will do.
        unit_id: the office.
        preview: only tell what would be done.
    """
    raise NotImplementedError
