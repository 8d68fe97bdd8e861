"""Whom a sheet names for questions: the community's contact with telephone and address."""

from typing import TYPE_CHECKING

from services.shown import whole

if TYPE_CHECKING:
    from services.masking import Masker


def masked_contact(
    masker: "Masker", found: tuple[str, str, str], post: str = "联系人"
) -> tuple[str, str, str]:
    """Return name, telephone and address of a community's contact as the profile of a sheet shows them."""
    contact, phone, address = found
    return (
        masker.name("contact", contact, post),
        masker.value("contact", "phone", phone),
        masker.value("contact", "address", address),
    )


def contact_line(contact: str, phone: str, address: str) -> str:
    """Return contact, telephone and address of a community as one line."""
    return "，".join(part for part in (contact, shown_phone(phone), address) if part)


def shown_phone(phone: str) -> str:
    """Return a stored telephone number as people read it."""
    return whole(phone or None, "phone")
