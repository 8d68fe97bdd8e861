"""What must hold in every office database, worked out a second time and independently of the program."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

from sqlalchemy import LargeBinary

from models.db.chain import first_broken
from models.db.replay import first_difference
from models.db.search_index import document, search_columns
from models.tables import SYNCED
from services.office import Context
from tests.helpers.office import rows

KEPT = {"id", "version", "deleted_at"}
State = dict[tuple[str, bytes], dict[str, Any]]


WRITTEN_SHORT = {
    "u": "unit_id",
    "c": "courtyard_id",
    "b": "building_id",
    "d": "dwelling_id",
    "r": "resident_id",
    "p": "party_organisation_id",
    "m": "committee_id",
    "cm": "committee_member_id",
    "t": "team_id",
}
"""Columns with a short name in the log; part of its format, so written out here once more."""


def state(context: Context) -> State:
    """Return every living row by table and id, without what is kept beside its values."""
    found: State = {}
    for table in SYNCED:
        names = [column.name for column in table.c]
        for row in rows(context, f"SELECT {', '.join(names)} FROM {table.name} WHERE deleted_at IS NULL"):
            values = dict(zip(names, row, strict=True))
            plain = {
                name: value
                for name, value in values.items()
                if name not in KEPT and value is not None and not table.c[name].info.get("derive")
            }
            found[table.name, values["id"]] = plain
    return found


def told_by_the_log(context: Context) -> State:
    """Return the living rows as a plain reading of the change log gives them."""
    binary = {
        (table.name, column.name)
        for table in SYNCED
        for column in table.c
        if isinstance(column.type, LargeBinary)
    }
    found: State = {}
    for table, row_id, group, values_json in rows(
        context,
        "SELECT tbl, row_id, grp, values_json FROM sync_change c WHERE NOT EXISTS "
        "(SELECT 1 FROM sync_purge p WHERE p.row_id = c.row_id AND p.tbl = c.tbl) ORDER BY lamport",
    ):
        key = (table, row_id)
        if values_json is None:
            del found[key]
            continue
        values = {WRITTEN_SHORT.get(name, name): each for name, each in json.loads(values_json).items()}
        emptied = values.pop("-", [])
        for name in values:
            if (table, name) in binary:
                values[name] = b64decode(values[name] + "==")
        if group == "*":
            assert key not in found
            found[key] = values
        else:
            found[key] |= values
            for name in emptied:
                found[key].pop(name, None)
    return found


def index(context: Context) -> tuple[set[Any], set[Any], set[Any]]:
    """Return what the search index holds: texts, tokens and keys with the row each belongs to."""
    owner = {doc: row_id for doc, row_id in rows(context, "SELECT doc, row_id FROM search_doc")}
    texts = set(rows(context, "SELECT tbl, row_id, text FROM search_doc"))
    keys = {(owner.get(doc), key) for key, doc in rows(context, "SELECT key, doc FROM search_key")}
    return texts, {(owner.get(doc), term) for term, doc in _tokens(context)}, keys


def _tokens(context: Context) -> list[tuple[str, int]]:
    if context.database.dialect != "sqlite":
        return rows(context, "SELECT unnest(tsvector_to_array(tokens)), rowid FROM search_fts")
    connection = context.database.writing_connection()
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.louyuan_vocab "
        "USING fts5vocab('main', 'search_fts', 'instance')"
    )
    found: list[tuple[str, int]] = connection.execute(
        "SELECT DISTINCT term, doc FROM temp.louyuan_vocab"
    ).fetchall()
    return found


def index_from_scratch(context: Context) -> tuple[set[Any], set[Any], set[Any]]:
    """Return what the index must hold for the living rows."""
    texts, tokens, keys = set(), set(), set()
    for (table, row_id), values in state(context).items():
        described = next(each for each in SYNCED if each.name == table)
        text, words, sounds = document(search_columns(described), values, many=described.info["many"])
        if text:
            texts.add((table, row_id, text))
            tokens |= {(row_id, word) for word in words.split()}
            keys |= {(row_id, key) for key in sounds}
    return texts, tokens, keys


def orphans(context: Context) -> list[tuple[str, str]]:
    """Return the links by which a living row belongs to a row in the recycle bin."""
    found = []
    for table in SYNCED:
        for column in table.info["owners"]:
            owner = next(iter(table.c[column].foreign_keys)).column.table.name
            count = context.reader.value(
                f"SELECT count(*) FROM {table.name} t JOIN {owner} o ON o.id = t.{column} "
                "WHERE t.deleted_at IS NULL AND o.deleted_at IS NOT NULL"
            )
            if count:
                found.append((table.name, column))
    return found


def check(context: Context) -> None:
    """Fail unless log, tables, heads, index and recycle bin agree with each other."""
    assert told_by_the_log(context) == state(context)
    assert index(context) == index_from_scratch(context)
    assert orphans(context) == []
    double = "SELECT tbl, row_id, grp FROM sync_head GROUP BY tbl, row_id, grp HAVING count(*) > 1"
    assert rows(context, double) == []
    listed = rows(context, "SELECT tbl, row_id FROM deletion")
    assert len(set(listed)) == len(listed)
    for table, row_id in listed:
        assert (table, row_id) not in state(context), "a living record is listed in the recycle bin"
    with context.unit_of_work() as work:
        assert first_broken(work.connection, context.database.replica_id) is None
        assert first_difference(work.connection) is None
