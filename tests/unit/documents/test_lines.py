"""Line breaking: nothing forbidden at an edge, nothing split that belongs together, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.documents.layout.justify import fit
from services.documents.layout.lines import NO_END, NO_START, Line, break_lines

PROSE = (
    "2020年7月26日，郑纺机西院居民代表会议应到31人，实到25人，对《下水管道改造方案》进行表决，同意22票、反对1票、"
    "弃权2票（其中“委托表决”3票），决议通过。王䶮、李㛃、张𫖯、陈𬤝、𠅤志远参加——会议由楼院（片区）党支部牵头……"
    "咨询电话：0371-66785390；费用每户每月10元，占总额的12.5%，气温25℃时施工。详见http://example.cn/a?b=1。真的吗？！"
)


def widths(text: str) -> list[float]:
    return [0.5 if char.isascii() else 1.0 for char in text]


def broken(text: str, room: float, first: float | None = None) -> list[Line]:
    return break_lines(text, widths(text), room, first)


def line_width(line: Line, room: float) -> float:
    """Width of a line as it is drawn, squeezed where it is wider than its room."""
    tweaks = fit(line, room, 1.0).tweaks if line.width > room else line.tweaks
    return sum(widths(line.text)) + sum(tweak.delta for tweak in tweaks)


def edges_are_right(lines: Sequence[Line]) -> None:
    for before, line in pairwise(lines):
        assert not before.text or before.text[-1] not in NO_END, (before.text, line.text)
        assert not line.text or line.text[0] not in NO_START, (before.text, line.text)


def test_prose_keeps_the_rules_at_every_width() -> None:
    for room in range(18, 60):
        lines = broken(PROSE, room / 1.0, room - 2.0)
        edges_are_right(lines)
        assert "".join(line.text for line in lines) == PROSE
        assert all(line_width(line, room) <= room + 1e-6 for line in lines)


def test_units_are_not_split() -> None:
    for room in range(18, 60):
        for unit in ("2020年7月26日", "31人", "0371-66785390", "12.5%", "25℃", "——", "……", "？！", "10元"):
            assert any(unit in line.text for line in broken(PROSE, room)), (unit, room)


# Runs of marks longer than a line cannot be set by any rule; words and pairs of marks in any order can.
MARKS = [*"，。、“”（）《》𠅤", "楼院", "王䶮", "治理", "Wi-Fi", "2020年", "12.5%", "——", "……", "？！"]
pieces = st.sampled_from([*MARKS, " ", "a b"])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["居民", "议", "组织", "B2"]), pieces), max_size=30),
    st.integers(14, 30),
)
def test_any_order_of_marks_keeps_the_rules(parts: list[tuple[str, str]], room: int) -> None:
    text = "".join(word + mark for word, mark in parts)
    lines = broken(text, room)
    edges_are_right(lines)
    kept = "".join(line.text for line in lines)
    assert kept.replace(" ", "") == text.replace(" ", "")


def test_a_line_break_in_the_text_ends_the_line() -> None:
    lines = broken("第一行\n\n第三行", 20)
    assert [line.text for line in lines] == ["第一行", "", "第三行"]
    assert all(line.last for line in lines)


def test_a_unit_wider_than_the_line_is_cut_at_its_joints() -> None:
    assert [line.text for line in broken("2020年6月25日", 3.2)] == ["2020年", "6月", "25日"]
    assert "".join(line.text for line in broken("http://a.cn/" + "x" * 50, 8)) == "http://a.cn/" + "x" * 50
    assert all(line.width <= 8 for line in broken("http://a.cn/" + "x" * 50, 8))


def test_no_character_stands_alone_on_the_last_line() -> None:
    lines = broken("一二三四五六七八九十甲乙。", 11.0)
    assert [line.text for line in lines] == ["一二三四五六七八九十甲"[:10], "甲乙。"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert [line.text for line in broken("", 10)] == [""]


def test_breaking_takes_one_pass() -> None:
    calls = 0

    class Counting(list[float]):
        def __getitem__(self, key: object) -> object:  # type: ignore[override]
            nonlocal calls
            calls += 1
            return list.__getitem__(self, key)  # type: ignore[call-overload]

    text = PROSE * 50
    break_lines(text, Counting(widths(text)), 28.0)
    assert calls <= len(text) + 10
