"""Printing a kind of sheet for many courtyards: from selected rows, or from all, to the panel."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.notices.batch import Place
    from services.office import Context
    from ui.session import Session
    from ui.widgets.record_table import RecordTable


def print_batch(session: "Session", table: "RecordTable | None", parent: "QWidget") -> None:
    """Show the panel for the selected courtyards of a list, or for all.

    Args:
        session: reads the courtyards.
        table: the list of courtyards; None for all of the office.
        parent: the window.
    """
    query = table.rows.query if table is not None else None
    ranges = table.selected_ranges() if table is not None else []

    def fetch(context: "Context") -> "tuple[tuple[Place, ...], tuple[Place, ...]]":
        from services import lists
        from services.notices.batch import places

        every = places(context)
        if query is None or not ranges:
            return every, ()
        ids = lists.ids(context, query)
        numbers = (number for first, last in ranges for number in range(first, last + 1))
        wanted = {ids[16 * number : 16 * number + 16] for number in numbers}
        return every, tuple(place for place in every if place.id in wanted)

    def show(found: "tuple[tuple[Place, ...], tuple[Place, ...]]") -> None:
        from ui.batch_dialog import BatchDialog

        every, selected = found
        if not every:
            session.notice("还没有登记楼院，没有可以打印的公示。请先登记楼院。", "warn")
            return
        dialog = BatchDialog(session, every, selected, parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    session.read(fetch, show, owner=parent, key=(id(parent), "batch"))
