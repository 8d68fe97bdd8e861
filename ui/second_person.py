"""The second person of an act that takes two: who is offered, what was chosen, and the password given."""

from typing import TYPE_CHECKING, Any

from models.vocab import Vocabulary
from services.saving import FormErrors
from services.subjects import Field
from ui import prompts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from services.two_people import Checkers


def fields(found: "Checkers", label: str = "核对人") -> tuple[Field, ...]:
    """Return the fields that ask who checks: known people, a new name, a reason for doing without.

    Args:
        found: who may check; new names are asked for only where they make a user, a reason only where
            somebody agreed to working alone.
        label: what whoever checks is called here.
    """
    people = Vocabulary("users", tuple(zip(found.names, found.names, strict=True)))
    asked = [Field("checked_by", label, "choice", vocabulary=people)]
    if not found.managed:
        asked.append(Field("other", "名单以外的人", help="名单里没有时写姓名，会新增为用户。"))
    if found.alone:
        words = "只有一个人办理时写，会标明“单人办理”；不用选核对人。"
        asked.append(Field("single_reason", "单人办理的原因", help=words))
    return tuple(asked)


def chosen(values: "Mapping[str, Any]") -> tuple[str, str]:
    """Return the name of the second person, and why there is none.

    Args:
        values: of the fields, as they are stored.

    Raises:
        FormErrors: both, or neither.
    """
    person = values.get("other") or values.get("checked_by") or ""
    reason = values.get("single_reason") or ""
    if person and reason:
        raise FormErrors({"single_reason": "已经选了核对人，就不是单人办理。请去掉其中一个。"})
    if not person and not reason:
        alone = "；只有一个人办理时，写明单人办理的原因。" if "single_reason" in values else "。"
        raise FormErrors({"checked_by": f"请选核对人{alone}"})
    return person, reason


def password_for(error: BaseException, parent: "QWidget") -> str | None:
    """Ask for the password of the second person where an act was refused for want of it.

    Args:
        error: why the act was refused.
        parent: the dialog.

    Returns:
        The password; None where it was refused for something else, or nobody gave one.
    """
    from services.two_people import PasswordNeeded

    if not isinstance(error, PasswordNeeded):
        return None
    label = f"请{error.name}本人输入密码，表示已经核对："
    return prompts.ask_password(parent, "核对人的密码", label)
