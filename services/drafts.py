"""Drafts: what was typed into a form and not saved yet, kept so that a crash loses nothing."""

import json
from collections.abc import Mapping
from typing import Any

from services.office import Context

NEW = b""
"""Row id under which the draft of a record not saved yet is kept."""


def save_draft(context: Context, kind: str, record_id: bytes | None, values: Mapping[str, object]) -> None:
    """Keep what stands in a form; on the writer's thread."""
    from sqlalchemy import delete, insert

    from models.tables.system import Draft

    # plain ASCII: what is half typed may hold half a character, which the database would refuse
    plain = {
        name: {"id": value.hex()} if isinstance(value, bytes) else value for name, value in values.items()
    }
    key = {"user_id": context.user.id, "kind": kind, "row_id": record_id or NEW}
    with context.unit_of_work() as work:
        work.local(delete(Draft).filter_by(**key))
        work.local(insert(Draft).values(**key, at=context.clock(), values_json=json.dumps(plain)))
        work.commit()


def load_draft(context: Context, kind: str, record_id: bytes | None) -> dict[str, Any] | None:
    """Return the kept draft of a form, or None; on the reader's thread."""
    found = context.reader.value(
        "SELECT values_json FROM draft WHERE user_id = ? AND kind = ? AND row_id = ?",
        (context.user.id, kind, record_id or NEW),
    )
    if found is None:
        return None
    return {
        name: bytes.fromhex(value["id"]) if isinstance(value, dict) else value
        for name, value in json.loads(found).items()
    }


def drop_draft(context: Context, kind: str, record_id: bytes | None) -> None:
    """Forget a draft: it was saved, or thrown away on purpose; on the writer's thread."""
    from sqlalchemy import delete

    from models.tables.system import Draft

    with context.unit_of_work() as work:
        work.local(delete(Draft).filter_by(user_id=context.user.id, kind=kind, row_id=record_id or NEW))
        work.commit()
