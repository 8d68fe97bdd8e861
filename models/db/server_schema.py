"""The tables on a PostgreSQL server: made, brought up to date, and given what only that database needs.

The tables and the migrations are those of the local file. Beside them stand the search index over the same
tokens, the gate (see `models.db.guard`), and links that are checked at the end of a transaction.
"""

from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from models.db.engine import make_server_engine
from models.db.guard import LOG_TABLES, REFUSAL, SETTING, open_gate
from models.db.migrate import bring_up_to_date, make_tables
from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault, LouyuanError
from models.tables import SYNCED

_SEARCH = (
    "CREATE TABLE IF NOT EXISTS search_fts (rowid bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_search_fts_tokens ON search_fts USING gin (tokens)",
)
_GATE = (
    "CREATE OR REPLACE FUNCTION louyuan_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF current_setting('{SETTING}', true) IS DISTINCT FROM 'open' "
    f"THEN RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN NULL; END $$"
)
_GATE_OF = (
    "CREATE OR REPLACE TRIGGER louyuan_gate BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION louyuan_gate()"
)
_LINKS = """DO $$ DECLARE link record; BEGIN
    FOR link IN SELECT conrelid::regclass AS tbl, conname FROM pg_constraint
        WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED',
            link.tbl, link.conname);
    END LOOP;
END $$"""


def provide(raw: Any) -> None:
    """Make the tables where there are none, bring those of an older program up to date; one transaction.

    Args:
        raw: a connection of psycopg that may write.

    Raises:
        EnvironmentFault: the tables are newer than the program, or it failed; the database is as it was.
    """
    engine = make_server_engine(raw)
    try:
        with engine.begin() as connection:
            revision = _revision(connection)
            if revision > SCHEMA_REVISION:
                raise EnvironmentFault(
                    f"服务器上的数据库由更新版本的程序建立（结构{revision}，本程序只认识到{SCHEMA_REVISION}）。"
                    "请安装新版程序后再打开，数据没有改动。"
                )
            if revision == 0:
                make_tables(connection)
            elif revision < SCHEMA_REVISION:
                # a migration may write rows, and change the table again afterwards
                open_gate(connection)
                raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
                bring_up_to_date(connection)
            if revision < SCHEMA_REVISION:
                settle(raw)
    except LouyuanError:
        raise
    except DBAPIError as error:
        raise EnvironmentFault(
            "服务器上的数据库建立或升级没有成功，已退回原样，数据没有改动。请把这句话交给技术人员。"
        ) from error


def settle(raw: Any) -> None:
    """Give the tables what only PostgreSQL needs; what is there already stays.

    Args:
        raw: the connection of psycopg, inside the transaction that made or changed the tables.
    """
    for statement in (*_SEARCH, _GATE, _LINKS):
        raw.execute(statement)
    for table in (*(table.name for table in SYNCED), *LOG_TABLES):
        raw.execute(_GATE_OF.format(table=table))


def _revision(connection: Connection) -> int:
    """Return the schema revision of the database, 0 while it has no tables."""
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar_one() is None:
        return 0
    return int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
