"""What the window asks about rights before it offers something, and the sentence that says who may."""

from typing import TYPE_CHECKING

from models import vocab
from models.rules import rights

if TYPE_CHECKING:
    from services.office import CurrentUser


def may(user: "CurrentUser", code: str) -> bool:
    """Return whether somebody has a right; "" is one everybody has, `a|b` is had by who has either."""
    return not code or any(rights.may(user.role, each) for each in code.split("|"))


def to_see(kind: str) -> str:
    """Return the code of the right to see the records of a kind."""
    from services.subjects import subject

    return rights.seeing(subject(kind).table)


def to_write(kind: str) -> str:
    """Return the code of the right to add, change and delete the records of a kind."""
    from services.subjects import subject

    return rights.writing(subject(kind).table)


def refusal(user: "CurrentUser", code: str) -> str:
    """Return why somebody cannot do something and who can, as a button says it; "" where it can be done.

    Args:
        user: whoever works.
        code: of the right, or several with | between.
    """
    if may(user, code):
        return ""
    right = rights.RIGHTS[code.split("|")[0]]
    at_the_hub = user.role in rights.HUB_ROLES
    roles = rights.HUB_ROLES if at_the_hub else rights.OFFICE_ROLES
    who = "、".join(vocab.USER_ROLE.label(role) for role in roles if role in right.roles)
    return f"您的身份是“{role_label(user.role)}”，不能{right.label}。可以办理的：{who}。"


def role_label(role: str) -> str:
    """Return what a role is called."""
    return vocab.USER_ROLE.label(role)
