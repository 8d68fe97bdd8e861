"""Two offices that hand each other their changes without packages: what one wrote the other takes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.db.taking_in import TakenIn, changes_of, take_in
from models.ids import new_id
from services.conflicts import append_only
from services.office import Context
from tests.helpers.office import NewOffice, behind, rows, take_new_replica_id


@dataclass
class Pair:
    """Two offices, each with its own replica id and unit.

    Attributes:
        here: the office whose page one looks at, and
        there: the other.
        units: the unit of each, known to both.
    """

    here: Context
    there: Context
    units: Mapping[str, bytes]

    def carry(self, source: Context, target: Context, void: Mapping[Any, str] | None = None) -> TakenIn:
        """Let one office take in all the other has written, in one package that never was.

        Args:
            source: who wrote.
            target: who takes in.
            void: changes that are refused, with the reason.
        """
        package = bytes(new_id())
        replica = source.database.replica_id
        _people(source, target)
        with target.unit_of_work() as work:
            known = changes_of(work.reader, replica)
            above = max((change.seq for change in known), default=0)
            wanted = list(changes_of(source.reader, replica, above))
            taken = take_in(
                work, wanted, pkg_id=package, hold=append_only.holder(work), void=void, by_hub_seq=1
            )
            work.commit()
        return taken

    def swap(self) -> None:
        """Let each take in what the other has written."""
        self.carry(self.here, self.there)
        self.carry(self.there, self.here)


def _people(source: Context, target: Context) -> None:
    """Tell the names of the people of one office to the other, as a manifest does."""
    for user_id, name in rows(source, "SELECT id, name FROM app_user"):
        behind(target, "DELETE FROM sync_person WHERE user_id = ?", user_id)
        behind(
            target,
            "INSERT INTO sync_person (user_id, name, replica_id) VALUES (?, ?, ?)",
            user_id,
            name,
            source.database.replica_id,
        )


def exchange_pair(new_office: NewOffice) -> Pair:
    """Open two empty offices that know each other: 文明社区 with 王芳 here, 安飞社区 with 李梅 there."""
    here = new_office("here.db", "王芳")
    there = new_office("there.db", "李梅")
    take_new_replica_id(there)
    there = new_office.again(there)
    units = {}
    for name in ("文明社区", "安飞社区"):
        with here.unit_of_work() as work:
            units[name] = bytes(work.insert("unit", {"kind": "community", "name": name}))
            work.commit()
    pair = Pair(here, there, units)
    for context in (here, there):
        for office, name in ((here, "文明社区"), (there, "安飞社区")):
            replica = office.database.replica_id
            if context is office:
                behind(
                    context,
                    "UPDATE sync_replica SET unit_id = ?, name = ? WHERE is_self = 1",
                    units[name],
                    name,
                )
                continue
            behind(context, "DELETE FROM sync_replica WHERE replica_id = ?", replica)
            behind(
                context,
                "INSERT INTO sync_replica (replica_id, kind, state, is_self, unit_id, name) "
                "VALUES (?, 'workstation', 'active', 0, ?, ?)",
                replica,
                units[name],
                name,
            )
    pair.carry(here, there)
    return pair
