"""Hanging a notice in a courtyard that has no board yet: the board is made with it, in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from services import fields
from services.boards.posting import Photos, Posted, hang, prepared
from services.office import Context
from services.rights import needs
from services.saving import FormErrors
from services.subjects import subject

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary


@needs("notices.post")
def post_on_new(
    context: Context,
    notice_ids: Sequence[bytes],
    courtyard: bytes,
    board: Mapping[str, object],
    on: date,
    photo: Photos = None,
    *,
    fonts: "FontLibrary | None" = None,
) -> Posted:
    """Make a board and hang notices on it, on the writer's thread; all or nothing.

    Args:
        context: who hangs them.
        notice_ids: the notices, see `post`.
        courtyard: where the board stands.
        board: what was typed for it: name, place, slots.
        on: the day they were hung.
        photo: photos of the board; a file of each posting.
        fonts: the fonts where they were found already, for sheets that are re-dated.

    Raises:
        FormErrors: a field of the board that cannot be taken.
        InvalidInput, NotFound, UserError: as for `post`; then there is no board either.
    """
    values = _checked(board, context.today())
    photos = prepared(photo)
    with context.unit_of_work() as work:
        unit = work.row("courtyard", courtyard)["unit_id"]
        made = work.insert("board", {**values, "courtyard_id": courtyard, "unit_id": unit})
        parts = [hang(context, work, each, made, on, photos, fonts) for each in notice_ids]
        committed = work.commit()
    warnings = tuple(dict.fromkeys(each for part in parts for each in part.warnings))
    moved = tuple(each for part in parts for each in part.redated)
    ids = tuple(each for part in parts for each in part.ids)
    return replace(Posted(ids, warnings, moved), committed=committed)


def _checked(typed: Mapping[str, object], today: date) -> dict[str, Any]:
    errors, values = {}, {}
    for section in subject("boards").sections:
        for field in section.fields:
            if field.name not in ("name", "place", "slots"):
                continue
            result = fields.check(field, typed.get(field.name), today)
            values[field.name] = result.value
            if result.level == "error":
                errors[field.name] = result.message
    if errors:
        raise FormErrors(errors)
    return values
