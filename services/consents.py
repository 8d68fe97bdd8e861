"""Who agreed to what, as far as sheets and lists ask for it."""

from collections.abc import Mapping

from models.rules.consents import Given, agreed_since
from services.office import Context

NAME_PUBLIC = "name_public"


def agreed_to_be_named(context: Context, noted: Mapping[bytes, str], day: str) -> dict[bytes, str]:
    """Return since when residents agree to stand on a sheet with their whole name; who does not is left out.

    Args:
        context: read on the reader's thread.
        noted: residents, each with the ISO day noted in a list of members, "" for none.
        day: ISO day of the sheet.
    """
    if not noted:
        return {}
    marks = ", ".join("?" * len(noted))
    rows = context.reader.all(
        "SELECT resident_id, given_on, coalesce(withdrawn_on, '') FROM consent "
        f"WHERE purpose = ? AND deleted_at IS NULL AND resident_id IN ({marks}) ORDER BY id",
        (NAME_PUBLIC, *noted),
    )
    given: dict[bytes, list[Given]] = {}
    for person, given_on, withdrawn_on in rows:
        given.setdefault(bytes(person), []).append(Given(given_on, withdrawn_on))
    found = {person: agreed_since(given.get(person, ()), day, on) for person, on in noted.items()}
    return {person: since for person, since in found.items() if since}
