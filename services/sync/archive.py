"""The packages that came, kept as they were signed: replaying them rebuilds a hub (sync.md, "Receipts").

Each lies sealed under a key of its own in `<name of the database>.sync/archive/`; the key stands in
`sync_package` and, sealed for this installation, beside the file, so that a database restored from an older
backup can still read it. Erasing a person drops the keys of the packages that hold the person.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from models.db.reading import Reader
from services.files import explained, write_bytes
from services.office import Context
from services.sync import packages, parts

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

SUFFIX, KEY = ".sealed", ".key"
MONTHS_MS = 400 * 86_400_000
"""How long packages are kept: twelve months, and a month to notice."""
_BOUND = b"csp-archive-1"


def folder_of(context: Context) -> Path:
    """Return where packages are kept."""
    return parts.folder_of(context) / "archive"


def keep(context: Context, path: Path, pkg_id: bytes) -> None:
    """Keep a package that was taken in.

    Args:
        context: the office.
        path: the package on the local disk.
        pkg_id: its id.
    """
    import io

    from services import age, crypto
    from services.sync import keys

    seal = keys.load(context.on_writer.reader).seal
    # the key from before where this was cut off, so that what lies there always fits the key beside it
    key = _key(context, pkg_id) or os.urandom(crypto.KEY_SIZE)
    folder = folder_of(context)
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / (pkg_id.hex() + SUFFIX), crypto.seal(key, path.read_bytes(), _BOUND + pkg_id))
    if seal is not None:
        sealed = io.BytesIO()
        age.encrypt(io.BytesIO(key), sealed, [seal.recipient])
        write_bytes(folder / (pkg_id.hex() + KEY), sealed.getvalue())
    with context.unit_of_work() as work:
        packages.amend(work, pkg_id, archive_key=key)
        work.commit()


def open_one(context: Context, pkg_id: bytes) -> bytes | None:
    """Return a package as it came; None where it is not kept or its key was dropped."""
    from services import crypto

    path = folder_of(context) / (pkg_id.hex() + SUFFIX)
    key = _key(context, pkg_id)
    if key is None or not path.exists():
        return None
    return crypto.unseal(key, path.read_bytes(), _BOUND + pkg_id)


def _key(context: Context, pkg_id: bytes) -> bytes | None:
    import io

    from services import age
    from services.sync import keys

    kept = context.on_writer.reader.value("SELECT archive_key FROM sync_package WHERE pkg_id = ?", (pkg_id,))
    if kept is not None:
        return bytes(kept)
    seal = keys.load(context.on_writer.reader).seal
    path = folder_of(context) / (pkg_id.hex() + KEY)
    if seal is None or seal.identity is None or not path.exists():
        return None
    plain = io.BytesIO()
    try:
        age.decrypt(io.BytesIO(path.read_bytes()), plain, [seal.identity])
    except age.Unopenable:
        return None
    return plain.getvalue()


def lost(context: Context) -> tuple[bytes, ...]:
    """Return the packages that are kept and that this database does not know: it was restored since."""
    folder = folder_of(context)
    if not folder.is_dir():
        return ()
    reader = context.on_writer.reader
    found = []
    for path in sorted(folder.glob("*" + SUFFIX)):
        with suppress(ValueError):
            pkg_id = bytes.fromhex(path.name.removesuffix(SUFFIX))
            if packages.state_of(reader, pkg_id) != packages.TAKEN:
                found.append(pkg_id)
    return tuple(found)


def unpacked(context: Context, folder: Path) -> tuple[Path, ...]:
    """Unpack what this database does not know into a folder, in the order it has to be taken in."""
    from services.sync import container
    from services.sync.refused import Refused

    found = []
    for pkg_id in lost(context):
        data = open_one(context, pkg_id)
        if data is None:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{pkg_id.hex()}.replay"
        write_bytes(path, data)
        try:
            header = container.peek(path)
        except Refused:
            path.unlink()
            continue
        found.append((header.sender, header.pkg_no, path))
    return tuple(path for _, _, path in sorted(found))


def is_erased(reader: Reader, pkg_id: bytes) -> bool:
    """Tell whether something was erased for good that a package brought: it may not be kept any more."""
    sql = (
        "SELECT 1 FROM sync_change c JOIN sync_purge p ON p.row_id = c.row_id AND p.tbl = c.tbl "
        "WHERE c.pkg_id = ? LIMIT 1"
    )
    return reader.value(sql, (pkg_id,)) is not None


def drop(context: Context, reader: Reader, rows: Iterable[tuple[str, bytes]]) -> tuple[bytes, ...]:
    """Return the packages that hold any of these rows, their files and the keys beside them removed.

    Raises:
        EnvironmentFault: one could not be removed.
    """
    found: set[bytes] = set()
    for table, row_id in rows:
        came = reader.all(
            "SELECT DISTINCT pkg_id FROM sync_change WHERE row_id = ? AND tbl = ? AND pkg_id IS NOT NULL",
            (row_id, table),
        )
        found.update(bytes(row[0]) for row in came)
    for pkg_id in found:
        _remove(folder_of(context), pkg_id)
    return tuple(sorted(found))


def _remove(folder: Path, pkg_id: bytes) -> None:
    for suffix in (KEY, SUFFIX):
        path = folder / (pkg_id.hex() + suffix)
        with explained(path):
            path.unlink(missing_ok=True)


def forget_keys(work: "UnitOfWork", dropped: Iterable[bytes]) -> None:
    """Forget the keys of packages that were dropped."""
    for pkg_id in dropped:
        packages.amend(work, pkg_id, archive_key=None)


def thin(context: Context) -> int:
    """Remove packages that are older than they have to be kept; return how many."""
    folder = folder_of(context)
    if not folder.is_dir():
        return 0
    limit = context.clock() - MONTHS_MS
    rows = context.on_writer.reader.all(
        "SELECT pkg_id FROM sync_package WHERE dir = 'in' AND at_ms < ? AND archive_key IS NOT NULL", (limit,)
    )
    old = [bytes(row[0]) for row in rows]
    for pkg_id in old:
        _remove(folder, pkg_id)
    if old:
        with context.unit_of_work() as work:
            forget_keys(work, old)
            work.commit()
    return len(old)
