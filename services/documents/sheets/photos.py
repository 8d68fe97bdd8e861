"""Photos on a sheet: one alone, before and after side by side, and many two by two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.documents.model import Block, Photo, Photos

_BESIDE = 2


def compared(before: Photo, after: Photo) -> Photos:
    """Return two photos side by side that say which is which, also where nobody described them."""
    pairs = (("改造前", before), ("改造后", after))
    return Photos(tuple(replace(each, caption=_led(name, each.caption)) for name, each in pairs))


def _led(name: str, caption: str) -> str:
    if not caption or caption.startswith(name):
        return caption or name
    return f"{name}：{caption}"


_PAGE = 0.62
"""Most height of a scanned page, as a share of the type area: title and signature stand on the same sheet."""


def scanned_pages(photos: Sequence[Photo]) -> list[Block]:
    """Return pages of a scanned paper, one below the other, each as large as the sheet has room."""
    return [Photos((photo,), tallest=_PAGE) for photo in photos]


def photo_rows(photos: Sequence[Photo]) -> list[Block]:
    """Return photos in their order: one alone across the page, more of them two by two."""
    if len(photos) == 1:
        return [Photos(tuple(photos))]
    starts = range(0, len(photos), _BESIDE)
    return [Photos(tuple(photos[start : start + _BESIDE]), columns=_BESIDE) for start in starts]
