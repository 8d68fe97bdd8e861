"""How many others one person represents, and with which paper."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.proxies import Proxy, proxy_hints
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("heads", "paper", "fields"),
    [
        (3, True, []),
        (4, True, ["proxy_id"]),
        (3, False, ["proxy_paper"]),
        (4, False, ["proxy_id", "proxy_paper"]),
    ],
)
def test_three_at_most_and_in_writing(heads: int, paper: bool, fields: list[str]) -> None:
    hints = proxy_hints(Proxy("甲", "乙", paper, heads), shipped_book(), DAY)
    assert [each.field for each in hints] == fields
    assert all(each.level == "block" for each in hints)


def test_without_the_rule_nothing_is_said() -> None:
    assert proxy_hints(Proxy("甲", "乙", False, 9), EMPTY_BOOK, DAY) == ()
