"""The SQLAlchemy engine of the writer, over the one connection the program made itself."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from models.db.connecting import driver


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


def _begin(connection: Any) -> None:
    # the driver itself begins nothing: isolation_level is None; IMMEDIATE takes the write lock at once
    connection.exec_driver_sql("BEGIN IMMEDIATE")
