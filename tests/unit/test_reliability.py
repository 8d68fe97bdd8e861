"""docs/reliability.md: every scenario stands in it, and every test it names is there."""

from __future__ import annotations

import re

import pytest

from tools import reliability

SCENARIOS = [
    *(f"S{number}" for number in range(1, 33)),
    *(f"D{number}" for number in range(1, 26)),
    *(f"B{number}" for number in range(1, 26)),
]
_ROW = re.compile(r"^\| ([SDB]\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
_NAME = re.compile(r"`(tests/[\w/]+\.py::test_\w+)`")


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    """What stands in the last column, by id."""
    text = reliability.DOCUMENT.read_text(encoding="utf-8")
    listed = [(key, tested) for key, _, tested in _ROW.findall(text)]
    assert [key for key, _ in listed] == SCENARIOS
    return dict(listed)


def test_every_named_test_is_there(rows: dict[str, str]) -> None:
    named = [name for tested in rows.values() for name in _NAME.findall(tested)]
    assert len(named) > 50
    assert [name for name in named if not reliability.exists(name)] == []


def test_what_has_no_test_says_why(rows: dict[str, str]) -> None:
    for key, tested in rows.items():
        assert _NAME.search(tested) or re.fullmatch(r"not yet: .{10,}", tested), key


def test_no_scenario_is_called_untested_that_has_a_test(rows: dict[str, str]) -> None:
    tests = reliability.found()
    late = [key for key, tested in rows.items() if tests[key] and not _NAME.search(tested)]
    assert late == [], "run: python -m tools.reliability"


def test_a_test_that_is_not_there_is_noticed() -> None:
    assert reliability.exists("tests/unit/test_reliability.py::test_every_named_test_is_there")
    assert not reliability.exists("tests/unit/test_reliability.py::test_none")
    assert not reliability.exists("tests/unit/none.py::test_none")
