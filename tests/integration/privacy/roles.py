"""Letting whoever works have another role, as an administrator would."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from models.tables.system import AppUser
from services.office import Context


def work_as(office: Context, role: str) -> None:
    """Give the user of an office another role."""
    with office.unit_of_work() as work:
        work.local(update(AppUser).where(AppUser.id == office.user.id).values(role=role))
        work.commit()
    office.user = replace(office.user, role=role)
