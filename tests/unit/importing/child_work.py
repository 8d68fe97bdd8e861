"""Work for the child process of the tests: reading a book, and behaving badly in every way."""

import os
import time
from pathlib import Path

from models.errors import InvalidInput
from services.excel import LIMITS, Limits, read_book
from services.files import Progress


def rows_of(path: Path, *, progress: Progress) -> list[int]:
    """Return the number of rows of every sheet."""
    return [len(sheet.rows) for sheet in read_book(path).sheets]


def rows_within(path: Path, limits: Limits = LIMITS, *, progress: Progress) -> list[int]:
    """Return the number of rows of every sheet, with other limits."""
    return [len(sheet.rows) for sheet in read_book(path, limits).sheets]


def natively(path: Path, *, progress: Progress) -> int:
    """Open a file with the native reader, without any check before."""
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).total_height


def counting(*, progress: Progress) -> str:
    """Report progress."""
    for done in (1, 2, 3):
        progress(done, 3)
    return "counted"


def sleeping(*, progress: Progress) -> None:
    """Never end within a test."""
    progress(1, 2)
    time.sleep(600)


def hungry(*, progress: Progress) -> int:
    """Ask for more memory than there may be."""
    return len(bytearray(1 << 34))


def dying(*, progress: Progress) -> None:
    """End without a word."""
    os.abort()


def mistaken(*, progress: Progress) -> None:
    """Fail as a mistake of the program does."""
    raise ZeroDivisionError("planted")


def refusing(*, progress: Progress) -> None:
    """Fail as a user's mistake does."""
    raise InvalidInput("第三列读不懂。", "column")
