"""When a period is over, and which decision stands."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.dates import from_iso
from models.rules.retention import Decision, Period, due_day, period_of, standing
from tests.unit.rules.book import shipped_rules


@pytest.mark.parametrize(
    ("anchor", "period", "due"),
    [
        ("2015-09-16", Period(60), date(2020, 9, 17)),
        ("2020-08-31", Period(6), date(2021, 3, 1)),
        ("2020-02-29", Period(12), date(2021, 3, 1)),
        ("2019-12", Period(12), date(2021, 1, 1)),
        ("2015", Period(12), date(2017, 1, 1)),
        ("1990-07-20", Period(360, from_year_end=True), date(2021, 1, 1)),
        ("2020-09-16", Period(None), None),
    ],
)
def test_the_day_after_a_period(anchor: str, period: Period, due: date | None) -> None:
    assert due_day(from_iso(anchor), period) == due


def test_a_period_is_read_from_the_values_of_a_rule() -> None:
    assert period_of({"keep_years": 30}, from_year_end=True) == Period(360, from_year_end=True)
    assert period_of({"keep_months": 6}) == Period(6)
    assert period_of({"keep_forever": True}) == Period(None)
    with pytest.raises(KeyError):
        period_of({"keep_forever": False})


def test_every_shipped_period_can_be_read_and_names_its_source() -> None:
    periods = [rule for rule in shipped_rules() if rule.id.startswith("retention.")]
    assert len(periods) >= 10
    for rule in periods:
        period_of(rule.value)
        assert (rule.law == "本单位自定") == rule.local
        assert "没有法律规定" in rule.note if rule.local else rule.article


def test_which_decision_stands() -> None:
    keep = Decision("keep", "2020-09-01", "2021-09-01")
    assert standing((), date(2020, 9, 16)) is None
    assert standing((keep,), date(2021, 8, 31)) == keep
    assert standing((keep,), date(2021, 9, 1)) is None
    ask = Decision("erase", "2021-09-02")
    assert standing((keep, ask), date(2030, 1, 1)) == ask
    for_good = Decision("keep", "2021-09-02")
    assert standing((keep, for_good), date(2030, 1, 1)) == for_good
