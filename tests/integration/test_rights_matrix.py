"""Every command of the services with every role: generated from the commands and the table of rights."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import services
from models.errors import NotAllowed
from models.rules import rights
from services.context import open_context
from services.office import Context, CurrentUser
from services.rights import COMMANDS, Command
from tests.helpers.office import fresh_database
from tests.helpers.roles import user_of

for _each in pkgutil.walk_packages(services.__path__, "services."):
    importlib.import_module(_each.name)

BY_WHAT_THEY_FIND = {"services.history.undo", "services.history.restore"}
"""Commands that ask by what they find; test_rights_enforced.py has their cases."""


class Untouched:
    """An argument that fails the test when a refused command looks at it."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"a refused command looked at its arguments: {name}")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """One office for all, with a user of each role."""
    context = open_context(fresh_database(tmp_path_factory.mktemp("matrix") / "office.db"), "王芳")
    yield context
    context.close()


@pytest.fixture(scope="module")
def people(shared: Context) -> dict[str, CurrentUser]:
    """A user of each role."""
    return {role: user_of(shared, role, role) for role in rights.ROLES}


def _asked(command: Command) -> list[tuple[str, tuple[object, ...]]]:
    """Return the rights a command asks for, each with the first arguments that show it."""
    if command.samples:
        return [(code, (what,)) for code, what in zip(command.rights, command.samples, strict=True)]
    return [(code, ()) for code in command.rights]


def _function(command: Command) -> Callable[..., object]:
    module, _, name = command.name.rpartition(".")
    return getattr(sys.modules[module], name)  # type: ignore[no-any-return]


def _call(context: Context, command: Command, first: tuple[object, ...]) -> None:
    """Call a command with arguments that are none of its own: who gets past the right gets a `TypeError`."""
    function = _function(command)
    taken = [
        each
        for each in inspect.signature(function).parameters.values()
        if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
    ]
    missing = len(taken) - 1 - len(first)
    function(context, *first, *(Untouched() for _ in range(missing)), no_such_argument=Untouched())


def _noted(context: Context) -> tuple[int, int]:
    reader = context.database.writers_reader()
    refused = reader.value("SELECT count(*) FROM audit_entry WHERE action = 'denied'")
    return int(refused), int(reader.value("SELECT count(*) FROM audit_entry")) - int(refused)


@pytest.mark.parametrize("role", rights.ROLES)
def test_each_command_is_done_by_those_who_may_and_refused_to_the_others(
    role: str, shared: Context, people: dict[str, CurrentUser]
) -> None:
    shared.user = people[role]
    wrong = []
    for command in COMMANDS.values():
        for code, first in _asked(command):
            able = all(rights.may(role, each) for each in ((code,) if first else command.rights))
            refused, others = _noted(shared)
            try:
                _call(shared, command, first)
            except NotAllowed:
                outcome = "refused"
            except TypeError as error:
                outcome = "done" if "no_such_argument" in str(error) else str(error)
            wanted = ("done", refused, others) if able else ("refused", refused + 1, others)
            if (outcome, *_noted(shared)) != wanted:
                wrong.append((command.name, code, first, outcome))
    assert wrong == []


def test_every_command_asks_for_something() -> None:
    assert {name for name, command in COMMANDS.items() if not command.rights} == BY_WHAT_THEY_FIND
    assert len(COMMANDS) > 200


def test_every_right_is_asked_for_somewhere() -> None:
    asked = {code for command in COMMANDS.values() for code in command.rights}
    seen = {code for code in rights.RIGHTS if code.endswith(".see")}
    assert rights.RIGHTS.keys() - asked - seen <= {"two_people.waive", "personal.report"}
