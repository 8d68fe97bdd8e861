"""Whose workstation this is: the office, its communities, and the one community it works for."""

from dataclasses import dataclass

from services import records, settings
from services.importing.scope import OWN_COMMUNITY
from services.office import Context
from services.rights import needs


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where this workstation stands.

    Attributes:
        office_id: the sub-district office; None while none is recorded.
        office: its name, "" while none is recorded.
        communities: names of the communities.
        own: name of the community this workstation works for, "" for all of them.
    """

    office_id: bytes | None
    office: str
    communities: tuple[str, ...]
    own: str


def workplace(context: Context) -> Workplace:
    """Return where this workstation stands; on the reader's thread."""
    reader = context.reader
    office = reader.one(
        "SELECT id, name FROM unit WHERE kind = 'office' AND deleted_at IS NULL ORDER BY id LIMIT 1"
    )
    communities = reader.all(
        "SELECT name FROM unit WHERE kind = 'community' AND deleted_at IS NULL ORDER BY name_key, id"
    )
    own = settings.get(context, OWN_COMMUNITY, "") or ""
    office_id, name = office if office is not None else (None, "")
    return Workplace(office_id, name, tuple(row[0] for row in communities), own)


@needs("office.settings")
def work_for(context: Context, community: str) -> None:
    """Take only this community's rows out of office-wide books from now on; "" takes all. Writer's thread."""
    settings.change(context, OWN_COMMUNITY, community, "本机办理的社区")


@needs("office.settings")
def name_office(context: Context, office_id: bytes | None, name: str) -> records.Saved:
    """Give the office its name, recording the office when there is none; on the writer's thread.

    Raises:
        FormErrors: the name is empty or cannot be stored.
    """
    values = {"name": name} if office_id is not None else {"name": name, "kind": "office"}
    return records.save(context, "units", office_id, values)
