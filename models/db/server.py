"""An office on a PostgreSQL server: the same tables, unit of work and queries as in the local file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.db.database import Database
from models.db.reading import Dialect
from models.errors import EnvironmentFault

if TYPE_CHECKING:
    from sqlalchemy import Engine

_CONNECT_SECONDS = 10
_WAIT_FOR_WRITER = "10s"
_FAULTS = (
    ("55P03", "数据库正忙：别的电脑正在保存。请稍等片刻再保存一次，刚才的内容没有写入。"),
    ("53100", "数据库服务器的磁盘空间不足，没有写入。请联系管理员，已保存的内容没有受影响。"),
)
"""SQLSTATE of the lock timeout and of the full disk."""
_UNREACHABLE = "数据库服务器连接不上或连接断开，这一步没有完成。请检查网络后重试。"
_CANCELLED = "57014"
"""SQLSTATE of a query that was interrupted, which is no fault."""


def connect(dsn: str, *, read_only: bool = False) -> Any:
    """Open one connection.

    Args:
        dsn: where the server listens and which database it is, as libpq reads it.
        read_only: refuse every write; each query then sees what is committed when it begins.

    Raises:
        EnvironmentFault: the server cannot be reached, or the database does not order texts by their codes.
    """
    import psycopg

    try:
        connection = psycopg.connect(
            dsn, autocommit=True, connect_timeout=_CONNECT_SECONDS, client_encoding="UTF8"
        )
    except psycopg.Error as error:
        raise EnvironmentFault(_UNREACHABLE) from error
    try:
        # the order of texts is part of what the program promises: that of the local file, code by code
        fits = connection.execute(
            "SELECT 'B' < 'a' AND '一' < '𠀀' AND current_setting('server_encoding') = 'UTF8'"
        ).fetchone()
        if fits != (True,):
            raise EnvironmentFault("服务器上的数据库没有按UTF-8、C排序规则建立，没有打开。请管理员重新建立。")
        connection.adapters.register_loader("numeric", _plain_numbers())
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
        else:
            connection.execute(f"SET lock_timeout = '{_WAIT_FOR_WRITER}'")
            connection.autocommit = False
    except BaseException:
        connection.close()
        raise
    return connection


def _plain_numbers() -> Any:
    """Return what reads the sum of a column: a whole number as in the local file, where it is no Decimal."""
    from psycopg.adapt import Loader

    class PlainNumber(Loader):
        def load(self, data: Any) -> int | float:
            text = bytes(data)
            return int(text) if text.lstrip(b"-").isdigit() else float(text)

    return PlainNumber


def fault(error: BaseException) -> EnvironmentFault | None:
    """Return the fault of the environment behind an error of the driver; None for a mistake."""
    import psycopg

    if not isinstance(error, psycopg.OperationalError) or error.sqlstate == _CANCELLED:
        return None
    return EnvironmentFault(dict(_FAULTS).get(error.sqlstate or "", _UNREACHABLE))


class ServerDatabase(Database):
    """The database of one office on a server, opened by `open_server`.

    All who work on it write one change log: the server is one installation, and one of them writes at a time.

    Args:
        dsn: where it is.
        path: a file name in the office's local folder, beside which attachments and backups lie; the file
            itself does not exist.
    """

    dialect: Dialect = "postgresql"

    def __init__(self, dsn: str, path: Path) -> None:
        self._dsn = dsn
        super().__init__(path, None)

    def _connect(self, *, read_only: bool) -> Any:
        return connect(self._dsn, read_only=read_only)

    def _fault(self, error: BaseException) -> EnvironmentFault | None:
        return fault(error)

    def _engine_over(self, connection: Any) -> "Engine":
        from models.db.engine import make_server_engine

        return make_server_engine(connection)

    def interrupt_reading(self) -> None:
        """Stop a query that runs on the reading connection; it raises there."""
        self._read_connection.cancel()


def open_server(dsn: str, path: Path) -> ServerDatabase:
    """Open an office on a server, making or migrating its tables where needed.

    Args:
        dsn: where it is, as libpq reads it.
        path: as for `ServerDatabase`.

    Raises:
        EnvironmentFault: it cannot be reached or is newer than the program, or a migration failed.
    """
    from models.db.server_schema import provide

    connection = connect(dsn)
    try:
        provide(connection)
    finally:
        connection.close()
    return ServerDatabase(dsn, path)
