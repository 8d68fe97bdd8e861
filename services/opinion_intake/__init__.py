"""Taking in opinions from a pasted chat or a list: rehearsed line by line, then registered in one step."""

from services.opinion_intake.chat import LeftOut
from services.opinion_intake.rehearsing import (
    Applied,
    Candidate,
    Rehearsal,
    apply,
    changed,
    rehearse_file,
    rehearse_text,
)

__all__ = [
    "Applied",
    "Candidate",
    "LeftOut",
    "Rehearsal",
    "apply",
    "changed",
    "rehearse_file",
    "rehearse_text",
]
