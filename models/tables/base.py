"""What all tables share: identity, owner, tombstone, and what a column says about itself.

`info` of a column may carry:
    grp: name of the field group it changes and conflicts with; without it the column is its own group.
    search: how it is found: "name" (words and pinyin), "title" (the same, also from the middle of it),
        "text" (words only) or "digits" (any part of a number).
    derive: ("natural" | "pinyin" | "title", source column): a sort key the unit of work keeps, never synced.
`info` of a table may carry:
    synced: True when the USB sync carries its rows.
    owners: foreign-key columns of the records it belongs to: it is deleted and restored together with each.
    many: True where its rows outnumber all others (see models.db.search_text).
"""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMING)


class Synced:
    """Columns of every row that the sync carries.

    `unit_id` is the community (or office) the row belongs to; `version` is the Lamport number of
    the last change that touched the row here, so a form can tell whether somebody wrote meanwhile;
    `deleted_at` is the moment (UTC ms) the row went to the recycle bin.
    """

    @declared_attr
    def id(cls) -> Mapped[bytes]:
        """UUIDv7 of the row."""
        return mapped_column(LargeBinary(16), primary_key=True, sort_order=-10)

    @declared_attr
    def unit_id(cls) -> Mapped[bytes | None]:
        """Owning unit."""
        return mapped_column(LargeBinary(16), sort_order=-9)

    @declared_attr
    def import_note(cls) -> Mapped[str | None]:
        """What an import could not read, kept word by word."""
        return mapped_column(String, sort_order=90)

    @declared_attr
    def deleted_at(cls) -> Mapped[int | None]:
        """Tombstone."""
        return mapped_column(BigInteger, sort_order=91, info={"local": True})

    @declared_attr
    def version(cls) -> Mapped[int]:
        """Lamport number of the last change that touched the row on this machine."""
        return mapped_column(BigInteger, sort_order=92, server_default=text("0"), info={"local": True})


def table_args(*parts: Any, owners: tuple[str, ...] = (), many: bool = False) -> Any:
    """Return `__table_args__` of a synced table without rowid.

    Args:
        parts: indexes and constraints.
        owners: names of its owning foreign keys.
        many: its rows outnumber all others by far; the search looks among the others first.
    """
    info: dict[str, Any] = {"synced": True, "owners": owners, "many": many}
    return (*parts, {"info": info, "sqlite_with_rowid": False})


def link(target: str, *, index: bool = True, **info: Any) -> MappedColumn[Any]:
    """Return a foreign-key column to the row of `target`."""
    return mapped_column(LargeBinary(16), ForeignKey(f"{target}.id"), index=index, info=info)


def sort_key(kind: str, source: str) -> MappedColumn[Any]:
    """Return a column holding the sort key of `source`: "natural" for numbers in text, "pinyin" for names."""
    return mapped_column(String, info={"derive": (kind, source), "local": True})


def living_index(table: str, column: str) -> Index:
    """Return the index a list is read by: what is not in the recycle bin, in the order of `column`.

    The id makes the order total. The tombstone stands in it as well, so that counting the list reads the
    index alone. It comes last: in front, SQLite would take it for selective and read a million rows to find
    fifty.
    """
    living = text("deleted_at IS NULL")
    name = f"ix_{table}_living_{column}"
    return Index(name, column, "id", "deleted_at", sqlite_where=living, postgresql_where=living)
