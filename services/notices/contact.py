"""Whom a sheet names for questions: the community's contact with telephone and address."""

from services.shown import show


def contact_line(contact: str, phone: str, address: str) -> str:
    """Return contact, telephone and address of a community as one line."""
    return "，".join(part for part in (contact, shown_phone(phone), address) if part)


def shown_phone(phone: str) -> str:
    """Return a stored telephone number as people read it."""
    return show(phone or None, "phone")
