"""The QR code on a sheet: what is drawn is read back, module by module and letter by letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pypdfium2
import pytest

from services.documents.fonts.library import FontLibrary
from services.documents.model import CheckMark, Document, Paragraph
from services.documents.pdf import qr_modules, render

PAYLOAD = "LY1:000102030405060708090A0B0C0D0E0F:20200803:0123456789ABCDEFG"
ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
SIDE = 33  # version 4
MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)


def is_function(row: int, column: int) -> bool:
    """Whether a module of a version 4 code is a fixed pattern or format information (ISO/IEC 18004)."""
    finder = (row < 9 and (column < 9 or column >= SIDE - 8)) or (row >= SIDE - 8 and column < 9)
    alignment = SIDE - 9 <= row < SIDE - 4 and SIDE - 9 <= column < SIDE - 4
    return finder or alignment or row == 6 or column == 6


def data_bits(modules: tuple[tuple[bool, ...], ...]) -> Iterator[int]:
    """Yield the bits in the order of the standard: columns in pairs from the right, up and down in turn."""
    format_bits = [modules[8][column] for column in (0, 1, 2, 3, 4)]
    number = sum(bit << (4 - at) for at, bit in enumerate(format_bits)) ^ 0b10101
    assert number >> 3 == 0b00, "level M"
    mask = MASKS[number & 7]
    upward = True
    for right in [*range(SIDE - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(SIDE - 1, -1, -1) if upward else range(SIDE):
            for column in (right, right - 1):
                if not is_function(row, column):
                    yield modules[row][column] ^ mask(row, column)
        upward = not upward


def decoded(modules: tuple[tuple[bool, ...], ...]) -> str:
    """Read a version 4 code of level M with nothing damaged: two blocks of 32 data bytes, interleaved."""
    bits = list(data_bits(modules))
    words = [sum(bit << (7 - at) for at, bit in enumerate(bits[i : i + 8])) for i in range(0, 512, 8)]
    ordered = words[0::2] + words[1::2]
    stream = "".join(f"{word:08b}" for word in ordered)
    assert stream[:4] == "0010", "letters and digits"
    count, at, out = int(stream[4:13], 2), 13, ""
    while count:
        length = 11 if count > 1 else 6
        value = int(stream[at : at + length], 2)
        out += ALNUM[value // 45] + ALNUM[value % 45] if count > 1 else ALNUM[value]
        at, count = at + length, count - min(2, count)
    return out


def test_the_modules_say_what_was_put_in() -> None:
    modules = qr_modules(PAYLOAD)
    assert len(modules) == SIDE
    assert decoded(modules) == PAYLOAD


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_code_on_the_page_is_the_code(fonts: FontLibrary, paper: str) -> None:
    blocks = (Paragraph("内容。" * 400),)
    mark = CheckMark(PAYLOAD, "0123-4567-89AB-CDEF-G")
    data = render(Document("公示", blocks, paper=paper, check=mark), fonts).data  # type: ignore[arg-type]
    document = pypdfium2.PdfDocument(BytesIO(data))
    scale = 12.0
    assert len(document) > 1
    for number, page in enumerate(document, 1):
        image = page.render(scale=scale, grayscale=True).to_pil()
        width, height = page.get_size()
        mm = 72 / 25.4
        side = 18 * mm
        left = 28 * mm if number % 2 else width - 26 * mm - side
        top = height - 35 * mm + 6 * mm
        step = side / SIDE
        seen = tuple(
            tuple(
                image.getpixel(
                    (int((left + (c + 0.5) * step) * scale), int((top + (r + 0.5) * step) * scale))
                )
                < 128
                for c in range(SIDE)
            )
            for r in range(SIDE)
        )
        assert decoded(seen) == PAYLOAD
        text = re.sub(r"\s", "", page.get_textpage().get_text_bounded())
        assert "校验码0123-4567-89AB-CDEF-G" in text
        assert f"第{number}张共{len(document)}张" in text
        page.close()
    document.close()
