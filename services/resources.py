"""The files the program ships, found in the source tree and in the frozen build alike."""

import sys
from pathlib import Path


def resource_path(name: str) -> Path:
    """Return the path of a shipped file.

    Args:
        name: path below `resources/`, with forward slashes.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources" / name


def resource_text(name: str) -> str:
    """Return a shipped text file, UTF-8."""
    return resource_path(name).read_text(encoding="utf-8")
