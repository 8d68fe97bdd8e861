"""What only an office on PostgreSQL has: its tables by either way, its gate, its writers, its faults."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.migration import MigrationContext
from psycopg.conninfo import make_conninfo

from models.db import server as servers
from models.db.engine import make_server_engine
from models.db.migrate import config
from models.db.schema_version import SCHEMA_REVISION
from models.db.server import connect, open_server
from models.db.server_schema import settle
from models.errors import EnvironmentFault
from models.tables import Base
from services.context import context_of
from services.office import Context
from tests.helpers.changes import insert_courtyard
from tests.helpers.office import USER, add, rows, value
from tests.helpers.postgres import Server

SCHEMA = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
    "WHERE table_schema = 'public' ORDER BY 1, 2",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
)


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """A database without tables."""
    name = server.empty_database()
    yield server.dsn(name)
    server.drop(name)


@pytest.fixture
def office(server: Server, tmp_path: Path) -> Iterator[Context]:
    """An empty office on the server."""
    name = server.fresh_database()
    context = context_of(open_server(server.dsn(name), tmp_path / "office.db"), USER)
    yield context
    context.close()
    server.drop(name)


def dsn_of(context: Context) -> str:
    return str(context.database.writing_connection().info.dsn)


def schema(dsn: str) -> list[list[tuple[Any, ...]]]:
    with psycopg.connect(dsn) as connection:
        return [connection.execute(query).fetchall() for query in SCHEMA]


def upgraded_from_nothing(dsn: str, *, settled: bool = True) -> None:
    raw = connect(dsn)
    engine = make_server_engine(raw)
    with engine.begin() as connection:
        upgrade(config(connection), "head")
        if settled:
            settle(raw)
    engine.dispose()
    raw.close()


def test_the_migrations_make_what_a_new_office_has(empty: str, office: Context) -> None:
    upgraded_from_nothing(empty)
    created = schema(dsn_of(office))
    assert all(created)
    assert schema(empty) == created


def test_autogenerate_finds_no_difference(empty: str) -> None:
    upgraded_from_nothing(empty, settled=False)
    raw = connect(empty)
    engine = make_server_engine(raw)
    options: dict[str, Any] = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": lambda name, kind, _: not (kind == "table" and name == "search_fts"),
    }
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    engine.dispose()
    assert found == []


def test_an_older_office_is_brought_up_to_date(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgraded_from_nothing(empty)
    with psycopg.connect(empty) as connection:
        connection.execute("DROP TRIGGER louyuan_gate ON courtyard")
        connection.execute(
            "INSERT INTO sync_replica (replica_id, kind, state, is_self) "
            "VALUES ('\\x01', 'workstation', 'active', 1)"
        )
    # nothing is looked at while the revision is the newest
    open_server(empty, tmp_path / "office.db").close()
    assert ("louyuan_gate", "courtyard") not in schema(empty)[3]
    monkeypatch.setattr("models.db.server_schema.SCHEMA_REVISION", SCHEMA_REVISION + 1)
    open_server(empty, tmp_path / "office.db").close()
    assert ("louyuan_gate", "courtyard") in schema(empty)[3]


def test_a_newer_office_is_refused(empty: str, tmp_path: Path) -> None:
    open_server(empty, tmp_path / "office.db").close()
    with psycopg.connect(empty) as connection:
        connection.execute(f"UPDATE alembic_version SET version_num = '{SCHEMA_REVISION + 1:04d}'")
    with pytest.raises(EnvironmentFault, match="更新版本的程序"):
        open_server(empty, tmp_path / "office.db")


def test_every_table_of_the_log_and_the_sync_has_the_gate(office: Context) -> None:
    """The gate stands in the database: it shuts out every program, not this connection only."""
    insert_courtyard(office)
    with (
        psycopg.connect(dsn_of(office)) as stranger,
        pytest.raises(psycopg.Error, match="outside the unit of work"),
    ):
        stranger.execute("UPDATE courtyard SET name = 'x'")
    gated = {table for _, table in schema(dsn_of(office))[3]}
    synced = {table.name for table in Base.metadata.tables.values() if table.info.get("synced")}
    assert gated == synced | {"sync_change", "sync_head", "audit_entry"}


def test_every_link_is_checked_at_the_end_of_the_transaction(office: Context) -> None:
    links = [definition for _, _, definition in schema(dsn_of(office))[2] if "FOREIGN KEY" in definition]
    assert links
    assert all("DEFERRABLE INITIALLY DEFERRED" in each for each in links)


def test_the_reading_connection_cannot_write(office: Context) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        office.reader.all("UPDATE setting SET value_json = '1'")


def test_one_writes_at_a_time(office: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second workstation waits for the first, then continues its numbers."""
    monkeypatch.setattr(servers, "_WAIT_FOR_WRITER", "200ms")
    path = office.database.path
    other = context_of(open_server(dsn_of(office), path), "李伟", clock=office.clock)
    with office.unit_of_work() as work:
        work.insert("courtyard", {"name": "一"})
        with pytest.raises(EnvironmentFault, match="别的电脑正在保存"), other.unit_of_work():
            pass
        work.commit()
    insert_courtyard(other)
    assert rows(office, "SELECT seq, lamport FROM sync_change ORDER BY seq") == [(1, 1), (2, 2)]
    assert other.database.replica_id == office.database.replica_id
    other.close()


def test_a_lost_connection_is_a_named_fault_and_loses_nothing(office: Context) -> None:
    insert_courtyard(office)
    with psycopg.connect(dsn_of(office), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with pytest.raises(EnvironmentFault, match="连接断开"):
            insert_courtyard(office)
        with pytest.raises(EnvironmentFault, match="连接断开"):
            value(office, "SELECT count(*) FROM courtyard")
        assert admin.execute("SELECT count(*) FROM courtyard").fetchone() == (1,)


def test_a_server_out_of_reach_is_a_named_fault(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="连接不上"):
        open_server(f"host={tmp_path} dbname=office", tmp_path / "office.db")


def test_a_database_in_another_order_is_refused(server: Server, tmp_path: Path) -> None:
    """Sorting as a dictionary does would put rows elsewhere than the local file does."""
    admin = psycopg.connect(server.dsn("postgres"), autocommit=True)
    try:
        admin.execute(
            "CREATE DATABASE elsewhere TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C'"
        )
        with pytest.raises(EnvironmentFault, match="C排序规则"):
            open_server(make_conninfo(server.dsn("postgres"), dbname="elsewhere"), tmp_path / "office.db")
        admin.execute("DROP DATABASE elsewhere")
    finally:
        admin.close()


def test_sums_are_plain_numbers_as_in_the_local_file(office: Context) -> None:
    (whole,) = rows(office, "SELECT sum(n) FROM (SELECT CAST(? AS bigint) AS n) AS one", 2**53 + 1)[0]
    assert (whole, type(whole)) == (2**53 + 1, int)
    (half,) = rows(office, "SELECT avg(n) FROM (SELECT 1 AS n UNION ALL SELECT 2) AS two")[0]
    assert (half, type(half)) == (1.5, float)


def test_a_query_can_be_interrupted(office: Context) -> None:
    timer = threading.Timer(0.2, office.database.interrupt_reading)
    timer.start()
    with pytest.raises(psycopg.errors.QueryCanceled):
        office.reader.all("SELECT pg_sleep(30)")
    timer.join()
    assert value(office, "SELECT 1") == 1


def test_words_are_found_through_the_index_of_their_tokens(office: Context) -> None:
    from models.db.search_query import matching

    add(office, "communities", name="安飞社区")
    sql, parameters = matching("postgresql", "飞社")
    with psycopg.connect(dsn_of(office)) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = connection.execute("EXPLAIN " + sql.replace("?", "%s"), parameters).fetchall()
    assert "ix_search_fts_tokens" in str(plan)
