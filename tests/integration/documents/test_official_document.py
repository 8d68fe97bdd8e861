"""A notice as the State Council's office sends it, set by `typeset`, against every rule of GB/T 9704-2012."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from main import main
from services import sheet_commands
from services.documents.fonts.library import FontLibrary
from services.documents.layout.compose import compose
from services.documents.layout.page import TextRun
from services.documents.plain_text import plain_document
from tests.helpers.line_rules import CLOSING, OPENING, UNITS, lonely, parted, wrong_ends, wrong_starts
from tests.helpers.set_pages import SetLine, set_lines

_FILE = Path(__file__).resolve().parents[2] / "data/official-notice.txt"
SOURCE = [line.strip() for line in _FILE.read_text("utf-8").splitlines() if line.strip()]
TITLE, NUMBER, ADDRESSEE = SOURCE[:3]
NOTE = next(at for at, line in enumerate(SOURCE) if line.startswith("附件"))
BODY = SOURCE[3:NOTE]
ORGAN, DATE, REMARK = SOURCE[-3:]
TOP, LEFT, RIGHT, FOOT = 297 - 37, 28.0, 184.0, 35.0
PITCH, LEADING = 156 / 28, 225 / 22


@pytest.fixture(scope="module")
def lines(fonts: FontLibrary, tmp_path_factory: pytest.TempPathFactory) -> list[SetLine]:
    out = tmp_path_factory.mktemp("official") / "out.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet_commands, "_library", lambda: fonts)
        assert main(["typeset", str(_FILE), "--style", "document", "--title", TITLE, "--out", str(out)]) == 0
    return set_lines(out.read_bytes())


@pytest.fixture(scope="module")
def sixteen(lines: list[SetLine]) -> list[SetLine]:
    return [line for line in lines if line.size == pytest.approx(16)]


@pytest.fixture(scope="module")
def parts(sixteen: list[SetLine]) -> dict[str, list[SetLine]]:
    """Every paragraph of the source below the title with its lines."""
    waiting, found = iter(sixteen), {}
    for source in SOURCE[1:]:
        found[source] = [next(waiting)]
        while len(bare("".join(texts(found[source])))) < len(bare(source)):
            found[source].append(next(waiting))
    assert next(waiting, None) is None
    return found


def texts(lines: Sequence[SetLine]) -> list[str]:
    return [line.text for line in lines]


def bare(text: str) -> str:
    return "".join(text.split())


def row(line: SetLine) -> float:
    """On which line of its page's grid a line of the body stands, from 0."""
    inset = (LEADING - 16 * 25.4 / 72) / 2 + 0.86 * 16 * 25.4 / 72
    return (TOP - line.baseline - inset) / LEADING


def test_nothing_is_lost_and_nothing_is_set_twice(
    lines: list[SetLine], parts: dict[str, list[SetLine]]
) -> None:
    titled = [line.text for line in lines if line.size == pytest.approx(22)]
    assert bare("".join(titled)) == TITLE
    for source, found in parts.items():
        assert bare("".join(texts(found))) == bare(source)


def test_the_title_is_centred_in_balanced_lines(lines: list[SetLine]) -> None:
    titled = [line for line in lines if line.size == pytest.approx(22)]
    assert texts(titled) == ["国务院办公厅关于2026年", "部分节假日安排的通知"]
    for line in titled:
        assert (line.start + line.end) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.3)


def test_the_number_is_centred_below_the_title_and_a_line_is_free(
    lines: list[SetLine], parts: dict[str, list[SetLine]]
) -> None:
    (number,), (addressee, *_) = parts[NUMBER], parts[ADDRESSEE]
    last = max(lines.index(line) for line in lines if line.size == pytest.approx(22))
    assert lines[last + 1] == number
    assert (number.start + number.end) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.3)
    assert number.baseline - addressee.baseline == pytest.approx(2 * LEADING, abs=0.05)


def test_the_addressee_is_flush_left(parts: dict[str, list[SetLine]]) -> None:
    assert [line.start for line in parts[ADDRESSEE]] == pytest.approx([LEFT], abs=0.1)


def test_paragraphs_are_turned_in_and_turned_over_flush(parts: dict[str, list[SetLine]]) -> None:
    for source in BODY:
        first, *others = parts[source]
        assert first.start == pytest.approx(LEFT + 2 * PITCH, abs=0.1), source
        assert [line.start for line in others] == pytest.approx([LEFT] * len(others), abs=0.1)
        for line in (first, *others)[:-1]:
            assert line.end == pytest.approx(RIGHT, abs=0.2), line.text


def test_no_line_breaks_a_rule(parts: dict[str, list[SetLine]]) -> None:
    for source in (ADDRESSEE, *BODY):
        told = texts(parts[source])
        assert not wrong_starts(told)
        assert not wrong_ends(told)
        assert not lonely(told)
        assert not parted(told, source, UNITS)


def test_marks_are_as_wide_as_they_should_be(parts: dict[str, list[SetLine]]) -> None:
    halves = pairs = 0
    for source in BODY:
        for line in parts[source]:
            if line.text[-1] in CLOSING:
                halves += 1
                assert line.glyphs[-1].end - line.glyphs[-1].start == pytest.approx(8, abs=0.6), line.text
            if line.text[0] in OPENING:
                assert line.glyphs[0].end - line.glyphs[0].start == pytest.approx(8, abs=0.6), line.text
            for first, second in pairwise(line.glyphs):
                if first.char in CLOSING | OPENING and second.char in CLOSING | OPENING:
                    pairs += 1
                    assert second.end - first.start <= 1.5 * 16 + 2.5, line.text
    assert halves > 15
    assert pairs > 5


def test_full_pages_have_22_lines_on_the_grid(sixteen: list[SetLine]) -> None:
    pages = {line.page for line in sixteen}
    assert len(pages) == 3
    for page in pages:
        rows = [row(line) for line in sixteen if line.page == page]
        assert rows == pytest.approx([round(each) for each in rows], abs=0.01)
        if page > 1:
            assert round(rows[0]) == 0
        if page < 3:
            assert round(rows[-1]) == 21
    assert len([line for line in sixteen if line.page == 2]) == 22


def test_no_line_is_free_between_paragraphs(sixteen: list[SetLine], parts: dict[str, list[SetLine]]) -> None:
    # Only below the number, above the note on attachments, and two above the signature.
    free = {ADDRESSEE: 1, SOURCE[NOTE]: 1, ORGAN: 2}
    wide = {parts[source][0]: rows for source, rows in free.items()}
    for above, below in pairwise(sixteen):
        if above.page == below.page:
            assert round(row(below) - row(above)) == 1 + wide.get(below, 0), below.text


def test_nothing_but_page_numbers_leaves_the_type_area(lines: list[SetLine]) -> None:
    for line in lines:
        if re.fullmatch(r"— \d — ?", line.text):
            assert line.baseline + 0.35 * 14 * 25.4 / 72 == pytest.approx(FOOT - 7, abs=0.3)
            assert line.size == pytest.approx(14)
            edge = 14 * 25.4 / 72
            outer = line.end - (RIGHT - edge) if line.page % 2 else line.start - (LEFT + edge)
            assert outer == pytest.approx(0, abs=0.3)
            continue
        assert line.start > LEFT - 0.1
        assert line.end < RIGHT + 0.2
        assert FOOT < line.baseline < TOP
    assert sum("—" in line.text and line.size == pytest.approx(14) for line in lines) == 3


def test_the_note_on_attachments_hangs(parts: dict[str, list[SetLine]]) -> None:
    first, second, third = (parts[source] for source in SOURCE[NOTE : NOTE + 3])
    above = parts[BODY[-1]][-1]
    assert above.baseline - first[0].baseline == pytest.approx(2 * LEADING, abs=0.05)
    assert first[0].start == pytest.approx(LEFT + 2 * PITCH, abs=0.1)
    assert [each[0].start for each in (second, third)] == pytest.approx([LEFT + 5 * PITCH] * 2, abs=0.1)
    assert len(second) == 2
    behind = next(glyph.start for glyph in second[0].glyphs if glyph.char == "节") * 25.4 / 72
    assert second[1].start == pytest.approx(behind, abs=0.1)


def test_signature_and_remark_stand_below_the_text(
    sixteen: list[SetLine], parts: dict[str, list[SetLine]]
) -> None:
    (organ,), (date,), (remark,) = parts[ORGAN], parts[DATE], parts[REMARK]
    assert date.end == pytest.approx(RIGHT - 4 * PITCH, abs=0.2)
    assert (organ.start + organ.end) / 2 == pytest.approx((date.start + date.end) / 2, abs=0.2)
    assert organ.baseline - date.baseline == pytest.approx(LEADING, abs=0.05)
    assert date.baseline - remark.baseline == pytest.approx(LEADING, abs=0.05)
    assert remark.start == pytest.approx(LEFT + 2 * PITCH, abs=0.1)
    last = parts[SOURCE[NOTE + 2]][-1]
    # Two lines for the seal, which reaches over organ and date.
    assert last.baseline - organ.baseline == pytest.approx(3 * LEADING, abs=0.05)
    text = [line for source in BODY for line in parts[source] if line.page == organ.page]
    assert len(text) >= 2


def test_levels_have_their_faces(fonts: FontLibrary) -> None:
    pages = compose(plain_document(_FILE.read_text("utf-8"), TITLE), fonts)
    runs = [item for page in pages for item in page.items if isinstance(item, TextRun)]
    roles = {
        role: "".join(run.text for run in runs if run.role == role) for role in {run.role for run in runs}
    }
    assert bare(roles["title"]) == TITLE
    items = [re.match("[^：]*：", line) for line in BODY if re.match("[一二三四五六七]、", line)]
    assert roles["heading1"] == "".join(item.group() for item in items if item) + "八、工作要求"
    led = [line[: line.index("。") + 1] for line in BODY if line.startswith("（") and line[1] in "一二三四"]
    assert roles["heading2"] == "".join(led)
    for other in (NUMBER, ADDRESSEE, "1.公路方面。", "（1）设置爱心通道。", ORGAN, DATE, REMARK):
        assert other in roles["body"]
    assert re.sub(r"[^\d]", "", roles["numerals"]) == "123"


@pytest.mark.parametrize("style", ["poster", "large"])
def test_other_styles_have_the_same_parts(fonts: FontLibrary, style: str) -> None:
    document = plain_document(
        _FILE.read_text("utf-8"), TITLE, "a3" if style == "poster" else "a4", style == "large"
    )
    last = compose(document, fonts)[-1]
    told = [item.text for item in last.items if isinstance(item, TextRun)]
    assert ORGAN in told
    assert DATE in told
    assert any(text in "".join(BODY) for text in told)
