"""Font files that Windows knows but that lie outside its font folders (installed as a link)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path, PureWindowsPath
from typing import Any

_KEY = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
_ENDINGS = (".ttf", ".ttc", ".otf", ".otc")


def linked_files(entries: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the files a list of installed fonts names by their whole path.

    Args:
        entries: name of the font to file, as in the registry; a bare file name lies in the font folder, which
            is searched anyway.
    """
    paths = (PureWindowsPath(file.strip().strip('"')) for file in entries.values() if file)
    return tuple(
        Path(str(path)) for path in dict.fromkeys(paths) if path.root and path.suffix.lower() in _ENDINGS
    )


def registered_fonts(platform: str = sys.platform) -> dict[str, str]:
    """Return the fonts in the registry of this machine and this user, empty on other systems than Windows."""
    if platform != "win32":
        return {}
    winreg: Any = import_module("winreg")
    found: dict[str, str] = {}
    for hive in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        try:
            with winreg.OpenKey(hive, _KEY) as key:
                values = [winreg.EnumValue(key, number) for number in range(winreg.QueryInfoKey(key)[1])]
        except OSError:
            continue
        found.update((name, value) for name, value, _ in values if isinstance(value, str))
    return found
