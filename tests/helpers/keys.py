"""Names and passwords of the tests of encryption, and looking into an encrypted office."""

from __future__ import annotations

from pathlib import Path

from services.context import open_context

ADMIN, PASSWORD = "王芳", "白马 穿过 长街 7"


def residents(path: Path, name: str = ADMIN, password: str = PASSWORD) -> list[str]:
    """Sign in, return the names of all residents, and close the office."""
    context = open_context(path, name, password=password)
    try:
        return [row[0] for row in context.reader.all("SELECT name FROM resident ORDER BY name")]
    finally:
        context.close()
