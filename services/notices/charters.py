"""Facts of the sheet of a charter."""

from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from services.charters.versions import version_of
from services.masking import Masker, masker
from services.notices.meetings import place_of
from services.notices.postings import NO_NOTICE, posting_of
from services.office import Context

if TYPE_CHECKING:
    from services.documents.charter_facts import CharterFacts


def charter_facts(
    context: Context,
    version_id: bytes,
    notice: dict[str, Any] | None = None,
    masks: Masker | None = None,
) -> "CharterFacts":
    """Gather what the sheet of a charter shows.

    Args:
        context: read on the reader's thread.
        version_id: the version.
        notice: row of the notice it hangs as, None for the version by itself.
        masks: what whom to ask passes, by default the profile of its kind.

    Raises:
        NotFound: the version is gone.
        InvalidInput: it has no text yet.
    """
    from services.documents.charter_facts import CharterFacts

    version = version_of(context, version_id)[0]
    if not version.text.strip():
        raise InvalidInput(f"“{version.title}”的这一版还没有正文。请先写好正文再打印。")
    row = context.reader.one("SELECT unit_id FROM courtyard WHERE id = ?", (version.courtyard,))
    unit = None if row is None else row[0]
    place = place_of(context, version.courtyard, unit)
    told = {**(notice or NO_NOTICE)}
    told["issued_on"] = told["issued_on"] or told["posted_from"] or version.first or None
    return CharterFacts(
        place,
        version.title.removeprefix(place.courtyard) or version.title,
        version.text,
        posting_of(context, place, told, unit, masks or masker(context, "charter")),
        version.adopted_on,
        version.adopted_by,
        version.first,
    )
