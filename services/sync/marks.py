"""Marks outside the database, in two places of the user's own, that tell a moved, copied or restored one.

A copy of a database that went on working under the same id would write other changes under the same numbers.
Beside the user's settings and beside the user's state lies, for each replica id, which installation it is and
how far its log had come. They are no secret and hold nothing of the records.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from services.sync.refused import Refused

if TYPE_CHECKING:
    from models.db.reading import Reader
    from services.office import Context

HOME: Final = "LOUYUAN_HOME"
"""Variable that names one folder for both places."""
SENTENCES: Final = {
    "moved": "这个数据库是从别的电脑移来或复制来的。",
    "copied": "这个数据库是本机另一个数据库的复制品。",
    "restored": "这个数据库比本机上次用的旧，可能是从备份拷回来的。",
}
_NEXT: Final = "为了不和原来的混在一起，收发数据前请先在“数据同步”页换新的站点编号，已有的记录都会保留。"

RENEW: Final = "sync renew"
"""What to type where there is no window."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason not to write under the old id any more.

    Attributes:
        code: moved, copied or restored.
        sentence: for people, with what to do.
    """

    code: str
    sentence: str


def places() -> tuple[Path, Path]:
    """Return the two folders marks lie in."""
    home = os.environ.get(HOME)
    if home:
        return Path(home) / "config" / "sync", Path(home) / "state" / "sync"
    from platformdirs import user_config_path, user_state_path

    config = user_config_path("louyuan", appauthor=False)
    return config / "sync", user_state_path("louyuan", appauthor=False) / "state" / "sync"


def doubt(context: "Context") -> Doubt | None:
    """Tell whether this database was moved, copied or restored since it was last used here.

    An installation that takes no part in the exchange is never in doubt.

    Args:
        context: on the thread whose queries it uses.
    """
    code = _code(context)
    return None if code is None else Doubt(code, SENTENCES[code] + _NEXT)


def refuse_in_doubt(context: "Context") -> None:
    """Refuse to go on while this database is in doubt.

    Raises:
        Refused: with the code moved, copied or restored.
    """
    found = doubt(context)
    if found is not None:
        raise Refused(found.code, found.sentence, RENEW)


def _code(context: "Context") -> str | None:
    reader = context.reader
    own = _own(reader)
    if own is None:
        return None
    replica, install, former = own
    kept = _kept(replica)
    if kept is None:
        # a restore inside the program, on this machine, gives a new id that has no mark yet
        return None if former is not None and _kept(former) is not None else "moved"
    if kept["install"] != install or _elsewhere(kept["path"], context):
        return "copied"
    if kept["seq"]:
        at = reader.value(
            "SELECT hash FROM sync_change WHERE replica_id = ? AND seq = ?", (replica, kept["seq"])
        )
        if at is None or bytes(at).hex() != kept["hash"]:
            return "restored"
    return None


def _own(reader: "Reader") -> tuple[bytes, str | None, bytes | None] | None:
    """Return replica, installation and the id before it, None where nothing is exchanged."""
    if reader.value("SELECT 1 FROM sync_key WHERE name = 'sign'") is None:
        return None
    rows = reader.all("SELECT replica_id, install_id, former_of FROM sync_replica WHERE is_self = 1")
    replica, install, former = rows[0]
    return bytes(replica), install, None if former is None else bytes(former)


def _elsewhere(path: Any, context: "Context") -> bool:
    """Tell whether the database last seen under this id is another file that is still there."""
    if not isinstance(path, str) or not context.database.in_a_file:
        return False
    with suppress(OSError):
        return Path(path).exists() and not Path(path).samefile(context.database.path)
    return False


def _kept(replica: bytes) -> dict[str, Any] | None:
    """Return the mark of a replica that is furthest; one that cannot be read counts as none."""
    found = [told for told in (_read(folder / f"{replica.hex()}.json") for folder in places()) if told]
    return max(found, key=lambda told: int(told["seq"])) if found else None


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    names = {"install", "seq", "hash", "path"}
    right = isinstance(told, dict) and told.keys() >= names and isinstance(told["seq"], int)
    return told if right else None


def follow(context: "Context") -> None:
    """Remember how far the log has come after an ordinary save; a database in doubt stays in doubt."""
    if _code(context.on_writer) is None:
        note(context, lasting=False)


def note(context: "Context", *, lasting: bool = True) -> None:
    """Remember how far the log has come; on the writer's thread, after a commit.

    Args:
        context: the office; nothing is done where it takes no part in the exchange.
        lasting: also make it survive a power cut: when something leaves this machine.
    """
    reader = context.on_writer.reader
    own = _own(reader)
    if own is None:
        return
    replica, install, _ = own
    rows = reader.all(
        "SELECT seq, hash FROM sync_change WHERE replica_id = ? ORDER BY seq DESC LIMIT 1", (replica,)
    )
    seq, last = (rows[0][0], bytes(rows[0][1]).hex()) if rows else (0, "")
    told = {"install": install, "seq": seq, "hash": last, "path": str(context.database.path.absolute())}
    for path in _files(replica):
        with suppress(OSError):  # a full disk here must not fail what was saved
            _write(path, json.dumps(told, ensure_ascii=False), lasting)


def _files(replica: bytes) -> Iterator[Path]:
    return (folder / f"{replica.hex()}.json" for folder in places())


def _write(path: Path, text: str, lasting: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
