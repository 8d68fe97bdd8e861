"""Asking the table of rights: each command of the services says which right it needs and is refused without.

What is refused is written to the audit log, also where a window offered it by mistake. A refusal on the
reader's thread, which cannot write, waits in the context until the writer comes by.
"""

import functools
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from models.errors import LouyuanError, NotAllowed
from models.rules import rights as rules

if TYPE_CHECKING:
    from services.context import Context

P = ParamSpec("P")
R = TypeVar("R")
_DEPTH = threading.local()


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the services.

    Attributes:
        name: module and function.
        rights: codes of the rights it needs, all of them; for one that asks by its first argument, those it
            may ask for.
        samples: a first argument for each of `rights` where it asks by that, else empty.
    """

    name: str
    rights: tuple[str, ...]
    samples: tuple[object, ...] = ()


COMMANDS: dict[str, Command] = {}
"""Every command that asks, by module and function; complete once its module is imported."""


def needs(
    *codes: str,
) -> Callable[[Callable[Concatenate["Context", P], R]], Callable[Concatenate["Context", P], R]]:
    """Return a decorator: whoever calls the command has all these rights, or is refused before it begins."""
    for code in codes:
        rules.RIGHTS[code]

    def decorate(
        command: Callable[Concatenate["Context", P], R],
    ) -> Callable[Concatenate["Context", P], R]:
        name = f"{command.__module__}.{command.__qualname__}"
        COMMANDS[name] = Command(name, codes)

        @functools.wraps(command)
        def asked(context: "Context", /, *args: P.args, **kwargs: P.kwargs) -> R:
            with _noted(context, codes[0]):
                for code in codes:
                    demand(context, code)
                return command(context, *args, **kwargs)

        return asked

    return decorate


def asks(
    *may_ask: str,
) -> Callable[[Callable[Concatenate["Context", P], R]], Callable[Concatenate["Context", P], R]]:
    """Return a decorator for a command that demands its rights itself, by what it finds while it works.

    Args:
        may_ask: rights it demands at the least of one who finds something; told, not demanded here.
    """

    def decorate(
        command: Callable[Concatenate["Context", P], R],
    ) -> Callable[Concatenate["Context", P], R]:
        name = f"{command.__module__}.{command.__qualname__}"
        COMMANDS[name] = Command(name, ())

        @functools.wraps(command)
        def asked(context: "Context", /, *args: P.args, **kwargs: P.kwargs) -> R:
            with _noted(context, may_ask[0]):
                return command(context, *args, **kwargs)

        return asked

    return decorate


def needs_by(
    choose: Callable[[str], str], samples: Callable[[], Iterable[str]]
) -> Callable[[Callable[Concatenate["Context", str, P], R]], Callable[Concatenate["Context", str, P], R]]:
    """Return a decorator for a command whose right depends on its first argument: a kind, a table.

    Args:
        choose: returns the code of the right.
        samples: returns first arguments that show every right it may ask for.
    """

    def decorate(
        command: Callable[Concatenate["Context", str, P], R],
    ) -> Callable[Concatenate["Context", str, P], R]:
        name = f"{command.__module__}.{command.__qualname__}"
        shown = tuple(samples())
        COMMANDS[name] = Command(name, tuple(choose(each) for each in shown), shown)

        @functools.wraps(command)
        def asked(context: "Context", what: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
            code = choose(what)
            with _noted(context, code):
                demand(context, code)
                return command(context, what, *args, **kwargs)

        return asked

    return decorate


def demand(context: "Context", code: str) -> None:
    """Refuse whoever works unless the role has a right.

    Raises:
        NotAllowed: it has not.
    """
    if rules.may(context.user.role, code):
        return
    from models.vocab import USER_ROLE

    right = rules.RIGHTS[code]
    context.refused.append(code)
    raise NotAllowed(
        f"您的身份是“{USER_ROLE.label(context.user.role)}”，不能{right.label}。"
        "需要办理时，请找有这项权限的同事，或请管理员调整身份。",
        code,
    )


def demand_seeing(context: "Context", table: str) -> None:
    """Refuse whoever works unless the role may see rows of a table; on either thread.

    Raises:
        NotAllowed: it may not.
    """
    demand(context, rules.seeing(table))


def may_see(context: "Context", table: str) -> bool:
    """Return whether whoever works may see rows of a table."""
    return rules.may(context.user.role, rules.seeing(table))


def _take_role(context: "Context", code: str) -> None:
    """Take over the role whoever works has by now: somebody else may have changed it meanwhile.

    Raises:
        NotAllowed: the user is disabled.
    """
    user = context.user
    found = context.database.writers_reader().one(
        "SELECT active, role FROM app_user WHERE id = ?", (user.id,)
    )
    if found is None:
        return
    if not found[0]:
        context.refused.append(code)
        raise NotAllowed(f"用户“{user.name}”已停用，不能再办理。请换一个用户，或请管理员恢复。", code)
    if found[1] != user.role:
        context.user = replace(user, role=found[1])


def write_refusals(context: "Context") -> None:
    """Write what was refused since the last time into the audit log, on the writer's thread."""
    if not context.refused:
        return
    refused = [context.refused.popleft() for _ in range(len(context.refused))]
    with context.unit_of_work() as work:
        for code in refused:
            work.note("denied", label=rules.RIGHTS[code].label)
        work.commit()


def flush_refusals(context: "Context") -> None:
    """Write what was refused, as `write_refusals`; a disk that is full does not hide the refusal itself."""
    with suppress(LouyuanError):
        write_refusals(context)


class _noted:
    """Writes refusals once the outermost command has ended and nothing is open any more."""

    def __init__(self, context: "Context", code: str) -> None:
        self._context, self._code = context, code

    def __enter__(self) -> None:
        depth = getattr(_DEPTH, "value", 0)
        if depth == 0:
            try:
                _take_role(self._context, self._code)
            except NotAllowed:
                flush_refusals(self._context)
                raise
        _DEPTH.value = depth + 1

    def __exit__(self, kind: object, error: object, _: object) -> None:
        _DEPTH.value -= 1
        if isinstance(error, NotAllowed) and _DEPTH.value == 0:
            flush_refusals(self._context)
