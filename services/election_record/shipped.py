"""What ships for elections as data: what is handed over, what makes somebody unsuitable."""

import json
from functools import lru_cache
from typing import Any, Final

from services.resources import resource_text

_FILE: Final = "elections.json"


@lru_cache(maxsize=1)
def shipped() -> dict[str, Any]:
    """Return the data: "handover" with title and quantity of each thing, "circumstances" as texts."""
    found: dict[str, Any] = json.loads(resource_text(_FILE))
    return found
