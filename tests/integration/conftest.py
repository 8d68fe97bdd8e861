"""Fixtures of the tests that work on a real database, which run on the local file and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.helpers import postgres
from tests.helpers.office import ENGINES, clock, new_office, office
from tests.helpers.postgres import server

__all__ = ["clock", "new_office", "office", "server"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what works on an office on both kinds of database, unless it is about the local file."""
    if "new_office" not in metafunc.fixturenames:
        return
    if metafunc.definition.get_closest_marker("local_file") is not None:
        return
    absent = [] if postgres.programs() else [pytest.mark.skip(reason=postgres.MISSING)]
    kinds = [pytest.param(kind, marks=[] if kind == "sqlite" else absent) for kind in ENGINES]
    metafunc.parametrize("new_office", kinds, indirect=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that half of the tests did not run, and why."""
    if postgres.programs() is None:
        terminalreporter.write_line(postgres.MISSING)
