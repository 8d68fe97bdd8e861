"""The SQLAlchemy engine of the writer, over the one connection the program made itself."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from models.db.connecting import driver

WRITER = 0x4C_59_54_5A
"""Number of the lock that whoever writes on a server holds until the transaction ends."""


def make_engine(path: Path, connection: Any) -> Engine:
    """Return an engine whose transactions begin with BEGIN IMMEDIATE.

    Args:
        path: the database file, named in messages.
        connection: an open DB-API connection in autocommit mode; the engine never closes it.
    """
    engine = create_engine(
        f"sqlite+pysqlite:///{path}", module=driver(), creator=lambda: connection, poolclass=StaticPool
    )
    event.listen(engine, "begin", _begin)
    return engine


def make_server_engine(connection: Any) -> Engine:
    """Return an engine on PostgreSQL whose transactions follow one another, as those of the file do.

    Args:
        connection: an open connection of psycopg, not in autocommit mode; the engine never closes it.
    """
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool, use_native_hstore=False
    )
    event.listen(engine, "begin", _begin_alone)
    return engine


def _begin_alone(connection: Any) -> None:
    # one writer at a time: numbers of changes and of search documents continue those found
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")


def _begin(connection: Any) -> None:
    # the driver itself begins nothing: isolation_level is None; IMMEDIATE takes the write lock at once
    connection.exec_driver_sql("BEGIN IMMEDIATE")
