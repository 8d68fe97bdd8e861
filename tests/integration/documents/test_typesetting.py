"""The rules of a sheet read back out of the finished PDF: places of glyphs over prose and made-up text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from services.documents.fonts.library import FontLibrary
from services.documents.model import Document, Paragraph
from services.documents.pdf import render
from services.documents.plain_text import plain_document
from tests.helpers.line_rules import CLOSING, OPENING, UNITS, lonely, parted, wrong_ends, wrong_starts
from tests.helpers.set_pages import MM, Glyph, SetLine, set_lines
from tests.unit.documents.test_lines import PROSE, joined, pieces

_POLICY = Path(__file__).resolve().parents[4] / "shared/design/policy-2020-39.txt"
_BODY = 16.0
LEFT, RIGHT = 28.0, 184.0

LONG = [
    "为进一步完善楼院治理体系，推动“一核多元·融合共治”工作机制落地见效，经社区党委研究，并报街道党工委同意，现就有关事项"
    "公告如下。楼院（片区）党支部要把方向、管大局、保落实，楼栋党小组要收集民意、化解矛盾、联系群众；居民自治组织依法依规"
    "开展工作，重大事项按照“四议两公开”的办法办理——先议后办，办后公开……任何单位和个人不得代替居民作出决定。",
    PROSE,
    "本次改造共涉及3栋楼、168户、12480.5平方米，概算￥1,268,000元，其中财政补助80%，居民自筹20%，每平方米约25.4元；"
    "施工期为2020年9月1日至2020年11月30日，每日8时30分至12时、14时30分至18时作业，室外温度低于5℃时停止浇筑。",
    "居民如有不同意见，可在公示期（共7日）内到社区居委会（经开区第八大街127号）书面提出，也可拨打0371-66785390、"
    "13800138000，或发送邮件至yuanda@example.cn；逾期不提的，视为同意。Wi-Fi密码、APP下载等事项另行通知。“好的！”“真的吗？！”",
    "“一核”就是强化党组织的领导核心地位；“多元”就是组建“业主委员会”“自管会”“议事会”等自治组织；“融合”就是（街道、社区、楼院）三级联动；"
    "“共治”就是《公约》《规则》《章程》（以下简称“三项制度”）人人遵守（包括“租户”），“大家的事”大家（一起）“商量着办”。",
]


@pytest.fixture(scope="module")
def prose() -> list[str]:
    # Shifted by a character each time, so that lines end in many places.
    return ["楼院公约七章"[:shift] + text for shift in range(7) for text in LONG]


@pytest.fixture(scope="module")
def lines(fonts: FontLibrary, prose: list[str]) -> list[SetLine]:
    document = Document("关于楼院治理有关事项的公告", tuple(Paragraph(text) for text in prose))
    return set_lines(render(document, fonts).data)


def body(lines: Sequence[SetLine]) -> list[SetLine]:
    return [line for line in lines if abs(line.size - _BODY) < 0.01]


def paragraphs(lines: Sequence[SetLine]) -> list[list[SetLine]]:
    """Body lines by paragraph: one begins where a line is turned in."""
    found: list[list[SetLine]] = []
    for line in body(lines):
        if line.start > LEFT + 5 or not found:
            found.append([])
        found[-1].append(line)
    return found


def texts(lines: Sequence[SetLine]) -> list[str]:
    return [line.text for line in lines]


def test_the_text_comes_out_as_it_went_in(lines: list[SetLine], prose: list[str]) -> None:
    assert ["".join(texts(paragraph)) for paragraph in paragraphs(lines)] == prose


def test_no_line_begins_with_what_begins_none(lines: list[SetLine]) -> None:
    assert not [bad for part in paragraphs(lines) for bad in wrong_starts(texts(part))]


def test_no_line_ends_with_what_ends_none(lines: list[SetLine]) -> None:
    assert not [bad for part in paragraphs(lines) for bad in wrong_ends(texts(part))]


@pytest.mark.parametrize("kind", UNITS)
def test_no_unit_is_parted(lines: list[SetLine], prose: list[str], kind: str) -> None:
    for part, text in zip(paragraphs(lines), prose, strict=True):
        # A web address may be cut at its signs.
        if kind in ("Latin words", "numbers") and "http" in text:
            continue
        assert not parted(texts(part), text, [kind])


def test_no_character_stands_alone_on_a_last_line(lines: list[SetLine]) -> None:
    assert not [texts(part) for part in paragraphs(lines) if lonely(texts(part))]


def test_full_lines_are_flush_on_both_sides(lines: list[SetLine]) -> None:
    for part in paragraphs(lines):
        for number, line in enumerate(part):
            assert line.start == pytest.approx(LEFT + (11.143 if number == 0 else 0), abs=0.2), line.text
            if number < len(part) - 1:
                assert line.end == pytest.approx(RIGHT, abs=0.2), line.text
            assert line.end < RIGHT + 0.2


def test_a_full_page_has_22_lines_on_the_grid(lines: list[SetLine]) -> None:
    pages = {line.page for line in lines}
    for page in sorted(pages)[1:-1]:
        on_page = [line for line in body(lines) if line.page == page]
        assert len(on_page) == 22
        for number, line in enumerate(on_page):
            assert line.baseline == pytest.approx(on_page[0].baseline - number * 225 / 22, abs=0.05)
        top = 297 - 37 - on_page[0].baseline
        assert 0 < top < 225 / 22
        assert on_page[-1].baseline > 35


def test_lines_of_the_first_page_stand_on_the_same_grid(lines: list[SetLine]) -> None:
    first = [line for line in body(lines) if line.page == 1]
    second = next(line for line in body(lines) if line.page == 2)
    for line in first:
        steps = (second.baseline - line.baseline) / (225 / 22)
        assert steps == pytest.approx(round(steps), abs=0.01)


def test_a_full_line_has_28_characters(fonts: FontLibrary) -> None:
    document = Document("公告", (Paragraph("楼院治理" * 70, indent=False),))
    full = body(set_lines(render(document, fonts).data))
    assert {len(line.text) for line in full} == {28}
    for line in full:
        steps = [b.start - a.start for a, b in pairwise(line.glyphs)]
        assert all(step == pytest.approx(156 / 28 * MM, abs=0.01) for step in steps)


def test_the_stretch_is_spread_evenly(lines: list[SetLine]) -> None:
    for part in paragraphs(lines):
        for line in part[:-1]:
            chinese = [(a, b) for a, b in pairwise(line.glyphs) if han(a) and han(b)]
            steps = [b.start - a.start for a, b in chinese]
            assert max(steps) - min(steps) < 0.05 if steps else True, line.text


def han(glyph: Glyph) -> bool:
    return glyph.char >= "\u3400" and glyph.char not in CLOSING | OPENING


def test_closing_marks_at_a_lines_end_are_half_wide(lines: list[SetLine]) -> None:
    ends = [line.glyphs[-1] for part in paragraphs(lines) for line in part if line.text[-1] in CLOSING]
    assert len(ends) > 10
    for mark in ends:
        assert mark.end - mark.start == pytest.approx(8, abs=0.6), mark


def test_opening_marks_at_a_lines_start_lose_their_left_half(lines: list[SetLine]) -> None:
    starts = [line.glyphs[0] for part in paragraphs(lines) for line in part if line.text[0] in OPENING]
    assert starts
    for mark in starts:
        assert mark.end - mark.start == pytest.approx(8, abs=0.6), mark


def test_two_marks_side_by_side_take_at_most_one_and_a_half(lines: list[SetLine]) -> None:
    pairs = 0
    for part in paragraphs(lines):
        for line in part:
            for first, second in pairwise(line.glyphs):
                if first.char in CLOSING | OPENING and second.char in CLOSING | OPENING:
                    pairs += 1
                    assert second.end - first.start <= 1.5 * 16 + 2.5, (first, second)
    assert pairs > 10


def test_gaps_beside_latin_keep_their_bounds(lines: list[SetLine]) -> None:
    checked = 0
    for part in paragraphs(lines):
        for line in part:
            if stretch_of(line) > 1 / 4:
                continue  # pulled wider than a gap may be: the gaps then take their part
            for first, second, after in zip(line.glyphs, line.glyphs[1:], line.glyphs[2:], strict=False):
                if han(first) and second.char.isdigit() and after.char.isdigit():
                    # The first character takes an em and its share of the line's spread, the rest is the gap.
                    gap = (second.start - first.start - 16) / 16
                    assert 1 / 8 - 0.03 <= gap <= 1 / 4 + 0.03, line.text
                    checked += 1
    assert checked > 20


def stretch_of(line: SetLine) -> float:
    steps = [b.start - a.start for a, b in pairwise(line.glyphs) if han(a) and han(b)]
    return max(0.0, (min(steps) - 16) / 16) if steps else 0.0


def test_long_dashes_take_two_ems_and_meet(lines: list[SetLine]) -> None:
    dashes = 0
    for line in body(lines):
        for first, second in pairwise(line.glyphs):
            if first.char == second.char == "—":
                dashes += 1
                assert second.end - first.start == pytest.approx(32, abs=0.5)
    assert dashes > 5


def test_page_numbers_stand_in_their_place(lines: list[SetLine]) -> None:
    pages = sorted({line.page for line in lines})
    numbers = [line for line in lines if re.fullmatch(r"— \d+ —", line.text)]
    assert [line.text for line in numbers] == [f"— {page} —" for page in pages]
    for line in numbers:
        assert line.size == pytest.approx(14)
        # The dash, a third of the size above the baseline, is 7 mm below the type area.
        assert line.baseline + 0.35 * 14 / MM == pytest.approx(35 - 7, abs=0.3)
        if line.page % 2:
            assert line.end == pytest.approx(RIGHT - 14 / MM, abs=0.3)
        else:
            assert line.start == pytest.approx(LEFT + 14 / MM, abs=0.3)


def test_a_real_paper_keeps_every_rule(fonts: FontLibrary) -> None:
    if not _POLICY.exists():
        return  # the paper is not shipped with the program
    text = _POLICY.read_text("utf-8")
    found = body(set_lines(render(plain_document(text, "工作实施方案"), fonts).data))
    waiting = iter(found)
    for source in (line.strip() for line in text.splitlines() if line.strip()):
        part = [next(waiting)]
        while len("".join(texts(part)).replace(" ", "")) < len("".join(source.split())):
            part.append(next(waiting))
        assert "".join(texts(part)).replace(" ", "") == "".join(source.split())
        check([part])
    assert next(waiting, None) is None


def check(parts: list[list[SetLine]]) -> None:
    for part in parts:
        told = texts(part)
        assert not wrong_starts(told)
        assert not wrong_ends(told)
        assert not lonely(told)
        for line in part[:-1]:
            assert line.end == pytest.approx(RIGHT, abs=0.2), line.text
        for line in part:
            assert line.end < RIGHT + 0.2, line.text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces)
def test_made_up_text_keeps_every_rule(fonts: FontLibrary, parts: list[tuple[str, list[str]]]) -> None:
    text = "楼院公示" + joined(parts * 3)
    found = body(set_lines(render(Document("公告", (Paragraph(text),)), fonts).data))
    told = texts(found)
    assert "".join(told).replace(" ", "") == text.replace(" ", "")
    assert not wrong_starts(told)
    assert not wrong_ends(told)
    assert not parted(told, text, UNITS)
    for line in found[:-1]:
        assert line.end == pytest.approx(RIGHT, abs=0.2)
