"""Migrations: the first one makes the same schema as a new database, a failed one leaves the old database."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.migration import MigrationContext

from models.db import connecting, database, migrate, schema_digest
from models.db.connecting import connect
from models.db.database import open_database
from models.db.engine import make_engine
from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault
from models.tables import Base
from services.backup import before_migration, container, listed
from tests.helpers.office import NewOffice, community, courtyard, fresh_database

pytestmark = pytest.mark.local_file("files of older programs; for PostgreSQL see test_server.py")

SHADOWS = re.compile(r"search_fts_\w+|sqlite_\w+")


def schema(path: Path) -> dict[str, str]:
    """Return the statements of the schema by name, the parts of a table in alphabetical order."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
    connection.close()
    return {name: normalised(sql or "") for name, sql in rows if not SHADOWS.fullmatch(name)}


def normalised(sql: str) -> str:
    flat = " ".join(sql.replace('"', "").split())
    head, _, body = flat.partition("(")
    return head.strip() + "(" + ", ".join(sorted(part.strip() for part in body.split(","))) + ")"


def upgraded_from_nothing(path: Path) -> Path:
    raw = connect(path)
    engine = make_engine(path, raw)
    with engine.begin() as connection:
        upgrade(migrate.config(connection), "head")
    engine.dispose()
    return path


def test_first_migration_makes_what_create_makes(tmp_path: Path) -> None:
    created = schema(fresh_database(tmp_path / "created.db"))
    migrated = schema(upgraded_from_nothing(tmp_path / "migrated.db"))
    assert "courtyard" in created
    assert migrated == created


def test_autogenerate_finds_no_difference(tmp_path: Path) -> None:
    path = upgraded_from_nothing(tmp_path / "migrated.db")
    raw = connect(path)
    engine = make_engine(path, raw)
    with engine.connect() as connection:
        options: dict[str, Any] = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, kind, _: (
                not (kind == "table" and str(name).startswith("search_fts"))
            ),
        }
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    engine.dispose()
    assert found == []


def test_newest_migration_is_the_schema_revision(tmp_path: Path) -> None:
    connection = sqlite3.connect(fresh_database(tmp_path / "office.db"))
    stamped = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    connection.close()
    assert stamped == [(f"{SCHEMA_REVISION:04d}",)]


@pytest.fixture
def old_office(new_office: NewOffice) -> Path:
    """A database of the released revision with a courtyard and a building in it."""
    context = new_office()
    yard = courtyard(context, "建设路1号院", community(context))
    with context.unit_of_work() as work:
        work.insert("building", {"courtyard_id": yard, "name": "1号楼"})
        work.commit()
    path = context.database.path
    new_office.close(context)
    return path


@pytest.fixture
def next_revision(old_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program one schema revision ahead; return the file of its newest migration."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for file in (migrate.MIGRATIONS / "env.py", *(migrate.MIGRATIONS / "versions").glob("[0-9]*.py")):
        copy = folder / file.relative_to(migrate.MIGRATIONS)
        copy.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    newest = folder / "versions" / "next.py"
    newest.write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '{SCHEMA_REVISION + 1:04d}'\n"
        f"down_revision = '{SCHEMA_REVISION:04d}'\n"
        "def upgrade():\n"
        "    with op.batch_alter_table('courtyard', recreate='always') as batch:\n"
        "        batch.add_column(sa.Column('lifts', sa.Integer()))\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    for module in (migrate, database, connecting, container):
        monkeypatch.setattr(module, "SCHEMA_REVISION", SCHEMA_REVISION + 1)
    return newest


def revision_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return int(found)


def test_an_older_database_is_backed_up_then_migrated(old_office: Path, next_revision: Path) -> None:
    path = old_office
    assert revision_of(path) == SCHEMA_REVISION
    opened = open_database(path, before_migration=before_migration)
    assert opened.reader.all("SELECT name, lifts FROM courtyard") == [("建设路1号院", None)]
    # children of a table that was rebuilt still hang on it
    assert (
        opened.reader.value("SELECT count(*) FROM building b JOIN courtyard c ON c.id = b.courtyard_id") == 1
    )
    opened.close()
    assert revision_of(path) == SCHEMA_REVISION + 1
    (backup,) = listed(path)
    assert backup.path.name.startswith(f"升级前-结构{SCHEMA_REVISION}-")
    assert backup.schema_revision == SCHEMA_REVISION
    open_database(path, before_migration=unexpected).close()


def unexpected(path: Path, revision: int) -> None:
    raise AssertionError("a database that is up to date is not migrated")


FAILURES = {
    "statement": "    op.execute('UPDATE courtyard SET absent = 1')\n",
    "mistake": "    raise ValueError('a bug in the migration')\n",
    "lost_link": '    op.execute("DELETE FROM courtyard")\n',
}


@pytest.mark.parametrize("failure", FAILURES)
def test_d03_a_failed_migration_leaves_the_old_database(
    failure: str, old_office: Path, next_revision: Path
) -> None:
    path = old_office
    before = schema(path)
    with next_revision.open("a", encoding="utf-8") as file:
        file.write(FAILURES[failure])
    with pytest.raises(EnvironmentFault, match="退回原样"):
        open_database(path, before_migration=before_migration)
    assert revision_of(path) == SCHEMA_REVISION
    assert schema(path) == before
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM courtyard").fetchall() == [("建设路1号院",)]
    connection.close()
    assert len(listed(path)) == 1


def test_a_failed_backup_stops_the_migration(old_office: Path, next_revision: Path) -> None:
    path = old_office

    def full(database: Path, revision: int) -> None:
        raise EnvironmentFault("磁盘空间不足")

    with pytest.raises(EnvironmentFault, match="磁盘空间不足"):
        open_database(path, before_migration=full)
    assert revision_of(path) == SCHEMA_REVISION


def test_a_migrated_database_keeps_its_fingerprint(old_office: Path, next_revision: Path) -> None:
    path = old_office
    open_database(path, before_migration=before_migration).close()
    connection = connect(path)
    connection.execute("CREATE TABLE spy (x)")
    assert schema_digest.stranger(connection) is not None
    connection.execute("DROP TABLE spy")
    assert schema_digest.stranger(connection) is None
    connection.close()
