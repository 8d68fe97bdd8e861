"""Settings of the office and of each user, kept in the database so that a backup carries them."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from services.office import Context

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

OFFICE = ""
"""Owner of the settings that all users share."""


def get(context: Context, name: str, default: Any = None, *, owner: str = OFFICE) -> Any:
    """Return a setting.

    Args:
        context: read on the reader's thread.
        name: which one.
        default: what is returned when it was never set.
        owner: `OFFICE`, or `mine(context)` for one of the current user.
    """
    found = context.reader.value("SELECT value_json FROM setting WHERE owner = ? AND name = ?", (owner, name))
    return default if found is None else json.loads(found)


def put(context: Context, name: str, value: Any, *, owner: str = OFFICE) -> None:
    """Keep a setting; `value` is anything JSON can hold. On the writer's thread."""
    with context.unit_of_work() as work:
        put_in(work, name, value, owner=owner)
        work.commit()


def put_in(work: "UnitOfWork", name: str, value: Any, *, owner: str = OFFICE) -> None:
    """Keep a setting inside an open unit of work; see `put`."""
    from sqlalchemy import delete, insert

    from models.tables.system import Setting

    work.local(delete(Setting).where(Setting.owner == owner, Setting.name == name))
    work.local(
        insert(Setting).values(owner=owner, name=name, value_json=json.dumps(value, ensure_ascii=False))
    )


def change(context: Context, name: str, value: Any, label: str, words: Callable[[Any], str] = str) -> None:
    """Keep a setting of the office and note old and new in the audit; what stays the same is not noted.

    Args:
        context: on the writer's thread.
        name: which one.
        value: anything JSON can hold.
        label: what it is called.
        words: says a value in words.
    """
    before = get(context.on_writer, name)
    with context.unit_of_work() as work:
        put_in(work, name, value)
        if (before or None) != (value or None):
            old, new = ("（空）" if each in (None, "") else words(each) for each in (before, value))
            work.note("setting_changed", label=label, detail=f"{old} → {new}")
        work.commit()


def mine(context: Context) -> str:
    """Return the owner under which the current user's own settings are kept."""
    return context.user.id.hex()
