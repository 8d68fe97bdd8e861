"""Looking around in the sample community: a database of its own with the sample survey and meetings."""

from pathlib import Path
from typing import TYPE_CHECKING

from ui.session import EVERYTHING, Session
from ui.tasks import Ticket

if TYPE_CHECKING:
    from services.office import Context

SAMPLE = "sample/摸排台账-明湖办事处.xlsx"
USER = "练习用户"


def practice_path(home: Path) -> Path:
    """Return where the sample community of an office lies: in a folder of its own, with its own backups."""
    return home.parent / "练习" / "office.db"


def enter(session: Session) -> None:
    """Open the sample community."""
    session.go_to(practice_path(session.home), USER)


def leave(session: Session) -> None:
    """Go back to the office's own database."""
    session.go_to(session.home)


def fill(session: Session) -> None:
    """Import the sample survey and enter the sample meetings unless that was done before."""

    def command(context: "Context", ticket: Ticket) -> bool:
        from services import importing, lists, sample
        from services.resources import resource_path

        if lists.count(context, lists.ListQuery("courtyards")):
            return False
        rehearsal = importing.rehearse(context, resource_path(SAMPLE))
        importing.apply(context, rehearsal, backup=False)
        sample.enter_meetings(context)
        return True

    def filled(new: bool) -> None:
        if new:
            session.changed.emit(EVERYTHING)
            session.notice("示例社区已准备好，可以随意试用")

    session.work("准备示例社区", command, filled, owner=session)
