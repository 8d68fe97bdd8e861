"""The growing wait after wrong passwords, kept outside the database in two places so that no restart ends it.

An attempt is written down before the password is tried: stopping the program in between saves nothing. It
holds up whoever guesses at the screen; whoever has the files is held up by Argon2id alone.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from models.errors import EnvironmentFault, UserError
from services.files import write_bytes
from services.keys.places import state_folder

FREE = 3
"""Wrong passwords in a row without a wait."""
_FIRST_MS, LONGEST_MS = 2_000, 300_000


class TooSoon(UserError):
    """It has to be waited before the next attempt; `wait_ms` says how long."""

    def __init__(self, wait_ms: int) -> None:
        super().__init__(f"密码连续输错，请等{in_words(wait_ms)}后再试。忘记密码时可以用恢复密钥。")
        self.wait_ms = wait_ms


def in_words(wait_ms: int) -> str:
    """Return a wait as people say it."""
    seconds = -(-wait_ms // 1000)
    return f"{seconds}秒" if seconds < 60 else f"{-(-seconds // 60)}分钟"


def delay_ms(failures: int) -> int:
    """Return the wait after so many wrong passwords in a row, in milliseconds."""
    return 0 if failures < FREE else int(min(_FIRST_MS << min(failures - FREE, 20), LONGEST_MS))


def wait_ms(database: Path, database_id: bytes, now_ms: int) -> int:
    """Return how long it has to be waited now, in milliseconds; a clock turned back shortens nothing."""
    failures, at = _read(database, database_id)
    delay = delay_ms(failures)
    return max(0, min(delay, at + delay - now_ms)) if at <= now_ms else delay


def begin(database: Path, database_id: bytes, now_ms: int) -> None:
    """Count an attempt before it is made.

    Raises:
        TooSoon: it is too early for it.
    """
    left = wait_ms(database, database_id, now_ms)
    failures, at = _read(database, database_id)
    if left > 0:
        if at > now_ms:  # the clock was turned back: from now on it counts anew
            _write(database, database_id, failures, now_ms)
        raise TooSoon(left)
    _write(database, database_id, failures + 1, now_ms)


def end(database: Path, database_id: bytes) -> None:
    """Forget the attempts: the password was right."""
    for path in _places(database, database_id):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _places(database: Path, database_id: bytes) -> tuple[Path, Path]:
    beside = database.with_name(database.stem + ".key.tries")
    return beside, state_folder() / "tries" / f"{database_id.hex()}.json"


def _read(database: Path, database_id: bytes) -> tuple[int, int]:
    """Return the wrong passwords in a row and when the last was, of whichever place knows more."""
    known = [(0, 0)]
    for path in _places(database, database_id):
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            told: Any = json.loads(path.read_bytes()[:1000])
            if told["database"] == database_id.hex():
                known.append((max(0, int(told["failures"])), int(told["at_ms"])))
    return max(known)


def _write(database: Path, database_id: bytes, failures: int, at_ms: int) -> None:
    raw = json.dumps({"database": database_id.hex(), "failures": failures, "at_ms": at_ms}).encode()
    for path in _places(database, database_id):
        with suppress(EnvironmentFault, OSError):
            write_bytes(path, raw)
