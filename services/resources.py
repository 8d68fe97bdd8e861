"""The files the program ships, found in the source tree and in the frozen build alike."""

import sys
from importlib.util import find_spec
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


def library_folder(package: str, folder: str) -> Path | None:
    """Return a folder of data files that an installed library brings, without importing the library.

    Args:
        package: name of the library.
        folder: folder inside it.

    Returns:
        The folder, taken along into the frozen build under the same name; None when it is not there.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        found = Path(frozen) / package / folder
    else:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            return None
        found = Path(spec.origin).parent / folder
    return found if found.is_dir() else None
