"""The one button: what is for us is taken in, what the other side lacks is written, and all is read back."""

from pathlib import Path

from services.files import Progress, no_progress
from services.office import Context
from services.sync.told import Exchanged, StickView

__all__ = ["Exchanged", "StickView", "exchange", "look"]


def exchange(context: Context, folder: Path, *, progress: Progress = no_progress) -> Exchanged:
    """Take in and write out; on the writer's thread.

    Raises:
        UserError: the exchange is not set up, or the database is in doubt.
        EnvironmentFault: the stick cannot be read, is full or was pulled.
    """
    raise NotImplementedError


def look(context: Context, folder: Path) -> StickView:
    """Return what lies in a folder and what `exchange` would do; on the reader's thread, writes nothing.

    Raises:
        EnvironmentFault: the folder cannot be read.
    """
    raise NotImplementedError
