"""Titles, headings, notes under the text, signatures, tables and large print, read back out of the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from services.documents.fonts.library import FontLibrary
from services.documents.layout.compose import compose
from services.documents.layout.page import TextRun
from services.documents.model import (
    Annex,
    Attachments,
    Column,
    Document,
    Heading,
    Margins,
    Paragraph,
    RunIn,
    Signature,
    Table,
)
from services.documents.pdf import render
from tests.helpers.set_pages import SetLine, set_lines

PITCH = 156 / 28
RIGHT = 184.0


def pages(fonts: FontLibrary, *blocks: Any, title: str = "公告", **more: Any) -> list[SetLine]:
    return set_lines(render(Document(title, blocks, **more), fonts).data)


def line_with(lines: Sequence[SetLine], text: str) -> SetLine:
    return next(line for line in lines if text in line.text)


def edge(line: SetLine, char: str) -> float:
    """Where the place of a character begins, in millimetres."""
    return next(glyph.start for glyph in line.glyphs if glyph.char == char) * 25.4 / 72


def runs(fonts: FontLibrary, *blocks: Any) -> list[TextRun]:
    (page, *_) = compose(Document("公告", blocks), fonts)
    return [item for item in page.items if isinstance(item, TextRun)]


def test_a_title_is_centred_and_large(fonts: FontLibrary) -> None:
    title = pages(fonts, Paragraph("内容。"), title="关于召开居民代表会议的通知")[0]
    assert title.size == pytest.approx(22)
    assert (title.start + title.end) / 2 == pytest.approx(28 + 78, abs=0.2)


def test_heading_levels_have_their_faces(fonts: FontLibrary) -> None:
    levels = [Heading("一、概况"), Heading("（一）党组织", 2), Heading("1.成员", 3), Heading("（1）职责", 4)]
    found = runs(fonts, *levels)[1:5]
    assert [run.role for run in found] == ["heading1", "heading2", "body", "body"]
    assert {run.size for run in found} == {16.0}
    # All are turned in by two characters; the bracket at the line's start has lost its left half.
    assert {round(run.x / 72 * 25.4, 1) for run in found} == {round(28 + 2 * PITCH, 1)}


def test_a_run_in_heading_changes_its_face_within_the_line(fonts: FontLibrary) -> None:
    text = "各社区要高度重视，按照职责分工抓好落实，及时报告进展情况，确保各项任务如期完成。"
    block = RunIn("（一）加强组织领导。", text)
    found = runs(fonts, block)[1:-1]
    assert [(run.role, run.text) for run in found][:1] == [("heading2", "（一）加强组织领导。")]
    assert {run.role for run in found[1:]} == {"body"}
    lines = [line for line in pages(fonts, block) if line.size == pytest.approx(16)]
    assert "".join(line.text for line in lines) == block.heading + text
    assert lines[0].end == pytest.approx(RIGHT, abs=0.2)


def test_attachments_turn_over_under_the_name(fonts: FontLibrary) -> None:
    names = ("改造方案", "居民代表会议表决结果汇总表及各楼栋居民代表签字确认情况的说明和附表", "名单")
    lines = pages(fonts, Paragraph("内容。"), Attachments(names))
    first, second, third = (line_with(lines, f"{n}.") for n in (1, 2, 3))
    over = lines[lines.index(second) + 1]
    assert first.start == pytest.approx(28 + 2 * PITCH, abs=0.1)
    assert edge(first, "1") == pytest.approx(edge(second, "2"), abs=0.01)
    assert edge(second, "2") == pytest.approx(edge(third, "3"), abs=0.01)
    assert over.start == pytest.approx(edge(second, "居"), abs=0.1)
    # One line of the grid is left free above.
    text = line_with(lines, "内容")
    assert text.baseline - first.baseline == pytest.approx(2 * 225 / 22, abs=0.05)


def test_an_attachment_begins_a_page(fonts: FontLibrary) -> None:
    lines = pages(fonts, Paragraph("内容。"), Annex("附件2", "值班表"), Paragraph("第一班。"), Annex("附件3"))
    label, title, text, last = (line_with(lines, each) for each in ("附件2", "值班表", "第一班", "附件3"))
    assert [line.page for line in (label, title, text, last)] == [2, 2, 2, 3]
    assert label.start == pytest.approx(28, abs=0.1)
    top = 297 - 37 - label.baseline
    assert top < 225 / 22
    # The title stands on the third line, the text on the grid.
    assert title.size == pytest.approx(22)
    assert (title.start + title.end) / 2 == pytest.approx(28 + 78, abs=0.2)
    assert 2 < (297 - 37 - title.baseline) / (225 / 22) < 3.1
    assert label.baseline - text.baseline == pytest.approx(4 * 225 / 22, abs=0.05)
    page = compose(Document("公告", (Annex("附件"),)), fonts)[-1]
    assert [item.role for item in page.items if isinstance(item, TextRun)] == ["heading1", "numerals"]


def test_attendance_turns_over_under_the_first_name(fonts: FontLibrary) -> None:
    lines = pages(fonts, Paragraph("出席：" + "、".join(["王五", "欧阳志远", "赵六", "钱七"] * 4), lead=3))
    first = line_with(lines, "出席：")
    over = lines[lines.index(first) + 1]
    assert first.start == pytest.approx(28 + 2 * PITCH, abs=0.1)
    assert over.start == pytest.approx(edge(first, "王"), abs=0.1)
    assert runs(fonts, Paragraph("出席：王五", lead=3))[1].role == "heading1"


@pytest.mark.parametrize("text", ["出席：", "很长很长很长很长很长很长很长的标签：王五", "出\n席：王五"])
def test_odd_labels_are_set_all_the_same(fonts: FontLibrary, text: str) -> None:
    lead = text.index("：") + 1
    lines = pages(fonts, Paragraph(text, lead=lead))[1:-1]
    assert "".join(line.text for line in lines) == text.replace("\n", "")


def test_no_space_is_read_between_label_and_text(fonts: FontLibrary) -> None:
    lines = pages(fonts, Paragraph("出席：王五", lead=3), Attachments(("改造方案", "名单")))
    for label, following in (("出席：", "王"), ("附件：", "1"), ("1.", "改"), ("2.", "名")):
        line = line_with(lines, label)
        end = next(a for a, b in pairwise(line.glyphs) if a.char == label[-1] and b.char == following)
        assert edge(line, following) == pytest.approx(end.end * 25.4 / 72, abs=0.3)


def test_a_sealed_signature_ends_four_characters_in(fonts: FontLibrary) -> None:
    lines = pages(fonts, Paragraph("内容。"), Signature("远大社区居民委员会", "2020年7月30日"))
    organ, date = line_with(lines, "委员会"), line_with(lines, "7月30日")
    assert date.end == pytest.approx(RIGHT - 4 * PITCH, abs=0.2)
    assert (organ.start + organ.end) / 2 == pytest.approx((date.start + date.end) / 2, abs=0.2)


def test_an_unsealed_signature_is_followed_by_the_date_two_further_right(fonts: FontLibrary) -> None:
    organ_name = "明湖街道远大社区居民委员会"
    lines = pages(fonts, Paragraph("内容。"), Signature(organ_name, "2020年7月30日", sealed=False))
    organ, date = line_with(lines, "委员会"), line_with(lines, "7月30日")
    assert organ.end == pytest.approx(RIGHT - 2 * PITCH, abs=0.2)
    assert date.start - organ.start == pytest.approx(2 * PITCH, abs=0.2)


def test_a_date_longer_than_the_organ_moves_the_organ_left(fonts: FontLibrary) -> None:
    lines = pages(fonts, Paragraph("内容。"), Signature("居委会", "2020年7月30日", sealed=False))
    organ, date = line_with(lines, "居委会"), line_with(lines, "7月30日")
    assert date.end == pytest.approx(RIGHT - 2 * PITCH, abs=0.2)
    assert date.start - organ.start == pytest.approx(2 * PITCH, abs=0.2)


def test_figures_stand_on_their_points(fonts: FontLibrary) -> None:
    figures = ("1,234.5", "98.75", "12345", "0.125", "—")
    table = Table((Column("项目"), Column("金额", 1, "decimal")), tuple(("水费", f) for f in figures))
    lines = [line for line in pages(fonts, table) if "水费" in line.text]
    whole = [line for line in lines if "." in line.text]
    points = {round(edge(line, "."), 2) for line in whole}
    assert len(whole) == 3
    assert max(points) - min(points) < 0.02
    last_digit = line_with(lines, "12345").glyphs[-1].end * 25.4 / 72
    assert last_digit == pytest.approx(points.pop(), abs=0.05)


def test_no_cell_is_clipped_or_runs_into_its_neighbour(fonts: FontLibrary) -> None:
    cells = (
        "2020年6月25日",
        "0371-66785390",
        "communityofficeuser",
        "12,345,678.90",
        "居民自治管理委员会",
        "（一）",
        "王䶮",
        "9",
    )
    columns = tuple(Column(f"第{n}列", 1, "left") for n in range(8))
    lines = pages(fonts, Table(columns, (cells,) * 3))
    told = "".join(line.text for line in lines)
    for cell in cells:
        assert all(told.count(char) >= 3 * cell.count(char) for char in cell)
    for line in lines:
        assert line.start >= 28 - 0.2
        assert line.end <= RIGHT + 0.2
        for first, second in pairwise(line.glyphs):
            assert second.start >= first.end - 0.5, line.text


def test_names_of_two_characters_take_the_room_of_three(fonts: FontLibrary) -> None:
    table = Table((Column("姓名", 1, "name"),), (("王五",), ("欧阳志",), ("𠅤远",)))
    two, three, rare = pages(fonts, table)[2:5]
    assert two.start == pytest.approx(three.start, abs=0.05)
    assert two.end == pytest.approx(three.end, abs=0.05)
    assert (rare.start, rare.end) == pytest.approx((two.start, two.end), abs=0.05)


def test_text_after_a_table_is_on_the_grid_again(fonts: FontLibrary) -> None:
    table = Table((Column("项目"),), (("水费",), ("电费",)))
    lines = pages(fonts, Paragraph("前文。"), table, Paragraph("后文。"))
    steps = (line_with(lines, "前文").baseline - line_with(lines, "后文").baseline) / (225 / 22)
    assert steps == pytest.approx(round(steps), abs=0.01)


@pytest.mark.parametrize(
    ("paper", "landscape", "large", "size"),
    [
        ("a4", False, True, 22.0),
        ("a3", False, False, 22.0),
        ("a4", True, False, 16.0),
        ("a3", True, True, 26.0),
    ],
)
def test_other_forms_fill_their_type_area(
    fonts: FontLibrary, paper: Any, landscape: bool, large: bool, size: float
) -> None:
    text = "居民代表会议对方案进行表决" * 40
    found = pages(fonts, Paragraph(text, indent=False), paper=paper, landscape=landscape, large_print=large)
    width, height = (297, 420) if paper == "a3" else (210, 297)
    width = height if landscape else width
    lines = [line for line in found if line.size == pytest.approx(size)]
    assert "".join(line.text for line in lines) == text
    for line in lines[:-1]:
        assert line.start == pytest.approx(28, abs=0.2)
        assert line.end == pytest.approx(width - 26, abs=0.3)


def test_margins_are_settings(fonts: FontLibrary) -> None:
    found = pages(fonts, Paragraph("居民代表会议" * 40, indent=False), margins=Margins(30, 20, 20, 25))
    lines = [line for line in found if line.size == pytest.approx(16)]
    assert (lines[0].start, lines[0].end) == pytest.approx((20, 190), abs=0.2)
