"""Runs random histories of the world, and makes a failing one as short as it can be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.helpers.sync_acts import EVENTS, Event, decide, take_back
from tests.helpers.sync_checks import check, converge
from tests.helpers.sync_world import ServerHub, World, begin, prepare

WHO = (("hub", "first", "second"), ("hub", "first", "third"), ("hub", "first"))


@dataclass(frozen=True)
class Step:
    """One thing that happens: where, what, and the seed of what is chosen in it."""

    station: int
    event: Event
    seed: int

    def __str__(self) -> str:
        return f"{self.station}:{self.event.__name__}:{self.seed}"


def steps_of(seed: int, most: int = 60) -> list[Step]:
    """Return the history of a seed."""
    random = Random(seed)
    weights, events = [weight for weight, _ in EVENTS], [event for _, event in EVENTS]
    count = random.randrange(15, most)
    chosen = random.choices(events, weights, k=count)
    return [Step(random.randrange(3), event, random.randrange(2**32)) for event in chosen]


class Runner:
    """Runs histories one after another on copies of the same prepared files.

    Args:
        folder: a folder in memory where there is one.
        server: holds the hub where it is not a file.
        thorough: tell the tables again from the log in every office, not in one of them.
    """

    def __init__(self, folder: Path, *, thorough: bool = False, server: ServerHub | None = None) -> None:
        self._thorough = thorough
        self._folder = folder
        self._prepared = folder / "prepared"
        self._prepared.mkdir()
        self._server = server
        prepare(self._prepared, server)
        self._count = 0

    def run(self, seed: int, steps: list[Step] | None = None) -> None:
        """Run one history; fails when something was lost."""
        self._count += 1
        folder = self._folder / f"world-{self._count}"
        world = begin(seed, self._prepared, folder, WHO[seed % len(WHO)], self._server)
        try:
            for step in steps_of(seed) if steps is None else steps:
                happen(world, step)
            converge(world)
            check(world, thorough=self._thorough)
        finally:
            world.close()

    def shortest(self, seed: int) -> list[Step]:
        """Return as few steps of a failing history as still fail."""
        steps = steps_of(seed)
        size = len(steps) // 2
        while size:
            at = 0
            while at < len(steps):
                fewer = steps[:at] + steps[at + size :]
                if self._fails(seed, fewer):
                    steps = fewer
                else:
                    at += size
            size //= 2
        return steps

    def _fails(self, seed: int, steps: list[Step]) -> bool:
        try:
            self.run(seed, steps)
        except Exception:  # noqa: BLE001
            return True
        return False


def happen(world: World, step: Step) -> None:
    """Let one thing happen and keep aside what was saved."""
    world.random.seed(step.seed)
    station = world.stations[step.station % len(world.stations)]
    step.event(world, station)
    world.note(decided=step.event in (decide, take_back))


def memory() -> str | None:
    """Return a folder in memory, None where there is none."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def many(seeds: range) -> list[int]:
    """Run many histories and return the seeds that failed, saying them as they come."""
    failed = []
    with TemporaryDirectory(dir=memory(), prefix="louyuan-world-") as name:
        runner = Runner(Path(name), thorough=True)
        for seed in seeds:
            try:
                runner.run(seed)
            except Exception as error:  # noqa: BLE001
                failed.append(seed)
                print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)  # noqa: T201
    return failed
