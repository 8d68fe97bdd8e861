"""The cases as they are listed, read with few queries on the reader's thread."""

from collections.abc import Mapping, Sequence

from services.conflicts.cases import Case, Counts, HeldRow
from services.office import Context


def listed(context: Context) -> tuple[Case, ...]:
    """Return what waits for a decision, the newest first."""
    raise NotImplementedError


def case(context: Context, case_id: bytes) -> Case:
    """Return one case.

    Raises:
        NotFound: it is decided already or never was.
    """
    raise NotImplementedError


def held(context: Context) -> tuple[HeldRow, ...]:
    """Return what was taken in and could not be applied yet."""
    raise NotImplementedError


def counts(context: Context) -> Counts:
    """Return how much waits; one query each."""
    raise NotImplementedError


def provisional(
    context: Context, table: str, row_ids: Sequence[bytes]
) -> Mapping[bytes, Mapping[str, bytes]]:
    """Return which columns of which rows show a provisional value, with the case of each."""
    raise NotImplementedError
