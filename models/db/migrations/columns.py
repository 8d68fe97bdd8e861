"""The words migrations are written in: kinds of columns and of tables.

Released migrations call these, so they are frozen with them: what a new migration needs differently is added
under a new name.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

Column = sa.Column[Any]
Made = Column | Callable[[str], Column]
"""A column, or a function that makes it once the name of its table is known."""


def words(name: str, *, null: bool = True) -> Column:
    """Return a column of text."""
    return sa.Column(name, sa.String(), nullable=null)


def number(name: str, *, null: bool = True) -> Column:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=null)


def big(name: str, *, null: bool = True) -> Column:
    """Return a column of whole numbers of 64 bits: instants, amounts, running numbers."""
    return sa.Column(name, sa.BigInteger(), nullable=null, autoincrement=False)


def counter(name: str) -> Column:
    """Return a key that the database numbers itself."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def flag(name: str, *, null: bool = True) -> Column:
    """Return a column of yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=null)


def octets(name: str, length: int | None = None, *, null: bool = True) -> Column:
    """Return a column of bytes: keys, certificates, hashes."""
    return sa.Column(name, sa.LargeBinary(length=length), nullable=null)


def row_id(name: str, *, null: bool = True) -> Column:
    """Return a column that holds the id of a row, without the database looking after it."""
    return octets(name, 16, null=null)


def link(name: str, target: str, *, null: bool = True) -> Callable[[str], Column]:
    """Return a column that holds the id of a row of `target`; it is indexed."""
    return partial(_link, name, target, null)


def _link(name: str, target: str, null: bool, table: str) -> Column:
    foreign_key = sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, sa.LargeBinary(length=16), foreign_key, nullable=null)


def plain_table(
    table: str,
    *columns: Made,
    key: Sequence[str],
    indexes: Sequence[str] = (),
    unique: Sequence[str] = (),
    with_rowid: bool = True,
) -> None:
    """Make a table that the sync does not carry.

    Args:
        table: its name.
        columns: its columns.
        key: names of the columns of its primary key.
        indexes: columns with an index of their own.
        unique: columns whose values never repeat.
        with_rowid: False for a table that SQLite keeps in the order of its key.
    """
    op.create_table(
        table,
        *(column if isinstance(column, sa.Column) else column(table) for column in columns),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        *(sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}")) for column in unique),
        sqlite_with_rowid=with_rowid,
    )
    linked = [column.args[0] for column in columns if isinstance(column, partial)]
    for column in (*linked, *indexes):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def synced_table(
    table: str, *columns: Made, indexes: Sequence[str] = (), living_indexes: Sequence[str] = ()
) -> None:
    """Make a table that the sync carries: identity and owner before its columns, tombstone behind them.

    Args:
        table: its name.
        columns: its own columns.
        indexes: columns with an index of their own.
        living_indexes: columns with an index over the rows that are not in the recycle bin.
    """
    version = sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    kept = (words("import_note"), big("deleted_at"), version)
    owner = (row_id("id", null=False), row_id("unit_id"))
    plain_table(table, *owner, *columns, *kept, key=("id",), indexes=indexes, with_rowid=False)
    living = sa.text("deleted_at IS NULL")
    for column in living_indexes:
        name = op.f(f"ix_{table}_{column}")
        op.create_index(name, table, [column], sqlite_where=living, postgresql_where=living)


def list_index(table: str, column: str) -> None:
    """Make the index a list is read by: its order and the tombstone, over what is not in the recycle bin."""
    living = sa.text("deleted_at IS NULL")
    name = op.f(f"ix_{table}_living_{column}")
    op.create_index(name, table, [column, "id", "deleted_at"], sqlite_where=living, postgresql_where=living)
