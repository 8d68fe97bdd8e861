"""What a person has to decide after an exchange, as plain values: cases, held rows, counts."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["hard", "delete_edit", "orphan", "unique", "unauthorised", "append_only"]
"""Two values of one field; deleted there and edited here; kept though its owner was deleted; a number given
twice; a proposal of a workstation beyond its rights; two versions of what may not be changed any more."""
WORDS: dict[str, str] = {
    "hard": "两边填得不一样",
    "delete_edit": "一边删除、一边修改",
    "orphan": "上级已删除",
    "unique": "编号重复",
    "unauthorised": "其他单位的建议",
    "append_only": "不能改的记录对不上",
}
Act = Literal["take", "write", "ask", "keep", "delete", "adopt", "decline", "seen"]
"""What may be done with a case: take one version, write another value, ask the office it came from; keep the
record or put it into the recycle bin; adopt or decline a proposal; note that an error was looked at."""
Key = tuple[bytes, int]
"""Replica and number of a change."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values that stand against each other.

    Attributes:
        key: the change that brought it.
        text: the value as it is shown; "" for an emptied field.
        person: who wrote it, and
        office: where.
        at_text: when, by the clock of that machine.
        warning: what is wrong with that clock, else "".
        unit_id: the office it came from; None when it is not known.
        provisional: whether the register shows this one until somebody decides.
        deleted: whether it is no value but "deleted".
    """

    key: Key
    text: str
    person: str
    office: str
    at_text: str
    warning: str = ""
    unit_id: bytes | None = None
    provisional: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One decision.

    Attributes:
        id: the case.
        kind: its kind, and
        words: the kind in words.
        table: table of the record, and
        row_id: the record.
        record_kind: kind of its subject, "" where it has no page; with `record_id` what a link opens.
        record_id: the record shown, or the one it belongs to.
        name: its name with what it belongs to.
        field: label of the field group.
        group: the field group; "*" for the whole record.
        base: the value both began with, as shown; of an orphan the owner it has lost.
        versions: what stands against each other, the provisional one first.
        advice: one sentence: what happened and what to do.
        note: what was noted about it, for instance that another office was asked.
        acts: what may be done.
        writable: whether "write new" is one field that is typed into.
        opened_at: UTC milliseconds.
    """

    id: bytes
    kind: Kind
    words: str
    table: str
    row_id: bytes
    record_kind: str
    record_id: bytes
    name: str
    field: str
    group: str
    base: str
    versions: tuple[Version, ...]
    advice: str
    note: str
    acts: tuple[Act, ...]
    opened_at: int
    writable: bool = False


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A change that was taken in and could not be applied yet.

    Attributes:
        key: the change.
        table: its table.
        row_id: its row.
        words: what it is, in words.
        name: name of the record as far as the change tells.
        reason: code of the reason, as in `sync_pending`.
        sentence: why, and what to do.
        office: where it came from.
        at_text: when it was written.
        correctable: whether it is an entry of a closed month that can be booked into the open one.
    """

    key: Key
    table: str
    row_id: bytes
    words: str
    name: str
    reason: str
    sentence: str
    office: str
    at_text: str
    correctable: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits for a person."""

    conflicts: int = 0
    proposals: int = 0
    held: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.conflicts + self.proposals + self.held


@dataclass(frozen=True, slots=True)
class Bulk:
    """What taking all values of one office does, or did.

    Attributes:
        office: its name.
        unit_id: the office.
        lines: name of the record, label of the field, the value shown so far and the value taken, for each.
        left: cases that need a look of their own and stay.
        tx_id: the transaction to undo it by; None for a preview, or when nothing was to do.
    """

    office: str
    unit_id: bytes
    lines: tuple[tuple[str, str, str, str], ...]
    left: int
    tx_id: bytes | None = None
