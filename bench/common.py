"""What the measurements share: made-up data, interleaved runs, medians and ratios."""

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from models.ids import new_id
from services.context import Context, open_context

ROOT = Path(__file__).resolve().parent.parent
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂华文辉玲红建国庆春梅兰香云志海波宁"
BATCH = 50_000


def residents(context: Context, count: int, seed: int = 1) -> None:
    """Fill a database with residents of one courtyard, through the unit of work.

    Args:
        context: an open office.
        count: how many.
        seed: of the made-up names and phones.
    """
    made = random.Random(seed)
    courtyard = new_id()
    with context.unit_of_work() as work:
        work.insert("courtyard", {"name": "测量用楼院"}, row_id=courtyard)
        for start in range(0, count, BATCH):
            rows = [
                (
                    new_id(),
                    made.choice(SURNAMES) + "".join(made.choices(GIVEN, k=made.choice((1, 2, 2)))),
                    courtyard,
                    f"13{made.randrange(10**9):09d}",
                )
                for _ in range(min(BATCH, count - start))
            ]
            work.insert_many("resident", ("id", "name", "courtyard_id", "phone"), rows)
        work.commit()


def database_with(path: Path, count: int) -> Path:
    """Return a database with so many residents, made once and kept in `build/bench`."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        context = open_context(unfinished, "测量员")
        residents(context, count)
        context.close()
        unfinished.rename(path)
    return path


def compiled_once() -> dict[str, str]:
    """Return an environment in which modules are compiled once, as for a user, and not at every start."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "bench" / "pycache")}


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(
    works: Sequence[Callable[[], float]],
    runs: int = 5,
    chosen: Callable[[Sequence[float]], float] = statistics.median,
) -> list[float]:
    """Run the measurements in turn, A B C A B C …, and return one figure of each, in seconds.

    Args:
        works: the measurements.
        runs: of each.
        chosen: which figure is returned; the least one leaves out what other programs do to the caches of the
            processor.
    """
    figures: list[list[float]] = [[] for _ in works]
    for work in works:
        work()  # warm the file cache
    for _ in range(runs):
        for figure, work in zip(figures, works, strict=True):
            figure.append(work())
    return [chosen(figure) for figure in figures]


def child(code: str, *arguments: str) -> float:
    """Return the number that a fresh Python process prints last on its standard output."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout.strip().splitlines()[-1])


def report(name: str, ratio: float, target: float) -> None:
    """Print one line: what was measured, the ratio, the promise."""
    verdict = "held" if ratio <= target else "MISSED"
    print(f"{name}: {ratio:.2f} (at most {target}) {verdict}", flush=True)


def report_least(name: str, ratio: float, target: float) -> None:
    """Print one line about a ratio that is to be large."""
    verdict = "held" if ratio >= target else "MISSED"
    print(f"{name}: {ratio:.2f} (at least {target}) {verdict}", flush=True)
