"""Import of survey workbooks: read in a child process, rehearsed, applied and undone in one step."""

from services.importing.apply import (
    ImportLine,
    ImportResult,
    Rehearsal,
    apply,
    imports,
    rehearse,
    rehearse_plan,
    undo_import,
)
from services.importing.differences import Difference
from services.importing.report import refusal, report, summary

__all__ = [
    "Difference",
    "ImportLine",
    "ImportResult",
    "Rehearsal",
    "apply",
    "imports",
    "refusal",
    "rehearse",
    "rehearse_plan",
    "report",
    "summary",
    "undo_import",
]
