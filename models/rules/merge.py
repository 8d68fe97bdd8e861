"""Merging the changes of one row: what it holds, what is in conflict; a pure function of the set of changes.

A change is an insert or restore (group "*" with values), a delete (group "*" without) or an edit of one field
group. It names the changes its author saw and replaces. Nothing is decided by a clock: who did not see the
other's change stands beside it, and what cannot stand together is a clash for a person to decide. Source:
sync.md, "Merge".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

WHOLE_ROW = "*"
"""Group of an insert, a restore or a delete."""
UNIT = "unit_id"
"""Field group of the unit a row belongs to: the hub decides about it first."""
HARD, DELETE_EDIT = "hard", "delete_edit"
"""Kinds of clash: several values for one field group; one side deleted what the other went on with."""

Key = tuple[bytes, int]
"""Replica and number of a change."""


@dataclass(frozen=True, slots=True)
class Author:
    """The installation a change was made on.

    Attributes:
        replica: its id.
        unit: the unit it works for, None where unknown.
        hub: whether it is the hub.
    """

    replica: bytes
    unit: bytes | None = None
    hub: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a row.

    Attributes:
        key: replica and number.
        lamport: its logical time.
        group: the field group, "*" for the whole row.
        values: columns with their values; None for a delete.
        prev: the changes it replaces; only those of an earlier logical time count, so that no circle can be.
        author: where it was made.
    """

    key: Key
    lamport: int
    group: str
    values: Mapping[str, Any] | None
    prev: tuple[Key, ...]
    author: Author

    @property
    def is_delete(self) -> bool:
        """Whether it put the row into the recycle bin."""
        return self.values is None


@dataclass(frozen=True, slots=True)
class Clash:
    """Changes that cannot stand together: the field group ("*" for the whole row), the kind, all heads."""

    group: str
    kind: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What the changes of a row come to.

    Attributes:
        known: whether an insert is among the changes that count; without one there is no row.
        living: whether the row is outside the recycle bin.
        values: every column of the groups asked about; in a clash the provisional value.
        heads: for "*" the heads among inserts, restores and deletes, and for each group its own where they
            differ from those; each list in the order of rank, the provisional one first.
        clashes: what a person has to decide, by group.
    """

    known: bool
    living: bool
    values: Mapping[str, Any]
    heads: Mapping[str, tuple[Key, ...]]
    clashes: tuple[Clash, ...]

    def heads_of(self, group: str) -> tuple[Key, ...]:
        """Return the heads of one group, the provisional one first."""
        return self.heads.get(group, self.heads[WHOLE_ROW])


def merge(
    changes: Iterable[Change], groups: Mapping[str, Sequence[str]], voided: Set[Key] = frozenset()
) -> Merged:
    """Merge the changes of one row.

    Args:
        changes: all that are known, in any order, the same one any number of times.
        groups: the columns of each field group.
        voided: changes that count as if they were not there.

    Returns:
        The merged row. Whoever knows the same changes gets the same.
    """
    live = {change.key: change for change in changes if change.key not in voided}
    if len(live) == 1:
        (only,) = live.values()
        if only.values is not None and only.group == WHOLE_ROW:
            values = {name: only.values.get(name) for columns in groups.values() for name in columns}
            return Merged(True, True, values, {WHOLE_ROW: (only.key,)}, ())
    return _Row(live, groups).merged()


class _Row:
    """The live changes of a row, asked group by group."""

    def __init__(self, live: Mapping[Key, Change], groups: Mapping[str, Sequence[str]]) -> None:
        self._live = live
        self._groups = groups
        self._owner: bytes | None = None

    def merged(self) -> Merged:
        """Return what the changes come to."""
        whole = self._heads(WHOLE_ROW)
        edited = {change.group for change in self._live.values()}
        heads = {group: self._heads(group) if group in edited else whole for group in self._groups}
        self._owner = self._owner_unit(heads)
        standing = {change.key: change for each in heads.values() for change in each}
        living = any(not change.is_delete for change in standing.values())
        values: dict[str, Any] = {}
        clashes: list[Clash] = []
        ranked: dict[str, tuple[Key, ...]] = {WHOLE_ROW: self._keys(WHOLE_ROW, whole)}
        for group, columns in self._groups.items():
            found = self._ranked(group, heads[group])
            values |= self._shown(group, columns, found)
            keys = tuple(change.key for change in found)
            if set(keys) != set(ranked[WHOLE_ROW]):
                ranked[group] = keys
            if self._differ(group, found):
                clashes.append(Clash(group, HARD, keys))
        if living and any(change.is_delete for change in standing.values()):
            clashes.insert(0, Clash(WHOLE_ROW, DELETE_EDIT, self._keys(WHOLE_ROW, standing.values())))
        return Merged(bool(self._inserts()), living, values, ranked, tuple(clashes))

    def _heads(self, group: str) -> list[Change]:
        """Return the changes touching a group that none of those touching it names as replaced."""
        touching = [change for change in self._live.values() if change.group in (group, WHOLE_ROW)]
        replaced = {key for change in touching for key in self._before(change)}
        return [change for change in touching if change.key not in replaced]

    def _before(self, change: Change) -> Iterator[Key]:
        """Yield the live changes a change replaces."""
        for key in change.prev:
            named = self._live.get(key)
            if named is not None and named.lamport < change.lamport:
                yield key

    def _owner_unit(self, heads: Mapping[str, list[Change]]) -> bytes | None:
        """Return the unit the row belongs to; where none is named, that of whoever inserted it."""
        if heads.get(UNIT):
            value = self._shown(UNIT, (UNIT,), self._ranked(UNIT, heads[UNIT]))[UNIT]
            if value is not None:
                return bytes(value)
        first = min(self._inserts(), key=lambda change: (change.lamport, change.key), default=None)
        return None if first is None else first.author.unit

    def _inserts(self) -> list[Change]:
        return [
            change for change in self._live.values() if change.group == WHOLE_ROW and not change.is_delete
        ]

    def _ranked(self, group: str, found: Iterable[Change]) -> list[Change]:
        """Return heads of a group, the one whose value is shown first."""

        def rank(change: Change) -> tuple[bool, bool, int, Key]:
            author = change.author
            first = author.hub if group == UNIT else author.unit is not None and author.unit == self._owner
            return not change.is_delete, first, change.lamport, change.key

        return sorted(found, key=rank, reverse=True)

    def _keys(self, group: str, found: Iterable[Change]) -> tuple[Key, ...]:
        return tuple(change.key for change in self._ranked(group, found))

    def _shown(self, group: str, columns: Sequence[str], ranked: Sequence[Change]) -> dict[str, Any]:
        """Return the values of a group; below a delete lies what it deleted."""
        first = ranked[0] if ranked else None
        while first is not None and first.values is None:
            seen = self._ranked(group, self._named(group, first))
            first = seen[0] if seen else None
        values: Mapping[str, Any] = {} if first is None or first.values is None else first.values
        return {name: values.get(name) for name in columns}

    def _named(self, group: str, change: Change) -> list[Change]:
        """Return those of the changes it names that no other it names replaced, however indirectly."""
        named = [self._live[key] for key in self._before(change) if self._touches(group, key)]
        seen = {key for each in named for key in self._seen_by(group, each)}
        return [each for each in named if each.key not in seen]

    def _touches(self, group: str, key: Key) -> bool:
        return self._live[key].group in (group, WHOLE_ROW)

    def _seen_by(self, group: str, change: Change) -> set[Key]:
        """Return every change of a group that one replaces, directly or through others."""
        found: set[Key] = set()
        waiting = [change]
        while waiting:
            for key in self._before(waiting.pop()):
                if key not in found and self._touches(group, key):
                    found.add(key)
                    waiting.append(self._live[key])
        return found

    def _differ(self, group: str, ranked: Sequence[Change]) -> bool:
        """Return whether heads that are no deletes hold different values."""
        held = [
            tuple(change.values.get(name) for name in self._groups[group])
            for change in ranked
            if change.values is not None
        ]
        return any(each != held[0] for each in held)
