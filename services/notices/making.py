"""Making a sheet: facts are gathered, built into a document, set as a PDF; its leaving is noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from services.documents.forms import PLAIN, Form, formed
from services.issued import register
from services.notices.accounts import accounts_facts, staff_cost_facts
from services.notices.courtyards import organisation_facts, overview_facts
from services.notices.meetings import minutes_facts
from services.notices.postings import notice_row, own_text_facts, resolution_facts
from services.notices.targets import OF_MONTHS, Target
from services.office import Context
from services.templates import wordings as office_wordings

if TYPE_CHECKING:
    from services.documents.facts import OrganisationFacts, OverviewFacts
    from services.documents.fonts.library import FontLibrary
    from services.documents.ledger_facts import AccountsFacts, StaffCostFacts
    from services.documents.meeting_facts import MinutesFacts, OwnTextFacts, ResolutionFacts
    from services.documents.model import Document
    from services.documents.pdf import RenderedPdf
    from services.documents.templates import Wording

    Facts = (
        OverviewFacts
        | OrganisationFacts
        | MinutesFacts
        | ResolutionFacts
        | OwnTextFacts
        | AccountsFacts
        | StaffCostFacts
    )

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
    """

    target: Target
    courtyard: str
    title: str
    pdf: "RenderedPdf"
    document: "Document"
    code: str = ""
    issued_on: str = ""


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


def make_sheet(
    context: Context,
    target: Target,
    fonts: "FontLibrary | None" = None,
    wordings: "Mapping[str, Wording] | None" = None,
    form: Form = PLAIN,
) -> Sheet:
    """Gather the facts and set one sheet.

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
    return set_sheet(context, target, facts_of(context, target), fonts, wordings, form)


def set_sheet(
    context: Context,
    target: Target,
    facts: "Facts",
    fonts: "FontLibrary | None" = None,
    wordings: "Mapping[str, Wording] | None" = None,
    form: Form = PLAIN,
) -> Sheet:
    """Set a sheet whose facts were gathered already; see `make_sheet`."""
    from services.documents.check_codes import code_of, grouped, payload
    from services.documents.model import CheckMark
    from services.documents.pdf import render

    target = _with_close(context, target)
    told = office_wordings(context) if wordings is None else wordings
    document = document_of(facts, told)
    code = code_of(document) if target.record is not None and _is_checked(facts, told) else ""
    mark = (
        CheckMark(payload(code, target.record or b"", document.issue_date), grouped(code)) if code else None
    )
    made = replace(formed(document, form), check=mark)
    pdf = render(made, fonts or font_library(context))
    place = _place_name(facts)
    return Sheet(
        target,
        place,
        document.title.removeprefix(place) or document.title,
        pdf,
        made,
        code,
        document.issue_date,
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


def _is_checked(facts: "Facts", wordings: "Mapping[str, Wording]") -> bool:
    """Tell whether a sheet carries a check code: the flag of its kind says so (notices.md)."""
    from services.documents.templates import shipped

    kind = template_of(facts)
    return (wordings.get(kind) or shipped(kind)).carries("qr")


def _place_name(facts: Any) -> str:
    name: str = facts.place.name if hasattr(facts, "place") else facts.courtyard
    return name


def facts_of(context: Context, target: Target) -> "Facts":
    """Gather what a sheet shows; a notice without a text of its own shows what it is a notice of.

    Raises:
        NotFound, InvalidInput: see `make_sheet`.
        KeyError: no such kind.
    """
    if target.kind == "notice":
        return _facts_of_notice(context, notice_row(context, _given(target.record, "公示")))
    if target.kind == "minutes":
        return minutes_facts(context, _given(target.record, "会议"))
    if target.kind == "resolution":
        return resolution_facts(context, _given(target.record, "决议"))
    return _facts_of_courtyard(context, target.kind, _given(target.courtyard, "楼院"), target.month)


def _facts_of_courtyard(
    context: Context, kind: str, courtyard_id: bytes, month: str = "", notice: dict[str, Any] | None = None
) -> "Facts":
    if kind == "accounts":
        return accounts_facts(context, courtyard_id, month, notice)
    if kind == "staff_cost":
        return staff_cost_facts(context, courtyard_id, month, notice)
    if kind == "overview":
        return overview_facts(context, courtyard_id)
    if kind == "organisation":
        return organisation_facts(context, courtyard_id)
    raise KeyError(kind)


def _given(record_id: bytes | None, what: str) -> bytes:
    if record_id is None:
        raise InvalidInput(f"还没有选{what}。请先选一个{what}再打印。")
    return record_id


def _facts_of_notice(context: Context, row: dict[str, Any]) -> "Facts":
    kind = row["kind"]
    if (row["body"] or "").strip() or kind in ("free", "result"):
        return own_text_facts(context, row)
    if kind in ("overview", "organisation"):
        return _facts_of_courtyard(context, kind, row["courtyard_id"])
    if kind in OF_MONTHS:
        if not row["for_month"]:
            raise InvalidInput(f"“{row['title']}”没有写正文，也没有选月份。请编辑这张公示，写正文或选月份。")
        return _facts_of_courtyard(context, kind, row["courtyard_id"], row["for_month"], row)
    if kind == "minutes":
        return minutes_facts(context, _linked(row, "会议", row["meeting_id"]))
    record = row["resolution_id"] or row["meeting_id"]
    return resolution_facts(context, _linked(row, "决议或会议", record), row)


def _linked(row: dict[str, Any], what: str, record_id: bytes | None) -> bytes:
    if record_id is None:
        raise InvalidInput(f"“{row['title']}”没有写正文，也没有选{what}。请编辑这张公示，写正文或选{what}。")
    return record_id


def template_of(facts: "Facts") -> str:
    """Return the kind of template that words a sheet with these facts."""
    from services.documents import ledger_facts, meeting_facts, sheets

    if isinstance(facts, meeting_facts.OwnTextFacts):
        return "notice" if facts.formal else "free"
    kinds = {
        sheets.OverviewFacts: "overview",
        sheets.OrganisationFacts: "organisation",
        meeting_facts.MinutesFacts: "minutes",
        meeting_facts.ResolutionFacts: "resolution",
        ledger_facts.AccountsFacts: "accounts",
        ledger_facts.StaffCostFacts: "staff_cost",
    }
    return kinds[type(facts)]


def document_of(facts: "Facts", wordings: "Mapping[str, Wording] | None" = None) -> "Document":
    """Return the document that shows these facts.

    Args:
        facts: what is recorded.
        wordings: how each kind is worded, as shipped by default.

    Raises:
        InvalidInput: a period that ends before it begins, wording that cannot be read.
    """
    from services.documents import ledger_facts, meeting_facts, sheets

    builders: dict[type, Callable[[Any, Wording | None], Document]] = {
        sheets.OverviewFacts: sheets.overview,
        sheets.OrganisationFacts: sheets.organisation,
        meeting_facts.MinutesFacts: sheets.minutes,
        meeting_facts.ResolutionFacts: sheets.resolution,
        meeting_facts.OwnTextFacts: sheets.own_text,
        ledger_facts.AccountsFacts: sheets.accounts,
        ledger_facts.StaffCostFacts: sheets.staff_cost,
    }
    return builders[type(facts)](facts, (wordings or {}).get(template_of(facts)))


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


_NOTED = {
    "minutes": "meeting",
    "resolution": "resolution",
    "notice": "notice",
    "accounts": "month_close",
    "staff_cost": "month_close",
}


def note_issued(context: Context, sheet: Sheet, action: str, how: str = "") -> None:
    """Note in the audit log that a sheet left the program, on the writer's thread.

    Args:
        context: who did it.
        sheet: what was printed or saved.
        action: "notice_printed" or "notice_saved".
        how: how many and where, in words: "2页，3份，打印机“HP”" (`Printed.in_words`).
    """
    target = sheet.target
    table = _NOTED.get(target.kind, "courtyard") if target.record is not None else "courtyard"
    record = target.record or target.courtyard
    with context.unit_of_work() as work:
        register(work, sheet)
        if table == "resolution" and work.stored(table, record or b"") is None:
            table = "meeting"  # all resolutions of a meeting on one sheet
        name = f"{sheet.courtyard} {sheet.title}"
        work.note(action, table, record, f"{name}：{how}" if how else name)
        work.commit()
