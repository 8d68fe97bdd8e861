"""The locks: exact versions with hashes, one contained in the other, silent about where packages lie."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tools import licences
from tools.environment import LOCKS, ROOT


def _entries(lock: Path) -> dict[str, str]:
    """Return the text of each entry by package name."""
    text = re.sub(r"^ *#.*\n", "", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    entries = re.split(r"\n(?=\S)", text.strip())
    return {re.split(r"[=<>~ ]", entry, maxsplit=1)[0]: entry for entry in entries}


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_every_entry_is_exact_and_hashed(lock: Path) -> None:
    for entry in _entries(lock).values():
        assert re.match(r"[\w.-]+==[\w.]+", entry)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_no_lock_says_where_packages_come_from(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", text)


def test_the_development_lock_contains_the_other() -> None:
    runtime, development = _entries(LOCKS["runtime"]), _entries(LOCKS["dev"])
    assert {name: development.get(name) for name in runtime} == runtime


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for asked, lock in (
        (project["project"]["dependencies"], LOCKS["runtime"]),
        (project["dependency-groups"]["dev"], LOCKS["dev"]),
    ):
        names = {re.split(r"[\[=<>~]", line)[0].lower().replace(".", "-") for line in asked}
        assert names <= set(_entries(lock))


def test_windows_gets_what_only_windows_needs() -> None:
    development = _entries(LOCKS["dev"])
    for name in ("colorama", "pefile", "pywin32-ctypes"):
        assert "sys_platform == 'win32'" in development[name]


def test_the_list_of_licences_is_the_one_of_the_locks() -> None:
    assert (ROOT / "docs" / "licences.md").read_text(encoding="utf-8") == licences.licence_table()


def test_a_licence_nobody_accepted_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(licences.STATED_HERE, "reportlab", "AGPL-3.0-only")
    with pytest.raises(licences.LicenceError, match=r"reportlab .*AGPL"):
        licences.locked_packages()


def test_copyleft_is_for_tools_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert licences.STATED_HERE["pyinstaller"] in licences.TOOL
    monkeypatch.setitem(licences.STATED_HERE, "reportlab", licences.STATED_HERE["pyinstaller"])
    with pytest.raises(licences.LicenceError, match="reportlab"):
        licences.locked_packages()
