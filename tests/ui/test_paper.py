"""What comes out of the printer: pages, order, copies, backs, paper and size, seen on a printer into PDF."""

from __future__ import annotations

import itertools
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import QSizeF
from PySide6.QtPrintSupport import QPrinter

from models.errors import EnvironmentFault
from services.documents.fonts.library import load_library
from services.documents.model import Document, Paragraph
from services.documents.pdf import render
from tests.helpers.paper import pdf_printer
from ui.widgets.paper import PrintRun, PrintSettings, is_cut, scale_of, sides

A4, A4_FLAT, A3 = (595, 842), (842, 595), (842, 1191)
_SHARP = 3
"""Dots per point: text of a hair's width is seen."""


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """Three pages, each with more text than the next."""
    lines = tuple(Paragraph(f"第{number}项。王䶮、𠅤志远到会。") for number in range(50))
    made = render(Document("会议签到", lines), load_library(None))
    assert made.pages == 3
    return made.data


@pytest.fixture
def printer(qapp: object, tmp_path: Path) -> QPrinter:
    return pdf_printer(tmp_path / "printed.pdf")


def _print(printer: QPrinter, how: PrintSettings, *sheets: bytes) -> list[Image.Image]:
    with PrintRun(printer, how) as run:
        for each in sheets:
            run.add(each)
    return _pictures(Path(printer.outputFileName()).read_bytes())


def _pictures(data: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    pictures = [page.render(scale=_SHARP).to_pil().convert("L") for page in document]
    document.close()
    return pictures


def _box(picture: Image.Image) -> tuple[float, ...] | None:
    """Return where there is ink, in points: left, top, right, bottom; None on a blank side."""
    found = picture.point(lambda value: 255 * (value < 235)).getbbox()
    return None if found is None else tuple(each / _SHARP for each in found)


def _size(picture: Image.Image) -> tuple[int, int]:
    """Return the size of a page in points."""
    return round(picture.width / _SHARP), round(picture.height / _SHARP)


def _alike(one: Image.Image, other: Image.Image) -> bool:
    """Return whether two pages show the same: ink in the same places, give or take two points."""
    a, b = _box(one), _box(other)
    if a is None or b is None:
        return a is b
    return _size(one) == _size(other) and all(abs(x - y) <= 2 for x, y in zip(a, b, strict=True))


def _which(printed: list[Image.Image], shown: list[Image.Image]) -> list[int | None]:
    """Return which page of the sheet each printed side is; None is a blank one."""
    return [
        None if _box(each) is None else next(at for at, page in enumerate(shown) if _alike(each, page))
        for each in printed
    ]


def test_every_page_is_printed_as_it_was_shown(sheet: bytes, printer: QPrinter) -> None:
    shown, told = _pictures(sheet), list[tuple[int, int]]()
    with PrintRun(printer, PrintSettings()) as run:
        assert run.add(sheet, lambda *step: told.append(step)) == 3
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    printed = _pictures(Path(printer.outputFileName()).read_bytes())
    assert [_size(each) for each in printed] == [A4] * 3
    assert _which(printed, shown) == [0, 1, 2]
    for one, other in itertools.combinations(shown, 2):
        assert not _alike(one, other)  # else the line above says nothing


@pytest.mark.parametrize(
    ("how", "order"),
    [
        (PrintSettings(pages=(1,)), [1]),
        (PrintSettings(pages=(2, 0)), [2, 0]),
        (PrintSettings(copies=2), [0, 1, 2, 0, 1, 2]),
        (PrintSettings(copies=2, collate=False), [0, 0, 1, 1, 2, 2]),
        (PrintSettings(pages=(0, 2), copies=2), [0, 2, 0, 2]),
        # a copy never begins on the back of another one
        (PrintSettings(copies=2, duplex="long"), [0, 1, 2, None, 0, 1, 2]),
        (PrintSettings(copies=2, duplex="short", collate=False), [0, 1, 0, 1, 2, None, 2]),
    ],
)
def test_pages_and_copies_that_were_asked_for(
    how: PrintSettings, order: list[int | None], sheet: bytes, printer: QPrinter
) -> None:
    assert not printer.supportsMultipleCopies()
    assert _which(_print(printer, how, sheet), _pictures(sheet)) == order


@pytest.mark.parametrize(
    ("duplex", "order"), [("one", [0, 1, 2, 0, 1, 2]), ("long", [0, 1, 2, None, 0, 1, 2])]
)
def test_sheets_of_one_job_begin_on_paper_of_their_own(
    duplex: str, order: list[int | None], sheet: bytes, printer: QPrinter
) -> None:
    how = PrintSettings(duplex="long" if duplex == "long" else "one")
    assert _which(_print(printer, how, sheet, sheet), _pictures(sheet)) == order


@pytest.mark.parametrize(
    ("how", "paper", "scale"),
    [
        (PrintSettings(pages=(0,), paper="a3"), A3, 1.0),
        (PrintSettings(pages=(0,), paper="a3", scale="fit"), A3, 2**0.5),
        (PrintSettings(pages=(0,), scale="fit"), A4, 1.0),
        (PrintSettings(pages=(0,), scale="custom", per_cent=50), A4, 0.5),
    ],
)
def test_paper_and_size(
    how: PrintSettings, paper: tuple[int, int], scale: float, sheet: bytes, printer: QPrinter
) -> None:
    (printed,) = _print(printer, how, sheet)
    shown = _pictures(sheet)[0]
    assert _size(printed) == paper
    box, true = _box(printed), _box(shown)
    assert box is not None
    assert true is not None
    for near, far in ((0, 2), (1, 3)):
        assert box[far] - box[near] == pytest.approx(scale * (true[far] - true[near]), abs=3)
        # the page stands in the middle of its paper
        left = (paper[near] - scale * A4[near]) / 2
        assert box[near] == pytest.approx(left + scale * true[near], abs=3)


def _blank(width: float, height: float) -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(width, height)
    from io import BytesIO

    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_each_page_has_its_own_turn(printer: QPrinter) -> None:
    flat, upright = _blank(841.89, 595.276), _blank(595.276, 841.89)
    printed = _print(printer, PrintSettings(), flat, upright, flat)
    assert [_size(each) for each in printed] == [A4_FLAT, A4, A4_FLAT]


def test_printing_stops_when_told(sheet: bytes, printer: QPrinter) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done == 1:
            raise Stopped

    with pytest.raises(Stopped), PrintRun(printer, PrintSettings()) as run:
        run.add(sheet, stop)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_does_not_answer(sheet: bytes, qapp: object, tmp_path: Path) -> None:
    printer = pdf_printer(tmp_path / "no folder" / "printed.pdf")
    with pytest.raises(EnvironmentFault, match="打印机没有响应"), PrintRun(printer, PrintSettings()) as run:
        run.add(sheet)


@pytest.mark.parametrize(
    ("page", "how", "scale", "cut"),
    [
        ((595.3, 841.9), PrintSettings(), 1.0, False),
        ((841.9, 595.3), PrintSettings(paper="a4"), 1.0, False),
        ((841.9, 1190.6), PrintSettings(paper="a4"), 1.0, True),
        ((841.9, 1190.6), PrintSettings(paper="a4", scale="fit"), 0.707, False),
        ((1190.6, 841.9), PrintSettings(paper="a4", scale="fit"), 0.707, False),
        ((595.3, 841.9), PrintSettings(scale="custom", per_cent=101), 1.01, True),
    ],
)
def test_what_is_larger_than_its_paper(
    page: tuple[float, float], how: PrintSettings, scale: float, cut: bool
) -> None:
    assert scale_of(how, QSizeF(*page)) == pytest.approx(scale, abs=0.002)
    assert is_cut(how, QSizeF(*page)) == cut


def test_nothing_is_printed_of_no_pages() -> None:
    assert sides((), 3, collate=True, two_sided=True) == []
