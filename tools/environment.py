"""The project's own Python environment in `.venv`: made from the lock file, renewed when the lock changes."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

Kind = Literal["runtime", "dev"]

ROOT = Path(__file__).resolve().parent.parent
LOCKS: dict[Kind, Path] = {
    "runtime": ROOT / "requirements" / "runtime.txt",
    "dev": ROOT / "requirements" / "dev.txt",
}
# `pip --python`, which fills an environment that has no pip of its own, came with this version.
_PIP_THAT_REACHES_OUT = (22, 3)


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


def environment_python(venv: Path) -> Path:
    """Return the interpreter of the environment `venv`."""
    return venv / "Scripts" / "python.exe" if sys.platform == "win32" else venv / "bin" / "python"


def is_current(venv: Path, kind: Kind) -> bool:
    """Tell whether `venv` holds exactly what the lock of `kind` says, for this interpreter."""
    return environment_python(venv).exists() and _read_stamp(venv).get(kind) == _digest(kind)


def make_current(venv: Path, kind: Kind) -> None:
    """Create `venv` where missing or broken and install the lock of `kind` into it.

    Raises:
        SetupError: no virtual environment or no package could be had; says what to do.
    """
    if not _works(venv):
        _create(venv)
    stamp = _read_stamp(venv)
    _stamp_file(venv).unlink(missing_ok=True)  # an interrupted installation must not look finished
    _install(venv, LOCKS[kind])
    # the development lock contains the other one (a test compares them)
    installed: tuple[Kind, ...] = ("runtime", "dev") if kind == "dev" else ("runtime",)
    stamp = {"dev": stamp.get("dev", "")} | {name: _digest(name) for name in installed}
    _stamp_file(venv).write_text(json.dumps(stamp, indent=1), encoding="utf-8")


def _digest(kind: Kind) -> str:
    text = LOCKS[kind].read_bytes() + f"\npython {sys.version_info[0]}.{sys.version_info[1]}".encode()
    return hashlib.sha256(text).hexdigest()


def _stamp_file(venv: Path) -> Path:
    return venv / "installed-locks.json"


def _read_stamp(venv: Path) -> dict[str, str]:
    try:
        stamp = json.loads(_stamp_file(venv).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in stamp.items()} if isinstance(stamp, dict) else {}


def _works(venv: Path) -> bool:
    """Tell whether the environment starts and has this interpreter's version (a system update changes it)."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    command = [str(environment_python(venv)), "-c", code]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == version


def _create(venv: Path) -> None:
    """Make an empty environment. Without pip in it, so that Debian's python3-venv need not be installed."""
    if venv.exists():
        shutil.rmtree(venv)
    options = ["--without-pip"] if _pip_version() >= _PIP_THAT_REACHES_OUT else []
    done = subprocess.run([sys.executable, "-m", "venv", *options, str(venv)], check=False)
    if done.returncode != 0:
        shutil.rmtree(venv, ignore_errors=True)
        raise SetupError(
            f"{sys.executable} cannot make a virtual environment. "
            "On Debian: sudo apt-get install -y python3-venv python3-pip"
        )


def _install(venv: Path, lock: Path) -> None:
    target = environment_python(venv)
    if _pip_version() >= _PIP_THAT_REACHES_OUT:
        pip = [sys.executable, "-m", "pip", "--python", str(target)]
    else:
        pip = [str(target), "-m", "pip"]
    print(f"Installing what {lock.name} lists into {venv} …", flush=True)
    # wheels only: what is built from source runs code that no hash of the lock covers
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
    # the lock is complete; resolving anew, older pips meet `coverage[toml]>=…` of a requirement with the
    # newest release instead of the locked one and refuse it for its missing hash
    options.append("--no-deps")
    done = subprocess.run([*pip, "install", *options, "-r", str(lock)], stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise SetupError(
            "pip could not install the packages. Check that the package index can be reached, then try again."
        )


def _pip_version() -> tuple[int, ...]:
    command = [sys.executable, "-m", "pip", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    words = done.stdout.split()
    if done.returncode != 0 or len(words) < 2:
        raise SetupError(f"{sys.executable} has no pip. On Debian: sudo apt-get install -y python3-pip")
    return tuple(int(part) for part in words[1].split(".")[:2] if part.isdigit())
