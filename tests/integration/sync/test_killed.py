"""An import killed at any of its statements: nothing of the package is there, or all of it (S28)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import event

from models.db.replay import first_difference
from tests.helpers.crashing import SOAK, spread
from tests.helpers.stations import Station, World, states, world

__all__ = ["world"]

POINTS = 6
"""Statements at which the program is killed in the quick run; every one in the long run."""


def left_at_each(world: World, stick: Path) -> list[Path]:
    """Take a stick in at the hub; keep the files before each statement, as a killed program leaves them."""
    kept: list[Path] = []
    home = world.hub.path.parent

    def keep(*_: Any) -> None:
        kept.append(world.folder / f"killed-{len(kept)}")
        shutil.copytree(home, kept[-1])

    with world.hub.at_home() as context:
        engine = context.database.engine()
    event.listen(engine, "before_cursor_execute", keep)
    event.listen(engine, "commit", keep)
    world.hub.take(stick)
    event.remove(engine, "before_cursor_execute", keep)
    event.remove(engine, "commit", keep)
    world.hub.close()
    return kept


def put_back(world: World, left: Path) -> Station:
    """Let the hub find the files as they were left, at their old place."""
    world.hub.close()
    home = world.hub.path.parent
    shutil.rmtree(home)
    shutil.copytree(left, home)
    return world.hub


def test_s28_an_import_killed_at_any_statement_is_there_whole_or_not_at_all(world: World) -> None:
    names = {f"建设路{number}号院" for number in range(4)}
    for name in sorted(names):
        world.a.add(name)
    world.a.send(world.stick)
    kept = left_at_each(world, world.stick)
    assert len(kept) > POINTS
    before: list[bool] = []
    for at in range(1, len(kept) + 1) if SOAK else spread(len(kept), POINTS):
        hub = put_back(world, kept[at - 1])
        assert hub.names() in (set(), names), at
        before.append(not hub.names())
        with hub.context.database.engine().connect() as connection:
            assert first_difference(connection) is None, at
        again = hub.take(world.stick)
        assert states(again) == (["taken"] if before[-1] else ["already"]), at
        assert hub.names() == names, at
    assert before[0]
    assert not before[-1], "the answer is written after the import"
    assert sorted(before, reverse=True) == before, "once it is there it stays"
