"""A board made in place, where a courtyard has none or needs another one."""

from typing import TYPE_CHECKING

from ui.notices.act_dialog import Step, Values
from ui.notices.steps import NEW_BOARD, Photos, ask, told

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.office import Context
    from services.records import Saved
    from ui.session import Session


def ask_board(session: "Session", window: "QWidget", courtyard_id: bytes, courtyard: str) -> None:
    """Ask for a new board of a courtyard and make it.

    Args:
        session: the office at work.
        window: the dialog belongs to it.
        courtyard_id: where it stands.
        courtyard: its name.
    """

    def command(context: "Context", typed: Values, _: Photos) -> "Saved":
        from services import boards

        return boards.add_board(
            context, courtyard_id, typed["name"], place=typed["place"] or "", slots=typed["slots"]
        )

    def done(saved: "Saved") -> None:
        told(session, saved.committed, "已新增公开栏")

    ask(
        session, window, Step(f"新增公开栏：{courtyard}", "新增", (("公开栏", NEW_BOARD),), command, done, {})
    )
