"""Opening the one SQLite file of an office: driver, pragmas, and the checks that refuse what is not ours."""

import os
from pathlib import Path
from typing import Any

from models.db.schema_version import APPLICATION_ID, SCHEMA_REVISION
from models.errors import EnvironmentFault

MINIMUM_SQLITE = (3, 51, 3)
_HEADER = b"SQLite format 3\x00"


def driver() -> Any:
    """Return the DB-API module of the driver, refusing one with the WAL-reset race (sync.md, durability).

    Raises:
        EnvironmentFault: the SQLite inside the driver is older than 3.51.3.
    """
    from sqlcipher3 import dbapi2

    if dbapi2.sqlite_version_info < MINIMUM_SQLITE:
        raise EnvironmentFault(
            f"数据库组件版本过旧（{dbapi2.sqlite_version}），可能损坏数据，程序没有打开数据库。请重新安装本程序。"
        )
    return dbapi2


def connect(path: Path, *, read_only: bool = False) -> Any:
    """Open one connection with the pragmas every connection of the program has.

    Args:
        path: the database file; created when missing unless `read_only`.
        read_only: refuse every write on this connection.

    Returns:
        A DB-API connection in autocommit mode, usable from the one thread that uses it.

    Raises:
        EnvironmentFault: the file cannot be opened.
    """
    dbapi2 = driver()
    try:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=10)
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "mmap_size=0",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
    except dbapi2.Error as error:
        raise EnvironmentFault(unopenable(path, error)) from error
    return connection


def unopenable(path: Path, error: Exception) -> str:
    """Return the sentence for a database file that cannot be opened or read."""
    text = str(error)
    if "not a database" in text:
        return f"“{path.name}”不是本程序的数据库，或者已经加密。请选择正确的数据文件。"
    if "malformed" in text:
        return f"数据库“{path.name}”已损坏，没有打开。请用“恢复备份”换回最近的备份。"
    if "locked" in text:
        return f"数据库“{path.name}”正被其他程序占用。请关闭占用它的程序后重试。"
    if "readonly" in text:
        return f"数据库“{path.name}”所在的位置不能写入。请检查文件夹的权限。"
    if "disk is full" in text or "full" in text:
        return "磁盘空间不足，没有写入。请清理磁盘后重试，已保存的内容没有受影响。"
    return f"数据库“{path}”打不开。请检查文件夹是否存在、是否有权限，磁盘是否正常。"


def examine(path: Path) -> int:
    """Look at a database file before it is opened for work.

    Returns:
        The schema revision of the file; 0 when it does not exist yet or is empty.

    Raises:
        EnvironmentFault: a folder, not an SQLite file, another program's database, or a newer schema.
    """
    if path.is_dir():
        raise EnvironmentFault(f"“{path}”是一个文件夹，不是数据文件。请指定数据文件的名字。")
    if not path.exists() or path.stat().st_size == 0:
        return 0
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise EnvironmentFault(f"数据文件“{path.name}”读不出来。请检查文件权限和磁盘。") from error
    if not header.startswith(_HEADER):
        raise EnvironmentFault(f"“{path.name}”不是本程序的数据库，或者已经加密。请选择正确的数据文件。")
    connection = connect(path)
    try:
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
        revision = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except driver().Error as error:
        raise EnvironmentFault(unopenable(path, error)) from error
    finally:
        connection.close()
    if application_id != APPLICATION_ID:
        raise EnvironmentFault(f"“{path.name}”是别的程序的数据库，没有打开。请选择本程序的数据文件。")
    if revision > SCHEMA_REVISION:
        raise EnvironmentFault(
            f"数据库“{path.name}”由更新版本的程序建立（结构{revision}，本程序只认识到{SCHEMA_REVISION}）。"
            "请安装新版程序后再打开，数据没有改动。"
        )
    return revision


def ensure_folder(path: Path) -> None:
    """Make the folder a file will lie in.

    Raises:
        EnvironmentFault: the folder cannot be made or written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"文件夹“{path.parent}”建立不了。请换一个位置或检查权限。") from error
    if not os.access(path.parent, os.W_OK):
        raise EnvironmentFault(f"文件夹“{path.parent}”不能写入。请换一个位置或检查权限。")
