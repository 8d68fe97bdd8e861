"""What a checker saw: a digest kept with the check, so that a sheet that reads differently since goes back.

A checked notice is not edited, but what it is made of still moves: the resolution, the accounts, the office's
wording, its masks. The digest is reckoned as of the day of the check, so that days which are filled in at the
issue make no difference. It is no data of the office and stands beside its settings.
"""

import hashlib
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from models.errors import UserError
from services import settings
from services.documents.as_text import text_of
from services.documents.forms import PLAIN
from services.guards.notices import Row
from services.masking import masker
from services.notices.building import document_for
from services.notices.gathering import gather
from services.notices.life import frozen
from services.notices.life.reprinting import stamp_of
from services.notices.targets import Target, sheet_kind
from services.office import Context
from services.templates import wordings

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

OWNER: Final = "notice.checked"
"""Owner of the digests among the settings; each is named by its notice."""


def remember(context: Context, work: "UnitOfWork", row: Row) -> None:
    """Keep what the sheet of a notice says as it is checked.

    Args:
        context: who works.
        work: the unit of work of the check.
        row: the notice.
    """
    settings.put_in(work, row["id"].hex(), _digest(context, row, context.today()), owner=OWNER)


def changed(context: Context, row: Row) -> bool:
    """Return whether the sheet of a checked notice reads otherwise than when it was checked.

    One that was checked before digests were kept is taken as it is.

    Args:
        context: read on the writer's thread, in the unit of work that issues it.
        row: the notice.
    """
    kept = settings.get(context.on_writer, row["id"].hex(), owner=OWNER)
    if kept is None or not row["checked_on"]:
        return False
    return bool(kept != _digest(context, row, date.fromisoformat(row["checked_on"])))


def _digest(context: Context, row: Row, on: date) -> str:
    return digest_of(context, Target("notice", row["courtyard_id"], row["id"]), on)


def digest_of(context: Context, target: Target, on: date) -> str:
    """Return a digest of what a sheet would say and show on a day; "" where it makes none.

    Args:
        context: read on the writer's thread, inside an open unit of work.
        target: which sheet.
        on: as of which day it is reckoned.
    """
    then = _as_of(context, on).on_writer
    masks = masker(then, sheet_kind(then, target))
    try:
        facts = gather(then, target, masks)
        made = document_for(target, facts, wordings(then), PLAIN, stamp_of(then, target), masks)
    except UserError:
        return ""
    # the facts as well: the period is printed with whom to ask, and may be filled in at the issue only
    parts = (text_of(made.document), frozen.canonical(frozen.plain(masks.swept(facts))))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _as_of(context: Context, on: date) -> Context:
    """Return the same office at noon of a day."""
    noon = int(datetime.combine(on, time(12)).astimezone().timestamp() * 1000)
    return Context(context.database, context.user, lambda: noon)
