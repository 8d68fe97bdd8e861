"""Whether somebody agrees on a day: from when, until when, and what a withdrawal ends."""

from __future__ import annotations

import pytest

from models.rules.consents import Given, agreed_since

_MAY = Given("2020-05-01")
_BACK = Given("2020-05-01", "2020-08-01")


@pytest.mark.parametrize(
    ("consents", "day", "noted", "since"),
    [
        ((), "2020-09-16", "", ""),
        ((), "2020-09-16", "2020-08-01", "2020-08-01"),
        ((), "2020-07-31", "2020-08-01", ""),
        ((_MAY,), "2020-09-16", "", "2020-05-01"),
        ((_MAY,), "2020-04-30", "", ""),
        ((_MAY,), "2020-09-16", "2020-08-01", "2020-08-01"),
        ((_BACK,), "2020-07-31", "", "2020-05-01"),
        ((_BACK,), "2020-08-01", "", ""),
        # taken back after the note: the note no longer counts
        ((_BACK,), "2020-09-16", "2020-06-01", ""),
        # agreed again afterwards
        ((_BACK,), "2020-09-16", "2020-09-01", "2020-09-01"),
        ((_BACK, Given("2020-09-02")), "2020-09-16", "2020-06-01", "2020-09-02"),
        # will be taken back only later
        ((_BACK,), "2020-07-01", "2020-06-01", "2020-06-01"),
    ],
)
def test_since_when_somebody_agrees(consents: tuple[Given, ...], day: str, noted: str, since: str) -> None:
    assert agreed_since(consents, day, noted) == since
