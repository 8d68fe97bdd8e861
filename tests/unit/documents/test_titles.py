"""Titles are broken into balanced lines that split no word."""

from __future__ import annotations

import pytest

from services.documents.layout.measured import Measured
from services.documents.layout.titles import title_lines


def lines(title: str, room: float = 19.9, names: tuple[str, ...] = ()) -> list[str]:
    widths = [0.5 if char.isascii() else 1.0 for char in title]
    return [line.text for line in title_lines(Measured(title, widths, 1.0), room, names)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("温馨提示", ["温馨提示"]),
        ("关于召开郑纺机西院第三次居民代表会议的通知", ["关于召开郑纺机西院", "第三次居民代表会议的通知"]),
        ("郑纺机西院2020年7月公共收益收支情况公开表", ["郑纺机西院2020年7月", "公共收益收支情况公开表"]),
        (
            "经开区“一核多元·融合共治”提升无主管楼院治理水平工作实施方案",
            ["经开区“一核多元·融合共治”提升", "无主管楼院治理水平工作实施方案"],
        ),
        (
            "郑纺机西院电动自行车充电车棚建设项目（二期）竣工验收结果公示",
            ["郑纺机西院电动自行车充电车棚", "建设项目（二期）竣工验收结果公示"],
        ),
    ],
)
def test_titles_split_no_word(title: str, expected: list[str]) -> None:
    assert lines(title) == expected


def test_a_line_more_is_better_than_a_split_word() -> None:
    title = "关于对《明湖街道远大社区郑纺机西院下水管道改造方案》征求全体业主意见情况的公示"
    assert len(lines(title)) == 3


def test_names_that_are_told_stay_whole() -> None:
    title = "关于对《明湖街道远大社区郑纺机西院下水管道改造方案》征求全体业主意见情况的公示"
    assert any("郑纺机西院" in line for line in lines(title, names=("郑纺机西院",)))


def test_no_line_has_a_single_character() -> None:
    for length in range(1, 70):
        title = "".join(chr(0x4E00 + 37 * n) for n in range(length))
        found = lines(title)
        assert "".join(found) == title
        assert all(len(line) > 1 for line in found) or length == 1
        assert max(map(len, found)) - min(map(len, found)) <= 1


def test_a_title_wider_than_the_paper_in_one_word_is_still_set() -> None:
    assert "".join(lines("x" * 200, 19.9)) == "x" * 200
