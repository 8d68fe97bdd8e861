"""The life of a notice: prepared, checked, issued under a number and frozen, corrected, void, archived."""

from services.notices.life.archive import Shelf, archive, shelves
from services.notices.life.at_once import issue_at_once
from services.notices.life.checking import ALONE, check, prepare, prepare_in, reopen
from services.notices.life.correcting import CORRECTION, correct, void
from services.notices.life.issuing import Issued, issue, redate
from services.notices.life.numbering import Number, notice_numbered, read_number, series, set_series
from services.notices.life.reprinting import fonts_of, frozen_text, reprint
from services.notices.life.standing import LATE_STATE, Hung, OpenObjection, Standing, standing
from services.notices.life.states import LATE, shown_state

__all__ = [
    "ALONE",
    "CORRECTION",
    "LATE",
    "LATE_STATE",
    "Hung",
    "Issued",
    "Number",
    "OpenObjection",
    "Shelf",
    "Standing",
    "archive",
    "check",
    "correct",
    "fonts_of",
    "frozen_text",
    "issue",
    "issue_at_once",
    "notice_numbered",
    "prepare",
    "prepare_in",
    "read_number",
    "redate",
    "reopen",
    "reprint",
    "series",
    "set_series",
    "shelves",
    "shown_state",
    "standing",
    "void",
]
