"""公开情况统计表 and its charts: every figure stands there, bars are as high as they count, names are cut."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.documents.as_text import text_of
from services.documents.fonts.library import FontLibrary
from services.documents.layout.page import Box, TextRun
from services.documents.sheets import statistics
from services.documents.statistics_chart import IN_TIME, LATE, MISSING, MOST_BARS, charts
from services.documents.statistics_facts import StatisticsFacts, StatisticsRow
from tests.helpers.notices import fonts

MONTHS = tuple(f"{number}月" for number in range(1, 13))


def facts(*communities: StatisticsRow, waiting: int = 0) -> StatisticsFacts:
    by_month = tuple(StatisticsRow(month, 3, 1, 2) for month in MONTHS)
    total = StatisticsRow("合计", 36, 12, 24, waiting, 200, 40, 7, 6, 5, 1, ("66.7%",) * 12)
    return StatisticsFacts("2020年", "2021-01-08", "明湖办事处", MONTHS, communities, by_month, total)


def row(name: str, in_time: int = 2, late: int = 1, missing: int = 1) -> StatisticsRow:
    return StatisticsRow(name, in_time, late, missing, 0, 9, 4, months=("75.0%",) * 12)


@pytest.fixture(scope="module")
def library() -> FontLibrary:
    return fonts()


def heights(page_items: Sequence[object], colour: object) -> list[float]:
    """Return the heights of the bars of a colour, without the box of the legend."""
    return [each.height for each in page_items if isinstance(each, Box) and each.colour == colour][1:]


def test_every_figure_stands_on_the_sheet() -> None:
    text = text_of(statistics(facts(row("安飞社区"), waiting=3)))
    for said in ("2020年（2021年1月8日统计）", "66.7%", "50.0%", "200", "共3项", "自然日", "12月"):
        assert said in text, said
    assert "共" not in text_of(statistics(facts(row("安飞社区"))))


def test_bars_are_as_high_as_they_count(library: FontLibrary) -> None:
    months, communities = charts(facts(row("安飞社区", 4, 2, 0), row("远大社区", 2, 1, 1)), library)
    assert len(heights(months.items, IN_TIME)) == 12
    first, second = heights(communities.items, IN_TIME)
    assert first == pytest.approx(2 * second)
    assert heights(communities.items, LATE) == pytest.approx([second, second / 2])
    assert heights(communities.items, MISSING) == pytest.approx([second / 2])


def test_many_communities_stand_on_pages_of_one_scale(library: FontLibrary) -> None:
    many = [row(f"第{number}社区", 2 if number else 40, 0, 0) for number in range(MOST_BARS + 1)]
    _, *pages = charts(facts(*many), library)
    bars = [heights(page.items, IN_TIME) for page in pages]
    assert [len(each) for each in bars] == [7, 6]
    assert bars[0][1] == pytest.approx(bars[1][0])


def test_a_long_name_gives_way(library: FontLibrary) -> None:
    _, page = charts(facts(row("航海东路街道第二社区")), library)
    said = [each.text for each in page.items if isinstance(each, TextRun)]
    assert "航海东路街道…" in said


def test_without_communities_only_the_months_are_drawn(library: FontLibrary) -> None:
    assert len(charts(facts(), library)) == 1
