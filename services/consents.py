"""Who agreed to what, as far as sheets and lists ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from models import vocab
from models.rules.consents import Given, agreed_since
from services.office import Context
from services.shown import show

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


@dataclass(frozen=True, slots=True)
class Listed:
    """A consent in the list of all: whose, what for, days in words, how, number of scans."""

    id: bytes
    name: str
    purpose: str
    given_on: str
    how: str
    withdrawn_on: str
    files: int
    written: bool


def listed(context: Context) -> tuple[Listed, ...]:
    """Return every consent, the newest first; on the reader's thread."""
    rows = context.reader.all(
        "SELECT t.id, r.name, t.purpose, t.given_on, coalesce(t.how, ''), t.withdrawn_on, "
        "(SELECT count(*) FROM attachment a WHERE a.row_id = t.id AND a.tbl = 'consent' "
        "AND a.deleted_at IS NULL) FROM consent t JOIN resident r ON r.id = t.resident_id "
        "WHERE t.deleted_at IS NULL ORDER BY t.given_on DESC, r.name_key, t.id"
    )
    return tuple(
        Listed(
            bytes(row[0]),
            row[1],
            vocab.CONSENT_PURPOSE.label(row[2]),
            show(row[3], "date"),
            vocab.CONSENT_FORM.label(row[4]) if row[4] else "",
            show(row[5], "date"),
            int(row[6]),
            row[4] == "written",
        )
        for row in rows
    )


def held(context: Context, resident: bytes) -> tuple[str, ...]:
    """Return what a resident agrees to today, in words; on the reader's thread."""
    rows = context.reader.all(
        "SELECT purpose, given_on, coalesce(withdrawn_on, '') FROM consent "
        "WHERE resident_id = ? AND deleted_at IS NULL ORDER BY given_on, id",
        (resident,),
    )
    today = context.today().isoformat()
    holding = [row[0] for row in rows if Given(row[1], row[2]).holds(today)]
    return tuple(dict.fromkeys(vocab.CONSENT_PURPOSE.label(each) for each in holding))
