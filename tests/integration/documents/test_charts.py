"""The chart of income and expense: its figures can be read back, its bars are as high as the amounts."""

from __future__ import annotations

import pytest

from services.documents.charts import EXPENSE, INCOME, MOST_MONTHS, MonthSums, draw, money_chart
from services.documents.fonts.library import FontLibrary, load_library
from services.documents.layout.page import Box
from tests.helpers.set_pages import set_lines


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


MONTHS = (
    MonthSums("2020-08", 0, 50_000, -50_000),
    MonthSums("2020-09", 2_058_805, 119_978, 1_888_827),
)


def test_every_figure_stands_on_the_page(fonts: FontLibrary) -> None:
    lines = {line.text.replace(" ", "") for line in set_lines(draw("1号院收支", "全部账户", MONTHS, fonts))}
    assert "1号院收支" in lines
    assert "2020.82020.9" in lines
    assert "收入（元）0.0020,588.05" in lines
    assert "支出（元）500.001,199.78" in lines
    assert "月末余额（元）-500.0018,888.27" in lines


def test_bars_are_as_high_as_the_amounts_and_stand_on_nought(fonts: FontLibrary) -> None:
    items = money_chart("1号院收支", "", MONTHS, fonts).items
    boxes = [item for item in items if isinstance(item, Box) and item.y > 120]
    income = [box for box in boxes if box.colour == INCOME]
    expense = [box for box in boxes if box.colour == EXPENSE]
    assert len(income) == 1  # nothing came in in August
    assert len(expense) == 2
    assert income[0].height / expense[1].height == pytest.approx(2_058_805 / 119_978)
    assert {round(box.y + box.height, 6) for box in (*income, *expense)} == {
        round(income[0].y + income[0].height, 6)
    }
    assert income[0].x + income[0].width == pytest.approx(expense[1].x)


def test_what_was_taken_back_hangs_below_nought(fonts: FontLibrary) -> None:
    items = money_chart("1号院", "", (MonthSums("2020-09", -10_000, 10_000, 0),), fonts).items
    bars = [item for item in items if isinstance(item, Box) and item.y > 120]
    down = next(box for box in bars if box.colour == INCOME)
    up = next(box for box in bars if box.colour == EXPENSE)
    assert down.y == pytest.approx(up.y + up.height)


def test_each_page_holds_twelve_months_and_long_figures_stay_apart(fonts: FontLibrary) -> None:
    months = [
        MonthSums(f"2020-{at:02d}", 123_456_789_012, 98_765_432_109, 999_999_999_999) for at in range(1, 13)
    ]
    data = draw("1号院", "", [*months, MonthSums("2021-01", 1, 2, 3)], fonts)
    lines = set_lines(data)
    assert {line.page for line in lines} == {1, 2}
    assert len(months) == MOST_MONTHS
    row = next(line for line in lines if line.text.startswith("收入（元）"))
    gaps = [after.start - before.end for before, after in zip(row.glyphs, row.glyphs[1:], strict=False)]
    assert sum(gap > 2 for gap in gaps) >= MOST_MONTHS  # the figures of two months never touch
