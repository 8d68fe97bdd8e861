"""A new encrypted office: made under another name, then the key file, then its own name, so never half."""

import os
from datetime import UTC, datetime
from pathlib import Path

from models.db import keyring
from models.db.connecting import driver, ensure_folder, unopenable
from models.db.lock import FileLock
from models.errors import EnvironmentFault, UserError
from services.files import sync_folder
from services.keys import keyfile, places
from services.keys.signing_in import checked_password


def create(database: Path, name: str, password: str) -> None:
    """Make an encrypted office with one user who may open it.

    Args:
        database: the file to make.
        name: of the administrator.
        password: at least 8 characters.

    Raises:
        UserError: there is something already, or the password is too weak.
        EnvironmentFault: the folder cannot be written to.
    """
    from models.db.migrate import create as create_tables
    from services.user_names import checked_name

    checked_password(password, checked_name(name))
    ensure_folder(database)
    lock = FileLock(database)
    lock.acquire()
    fresh = database.with_name(database.name + ".new")
    try:
        _refuse_what_is_there(database, fresh)
        fresh.unlink(missing_ok=True)
        key, database_id = os.urandom(keyring.KEY_SIZE), os.urandom(keyring.SALT_SIZE)
        with keyring.held({fresh: keyring.raw_key(key, database_id)}):
            create_tables(fresh)
        places.write(database, keyfile.with_user(keyfile.new(database_id), key, name, password))
        os.replace(fresh, database)
        sync_folder(database.parent)
    except (driver().Error, OSError) as error:
        raise EnvironmentFault(unopenable(database, error)) from error
    finally:
        lock.release()


def _refuse_what_is_there(database: Path, fresh: Path) -> None:
    if database.exists() and database.stat().st_size:
        raise UserError(f"“{database}”已经有了，没有新建。请换一个文件名，或直接打开它。")
    if not keyring.is_keyed(database):
        return
    if not fresh.exists():
        raise UserError(
            f"“{database.parent}”里有密钥文件，却没有数据文件“{database.name}”，没有新建。"
            "请先找回数据文件，或用“恢复备份”。"
        )
    # the machine stopped while the office was made: nobody has worked in it
    stamp = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S-%f")
    for path in (keyring.key_path(database), keyring.copy_path(database)):
        if path.exists():
            path.replace(path.with_name(f"{path.name}.{stamp}.old-key"))
