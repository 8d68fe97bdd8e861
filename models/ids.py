"""Row identity: UUID version 7 made on the machine that creates the row, kept as 16 bytes."""

import os
import threading
import time
from typing import NewType

RecordId = NewType("RecordId", bytes)

_lock = threading.Lock()
_last = 0


def new_id() -> RecordId:
    """Return a fresh UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then a counter and random bits.

    Ids made by one process rise strictly, so rows made later sort later even within one millisecond
    and when the machine's clock jumps back.

    Returns:
        16 bytes, big endian.
    """
    global _last
    random_part = int.from_bytes(os.urandom(10), "big")
    stamp = ((time.time_ns() // 1_000_000) & 0xFFFF_FFFF_FFFF) << 80
    random_high, random_low = random_part & (0xFFF << 64), random_part & ((1 << 62) - 1)
    candidate = stamp | (0x7 << 76) | random_high | (0b10 << 62) | random_low
    with _lock:
        if candidate <= _last:
            candidate = _following(_last)
        _last = candidate
    return RecordId(candidate.to_bytes(16, "big"))


def _following(value: int) -> int:
    """Return the next UUIDv7 above `value`, keeping the version and variant bits in place."""
    tail = (value & ((1 << 62) - 1)) + 1 + int.from_bytes(os.urandom(4), "big")
    counter = (value >> 64) & 0xFFF
    stamp = value >> 80
    if tail >> 62:
        tail &= (1 << 62) - 1
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
