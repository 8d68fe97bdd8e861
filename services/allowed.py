"""What the window asks about rights before it offers something, and the sentence that says who may."""

from typing import TYPE_CHECKING, Final

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


_WORDS: Final = {
    rights.ADMINISTRATOR: "办理全部事情，并管理用户、规则、备份和恢复。",
    rights.WORKER: "登记和办理日常工作、签发公示；不登记收支。",
    rights.ACCOUNTANT: "登记收支、月结、起草公示；看不到意见诉求和矛盾纠纷。",
    rights.CHECKER: "核对公示、纪要、计票和月结，查看操作日志；不登记。",
    rights.READER: "查看和打印公示；不登记，也不导出。",
    rights.HUB_ADMINISTRATOR: "办理全部事情，并管理用户、规则、备份和各工作站。",
    rights.HUB_OFFICER: "登记和办理日常工作、决定分歧、收发数据。",
    rights.HUB_READER: "查看和打印公示；不登记，也不导出。",
}


def role_words(role: str) -> str:
    """Return in one sentence what a role does; "" for none."""
    return _WORDS.get(role, "")
