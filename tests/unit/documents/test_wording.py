"""Wording that stands on plaques."""

import pytest

from services.documents.wording import plaque_date


@pytest.mark.parametrize(
    ("text", "plaque"),
    [
        ("2020年8月3日", "二〇二〇年八月三日"),
        ("2000年10月30日", "二〇〇〇年十月三十日"),
        ("2021年12月21日", "二〇二一年十二月二十一日"),
        ("2020年8月", "二〇二〇年八月"),
        ("2020年", "二〇二〇年"),
        ("自2020年7月27日起至2020年8月10日止", "自二〇二〇年七月二十七日起至二〇二〇年八月十日止"),
        ("12020年的", "12020年的"),
        ("尚未登记", "尚未登记"),
    ],
)
def test_dates_of_a_plaque(text: str, plaque: str) -> None:
    assert plaque_date(text) == plaque
