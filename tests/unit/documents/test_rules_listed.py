"""The list of rules in docs/typesetting.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_rule_names_a_test_that_exists() -> None:
    rows = re.findall(r"^\| .* \|$", (ROOT / "docs/typesetting.md").read_text("utf-8"), re.MULTILINE)
    named = [re.findall(r"`([\w/]+\.py)::(\w+)`", row) for row in rows if "::" in row]
    assert len(named) > 40
    for file, test in (pair for pairs in named for pair in pairs):
        path = ROOT / (file if "/" in file else f"tests/integration/documents/{file}")
        assert f"def {test}(" in path.read_text("utf-8"), (file, test)


def test_every_rule_has_a_test() -> None:
    rows = re.findall(r"^\| .* \|$", (ROOT / "docs/typesetting.md").read_text("utf-8"), re.MULTILINE)
    rules = [row for row in rows if not row.startswith(("| Rule", "| ---"))]
    assert [row for row in rules if "::" not in row] == []
