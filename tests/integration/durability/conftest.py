"""Says what this machine did not let the tests do; the tests themselves then run on a plain folder."""

from __future__ import annotations

import pytest

from tests.helpers import crashing, volumes


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line each which volumes and tools there were none of."""
    for line in [*volumes.missing(), *crashing.missing()]:
        terminalreporter.write_line(line)
