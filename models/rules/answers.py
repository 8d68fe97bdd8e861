"""Ready-made answers the readers of typed text share, so that two million cells do not build them anew."""

from typing import Any, Final

from models.rules.base import Parsed

EMPTY: Final[Parsed[Any]] = Parsed(None)
"""The cell was empty."""

BLANKED: Final[Parsed[Any]] = Parsed(None, changed=True)
"""The cell held a placeholder such as 不详, which is stored as nothing."""

UNREAD: Final[Parsed[Any]] = Parsed(None, understood=False)
"""There was text nobody can read; the caller keeps it as a note."""
