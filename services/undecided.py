"""The mark of a value that shows only until somebody decides: two offices filled it in differently.

Lists, records, forms and sheets ask here, whichever they show; a register without open cases costs one look
at an index.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from models.db.reading import Reader

MARK = "⚠"
TOLD = "两边填得不一样，还没有决定，先显示其中一个。见“待决事项”。"
"""What the mark means, in a tool tip."""
WHOLE = "*"


def marks_of(reader: Reader, table: str, row_ids: Sequence[bytes]) -> Mapping[bytes, Mapping[str, bytes]]:
    """Return which columns of which rows show a provisional value, with the case of each.

    Args:
        reader: the reading connection.
        table: their table.
        row_ids: the rows; few, those of one screen.

    Returns:
        By row and column; "*" stands for a row that was deleted elsewhere.
    """
    if not row_ids:
        return {}
    marks = ", ".join("?" * len(row_ids))
    rows = reader.all(
        f"SELECT row_id, tbl, grp, id FROM sync_conflict WHERE row_id IN ({marks}) "
        "AND resolved_at IS NULL AND kind IN ('hard', 'delete_edit') ORDER BY id",
        tuple(row_ids),
    )
    found: dict[bytes, dict[str, bytes]] = {}
    for row_id, of_table, group, case_id in rows:
        if of_table == table:
            columns = (WHOLE,) if group == WHOLE else _columns(table, group)
            found.setdefault(bytes(row_id), {}).update(dict.fromkeys(columns, bytes(case_id)))
    return found


def any_of(reader: Reader, table: str) -> bool:
    """Return whether any row of a table shows a provisional value."""
    found = reader.value(
        "SELECT 1 FROM sync_conflict WHERE tbl = ? AND resolved_at IS NULL "
        "AND kind IN ('hard', 'delete_edit') LIMIT 1",
        (table,),
    )
    return found is not None


@lru_cache(maxsize=500)
def _columns(table: str, group: str) -> tuple[str, ...]:
    from models.db.changes import group_of, synced_columns
    from models.tables.base import Base

    described = Base.metadata.tables[table]
    names = synced_columns(described)
    return tuple(name for name in names if group_of(described, name) == group)
