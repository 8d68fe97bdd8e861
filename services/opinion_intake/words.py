"""The words by which messages are sorted, shipped as data: categories, what raises something, chatter."""

import json
from functools import lru_cache
from typing import Any

from services.resources import resource_text


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(resource_text("opinion_words.json"))
    return found


def categories() -> dict[str, list[str]]:
    """Return words by category of vocab.OPINION_CATEGORY."""
    found: dict[str, list[str]] = _told()["categories"]
    return found


@lru_cache(maxsize=4)
def words(name: str) -> frozenset[str]:
    """Return one of the lists: "raises", "chatter", "no_names"."""
    return frozenset(_told()[name])
