"""The list of libraries, fonts and commands the set-up looks for is complete and looked for rightly."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import PySide6
import pytest

from tools import system_needs

# What every Debian has: the C and C++ run-time libraries, and what dpkg itself is linked to.
ALWAYS_THERE = re.compile(
    r"^(ld-linux.*|libc|libdl|libm|libpthread|libresolv|librt|libgcc_s|libstdc\+\+|libz|libzstd)\.so"
)
OWN = re.compile(r"^lib(Qt6|pyside6|shiboken6|icu)")
MODULES = ["Core", "Gui", "Widgets", "Network", "Pdf", "PdfWidgets", "PrintSupport", "Svg", "Test"]
LIBRARIES_BELOW = ["DBus", "OpenGL", "XcbQpa", "WaylandClient"]
PLUGINS = [
    "platforms/*qxcb*",
    "platforms/*qoffscreen*",
    "platforms/*qwayland*",
    "platforminputcontexts/*compose*",
    "platforminputcontexts/*ibus*",
    "platformthemes/*xdgdesktopportal*",
    "imageformats/*",
    "iconengines/*",
    "printsupport/*",
    "xcbglintegrations/*",
    "wayland-*client/*",
    "wayland-shell-integration/*",
]


def _needed(file: Path) -> set[str]:
    done = subprocess.run(["objdump", "-p", str(file)], capture_output=True, text=True, check=True)
    return set(re.findall(r"NEEDED\s+(\S+)", done.stdout))


def _qt_binaries() -> list[Path]:
    folder = Path(PySide6.__path__[0])
    files = [folder / "Qt" / "lib" / f"libQt6{name}.so.6" for name in MODULES + LIBRARIES_BELOW]
    files += [file for pattern in PLUGINS for file in (folder / "Qt" / "plugins").glob(pattern)]
    return files + [file for name in MODULES if (file := folder / f"Qt{name}.abi3.so").exists()]


@pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump (binutils) is not installed")
def test_every_library_qt_asks_for_is_on_the_list() -> None:
    needed = {name for file in _qt_binaries() for name in _needed(file)}
    asked = {name for name in needed if not ALWAYS_THERE.match(name) and not OWN.match(name)}

    assert asked == {*system_needs.QT_LIBRARIES, *system_needs.SCREEN_LIBRARIES}


def test_a_missing_library_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(system_needs.QT_LIBRARIES, "libnobody-has-this.so.7", "libnobody7")

    assert system_needs.find_missing(for_development=False).required == ("libnobody7",)


def test_a_missing_command_matters_for_development_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(system_needs.BUILD_COMMANDS, "nobody-has-this", "nobody")

    assert "nobody" in system_needs.find_missing(for_development=True).build
    assert system_needs.find_missing(for_development=False).build == ()


def test_what_only_tests_need_matters_for_development_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_needs, "SERVER_PROGRAMS", str(tmp_path / "*" / "bin" / "initdb"))
    monkeypatch.setenv("PATH", str(tmp_path))

    assert system_needs.find_missing(for_development=True).tests == ("poppler-utils", "postgresql", "qpdf")
    assert system_needs.find_missing(for_development=False).tests == ()

    (tmp_path / "15" / "bin").mkdir(parents=True)
    (tmp_path / "15" / "bin" / "initdb").touch()
    for command in system_needs.READERS:
        (tmp_path / command).touch(mode=0o755)
    assert system_needs.find_missing(for_development=True).tests == ()


def test_any_font_of_a_row_satisfies_it(tmp_path: Path) -> None:
    assert system_needs.missing_fonts([tmp_path]) == tuple(system_needs.FONTS)

    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "SIMSUN.TTC").touch()
    (tmp_path / "BabelStoneHan.ttf").touch()

    assert system_needs.missing_fonts([tmp_path]) == ("fonts-wqy-zenhei", "fonts-lxgw-wenkai")
