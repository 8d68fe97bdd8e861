"""What payments for staff were for: posts, how many people, how much (人员费用, policy 3.5b)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.rules.numbers import format_money
from services.ledgers.kinds import Kind

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork


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


def carry_staff(work: "UnitOfWork", entry_id: bytes, after: Mapping[str, Any]) -> None:
    """Let the lines of a payment follow it into another month.

    Args:
        work: the open unit of work.
        entry_id: the payment.
        after: its columns as they shall be.

    Raises:
        InvalidInput: the lines come to more than it, or it is no payment any more.
    """
    rows = _lines_of(work.reader, entry_id)
    if not rows:
        return
    whole = sum(int(row[3]) for row in rows)
    if after["direction"] != "expense" or whole > after["amount"]:
        field = "amount" if after["direction"] == "expense" else "direction"
        raise InvalidInput(
            f"这笔支出下面的人员费用明细共{format_money(whole)}元，超过了它。请先改明细，再改这一笔。", field
        )
    moved = {"courtyard_id": after["courtyard_id"], "month": after["month"]}
    for line, courtyard, month, _ in rows:
        if (bytes(courtyard), month) != (after["courtyard_id"], after["month"]):
            work.update("staff_cost", bytes(line), moved)


def fits_staff(reader: "Reader", entry: Mapping[str, Any]) -> bool:
    """Return whether the lines of an entry lie in its month and come to no more than it."""
    rows = _lines_of(reader, entry["id"])
    if not rows:
        return True
    place = (entry["courtyard_id"], entry["month"])
    together = all((bytes(row[1]), row[2]) == place for row in rows)
    whole = sum(int(row[3]) for row in rows)
    return together and entry["direction"] == "expense" and whole <= entry["amount"]


def _lines_of(reader: "Reader", entry_id: bytes) -> list[tuple[Any, ...]]:
    return reader.all(
        "SELECT id, courtyard_id, month, amount FROM staff_cost WHERE entry_id = ? AND deleted_at IS NULL "
        "ORDER BY id",
        (entry_id,),
    )
