"""The notices the frozen program carries: the licence texts of everything bundled, in one text file."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from tools.environment import ROOT
from tools.licences import locked_packages

# Texts that do not come with the packages as installed.
TEXTS = ROOT / "tools" / "notice_texts"


def write_notices(target: Path, binaries: Iterable[Path] = ()) -> None:
    """Write the notices of everything bundled into one text file.

    Args:
        target: the file to write.
        binaries: the libraries that were bundled; those that come from the system and not from a package are
            looked up with Debian's package manager, whose copyright files are added.
    """
    sections = [
        ("Louyuan (楼院台账)", "Apache License, Version 2.0; its text is in LICENSE.txt."),
        ("Python", _text("python")),
        ("Qt and Qt for Python", _text("qt")),
        ("SQLite, SQLCipher, OpenSSL", _text("sqlcipher")),
        ("Icon fonts", _text("icons")),
    ]
    for package in locked_packages():
        if package.bundled:
            texts = "\n\n".join(_licence_texts(package.name)) or f"Licence: {package.licence}"
            sections.append((f"{package.name} {package.version} ({package.licence})", texts))
    sections += [(f"{name} (library of the system)", text) for name, text in _system_notices(binaries)]
    sections += [(name, _text(name)) for name in ("LGPL-3.0", "GPL-3.0")]
    ruler = "=" * 78
    parts = [f"{ruler}\n{title}\n{ruler}\n\n{text.strip()}\n\n" for title, text in sections]
    target.write_text("".join(parts), encoding="utf-8")


def _licence_texts(name: str) -> list[str]:
    """Return the licence, notice and author files that came with an installed package."""
    pattern = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return []
    found = [file for file in files if ".dist-info/" in str(file) and pattern.search(str(file))]
    return [Path(str(file.locate())).read_text(encoding="utf-8", errors="replace") for file in sorted(found)]


def _system_notices(binaries: Iterable[Path]) -> list[tuple[str, str]]:
    """Return package name and copyright text of the bundled libraries that are the system's own."""
    notices: dict[str, str] = {}
    for binary in sorted(binaries):
        if "site-packages" in binary.parts:
            continue
        # the package manager knows /lib/… where the merged tree says /usr/lib/…
        for candidate in (binary, binary.resolve(), Path("/" + str(binary).removeprefix("/usr/"))):
            package = _debian_package(candidate)
            copyright_file = Path("/usr/share/doc") / package / "copyright"
            if package and copyright_file.exists():
                notices[package] = copyright_file.read_text(encoding="utf-8", errors="replace")
    return sorted(notices.items())


def _debian_package(file: Path) -> str:
    try:
        done = subprocess.run(["dpkg", "-S", str(file)], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.split(":", 1)[0] if done.returncode == 0 else ""


def _text(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
