"""Making a sheet: facts are gathered, built into a document, set as a PDF; its leaving is noted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from services.documents.forms import PLAIN, Form, formed
from services.issued import register
from services.masking import NO_MASKS, Masker, MaskReport, masker
from services.notices.building import NO_STAMP, Stamp, Worded, document_for, wording_of
from services.notices.gathering import gather
from services.notices.targets import OF_MONTHS, TABLES, Target, sheet_kind
from services.office import Context
from services.rights import needs
from services.templates import wordings as office_wordings

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary
    from services.documents.model import Document
    from services.documents.pdf import RenderedPdf
    from services.documents.templates import Wording
    from services.notices.building import Facts

_LONGEST_NAME = 180
"""Bytes of a file name before its ending; most file systems end at 255."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished sheet.

    Attributes:
        target: which sheet it is.
        courtyard: name of the courtyard, or of the community where there is none.
        title: what the sheet is.
        pdf: its bytes, pages and fonts.
        document: what it was set from.
        code: check code of its text, "" for kinds that carry none.
        issued_on: its ISO date, "" for none.
        masks: who is named on it and what was masked.
        remark: what it lacks although it was made, as a sentence; "" for nothing.
    """

    target: Target
    courtyard: str
    title: str
    pdf: "RenderedPdf"
    document: "Document"
    code: str = ""
    issued_on: str = ""
    masks: MaskReport = NO_MASKS
    remark: str = ""


def font_library(context: Context) -> "FontLibrary":
    """Return the fonts of this machine, found once and remembered in the office's cache folder.

    Raises:
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.fonts.library import load_library

    return load_library(cache_dir=cache_folder(context.folder))


def cache_folder(office: Path) -> Path:
    """Return the folder for things that can be made again."""
    return office / "缓存"


def set_sheet(
    context: Context,
    target: Target,
    facts: "Facts",
    fonts: "FontLibrary | None" = None,
    wordings: "Mapping[str, Wording] | None" = None,
    form: Form = PLAIN,
    stamp: Stamp = NO_STAMP,
    masks: Masker | None = None,
) -> Sheet:
    """Set a sheet whose facts were gathered already; see `services.notices.sheet.make_sheet`.

    `masks` is what they passed; its texts pass it here, by default the profile of its kind.
    """
    from services.documents.pdf import render

    target = _with_close(context, target)
    told = office_wordings(context) if wordings is None else wordings
    masks = masks or masker(context, sheet_kind(context, target))
    ready = document_for(target, facts, told, form, stamp, masks)
    pdf = render(ready.document, fonts or font_library(context))
    return Sheet(
        target,
        ready.place,
        ready.title,
        pdf,
        ready.document,
        ready.code,
        ready.document.issue_date,
        ready.masks,
        getattr(facts, "photo_missing", "") if wording_of(facts, told).carries("photo") else "",
    )


def _with_close(context: Context, target: Target) -> Target:
    """Return the sheet of a month with the record of its close, under which it is registered."""
    if target.kind not in OF_MONTHS or target.record is not None:
        return target
    close = context.reader.value(
        "SELECT id FROM month_close WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL "
        "ORDER BY id LIMIT 1",
        (target.courtyard, target.month),
    )
    return target if close is None else replace(target, record=bytes(close))


def in_form(sheet: Sheet, fonts: "FontLibrary", form: Form) -> Sheet:
    """Return a sheet that was set plain in another form; nothing is read again.

    Raises:
        MissingGlyph: a character that no installed font has.
    """
    from services.documents.pdf import render

    document = formed(sheet.document, form)
    return replace(sheet, document=document, pdf=render(document, fonts))


def worded(context: Context, target: Target) -> Worded:
    """Return a sheet before it is set, in the office's own wording; exceptions as for `make_sheet`."""
    masks = masker(context, sheet_kind(context, target))
    facts = gather(context, target, masks)
    return document_for(target, facts, office_wordings(context), PLAIN, NO_STAMP, masks)


def word_bytes(sheet: Sheet) -> bytes:
    """Return a sheet as a Word file (.docx), made from the document that the PDF was set from."""
    from services.documents.word import word_file

    return word_file(sheet.document)


def sheet_file_name(sheet: Sheet, ending: str = ".pdf") -> str:
    """Return the file name a sheet is offered under; characters that Windows refuses are replaced."""
    name = f"{sheet.courtyard}-{sheet.title}"
    clean = "".join("_" if character in '<>:"/\\|?*' or character < " " else character for character in name)
    short = clean.encode()[:_LONGEST_NAME].decode(errors="ignore")
    return f"{short}{ending}"


@needs("notices.print")
def note_issued(context: Context, sheet: Sheet, action: str, how: str = "") -> None:
    """Note in the audit log that a sheet left the program, on the writer's thread.

    Args:
        context: who did it.
        sheet: what was printed or saved.
        action: "notice_printed" or "notice_saved".
        how: how many and where, in words: "2页，3份，打印机“HP”" (`Printed.in_words`).
    """
    target = sheet.target
    table = TABLES.get(target.kind, "courtyard") if target.record is not None else "courtyard"
    record = target.record or target.courtyard
    with context.unit_of_work() as work:
        register(work, sheet)
        if table == "resolution" and work.stored(table, record or b"") is None:
            table = "meeting"  # all resolutions of a meeting on one sheet
        name = f"{sheet.courtyard} {sheet.title}"
        how = f"{name}：{how}" if how else name
        work.note(
            action, table, record, f"{how}；{sheet.masks.in_words()}" if sheet.masks.says_something else how
        )
        work.commit()
