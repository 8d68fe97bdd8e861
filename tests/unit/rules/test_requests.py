"""What the rules say about a resident's request to be shown something."""

from datetime import date
from typing import Any

import pytest

from models.rules.requests import RequestFacts, request_hints
from models.rules.working_days import WorkingDays
from tests.unit.rules.book import shipped_book

# Wednesday 2 September 2020; three working days later is Monday the 7th
ASKED = "2020-09-02"


def said(today: str, days: int | None = None, **facts: Any) -> list[tuple[str, str | None, str]]:
    found = request_hints(
        RequestFacts(**{"asked_on": ASKED, **facts}),
        shipped_book(),
        WorkingDays(),
        date.fromisoformat(today),
        days,
    )
    return [(hint.level, hint.field, hint.message) for hint in found]


@pytest.mark.parametrize(
    ("today", "level", "message"),
    [
        ("2020-09-04", "info", "请在2020年9月7日前答复。"),
        ("2020-09-07", "warn", "还没有答复，今天到期。"),
        ("2020-09-08", "warn", "还没有答复，已逾期1天（2020年9月7日到期）。"),
    ],
)
def test_a_reply_due_today_is_not_overdue(today: str, level: str, message: str) -> None:
    assert said(today) == [(level, "replied_on", message)]


def test_the_day_written_down_and_the_days_of_the_catalogue_count() -> None:
    assert said("2020-09-08", due_on="2020-09-30") == [("info", "replied_on", "请在2020年9月30日前答复。")]
    assert said("2020-09-08", 10) == [("info", "replied_on", "请在2020年9月16日前答复。")]


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"replied_on": "2020-09-01"}, "replied_on"), ({"due_on": "2020-09-01"}, "due_on")],
)
def test_dates_in_the_wrong_order_stop(facts: dict[str, Any], field: str) -> None:
    ((level, where, _),) = said("2020-09-08", **facts)
    assert (level, where) == ("block", field)


def test_a_late_reply_is_told_and_one_in_time_is_not() -> None:
    assert said("2020-10-01", replied_on="2020-09-07", outcome="published") == []
    assert said("2020-10-01", replied_on="2020-09-09") == [
        ("warn", "replied_on", "答复晚了2天（2020年9月7日到期）。")
    ]


@pytest.mark.parametrize(("outcome", "hints"), [("refused", 1), ("partly", 1), ("none", 1), ("answered", 0)])
def test_who_does_not_publish_says_why(outcome: str, hints: int) -> None:
    assert len(said("2020-10-01", replied_on="2020-09-07", outcome=outcome)) == hints
    assert said("2020-10-01", replied_on="2020-09-07", outcome=outcome, has_reply=True) == []


def test_without_a_date_or_before_the_policy_nothing_is_said() -> None:
    assert said("2020-10-01", asked_on=None) == []
    assert said("2020-10-01", asked_on="2020-08-02") == []
