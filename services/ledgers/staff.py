"""What payments for staff were for: posts, how many people, how much (人员费用, policy 3.5b)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.ledgers.kinds import Kind

if TYPE_CHECKING:
    from models.db.reading import Reader


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A post in the cost of staff of a month.

    Attributes:
        post: what was done (保洁, 门卫).
        heads: how many people, None where nobody said.
        amount: fen.
        person: who, where a line names one; the sheet prints it as masks allow.
        note: what else was said.
    """

    post: str
    heads: int | None
    amount: int
    person: str = ""
    note: str = ""


def staff_lines(
    reader: "Reader", courtyard: bytes, month: str, known: Iterable[Kind]
) -> tuple[StaffLine, ...]:
    """Return the cost of staff of a month, post by post.

    A payment of a kind marked as staff counts as one post named like its kind, unless it was split into
    lines; of a split payment, what its lines leave over counts as the kind.
    """
    staff = [kind for kind in known if kind.staff]
    lines = reader.all(
        "SELECT s.post, coalesce(s.person, ''), s.head_count, s.amount, coalesce(s.note, '') "
        "FROM staff_cost s WHERE s.courtyard_id = ? AND s.month = ? AND s.deleted_at IS NULL ORDER BY s.id",
        (courtyard, month),
    )
    told = [StaffLine(row[0], row[2], int(row[3]), row[1], row[4]) for row in lines]
    marks = ", ".join("?" * len(staff)) or "NULL"
    rest = reader.all(
        "SELECT e.kind, sum(e.amount) - coalesce(sum((SELECT sum(s.amount) FROM staff_cost s "
        "WHERE s.entry_id = e.id AND s.deleted_at IS NULL)), 0) FROM ledger_entry e "
        f"WHERE e.courtyard_id = ? AND e.month = ? AND e.direction = 'expense' AND e.kind IN ({marks}) "
        "AND e.deleted_at IS NULL GROUP BY e.kind",
        (courtyard, month, *(kind.code for kind in staff)),
    )
    left = {row[0]: int(row[1]) for row in rest}
    return tuple(_joined([*told, *_unsplit(staff, left)]))


def _unsplit(staff: Sequence[Kind], left: dict[str, int]) -> list[StaffLine]:
    return [StaffLine(kind.name, None, left[kind.code]) for kind in staff if left.get(kind.code)]


def _joined(lines: Iterable[StaffLine]) -> list[StaffLine]:
    """Return the lines with those of one post that name nobody put together."""
    told: dict[tuple[str, str, str], StaffLine] = {}
    for line in lines:
        key = (line.post, line.person, line.note)
        before = told.get(key)
        if before is None:
            told[key] = line
            continue
        heads = [each.heads for each in (before, line) if each.heads is not None]
        told[key] = StaffLine(
            line.post, max(heads) if heads else None, before.amount + line.amount, line.person, line.note
        )
    return list(told.values())
