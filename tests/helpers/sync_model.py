"""What a set of changes means, worked out a second time with plain Python sets and no thought of speed.

Written from the meaning of the log alone: which changes of a field group are its heads, what value the group
has, whether the row lives, and what a person has to decide. `models.rules.merge` is compared with it over
random sets, and real databases are compared with it after random histories.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WHOLE = "*"
Key = tuple[bytes, int]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """One change of one row: an insert or restore and a delete are of group "*", with and without values."""

    key: Key
    lamport: int
    group: str
    values: Values | None
    prev: frozenset[Key]
    unit: bytes | None = None
    hub: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of the whole row."""
        return self.group == WHOLE

    @property
    def is_delete(self) -> bool:
        """Whether it is a delete."""
        return self.is_whole and self.values is None

    @property
    def rank(self) -> tuple[int, bytes, int]:
        """What tells the later of two; the clock on the wall has no say."""
        return self.lamport, *self.key

    def touches(self, group: str) -> bool:
        """Whether it says something about a field group."""
        return self.is_whole or self.group == group


class Row:
    """One row as a set of changes tells it.

    Args:
        changes: all of its changes, in any order.
        groups: the columns of each field group; the group "unit_id" says whose the row is.
        voided: what the hub refused: it counts as if it were not there.
    """

    def __init__(
        self,
        changes: Iterable[Told],
        groups: Mapping[str, tuple[str, ...]],
        voided: frozenset[Key] = frozenset(),
    ) -> None:
        self.live = {each.key: each for each in changes if each.key not in voided}
        self.groups = groups

    def touching(self, group: str) -> set[Key]:
        """Return the live changes that say something about a group."""
        return {key for key, each in self.live.items() if each.touches(group)}

    def heads(self, group: str) -> set[Key]:
        """Return those of them that no other one supersedes; for "*" among inserts, restores and deletes."""
        touching = self.touching(group)
        named = {each for key in touching for each in self.named(key)}
        return touching - named

    def named(self, key: Key) -> set[Key]:
        """Return the live changes one names; nobody can have seen what has a later logical time."""
        change = self.live[key]
        return {each for each in change.prev & self.live.keys() if self.live[each].lamport < change.lamport}

    def before(self, key: Key) -> set[Key]:
        """Return what a change has seen, directly or through what it names."""
        seen: set[Key] = set()
        while more := {each for known in (key, *seen) for each in self.named(known)} - seen:
            seen |= more
        return seen

    def owner(self) -> bytes | None:
        """Return the unit the row belongs to: what its own field says, otherwise who inserted it."""
        group = "unit_id"
        said = None
        if group in self.groups:
            said = self._value(group, self._ranked_for_owner(self._shown(group)), self._ranked_for_owner)
        if said is not None and said.get("unit_id") is not None:
            return bytes(said["unit_id"])
        inserted = [each for each in self.live.values() if each.is_whole and not each.is_delete]
        return min(inserted, key=lambda each: each.rank).unit if inserted else None

    def _ranked_for_owner(self, keys: Iterable[Key]) -> list[Told]:
        found = [self.live[key] for key in keys]
        return sorted(found, key=lambda each: (each.hub, *each.rank), reverse=True)

    def _ranked(self, keys: Iterable[Key]) -> list[Told]:
        owner = self.owner()
        found = [self.live[key] for key in keys]
        ours = {each.key: owner is not None and each.unit == owner for each in found}
        return sorted(found, key=lambda each: (ours[each.key], *each.rank), reverse=True)

    def _shown(self, group: str) -> set[Key]:
        """Return the heads of which one is shown: an edit wins against a delete."""
        heads = self.heads(group)
        telling = {key for key in heads if not self.live[key].is_delete}
        return telling or heads

    def _value(self, group: str, ranked: list[Told], order: Any) -> Values | None:
        if not ranked:
            return None
        chosen = ranked[0]
        if not chosen.is_delete:
            assert chosen.values is not None
            return {name: chosen.values.get(name) for name in self.groups[group]}
        # below a delete lies what it deleted: the heads among all it has seen
        seen = self.before(chosen.key) & self.touching(group)
        latest = {key for key in seen if not any(key in self.named(other) for other in seen)}
        telling = {key for key in latest if not self.live[key].is_delete}
        return self._value(group, order(telling or latest), order)

    def value(self, group: str) -> Values | None:
        """Return the columns of a group as everybody shows them; None when nothing was ever said."""
        if group == "unit_id":
            return self._value(group, self._ranked_for_owner(self._shown(group)), self._ranked_for_owner)
        return self._value(group, self._ranked(self._shown(group)), self._ranked)

    @property
    def exists(self) -> bool:
        """Whether some insert counts."""
        return any(each.is_whole and each.values is not None for each in self.live.values())

    @property
    def living(self) -> bool:
        """Whether it is outside the recycle bin: some head of some group is no delete."""
        return any(not self.live[key].is_delete for group in self.groups for key in self.heads(group))

    def values(self) -> dict[str, Any]:
        """Return every column with its value, empty ones left out."""
        found: dict[str, Any] = {}
        for group in self.groups:
            found |= self.value(group) or {}
        return {name: value for name, value in found.items() if value is not None}

    def clashes(self) -> set[tuple[str, str]]:
        """Return group and kind of what a person has to decide; a delete beside an edit is of all."""
        found = set()
        for group, columns in self.groups.items():
            heads = [self.live[key] for key in self.heads(group)]
            telling = [each for each in heads if not each.is_delete]
            if self.living and len(telling) < len(heads):
                found.add((WHOLE, "delete_edit"))
            said = {tuple((each.values or {}).get(name) for name in columns) for each in telling}
            if len(said) > 1:
                found.add((group, "hard"))
        return found
