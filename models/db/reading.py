"""Plain SQL reading, the shortest path from the database to rows; loads no SQLAlchemy."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, Protocol


class Cursor(Protocol):
    """The part of a DB-API cursor that is used."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows left."""
        ...

    def fetchmany(self, size: int, /) -> list[tuple[Any, ...]]:
        """Return the next rows, at most `size`."""
        ...

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row or None."""
        ...


class Connection(Protocol):
    """The part of a DB-API connection that is used."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Cursor:
        """Run one statement."""
        ...


Dialect = Literal["sqlite", "postgresql"]
Fault = Callable[[BaseException], BaseException | None]


class Reader:
    """Runs queries written with `?` for parameters on one connection.

    Args:
        connection: an open DB-API connection; the reader never closes it.
        dialect: the kind of database behind it, "sqlite" or "postgresql".
        fault: tells the fault of the environment behind an error of the driver, or None for a mistake.

    Raises:
        EnvironmentFault: from any query, when the file is damaged or cannot be read.
    """

    __slots__ = ("_connection", "_fault", "_format", "dialect")

    def __init__(
        self, connection: Connection, dialect: Dialect = "sqlite", fault: Fault | None = None
    ) -> None:
        self._connection = connection
        self.dialect: Dialect = dialect
        self._format = dialect != "sqlite"
        self._fault = fault

    def _sql(self, sql: str) -> str:
        return sql.replace("%", "%%").replace("?", "%s") if self._format else sql

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return every row of the query as tuples in column order."""
        try:
            return self._connection.execute(self._sql(sql), parameters).fetchall()
        except Exception as error:
            raise self._named(error) from error

    def batches(
        self, sql: str, parameters: Sequence[Any] = (), size: int = 10_000
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Return the rows in lists of at most `size`, so that a long answer never lies in memory whole."""
        try:
            cursor = self._connection.execute(self._sql(sql), parameters)
            while rows := cursor.fetchmany(size):
                yield rows
        except Exception as error:
            raise self._named(error) from error

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row or None."""
        try:
            return self._connection.execute(self._sql(sql), parameters).fetchone()
        except Exception as error:
            raise self._named(error) from error

    def _named(self, error: Exception) -> BaseException:
        return (self._fault(error) if self._fault is not None else None) or error

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Return the first column of the first row, or None without a row."""
        row = self.one(sql, parameters)
        return None if row is None else row[0]
