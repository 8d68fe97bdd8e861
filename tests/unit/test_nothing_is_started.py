"""Files and links of records are never handed to another program: no code that could do so is in the way."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTERS = re.compile(
    r"QDesktopServices|openUrl|os\.startfile|xdg-open|webbrowser|os\.system|startDetached|"
    r"setOpenExternalLinks\(True|shell=True|ShellExecute"
)
ALLOWED = {"ui/entry/screen.py"}
"""Opens the recovery sheet this program has just made itself."""


def starters(source: str) -> list[str]:
    """Return what in a source could start another program with a file or a link."""
    return STARTERS.findall(source)


def test_no_file_and_no_link_is_opened_outside() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("ui", "services", "models")
        for path in (ROOT / folder).rglob("*.py")
        if starters(path.read_text(encoding="utf-8"))
    }
    assert found <= ALLOWED
    assert starters("QDesktopServices.openUrl(QUrl(link))") == ["QDesktopServices", "openUrl"]
