"""Long runs of the world of offices: `python -m tests.soak_world [--histories N] [--sticks N] [SEED …]`.

With seeds it shows each failing history made as short as it can be; otherwise it runs many, and some with
real packages on sticks, and names those that failed. Ends with status 1 when any did.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.helpers.stick_acts import many_on_sticks
from tests.helpers.sync_runs import Runner, many, memory


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("seeds", type=int, nargs="*")
    parser.add_argument("--histories", type=int, default=5000)
    parser.add_argument("--sticks", type=int, default=300)
    parser.add_argument("--from", type=int, default=1_000_000, dest="first")
    asked = parser.parse_args()
    if asked.seeds:
        return _explain(asked.seeds)
    start = time.monotonic()
    last = asked.first + asked.histories
    failed = many(range(asked.first, last))
    took = time.monotonic() - start
    print(f"seeds {asked.first} to {last - 1}: {len(failed)} of {asked.histories} diverged, {took:.0f} s")  # noqa: T201
    lost = many_on_sticks(range(asked.first, asked.first + asked.sticks))
    print(f"on sticks: {len(lost)} of {asked.sticks} lost something")  # noqa: T201
    return 1 if failed or lost else 0


def _explain(seeds: list[int]) -> int:
    status = 0
    with TemporaryDirectory(dir=memory(), prefix="louyuan-world-") as name:
        runner = Runner(Path(name))
        for seed in seeds:
            try:
                runner.run(seed)
            except Exception:  # noqa: BLE001
                status = 1
                steps = runner.shortest(seed)
                print(f"seed {seed}: {', '.join(map(str, steps))}")  # noqa: T201
                try:
                    runner.run(seed, steps)
                except Exception:  # noqa: BLE001
                    traceback.print_exc()
    return status


if __name__ == "__main__":
    sys.exit(main())
