"""Column widths of tables."""

from __future__ import annotations

import pytest

from services.documents.layout.table import share_out


def test_spare_room_goes_by_shares() -> None:
    assert share_out(100, [20, 20], [1, 3], least=10) == [35, 65]


def test_short_columns_keep_what_they_need() -> None:
    widths = share_out(100, [20, 200], [1, 1], least=25)
    assert widths == [20, 80]


def test_long_columns_divide_the_rest() -> None:
    widths = share_out(100, [10, 300, 300], [1, 1, 2], least=20)
    assert widths == pytest.approx([10, 30, 60])
    assert sum(widths) == pytest.approx(100)


def test_many_wide_columns_still_fill_the_table() -> None:
    widths = share_out(100, [50, 60, 70, 80], [1, 1, 1, 1], least=20)
    assert sum(widths) == pytest.approx(100)
    assert min(widths) > 0
