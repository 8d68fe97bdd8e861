"""Photos come in upright, at most 2000 pixels long, and tell nothing but the picture."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, PngImagePlugin

from models.errors import InvalidInput
from services import file_kinds, pictures
from tests.helpers import files


def opened(data: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(data))
    made.load()
    return made


def grey(image: Image.Image, across: int, down: int) -> float:
    pixel = image.convert("L").getpixel((across, down))
    assert isinstance(pixel, (int, float))
    return pixel


@pytest.mark.parametrize(
    ("size", "wanted"), [((4000, 3000), (2000, 1500)), ((900, 3600), (500, 2000)), ((60, 40), (60, 40))]
)
def test_a_photo_is_scaled_down_and_never_up(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    kept = pictures.kept("a.jpg", files.photo(size))
    assert kept.kind is file_kinds.JPEG
    assert opened(kept.data).size == wanted


def test_nothing_but_the_picture_is_kept() -> None:
    data = files.telling_photo()
    assert files.PLACE in data
    kept = pictures.kept("a.jpg", data).data
    assert files.PLACE not in kept
    assert b"Exif" not in kept
    assert dict(opened(kept).getexif()) == {}

    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", files.PLACE.decode())
    for form, options in (
        ("PNG", {"pnginfo": text, "icc_profile": files.PLACE}),
        ("WEBP", {"exif": b"Exif\x00\x00II*\x00" + files.PLACE, "xmp": files.PLACE}),
        ("GIF", {"comment": files.PLACE}),
        ("TIFF", {"description": files.PLACE.decode()}),
    ):
        for mode in ("RGB", "RGBA" if form in ("PNG", "WEBP") else "1"):
            data = files.encoded(files.image(mode=mode), form, **options)
            assert files.PLACE in data or form == "PNG"  # in a PNG the profile is compressed
            assert files.PLACE not in pictures.kept("a", data).data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation: int) -> None:
    """EXIF 2.32, 4.6.4: which row and column of what is stored are seen at the top and at the left."""
    marked = Image.new("RGB", (90, 60), "white")
    marked.paste(Image.new("RGB", (30, 20), "red"), (0, 0))
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = opened(pictures.kept("a.jpg", files.encoded(marked, quality=95, exif=exif)).data)
    assert made.size == ((90, 60) if orientation < 5 else (60, 90))
    corners = {
        (side, edge): made.getpixel(
            (5 if side == "left" else made.width - 6, 5 if edge == "top" else made.height - 6)
        )
        for side in ("left", "right")
        for edge in ("top", "bottom")
    }
    reds = [corner for corner, pixel in corners.items() if isinstance(pixel, tuple) and pixel[1] < 100]
    wanted = {
        1: ("left", "top"),
        2: ("right", "top"),
        3: ("right", "bottom"),
        4: ("left", "bottom"),
        5: ("left", "top"),
        6: ("right", "top"),
        7: ("right", "bottom"),
        8: ("left", "bottom"),
    }
    assert reds == [wanted[orientation]]


MODES = {
    "1": ("PNG", file_kinds.PNG),
    "L": ("PNG", file_kinds.JPEG),
    "P": ("GIF", file_kinds.JPEG),
    "CMYK": ("TIFF", file_kinds.JPEG),
    "RGBA": ("PNG", file_kinds.JPEG),
    "LA": ("PNG", file_kinds.JPEG),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(60, 40), (2400, 100)])
def test_every_kind_of_colour_is_taken(mode: str, size: tuple[int, int]) -> None:
    form, kind = MODES[mode]
    kept = pictures.kept("a", files.encoded(files.image(size, mode=mode), form))
    # a black and white scan that gets smaller becomes grey
    assert kept.kind is (kind if size[0] <= 2000 else file_kinds.JPEG)
    made = opened(kept.data)
    assert max(made.size) == min(size[0], 2000)
    assert grey(made, 3, 3) < grey(made, made.width - 4, 3)


def test_grey_of_16_bits_is_not_blown_out() -> None:
    deep = Image.new("I;16", (40, 40), 0x8000)
    made = opened(pictures.kept("a.png", files.encoded(deep, "PNG")).data)
    assert abs(grey(made, 20, 20) - 128) <= 2


def test_what_is_partly_clear_stays_so_and_is_small_on_white() -> None:
    clear = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 25, 50))
    kept = pictures.kept("a.png", files.encoded(clear, "PNG"))
    assert kept.kind is file_kinds.PNG
    small = opened(pictures.thumbnail(kept.data, 20))
    assert small.size == (20, 20)
    assert grey(small, 17, 10) > 240


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [files.image(colour=colour) for colour in ("red", "blue")]
    data = files.encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    pixel = opened(pictures.kept("a.gif", data).data).convert("RGB").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > 60 > pixel[2]


def test_a_scan_of_several_pages_is_refused_because_pages_would_be_lost() -> None:
    data = files.encoded(files.image(), "TIFF", save_all=True, append_images=[files.image()])
    with pytest.raises(InvalidInput, match=r"是2页的扫描件.*存成 PDF"):
        pictures.kept("扫描.tif", data)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "TIFF"])
def test_a_cut_off_photo_is_refused(form: str) -> None:
    noise = Image.frombytes("RGB", (200, 200), random.Random(1).randbytes(200 * 200 * 3))
    data = files.encoded(noise, form)
    with pytest.raises(InvalidInput, match="“断”不"):
        pictures.kept("断", data[: len(data) // 2])


def test_a_picture_too_large_to_unpack_is_refused_before_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decompression bomb: a small file that says it is gigantic."""
    data = bytearray(files.encoded(files.image((50, 50)), "BMP"))
    data[18:26] = (60_000).to_bytes(4, "little") * 2
    with pytest.raises(InvalidInput, match=r"太大（60000×60000）.*6,000 万像素"):
        pictures.kept("炸弹.bmp", bytes(data))
    monkeypatch.setattr(pictures, "MOST_PIXELS", 10_000)
    with pytest.raises(InvalidInput, match="太大（200×200）"):
        pictures.kept("大.jpg", files.photo((200, 200)))


def test_a_thumbnail_fits_into_its_square() -> None:
    assert opened(pictures.thumbnail(files.photo((1000, 500)), 160)).size == (160, 80)
    with pytest.raises(InvalidInput, match="这张照片读不出来"):
        pictures.thumbnail(b"junk", 160)


def test_damaged_notes_do_not_cost_the_photo() -> None:
    cut = files.encoded(files.image(), "WEBP", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x09")
    assert opened(pictures.kept("a.webp", cut).data).size == (60, 40)
    data = files.telling_photo(6).replace(b"II*\x00", b"II*\x7f", 1).replace(b"MM\x00*", b"MM\x7f*", 1)
    assert opened(pictures.kept("a.jpg", data).data).size in ((60, 40), (40, 60))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_of_a_photo_is_that_of_the_upright_one(orientation: int) -> None:
    data = files.telling_photo(orientation, (60, 40))
    assert pictures.upright_size(data) == ((60, 40) if orientation < 5 else (40, 60))
    assert opened(pictures.for_paper(data, 60, 40).data).size == pictures.upright_size(data)


def test_a_photo_cut_short_has_no_size() -> None:
    for data in (files.photo((600, 400))[:-500], b"no photo"):
        with pytest.raises(InvalidInput):
            pictures.upright_size(data)


def test_a_photo_for_paper_is_no_finer_than_can_be_seen() -> None:
    data = files.scene((1800, 1200))
    small = pictures.for_paper(data, 216, 144)  # three inches by two
    assert (small.width, small.height) == (660, 440) == opened(small.data).size
    assert small == pictures.for_paper(data, 216, 144)
    assert pictures.for_paper(data, 600, 400).data == data  # fine enough as it is


def test_a_photo_for_paper_is_a_plain_jpeg() -> None:
    told = files.telling_photo(1, (60, 40))
    assert files.PLACE not in pictures.for_paper(told, 600, 400).data
    for mode in ("1", "L", "P", "RGBA", "CMYK"):
        form = "JPEG" if mode == "CMYK" else "PNG"
        made = opened(pictures.for_paper(files.encoded(files.image(mode=mode), form), 600, 400).data)
        assert (made.format, made.size) == ("JPEG", (60, 40))
        assert made.mode == ("L" if mode in ("1", "L") else "RGB")
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert grey(opened(pictures.for_paper(files.encoded(clear, "PNG"), 20, 20).data), 5, 5) > 250
