"""What a guard is asked about: one kind of change to rows of one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Action = Literal["insert", "update", "delete", "restore", "undo"]


@dataclass(frozen=True, slots=True)
class Change:
    """What is about to be done to rows of one table, or was done just now.

    Attributes:
        action: insert and update by a form; delete with all that belongs to a record; restore from the
            recycle bin; undo of a transaction.
        table: the table.
        ids: the rows; none for an insert.
        values: the columns that are written by an insert or update.
        columns: the columns that an undo gives other values; None for whole rows.
        done: whether restore or undo has happened already: they are asked before and after, and what is
            refused after is rolled back.
        top: the table of the record that somebody deletes or restores, with which these rows go along.
    """

    action: Action
    table: str
    ids: Sequence[bytes] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    columns: frozenset[str] | None = None
    done: bool = False
    top: str = ""
