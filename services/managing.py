"""Whether an office gives its users roles: it is managed then, and names alone are not enough any more."""

from typing import TYPE_CHECKING

from models.rules.rights import ADMINISTRATOR, HUB_ADMINISTRATOR

if TYPE_CHECKING:
    from models.db.reading import Reader
    from services.office import Context


def is_managed(context: "Context", reader: "Reader | None" = None) -> bool:
    """Return whether an office is encrypted, or somebody in it is no administrator.

    Args:
        context: the office.
        reader: queries of an open unit of work; those of the reader's thread by default.
    """
    if context.database.keyed:
        return True
    found = (reader or context.reader).value(
        "SELECT count(*) FROM app_user WHERE role NOT IN (?, ?)", (ADMINISTRATOR, HUB_ADMINISTRATOR)
    )
    return bool(found)
