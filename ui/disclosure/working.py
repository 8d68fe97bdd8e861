"""What one does about an obligation: make the sheet, look at it, switch the line off for a courtyard."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui import prompts

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.disclosure.obligations import Obligation
    from services.office import Context
    from ui.session import Session
    from ui.tasks import Ticket


class DutyWork(QObject):
    """Does it on the writer and shows what came of it.

    Args:
        session: the office at work.
        parent: the page.
    """

    def __init__(self, session: "Session", parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._page = parent

    def make(self, duties: "Sequence[Obligation]") -> None:
        """Draft the sheets of what is not shown yet; a single one is opened at once."""
        duties_open = [duty for duty in duties if duty.state != "done"]
        if not duties_open:
            return

        def work(context: "Context", ticket: "Ticket") -> list[bytes]:
            from services.disclosure.obligations import wanted as sheet_of
            from services.notices import life

            made: list[bytes] = []
            for number, duty in enumerate(duties_open):
                ticket.report(number, len(duties_open))
                it = sheet_of(duty)
                made.append(
                    life.prepare(
                        context,
                        it.kind,
                        it.courtyard,
                        month=it.month,
                        item=it.item,
                        record=it.record,
                        title=it.title or None,
                    )
                )
            return list(dict.fromkeys(made))

        self._session.work("起草公示", work, self._made, owner=self)

    def _made(self, notices: list[bytes]) -> None:
        self._session.committed(frozenset({"notice"}), f"已起草{len(notices)}张公示")
        if len(notices) == 1:
            self._session.show_record("notices", notices[0])
        else:
            self._session.show_page("notices")

    def look(self, duties: "Sequence[Obligation]") -> None:
        """Open the sheet that fulfils one."""
        for duty in duties:
            if duty.notices:
                self._session.show_record("notices", duty.notices[-1])
                return

    def switch_off(self, duties: "Sequence[Obligation]") -> None:
        """Ask why, then switch the lines off for their courtyards."""
        wanted = list(dict.fromkeys((duty.courtyard.id, duty.item.id) for duty in duties))
        if not wanted:
            return
        first = duties[0]
        what = f"{first.courtyard.name}不公开“{first.item.title}”" if len(wanted) == 1 else f"{len(wanted)}项"
        reason = prompts.ask_text(self._page.window(), "不用公开", f"{what}，原因：")
        if reason is None:
            return

        def work(context: "Context") -> "Committed":
            from services.disclosure import switches

            return switches.switch_off(context, wanted, reason)

        def done(committed: "Committed") -> None:
            said = f"{what}：已登记，原因是{reason}" if len(wanted) == 1 else f"已登记{len(wanted)}项不用公开"
            self._session.committed(committed.touched, said, committed.tx_id)

        self._session.write(work, done, owner=self)
