"""The examples in docs/sync-format.md are what the program computes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.format_vectors import vectors

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "sync-format.md"


@pytest.mark.parametrize("name", sorted(vectors()))
def test_the_example_is_right(name: str) -> None:
    block = f"\n{name}:\n\n```\n{vectors()[name]}\n```\n"
    assert block in DOCUMENT.read_text(encoding="utf-8")
