"""What is written here is of the kind its column has, or every other office would have to hold it back."""

from __future__ import annotations

from typing import Any

import pytest

from models.db.fitting import unfit
from models.errors import InvalidInput
from models.tables.base import Base
from services.office import Context
from tests.helpers.office import value

MISTYPED: dict[str, tuple[str, Any]] = {
    "text in a number": ("household_count", "120"),
    "truth in a number": ("household_count", True),
    "number in a text": ("address", 5),
    "octets in a text": ("address", b"x"),
    "two in a truth": ("household_about", 2),
    "text in an id": ("unit_id", "x"),
    "short id": ("unit_id", b"short"),
}


@pytest.mark.parametrize("name", MISTYPED)
def test_a_value_of_another_kind_is_refused(name: str, office: Context) -> None:
    column, wrong = MISTYPED[name]
    assert unfit(Base.metadata.tables["courtyard"], {"name": "甲院", column: wrong}) == column
    with office.unit_of_work() as work:
        yard = work.insert("courtyard", {"name": "甲院"})
        before = work.change_count
        with pytest.raises(RuntimeError, match=column):
            work.update("courtyard", yard, {column: wrong})
        with pytest.raises(RuntimeError, match=column):
            work.decide("courtyard", yard, column, {column: wrong})
        with pytest.raises(RuntimeError, match=column):
            work.insert("courtyard", {"name": "乙院", column: wrong})
        assert work.change_count == before
        work.commit()
    assert value(office, "SELECT count(*) FROM courtyard") == 1


def test_a_number_too_large_is_told_in_a_sentence(office: Context) -> None:
    with office.unit_of_work() as work:
        yard = work.insert("courtyard", {"name": "甲院"})
        with pytest.raises(InvalidInput, match="数值太大") as told:
            work.update("courtyard", yard, {"household_count": 2**31})
        assert told.value.field == "household_count"
