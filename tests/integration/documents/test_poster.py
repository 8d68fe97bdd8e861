"""Sheets in other forms: posters of A4 sheets, large print, dates of a plaque; read back out of the PDF."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest

from services.documents.fonts.library import FontLibrary
from services.documents.forms import Form, formed
from services.documents.layout.compose import compose
from services.documents.layout.page import MM, Page, Rule, TextRun, Window
from services.documents.layout.tiles import spans
from services.documents.model import Document, Heading, Margins, Paragraph, Signature
from services.documents.pdf import render
from tests.helpers.set_pages import SetLine, set_lines

TEXT = "居民代表会议对东侧车棚拆除方案进行表决，同意37票，反对2票，弃权1票。"
SHEET = Document(
    "东侧车棚拆除决议公示",
    (Heading("一、事由"), Paragraph(TEXT * 3), Signature("远大社区居民委员会", "2020年8月3日")),
)
POSTERS = [
    Form("a3", tiled=True),
    Form("a3", landscape=True, tiled=True),
    Form("a2", tiled=True),
    Form("a2", landscape=True, tiled=True),
    Form("a2", large=True, tiled=True),
]
A4 = {(210, 297), (297, 210)}


def sizes(data: bytes) -> list[tuple[int, int]]:
    document = pypdfium2.PdfDocument(BytesIO(data))
    try:
        return [(round(w / MM), round(h / MM)) for w, h in (page.get_size() for page in document)]
    finally:
        document.close()


def window(page: Page) -> Window:
    (found,) = [item for item in page.items if isinstance(item, Window)]
    return found


@pytest.mark.parametrize(("form", "count"), list(zip(POSTERS, (2, 2, 4, 4, 4), strict=True)), ids=str)
def test_a_poster_is_printed_on_a4_sheets(fonts: FontLibrary, form: Form, count: int) -> None:
    found = sizes(render(formed(SHEET, form), fonts).data)
    assert len(found) % count == 0
    assert set(found) <= A4
    assert len(set(found)) == 1


@pytest.mark.parametrize("length", [297.0, 420.0, 594.0])
def test_sheets_cover_the_poster_with_an_overlap_and_no_gap(length: float) -> None:
    found, sheet = spans(length * MM)
    assert all(span.end > span.start for span in found)
    for before, after in pairwise(found):
        assert (before.end - after.start) / MM == pytest.approx(10)
        assert (before.end + after.start) / 2 / MM == pytest.approx(length / 2)
    for span in found:
        assert span.at >= 0
        assert span.at + span.end - span.start <= sheet + 0.01
    inner = [found[0].at + found[0].end - found[0].start, found[-1].at]
    if len(found) > 1:
        assert (sheet - inner[0]) / MM == pytest.approx(10)
        assert inner[1] / MM == pytest.approx(10)


@pytest.mark.parametrize("form", POSTERS, ids=str)
def test_everything_on_the_poster_is_seen_whole_on_the_joined_sheets(fonts: FontLibrary, form: Form) -> None:
    """Every line of the type area lies in the union of the windows, and some sheet draws it."""
    whole = formed(SHEET, form)
    sheets = compose(whole, fonts)
    columns, rows = len(spans_of(whole)[0]), len(spans_of(whole)[1])
    for start in range(0, len(sheets), columns * rows):
        seen = [window(page) for page in sheets[start : start + columns * rows]]
        left = min(each.x - each.dx for each in seen)
        top = min(each.y - each.dy for each in seen)
        right = max(each.x - each.dx + each.width for each in seen)
        bottom = max(each.y - each.dy + each.height for each in seen)
        texts = {item for each in seen for item in each.items if isinstance(item, TextRun)}
        assert texts
        for run in texts:
            assert left + 20 * MM < run.x < right
            assert top + 20 * MM < run.y < bottom
    drawn = {item for page in sheets for item in window(page).items if isinstance(item, TextRun)}
    title = "".join(run.text for run in sorted(drawn, key=lambda run: run.y) if run.role == "title")
    assert title == SHEET.title


def spans_of(document: Document) -> tuple[tuple[object, ...], tuple[object, ...]]:
    width, height = {"a3": (297.0, 420.0), "a2": (420.0, 594.0)}[document.paper]
    if document.landscape:
        width, height = height, width
    return spans(width * MM)[0], spans(height * MM)[0]


def joined(data: bytes, across: int, down: int, step: tuple[float, float]) -> list[tuple[str, float, float]]:
    """Return every character with its place on the joined poster, millimetres from its upper left corner."""
    places = []
    tall = sizes(data)[0][1]
    for line in set_lines(data):
        sheet = line.page - 1
        column, row = sheet % across, sheet // across % down
        for glyph in line.glyphs:
            if glyph.size > 9:
                x = glyph.start / MM + column * step[0]
                places.append((glyph.char, x, tall - glyph.baseline / MM + row * step[1]))
    return places


def test_a_character_on_two_sheets_lies_on_itself_when_they_are_joined(fonts: FontLibrary) -> None:
    data = render(formed(SHEET, Form("a2", tiled=True)), fonts).data
    # The second sheet is moved by its length less two edges left white and the overlap.
    places = joined(data, 2, 2, (210 - 30, 297 - 30))
    distinct = {(char, round(x, 1), round(y, 1)) for char, x, y in places}
    told = SHEET.title + "一、事由" + TEXT * 3 + "远大社区居民委员会2020年8月3日" + "— 1 —"
    near = [
        (a, b)
        for a in distinct
        for b in distinct
        if a < b and a[0] == b[0] and 0 < abs(a[1] - b[1]) + abs(a[2] - b[2]) < 0.35
    ]
    assert len(distinct) - len(near) == len(told)
    assert len(places) > len(told)


def crosses(page: Page) -> list[tuple[float, float]]:
    """Centres of the join marks, in millimetres on the sheet."""
    flat = [item for item in page.items if isinstance(item, Rule) and item.y1 == item.y2]
    arms = [item for item in flat if abs(item.x2 - item.x1 - 5 * MM) < 0.01]
    return [((item.x1 + item.x2) / 2 / MM, item.y1 / MM) for item in arms]


def test_join_marks_of_neighbours_lie_on_each_other(fonts: FontLibrary) -> None:
    upper, lower = compose(formed(SHEET, Form("a3", tiled=True)), fonts)
    # Joined, the lower sheet lies 180 mm further down.
    moved = [(x, y + 180) for x, y in crosses(lower)]
    for found in (crosses(upper), moved):
        assert [value for each in found for value in each] == pytest.approx([8.0, 195.0, 289.0, 195.0])


def test_a_sheet_that_covers_another_has_a_line_to_cut_along(fonts: FontLibrary) -> None:
    upper, lower = compose(formed(SHEET, Form("a3", tiled=True)), fonts)
    dashes = [
        [item for item in page.items if isinstance(item, Rule) and abs(item.y1 - 10 * MM) < 0.01]
        for page in (upper, lower)
    ]
    assert not dashes[0]
    assert len(dashes[1]) > 50
    assert min(item.x1 for item in dashes[1]) == 0


def test_each_sheet_says_which_one_it_is_beside_what_stays(fonts: FontLibrary) -> None:
    data = render(formed(SHEET, Form("a2", tiled=True)), fonts).data
    small = [line for line in set_lines(data) if line.size == pytest.approx(8)]
    assert [line.text[:6] for line in small] == ["第1行第1列", "第1行第2列", "第2行第1列", "第2行第2列"]
    for line in small:
        assert line.baseline < 10 or line.baseline > 287


@pytest.mark.parametrize(
    ("form", "least"), [(Form(large=True), 22), (Form("a3", large=True), 26), (Form("a2", large=True), 42)]
)
def test_large_print_sets_the_body_in_22_points_at_least(fonts: FontLibrary, form: Form, least: int) -> None:
    lines: list[SetLine] = set_lines(render(formed(SHEET, form), fonts).data)
    (line,) = [line for line in lines if "同意" in line.text][:1]
    assert line.size == pytest.approx(least)


def test_a3_keeps_its_grid(fonts: FontLibrary) -> None:
    lines = set_lines(render(formed(SHEET, Form("a3")), fonts).data)
    body = [line for line in lines if line.size == pytest.approx(22)]
    full = [line for line in body if line.end > 297 - 27]
    steps = {round(a.baseline - b.baseline, 2) for a, b in pairwise(full)}
    assert full
    assert all(line.end == pytest.approx(297 - 26, abs=0.3) for line in full)
    (leading,) = {round((420 - 72) / round((420 - 72) * MM / (1.8 * 22)), 2)}
    assert all(step / leading == pytest.approx(round(step / leading), abs=0.01) for step in steps)


def test_margins_of_a_poster_stay_what_they_are_when_it_is_joined(fonts: FontLibrary) -> None:
    """What joining takes off the poster's edges was added to its margins."""
    upper, _ = compose(formed(SHEET, Form("a3", tiled=True)), fonts)
    (title,) = [item for item in window(upper).items if isinstance(item, TextRun) and item.role == "title"]
    first = window(upper)
    assert (title.y + first.dy) / MM > Margins().top
    assert first.dy / MM == pytest.approx(-15)


def test_the_date_of_a_plaque_is_in_chinese_figures(fonts: FontLibrary) -> None:
    lines = set_lines(render(formed(SHEET, Form("a3", plaque=True)), fonts).data)
    assert "二〇二〇年八月三日" in {line.text for line in lines}
    assert not any("2020" in line.text for line in lines)
