"""Users of other roles in the office of a test."""

from __future__ import annotations

from sqlalchemy import insert

from models.ids import new_id
from models.tables.system import AppUser
from services.office import Context, CurrentUser


def user_of(context: Context, name: str, role: str, *, active: bool = True) -> CurrentUser:
    """Return a new user with a role; the person at the keyboard stays."""
    made = CurrentUser(new_id(), name, role)
    with context.unit_of_work() as work:
        values = {"id": made.id, "name": name, "role": role, "active": active, "created_at": 0}
        work.local(insert(AppUser).values(**values))
        work.commit()
    return made


def work_as(context: Context, name: str, role: str) -> CurrentUser:
    """Let a new user with a role work from now on."""
    context.user = user_of(context, name, role)
    return context.user


def denied(context: Context) -> list[str]:
    """Return what was refused so far, as the audit log says it."""
    rows = context.reader.all("SELECT label FROM audit_entry WHERE action = 'denied' ORDER BY seq")
    return [row[0] for row in rows]
