"""One sheet as it is asked for: the frozen one of an issued notice or of final minutes, else set anew."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from services.documents.forms import PLAIN, Form
from services.masking import masker
from services.notices.final_minutes import final_sheet
from services.notices.gathering import gather
from services.notices.life.reprinting import issued_sheet, stamp_of
from services.notices.making import Sheet, set_sheet
from services.notices.targets import Target, sheet_kind
from services.notices.undecided import marked
from services.office import Context

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary
    from services.documents.templates import Wording


def make_sheet(
    context: Context,
    target: Target,
    fonts: "FontLibrary | None" = None,
    wordings: "Mapping[str, Wording] | None" = None,
    form: Form = PLAIN,
) -> Sheet:
    """Gather the facts and set one sheet; an issued notice and final minutes are what was frozen then.

    Args:
        context: read on the reader's thread.
        target: which sheet.
        fonts: the fonts, when several sheets are made in a row.
        wordings: how each kind is worded, the office's own by default.
        form: paper, orientation, large print.

    Raises:
        NotFound: the courtyard or the record is gone, or nothing is recorded that could be printed.
        InvalidInput: what is recorded makes no sheet: no text, a period that ends before it begins,
            wording that cannot be read.
        MissingGlyph: a character that no installed font has; nothing is issued.
        EnvironmentFault: no Chinese font is installed.
    """
    issued = issued_sheet(context, target, form, fonts) or final_sheet(context, target, form, fonts)
    if issued is not None:
        return issued
    masks = masker(context, sheet_kind(context, target))
    facts = gather(context, target, masks)
    made = set_sheet(context, target, facts, fonts, wordings, form, stamp_of(context, target), masks)
    return marked(context, made, fonts)
