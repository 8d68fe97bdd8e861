"""Signing in: a name and a password, or the recovery key, open the key file; the key goes to the keyring."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from models.db import keyring
from models.db.lock import FileLock
from models.errors import EnvironmentFault, InvalidInput
from services.keys import delays, keyfile, paper_key, places, rekeying
from services.keys.keyfile import KeyFile, Unlocked, WrongPassword
from services.keys.passwords import checked_password as checked_password
from services.keys.passwords import strength as strength

Opener = Callable[[KeyFile], Unlocked]
"""Opens a key file, or raises `WrongPassword`."""


def with_password(name: str, password: str) -> Opener:
    """Return what opens a key file for a user."""
    return lambda file: keyfile.unlock(file, name, password)


def with_recovery_key(typed: str) -> Opener:
    """Return what opens a key file with the recovery key as typed from the sheet.

    Raises:
        InvalidInput: a group does not pass its check.
    """
    secret = paper_key.read(typed)
    return lambda file: keyfile.unlock_with_recovery(file, secret)


def sign_in(database: Path, opener: Opener, *, now_ms: int) -> Unlocked:
    """Open the key file of a database and keep the key until the office is closed.

    A rekeying, a restore or an encrypting that was interrupted is finished.

    Args:
        database: an encrypted database.
        opener: how.
        now_ms: UTC milliseconds.

    Raises:
        TooSoon: it has to be waited after wrong passwords.
        WrongPassword: the name, the password or the recovery key is wrong.
        EnvironmentFault: the key file is damaged, gone, of another database or of a newer program.
    """
    from services.keys import encrypting

    files = places.candidates(database)
    unlocked = counted(database, files, opener, now_ms)
    if unlocked.file.changing and unlocked.coming is not None:
        unlocked = _finished(database, unlocked)
    elif encrypting.unfinished(database):
        with _locked(database):
            encrypting.finish(database, unlocked.file)
    elif not _as_written(database, unlocked.file):
        _put_beside(database, unlocked.file)
    keyring.hold_office(database, unlocked.key, unlocked.file.database)
    return unlocked


def counted(
    database: Path, files: tuple[KeyFile, ...], opener: Opener, now_ms: int, *, in_use: bool = False
) -> Unlocked:
    """Try key files in turn, counting one attempt; raises as `sign_in`.

    Args:
        database: the database.
        files: its key files.
        opener: how they are opened.
        now_ms: UTC milliseconds.
        in_use: it is open: the file is not touched, which would drop the locks of this process on it.
    """
    known = files[0].database
    delays.begin(database, known, now_ms)
    refusal: WrongPassword | EnvironmentFault | None = None
    for file in files:
        try:
            unlocked = opener(file)
        except (WrongPassword, keyfile.DamagedKeyFile) as error:
            refusal = refusal or error
            continue
        if in_use or _fits(database, unlocked):
            delays.end(database, known)
            return unlocked
        refusal = refusal or EnvironmentFault(
            f"密码是对的，但数据文件“{database.name}”已损坏，或不是这个密钥文件的，没有打开。"
            "请用“恢复备份”换回最近的备份。"
        )
    if not isinstance(refusal, WrongPassword):
        delays.end(database, known)
    raise refusal or EnvironmentFault(keyfile.DAMAGED)


def _fits(database: Path, unlocked: Unlocked) -> bool:
    """Return whether the database opens with the key; one that is missing is told about when it is opened."""
    if places.identity(database) is None:
        return True
    keys = (unlocked.key, unlocked.coming)
    return any(
        rekeying.opens(database, keyring.raw_key(key, unlocked.file.database))
        for key in keys
        if key is not None
    )


def _finished(database: Path, unlocked: Unlocked) -> Unlocked:
    coming = unlocked.coming or b""
    with _locked(database):
        done = rekeying.finish(database, unlocked.file, unlocked.key, coming)
    return Unlocked(coming, None, done)


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    lock = FileLock(database)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _as_written(database: Path, file: KeyFile) -> bool:
    raw = keyfile.dump(file)
    beside = (keyring.key_path(database), keyring.copy_path(database))
    settled = not places.restored_path(database).exists()
    return settled and all(path.is_file() and path.read_bytes() == raw for path in beside)


def _put_beside(database: Path, file: KeyFile) -> None:
    """Make good a key file that was damaged or lost; what lies there and is something else is kept."""
    path, raw = keyring.key_path(database), keyfile.dump(file)
    if path.is_file() and path.read_bytes() != raw:
        stamp = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S-%f")
        path.replace(path.with_name(f"{path.stem}.{stamp}.old-key"))
    places.write(database, file)
    places.restored_path(database).unlink(missing_ok=True)


# who may open an office that is open


def _current(database: Path) -> tuple[KeyFile, bytes]:
    raw = keyring.key_of(database)
    if raw is None:
        raise keyring.SignInNeeded(f"“{database.name}”没有加密，或者还没有登录。")
    return places.read_from(keyring.key_path(database)), raw[: keyring.KEY_SIZE]


def set_password(database: Path, name: str, password: str) -> None:
    """Give a user a password, a new one or the first; the database key stays.

    Args:
        database: an encrypted office that is open.
        name: of the user.
        password: at least 8 characters.

    Raises:
        InvalidInput: the password is too short.
    """
    checked_password(password, name)
    file, key = _current(database)
    places.write(database, keyfile.with_user(file, key, name, password))


def remove_user(database: Path, name: str) -> None:
    """Take a user's password away; the last one cannot be taken.

    Raises:
        InvalidInput: nobody could sign in any more.
    """
    file, key = _current(database)
    left = keyfile.without_user(file, key, name)
    if not any(slot.who for slot in left.slots):
        raise InvalidInput("这是最后一个能登录的用户，不能去掉。请先给别人设好密码。")
    places.write(database, left)


def set_recovery_key(database: Path, secret: bytes) -> None:
    """Let this recovery key open the office, and no older one."""
    file, key = _current(database)
    places.write(database, keyfile.with_recovery(file, key, secret))


def check_password(database: Path, name: str, password: str, *, now_ms: int) -> None:
    """Check who is at the keyboard of an office that is open: unlocking the screen, switching users.

    Raises:
        TooSoon: it has to be waited after wrong passwords.
        WrongPassword: the name or the password is wrong.
    """
    file, _ = _current(database)
    counted(database, (file,), with_password(name, password), now_ms, in_use=True)
