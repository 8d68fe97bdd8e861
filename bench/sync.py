"""The exchange by sticks as ratios: a delta against the bare work on its bytes, its size, many workstations.

The bare floor is what nobody can do without: the driver inserting the same changes and rows in one
transaction, and zstd and age of the same bytes there and back.
"""

import json
import tempfile
from functools import partial
from pathlib import Path
from random import Random

from bench.common import report, residents, seconds
from models.db.connecting import connect
from models.db.database import open_database
from models.db.digest import digest
from services.context import Context, open_context
from services.sync import accepting, enrolling, requesting, setting_up
from tests.helpers.office import take_new_replica_id
from tests.helpers.stations import Station
from tests.helpers.sync_crowd import Scribe, hub_log, introduce, take_all, workstation_log
from tests.helpers.sync_world import HUB

CHANGES = 100_000
WORKSTATIONS, EACH = 200, 500
SMALL, LARGE, EDITED = 10_000, 1_000_000, 1_000


def main(changes: int = CHANGES, large: int = LARGE, workstations: int = WORKSTATIONS) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        _delta(Path(folder), changes)
    with tempfile.TemporaryDirectory() as folder:
        _sizes(Path(folder), SMALL, large)
    with tempfile.TemporaryDirectory() as folder:
        _crowd(Path(folder), workstations)


def _pair(folder: Path) -> tuple[Station, Station]:
    """Return a hub and a workstation that know each other."""
    stations = []
    for name, role, title in (("hub", "hub", "测量街道"), ("station", "workstation", "测量社区")):
        (folder / name).mkdir()
        open_database(folder / name / "office.db").close()
        station = Station(folder / name / "office.db", _now)  # type: ignore[arg-type]
        take_new_replica_id(station.context)
        station.close()
        with station.at_home() as context:
            setting_up.setup(context, role, title)
        stations.append(station)
    hub, station = stations
    stick = folder / "joining"
    stick.mkdir()
    with station.at_home() as context:
        requesting.request(context, stick)
    with hub.at_home() as context:
        enrolling.enrol(context, stick, stick)
    with station.at_home() as context:
        accepting.accept(context, stick)
    station.exchange(stick)
    hub.exchange(stick)
    station.exchange(stick)
    return hub, station


def _now() -> int:
    return 1_600_228_800_000


def _delta(folder: Path, count: int) -> None:
    hub, station = _pair(folder)
    residents(station.context, count)
    stick = folder / "stick"
    stick.mkdir()
    ours = seconds(lambda: station.send(stick)) + seconds(lambda: hub.take(stick))
    taken = hub.value("SELECT count(*) FROM resident")
    if taken != count:
        raise RuntimeError(f"{taken} of {count} rows came")
    bare = _bare(station.context, folder / "bare.db")
    report(
        f"export and import of {count} changes / (raw insert + zstd + age of the same bytes)",
        ours / bare,
        3.0,
    )
    hub.close()
    station.close()


def _bare(context: Context, path: Path) -> float:
    open_database(path).close()
    held = {
        name: context.reader.all(f"SELECT * FROM {name}") for name in ("sync_change", "courtyard", "resident")
    }
    target = connect(path)
    target.execute("PRAGMA foreign_keys=OFF")

    def insert() -> None:
        target.execute("BEGIN IMMEDIATE")
        for name, rows in held.items():
            target.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        target.execute("COMMIT")

    taken = seconds(insert)
    target.close()
    text = json.dumps(
        [[str(each) for each in row] for row in held["sync_change"]], ensure_ascii=False
    ).encode()
    return taken + _bytes(text)


def _bytes(text: bytes) -> float:
    import pyrage
    import zstandard

    identity = pyrage.x25519.Identity.generate()

    def there_and_back() -> None:
        packed = zstandard.ZstdCompressor().compress(text)
        sealed = pyrage.encrypt(packed, [identity.to_public()])
        zstandard.ZstdDecompressor().decompress(pyrage.decrypt(sealed, [identity]))

    return seconds(there_and_back)


def _sizes(folder: Path, small: int, large: int) -> None:
    sizes = []
    for count in (small, large):
        (folder / str(count)).mkdir()
        hub, station = _pair(folder / str(count))
        residents(station.context, count)
        stick = folder / str(count) / "first"
        stick.mkdir()
        station.exchange(stick)
        hub.exchange(stick)
        station.exchange(stick)
        rows = station.context.reader.all("SELECT id FROM resident ORDER BY id LIMIT ?", (EDITED,))
        with station.context.unit_of_work() as work:
            for number, (row_id,) in enumerate(rows):
                work.update("resident", bytes(row_id), {"phone": f"139{number:08d}"})
            work.commit()
        again = folder / str(count) / "again"
        again.mkdir()
        station.send(again)
        sizes.append(sum(file.stat().st_size for file in again.glob("*.csp")))
        hub.close()
        station.close()
    report(f"size of {EDITED} changes in {large} rows / the same in {small} rows", sizes[1] / sizes[0], 1.2)


def _crowd(folder: Path, count: int) -> None:
    hub = hub_log(HUB, 2_000)
    logs = [workstation_log(hub, number, EACH) for number in range(1, count + 1)]
    digests = set()
    for seed in (1, 2):
        context = open_context(folder / f"{seed}.db", "测量员")
        introduce(context, [scribe.replica for scribe in (hub, *logs)])
        take_all(context, [hub])
        times = [seconds(partial(take_all, context, [each])) for each in Random(seed).sample(logs, count)]
        digests.add(digest(context.reader, None))
        _again(context, logs, seed)
        digests.add(digest(context.reader, None))
        context.close()
        part = max(1, count // 4)
        report(
            "time of the last quarter of workstations / of the first",
            sum(times[-part:]) / sum(times[:part]),
            1.5,
        )
        print(f"{count} workstations × {EACH} changes: {sum(times):.1f} s", flush=True)
    report(f"digests of {count} workstations × {EACH} changes in two orders, twice", len(digests), 1)


def _again(context: Context, logs: list[Scribe], seed: int) -> None:
    if take_all(context, Random(seed + 9).sample(logs, len(logs))):
        raise RuntimeError("what was known came in again")


if __name__ == "__main__":
    main()
