"""How stored values are shown."""

from __future__ import annotations

from typing import Any

import pytest

from models import vocab
from models.vocab import Vocabulary
from services.shown import show, whole

CASES: list[tuple[Any, str, Vocabulary | None, Any, str]] = [
    (None, "text", None, None, ""),
    (None, "count", None, True, ""),
    (None, "choice", vocab.SEX, None, ""),
    ("建设路", "text", None, None, "建设路"),
    (0, "count", None, None, "0"),
    (120, "count", None, None, "120"),
    (120, "count", None, True, "约120"),
    (120, "count", None, 1, "约120"),
    (120, "count", None, 0, "120"),
    (1990, "year", None, None, "1990"),
    (1990, "year", None, "90年代", "90年代"),
    (None, "year", None, "不详", "不详"),
    (3, "years", None, None, "3年"),
    ("2020", "date", None, None, "2020年"),
    ("2020-09", "date", None, None, "2020年9月"),
    ("2020-09-16", "date", None, None, "2020年9月16日"),
    (6540, "area", None, None, "65.4"),
    (6540, "area", None, True, "约65.4"),
    (128801, "money", None, None, "1,288.01"),
    (-50, "money", None, None, "-0.50"),
    ("13800138000", "phone", None, None, "138****8000"),
    ("0371-66785390", "phone", None, None, "0371-****5390"),
    (True, "yes_no", None, None, "是"),
    (0, "yes_no", None, None, "否"),
    (None, "yes_no", None, None, ""),
    ("director", "choice", vocab.COMMITTEE_POST, None, "主任"),
    ("democratic", "choice", vocab.MEMBERSHIP, "民盟盟员", "民盟盟员"),
    ("unheard", "choice", vocab.SEX, None, "unheard"),
    (300, "charge", None, "sqm_month", "0.3元/㎡·月"),
    (10000, "charge", None, "household_month", "10元/户·月"),
    (1, "charge", None, "sqm_month", "0.001元/㎡·月"),
    (100000, "charge", None, None, "100"),
    ("410105196001011234", "id_number", None, None, "410***********1234"),
    ("李四13800138000", "contact", None, None, "李四138****8000"),
]


@pytest.mark.parametrize(("value", "kind", "vocabulary", "companion", "shown"), CASES)
def test_show(value: Any, kind: str, vocabulary: Vocabulary | None, companion: Any, shown: str) -> None:
    assert show(value, kind, vocabulary, companion=companion) == shown


def test_suffix_stands_behind_values_only() -> None:
    assert show(120, "count", companion=True, suffix="户") == "约120户"
    assert show(None, "count", suffix="户") == ""
    assert show("", "text", suffix="户") == ""


def test_whole_numbers_are_for_those_who_ask() -> None:
    assert whole("13800138000", "phone") == "138 0013 8000"
    assert whole("11010519491231002X", "id_number") == "11010519491231002X"
    assert whole(None, "phone") == ""
