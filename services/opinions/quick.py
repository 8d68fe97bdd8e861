"""Registering opinions one after the other as they are typed, merged at once where they say the same."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from services.fields import check
from services.opinions.grouping import group_in
from services.opinions.registering import OpinionDraft, register_in
from services.rights import needs
from services.saving import FormErrors, Saved
from services.subjects import Field
from services.subjects.opinions import OPINIONS

if TYPE_CHECKING:
    from services.office import Context

NAMES = (
    "courtyard_id", "content", "building_id", "received_on", "channel", "category", "urgency", "raised_by",
    "contact", "anonymous",
)  # fmt: skip
"""Fields of the quick form, in its order."""
_LABELS = {"content": "反映的内容", "raised_by": "反映人"}


def fields() -> tuple[Field, ...]:
    """Return the fields of the quick form: those of opinions, the text first, the title made of it."""
    from dataclasses import replace

    found = []
    for name in NAMES:
        field = OPINIONS.field(name)
        label = _LABELS.get(name, field.label)
        found.append(replace(field, label=label, required=field.required or name == "content"))
    return tuple(found)


@needs("opinions.write")
def register(context: "Context", typed: Mapping[str, object], head: bytes | None = None) -> Saved:
    """Register what stands in the quick form; on the writer's thread.

    Args:
        context: who registers it.
        typed: what was typed, by name of `NAMES`.
        head: an opinion that says the same, into which it is merged at once; None for none.

    Raises:
        FormErrors: something is missing or wrong, beside its field.
        InvalidInput: it cannot be merged into `head`.
    """
    values = _checked(context, typed)
    with context.unit_of_work() as work:
        draft = OpinionDraft(
            values["courtyard_id"],
            values["content"],
            values["received_on"],
            channel=values["channel"],
            category=values["category"],
            urgency=values["urgency"],
            building=values["building_id"],
            raised_by=values["raised_by"] or "",
            contact=values["contact"] or "",
            anonymous=bool(values["anonymous"]),
        )
        made = register_in(context, work, draft)
        if head is not None:
            group_in(work, head, [made], context.today().isoformat())
        return Saved(made, work.commit())


def _checked(context: "Context", typed: Mapping[str, object]) -> dict[str, Any]:
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for field in fields():
        result = check(field, typed.get(field.name), context.today())
        if result.level == "error":
            errors[field.name] = result.message
        values[field.name] = result.value
    if errors:
        raise FormErrors(errors)
    return values
