"""Who is named on a sheet, asked by the sheet (see `services.notice_people`)."""

from services.notice_people import NamedPerson, named_in
from services.notices.making import facts_of
from services.notices.targets import Target
from services.office import Context


def named_on(context: Context, target: Target) -> tuple[NamedPerson, ...]:
    """Return the people a sheet names, in the order of the sheet.

    Args:
        context: read on the reader's thread.
        target: which sheet.

    Raises:
        NotFound, InvalidInput: the sheet cannot be made.
        KeyError: no such kind.
    """
    return named_in(facts_of(context, target))
