"""A fingerprint of the tables, kept in the database: what another program changed is noticed at open.

It finds the trigger, the view or the column that an SQLite tool put into the file (scenario B23). It is no
protection against somebody who knows the program; that is what the hash chain of the change log is for.
"""

import hashlib
import json
from typing import Any

NAME = "schema"
"""Name of the setting that holds the fingerprint."""
_FORM = "1:"
_WORDS = {"trigger": "触发器", "view": "视图"}


def of(connection: Any) -> str:
    """Return the fingerprint of the schema on a DB-API connection.

    What SQLite itself keeps (statistics, the inner tables of the search index) is left out.
    """
    listed = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' "
        "AND NOT (type = 'table' AND name LIKE 'search!_fts!_%' ESCAPE '!') ORDER BY type, name"
    ).fetchall()
    plain = [[kind, name, table, " ".join((sql or "").split())] for kind, name, table, sql in listed]
    return _FORM + hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def keep(connection: Any) -> None:
    """Write the fingerprint down; called in the transaction that makes or migrates the tables."""
    connection.execute("DELETE FROM setting WHERE owner = '' AND name = ?", (NAME,))
    connection.execute(
        "INSERT INTO setting (owner, name, value_json) VALUES ('', ?, ?)", (NAME, json.dumps(of(connection)))
    )


def stranger(connection: Any) -> str | None:
    """Return what does not belong into the database as half a sentence, or None when all is as made."""
    added = connection.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') LIMIT 1"
    ).fetchone()
    if added is not None:
        return f"里有不属于本程序的{_WORDS[added[0]]}“{added[1]}”"
    kept = connection.execute(
        "SELECT value_json FROM setting WHERE owner = '' AND name = ?", (NAME,)
    ).fetchone()
    if kept is None or json.loads(kept[0]) != of(connection):
        return "的表结构和建立时不一样"
    return None
