"""Which files of an office are there, for the window before it opens one."""

from pathlib import Path

from models.db import keyring


def is_new(database: Path) -> bool:
    """Return whether there is no office yet: neither a database nor a key file whose database is missing."""
    return not database.exists() and not keyring.is_keyed(database)
