"""Photos on their way in: made upright and smaller, without what a camera writes beside the picture.

The only module that uses Pillow. A photo tells where and when it was taken and with what; none of that is
needed on a record, so only the picture itself is kept: no place, camera, comment or colour profile.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from models.errors import InvalidInput
from services.blobs import shown_name
from services.file_kinds import JPEG, PNG, FileKind

LONGEST_SIDE = 2000
"""Pixels of the longer side of a photo as it is kept; an A4 scan is then legible at 170 dots per inch."""
QUALITY, THUMBNAIL_QUALITY = 85, 80
PAPER_DPI, ENOUGH_DPI = 220, 255
"""Dots per inch of a photo that is made smaller for paper, and up to which it is left as it is."""
_LOOK = 64
"""Pixels of the side at which a photo is read through to see that it is whole."""
MOST_PIXELS, MOST_PIXELS_WHOLE = 120_000_000, 60_000_000
"""Pixels of a photo that is read; a JPEG can be read at a smaller size, everything else is read whole."""
_PLUGINS = (
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
"""Named, so that they are part of the frozen program and no reader of other formats is ever loaded."""
_FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    LookupError,
    EOFError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What Pillow raises over a file that is damaged or made to do damage."""
_BESIDE = frozenset(("exif", "icc_profile", "comment", "xmp", "photoshop"))
"""Under which names Pillow finds what stands beside the picture in a JPEG."""
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a photo is turned upright, by its orientation in EXIF 2.32, 4.6.4."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is kept."""

    data: bytes
    kind: FileKind


def kept(name: str, data: bytes) -> Picture:
    """Return a photo as it is kept: upright, at most 2000 pixels long, without anything beside the picture.

    Args:
        name: named in the sentence.
        data: a photo in one of the formats that are taken.

    Raises:
        InvalidInput: damaged, too many pixels, or a scan of several pages, of which only one would be kept.
    """
    called = f"“{shown_name(name)}”"
    with _opened(data, called) as image:
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if pages > 1:
            raise InvalidInput(f"{called}是{pages}页的扫描件，没有添加。请存成 PDF 再添加，一页都不会少。")
        return _written(_plain(_shrunk(image, LONGEST_SIDE)))


def thumbnail(data: bytes, side: int) -> bytes:
    """Return a small JPEG of a photo.

    Args:
        data: a kept photo.
        side: pixels of the square it fits into.

    Raises:
        InvalidInput: it cannot be read.
    """
    try:
        with _opened(data, "") as image:
            small = _on_white(_plain(_shrunk(image, side)))
    except InvalidInput as error:
        raise InvalidInput("这张照片读不出来，可能已损坏。请从备份恢复，或删除后重新添加。") from error
    out = io.BytesIO()
    small.save(out, "JPEG", quality=THUMBNAIL_QUALITY)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A photo for paper: a JPEG, and its size in pixels."""

    data: bytes
    width: int
    height: int


def upright_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a photo in pixels, as it is seen; the whole of it is read.

    Raises:
        InvalidInput: it cannot be read.
    """
    with _opened(data, "") as image:
        width, height = image.size
        turned = _orientation(image) >= 5
        image.draft("RGB", (_LOOK, _LOOK))
        image.load()
    return (height, width) if turned else (width, height)


def for_paper(data: bytes, width: float, height: float) -> PaperPicture:
    """Return a photo as fine as paper can show it, without anything beside the picture.

    Args:
        data: a kept photo.
        width, height: of its place on the paper in points.

    Raises:
        InvalidInput: it cannot be read.
    """
    with _opened(data, "") as image:
        if _is_plain_jpeg(image) and image.width * 72 <= ENOUGH_DPI * width:
            image.load()
            return PaperPicture(data, *image.size)
        side = round(max(width, height) * PAPER_DPI / 72)
        picture = _plain(_shrunk(image, max(side, 1)))
    picture = picture.convert("L") if picture.mode in ("1", "L") else _on_white(picture)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return PaperPicture(out.getvalue(), *picture.size)


def _is_plain_jpeg(image: Image.Image) -> bool:
    """Tell whether a picture is a JPEG that can stand in a file as it is."""
    upright = image.format == "JPEG" and _orientation(image) == 1
    return upright and image.mode in ("L", "RGB") and not _BESIDE.intersection(image.info)


@contextmanager
def _opened(data: bytes, called: str) -> Iterator[Image.Image]:
    # every picture is measured below against limits of ours, before anything is unpacked
    Image.MAX_IMAGE_PIXELS = None
    # what is odd about a foreign photo is of no use to anybody at the screen
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            width, height = image.size
            most = MOST_PIXELS if image.format in ("JPEG", "MPO") else MOST_PIXELS_WHOLE
            if width * height > most:
                raise InvalidInput(
                    f"{called}太大（{width}×{height}），没有添加。请先缩小到 {most // 10_000:,} 万像素以内。"
                )
            yield image
    except UnidentifiedImageError as error:
        raise InvalidInput(f"{called}不是完好的照片，没有添加。请重新复制一份再试。") from error
    except _BROKEN as error:
        raise InvalidInput(f"{called}不完整或已损坏，没有添加。请重新复制一份再试。") from error


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    orientation = _orientation(image)
    image.draft("RGB", (side, side))  # a JPEG is read at a half, a quarter or an eighth where that is enough
    image.load()
    picture: Image.Image = image
    if max(picture.size) > side:
        picture = _smooth(picture)
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    turn = _UPRIGHT.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _orientation(image: Image.Image) -> int:
    """Return how the camera was held; a photo whose notes are damaged is taken as it lies."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _smooth(image: Image.Image) -> Image.Image:
    """Return a picture that gets smaller without jagged edges: grey for black and white, true colours."""
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if _is_clear(image) else "RGB")
    return image.copy()


def _is_clear(image: Image.Image) -> bool:
    return image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info


def _plain(image: Image.Image) -> Image.Image:
    """Return the picture alone, in a mode that can be written."""
    if image.mode.startswith("I"):  # a scan with 16 bits of grey
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if _is_clear(image):
        image = image.convert("RGBA")
        lowest, _ = image.getchannel("A").getextrema()
        image = image if lowest != 255 else image.convert("RGB")
    elif image.mode not in ("1", "L", "RGB"):
        image = image.convert("RGB")
    plain = image.copy()
    plain.info = {}
    return plain


def _written(image: Image.Image) -> Picture:
    out = io.BytesIO()
    if image.mode in ("1", "RGBA"):  # black and white scans, and what is partly clear, lose nothing
        image.save(out, "PNG", optimize=True)
        return Picture(out.getvalue(), PNG)
    image.save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), JPEG)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper
