"""Whatever stands in the cells of a recognised sheet, it becomes a plan and nothing is raised."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.excel import Cell, Sheet
from services.importing.headings import sheets
from services.importing.packing import pack, unpack
from services.importing.reading import plan_from_sheets

HEADINGS = sorted({label for sheet in sheets() for label in sheet.labels.values()})
WORDS = ["同上", "同左", "同书记", "无", "/", "合计", "计", "1-2-301", "约3", "", "注：x", "张三、李四", ":"]
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(HEADINGS), min_size=2, max_size=12, unique=True),
    st.lists(st.lists(CELLS, min_size=12, max_size=12), max_size=5),
)
@example(["日期", "金额（元）"], [["", "计", *[""] * 10]])
@example(["日期", "金额（元）"], [["", ":", *[""] * 10]])
def test_any_cells_under_any_headings(headings: list[str], rows: list[list[Cell]]) -> None:
    table: list[list[Cell]] = [list(headings), *(row[: len(headings)] for row in rows)]
    plan = plan_from_sheets([Sheet("表", table)], "x", "")
    assert unpack(pack(plan)) == plan
