"""The two offices of the tests of conflicts."""

from __future__ import annotations

import pytest

from tests.helpers.exchange_pair import Pair, exchange_pair
from tests.helpers.office import NewOffice


@pytest.fixture
def pair(new_office: NewOffice) -> Pair:
    """Two offices that know each other."""
    return exchange_pair(new_office)
