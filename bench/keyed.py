"""What encryption costs: an encrypted office against an open one, as ratios; unlocking is shown apart."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from services import importing, lists
from services.context import open_context
from services.keys import creating, signing_in
from services.office import Context
from services.resources import resource_path
from services.search import search
from ui.practice import SAMPLE

NAME, PASSWORD = "测量员", "白马 穿过 长街 7"
ROUNDS, IMPORTS = 7, 3
LIMITS = {"start": 1.3, "list": 1.2, "search": 1.2, "import": 1.3}
_START = """
import sys, time
from pathlib import Path
from ui.app import run
begun = time.monotonic()
told = []
run(Path(sys.argv[1]), "测量员", on_milestone=lambda name: told.append(time.monotonic()), page="courtyards",
    quit_after="rows")
print(told[-1] - begun)
"""


def main() -> int:
    """Measure, print the ratios, and return how many are over their limit."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LOUYUAN_HOME"] = str(Path(folder) / "home")
        os.environ["LOUYUAN_PASSWORD"] = PASSWORD
        keyed, plain = Path(folder) / "keyed" / "office.db", Path(folder) / "plain" / "office.db"
        creating.create(keyed, NAME, PASSWORD)
        found = {"import": _imports(Path(folder))}
        for path in (keyed, plain):
            _imported(path)
        unlocking = min(_timed(lambda: _unlocked(keyed)) for _ in range(ROUNDS))
        offices = [open_context(path, NAME) for path in (keyed, plain)]
        for name, work in (("list", _listed), ("search", _searched)):
            work(offices[0])
            work(offices[1])
            found[name] = _ratio(lambda at, work=work: work(offices[at]))  # type: ignore[misc]
        for office in offices:
            office.close()
        started = [_started(path) for path in (keyed, plain)]
        found["start"] = (started[0] - unlocking) / started[1]
    print(f"unlock (Argon2id, deliberate) {unlocking:.2f} s")
    for name, ratio in found.items():
        print(f"{name:8} {ratio:.2f}  (limit {LIMITS[name]})")
    return sum(ratio > LIMITS[name] for name, ratio in found.items())


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _ratio(work: Callable[[int], object]) -> float:
    """Return the best time of the first against the second, taken in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for at in (0, 1):
            times[at].append(_timed(lambda at=at: work(at)))  # type: ignore[misc]
    return min(times[0]) / min(times[1])


def _imports(folder: Path) -> float:
    """Return how long an encrypted office takes for the sample survey against an open one, in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(IMPORTS + 1):
        for at, kind in enumerate(("keyed", "plain")):
            path = folder / f"{kind}-{turn}" / "office.db"
            if kind == "keyed":
                creating.create(path, NAME, PASSWORD)
            took = _imported(path)
            if turn:  # the first loads what an import needs
                times[at].append(took)
    return min(times[0]) / min(times[1])


def _imported(path: Path) -> float:
    context = open_context(path, NAME)
    try:
        rehearsal = importing.rehearse(context, resource_path(SAMPLE))
        return _timed(lambda: importing.apply(context, rehearsal))
    finally:
        context.close()


def _unlocked(path: Path) -> None:
    from models.db.keyring import forget_office

    signing_in.sign_in(path, signing_in.with_password(NAME, PASSWORD), now_ms=0)
    forget_office(path)


def _listed(context: Context) -> None:
    for kind in ("courtyards", "residents", "dwellings"):
        for _ in range(20):
            lists.page(context, lists.ListQuery(kind), 0, 128)


def _searched(context: Context) -> None:
    for text in ("建设", "张", "明湖", "wang"):
        for _ in range(20):
            search(context, text)


def _started(path: Path) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    times = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            [sys.executable, "-c", _START, str(path)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        times.append(float(done.stdout.split()[-1]))
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
