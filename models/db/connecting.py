"""Opening the one SQLite file of an office: driver, pragmas, and the checks that refuse what is not ours."""

import os
from pathlib import Path
from typing import Any

from models.db import keyring, schema_digest
from models.db.schema_version import APPLICATION_ID, SCHEMA_REVISION
from models.errors import EnvironmentFault

MINIMUM_SQLITE = (3, 51, 3)
_READ_CACHE_KB, _WRITE_CACHE_KB = 32_768, 65_536
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


def connect(path: Path, *, read_only: bool = False, key: bytes | None = None) -> Any:
    """Open one connection with the pragmas every connection of the program has.

    Args:
        path: the database file; created when missing unless `read_only`.
        read_only: refuse every write on this connection.
        key: of an encrypted file (`keyring.raw_key`); left out it is the one of whoever signed in.

    Returns:
        A DB-API connection in autocommit mode, usable from the one thread that uses it.

    Raises:
        EnvironmentFault: the file cannot be opened.
    """
    dbapi2 = driver()
    try:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=10)
        give_key(connection, key or keyring.key_of(path))
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "mmap_size=0",
            f"cache_size=-{_READ_CACHE_KB if read_only else _WRITE_CACHE_KB}",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
    except dbapi2.Error as error:
        raise EnvironmentFault(unopenable(path, error)) from error
    return connection


def give_key(connection: Any, key: bytes | None) -> None:
    """Let a fresh connection read an encrypted file; one without a key reads plain files."""
    connection.execute("PRAGMA cipher_log_level=NONE")  # what is wrong is said in a sentence, once
    if key is not None:
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")


def unopenable(path: Path, error: BaseException) -> str:
    """Return the sentence for a database file that cannot be opened, read or written."""
    text = str(error)
    if "not a database" in text and keyring.key_of(path) is not None:
        text = "malformed"  # whoever has the key knows that it is ours: a page does not pass its check
    for word, sentence in _SENTENCES:
        if word in text:
            return sentence.format(name=path.name)
    return f"数据库“{path}”打不开。请检查文件夹是否存在、是否有权限，磁盘是否正常。"


_SENTENCES = (
    ("not a database", "“{name}”不是本程序的数据库，或者已经加密。请选择正确的数据文件。"),
    ("malformed", "数据库“{name}”已损坏，这一步没有完成。请用“恢复备份”换回最近的备份。"),
    ("locked", "数据库“{name}”正被其他程序占用。请关闭占用它的程序后重试。"),
    ("readonly", "数据库“{name}”所在的位置不能写入。请检查文件夹的权限。"),
    ("full", "磁盘空间不足，没有写入。请清理磁盘后重试，已保存的内容没有受影响。"),
    (
        "I/O error",
        "读写数据库“{name}”时磁盘出错，这一步没有完成。请检查磁盘后重试，已保存的内容没有受影响。",
    ),
)
_IO_ERROR = 10
_MISTAKES = frozenset((1, 2, 9, 18, 19, 20, 21, 25))
"""SQLite's codes for wrong SQL, a violated constraint, misuse and an interrupt: no fault of the machine."""


def fault(path: Path, error: BaseException) -> EnvironmentFault | None:
    """Return the fault of the environment behind an error of the driver.

    Args:
        path: the database file, named in the sentence.
        error: what the driver raised.

    Returns:
        None when the error is a mistake of the program (wrong SQL, a constraint) or an interrupt.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, driver().DatabaseError) or code is None or code & 0xFF in _MISTAKES:
        return None
    return EnvironmentFault(unopenable(path, error))


def disk_failed(error: BaseException) -> bool:
    """Return whether SQLite was told by the system that reading or writing did not work (SQLITE_IOERR)."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == _IO_ERROR


def examine(path: Path) -> int:
    """Look at a database file before it is opened for work; what is not ours is not touched.

    Returns:
        The schema revision of the file; 0 when it does not exist yet, is empty, or its making was cut off.

    Raises:
        EnvironmentFault: a folder, not an SQLite file, cut short, another program's database, a newer schema,
            a schema that another program changed; encrypted with another key, or missing beside its key file.
        SignInNeeded: encrypted, and nobody has signed in.
    """
    if path.is_dir():
        raise EnvironmentFault(f"“{path}”是一个文件夹，不是数据文件。请指定数据文件的名字。")
    key = keyring.key_of(path)
    if keyring.is_keyed(path):
        _examine_beside_key(path, key)
    if not path.exists() or path.stat().st_size == 0:
        return 0
    if key is None:
        _examine_header(path)
    try:
        # "immutable" leaves no side files behind, but looks at the file alone, not at a write-ahead log
        mode = "mode=ro" if _unsettled(path) else "immutable=1"
        connection = driver().connect(f"{path.resolve().as_uri()}?{mode}", uri=True, isolation_level=None)
        try:
            give_key(connection, key)
            return _examine_content(path, connection)
        finally:
            connection.close()
    except driver().Error as error:
        raise EnvironmentFault(unopenable(path, error)) from error


def looks_like_database(path: Path) -> bool:
    """Return whether the file begins as an SQLite database does."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER


def may_be_opened(path: Path) -> bool:
    """Return whether the file begins as a database does that this process can read: open, or with its key."""
    key = keyring.key_of(path)
    if key is None or not path.is_file():
        return looks_like_database(path)
    with path.open("rb") as file:
        return file.read(keyring.SALT_SIZE) == key[keyring.KEY_SIZE :]


def _examine_header(path: Path) -> None:
    """Refuse by its first 100 bytes what SQLite need not look at (the database file format, 1.3)."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise EnvironmentFault(f"数据文件“{path.name}”读不出来。请检查文件权限和磁盘。") from error
    if len(header) < 100 or not header.startswith(_HEADER):
        raise EnvironmentFault(
            f"“{path.name}”不是本程序的数据库，或者已经加密。请选择正确的数据文件；加密的台账请把密钥文件"
            f"“{keyring.key_path(path).name}”放回它旁边，或从备份恢复。"
        )
    application_id = int.from_bytes(header[68:72], "big")
    if application_id not in (0, APPLICATION_ID):
        raise _foreign(path)


def _examine_beside_key(path: Path, key: bytes | None) -> None:
    """Refuse a file that does not go with the key file beside it; never is one made in its place."""
    name = path.name
    if not path.exists() or path.stat().st_size == 0:
        if key is not None and not keyring.key_path(path).exists():
            return  # being made: the key file follows
        raise EnvironmentFault(
            f"找到了密钥文件，却没有找到数据文件“{name}”（或者它是空的），没有新建。请把数据文件放回原处，"
            "或用“恢复备份”换回最近的备份。"
        )
    if looks_like_database(path):
        raise EnvironmentFault(
            f"“{name}”没有加密，却和一个密钥文件放在一起，可能被人换过，没有打开。请把原来的数据文件放回来，"
            "或用“恢复备份”。"
        )
    if key is None:
        raise keyring.SignInNeeded(f"“{name}”是加密的台账，要用姓名和密码登录后才能打开。")
    with path.open("rb") as file:
        if file.read(keyring.SALT_SIZE) != key[keyring.KEY_SIZE :]:
            raise EnvironmentFault(
                f"“{name}”和旁边的密钥文件不是一起的（可能来自另一个台账，也可能文件开头已损坏），没有打开。"
                "请放回原来的文件，或用“恢复备份”。"
            )


def _unsettled(path: Path) -> bool:
    """Return whether changes stand in the write-ahead log that may not be in the file yet."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _examine_content(path: Path, connection: Any) -> int:
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    revision = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application_id != APPLICATION_ID:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application_id == 0 and tables == 0:
            return 0  # the machine stopped while the file was made
        raise _foreign(path)
    if revision > SCHEMA_REVISION:
        raise EnvironmentFault(
            f"数据库“{path.name}”由更新版本的程序建立（结构{revision}，本程序只认识到{SCHEMA_REVISION}）。"
            "请安装新版程序后再打开，数据没有改动。"
        )
    stranger = schema_digest.stranger(connection)
    if stranger is not None:
        raise EnvironmentFault(
            f"数据库“{path.name}”{stranger}，可能被别的软件改动过，没有打开。请用“恢复备份”换回最近的备份，"
            "或请技术人员查看。"
        )
    return revision


def _foreign(path: Path) -> EnvironmentFault:
    return EnvironmentFault(f"“{path.name}”是别的程序的数据库，没有打开。请选择本程序的数据文件。")


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
