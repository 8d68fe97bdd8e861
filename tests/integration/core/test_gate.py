"""The gate: synced tables and the log are written by the unit of work and by nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select, text, update

from models.ids import new_id
from models.tables.courtyards import Courtyard
from models.tables.sync import SyncChange
from models.tables.system import AuditEntry
from services.office import Context
from tests.helpers.changes import insert_courtyard
from tests.helpers.office import behind


@pytest.mark.parametrize("table", ["courtyard", "team_member", "attachment", "sync_change", "audit_entry"])
def test_the_gate_refuses_writes_outside(table: str, office: Context) -> None:
    insert_courtyard(office)
    with pytest.raises(Exception, match="outside the unit of work"):
        behind(office, f"INSERT INTO {table} DEFAULT VALUES")


def test_the_gate_refuses_edits_and_deletes_outside(office: Context) -> None:
    insert_courtyard(office)
    for table, column in (("courtyard", "version"), ("sync_change", "seq"), ("audit_entry", "row_count")):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = 9"):
            with pytest.raises(Exception, match="outside the unit of work"):
                behind(office, statement)


@pytest.mark.parametrize("end", ["commit", "rollback", "exception"])
def test_the_gate_is_shut_after_every_unit_of_work(end: str, office: Context) -> None:
    class Planned(Exception):
        pass

    insert_courtyard(office)
    try:
        with office.unit_of_work() as work:
            work.insert("courtyard", {"name": "建设路1号院"})
            if end == "commit":
                work.commit()
                with pytest.raises(Exception, match="outside the unit of work"):
                    work.connection.execute(insert(Courtyard).values(id=new_id(), name="二"))
            elif end == "exception":
                raise Planned
    except Planned:
        pass
    with pytest.raises(Exception, match="outside the unit of work"):
        behind(office, "DELETE FROM courtyard")


def test_local_refuses_what_only_the_unit_of_work_may_write(office: Context) -> None:
    insert_courtyard(office)
    forbidden = (
        insert(Courtyard).values(id=new_id(), name="二"),
        update(Courtyard).values(name="二"),
        delete(Courtyard),
        delete(SyncChange),
        update(AuditEntry).values(label="x"),
        text("DELETE FROM courtyard"),
    )
    with office.unit_of_work() as work:
        for statement in forbidden:
            with pytest.raises(RuntimeError):
                work.local(statement)
        assert work.local(select(Courtyard.name)).scalar() == "建设路1号院"
        with pytest.raises(RuntimeError):
            work.insert("setting", {"name": "x"})


@pytest.mark.parametrize("name", ["version", "deleted_at", "name_key"])
def test_columns_the_unit_of_work_keeps_are_not_given(name: str, office: Context) -> None:
    row_id = insert_courtyard(office)
    with office.unit_of_work() as work:
        for act in (
            lambda: work.update("courtyard", row_id, {name: 7}),
            lambda: work.insert("courtyard", {"name": "二", name: 7}),
            lambda: work.insert_many("courtyard", ("id", name), [(new_id(), 7)]),
        ):
            with pytest.raises(RuntimeError):
                act()


def test_a_closed_unit_of_work_is_closed(office: Context) -> None:
    work = office.unit_of_work()
    with pytest.raises(RuntimeError):
        work.row("courtyard", new_id())
    with work:
        work.commit()
    with pytest.raises(RuntimeError):
        work.row("courtyard", new_id())
