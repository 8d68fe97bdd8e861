"""One open office database: the lock, the reading connection, the writer's engine, opening and closing."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.db import keyring, mark
from models.db.connecting import connect, disk_failed, driver, ensure_folder, examine, fault, unopenable
from models.db.lock import FileLock
from models.db.reading import Dialect, Reader
from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from models.db.uow import Actor, UnitOfWork

BeforeMigration = Callable[[Path, int], None]


class Database:
    """The database of one office, opened by `open_database`.

    SQLAlchemy is loaded with the first write, so that the first rows are on screen before it.

    Args:
        path: the file.
        lock: the lock that is held; released by `close`. None where no file has to be locked.

    Raises:
        EnvironmentFault: the file cannot be read.
    """

    dialect: Dialect = "sqlite"
    """The kind of database."""

    @property
    def in_a_file(self) -> bool:
        """Whether it is the local file `path`, which the program itself backs up."""
        return self.dialect == "sqlite"

    @property
    def keyed(self) -> bool:
        """Whether it is encrypted."""
        return self.in_a_file and keyring.key_of(self.path) is not None

    def __init__(self, path: Path, lock: FileLock | None) -> None:
        self.path = path
        self._lock = lock
        self._read_connection: Any = self._connect(read_only=True)
        self._write_connection: Any = None
        self._engine: Engine | None = None
        self.reader = Reader(self._read_connection, self.dialect, self._fault)
        """Queries on the reading connection; one thread at a time uses it."""
        try:
            # read here and now: later the writer's thread needs it, which must not touch this connection
            self.replica_id = self._own_replica()
            """The id of this installation in the change log."""
            file = None if self._lock is None else self._lock.file
            self._mark = {} if file is None else mark.read(file)
            self.lost_changes = mark.lost(self.reader, self.replica_id, self._mark)
            """How many changes were there when it was used last and are not now (a log beside it deleted)."""
            self.lost_entries = mark.lost_entries(self.reader, self.replica_id, self._mark)
            """How many audit entries were there when it was used last and are not now."""
        except BaseException:
            self._read_connection.close()
            raise

    def _connect(self, *, read_only: bool) -> Any:
        return connect(self.path, read_only=read_only)

    def _fault(self, error: BaseException) -> EnvironmentFault | None:
        return fault(self.path, error)

    def _writing_fault(self, error: BaseException) -> EnvironmentFault | None:
        """Name the fault, and let go of a connection whose disk failed: what it remembers is not believed.

        A system forgets what it could not write once it has said so; a second try would then succeed without
        having written it. So the next write opens the file anew and reads what is really there.
        """
        named = self._fault(error)
        if named is not None and disk_failed(error):
            self._drop_writer()
        return named

    def _drop_writer(self) -> None:
        connection, self._write_connection = self._write_connection, None
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()
        if connection is not None:
            connection.close()

    def _engine_over(self, connection: Any) -> "Engine":
        from models.db.engine import make_engine
        from models.db.guard import install
        from models.tables import SYNCED

        install(connection, [table.name for table in SYNCED])
        return make_engine(self.path, connection)

    def _own_replica(self) -> bytes:
        found = self.reader.value("SELECT replica_id FROM sync_replica WHERE is_self = 1")
        if found is None:
            raise EnvironmentFault(f"数据库“{self.path.name}”缺少站点标识，可能已损坏。请恢复最近的备份。")
        return bytes(found)

    def engine(self) -> "Engine":
        """Return the writer's engine over its single connection, made on first use."""
        if self._engine is None:
            self._write_connection = self._connect(read_only=False)
            self._engine = self._engine_over(self._write_connection)
        return self._engine

    def unit_of_work(self, actor: "Actor") -> "UnitOfWork":
        """Return a unit of work of `actor`; use it in a `with` block and commit."""
        from models.db.uow import UnitOfWork

        return UnitOfWork(self.engine(), actor, self._writing_fault, self._note_mark)

    def _note_mark(self, change: mark.Place | None, entry: mark.Place | None) -> None:
        file = None if self._lock is None else self._lock.file
        if file is not None:
            self._mark = mark.write(file, self.replica_id, change, entry, self._mark)

    def writing_connection(self) -> Any:
        """Return the writer's DB-API connection, for the backup API."""
        self.engine()
        return self._write_connection

    def writers_reader(self) -> Reader:
        """Return queries on the writer's connection, for the writer's thread."""
        return Reader(self.writing_connection(), self.dialect, self._fault)

    def interrupt_reading(self) -> None:
        """Stop a query that runs on the reading connection; it raises there."""
        self._read_connection.interrupt()

    def close(self) -> None:
        """Close both connections, fold the write-ahead log into the file, and free the lock."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
        try:
            self._read_connection.close()
            if self._write_connection is not None:
                self._write_connection.close()
        finally:
            self._write_connection = None
            keyring.forget_office(self.path)
            if self._lock is not None:
                self._lock.release()


def open_database(path: Path, *, before_migration: BeforeMigration | None = None) -> Database:
    """Open the database of an office, making or migrating it where needed.

    Args:
        path: the file; created when missing.
        before_migration: called with the path and the old revision before an older schema is brought up
            to date; takes the backup.

    Returns:
        The open database.

    Raises:
        AlreadyOpen: another process works with it.
        EnvironmentFault: it cannot be opened, is not ours, is newer than the program, or a migration failed.
    """
    path = Path(path)
    driver_error = driver().Error
    ensure_folder(path)
    lock = FileLock(path)
    lock.acquire()
    try:
        revision = examine(path)
        if revision < SCHEMA_REVISION:
            from models.db.migrate import create, migrate

            if revision == 0:
                create(path)
            else:
                if before_migration is not None:
                    before_migration(path, revision)
                migrate(path)
        return Database(path, lock)
    except (driver_error, OSError) as error:
        sentence = unopenable(path, error)
        lock.release()
        keyring.forget_office(path)
        raise EnvironmentFault(sentence) from error
    except BaseException:
        lock.release()
        keyring.forget_office(path)
        raise
