"""What happened to the files of a record, told in its own history: added, described, deleted, restored."""

from dataclasses import dataclass
from typing import Any

from services.authors import AUTHOR, AUTHOR_FROM
from services.office import Context

_MOST_NAMED = 3


@dataclass(slots=True)
class FileChange:
    """One thing done to files of a record.

    Attributes:
        lamport: its place in time.
        tx_id: the transaction.
        wall_ms: by the clock.
        user: who.
        verb: what was done: 添加, 修改 …
        names: of the files.
        captions: name of the file, caption before and after.
    """

    lamport: int
    tx_id: bytes
    wall_ms: int
    user: str
    verb: str
    names: list[str]
    captions: list[tuple[str, str, str]]

    @property
    def action(self) -> str:
        """In words: 添加附件“门口.jpg”."""
        named = "".join(f"“{name}”" for name in self.names[:_MOST_NAMED])
        more = f"等{len(self.names)}个" if len(self.names) > _MOST_NAMED else ""
        return f"{self.verb}附件{named}{more}" + ("的说明" if self.captions else "")


def file_changes(context: Context, table: str, record_id: bytes) -> list[FileChange]:
    """Return what was done to the files of a record, oldest first; one entry for what was done at once.

    Args:
        context: read on the reader's thread.
        table: table of the record.
        record_id: the record.
    """
    from models.db.changes import WHOLE_ROW, values_of
    from models.tables.imports import Attachment

    described = Attachment.metadata.tables[Attachment.__tablename__]
    rows = context.reader.all(
        "SELECT s.lamport, s.tx_id, s.row_id, s.grp, s.values_json, s.prev_json, "
        f"coalesce(s.wall_ms, f.wall_ms, 0), {AUTHOR} FROM attachment a "
        "JOIN sync_change s ON s.row_id = a.id AND s.tbl = 'attachment' "
        "LEFT JOIN sync_change f ON f.tx_id = s.tx_id AND f.user_id IS NOT NULL "
        f"{AUTHOR_FROM} WHERE a.row_id = ? AND a.tbl = ? ORDER BY s.lamport",
        (record_id, table),
    )
    told: list[FileChange] = []
    states: dict[bytes, dict[str, Any]] = {}
    for lamport, tx_id, file_id, group, values_json, prev_json, wall_ms, user in rows:
        state = states.setdefault(bytes(file_id), {})
        before = state.get("caption") or ""
        state.update(values_of(described, values_json))
        change = FileChange(lamport, tx_id, wall_ms, user, "", [state.get("name", "")], [])
        if group == "caption":
            change.verb = "修改"
            change.captions.append((change.names[0], before, state.get("caption") or ""))
        elif group == WHOLE_ROW:
            change.verb = "删除" if values_json is None else "恢复" if prev_json else "添加"
        else:
            continue  # another place in the order, another unit: nothing to tell
        if told and (told[-1].tx_id, told[-1].verb) == (tx_id, change.verb):
            told[-1].names += change.names
            told[-1].captions += change.captions
        else:
            told.append(change)
    return told
