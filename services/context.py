"""Where everything is put together: opening the database of an office for one user."""

from pathlib import Path

from models.db import keyring
from models.db.connecting import examine, looks_like_database
from models.db.database import Database, open_database
from services import places
from services.office import DEFAULT_USER, Clock, Context, CurrentUser, system_clock
from services.users import current_user, last_user

__all__ = ["DEFAULT_USER", "Clock", "Context", "CurrentUser", "context_of", "open_context", "system_clock"]


def open_context(
    path: Path,
    user_name: str | None = None,
    *,
    password: str | None = None,
    remembered: bool = False,
    clock: Clock = system_clock,
) -> Context:
    """Open the database of an office for one user, who signs in where it is encrypted.

    Args:
        path: the database file; created when missing.
        user_name: who works; made when new. None is the unnamed operator of this machine.
        password: of an encrypted office; headless commands take it from the environment or the terminal.
        remembered: without a name, take whoever worked last (the window does).
        clock: UTC milliseconds.

    Returns:
        The context; the caller closes it.

    Raises:
        AlreadyOpen: another process works with the file.
        WrongPlace: it lies on a network drive, in a cloud folder or on a stick.
        EnvironmentFault: it cannot be opened.
        InvalidInput: the name of the user is empty, too long, or of somebody disabled.
        SignInNeeded: it is encrypted, and name or password are missing.
        WrongPassword, TooSoon: as `services.keys.signing_in.sign_in`.
    """
    places.refuse(Path(path))
    path = Path(path)
    sign_in_where_needed(path, user_name, password, ask=not remembered, clock=clock)
    database = open_database(path, before_migration=_before_migration)
    return context_of(database, user_name, remembered=remembered, clock=clock)


def sign_in_where_needed(
    path: Path, user_name: str | None, password: str | None, *, ask: bool, clock: Clock = system_clock
) -> bool:
    """Sign in to an encrypted office; one that is open needs nothing.

    Args:
        path: the database file.
        user_name: who.
        password: whose; None for none given.
        ask: take a missing one from the environment or the terminal.
        clock: UTC milliseconds.

    Returns:
        whether it is encrypted.

    Raises:
        SignInNeeded: it is encrypted, and name or password are missing.
    """
    if not keyring.is_keyed(path) and (not path.exists() or looks_like_database(path)):
        if path.with_name(path.name + keyring.COMING_SUFFIX).exists():
            _tidy(path)
        return False  # the way of an open office: nothing of ciphers is loaded
    from services.keys import asking, places, signing_in

    if not places.is_keyed(path):
        return False
    if not path.exists() or path.stat().st_size == 0 or looks_like_database(path):
        examine(path)  # says what is wrong with it
    if user_name is None or (password is None and not ask):
        _free(path)
        raise keyring.SignInNeeded(asking.NAME_MISSING)
    if password is None:
        password = asking.password()
    signing_in.sign_in(path, signing_in.with_password(user_name, password), now_ms=clock())
    return True


def _tidy(path: Path) -> None:
    """Take away what encrypting this office left when it was cut off before it counted."""
    from models.db.lock import FileLock
    from services.keys import encrypting

    lock = FileLock(path)
    lock.acquire()
    try:
        encrypting.tidy(path)
    finally:
        lock.release()


def _free(path: Path) -> None:
    """Refuse an office somebody works with already before anybody is asked for a password."""
    from models.db.lock import FileLock

    lock = FileLock(path)
    lock.acquire()
    lock.release()


def context_of(
    database: Database, user_name: str | None = None, *, remembered: bool = False, clock: Clock = system_clock
) -> Context:
    """Put an open database together with its user; the database is closed when that fails.

    Args:
        database: the open database; the context closes it.
        user_name: as for `open_context`.
        remembered: as for `open_context`.
        clock: UTC milliseconds.

    Raises:
        InvalidInput: the name of the user is empty, too long, or of somebody disabled.
    """
    try:
        context = Context(database, CurrentUser(bytes(16), DEFAULT_USER), clock)
        if user_name is None and remembered:
            user_name = last_user(context)
        context.user = current_user(context, user_name)
        context.after_changes = _after_changes
        return context
    except BaseException:
        database.close()
        raise


def _after_changes(context: Context) -> None:
    from services.sync.marks import follow

    follow(context)


def _before_migration(database: Path, revision: int) -> None:
    # rarely needed, so that no start waits for what packs a backup
    from services.backup import before_migration

    before_migration(database, revision)
