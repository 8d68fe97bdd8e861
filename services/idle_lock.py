"""After how many minutes without a key or a click the screen of an encrypted office is locked."""

from models.errors import InvalidInput
from services import settings
from services.office import Context
from services.rights import needs

NAME = "idle_minutes"
"""Setting of the office."""
SHORTEST, USUAL, LONGEST = 1, 10, 60
"""Minutes; it can be changed, never switched off."""
OFFERED = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60)
"""What there is to choose from."""


def minutes(context: Context) -> int:
    """Return the minutes; on the reader's thread."""
    kept = settings.get(context, NAME, USUAL)
    return min(max(kept, SHORTEST), LONGEST) if isinstance(kept, int) else USUAL


@needs("office.settings")
def change(context: Context, wanted: int) -> None:
    """Keep the minutes; on the writer's thread.

    Raises:
        InvalidInput: fewer than `SHORTEST` or more than `LONGEST`.
    """
    if not SHORTEST <= wanted <= LONGEST:
        raise InvalidInput(f"锁定前等待的时间要在{SHORTEST}到{LONGEST}分钟之间。")
    settings.put(context, NAME, wanted)
