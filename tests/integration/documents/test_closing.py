"""No signature stands on a page without text: lines are set closer, or two go over (GB/T 9704, 7.3.5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.documents.fonts.library import FontLibrary
from services.documents.layout.compose import compose
from services.documents.layout.page import MM, Page, TextRun, geometry_of, sizes_of
from services.documents.layout.text import TextSetter
from services.documents.model import (
    Attachments,
    Block,
    Column,
    Document,
    Heading,
    Note,
    OrgChart,
    OrgNode,
    Paragraph,
    Photos,
    RunIn,
    Signature,
    StepDiagram,
    Table,
)
from services.documents.model import DiagramStep as Step
from services.documents.pdf import render
from services.documents.plain_text import plain_document
from services.notices.photos import photo_of
from tests.helpers.files import scene
from tests.helpers.set_pages import set_lines

ORGAN, DATE, REMARK = "远大社区居民委员会", "2020年8月3日", "（此件公开发布）"
SIGNED = Signature(ORGAN, DATE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of a page: what stands on each line of its grid, and how far the lines are apart in points."""

    rows: dict[int, str]
    pitch: float


def sheets(document: Document, fonts: FontLibrary) -> list[Sheet]:
    return [_rows(page, document) for page in compose(document, fonts)]


def _rows(page: Page, document: Document) -> Sheet:
    sizes, geometry = sizes_of(document), geometry_of(document)
    runs = [item for item in page.items if isinstance(item, TextRun) and item.size == sizes.body]
    heights = sorted({round(run.y, 3) for run in runs})
    pitch = min((b - a for a, b in pairwise(heights)), default=sizes.leading)
    first = (sizes.leading - sizes.body) / 2 + 0.86 * sizes.body
    rows: dict[int, str] = {}
    for run in sorted(runs, key=lambda each: each.x):
        row = (run.y - geometry.top) / pitch - first / sizes.leading
        assert row == pytest.approx(round(row), abs=0.02)
        rows[round(row)] = rows.get(round(row), "") + run.text
    return Sheet(rows, pitch)


def text_above(sheet: Sheet) -> int:
    """How many lines of a page belong to the text, not to what stands below it."""
    return sum(map(is_text, sheet.rows.values()))


def is_text(row: str) -> bool:
    return row not in (ORGAN, DATE, REMARK) and bool(row.strip("附件：.1234567890"))


def lines(count: int, char: str = "楼") -> Paragraph:
    """A paragraph of so many lines on A4, the last one short."""
    return Paragraph(char * (28 * count - 10))


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("count", range(15, 24))
def test_a_signature_never_stands_alone(fonts: FontLibrary, count: int, sealed: bool) -> None:
    document = Document("公告", (lines(count), Signature(ORGAN, DATE, sealed)))
    found = sheets(document, fonts)
    # The title takes two lines of the grid; one line is free above organ and date.
    rows = 2 + count + 1 + 2
    assert len(found) == (1 if rows <= 23 else 2)
    assert text_above(found[-1]) >= min(2, count)
    leading = sizes_of(document).leading
    assert found[0].pitch == pytest.approx(leading * (22 / 23 if rows == 23 else 1), abs=0.01)
    if rows > 23:
        # One line more than needed is never carried over.
        assert text_above(found[1]) == max(2, count - 20)


def test_lines_of_a_fuller_page_stand_evenly_within_its_type_area(fonts: FontLibrary) -> None:
    document = Document("公告", (Paragraph("楼" * 28 * 20, indent=False), lines(20), SIGNED))
    pages = set_lines(render(document, fonts).data)
    last = [line for line in pages if line.page == 2 and line.size == pytest.approx(16)]
    assert [line.text for line in last][-2:] == [ORGAN, DATE]
    assert len(last) == 22  # and the free line
    steps = [a.baseline - b.baseline for a, b in pairwise(last)]
    assert steps[-2] == pytest.approx(2 * 225 / 23, abs=0.05)
    assert all(step == pytest.approx(225 / 23, abs=0.05) for step in (*steps[:-2], steps[-1]))
    assert last[0].baseline + 16 / MM < 297 - 37 + 0.5
    assert last[-1].baseline > 35
    # The page before has its 22 lines; the number stands where it always does.
    assert len({line.baseline for line in pages if line.page == 1 and line.size < 20}) == 21
    assert pages[-1].text == "— 2 —"
    assert pages[-1].baseline + 0.35 * 14 / MM == pytest.approx(28, abs=0.3)


@pytest.mark.parametrize("count", range(14, 24))
def test_a_short_last_line_takes_one_before_it_along(fonts: FontLibrary, count: int) -> None:
    document = Document("公告", (lines(count), Paragraph("特此公告。"), SIGNED))
    last = sheets(document, fonts)[-1]
    assert text_above(last) >= 2
    assert "特此公告。" in last.rows.values()


@pytest.mark.parametrize("end", [1, 2, 3])
@pytest.mark.parametrize("count", range(10, 22))
def test_a_heading_goes_with_what_is_carried_over(fonts: FontLibrary, count: int, end: int) -> None:
    blocks = (lines(count), Heading("三、工作要求"), Heading("（一）责任", 2), lines(end, "院"), SIGNED)
    for sheet in sheets(Document("公告", blocks), fonts):
        assert not sheet.rows or sheet.rows[max(sheet.rows)] not in ("三、工作要求", "（一）责任")
    last = sheets(Document("公告", blocks), fonts)[-1]
    assert text_above(last) >= min(2, end)


@pytest.mark.parametrize("count", range(8, 24))
def test_the_note_on_attachments_and_the_remark_stay_with_the_signature(
    fonts: FontLibrary, count: int
) -> None:
    note = Attachments(("防汛物资清单", "值班表"))
    document = Document("公告", (lines(count), note, SIGNED, Paragraph(REMARK)))
    last = sheets(document, fonts)[-1]
    told = "".join(last.rows.values())
    assert all(text in told for text in ("附件：1.防汛物资清单", "2.值班表", ORGAN, DATE, REMARK))
    assert sum("楼楼" in row for row in last.rows.values()) >= 2


@pytest.mark.parametrize("count", range(8, 40))
def test_the_last_of_many_attachments_stand_above_the_signature(fonts: FontLibrary, count: int) -> None:
    names = tuple(f"第{number}号楼栋清单" for number in range(1, count + 1))
    last = sheets(Document("公告", (lines(5), Attachments(names), SIGNED)), fonts)[-1]
    assert text_above(last) >= 2


@pytest.mark.parametrize("count", range(8, 24))
def test_items_of_a_list_fill_their_page(fonts: FontLibrary, count: int) -> None:
    items = tuple(Heading(f"{number}.购置桌椅", 3) for number in range(1, 31))
    found = sheets(Document("公告", (lines(count), *items, SIGNED)), fonts)
    assert max(found[0].rows) == 21
    assert text_above(found[-1]) >= 2


PHOTO = photo_of(scene((900, 600)), "改造后")
ROWS = tuple((f"第{number}项", str(number)) for number in range(12))
FIGURES: dict[str, Block] = {
    "table": Table((Column("项目"), Column("数")), ROWS),
    "photos": Photos((PHOTO, PHOTO)),
    "steps": StepDiagram((("一征", 1),), (Step("征求意见", "7月12日"), Step("提议")), 0),
    "note": Note("注：统计截至2020年7月30日。" * 6),
    "chart": OrgChart(OrgNode("党委", ("王䶮",), (), (OrgNode("第一支部"), OrgNode("第二支部")))),
}


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_before_the_signature_shares_its_page(fonts: FontLibrary, kind: str) -> None:
    for count in range(1, 22):
        blocks = (lines(count), Heading("二、附图"), FIGURES[kind], SIGNED)
        pages = compose(Document("公告", blocks), fonts)
        sizes = {item.size for item in pages[-1].items if isinstance(item, TextRun)}
        others = [item for item in pages[-1].items if not isinstance(item, TextRun)]
        assert others or 12.0 in sizes, count
        head = [[i.text for i in page.items if isinstance(i, TextRun)][-2:-1] for page in pages]
        assert ["二、附图"] not in head, count


def test_beside_a_table_the_free_line_is_given_up_first(fonts: FontLibrary) -> None:
    table = Table((Column("项目"),), (("水费",),))
    for count in range(8, 20):
        found = compose(Document("公告", (table, lines(count), SIGNED)), fonts)
        text = sum(
            isinstance(item, TextRun) and item.size == 16 and item.text[:1] == "楼"
            for item in found[-1].items
        )
        assert text >= 2, count


paragraphs = st.builds(
    lambda size, char: Paragraph(char * size), st.integers(1, 150), st.sampled_from("楼院")
)
texts: Any = st.lists(
    st.one_of(
        paragraphs,
        paragraphs,
        st.just(Paragraph("特此通知。")),
        st.builds(Heading, st.sampled_from(["一、目标", "一、" + "目" * 35]), st.just(1)),
        st.builds(lambda n: RunIn("（一）加强领导。", "街" * n), st.integers(1, 90)),
    ),
    min_size=1,
    max_size=25,
)
forms = st.sampled_from(
    [
        {},
        {"paper": "a3"},
        {"large_print": True},
        {"landscape": True},
        {"free_line": True, "number": "远居〔2020〕7号"},
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, st.booleans(), st.lists(st.integers(2, 60), max_size=4), st.booleans(), forms)
def test_the_page_of_a_signature_has_text_of_any_length(
    fonts: FontLibrary, body: list[Block], sealed: bool, names: list[int], remark: bool, form: dict[str, Any]
) -> None:
    note = (Attachments(tuple("附" * size for size in names)),) if names else ()
    end = (Paragraph(REMARK),) if remark else ()
    document = Document("公告", (*body, *note, Signature(ORGAN, DATE, sealed), *end), **form)
    leading = sizes_of(document).leading
    grid = round(geometry_of(document).area_height / leading)
    found = sheets(document, fonts)
    told = [sheet.rows[row] for sheet in found for row in sorted(sheet.rows)]
    last = found[-1]
    assert last.rows[max(last.rows)] == (REMARK if remark else DATE)
    noted = sum(not is_text(row) for row in told) - 2 - remark
    assert "".join(filter(is_text, told)).removeprefix(document.number) == "".join(map(_said, body))
    if 3 * noted <= grid:
        assert text_above(last) >= min(2, sum(map(is_text, told)))
    for number, sheet in enumerate(found):
        tight = sheet.pitch < 0.99 * leading
        assert max(sheet.rows) < grid + tight
        if tight:
            assert sheet.pitch == pytest.approx(leading * grid / (grid + 1), abs=0.01)
            assert number == len(found) - 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(paragraphs, min_size=1, max_size=40))
def test_every_page_before_is_full(fonts: FontLibrary, body: list[Block]) -> None:
    found = sheets(Document("公告", (*body, SIGNED)), fonts)
    for sheet in found[:-2]:
        assert max(sheet.rows) == 21
    if len(found) > 1:
        before, last = found[-2], found[-1]
        carried = text_above(last)
        # Full, or as many lines short as were carried over, and these are no more than two.
        assert max(before.rows) == 21 or carried == 2
        assert max(before.rows) + 1 + carried >= 21
        assert before.pitch == pytest.approx(sizes_of(Document("公告", ())).leading, abs=0.01)


def _said(block: Block) -> str:
    if isinstance(block, RunIn):
        return block.heading + block.text
    return block.text if isinstance(block, Paragraph | Heading) else ""


def test_the_work_grows_with_the_number_of_blocks(
    fonts: FontLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:

    broken = 0
    real = TextSetter.lines

    def counted(*args: Any, **more: Any) -> Any:
        nonlocal broken
        broken += 1
        return real(*args, **more)

    monkeypatch.setattr(TextSetter, "lines", counted)
    counts = []
    for size in (200, 400, 800):
        broken = 0
        text = "\n".join(f"{number % 9 + 1}.购置桌椅" for number in range(size))
        compose(plain_document(f"{text}\n{ORGAN}\n{DATE}", "清单"), fonts)
        counts.append(broken)
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0])
