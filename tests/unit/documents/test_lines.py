"""Line breaking: nothing forbidden at an edge, nothing split that belongs together, nothing lost."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.documents.layout import lines as lines_module
from services.documents.layout.justify import fit
from services.documents.layout.lines import Line, break_lines
from services.documents.layout.measured import Measured
from services.documents.layout.units import bindings
from tests.helpers.line_rules import UNITS, lonely, parted, wrong_ends, wrong_starts

PROSE = (
    "2020年7月26日，郑纺机西院居民代表会议应到31人，实到25人，对《下水管道改造方案》进行表决，同意22票、反对1票、"
    "弃权2票（其中“委托表决”3票），决议通过。王䶮、李㛃、张𫖯、陈𬤝、𠅤志远参加——会议由楼院（片区）党支部牵头……"
    "咨询电话：0371-66785390；费用每户每月10元，占总额的12.5%，气温25℃时施工。详见http://example.cn/a?b=1。真的吗？！"
)


def widths(text: str) -> list[float]:
    return [0.5 if char.isascii() else 1.0 for char in text]


def broken(text: str, room: float, first: float | None = None) -> list[Line]:
    return break_lines(text, widths(text), room, first)


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def drawn_width(line: Line, room: float) -> float:
    """Width of a line as it is drawn: squeezed into its room, or spread over it."""
    fitted = fit(line, room, 1.0)
    tweaks = sum(tweak.delta for tweak in fitted.tweaks)
    return sum(widths(line.text)) + tweaks + fitted.spread * len(line.text)


def test_nothing_forbidden_begins_a_line() -> None:
    for room in range(18, 60):
        assert not wrong_starts(texts(broken(PROSE, room, room - 2.0)))


def test_nothing_forbidden_ends_a_line() -> None:
    for room in range(18, 60):
        assert not wrong_ends(texts(broken(PROSE, room, room - 2.0)))


@pytest.mark.parametrize("kind", UNITS)
def test_units_are_not_parted(kind: str) -> None:
    address = PROSE.index("http")
    for room in range(18, 60):
        text = PROSE if kind not in ("Latin words", "numbers") else PROSE[:address]
        assert not parted(texts(broken(text, room)), text, [kind]), room


def test_nothing_is_lost() -> None:
    for room in range(3, 60):
        assert "".join(texts(broken(PROSE, room))) == PROSE


def test_full_lines_fill_their_room_exactly() -> None:
    for room in range(18, 60):
        for line in broken(PROSE, room)[:-1]:
            assert drawn_width(line, room) == pytest.approx(room)
        assert drawn_width(broken(PROSE, room)[-1], room) <= room + 1e-6


def test_a_closing_mark_at_a_lines_end_is_half_wide() -> None:
    (line, _) = broken("一二三四五六七八九，甲乙丙", 9.5)
    assert (line.text, line.width) == ("一二三四五六七八九，", 9.5)


def test_an_opening_mark_at_a_lines_start_loses_its_left_half() -> None:
    lines = broken("一二三四五《甲乙丙丁》戊己庚", 5.0)
    assert lines[1].text == "《甲乙丙丁》"
    assert lines[1].tweaks[0].left == 0.5
    assert lines[1].width == 5.0


def test_two_marks_side_by_side_take_one_and_a_half() -> None:
    for pair in ("）。", "：“", "》、", "“《", "。”", "）（", "？！"):
        text = f"中{pair}文"
        assert Measured(text, widths(text), 1.0).width(0, 4) == 3.5, pair


def test_a_unit_is_squeezed_in_before_it_is_pushed_out() -> None:
    # Without squeezing “戊，” had to go to the next line.
    text = "一、二、三、四、五六七八九十甲乙丙丁戊，己庚辛"
    squeezed = broken(text, 19.0)[0]
    assert squeezed.text == text[:20]
    assert squeezed.width > 19.0
    assert drawn_width(squeezed, 19.0) == pytest.approx(19.0)
    # Where there is nothing to squeeze it is pushed out, with the character its mark belongs to.
    bare = "一二三四五六七八九十甲乙丙丁戊己庚辛壬，癸子丑"
    assert broken(bare, 19.0)[0].text == bare[:18]


def test_gaps_between_chinese_and_latin_keep_their_bounds() -> None:
    for room in range(18, 60):
        for line in broken(PROSE, room):
            fitted = fit(line, room, 1.0) if not line.last or line.width > room else None
            tweaks = {t.at: t.delta for t in (fitted.tweaks if fitted else line.tweaks)}
            spread = fitted.spread if fitted else 0.0
            if spread > 1 / 4:
                continue  # pulled wider than a gap may be: the gaps then take their part
            for index in range(len(line.text) - 1):
                first, second = line.text[index], line.text[index + 1]
                if (first.isalnum() and first.isascii()) != (second.isalnum() and second.isascii()):
                    gap = tweaks.get(index, 0.0) + spread
                    if first.isalnum() and second.isalnum():
                        assert 1 / 8 - 1e-6 <= gap <= 1 / 4 + 1e-6, (room, line.text, index)


def test_no_gap_stands_at_a_lines_edge() -> None:
    (line, _) = broken("一二三四五六七八2020甲乙丙丁戊己庚辛壬癸", 10.2)
    assert line.text == "一二三四五六七八2020"
    assert [tweak.at for tweak in line.tweaks] == [7]


def test_no_gap_stands_beside_a_mark() -> None:
    text = "中，2020。"
    assert Measured(text, widths(text), 1.0).width(0, len(text)) == 1 + 1 + 2 + 0.5


def test_a_latin_word_is_not_pulled_apart() -> None:
    (line, _) = broken("居民Wi-Fi密码居民自治管理委员会", 10.0)
    spread = fit(line, 10.0, 1.0)
    inside = {t.at: t.delta for t in spread.tweaks}
    start = line.text.index("Wi-Fi")
    for index in range(start, start + 4):
        assert inside.get(index, 0.0) + spread.spread == pytest.approx(0.0)


def test_a_line_break_in_the_text_ends_the_line() -> None:
    lines = broken("第一行\n\n第三行", 20)
    assert texts(lines) == ["第一行", "", "第三行"]
    assert all(line.last for line in lines)


def test_a_unit_wider_than_the_line_is_cut_at_its_joints() -> None:
    assert texts(broken("2020年6月25日", 3.2)) == ["2020年", "6月", "25日"]
    long = "http://a.cn/" + "x" * 50
    assert "".join(texts(broken(long, 8))) == long
    assert all(line.width <= 8 for line in broken(long, 8))


def test_a_word_longer_than_a_line_is_cut_where_it_stands() -> None:
    lines = broken("居民" + "x" * 200 + "代表", 28.0)
    assert len(lines) == 4
    assert all(line.width > 27 for line in lines[:-1])


def test_an_address_is_cut_at_a_sign_rather_than_leave_a_gaping_line() -> None:
    lines = texts(broken("详见http://example.cn/notices/2020/07/26/index.html等处", 20.0))
    assert lines[0] == "详见http://example.cn/notices/2020/07/"


def test_no_character_stands_alone_on_the_last_line() -> None:
    assert texts(broken("一二三四五六七八九十甲乙。", 11.0)) == ["一二三四五六七八九十", "甲乙。"]
    # Where marks give enough room, it goes up instead.
    assert len(broken("一，二，三，四五六七八九十甲乙。", 14.6)) == 1
    for room in range(8, 60):
        assert not lonely(texts(broken("居民代表会议对方案进行表决" * 6, room)))


def test_an_empty_text_is_one_empty_line() -> None:
    assert texts(broken("", 10)) == [""]


# Runs of marks longer than a line cannot be set by any rule; words and marks in any order can.
WORDS = [
    "居民",
    "议",
    "组织",
    "B2",
    "Wi-Fi",
    "2020年8月3日",
    "12.5%",
    "￥30",
    "0371-66785390",
    "𠅤",
    "25℃",
    "a b",
    "8人",
]
MARKS = ["，", "。", "、", "“", "”", "（", "）", "《", "》", "——", "……", "？！", "·", "～", " ", ",", ")", ""]
pieces = st.lists(
    st.tuples(st.sampled_from(WORDS), st.lists(st.sampled_from(MARKS), max_size=3)), min_size=1, max_size=40
)


def joined(parts: list[tuple[str, list[str]]]) -> str:
    # Figures that run into each other are no figures any more.
    text = "".join(f"{word}{''.join(marks)}\n" for word, marks in parts)
    return re.sub(r"(?<=[A-Za-z\d])\n(?=[A-Za-z\d])", "区", text).replace("\n", "").strip()


@settings(max_examples=300, deadline=None)
@given(pieces, st.integers(16, 40))
@example([("议", ["“", "（", "《"]), ("2020年8月3日", ["》", "）", "”"])] * 6, 16)
def test_any_order_of_marks_keeps_the_rules(parts: list[tuple[str, list[str]]], room: int) -> None:
    text = joined(parts)
    lines = texts(broken(text, room))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    if max(measure(bound) for bound in clusters(text)) > room:
        return
    assert not wrong_starts(lines)
    assert not wrong_ends(lines)
    assert not parted(lines, text, UNITS)


@settings(max_examples=200, deadline=None)
@given(pieces, st.integers(16, 40))
def test_any_order_of_marks_fills_its_lines(parts: list[tuple[str, list[str]]], room: int) -> None:
    for line in broken(joined(parts), room):
        if not line.last and len(line.text) > 1:
            assert drawn_width(line, room) == pytest.approx(room)
        assert drawn_width(line, room) <= room + 1e-6 or len(line.text) == 1 or line.last


@settings(max_examples=300, deadline=None)
@given(
    st.text("居院，。“”（）《》—…？！·～/ab1 2-.,:@\u3000\u0301元年月日%℃￥𠅤第十'’「」\n+", max_size=60),
    st.sampled_from([1.0, 2.5, 4.0, 7.0, 16.0]),
)
@example("…\n…2院%", 1.0)
def test_any_text_is_set_whole_in_any_room(text: str, room: float) -> None:
    lines = broken(text, room, room / 2)
    assert "".join("".join(texts(lines)).split()) == "".join(text.split())


def clusters(text: str) -> list[str]:
    bound = bindings(text)
    cuts = [place for place in range(len(text) + 1) if place in (0, len(text)) or not bound[place]]
    return [text[a:b] for a, b in pairwise(cuts)]


def measure(text: str) -> float:
    return sum(widths(text)) + 1.0


def test_the_work_grows_with_the_length_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def steps(text: str) -> int:
        count = 0

        class Counted(Measured):
            def width(self, start: int, end: int) -> float:
                nonlocal count
                count += 1
                return super().width(start, end)

        monkeypatch.setattr(lines_module, "Measured", Counted)
        break_lines(text, widths(text), 28.0)
        return count

    for hard in (
        PROSE,
        "（《“居民”》）、" * 10,
        "x" * 90,
        " " * 200 + "议",
        "“" * 60 + "，" * 60,
        "1.1.1-2" * 30,
    ):
        once, twice = steps(hard * 20), steps(hard * 40)
        assert twice <= 2.2 * once + 20, hard[:10]
