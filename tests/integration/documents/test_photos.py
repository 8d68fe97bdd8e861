"""Photos on a sheet: where they stand, how fine they are, what keeps them with their captions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTImage

from services.documents.check_codes import code_of
from services.documents.fonts.library import FontLibrary
from services.documents.forms import Form, formed
from services.documents.joining import Joining
from services.documents.model import Document, Heading, Paragraph, Photo, Photos, Signature
from services.documents.pdf import render
from services.documents.sheets import overview
from services.notices.photos import photo_of
from tests.helpers.files import scene
from tests.helpers.set_pages import MM, set_lines
from tests.unit.documents.test_sheets import OVERVIEW

WIDE, TALL = scene((1500, 1000)), scene((1000, 1500), tidy=False)
BEFORE, AFTER = photo_of(scene((1200, 900), tidy=False), "改造前"), photo_of(scene((1200, 900)), "改造后")
GRID = 225 / 22
FORMS = {
    "a4": Form(),
    "large": Form(large=True),
    "landscape": Form(landscape=True),
    "a3": Form("a3"),
    "a3 landscape large": Form("a3", landscape=True, large=True),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a page: millimetres from the left and from the paper's foot, and its pixels."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    pixels: tuple[int, int]

    @property
    def dpi(self) -> float:
        """Dots per inch."""
        return self.pixels[0] / (self.right - self.left) * 25.4


def shown(data: bytes) -> list[Shown]:
    """Return the pictures of a PDF in their order."""

    def images(item: Any) -> Iterator[LTImage]:
        if isinstance(item, LTImage):
            yield item
        elif hasattr(item, "__iter__"):
            for part in item:
                yield from images(part)

    return [
        Shown(number, each.x0 / MM, each.y0 / MM, each.x1 / MM, each.y1 / MM, each.srcsize)
        for number, page in enumerate(extract_pages(BytesIO(data)), 1)
        for each in images(page)
    ]


def _sheet(*blocks: Any) -> Document:
    return Document("整治前后对比", (*blocks, Signature("远大社区居民委员会", "2020年9月20日")))


def _text(count: int) -> Paragraph:
    return Paragraph("整治情况向居民公开，接受居民监督。" * count)


def test_two_photos_stand_side_by_side_over_their_captions(fonts: FontLibrary) -> None:
    data = render(_sheet(_text(3), Photos((BEFORE, AFTER)), _text(3)), fonts).data
    first, second = shown(data)
    assert [first.left, second.right] == pytest.approx([28, 184], abs=0.1)
    assert [first.top, first.bottom] == pytest.approx([second.top, second.bottom])
    assert second.left - first.right == pytest.approx(5, abs=1)
    (captions,) = [line for line in set_lines(data) if line.text == "改造前改造后"]
    assert captions.size == 12
    assert 2 < first.bottom - captions.baseline < 8
    for picture, glyphs in ((first, captions.glyphs[:3]), (second, captions.glyphs[3:])):
        middle = (glyphs[0].start + glyphs[-1].end) / 2 / MM
        assert middle == pytest.approx((picture.left + picture.right) / 2, abs=0.5)


def test_text_after_photos_is_on_the_grid_again(fonts: FontLibrary) -> None:
    for photos in (
        Photos((BEFORE, AFTER)),
        Photos((photo_of(TALL, "说明" * 20),)),
        Photos((photo_of(WIDE),)),
    ):
        data = render(_sheet(_text(3), photos, _text(3)), fonts).data
        bodies = [line for line in set_lines(data) if line.page == 1 and line.text.startswith("整治情况")]
        steps = (bodies[0].baseline - bodies[-1].baseline) / GRID
        assert len(bodies) == 2
        assert steps == pytest.approx(round(steps), abs=0.02)
        (top, *_), bottom = shown(data), min(each.bottom for each in shown(data))
        assert bodies[0].baseline > top.top
        assert bodies[-1].baseline < bottom


def test_a_photo_is_not_parted_from_its_caption_or_its_heading(fonts: FontLibrary) -> None:
    for lines in range(4, 19):
        text = Paragraph("\n".join("行" * 20 for _ in range(lines)))
        alone = render(_sheet(text, Photos((BEFORE, AFTER))), fonts).data
        assert min(each.bottom for each in shown(alone)) > 40
        blocks = (text, Heading("一、照片"))
        data = render(_sheet(*blocks, Photos((BEFORE, AFTER))), fonts).data
        first, second = shown(data)
        found = {line.text: line for line in set_lines(data)}
        caption, heading = found["改造前改造后"], found["一、照片"]
        assert first.page == second.page == caption.page == heading.page
        assert heading.baseline > first.top > first.bottom > caption.baseline > 35


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_photos_fit_every_form(form: Form, fonts: FontLibrary) -> None:
    blocks = (
        Photos((photo_of(WIDE, "一"),)),
        Photos((photo_of(TALL, "说明" * 100),)),
        Photos((photo_of(TALL, "说明" * 100), photo_of(WIDE, "二"))),
        Photos((photo_of(scene((2000, 300)), "全景"), photo_of(scene((300, 2000))))),
    )
    document = formed(_sheet(*blocks), form)
    data = render(document, fonts).data
    page = next(iter(extract_pages(BytesIO(data))))
    for each in shown(data):
        assert each.left > 27.9
        assert each.right < page.width / MM - 25.9
        assert each.bottom > 34.9
        assert each.top < page.height / MM - 36.9
        assert each.top - each.bottom < 0.46 * (page.height / MM - 72)
        # a strip of a panorama is as low as it is
        assert each.top - each.bottom > (25 if each.pixels[0] < 3 * each.pixels[1] else 15)
        assert (each.right - each.left) / (each.top - each.bottom) == pytest.approx(
            each.pixels[0] / each.pixels[1], rel=0.03
        )
    captions = [line for line in set_lines(data) if "说" in line.text]
    assert sum(line.text.count("说") for line in captions) == 200
    assert all(line.baseline > 34.9 for line in captions)


def test_a_lone_photo_in_a_row_for_two_is_as_wide_as_the_others(fonts: FontLibrary) -> None:
    rows = (Photos((BEFORE, AFTER), columns=2), Photos((BEFORE,), columns=2))
    first, _, third = shown(render(_sheet(*rows), fonts).data)
    assert third.right - third.left == pytest.approx(first.right - first.left, abs=0.1)
    assert (third.left + third.right) / 2 == pytest.approx(28 + 78, abs=0.1)


def test_photos_are_as_fine_as_paper_shows(fonts: FontLibrary) -> None:
    alone = photo_of(scene((2000, 1333)))
    fine = shown(render(_sheet(Photos((alone, alone, alone))), fonts).data)
    assert all(210 < each.dpi < 260 for each in fine)
    (small,) = shown(render(_sheet(Photos((photo_of(scene((300, 200))),))), fonts).data)
    assert small.dpi == pytest.approx(150, abs=1)
    assert small.pixels == (300, 200)


def test_the_same_photo_is_in_the_file_once(fonts: FontLibrary) -> None:
    noisy = photo_of(scene((1500, 1000)))
    once = render(_sheet(Photos((noisy,))), fonts).data
    again = render(_sheet(Photos((noisy,)), Photos((noisy,))), fonts).data
    assert (once.count(b"/Subtype /Image"), again.count(b"/Subtype /Image")) == (1, 1)
    tiles = render(formed(_sheet(Photos((noisy,))), Form("a2", tiled=True)), fonts)
    assert tiles.data.count(b"/Subtype /Image") == 1
    assert len({each.page for each in shown(tiles.data)}) > 1


def test_the_same_photos_give_the_same_bytes(fonts: FontLibrary) -> None:
    document = _sheet(Photos((BEFORE, AFTER)), Photos((photo_of(TALL, "三"),)))
    assert render(document, fonts).data == render(replace(document), fonts).data


def test_sheets_with_photos_are_joined(fonts: FontLibrary) -> None:
    sheets = [render(_sheet(Photos((each,))), fonts) for each in (BEFORE, photo_of(TALL))]
    out = BytesIO()
    joining = Joining(out)
    for each in sheets:
        joining.add(each.data, each.pages)
    joining.finish()
    whole = shown(out.getvalue())
    assert [(each.page, each.pixels) for each in whole] == [
        (number, shown(each.data)[0].pixels) for number, each in enumerate(sheets, 1)
    ]


@pytest.mark.parametrize(
    "photo", [photo_of(WIDE, "小区大门"), photo_of(TALL, "楼前"), photo_of(WIDE, "长" * 90)]
)
def test_the_cover_stands_beside_the_rows_and_takes_no_page_more(photo: Photo, fonts: FontLibrary) -> None:
    plain = render(overview(OVERVIEW), fonts)
    covered = render(overview(replace(OVERVIEW, photo=photo)), fonts)
    assert covered.pages == plain.pages == 1
    (cover,) = shown(covered.data)
    assert cover.right < 184
    assert cover.left > 120
    lines = set_lines(covered.data)
    first, last = (next(line for line in lines if label in line.text) for label in ("办事处", "常住人口"))
    assert cover.top < first.baseline + 12
    assert cover.bottom > last.baseline - 4
    assert not [
        glyph.char
        for line in lines
        for glyph in line.glyphs
        if glyph.end / MM > cover.left and cover.bottom < line.baseline < cover.top
    ]
    told = "".join(line.text for line in lines)
    assert any("明湖办事处" in line.text for line in lines), "no entry beside it is wrapped"
    assert (photo.caption in told) == (len(photo.caption) < 20)


def test_a_sheet_without_a_photo_is_the_same_as_ever(fonts: FontLibrary) -> None:
    document = overview(OVERVIEW)
    assert not any(isinstance(block, Photos) for block in document.blocks)
    assert shown(render(document, fonts).data) == []


def test_the_check_code_covers_the_photo_and_not_its_form() -> None:
    one = _sheet(Photos((BEFORE,)))
    other = _sheet(Photos((replace(AFTER, caption=BEFORE.caption),)))
    assert code_of(one) != code_of(other)
    assert code_of(one) == code_of(formed(one, Form("a3", large=True)))
