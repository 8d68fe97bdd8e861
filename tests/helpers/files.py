"""Photos and documents made for tests, harmless and harmful."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

PLACE = b"GPS-SECRET-PLACE"
"""Stands in every kind of note that a camera writes beside the picture."""


def image(size: tuple[int, int] = (60, 40), colour: str = "red", mode: str = "RGB") -> Image.Image:
    """Return a picture with its left half in a colour, so that turning it can be seen."""
    made = Image.new("RGB", size, "white")
    made.paste(Image.new("RGB", (size[0] // 2, size[1]), colour), (0, 0))
    return made.convert(mode)


def encoded(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    """Return a picture as the bytes of a file."""
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def photo(size: tuple[int, int] = (60, 40), colour: str = "red") -> bytes:
    """Return a JPEG."""
    return encoded(image(size, colour), quality=95)


def scene(size: tuple[int, int], *, tidy: bool = True) -> bytes:
    """Return a JPEG of a yard between two houses, with or without heaps on the ground."""
    from PIL import ImageDraw

    (width, height), made = size, Image.new("RGB", size, (150, 185, 220))
    pen = ImageDraw.Draw(made)
    pen.rectangle((0, height * 0.65, width, height), fill=(130, 130, 125))
    for left, top, shade in ((0.05, 0.15, (190, 140, 110)), (0.55, 0.25, (215, 205, 180))):
        pen.rectangle((width * left, height * top, width * (left + 0.38), height * 0.65), fill=shade)
        for row, column in ((row, column) for row in range(4) for column in range(4)):
            x, y = width * (left + 0.04 + 0.085 * column), height * (top + 0.05 + 0.09 * row)
            pen.rectangle((x, y, x + width * 0.05, y + height * 0.05), fill=(70, 90, 110))
    for heap in range(0 if tidy else 5):
        x, y = width * (0.1 + 0.17 * heap), height * (0.75 + 0.05 * (heap % 3))
        pen.ellipse((x, y, x + width * 0.14, y + height * 0.12), fill=(80, 60, 45))
    return encoded(made, quality=90)


def telling_photo(orientation: int = 1, size: tuple[int, int] = (60, 40)) -> bytes:
    """Return a JPEG that tells where it was taken in EXIF, XMP and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825)[2] = (IFDRational(35), IFDRational(18), IFDRational(1))
    exif.get_ifd(0x8825)[29] = PLACE.decode()
    return encoded(image(size), exif=exif, comment=PLACE, xmp=PLACE, icc_profile=PLACE)


def archive(*parts: str, types: str = "") -> bytes:
    """Return a zip, the same at any time; one as Office writes it where a list of `types` is given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        if types:
            made.writestr(zipfile.ZipInfo("[Content_Types].xml"), f"<Types>{types}</Types>")
        for part in parts:
            made.writestr(zipfile.ZipInfo(part), "<x/>")
    return out.getvalue()


def docx(*more: str) -> bytes:
    """Return what is taken for a Word file."""
    return archive("word/document.xml", *more, types="wordprocessingml.document.main+xml")


def xlsx(*more: str) -> bytes:
    """Return what is taken for an Excel file."""
    return archive("xl/workbook.xml", *more, types="spreadsheetml.sheet.main+xml")


def on_disk(folder: Path, name: str, data: bytes) -> Path:
    """Write a file and return where."""
    path = folder / name
    path.write_bytes(data)
    return path
