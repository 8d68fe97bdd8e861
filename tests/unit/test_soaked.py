"""Every test with a long mode is run by `make soak`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LISTED = re.compile(r"^SOAKED := (.+)$", re.MULTILINE)
_LONG = re.compile(r"\b(?:LOUYUAN_)?SOAK\b")


def soaked() -> list[str]:
    """Return the folders and files the Makefile runs in the long mode."""
    (listed,) = _LISTED.findall((ROOT / "Makefile").read_text(encoding="utf-8"))
    return str(listed).split()


def with_a_long_mode() -> list[Path]:
    """Return the modules of tests that ask whether they may take long."""
    found = (ROOT / "tests").rglob("test_*.py")
    return [
        path
        for path in sorted(found)
        if path != Path(__file__).resolve() and _LONG.search(path.read_text(encoding="utf-8"))
    ]


def test_every_test_with_a_long_mode_is_soaked() -> None:
    places = [ROOT / place for place in soaked()]
    assert [place for place in places if not place.exists()] == []
    modules = with_a_long_mode()
    assert len(modules) >= 4
    forgotten = [path.name for path in modules if not any(path.is_relative_to(place) for place in places)]
    assert forgotten == []
