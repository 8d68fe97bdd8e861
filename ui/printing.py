"""Choosing a printer; the pages themselves are put on paper by `ui.widgets.pdf_pages` on a worker."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    ChoosePrinter = Callable[[QWidget, str, int], QPrinter | None]


def choose_printer(parent: "QWidget", document: str, pages: int) -> "QPrinter | None":
    """Ask on which printer, which pages and how many copies.

    Args:
        parent: the window the dialog belongs to.
        document: what the print queue shows.
        pages: number of pages there are.

    Returns:
        The printer as set up, or None when the dialog was left.
    """
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(document)
    printer.setCreator("楼院台账")
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    dialog.setMinMax(1, pages)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintCollateCopies)
    accepted = dialog.exec()
    dialog.deleteLater()
    return printer if accepted else None
