"""The live count of a meeting of 20,000 dwellings against the bare query that reads the same rows.

Beside it: entering one ballot there against entering one in a meeting of 100 dwellings.
"""

import random
import statistics
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.common import ROOT, interleaved, report, seconds
from models.ids import RecordId, new_id
from services.context import open_context
from services.meetings import ballots, counting
from services.meetings.tallying import RAW
from services.office import Context

LARGE, SMALL = 20_000, 100
FREE = 40
"""Dwellings of each meeting that have not voted yet; each run of casting takes the next one."""
RUNS = 15
_COLUMNS = ("id", "meeting_id", "position", "name", "body", "votes", "head_key", "area", "state")


def main() -> None:
    """Measure and print."""
    context = open_context(_office(ROOT / "build" / "bench" / f"counting-{LARGE}" / "office.db"))
    try:
        large, small = (_motion(context, size) for size in (LARGE, SMALL))
        held = bytes(context.reader.value("SELECT meeting_id FROM resolution WHERE id = ?", (large,)))
        if counting.live(context, large).heads.due >= LARGE:
            raise RuntimeError("nobody owns two dwellings")
        bare, ours = interleaved(
            [
                lambda: seconds(lambda: context.reader.all(RAW, (large, held))),
                lambda: seconds(lambda: counting.live(context, large)),
            ],
            RUNS,
        )
        there, here = _casting(context, (large, small))
    finally:
        context.close()
    print(f"bare query over {LARGE} dwellings: {bare * 1000:.2f} ms; one ballot: {there * 1000:.2f} ms")
    report(f"live count over {LARGE} dwellings / bare query", ours / bare, 2.0)
    report(f"entering one ballot, {LARGE} dwellings / {SMALL} dwellings", there / here, 1.5)


def _motion(context: Context, size: int) -> bytes:
    found = context.reader.value("SELECT id FROM resolution WHERE title = ?", (f"{size}户",))
    return bytes(found)


def _casting(context: Context, motions: Sequence[bytes]) -> list[float]:
    """Return for each motion the seconds one ballot takes, entered in turn and withdrawn for the next run."""
    free = [_free(context, motion) for motion in motions]
    taken: list[list[float]] = [[] for _ in motions]
    for lines in zip(*free, strict=True):
        for figures, motion, line in zip(taken, motions, lines, strict=True):
            figures.append(seconds(partial(ballots.cast, context, motion, 1, line, "for")))
    for motion in motions:
        ballots.withdraw(context, [each.id for each in ballots.listed(context, motion)[:FREE]])
    return [statistics.median(each) for each in taken]


def _free(context: Context, motion: bytes) -> list[bytes]:
    rows = context.reader.all(
        "SELECT a.id FROM attendee a JOIN resolution r ON r.meeting_id = a.meeting_id WHERE r.id = ? "
        "AND a.position <= ? ORDER BY a.position",
        (motion, FREE),
    )
    return [bytes(row[0]) for row in rows]


def _office(path: Path) -> Path:
    """Return an office with the two meetings, made once and kept in `build/bench`."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        context = open_context(unfinished, "测量员")
        for size in (LARGE, SMALL):
            _fill(context, size)
        context.close()
        unfinished.rename(path)
    return path


def _fill(context: Context, size: int) -> None:
    """Make an owners' meeting: one in ten owners has two dwellings; all but `FREE` dwellings voted."""
    made = random.Random(size)
    with context.unit_of_work() as work:
        yard = work.insert("courtyard", {"name": f"测量用{size}户"})
        held = work.insert(
            "meeting", {"courtyard_id": yard, "kind": "owners", "title": "业主大会", "held_on": "2026-03-01"}
        )
        motion = work.insert(
            "resolution",
            {"meeting_id": held, "kind": "motion", "title": f"{size}户", "ballot_form": "dwelling"},
        )
        lines, cast = [], []
        owner, choice = new_id(), "for"
        for number in range(1, size + 1):
            if number % 10:
                owner, choice = new_id(), made.choice(("for", "for", "for", "against", "abstain", "invalid"))
            area, place = made.randint(4_000, 15_000), f"{number // 100 + 1}号楼{number:05d}"
            line: RecordId = new_id()
            lines.append((line, held, number, f"业主{number}", place, True, owner.hex(), area, "present"))
            if number > FREE:
                cast.append((new_id(), motion, 1, line, choice, 1, "on_spot", "测量员"))
        work.insert_many("attendee", _COLUMNS, lines)
        columns = ("id", "resolution_id", "entry", "attendee_id", "choice", "papers", "origin", "entered_by")
        work.insert_many("ballot", columns, cast)
        work.commit()


if __name__ == "__main__":
    main()
