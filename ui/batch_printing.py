"""Printing a kind of sheet for many courtyards: opening the panel, and the work it hands to the writer."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ui import printing
from ui.widgets.paper import PrintRun

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.notices import Sheet
    from services.notices.batch import Batch, Place
    from services.office import Context
    from ui.session import Session
    from ui.tasks import Ticket
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
        ids = lists.ids(context.reader, query)
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


def on_paper(
    context: "Context",
    kind: str,
    courtyards: "Sequence[Place]",
    chosen: printing.Chosen,
    ticket: "Ticket",
) -> "Batch":
    """Print the sheets as one job of the queue, then note each; on the writer's thread.

    Cancelled, the sheets that are finished are printed. A fault takes the whole job back.
    """
    from models.errors import EnvironmentFault
    from services.notices import note_issued
    from services.notices.batch import run_batch

    finished: list[tuple[Sheet, str]] = []
    with PrintRun(chosen.printer, chosen.how) as run:

        def put(sheet: "Sheet") -> None:
            pages = run.add(sheet.pdf.data)
            how = printing.printed(chosen, pages, sheet.pdf.pages).in_words()
            finished.append((replace(sheet, pdf=replace(sheet.pdf, data=b"")), how))

        done = run_batch(context, kind, courtyards, put, ticket.report)
        if done.fault:
            raise EnvironmentFault(done.fault)
    for sheet, how in finished:
        note_issued(context, sheet, "notice_printed", how)
    return done


def into_files(
    context: "Context", kind: str, courtyards: "Sequence[Place]", out: Path, ticket: "Ticket", *, joined: bool
) -> "Batch":
    """Write the sheets into a folder, or joined into one file; on the writer's thread."""
    from services.notices.batch import batch_to_file, batch_to_folder

    write = batch_to_file if joined else batch_to_folder
    return write(context, kind, courtyards, out, ticket.report)
