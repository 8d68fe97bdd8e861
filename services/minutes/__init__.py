"""The minutes of a meeting: draft, checked by a second person, signed, final and frozen (policy 2.6c)."""

from services.minutes.finishing import Final, finish, withdraw
from services.minutes.life import check, correct, draft, reopen, sign, write
from services.minutes.standing import Standing, Version, standing
from services.notices.final_minutes import final_sheet, reprint

__all__ = [
    "Final",
    "Standing",
    "Version",
    "check",
    "correct",
    "draft",
    "final_sheet",
    "finish",
    "reopen",
    "reprint",
    "sign",
    "standing",
    "withdraw",
    "write",
]
