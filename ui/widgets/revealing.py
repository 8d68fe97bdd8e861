"""Asking for a whole telephone or document number: the services hand it out and note who asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from services.office import Context
    from services.subjects import Field
    from ui.session import Session
    from ui.widgets.hidden_input import Reveal


def revealing(session: "Session", kind: str, record_id: bytes) -> "Reveal | None":
    """Return what asks for the whole number of a field of a record; None where the role may not see it.

    Args:
        session: asks on its writer, which notes it.
        kind: kind of the record.
        record_id: the record.
    """
    if not session.context.may("personal.see"):
        return None

    def ask(field: "Field", answer: Callable[[str], None], owner: QObject) -> None:
        def command(context: "Context") -> str:
            from services import sensitive

            return sensitive.reveal(context, kind, record_id, field.name)

        session.write(command, answer, owner=owner)

    return ask
