"""The search index: two-character words, pinyin keys and phone digits, written in the unit of work.

How a text is cut into tokens stands in `models.db.search_text`. Pinyin and initials lie in a sorted table of
keys.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, select, text

from models.db import pinyin
from models.db.changes import execute_many, run_many
from models.db.search_text import (
    FEW,
    FEW_KEY,
    LONGEST,
    LONGEST_TEXT,
    SEPARATOR,
    digit_tokens,
    only_digits,
    whole_token,
    word_tokens,
)
from models.rules.text import fold
from models.tables.base import Base

CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5("
    "tokens, content='', contentless_delete=1, detail=none, tokenize='ascii')"
)

_ADD_WORDS = {
    "sqlite": "INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)",
    "postgresql": "INSERT INTO search_fts (rowid, tokens) "
    "VALUES (?, array_to_tsvector(string_to_array(?, ' ')))",
}

REBUILT_AT_ONCE = 5000
"""Rows read and indexed at once when the index is made anew."""


def search_columns(table: Table) -> tuple[tuple[str, str], ...]:
    """Return the columns of a table that are searched, with how (see models.tables.base)."""
    return tuple((column.name, column.info["search"]) for column in table.c if "search" in column.info)


def document(
    columns: Sequence[tuple[str, str]], values: dict[str, Any], *, many: bool
) -> tuple[str, str, set[str]]:
    """Return what one row is found by.

    Args:
        columns: the searched columns with how.
        values: the row.
        many: whether its table is one of the many.

    Returns:
        The folded text that hits are checked against, the tokens, and the pinyin keys.
    """
    texts: list[str] = []
    tokens: list[str] = []
    keys: set[str] = set()
    for name, how in columns:
        value = values.get(name)
        if not value:
            continue
        if how == "digits":  # hardly one is met again
            folded = only_digits(value)
            tokens += digit_tokens(folded)
        else:
            folded, words, sounds = _part(how, value)
            tokens.append(words)
            keys |= sounds
        texts.append(folded)
    if not many and texts:
        tokens.append(FEW)
        keys = {FEW_KEY + key for key in keys}
    return SEPARATOR.join(texts), " ".join(tokens), keys


@lru_cache(maxsize=20_000)
def _part(how: str, value: str) -> tuple[str, str, frozenset[str]]:
    """Return folded text, tokens and keys of one value; an import names the same units again and again."""
    if how == "text":
        folded = fold(value)[:LONGEST_TEXT]
        return folded, " ".join(dict.fromkeys(word_tokens(folded))), frozenset()
    folded = fold(value)[:LONGEST]
    whole = whole_token(folded)
    words = [*word_tokens(folded), whole] if whole is not None else word_tokens(folded)
    return folded, " ".join(words), frozenset(pinyin.keys(folded, from_middle=how == "title"))


def write(connection: Connection, table: Table, rows: Iterable[dict[str, Any]], *, fresh: bool) -> None:
    """Write the search documents of rows that were inserted or changed.

    Args:
        connection: the connection of the unit of work.
        table: their table.
        rows: full rows with their ids.
        fresh: True for rows that were just inserted and have no document yet.
    """
    columns = search_columns(table)
    if not columns:
        return
    many = bool(table.info["many"])
    listed = list(rows)
    if not fresh:
        remove(connection, [row["id"] for row in listed])
    number = int(connection.execute(text("SELECT coalesce(max(doc), 0) FROM search_doc")).scalar_one())
    docs: list[tuple[Any, ...]] = []
    words: list[tuple[Any, ...]] = []
    keyed: list[tuple[Any, ...]] = []
    for row in listed:
        folded, tokens, keys = document(columns, row, many=many)
        if not folded:
            continue
        number += 1
        docs.append((number, table.name, row["id"], folded))
        words.append((number, tokens))
        keyed += [(key, number) for key in keys]
    execute_many(connection, "INSERT INTO search_doc (doc, tbl, row_id, text)", docs)
    run_many(connection, _ADD_WORDS[connection.dialect.name], words)
    execute_many(connection, "INSERT INTO search_key (key, doc)", sorted(keyed))


def remove(connection: Connection, row_ids: Sequence[bytes]) -> None:
    """Take rows out of the index: they were deleted or are about to be written anew.

    The keys of a document are computed again from its text; an index over them would double their space.
    """
    docs: list[tuple[int]] = []
    keys: list[tuple[str, int]] = []
    for row_id in row_ids:
        found = connection.execute(
            text("SELECT doc, tbl, text FROM search_doc WHERE row_id = :r"), {"r": row_id}
        ).one_or_none()
        if found is None:
            continue
        doc, table, words = found
        docs.append((doc,))
        sign = "" if Base.metadata.tables[table].info["many"] else FEW_KEY
        for part in words.split(SEPARATOR):
            if len(part) <= LONGEST:  # a longer one is a text, which has no keys
                sounds = pinyin.keys(part, from_middle=True) | pinyin.keys(part, from_middle=False)
                keys += [(sign + key, doc) for key in sounds]
    run_many(connection, "DELETE FROM search_key WHERE key = ? AND doc = ?", keys)
    run_many(connection, "DELETE FROM search_fts WHERE rowid = ?", docs)
    run_many(connection, "DELETE FROM search_doc WHERE doc = ?", docs)


def rebuild(connection: Connection, tables: Iterable[Table]) -> None:
    """Make the whole index anew from the living rows: an older program cut texts in another way.

    Args:
        connection: the connection of a migration, inside its transaction.
        tables: the synced tables.
    """
    for emptied in ("search_key", "search_fts", "search_doc"):
        connection.execute(text(f"DELETE FROM {emptied}"))
    for table in tables:
        if not search_columns(table):
            continue
        found = connection.execution_options(yield_per=REBUILT_AT_ONCE).execute(
            select(table).where(table.c.deleted_at.is_(None))
        )
        for rows in found.mappings().partitions():
            write(connection, table, [dict(row) for row in rows], fresh=True)
