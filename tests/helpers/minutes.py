"""Minutes of the first sample meeting led through their life, for tests."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services import minutes
from services.attachments import NewFile
from tests.helpers.files import photo
from tests.helpers.notices import CHECKER, fonts

if TYPE_CHECKING:
    from services.office import Context

SIGNED = date(2020, 8, 27)
SIGNERS = "王䶮（主持人）、郭小满（记录人）"


def scan() -> NewFile:
    """Return a photo of a signed page."""
    return NewFile("签字页.jpg", data=photo((900, 1200)))


def drafted(office: Context, meeting: bytes, text: str = "") -> bytes:
    """Draft the minutes of a meeting."""
    return minutes.draft(office, meeting, text).id


def checked(office: Context, meeting: bytes, text: str = "") -> bytes:
    """Draft them and have them checked."""
    made = drafted(office, meeting, text)
    minutes.check(office, made, CHECKER)
    return made


def signed(office: Context, meeting: bytes, text: str = "") -> bytes:
    """Have them signed as well, with a photo of the signed page."""
    made = checked(office, meeting, text)
    minutes.sign(office, made, SIGNED, SIGNERS, [scan()])
    return made


def final(office: Context, meeting: bytes, text: str = "") -> bytes:
    """Lead them to their end."""
    made = signed(office, meeting, text)
    minutes.finish(office, made, fonts=fonts())
    return made
