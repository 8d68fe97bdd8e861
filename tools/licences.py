"""The licences of everything the lock files name: checked and listed for readers.

`python -m tools.licences docs/licences.md` writes the list. A package whose licence is not among the accepted
ones stops it, so that nothing with other terms comes in unseen.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from tools.environment import LOCKS

# As the packages write it → SPDX, for those that do not use SPDX expressions.
SPDX = {
    "Apache 2.0": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "MIT License": "MIT",
    "PSFL": "PSF-2.0",
}

# Whose metadata says nothing useful, or which is not installed on this system.
STATED_HERE = {
    "colorama": "BSD-3-Clause",
    "macholib": "MIT",
    "pefile": "MIT",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyinstaller-hooks-contrib": "Apache-2.0 OR GPL-2.0-or-later",
    "pywin32-ctypes": "BSD-3-Clause",
    "pyrage": "MIT",
    "reportlab": "BSD-3-Clause",
    "rl-accel": "BSD-3-Clause",
    "sqlcipher3": "Zlib AND BSD-3-Clause AND Apache-2.0",
    "typst": "Apache-2.0",
    "tzdata": "Apache-2.0",
}

PERMISSIVE = {
    "Apache-2.0",
    "Apache-2.0 OR BSD-2-Clause",
    "Apache-2.0 OR BSD-3-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD-3-Clause AND Apache-2.0",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "PSF-2.0",
    "Zlib AND BSD-3-Clause AND Apache-2.0",
}
# Copyleft that asks nothing of the program: used as unchanged shared libraries, or only as a tool beside it.
SHARED_LIBRARY = {"LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"}
TOOL = {
    "MPL-2.0",
    "LGPL-3.0-only",
    "GPL-2.0-or-later WITH Bootloader-exception",
    "Apache-2.0 OR GPL-2.0-or-later",
}


class LicenceError(Exception):
    """A package has terms nobody has accepted for its use."""


@dataclass(frozen=True, slots=True)
class Package:
    """One locked package."""

    name: str
    version: str
    licence: str
    bundled: bool  # part of the running program, not only of its tests and tools


def locked_packages() -> tuple[Package, ...]:
    """Return every locked package in alphabetical order.

    Raises:
        LicenceError: one of them has a licence that is not accepted for what it is used for.
    """
    bundled = dict(_pins(LOCKS["runtime"]))
    packages = tuple(_package(name, version, name in bundled) for name, version in _pins(LOCKS["dev"]))
    for package in packages:
        accepted = PERMISSIVE | SHARED_LIBRARY | (set() if package.bundled else TOOL)
        if package.licence not in accepted:
            raise LicenceError(f"{package.name} {package.version}: {package.licence!r} is not accepted")
    return packages


_INTRODUCTION = """\
# Licences of what the program is made of

The program itself is under the Apache License 2.0 (`LICENSE`). This list is written by `make licences` from
the lock files; a package whose terms are not accepted in `tools/licences.py` fails the tests. The frozen
program carries the texts in `NOTICES.txt`. Qt is used under the LGPL 3 as unchanged shared libraries; its
GPL-only modules (Charts, Data Visualization, Graphs and others) are neither used nor bundled.
"""
_HEAD = ["| Package | Version | Licence |", "| --- | --- | --- |"]


def licence_table() -> str:
    """Return the list of licences as Markdown."""
    packages = locked_packages()
    lines = [_INTRODUCTION]
    for title, bundled in (("Part of the program", True), ("Only for tests, checks and packaging", False)):
        chosen = [package for package in packages if package.bundled == bundled]
        rows = [f"| {p.name} | {p.version} | {p.licence} |" for p in chosen]
        lines += [f"## {title}", "", *_HEAD, *rows, ""]
    return "\n".join(lines)


def _pins(lock: Path) -> Iterator[tuple[str, str]]:
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line):
            yield match[1], match[2]


def _package(name: str, version: str, bundled: bool) -> Package:
    try:
        information = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return Package(name, version, STATED_HERE.get(name, "unknown"), bundled)
    classifiers = [c for c in information.get("classifier", []) if c.startswith("License ::")]
    stated = str(information.get("license_expression") or information.get("license") or " ".join(classifiers))
    licence = STATED_HERE.get(name) or SPDX.get(stated, stated)
    return Package(name, version, licence, bundled)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(licence_table(), encoding="utf-8")
