"""The keys of the encrypted files this process has open: who connects to a file finds its key here.

A key lies here from signing in until the office is closed, in memory only. The database and its blob store
have the same key with different salts, so that no page of one passes for a page of the other.
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from models.errors import UserError

KEY_SUFFIX, COPY_SUFFIX = ".key", ".key.copy"
"""Endings of the key file beside a database, and of its second copy."""
COMING_SUFFIX = ".keyed"
"""Ending of the encrypted copy of an open database that is about to take its place."""
KEY_SIZE, SALT_SIZE = 32, 16

_held: dict[Path, bytes] = {}
_guard = threading.Lock()


class SignInNeeded(UserError):
    """The database is encrypted and nobody has signed in."""


def key_path(database: Path) -> Path:
    """Return the path of the key file that belongs to a database file."""
    return database.with_name(database.stem + KEY_SUFFIX)


def copy_path(database: Path) -> Path:
    """Return the path of the second copy of the key file."""
    return database.with_name(database.stem + COPY_SUFFIX)


def is_keyed(database: Path) -> bool:
    """Return whether a key file stands beside a database file, which is there or not."""
    return key_path(database).exists() or copy_path(database).exists()


def blob_salt(database_id: bytes) -> bytes:
    """Return the first 16 bytes of the blob store of the database whose first 16 bytes are `database_id`."""
    return hashlib.sha256(b"louyuan files" + database_id).digest()[:SALT_SIZE]


def raw_key(key: bytes, salt: bytes) -> bytes:
    """Return a key as `connect` takes it: 32 bytes of key, and the 16 bytes the file begins with."""
    if len(key) != KEY_SIZE or len(salt) != SALT_SIZE:
        raise ValueError("a key has 32 bytes and a salt 16")
    return key + salt


def hold(path: Path, raw: bytes) -> None:
    """Keep the key of a file until `forget`."""
    with _guard:
        _held[_known_as(path)] = raw


def hold_office(database: Path, key: bytes, database_id: bytes) -> None:
    """Keep the key of a database and of its blob store."""
    hold(database, raw_key(key, database_id))
    hold(_store(database), raw_key(key, blob_salt(database_id)))


def forget_office(database: Path) -> None:
    """Forget the key of a database and of its blob store."""
    with _guard:
        for path in (database, _store(database)):
            _held.pop(_known_as(path), None)


@contextmanager
def held(keys: Mapping[Path, bytes]) -> Iterator[None]:
    """Keep keys of files inside the block, of copies that come and go."""
    for path, raw in keys.items():
        hold(path, raw)
    try:
        yield
    finally:
        with _guard:
            for path in keys:
                _held.pop(_known_as(path), None)


def key_of(path: Path) -> bytes | None:
    """Return the key of a file as `connect` takes it, None when nobody has signed in or it is open."""
    with _guard:
        return _held.get(_known_as(path)) if _held else None


def _store(database: Path) -> Path:
    # the same name as services.blobs.store_path gives
    return database.with_name(database.stem + ".files.db")


def _known_as(path: Path) -> Path:
    return path.absolute()
