"""Notices led through their life, for tests."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from models.errors import NotFound
from services.documents.fonts.library import FontLibrary, load_library
from services.notices import life

if TYPE_CHECKING:
    from services.notices.life import Issued
    from services.office import Context

CHECKER = "李明"


@lru_cache(maxsize=1)
def fonts() -> FontLibrary:
    """Return the fonts of this machine, found once."""
    return load_library(cache_dir=None)


def draft(
    office: Context, yard: bytes, title: str = "停水通知", kind: str = "result", body: str = "明日停水。"
) -> bytes:
    """Prepare a notice with a text of its own."""
    return life.prepare(office, kind, yard, title=title, body=body)


def checked(office: Context, yard: bytes, title: str = "停水通知", kind: str = "result") -> bytes:
    """Prepare a notice and have it checked."""
    made = draft(office, yard, title, kind)
    life.check(office, made, CHECKER)
    return made


def issued(office: Context, yard: bytes, title: str = "停水通知", kind: str = "result") -> Issued:
    """Prepare a notice, have it checked, and issue it."""
    return life.issue(office, checked(office, yard, title, kind), fonts=fonts())


def gone(office: Context, notice: bytes) -> bool:
    """Return whether a notice was never issued."""
    try:
        life.reprint(office, notice)
    except NotFound:
        return True
    return False
