"""What the program needs from the operating system, and which Debian package brings it.

Missing things are found by looking for the library, the font file or the command, not by asking the
package manager, so that the check also holds on distributions that name their packages otherwise.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from glob import glob
from pathlib import Path

# Libraries the Qt wheels link to and do not bring. tests/packaging/test_system_needs.py reads the wheels and
# compares, so a Qt update that asks for one more is noticed.
QT_LIBRARIES: dict[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libatomic.so.1": "libatomic1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
}

# Needed as well for a window on an X11 or Wayland screen and for a printer, not for the headless commands.
SCREEN_LIBRARIES: dict[str, str] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

# Typefaces for screen and sheets: Song, Hei and Kai, and one face that has the rare characters of names
# (beyond the BMP). Any file of a row satisfies it; the package is what Debian is asked for otherwise.
FONTS: dict[str, tuple[str, ...]] = {
    "fonts-wqy-zenhei": ("wqy-zenhei.ttc", "simhei.ttf"),
    "fonts-lxgw-wenkai": ("LXGWWenKai-Regular.ttf", "simkai.ttf"),
    "fonts-babelstone-han": ("BabelStoneHan.ttf", "simsunb.ttf"),
    "fonts-noto-cjk": ("NotoSerifCJK-*.ttc", "SourceHanSerif*", "simsun.ttc"),
}

# Commands the build of the frozen program calls.
BUILD_COMMANDS: dict[str, str] = {"objdump": "binutils", "strip": "binutils"}

# The second database the tests of models and services run on. They start a server of their own and never
# touch the one that Debian's package may start.
SERVER_PROGRAMS = "/usr/lib/postgresql/*/bin/initdb"
SERVER_PACKAGE = "postgresql"
READERS: dict[str, str] = {"qpdf": "qpdf", "pdftotext": "poppler-utils"}
"""Other programs that read our sheets in the tests, and their packages."""


@dataclass(frozen=True)
class Missing:
    """Debian packages that would bring what was not found, by how much depends on them."""

    required: tuple[str, ...]
    screen: tuple[str, ...]
    fonts: tuple[str, ...]
    build: tuple[str, ...]
    tests: tuple[str, ...] = ()

    @property
    def packages(self) -> tuple[str, ...]:
        """Every package named, once, in alphabetical order."""
        return tuple(sorted({*self.required, *self.screen, *self.fonts, *self.build, *self.tests}))


def find_missing(*, for_development: bool) -> Missing:
    """Look for libraries, fonts and, for development, what building and testing need."""
    return Missing(
        required=_distinct(p for lib, p in QT_LIBRARIES.items() if not _loads(lib)),
        screen=_distinct(p for lib, p in SCREEN_LIBRARIES.items() if not _loads(lib)),
        fonts=missing_fonts(font_folders()),
        build=_missing_for_build() if for_development else (),
        tests=_missing_for_tests() if for_development else (),
    )


def _missing_for_tests() -> tuple[str, ...]:
    server = () if glob(SERVER_PROGRAMS) or shutil.which("initdb") else (SERVER_PACKAGE,)
    readers = (package for command, package in READERS.items() if shutil.which(command) is None)
    return _distinct((*server, *readers))


def _missing_for_build() -> tuple[str, ...]:
    packages = [package for command, package in BUILD_COMMANDS.items() if shutil.which(command) is None]
    # Debian keeps the interpreter as a library, which the frozen program takes along, in a package of its own
    library = f"libpython3.{sys.version_info[1]}.so.1.0"
    if sysconfig.get_config_var("Py_ENABLE_SHARED") and not _loads(library) and not _in_prefix(library):
        packages.append(f"libpython3.{sys.version_info[1]}")
    return _distinct(packages)


def _in_prefix(library: str) -> bool:
    return (Path(str(sysconfig.get_config_var("LIBDIR"))) / library).exists()


def missing_fonts(folders: Iterable[Path]) -> tuple[str, ...]:
    """Return the Debian packages of the typefaces of which no file lies in `folders` or below."""
    names = {name for folder in folders for name in _file_names(folder)}
    return tuple(
        package
        for package, patterns in FONTS.items()
        if not any(fnmatch(name, pattern.lower()) for name in names for pattern in patterns)
    )


def font_folders() -> tuple[Path, ...]:
    """Return the folders in which fontconfig looks for fonts on Linux."""
    data_home = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    data_dirs = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    roots = [data_home, *data_dirs.split(":")]
    return (*(Path(root) / "fonts" for root in roots if root), Path("~/.fonts").expanduser())


def _file_names(folder: Path) -> Iterator[str]:
    for _, _, files in os.walk(folder, followlinks=True):
        for name in files:
            yield name.lower()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _distinct(packages: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(packages)))
