"""Random sets of changes of one row: as offices make them apart from each other, and arbitrary ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.helpers.sync_model import WHOLE, Key, Row, Told

UNITS = (b"\x01" * 16, b"\x02" * 16)
GROUPS: dict[str, tuple[str, ...]] = {
    "unit_id": ("unit_id",),
    "name": ("name",),
    "count": ("household_count", "household_about"),
}
REPLICAS = tuple(bytes([number]) * 16 for number in (9, 5, 7, 3))
"""The first is the hub's, the second and third are of one unit."""
UNIT_OF = dict(zip(REPLICAS, (None, UNITS[0], UNITS[0], UNITS[1]), strict=True))


@dataclass
class _Office:
    replica: bytes
    known: dict[Key, Told] = field(default_factory=dict)
    lamport: int = 0
    seq: int = 0


def as_offices_make_them(random: Random, steps: int = 14) -> list[Told]:
    """Return what offices did to one row, each knowing what it had taken in by then."""
    offices = [_Office(replica) for replica in REPLICAS]
    first = random.choice(offices)
    _write(random, first, WHOLE, frozenset(), {})
    for _ in range(random.randrange(steps)):
        office = random.choice(offices)
        if not office.known or random.random() < 0.3:
            other = random.choice(offices)
            office.known |= other.known
            office.lamport = max(office.lamport, other.lamport)
        elif office.known:
            _act(random, office)
    return list({key: each for office in offices for key, each in office.known.items()}.values())


def _act(random: Random, office: _Office) -> None:
    row = Row(office.known.values(), GROUPS)
    everything = frozenset(key for group in GROUPS for key in row.heads(group))
    if not row.living:
        _write(random, office, WHOLE, everything, row.values())
    elif random.random() < 0.2:
        _write(random, office, WHOLE, everything, None)
    else:
        group = random.choice(list(GROUPS))
        heads = frozenset(row.heads(group))
        named = heads if random.random() < 0.3 else frozenset([random.choice(sorted(heads))])
        _write(random, office, group, named, {})


def _write(
    random: Random, office: _Office, group: str, prev: frozenset[Key], values: dict[str, object] | None
) -> None:
    office.seq += 1
    office.lamport += random.choice((1, 1, 1, 5))
    said = values
    if values is not None and not values:
        said = _values(random, group)
    unit = UNIT_OF[office.replica]
    key = office.replica, office.seq
    office.known[key] = Told(key, office.lamport, group, said, prev, unit, unit is None)


def _values(random: Random, group: str) -> dict[str, object]:
    every: dict[str, tuple[object, ...]] = {
        "unit_id": (*UNITS, None),
        "name": ("甲院", "乙院", None),
        "household_count": (1, 2),
        "household_about": (True, None),
    }
    columns = [name for each in GROUPS for name in GROUPS[each] if group in (WHOLE, each)]
    return {name: random.choice(every[name]) for name in columns}


def voided_some(random: Random, changes: list[Told]) -> frozenset[Key]:
    """Return some of the changes, for the hub to refuse."""
    return frozenset(each.key for each in changes if random.random() < 0.15)


def lossy(random: Random, changes: list[Told]) -> list[Told]:
    """Return the changes without some and in another order: what came so far."""
    kept = [each for each in changes if random.random() < 0.85]
    random.shuffle(kept)
    return kept


def arbitrary(random: Random, count: int = 9) -> list[Told]:
    """Return changes that name each other as no program would, but never in a circle."""
    made: list[Told] = []
    for number in range(1, 1 + random.randrange(1, count)):
        replica = random.choice(REPLICAS)
        group = random.choice((WHOLE, WHOLE, *GROUPS))
        delete = group == WHOLE and random.random() < 0.4
        prev = frozenset(each.key for each in made if random.random() < 0.35)
        values = None if delete else _values(random, group)
        unit = UNIT_OF[replica]
        made.append(Told((replica, number), random.randrange(1, 8), group, values, prev, unit, unit is None))
    return made
