"""Writes docs/data-model.md: every table and column of the office database, read from `models.tables`.

`python -m tools.data_model docs/data-model.md` writes the file. A test compares the committed file with what
the tables say today, so it cannot go stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, String, Table

from models import tables
from models.db.schema_version import SCHEMA_REVISION
from models.tables.base import Base
from services.subjects import ALL

_HEAD = """\
# The tables of the office database

Written by `python -m tools.data_model docs/data-model.md` from `models/tables`; a test fails when the two
differ. Schema revision: {revision}.

How values are kept: an id is 16 bytes (UUIDv7, made on the machine that makes the row); an instant is whole
milliseconds since 1970 in UTC; a date is ISO text as precise as it is known (`2020`, `2020-09`,
`2020-09-16`); money is whole fen; an area is a whole number of 0.01 m²; a charge is thousandths of a yuan; a
coded value is a code of `models/vocab/`. An `integer` has 32 bits with its sign, an `integer 64` has 64. No
float is stored anywhere. The tables of the full-text index (`search_fts…`) are made by
`models/db/search_index.py` and do not stand here.

The last column of the tables says: **required** (never empty), **→ table** (points to a row there), **group**
(changes and conflicts together with the other columns of that group; otherwise a column is its own group),
**found by** (how the search finds it: `name` and `title` by words, pinyin and initials, `text` by words,
`digits` by any part of the number), **sort key of** (computed when the row is written, never synced).

## Columns of every synced table

They stand in each table of the sections below that is marked *synced*, and are not repeated there.
"""
_CLASSES = {str(mapper.local_table): mapper.class_ for mapper in Base.registry.mappers}
_SYNCED_DOC = (
    ("id", "id", "UUIDv7 of the row"),
    ("unit_id", "id", "the community or office the row belongs to"),
    ("import_note", "text", "what an import could not read, kept word by word"),
    ("deleted_at", "integer 64", "moment the row went to the recycle bin; empty for a living row; local"),
    ("version", "integer 64", "Lamport number of the last change that touched the row here; local"),
)


def data_model() -> str:
    """Return the whole document as Markdown."""
    lines = [_HEAD.format(revision=SCHEMA_REVISION), *_table_head(("Column", "Kind", "What it says"))]
    lines += [_row((f"`{name}`", kind, text)) for name, kind, text in _SYNCED_DOC]
    for module in _modules():
        lines += ["", f"## {_opening(module.__doc__)}", ""]
        lines.append(f"`{module.__name__.replace('.', '/')}.py`")
        for table in _tables_of(module):
            lines += ["", *_described(table)]
    return "".join(f"{line}\n" for line in lines)


def _modules() -> Iterator[Any]:
    order = ("units", "courtyards", "people", "party", "committees", "volunteers", "assignments", "imports")
    rest = [name for name in tables.__all__ if name not in (*order, "SYNCED", "Base", "system", "sync")]
    for name in (*order, *rest, "system", "sync"):
        yield getattr(tables, name)


def _tables_of(module: Any) -> list[Table]:
    return [
        table for table in Base.metadata.tables.values() if _CLASSES[table.name].__module__ == module.__name__
    ]


def _described(table: Table) -> list[str]:
    synced = bool(table.info.get("synced", False))
    labels = _labels(table.name)
    title = _title(table.name)
    lines = [f"### `{table.name}`{f' {title}' if title else ''}{' — *synced*' if synced else ''}", ""]
    lines += [_plain(_CLASSES[table.name].__doc__), ""]
    owners = table.info.get("owners", ())
    if owners:
        lines += [f"Deleted and restored together with the record in {_names(owners)}.", ""]
    keys = [column.name for column in table.primary_key]
    if keys != ["id"]:
        lines += [f"Primary key: {_names(keys)}.", ""]
    lines += _table_head(("Column", "On screen", "Kind", "Notes"))
    shared = {name for name, _, _ in _SYNCED_DOC} if synced else set()
    for column in table.columns:
        if column.name not in shared:
            on_screen = labels.get(column.name, "")
            lines.append(_row((f"`{column.name}`", on_screen, _kind(column), _notes(column))))
    return lines


def _title(table: str) -> str:
    return next((subject.one for subject in ALL if subject.table == table), "")


def _labels(table: str) -> dict[str, str]:
    """Return what the user reads beside each column, from the forms of the subjects."""
    found: dict[str, str] = {}
    for subject in ALL:
        if subject.table == table:
            for section in subject.sections:
                for field in section.fields:
                    found.setdefault(field.name, field.label)
    return found


def _kind(column: Column[Any]) -> str:
    if isinstance(column.type, LargeBinary):
        return "id" if column.type.length == 16 else "bytes"
    if isinstance(column.type, Boolean):
        return "yes/no"
    if isinstance(column.type, BigInteger):
        return "integer 64"
    return "text" if isinstance(column.type, String) else "integer"


def _notes(column: Column[Any]) -> str:
    notes = [f"→ `{key.column.table.name}`" for key in column.foreign_keys]
    if not column.nullable:
        notes.insert(0, "required")
    if column.unique:
        notes.append("unique")
    if "grp" in column.info:
        notes.append(f"group `{column.info['grp']}`")
    if "search" in column.info:
        notes.append(f"found by `{column.info['search']}`")
    if "derive" in column.info:
        kind, source = column.info["derive"]
        notes.append(f"sort key of `{source}` ({kind})")
    return ", ".join(notes)


def _names(columns: Any) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _opening(text: str | None) -> str:
    return _plain(text).split(". ")[0].removesuffix(".")


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def _table_head(cells: tuple[str, ...]) -> list[str]:
    return [_row(cells), _row(tuple("---" for _ in cells))]


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(arguments: list[str]) -> int:
    """Write the document to the file named; exit 2 when none is."""
    if len(arguments) != 1:
        print("usage: python -m tools.data_model FILE.md", file=sys.stderr)
        return 2
    Path(arguments[0]).write_text(data_model(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
