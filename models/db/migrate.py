"""Making a new database and bringing an older one up to date, through Alembic."""

from collections.abc import Callable
from pathlib import Path

from alembic.command import stamp, upgrade
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from models.db import schema_digest
from models.db.connecting import connect, driver, fault, unopenable
from models.db.engine import make_engine
from models.db.rebuilding import learn
from models.db.schema_version import APPLICATION_ID, SCHEMA_REVISION
from models.db.search_index import CREATE as CREATE_SEARCH
from models.db.search_index import rebuild
from models.errors import EnvironmentFault, LouyuanError
from models.ids import new_id
from models.tables import SYNCED, Base

MIGRATIONS = Path(__file__).parent / "migrations"


def config(connection: Connection) -> Config:
    """Return an Alembic configuration that works on an open connection."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def create(path: Path) -> None:
    """Make a new database: all tables at the newest revision, this installation's identity.

    Everything is one transaction: a machine that stops half way leaves an empty file that is made anew.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    _in_transaction(path, make_tables)


def migrate(path: Path) -> None:
    """Bring a database of an older revision up to date, in one transaction.

    Raises:
        EnvironmentFault: the migration failed; the database is as it was.
    """
    try:
        _in_transaction(path, bring_up_to_date)
    except LouyuanError:
        raise
    except Exception as error:
        raise EnvironmentFault(
            f"数据库“{path.name}”升级没有成功，已退回原样，数据没有改动。请先用旧版程序，并把这句话交给技术人员。"
        ) from error


def bring_up_to_date(connection: Connection) -> None:
    """Run the migrations that are due and make the search index anew, on either kind of database.

    What other offices sent with a newer program is applied now that this one knows it.
    """
    upgrade(config(connection), "head")
    learn(connection)
    rebuild(connection, SYNCED)


def make_tables(connection: Connection) -> None:
    """Make all tables at the newest revision and this installation's identity, on either kind of database."""
    Base.metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(text(CREATE_SEARCH))
    connection.execute(
        text(
            "INSERT INTO sync_replica (replica_id, kind, state, is_self) "
            "VALUES (:r, 'workstation', 'active', 1)"
        ),
        {"r": new_id()},
    )
    stamp(config(connection), "head")


def _in_transaction(path: Path, work: Callable[[Connection], None]) -> None:
    raw = connect(path)
    # rebuilding a table drops the old one, which must not look like deleting its rows; checked at the end
    raw.execute("PRAGMA foreign_keys=OFF")
    engine = make_engine(path, raw)
    try:
        # 'user_version' and 'application_id' are part of the transaction, so a crash leaves the old ones
        with engine.begin() as connection:
            work(connection)
            schema_digest.keep(raw)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_REVISION}")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise EnvironmentFault(
                    f"数据库“{path.name}”升级后有记录失去关联，已退回原样。请把备份和这句话交给技术人员。"
                )
    except DBAPIError as error:
        raise (fault(path, error.orig) if error.orig is not None else None) or error from error
    except driver().Error as error:
        raise EnvironmentFault(unopenable(path, error)) from error
    finally:
        engine.dispose()
        raw.close()
