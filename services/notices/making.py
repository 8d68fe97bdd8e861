"""Making a sheet: facts are gathered, built into a document, set as a PDF; its leaving is noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from services.documents.forms import PLAIN, Form, formed
from services.issued import register
from services.masking import NO_MASKS, Masker, MaskReport, masker
from services.notices.accounts import accounts_facts, staff_cost_facts
from services.notices.appraisals import appraisal_facts as facts_of_appraisal
from services.notices.charters import charter_facts as facts_of_charter
from services.notices.courtyards import organisation_facts, overview_facts
from services.notices.file_names import sheet_file_name as sheet_file_name
from services.notices.file_names import word_bytes as word_bytes
from services.notices.matters import matter_facts
from services.notices.meetings import minutes_facts
from services.notices.opinions import KINDS as OF_CASES
from services.notices.opinions import facts as case_facts
from services.notices.opinions import result_facts
from services.notices.postings import notice_row, own_text_facts, resolution_facts
from services.notices.targets import (
    OF_APPRAISALS,
    OF_ELECTIONS,
    OF_MATTERS,
    OF_MEETINGS,
    OF_MONTHS,
    OF_RECORDS,
    OF_VOTES,
    Target,
    sheet_kind,
)
from services.office import Context
from services.templates import wordings as office_wordings

if TYPE_CHECKING:
    from services.documents.appraisal_facts import AppraisalSheetFacts
    from services.documents.charter_facts import CharterFacts
    from services.documents.election_facts import ElectionSheetFacts
    from services.documents.facts import OrganisationFacts, OverviewFacts
    from services.documents.fonts.library import FontLibrary
    from services.documents.ledger_facts import AccountsFacts, StaffCostFacts
    from services.documents.matter_facts import MatterSheetFacts
    from services.documents.meeting_facts import MinutesFacts, OwnTextFacts, ResolutionFacts
    from services.documents.model import CheckMark, Document
    from services.documents.opinion_facts import AgreementFacts, FormFacts, MediationFacts, ResultFacts
    from services.documents.pdf import RenderedPdf
    from services.documents.templates import Wording
    from services.documents.voting_facts import VotingSheetFacts

    Facts = (
        OverviewFacts
        | OrganisationFacts
        | MinutesFacts
        | ResolutionFacts
        | OwnTextFacts
        | AccountsFacts
        | StaffCostFacts
        | CharterFacts
        | MatterSheetFacts
        | ResultFacts
        | FormFacts
        | MediationFacts
        | AgreementFacts
        | ElectionSheetFacts
        | VotingSheetFacts
        | AppraisalSheetFacts
    )


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


@dataclass(frozen=True, slots=True)
class Worded:
    """A sheet before it is set.

    Attributes:
        facts, document: both masked.
        masks: what was masked.
        place: name of the courtyard or community it is for.
        code: check code of its text, "" for kinds that carry none.
    """

    facts: "Facts"
    document: "Document"
    masks: MaskReport
    place: str
    code: str

    @property
    def title(self) -> str:
        """The title without the place."""
        return self.document.title.removeprefix(self.place) or self.document.title


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the life of a notice adds to its sheet.

    Attributes:
        number: as printed: 〔2026〕12号; "" before it is issued.
        short: the same for the QR code: 2026-12, with a series 2026A-12.
        version: counted from 1; a sheet that was re-dated has the next one.
        corrects: what a correction says of the notice it corrects, "" for others.
        corrected: number of that notice.
    """

    number: str = ""
    short: str = ""
    version: int = 1
    corrects: str = ""
    corrected: str = ""


NO_STAMP = Stamp()


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


def document_for(
    target: Target,
    facts: "Facts",
    wordings: "Mapping[str, Wording]",
    form: Form,
    stamp: Stamp,
    masks: Masker,
) -> Worded:
    """Build the document in its form with all marks; facts and own wording are swept for numbers."""
    from services.documents.check_codes import code_of

    document = _correcting(masks.swept(document_of(facts, wordings)), stamp)
    told = masks.report(document)  # before the facts are swept: each number counts as often as it is printed
    wording = wording_of(facts, wordings)
    code = code_of(document) if target.record is not None and wording.carries("qr") else ""
    mark = _mark(document, code, target.record or b"", stamp if wording.carries("number") else NO_STAMP)
    made = replace(formed(document, form), check=mark)
    return Worded(masks.swept(facts), made, told, _place_name(facts), code)


def wording_of(facts: "Facts", wordings: "Mapping[str, Wording]") -> "Wording":
    """Return how a sheet with these facts is worded: as the office does, else as shipped."""
    from services.documents.templates import shipped

    kind = template_of(facts)
    return wordings.get(kind) or shipped(kind)


def _mark(document: "Document", code: str, record: bytes, stamp: Stamp) -> "CheckMark | None":
    """Return what stands beside the QR code, None for a sheet without one (notices.md)."""
    from services.documents.check_codes import grouped, payload
    from services.documents.model import CheckMark

    if not code:
        return None
    numbered = f"{stamp.short}.{stamp.version}" if stamp.number else ""
    told = f"编号 {stamp.number}　第{stamp.version}版" if stamp.number else ""
    return CheckMark(payload(code, record, document.issue_date, numbered), grouped(code), told)


def _correcting(document: "Document", stamp: Stamp) -> "Document":
    """Return the document of a correction: titled 更正公示, and naming the number it corrects."""
    from services.documents.as_text import text_of
    from services.documents.model import Paragraph

    if not stamp.corrects:
        return document
    title = document.title if "更正公示" in document.title else f"更正公示：{document.title}"
    said = stamp.corrected in text_of(document)
    lead = () if said else (Paragraph(stamp.corrects),)
    return replace(document, title=title, blocks=(*lead, *document.blocks))


def _place_name(facts: Any) -> str:
    name: str = facts.place.name if hasattr(facts, "place") else facts.courtyard
    return name


def facts_of(context: Context, target: Target) -> "Facts":
    """Gather what a sheet shows; a notice without a text of its own shows what it is a notice of.

    Names and numbers passed the profile of masks of the sheet.

    Raises:
        NotFound, InvalidInput: see `services.notices.sheet.make_sheet`.
        KeyError: no such kind.
    """
    masks = masker(context, sheet_kind(context, target))
    return masks.swept(gather(context, target, masks))


def gather(context: Context, target: Target, masks: Masker) -> "Facts":
    """Gather what a sheet shows, its names through `masks`; exceptions as for `facts_of`."""
    if target.kind == "notice":
        return _facts_of_notice(context, notice_row(context, _given(target.record, "公示")), masks)
    if target.kind == "minutes":
        return minutes_facts(context, _given(target.record, "会议"), masks)
    if target.kind == "charter":
        return facts_of_charter(context, _given(target.record, "章程公约的版本"), None, masks)
    if target.kind in OF_APPRAISALS:
        return facts_of_appraisal(context, _given(target.record, "评议"), target.kind, None, masks)
    if target.kind == "resolution":
        return resolution_facts(context, _given(target.record, "决议"), None, masks)
    if target.kind in OF_MATTERS:
        return matter_facts(context, target.kind, _given(target.record, "协商事项"), masks)
    if target.kind in OF_CASES:
        return case_facts(context, target.kind, _given(target.record, OF_RECORDS[target.kind]), masks)
    if target.kind in OF_MEETINGS or target.kind in OF_VOTES:
        from services.notices.voting import voting_facts

        return voting_facts(context, target.kind, _given(target.record, OF_RECORDS[target.kind]), masks)
    if target.kind in OF_ELECTIONS:
        return _facts_of_election(context, _given(target.record, "选举"), target.kind, None, masks)
    return _facts_of_courtyard(context, target.kind, _given(target.courtyard, "楼院"), masks, target.month)


def _facts_of_election(
    context: Context, election_id: bytes, kind: str, notice: dict[str, Any] | None, masks: Masker
) -> "Facts":
    from services.notices.elections import election_facts

    return election_facts(context, election_id, kind, notice, masks)


def _facts_of_courtyard(
    context: Context,
    kind: str,
    courtyard_id: bytes,
    masks: Masker,
    month: str = "",
    notice: dict[str, Any] | None = None,
) -> "Facts":
    if kind == "accounts":
        return accounts_facts(context, courtyard_id, month, notice, masks)
    if kind == "staff_cost":
        return staff_cost_facts(context, courtyard_id, month, notice, masks)
    if kind == "overview":
        return overview_facts(context, courtyard_id, masks)
    if kind == "organisation":
        return organisation_facts(context, courtyard_id, masks)
    raise KeyError(kind)


def _given(record_id: bytes | None, what: str) -> bytes:
    if record_id is None:
        raise InvalidInput(f"还没有选{what}。请先选一个{what}再打印。")
    return record_id


def _facts_of_notice(context: Context, row: dict[str, Any], masks: Masker) -> "Facts":
    kind = row["kind"]
    if (row["body"] or "").strip() or kind in ("free", "result", "scan"):
        return own_text_facts(context, row, masks)
    if kind == "charter" and row["charter_version_id"] is not None:
        return facts_of_charter(context, bytes(row["charter_version_id"]), row, masks)
    if kind == "appraisal":
        return facts_of_appraisal(context, _linked(row, "评议", row["appraisal_id"]), kind, row, masks)
    if kind in ("overview", "organisation"):
        return _facts_of_courtyard(context, kind, row["courtyard_id"], masks)
    if kind in OF_MONTHS:
        if not row["for_month"]:
            raise InvalidInput(f"“{row['title']}”没有写正文，也没有选月份。请编辑这张公示，写正文或选月份。")
        return _facts_of_courtyard(context, kind, row["courtyard_id"], masks, row["for_month"], row)
    if kind == "opinions" and not (row["resolution_id"] or row["meeting_id"]):
        return result_facts(context, row, masks)
    if kind == "minutes":
        return minutes_facts(context, _linked(row, "会议", row["meeting_id"]), masks)
    what = "章程公约的版本" if kind == "charter" else "决议或会议"
    if kind in OF_ELECTIONS and row["election_id"] is not None:
        return _facts_of_election(context, row["election_id"], kind, row, masks)
    record = row["resolution_id"] or row["meeting_id"]
    return resolution_facts(context, _linked(row, what, record), row, masks)


def _linked(row: dict[str, Any], what: str, record_id: bytes | None) -> bytes:
    if record_id is None:
        raise InvalidInput(f"“{row['title']}”没有写正文，也没有选{what}。请编辑这张公示，写正文或选{what}。")
    return record_id


def template_of(facts: "Facts") -> str:
    """Return the kind of template that words a sheet with these facts."""
    from services.documents import (
        appraisal_facts,
        charter_facts,
        election_facts,
        ledger_facts,
        matter_facts,
        meeting_facts,
        opinion_facts,
        sheets,
        voting_facts,
    )

    if isinstance(facts, election_facts.ElectionSheetFacts | appraisal_facts.AppraisalSheetFacts):
        return facts.sheet
    if isinstance(facts, meeting_facts.OwnTextFacts):
        return "notice" if facts.formal else "free"
    if isinstance(facts, matter_facts.MatterSheetFacts | voting_facts.VotingSheetFacts):
        return facts.sheet
    kinds = {
        sheets.OverviewFacts: "overview",
        sheets.OrganisationFacts: "organisation",
        meeting_facts.MinutesFacts: "minutes",
        meeting_facts.ResolutionFacts: "resolution",
        ledger_facts.AccountsFacts: "accounts",
        ledger_facts.StaffCostFacts: "staff_cost",
        charter_facts.CharterFacts: "charter",
        opinion_facts.ResultFacts: "opinions",
        opinion_facts.FormFacts: "opinion_form",
        opinion_facts.MediationFacts: "mediation",
        opinion_facts.AgreementFacts: "agreement",
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
    from services.documents import (
        appraisal_facts,
        charter_facts,
        election_facts,
        ledger_facts,
        matter_facts,
        meeting_facts,
        opinion_facts,
        sheets,
        voting_facts,
    )

    builders: dict[type, Callable[[Any, Wording | None], Document]] = {
        sheets.OverviewFacts: sheets.overview,
        sheets.OrganisationFacts: sheets.organisation,
        meeting_facts.MinutesFacts: sheets.minutes,
        meeting_facts.ResolutionFacts: sheets.resolution,
        meeting_facts.OwnTextFacts: sheets.own_text,
        ledger_facts.AccountsFacts: sheets.accounts,
        ledger_facts.StaffCostFacts: sheets.staff_cost,
        charter_facts.CharterFacts: sheets.charter,
        appraisal_facts.AppraisalSheetFacts: sheets.appraisal,
        matter_facts.MatterSheetFacts: sheets.matter_sheet,
        opinion_facts.ResultFacts: sheets.opinion_results,
        opinion_facts.FormFacts: sheets.opinion_form,
        opinion_facts.MediationFacts: sheets.mediation,
        opinion_facts.AgreementFacts: sheets.agreement,
        election_facts.ElectionSheetFacts: sheets.election,
        **dict.fromkeys(voting_facts.SHEETS, sheets.voting_sheet),
    }
    return builders[type(facts)](facts, (wordings or {}).get(template_of(facts)))


_NOTED = {
    "minutes": "meeting",
    "resolution": "resolution",
    "notice": "notice",
    "charter": "charter_version",
    **dict.fromkeys(OF_APPRAISALS, "appraisal"),
    "accounts": "month_close",
    "staff_cost": "month_close",
    **dict.fromkeys(OF_MATTERS, "matter"),
    "opinion_form": "opinion",
    "mediation": "mediation",
    "agreement": "mediation",
    **dict.fromkeys(OF_ELECTIONS, "election"),
    **dict.fromkeys(OF_MEETINGS, "meeting"),
    **dict.fromkeys(OF_VOTES, "resolution"),
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
        how = f"{name}：{how}" if how else name
        work.note(
            action, table, record, f"{how}；{sheet.masks.in_words()}" if sheet.masks.says_something else how
        )
        work.commit()
