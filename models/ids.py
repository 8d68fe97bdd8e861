"""Row identity: UUID version 7 made on the machine that creates the row, kept as 16 bytes."""

import os
import random
import threading
import time
from typing import NewType

RecordId = NewType("RecordId", bytes)

_TAIL = (1 << 62) - 1
_lock = threading.Lock()
_last = 0
_step = random.Random(os.urandom(16)).getrandbits


def new_id() -> RecordId:
    """Return a fresh UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits.

    Ids made by one process rise strictly, so rows made later sort later even within one millisecond
    and when the machine's clock jumps back: within a millisecond the next id is the last one plus a
    random step (RFC 9562, 6.2, method 2).

    Returns:
        16 bytes, big endian.
    """
    global _last
    stamp = (time.time_ns() // 1_000_000) & 0xFFFF_FFFF_FFFF
    with _lock:
        _last = _fresh(stamp) if stamp > _last >> 80 else _following(_last)
        return RecordId(_last.to_bytes(16, "big"))


def _fresh(stamp: int) -> int:
    """Return the first id of a millisecond, its 74 free bits from the operating system."""
    free = int.from_bytes(os.urandom(10), "big")
    return (stamp << 80) | (0x7 << 76) | (free & (0xFFF << 64)) | (0b10 << 62) | (free & _TAIL)


def _following(value: int) -> int:
    """Return the next UUIDv7 above `value`, keeping the version and variant bits in place."""
    tail = (value & _TAIL) + 1 + _step(32)
    counter = (value >> 64) & 0xFFF
    stamp = value >> 80
    if tail > _TAIL:
        tail &= _TAIL
        counter += 1
    if counter >> 12:
        counter = 0
        stamp += 1
    return (stamp << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | tail


def to_text(record_id: bytes) -> str:
    """Return the 32-digit hexadecimal form of an id, as JSON and the command line show it."""
    return record_id.hex()


def from_text(text: str) -> RecordId:
    """Return the id written as hexadecimal digits, with or without dashes.

    Raises:
        ValueError: `text` is not 32 hexadecimal digits.
    """
    raw = bytes.fromhex(text.replace("-", ""))
    if len(raw) != 16:
        raise ValueError("an id has 32 hexadecimal digits")
    return RecordId(raw)
