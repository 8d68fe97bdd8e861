"""The search index: two-character words, pinyin keys and phone digits, written in the unit of work.

How a text is cut into tokens stands in `models.db.search_text`. Pinyin and initials lie in a sorted table of
keys.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, text

from models.db import pinyin
from models.db.changes import execute_many, run_many
from models.db.search_text import LONGEST, SEPARATOR, digit_tokens, only_digits, word_tokens
from models.rules.text import fold

CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5("
    "tokens, content='', contentless_delete=1, detail=none, tokenize='ascii')"
)

_ADD_WORDS = {
    "sqlite": "INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)",
    "postgresql": "INSERT INTO search_fts (rowid, tokens) "
    "VALUES (?, array_to_tsvector(string_to_array(?, ' ')))",
}


def search_columns(table: Table) -> tuple[tuple[str, str], ...]:
    """Return the columns of a table that are searched, with how (see models.tables.base)."""
    return tuple((column.name, column.info["search"]) for column in table.c if "search" in column.info)


def document(columns: Sequence[tuple[str, str]], values: dict[str, Any]) -> tuple[str, str, set[str]]:
    """Return what one row is found by.

    Args:
        columns: the searched columns with how.
        values: the row.

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
        folded, words, sounds = _part(how, value)
        texts.append(folded)
        tokens.append(words)
        keys |= sounds
    return SEPARATOR.join(texts), " ".join(tokens), keys


@lru_cache(maxsize=20_000)
def _part(how: str, value: str) -> tuple[str, str, frozenset[str]]:
    """Return folded text, tokens and keys of one value; an import names the same units again and again."""
    if how == "digits":
        digits = only_digits(value)
        return digits, " ".join(digit_tokens(digits)), frozenset()
    folded = fold(value)[:LONGEST]
    keys = pinyin.keys(folded, from_middle=how == "title") if how in ("name", "title") else ()
    return folded, " ".join(word_tokens(folded)), frozenset(keys)


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
    listed = list(rows)
    if not fresh:
        remove(connection, [row["id"] for row in listed])
    number = int(connection.execute(text("SELECT coalesce(max(doc), 0) FROM search_doc")).scalar_one())
    docs: list[tuple[Any, ...]] = []
    words: list[tuple[Any, ...]] = []
    keyed: list[tuple[Any, ...]] = []
    for row in listed:
        folded, tokens, keys = document(columns, row)
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
            text("SELECT doc, text FROM search_doc WHERE row_id = :r"), {"r": row_id}
        ).one_or_none()
        if found is None:
            continue
        docs.append((found[0],))
        for part in found[1].split(SEPARATOR):
            sounds = pinyin.keys(part, from_middle=True) | pinyin.keys(part, from_middle=False)
            keys += [(key, found[0]) for key in sounds]
    run_many(connection, "DELETE FROM search_key WHERE key = ? AND doc = ?", keys)
    run_many(connection, "DELETE FROM search_fts WHERE rowid = ?", docs)
    run_many(connection, "DELETE FROM search_doc WHERE doc = ?", docs)
