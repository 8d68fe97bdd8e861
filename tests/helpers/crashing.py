"""Ending a program, or failing its disk, at each of the writes and flushes it makes.

`sweep` runs an act once under strace to count its calls of each kind, then again and again on fresh copies of
a prepared folder: each time one call later the program is killed or the call fails. The acts run in children
forked from `tests.helpers.crash_acts`, which has everything loaded.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WRITES = ("pwrite64", "write", "ftruncate", "rename", "unlink", "fsync", "fdatasync")
"""Every call by which the program or SQLite changes what is on the disk."""
FLUSHES = ("fsync", "fdatasync")
SOAK = os.environ.get("LOUYUAN_SOAK") == "1"
"""Whether every call is failed at (`make soak`), or a few of them."""
MISSING = "no crash sweep ran: it needs strace, and leave to trace (Linux, package strace)"


@dataclass(frozen=True)
class Crash:
    """One run that was cut off or failed: where, what it said before, and the folder it left.

    Attributes:
        call: kind of the call that failed, or that the program was killed at.
        at: its number among those of its kind, counted from 1.
        folder: the copy it worked in.
        said: the lines the act acknowledged before it ended.
        ended: "killed", "done", or the message of the fault it reported.
    """

    call: str
    at: int
    folder: Path
    said: tuple[str, ...]
    ended: str


@lru_cache(maxsize=1)
def possible() -> bool:
    """Return whether strace is there and may trace."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        return False
    tried = subprocess.run(["strace", "-e", "trace=none", "true"], capture_output=True, check=False)
    return tried.returncode == 0


def missing() -> list[str]:
    """Return a line when this machine has no crash sweep."""
    return [] if possible() else [MISSING]


def sweep(
    act: str,
    prepared: Path,
    work: Path,
    *,
    most: int,
    fault: str = "signal=KILL",
    calls: Sequence[str] = WRITES,
) -> list[Crash]:
    """Run an act once for each call, failing at that one; with `make soak` for every call there is.

    Args:
        act: name of a function of `tests.helpers.crash_acts`.
        prepared: the folder it begins with.
        work: where the copies are made.
        most: at how many calls of each kind at most, evenly spread, when not soaking.
        fault: what strace injects: signal=KILL, error=EIO, error=ENOSPC.
        calls: the kinds of calls.
    """
    plan = {"calls": calls, "most": 1_000_000 if SOAK else most, "fault": fault}
    return [
        Crash(one["call"], one["at"], Path(one["folder"]), tuple(one["said"]), one["ended"])
        for one in _acted(act, prepared, work, plan)
    ]


def record(act: str, prepared: Path, work: Path) -> tuple[Path, Path]:
    """Run an act once and note all it writes, for `tests.helpers.power_cut`.

    Returns:
        The folder it worked in, and what strace noted.
    """
    (told,) = _acted(act, prepared, work, {"record": True})
    return Path(told["folder"]), Path(told["trace"])


def _acted(act: str, prepared: Path, work: Path, plan: dict[str, Any]) -> list[dict[str, Any]]:
    work.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.helpers.crash_acts", act, str(prepared), str(work)]
    done = subprocess.run([*command, json.dumps(plan)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def spread(whole: int, most: int) -> list[int]:
    """Return up to `most` numbers of 1 … whole, evenly spread, the first and the last among them."""
    if most == 1:
        return [(whole + 1) // 2] if whole else []
    if whole <= most:
        return list(range(1, whole + 1))
    return sorted({1 + round(step * (whole - 1) / (most - 1)) for step in range(most)})
