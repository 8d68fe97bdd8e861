"""Moving an office to a disk of this machine when its file lies where it must not be worked with."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from models.db.keyring import copy_path, key_path
from models.db.lock import AlreadyOpen, FileLock
from models.errors import EnvironmentFault, UserError
from services import places
from services.backup import check_database
from services.blobs import store_path
from services.files import sha256_of, sync_folder

_SIDES = ("", "-wal")


def move(database: Path, target: Path) -> str:
    """Copy an office, check the copy, and put the old file aside so that nobody goes on with it.

    Args:
        database: the office where it must not lie; nobody may have it open.
        target: the new file, on a disk of this machine; nothing may be there.

    Returns:
        A sentence for the user.

    Raises:
        UserError: there is no database, or something is at the target already.
        EnvironmentFault: the target is no good place either, the copy is damaged, or the disk is full.
    """
    if not database.exists():
        raise UserError(f"没有找到数据库“{database}”，没有可移动的内容。")
    if target.exists():
        raise UserError(f"“{target}”已经存在，没有移动。请换一个文件夹。")
    places.refuse(target)
    lock = FileLock(database)
    try:
        lock.acquire()
    except AlreadyOpen:
        raise
    except EnvironmentFault:
        lock.release()  # a drive without locks, or one that cannot be written to: all the better to leave it
    try:
        _copy(database, target)
        return _put_aside(database, target)
    except OSError as error:
        raise EnvironmentFault(
            f"没有移动成功，原来的数据没有改动。请检查“{target.parent}”的空间和权限后重试。"
        ) from error
    finally:
        lock.release()


def _copy(database: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".move-", dir=target.parent) as folder:
        copy = Path(folder) / target.name
        pairs = ((database, copy), (store_path(database), store_path(copy)))
        for source, made in pairs:
            for side in _SIDES:
                _copy_file(source.with_name(source.name + side), made.with_name(made.name + side))
        keys = _key_files(database)
        if keys:
            _compare(pairs)
        else:
            problem = check_database(copy, full=True)
            if problem is not None:
                raise EnvironmentFault(problem)
        # the store first: an office without its files would miss them, files without an office are nothing
        for _, made in reversed(pairs):
            for side in ("-wal", ""):
                moved = made.with_name(made.name + side)
                if moved.exists():
                    os.replace(moved, target.parent / moved.name)
        # the key files last: a database without one is refused and asks for it
        for path in keys:
            _copy_file(path, target.parent / path.name.replace(database.stem, target.stem, 1))
    sync_folder(target.parent)


def _key_files(database: Path) -> list[Path]:
    """Return the key files of an encrypted office, which go where it goes."""
    return [path for path in (key_path(database), copy_path(database)) if path.exists()]


def _compare(pairs: tuple[tuple[Path, Path], ...]) -> None:
    """Read both back: nobody has signed in, so nothing but the bytes can be compared."""
    for source, made in pairs:
        for side in _SIDES:
            one, other = source.with_name(source.name + side), made.with_name(made.name + side)
            if one.exists() and _sha256(one) != _sha256(other):
                raise EnvironmentFault(f"“{one.name}”移动后和原来的不一样，没有移动。请检查磁盘后重试。")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return sha256_of(file)


def _copy_file(source: Path, target: Path) -> None:
    if source.exists():
        with source.open("rb") as content, target.open("xb") as file:
            shutil.copyfileobj(content, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())


def _put_aside(database: Path, target: Path) -> str:
    """Rename the old file; where that does not work, say so."""
    aside = database.with_name(f"{database.stem}.已移走{database.suffix}")
    with suppress(OSError):
        if not aside.exists():
            os.replace(database, aside)
            for side in ("-wal", "-shm"):
                other = database.with_name(database.name + side)
                if other.exists():
                    os.replace(other, aside.with_name(aside.name + side))
            for path in _key_files(database):
                os.replace(path, path.with_name(path.name.replace(database.stem, aside.stem, 1)))
            return f"已移到“{target}”。原来的文件改名为“{aside.name}”，核对无误后可以删除。"
    return f"已移到“{target}”。原来的文件改不了名，请不要再打开“{database}”，核对无误后删除它。"
