"""Printers that print into PDF files, for tests of what comes out on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from ui import printing
from ui.printing import Abilities, Device


def pdf_printer(out: Path, resolution: int = 150) -> QPrinter:
    """Return a printer whose paper is a PDF file.

    Args:
        out: the file.
        resolution: dots per inch.
    """
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(out))
    made.setResolution(resolution)
    return made


def device(out: Path, can: Abilities | None = None, *, name: str = "纸上", resolution: int = 100) -> Device:
    """Return a printer as the panel lists it."""
    return Device(name, lambda: pdf_printer(out, resolution), lambda: can or Abilities(), usual=True)


def on_pdf(monkeypatch: pytest.MonkeyPatch, out: Path, resolution: int = 100) -> None:
    """Let this be the only printer of the machine."""
    monkeypatch.setattr(printing, "devices", lambda: (device(out, resolution=resolution),))
