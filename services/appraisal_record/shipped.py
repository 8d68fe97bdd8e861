"""What ships for rounds of rating as data: the items asked about each kind of target."""

import json
from functools import lru_cache
from typing import Any, Final

from services.resources import resource_text

_FILE: Final = "appraisals.json"


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(resource_text(_FILE))
    return found


def shipped_items(target: str) -> tuple[str, ...]:
    """Return the items asked about a target (vocab.APPRAISAL_TARGET) where the office has none of its own.

    Raises:
        KeyError: no such target.
    """
    return tuple(_shipped()["items"][target])
