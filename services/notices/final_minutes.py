"""Final minutes printed again: the very bytes that were frozen, or the same facts in another form."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from models.errors import EnvironmentFault, NotFound
from services import blobs
from services.documents.forms import PLAIN, Form
from services.masking import masker
from services.notices.building import NO_STAMP, document_for
from services.notices.life import frozen
from services.notices.life.reprinting import photos, wordings_of
from services.notices.making import Sheet, set_sheet
from services.notices.targets import Target
from services.office import Context

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary

Row = Mapping[str, Any]
_COLUMNS: Final = ("state", "seq", "data_json", "pdf_sha256", "pdf_size", "pages")


def final_sheet(
    context: Context, target: Target, form: Form = PLAIN, fonts: "FontLibrary | None" = None
) -> Sheet | None:
    """Return the sheet of final minutes: the frozen PDF, or the frozen facts set in another form.

    Args:
        context: read where the caller reads.
        target: which sheet; its record is the meeting.
        form: the form that is wanted; the plain one means the form they were frozen in.
        fonts: the fonts where they were found already.

    Returns:
        None for other sheets, and as long as the last minutes of the meeting are not final.
    """
    if target.kind != "minutes" or target.record is None:
        return None
    found = context.reader.one(
        f"SELECT {', '.join(_COLUMNS)} FROM minutes WHERE meeting_id = ? AND deleted_at IS NULL "
        "ORDER BY seq DESC, id DESC LIMIT 1",
        (target.record,),
    )
    if found is None or found[0] != "final":
        return None
    return _sheet_of(context, dict(zip(_COLUMNS, found, strict=True)), target, form, fonts)


def _sheet_of(
    context: Context, row: Row, target: Target, form: Form = PLAIN, fonts: "FontLibrary | None" = None
) -> Sheet:
    from services.documents.pdf import RenderedPdf

    data = frozen.load(row["data_json"])
    facts = frozen.facts_from(data["facts"], photos(context))
    wordings = wordings_of(frozen.wording_from(data["wording"]))
    kept = frozen.form_from(data["form"])
    if form not in (PLAIN, kept):
        return set_sheet(context, target, facts, fonts, wordings, form)
    masks = masker(context, target.kind)
    made = document_for(target, facts, wordings, kept, NO_STAMP, masks)
    pdf = RenderedPdf(_pdf_of(context, row), row["pages"], frozen.fonts_from(data["fonts"]))
    sheet = Sheet(target, made.place, made.title, pdf, made.document, "", made.document.issue_date)
    return replace(sheet, masks=made.masks)


def reprint(context: Context, minutes_id: bytes) -> bytes:
    """Return the PDF of final minutes byte for byte as it was frozen; on the reader's thread.

    Raises:
        NotFound: they are not final, or gone.
        EnvironmentFault: the file is damaged or missing.
    """
    found = context.reader.one(
        "SELECT seq, pdf_sha256, pdf_size FROM minutes WHERE id = ? AND state = 'final' "
        "AND deleted_at IS NULL",
        (minutes_id,),
    )
    if found is None:
        raise NotFound("这份纪要还没有定稿，没有可以重印的存档。请先核对、签字、定稿。")
    return _pdf_of(context, dict(zip(("seq", "pdf_sha256", "pdf_size"), found, strict=True)))


def _pdf_of(context: Context, row: Row) -> bytes:
    try:
        data = blobs.get(context.database.path, bytes(row["pdf_sha256"]))
    except (EnvironmentFault, NotFound) as error:
        raise EnvironmentFault(
            f"纪要第{row['seq']}版存档的文件已损坏或缺失，没有重印。请从备份恢复后再试。（{error.message}）"
        ) from error
    if len(data) != row["pdf_size"]:
        raise EnvironmentFault(f"纪要第{row['seq']}版存档的文件大小不对，没有重印。请从备份恢复后再试。")
    return data
