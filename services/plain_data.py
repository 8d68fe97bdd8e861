"""Records as plain data, for other programs: what `list --json` prints."""

from typing import Any

from services.office import Context
from services.rights import demand_seeing
from services.shown import HIDDEN, show
from services.subjects import BY_KIND, Column


def as_json(context: Context, kind: str, *, whole: bool = False) -> list[dict[str, Any]]:
    """Return every record of a kind as plain data: numbers as numbers, dates as ISO text, codes as labels.

    A number that was written as 约 has `<name>_about: true` beside it. The words written instead of a year
    or of a code stand beside it under the name of their column (`built_text`, `membership_text`).

    Args:
        context: read on the reader's thread.
        kind: kind of the subject.
        whole: telephones and document numbers are not masked; who asks for that is noted by the caller
            (`services.sensitive.note_listed`).

    Raises:
        NotAllowed: whoever works may not see such records.
    """
    described = BY_KIND[kind]
    demand_seeing(context, described.table)
    selected = ", ".join(f"{column.sql}, {column.companion or 'NULL'}" for column in described.columns)
    where = f" AND {described.where}" if described.where else ""
    rows = context.reader.all(
        f"SELECT t.id, {selected} FROM {described.from_sql} WHERE t.deleted_at IS NULL{where} "
        f"ORDER BY {', '.join(described.order)}"
    )
    return [
        {
            "id": row[0].hex(),
            **{
                name: plain
                for at, column in enumerate(described.columns)
                for name, plain in _plain(column, row[1 + 2 * at], row[2 + 2 * at], whole=whole).items()
            },
        }
        for row in rows
    ]


def _plain(column: Column, value: Any, companion: Any, *, whole: bool) -> dict[str, Any]:
    if column.kind in HIDDEN and not whole:
        return {column.name: show(value, column.kind) or None}
    if column.kind == "charge":
        return {column.name: show(value, "charge", companion=companion) or None}
    plain = value
    if column.vocabulary is not None and value is not None:
        plain = column.vocabulary.label(value)
    elif column.kind == "yes_no" and value is not None:
        plain = bool(value)
    beside: dict[str, Any] = {}
    if companion and column.kind in ("count", "area"):
        beside = {f"{column.name}_about": True}
    elif companion:
        beside = {column.companion.rpartition(".")[2]: companion}
    return {column.name: plain, **beside}
