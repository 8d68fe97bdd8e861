"""Who is named on a sheet, before and after its masks, and whose names its texts hold (rules.md, People)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from models.rules.masks import names_in
from services.masking import IN_FULL, MaskReport, NamedPerson, texts
from services.office import Context

if TYPE_CHECKING:
    from services.documents.model import Document
    from services.notices import Target

__all__ = ["IN_FULL", "MaskReport", "NamedPerson", "named_on", "report", "with_names"]


def named_on(context: Context, target: "Target") -> tuple[NamedPerson, ...]:
    """Return the people a sheet names, each once with all posts.

    Args:
        context: read on the reader's thread.
        target: which sheet.

    Raises:
        NotFound, InvalidInput: the sheet cannot be made.
        KeyError: no such kind.
    """
    return report(context, target).people


def report(context: Context, target: "Target") -> MaskReport:
    """Return what a sheet masks and what its texts hold; arguments and exceptions as for `named_on`."""
    from services.notices.making import worded

    made = worded(context, target)
    return with_names(context, target, made.document, made.masks)


def with_names(context: Context, target: "Target", document: "Document", masks: MaskReport) -> MaskReport:
    """Return a report with the names of residents of that community that stand in the texts of a document.

    Whoever the sheet names whole by right is left out, and so is what is part of the name of a place.

    Args:
        context: read on the reader's thread.
        target: which sheet.
        document: what is printed.
        masks: what was masked in it.
    """
    unit, places = _where(context, target)
    said = "\n".join(texts(document))
    for place in sorted(places, key=len, reverse=True):
        said = said.replace(place, "\n")
    rows = context.reader.all(
        "SELECT name FROM resident WHERE deleted_at IS NULL AND (unit_id = ? OR courtyard_id = ?)",
        (unit, target.courtyard),
    )
    by_right = {each.before for each in masks.people if each.name == each.before}
    found = names_in(said, {row[0] for row in rows} - by_right)
    return replace(masks, names=found, remarks=_private_contact(context, unit, masks))


def _private_contact(context: Context, unit: bytes | None, masks: MaskReport) -> tuple[str, ...]:
    """Remark a contact whose telephone is on record as that of a resident: it may be a private one."""
    if not any(each.group == "contact" for each in masks.people):
        return ()
    phone = context.reader.value(
        "SELECT u.phone FROM unit u WHERE u.id = ? AND EXISTS (SELECT 1 FROM resident r "
        "WHERE r.phone = u.phone AND r.deleted_at IS NULL)",
        (unit,),
    )
    if phone is None:
        return ()
    return (f"联系电话{phone}也登记为居民的个人电话。请在“单位”里改成办公电话。",)


def _where(context: Context, target: "Target") -> tuple[bytes | None, set[str]]:
    """Return the community of a sheet, and names of places in which a person's name may lie."""
    from services.notices.targets import unit_of

    unit = unit_of(context, target)
    rows = context.reader.all(
        "SELECT c.name FROM courtyard c WHERE c.unit_id = ? UNION SELECT u.name FROM unit u", (unit,)
    )
    return unit, {row[0] for row in rows if row[0]}
