"""The frozen sheet again: the very bytes that were issued, or the same facts in another form."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.errors import EnvironmentFault, NotFound
from models.rules.dates import from_record
from services import blobs
from services.documents.forms import PLAIN, Form
from services.masking import masker
from services.notices.life import frozen
from services.notices.life.states import latest_issue
from services.notices.targets import Target, sheet_kind
from services.office import Context

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary
    from services.documents.templates import Wording
    from services.notices.building import Stamp
    from services.notices.making import Sheet


def reprint(context: Context, notice_id: bytes, version: int | None = None) -> bytes:
    """Return the PDF of an issued notice, byte for byte as it was frozen.

    Args:
        context: read on the reader's thread.
        notice_id: the notice.
        version: which version, counted from 1; None for the last.

    Raises:
        NotFound: it was not issued, or has no such version.
        EnvironmentFault: the file is damaged or missing.
    """
    rows = context.reader.all(
        "SELECT number, pdf_sha256, pdf_size FROM notice_issue WHERE notice_id = ? AND deleted_at IS NULL "
        "ORDER BY id",
        (notice_id,),
    )
    if not rows:
        raise NotFound("这张公示还没有签发，没有可以重印的存档。请先核对、签发。")
    at = len(rows) if version is None else version
    if not 1 <= at <= len(rows):
        raise NotFound(f"{rows[0][0]}没有第{at}版，一共{len(rows)}版。")
    number, digest, size = rows[at - 1]
    try:
        data = blobs.get(context.database.path, bytes(digest))
    except (EnvironmentFault, NotFound) as error:
        raise EnvironmentFault(
            f"{number}存档的文件已损坏或缺失，没有重印。请从备份恢复后再试。（{error.message}）"
        ) from error
    if len(data) != size:
        raise EnvironmentFault(f"{number}存档的文件大小不对，没有重印。请从备份恢复后再试。")
    return data


def issued_sheet(
    context: Context, target: Target, form: Form = PLAIN, fonts: "FontLibrary | None" = None
) -> "Sheet | None":
    """Return the sheet of an issued notice: the frozen PDF, or the frozen facts set in another form.

    Args:
        context: read where the caller reads.
        target: which sheet.
        form: the form that is wanted; the plain one means the form it was issued in.
        fonts: the fonts where they were found already.

    Returns:
        None for what is no notice or was not issued.
    """
    from dataclasses import replace

    from services.documents.pdf import RenderedPdf
    from services.notices.building import Stamp, document_for
    from services.notices.making import Sheet, set_sheet

    record = target.record
    if target.kind != "notice" or record is None:
        return None
    known = latest_issue(context.reader, record)
    if known is None:
        return None
    data = frozen.load(known["data_json"])
    facts, wordings = (
        frozen.facts_from(data["facts"], photos(context)),
        wordings_of(frozen.wording_from(data["wording"])),
    )
    stamp = Stamp(known["number"], short_number(known), known["version"], **data["stamp"])
    target = replace(target, courtyard=known["courtyard_id"])
    if form not in (PLAIN, frozen.form_from(known["form_json"])):
        return set_sheet(context, target, facts, fonts, wordings, form, stamp)
    masks = masker(context, sheet_kind(context, target))
    kept = frozen.form_from(known["form_json"])
    made = document_for(target, facts, wordings, kept, stamp, masks)
    pdf = RenderedPdf(reprint(context, record), known["pages"], frozen.fonts_from(known["fonts_json"]))
    code = made.code and known["digest"]
    return Sheet(target, made.place, made.title, pdf, made.document, code, known["issued_on"], made.masks)


def photos(context: Context) -> "frozen.Photos":
    """Return what reads the photos of frozen facts out of the blob store; one that is gone is told."""

    def read(digest: bytes) -> bytes:
        try:
            return blobs.get(context.database.path, digest)
        except (EnvironmentFault, NotFound) as error:
            raise EnvironmentFault(
                f"这张公示签发时的照片已损坏或缺失，没有生成。请从备份恢复后再试。（{error.message}）"
            ) from error

    return read


def stamp_of(context: Context, target: Target) -> "Stamp":
    """Return what the sheet of a correction says of the notice it corrects; nothing for other sheets."""
    from services.notices.building import NO_STAMP, Stamp

    if target.kind != "notice" or target.record is None:
        return NO_STAMP
    found = context.reader.one(
        "SELECT i.number, i.title, i.issued_on FROM notice n "
        "JOIN notice_issue i ON i.notice_id = n.corrects_id WHERE n.id = ? AND i.deleted_at IS NULL "
        "ORDER BY i.id DESC LIMIT 1",
        (target.record,),
    )
    if found is None:
        return NO_STAMP
    number, title, day = found
    known = from_record(day)
    dated = f"（{known.chinese}签发）" if known is not None else ""
    return Stamp(corrects=f"本公示更正{number}《{title}》{dated}，以本公示为准。", corrected=number)


def short_number(number: Any) -> str:
    """Return a number as the QR code holds it: 2026-12, with a series 2026A-12."""
    told: Mapping[str, Any] = number if isinstance(number, Mapping) else _parts(number)
    return f"{told['year']}{told['series']}-{told['seq']}"


def _parts(number: Any) -> Mapping[str, Any]:
    return {"year": number.year, "series": number.series, "seq": number.seq}


def wordings_of(wording: "Wording") -> "dict[str, Wording]":
    """Return a wording by its kind, as sheets are handed them."""
    return {wording.template.kind: wording}


def frozen_text(context: Context, notice_id: bytes) -> str:
    """Return the text of the last frozen version, "" before the issue; on the reader's thread."""
    found: str | None = context.reader.value(
        "SELECT text FROM notice_issue WHERE notice_id = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (notice_id,),
    )
    return found or ""


def fonts_of(context: Context, notice_id: bytes) -> list[dict[str, Any]]:
    """Return the fonts an issued notice was set in, with the hashes of their files."""
    found = context.reader.value(
        "SELECT fonts_json FROM notice_issue WHERE notice_id = ? AND deleted_at IS NULL "
        "ORDER BY id DESC LIMIT 1",
        (notice_id,),
    )
    told: list[dict[str, Any]] = json.loads(found) if found else []
    return told
