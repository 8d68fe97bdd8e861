"""Bring a bare machine to where the program runs (`runtime`) or where its tests run (`dev`).

`python3 -m tools.setup runtime|dev` makes the environment in `.venv` from the lock file and installs the
system libraries and fonts that are missing (as root, on Debian and its kin; otherwise it names the command).
Does nothing, quickly, when all is there. Exit 0, or 3 when something that cannot be done without is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from tools import environment, system_needs

_ENVIRONMENT_FAULT = 3


def main(arguments: list[str]) -> int:
    """Set up for the kind named on the command line.

    Args:
        arguments: the command line: the kind (`runtime` or `dev`) and, optionally, the environment's folder.

    Returns:
        The exit code.
    """
    if not arguments or arguments[0] not in ("runtime", "dev"):
        print("usage: python3 -m tools.setup runtime|dev [FOLDER]", file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036 - the system's interpreter may be older than ours
        print("Python 3.11 or newer is needed; name it with: make PYTHON=python3.11 …", file=sys.stderr)
        return _ENVIRONMENT_FAULT
    kind: Literal["runtime", "dev"] = "dev" if arguments[0] == "dev" else "runtime"
    venv = Path(arguments[1] if len(arguments) > 1 else environment.ROOT / ".venv").absolute()
    try:
        _provide_system_parts(for_development=kind == "dev")
        if not environment.is_current(venv, kind):
            environment.make_current(venv, kind)
            _check_qt_loads(venv)
    except environment.SetupError as error:
        print(error, file=sys.stderr)
        return _ENVIRONMENT_FAULT
    return 0


def _provide_system_parts(*, for_development: bool) -> None:
    """Install what the system lacks, or say how; stop only where nothing would work without it."""
    missing = system_needs.find_missing(for_development=for_development)
    if not missing.packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing.packages]
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        _install_with_apt(command)
        missing = system_needs.find_missing(for_development=for_development)
        if not missing.packages:
            return
    print(f"Missing on this machine. On Debian: sudo {' '.join(command)}", file=sys.stderr)
    on_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if missing.required or (missing.screen and on_screen):
        raise environment.SetupError("The window cannot start without these libraries.")
    print("Going on without them; printing, packaging or tests may fail or be skipped.", file=sys.stderr)


def _install_with_apt(command: list[str]) -> None:
    print(f"Installing {len(command) - 4} system packages: {' '.join(command[4:])} …", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update"], command):
        done = subprocess.run(
            step, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", file=sys.stderr)


def _check_qt_loads(venv: Path) -> None:
    """Import what the program uses of Qt once, so that a library nobody thought of is named now."""
    code = "from PySide6 import QtGui, QtPdfWidgets, QtPrintSupport, QtSvg, QtWidgets"
    python = environment.environment_python(venv)
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise environment.SetupError(f"Qt does not load: {done.stderr.strip().splitlines()[-1:]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
