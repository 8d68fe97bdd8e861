"""Taking in the packages of a folder: each verified on the local disk first, then wholly or not at all."""

from pathlib import Path

from services.files import Progress, no_progress
from services.office import Context
from services.sync.told import Imported

__all__ = ["Imported", "import_folder"]


def import_folder(context: Context, folder: Path, *, progress: Progress = no_progress) -> Imported:
    """Take in what a folder holds for this office; on the writer's thread.

    Args:
        context: the office.
        folder: the stick; one that cannot be written to does as well.
        progress: told bytes done and in all; `Cancelled` ends it between two packages.

    Raises:
        UserError: the exchange is not set up, or the database is in doubt.
        EnvironmentFault: the stick cannot be read or was pulled.
    """
    raise NotImplementedError
