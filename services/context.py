"""Where everything is put together: opening the database of an office for one user."""

from pathlib import Path

from models.db.database import Database, open_database
from services import places
from services.office import DEFAULT_USER, Clock, Context, CurrentUser, system_clock
from services.users import current_user, last_user

__all__ = ["DEFAULT_USER", "Clock", "Context", "CurrentUser", "context_of", "open_context", "system_clock"]


def open_context(
    path: Path, user_name: str | None = None, *, remembered: bool = False, clock: Clock = system_clock
) -> Context:
    """Open the database of an office for one user.

    Args:
        path: the database file; created when missing.
        user_name: who works; made when new. None is the unnamed operator of this machine.
        remembered: without a name, take whoever worked last (the window does).
        clock: UTC milliseconds.

    Returns:
        The context; the caller closes it.

    Raises:
        AlreadyOpen: another process works with the file.
        WrongPlace: it lies on a network drive, in a cloud folder or on a stick.
        EnvironmentFault: it cannot be opened.
        InvalidInput: the name of the user is empty, too long, or of somebody disabled.
    """
    places.refuse(Path(path))
    database = open_database(Path(path), before_migration=_before_migration)
    return context_of(database, user_name, remembered=remembered, clock=clock)


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
    from services.sync.marks import note

    note(context, lasting=False)


def _before_migration(database: Path, revision: int) -> None:
    # rarely needed, so that no start waits for what packs a backup
    from services.backup import before_migration

    before_migration(database, revision)
