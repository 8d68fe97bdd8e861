"""Sheets for the bulletin board: what is on record is gathered as facts and set as a document and a PDF."""

from services.notices.building import document_of, template_of
from services.notices.courtyards import organisation_facts, overview_facts
from services.notices.examples import example
from services.notices.gathering import facts_of
from services.notices.making import (
    Sheet,
    cache_folder,
    font_library,
    in_form,
    note_issued,
    set_sheet,
    sheet_file_name,
    word_bytes,
    worded,
)
from services.notices.meetings import minutes_facts
from services.notices.postings import own_text_facts, resolution_facts
from services.notices.printed import Printed
from services.notices.sheet import make_sheet
from services.notices.targets import (
    CHOSEN,
    OF_MONTHS,
    OF_RECORDS,
    SHEETS,
    Offered,
    Target,
    courtyard_named,
    offered,
    target_of,
)

__all__ = [
    "CHOSEN",
    "OF_MONTHS",
    "OF_RECORDS",
    "SHEETS",
    "Offered",
    "Printed",
    "Sheet",
    "Target",
    "cache_folder",
    "courtyard_named",
    "document_of",
    "example",
    "facts_of",
    "font_library",
    "in_form",
    "make_sheet",
    "minutes_facts",
    "note_issued",
    "offered",
    "organisation_facts",
    "overview_facts",
    "own_text_facts",
    "resolution_facts",
    "set_sheet",
    "sheet_file_name",
    "target_of",
    "template_of",
    "word_bytes",
    "worded",
]
