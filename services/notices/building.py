"""From facts to a document: which builder shows them, in whose wording, with which marks of its life."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from services.documents.forms import Form, formed
from services.masking import Masker, MaskReport
from services.notices.targets import Target

if TYPE_CHECKING:
    from services.documents.appraisal_facts import AppraisalSheetFacts
    from services.documents.charter_facts import CharterFacts
    from services.documents.election_facts import ElectionSheetFacts
    from services.documents.facts import OrganisationFacts, OverviewFacts
    from services.documents.ledger_facts import AccountsFacts, StaffCostFacts
    from services.documents.matter_facts import MatterSheetFacts
    from services.documents.meeting_facts import MinutesFacts, OwnTextFacts, ResolutionFacts
    from services.documents.model import CheckMark, Document
    from services.documents.opinion_facts import AgreementFacts, FormFacts, MediationFacts, ResultFacts
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
