"""The work of a batch on the writer's thread: sheets onto paper as one job of the queue, or into files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ui import printing
from ui.widgets.paper import PrintRun

if TYPE_CHECKING:
    from services.notices import Sheet
    from services.notices.batch import Batch, Place
    from services.office import Context
    from ui.tasks import Ticket


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
