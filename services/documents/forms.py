"""The form a sheet is put out in: paper, orientation, large print, a poster of A4 sheets, a plaque's date."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.documents.model import Document, Paper, Signature
from services.documents.wording import plaque_date


@dataclass(frozen=True, slots=True)
class Form:
    """How a sheet is put out; every kind of sheet can be in every form (notices.md, Kinds of sheet).

    Attributes:
        paper: size of the sheet, or of the poster it is joined to.
        landscape: lying instead of standing.
        large: large print, for older readers: the body from 二号 up.
        tiled: on A4 sheets that are joined; only for paper larger than A4.
        plaque: date under the text as 二〇二〇年八月三日.
    """

    paper: Paper = "a4"
    landscape: bool = False
    large: bool = False
    tiled: bool = False
    plaque: bool = False


PLAIN = Form()
"""A4, standing: the form of an official document."""


def formed(document: Document, form: Form) -> Document:
    """Return a document in a form."""
    blocks = document.blocks
    if form.plaque:
        blocks = tuple(
            replace(block, date=plaque_date(block.date)) if isinstance(block, Signature) else block
            for block in blocks
        )
    return replace(
        document,
        blocks=blocks,
        paper=form.paper,
        landscape=form.landscape,
        large_print=form.large,
        tiled=form.tiled and form.paper != "a4",
    )
