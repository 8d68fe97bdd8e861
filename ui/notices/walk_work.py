"""What the page of the walk does: photos are kept, what is ticked is registered, the list is printed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.errors import LouyuanError

if TYPE_CHECKING:
    from datetime import date

    from services.boards import Posted, Tick, WalkList
    from services.office import Context
    from ui.files.incoming import Making
    from ui.session import Session
    from ui.tasks import Ticket


class WalkWork(QObject):
    """Keeps photos until they are registered, and does the work on the writer.

    Args:
        session: the office at work.
        page: the page.

    Signals:
        registered: it is done; sentences to be read.
        refused: nothing was done.
    """

    registered = Signal(object)
    refused = Signal()

    def __init__(self, session: "Session", page: QWidget) -> None:
        super().__init__(page)
        self._session = session
        self._photos: dict[bytes, tuple[list[str], list[Making]]] = {}

    def take(self, board_id: bytes, found: "tuple[list[str], Making] | None") -> bool:
        """Keep photos of a board; returns whether there were any.

        Args:
            board_id: the board.
            found: their names and what reads them on the worker; None where the choice was left.
        """
        if found is None:
            return False
        names, making = self._photos.setdefault(board_id, ([], []))
        names += found[0]
        making.append(found[1])
        self._session.notice(f"照片{'、'.join(found[0])}会和这个公开栏的登记一起保存")
        return True

    @property
    def names(self) -> dict[bytes, list[str]]:
        """Names of the photos that wait, by board."""
        return {board: names for board, (names, _) in self._photos.items()}

    def save(self, ticks: "list[Tick]", on: "date") -> None:
        """Register what is ticked with the photos of its boards, in one step.

        Args:
            ticks: what was done.
            on: the day.
        """
        wanted = {tick.board_id for tick in ticks}
        photos = {board: tuple(making) for board, (_, making) in self._photos.items() if board in wanted}

        def work(context: "Context", ticket: "Ticket") -> "Posted":
            from services import boards

            ticket.check()
            return boards.apply_walk(
                context, ticks, on, {board: _read(making) for board, making in photos.items()}
            )

        def done(posted: "Posted") -> None:
            for board in photos:
                self._photos.pop(board, None)
            self.registered.emit(posted.warnings)
            if posted.committed is not None:
                # a sheet that was dated anew is frozen under its number and cannot be taken back
                tx_id = None if posted.redated else posted.committed.tx_id
                self._session.committed(posted.committed.touched, said(ticks), tx_id)

        self._session.work("登记张贴和取下", work, done, self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._session.report(error)
        self.refused.emit()

    def print(self, walk: "WalkList", window: QWidget) -> None:
        """Show the list as a sheet to take along.

        Args:
            walk: what is to be done.
            window: the dialog belongs to it.
        """
        from ui.notices.paper_dialog import show_paper

        def sheet(context: "Context") -> bytes:
            from services.boards import walk_sheet

            return walk_sheet(context, walk).data

        name = f"{walk.community}张贴取下清单{walk.on.isoformat()}"
        show_paper(self._session, window, "张贴取下清单", name, sheet)


def _read(making: "tuple[Callable[[], Any], ...]") -> list[Any]:
    return [file for make in making for file in make()]


def said(ticks: "list[Tick]") -> str:
    """Return what was registered, for the line at the foot of the window."""
    up = sum(tick.act == "hang" for tick in ticks)
    parts = [f"张贴{up}张"] if up else []
    parts += [f"取下{len(ticks) - up}张"] if len(ticks) > up else []
    return f"已登记{'、'.join(parts)}"
