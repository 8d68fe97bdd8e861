"""Writing for another office what it lacks, as packages into a folder."""

from pathlib import Path

from services.files import Progress, no_progress
from services.office import Context
from services.sync.told import Exported

__all__ = ["Exported", "export"]


def export(
    context: Context, folder: Path, *, peer: bytes | None = None, progress: Progress = no_progress
) -> tuple[Exported, ...]:
    """Write what other offices lack into a folder; on the writer's thread.

    Args:
        context: the office.
        folder: the stick.
        peer: replica id of the only receiver; None: the hub of a workstation, all workstations of a hub.
        progress: told bytes done and in all; `Cancelled` ends it.

    Returns:
        One for each receiver.

    Raises:
        UserError: the exchange is not set up, or the database is in doubt.
        EnvironmentFault: the stick is full, write-protected or was pulled.
    """
    raise NotImplementedError
