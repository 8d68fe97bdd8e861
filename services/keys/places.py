"""Where key files lie: beside the database, a second copy, a third in the user's own folder.

The second copy is written only after the first has been read back, so at any moment one of them is whole.
"""

import os
from contextlib import suppress
from pathlib import Path

from models.db import keyring
from models.db.connecting import looks_like_database
from models.errors import EnvironmentFault
from services.files import write_bytes
from services.keys import keyfile
from services.keys.keyfile import DamagedKeyFile, KeyFile

RESTORED_SUFFIX = ".key.restored"
"""Ending of the key file a restored database came with, until the database has opened with it."""


def state_folder() -> Path:
    """Return the folder of this user on this machine for what is not part of any database."""
    home = os.environ.get("LOUYUAN_HOME")
    if home:
        return Path(home) / "state"
    from platformdirs import user_state_path

    return user_state_path("louyuan", appauthor=False)


def restored_path(database: Path) -> Path:
    """Return the path of the key file of a restore that is under way."""
    return database.with_name(database.stem + RESTORED_SUFFIX)


def mirror_path(database_id: bytes) -> Path:
    """Return the path of the third copy of a key file."""
    return state_folder() / "keys" / f"{database_id.hex()}.key"


def read_from(path: Path) -> KeyFile:
    """Return the key file at a path.

    Raises:
        DamagedKeyFile: it is not as it was written.
        EnvironmentFault: it cannot be read, or a newer program wrote it.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(keyfile.LARGEST + 1)
    except OSError as error:
        raise EnvironmentFault(f"密钥文件“{path.name}”读不出来。请检查文件权限和磁盘。") from error
    return keyfile.parse(raw)


def identity(database: Path) -> bytes | None:
    """Return the 16 bytes an encrypted database begins with; None for none, an empty or an open one."""
    if not database.is_file() or looks_like_database(database):
        return None
    with database.open("rb") as file:
        begin = file.read(keyring.SALT_SIZE)
    return begin if len(begin) == keyring.SALT_SIZE else None


def candidates(database: Path) -> tuple[KeyFile, ...]:
    """Return the key files that may open a database, each content once, the one beside it first.

    Raises:
        DamagedKeyFile: none is there that is whole.
        EnvironmentFault: a newer program wrote it, or all belong to another database.
    """
    known = identity(database)
    paths = [keyring.key_path(database), keyring.copy_path(database), restored_path(database)]
    if known is not None:
        paths.append(mirror_path(known))
    found: dict[bytes, KeyFile] = {}
    fault: EnvironmentFault | None = None
    whole_beside = False
    for path in paths:
        # the third copy is for a file that was lost: a whole one of another database says what is wrong
        if not path.exists() or (whole_beside and path is paths[-1] and known is not None):
            continue
        try:
            file = read_from(path)
        except EnvironmentFault as error:
            if not isinstance(error, DamagedKeyFile):
                raise
            fault = fault or error
            continue
        whole_beside = True
        if known is None or file.database == known:
            found.setdefault(keyfile.dump(file), file)
        else:
            fault = EnvironmentFault(
                f"“{database.name}”和旁边的密钥文件不是一起的（可能来自另一个台账，也可能文件开头已损坏），"
                "没有打开。请放回原来的文件，或用“恢复备份”。"
            )
    if not found:
        raise fault or EnvironmentFault(
            f"没有找到“{database.name}”的密钥文件“{keyring.key_path(database).name}”，打不开加密的台账。"
            "请把它放回数据文件旁边，或从备份恢复。"
        )
    return tuple(found.values())


def write(database: Path, file: KeyFile) -> None:
    """Write a key file to all its places, durably, one after the other.

    Raises:
        EnvironmentFault: the folder of the database cannot be written to, or gives back something else.
    """
    raw = keyfile.dump(file)
    path = keyring.key_path(database)
    write_bytes(path, raw)
    if path.read_bytes() != raw:
        raise EnvironmentFault(f"密钥文件“{path.name}”写下去和读出来不一样，请检查磁盘。原来的一份还在。")
    write_bytes(keyring.copy_path(database), raw)
    with suppress(EnvironmentFault, OSError):  # a third copy is good to have, no more
        write_bytes(mirror_path(file.database), raw)


def is_keyed(database: Path) -> bool:
    """Return whether an office is encrypted: by its key file, or by one of a restore under way."""
    if keyring.is_keyed(database):
        return True
    known = identity(database)
    return known is not None and (restored_path(database).exists() or mirror_path(known).exists())
