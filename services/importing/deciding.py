"""Which differences of a book are taken: what was typed here is kept unless the user says otherwise."""

from collections.abc import Mapping
from typing import Any

from services.importing.compare import Shelf
from services.importing.origin import FieldKey, Origins, group_of


def decide(shelves: Mapping[str, Shelf], origins: Origins, decided: frozenset[FieldKey]) -> None:
    """Move changes that are not taken from `changed` to `kept`.

    Args:
        shelves: after the walk.
        origins: the change log.
        decided: field groups for which the user chose the other way than proposed.
    """
    for table, shelf in shelves.items():
        if not shelf.changed:
            continue
        origins.read(table, list(shelf.changed))
        for row_id in list(shelf.changed):
            _decide_row(table, row_id, shelf, origins, decided)


def _decide_row(
    table: str, row_id: bytes, shelf: Shelf, origins: Origins, decided: frozenset[FieldKey]
) -> None:
    changed = shelf.changed[row_id]
    stored = shelf.rows[row_id]
    if changed.get("import_note") and stored.get("import_note"):
        changed["import_note"] = _with_lines(stored["import_note"], changed["import_note"])
    for column in [name for name, value in changed.items() if stored.get(name) == value]:
        del changed[column]
    groups: dict[str, dict[str, Any]] = {}
    for column, value in changed.items():
        groups.setdefault(group_of(table, column), {})[column] = value
    for group, columns in groups.items():
        by_hand = any(origins.of(table, row_id, column).by_hand for column in columns)
        if by_hand != ((table, row_id, group) in decided):
            shelf.kept.setdefault(row_id, {}).update(columns)
            for column in columns:
                del changed[column]
    if not changed:
        del shelf.changed[row_id]


def _with_lines(stored: str, new: str) -> str:
    """Return a note with the lines it does not have yet: other sheets and earlier books wrote there too."""
    lines = stored.split("\n")
    return "\n".join([*lines, *(line for line in new.split("\n") if line not in lines)])
