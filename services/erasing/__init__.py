"""Erasing what is held about a person, on request, so that counts and signatures stay as they were."""

from services.erasing.again import erase_again
from services.erasing.carrying_out import Erased, erase, erase_consent
from services.erasing.planning import BACKUPS, Plan, Told, can_erase_here, plan

__all__ = [
    "BACKUPS",
    "Erased",
    "Plan",
    "Told",
    "can_erase_here",
    "erase",
    "erase_again",
    "erase_consent",
    "plan",
]
