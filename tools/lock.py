"""Write the lock files in `requirements/` anew from `pyproject.toml`: exact versions with hashes.

Run by `make lock`. One lock holds for Linux and Windows and for every Python the project supports, therefore
the resolver is uv, which writes markers where a package is only for one of them; it lives in a throwaway
environment. Versions already locked are kept where they still fit; `make lock UPGRADE=1` takes the newest.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tools.environment import LOCKS, ROOT, environment_python

_RESOLVER = "uv==0.13.9"
_OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]


def main(arguments: list[str]) -> int:
    """Resolve both lists and write both locks.

    Args:
        arguments: `--upgrade` to take the newest versions the ranges allow.

    Returns:
        0; a failing step raises.
    """
    with tempfile.TemporaryDirectory() as folder:
        venv = Path(folder)
        _run([sys.executable, "-m", "venv", "--without-pip", folder])
        python = str(environment_python(venv))
        _run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", _RESOLVER])
        for kind, lock in LOCKS.items():
            group = ["--group", "dev", "--constraints", str(LOCKS["runtime"])] if kind == "dev" else []
            command = [python, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", *group, *_OPTIONS]
            _run([*command, *arguments, "--output-file", str(lock.relative_to(ROOT))])
    return 0


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
