"""What a spreadsheet cell can hold, for the tests that throw anything at a reader."""

from datetime import date, datetime

from hypothesis import strategies as st

_MESSY = "0123456789.-/年月日约多余户人元¥￥,()（）万零一二三十百× √无转# \u3000\u200bＸx１"

CELLS: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=70),
    st.text(alphabet=_MESSY, max_size=24),
    st.binary(max_size=4),
)

DAY = date(2020, 9, 16)
MOMENT = datetime(2020, 9, 16, 8, 30)  # noqa: DTZ001 - a cell knows no time zone
