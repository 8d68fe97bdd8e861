"""The next meeting of a kind made from the last one, for one courtyard or many in one step to be undone.

Copied is what stays the same from month to month: place, hours, who calls, leads and records it, who belongs
to it. What was said, decided and counted stays with the meeting it was said in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound
from models.ids import new_id
from services.meetings.figures import write_figures
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import Committed, UnitOfWork

_KEPT: Final = (
    "id", "unit_id", "title", "held_on", "starts", "ends", "place", "convener", "chair_id", "chair_post",
    "recorder_id", "rule_code",
)  # fmt: skip
_ROLL: Final = (
    "unit_id", "position", "name", "body", "votes", "resident_id", "dwelling_id", "head_key", "area",
)  # fmt: skip
_MONTH: Final = re.compile(r"(?:[0-9]{4}年)?(?:1[0-2]|[1-9])月份?")
MOST: Final = 500
"""Courtyards at once."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of it.

    Attributes:
        meetings: the meetings that were made.
        there: names of courtyards that had their meeting of that month already; nothing was made there.
        fresh: how many were made without one before to copy.
        committed: the transaction, None where nothing was made.
    """

    meetings: tuple[bytes, ...]
    there: tuple[str, ...]
    fresh: int
    committed: "Committed | None"


@needs("deliberation.write")
def copy_last(context: Context, courtyards: Sequence[bytes], held_on: date, kind: str = "joint") -> Copied:
    """Make the meeting of a month for each courtyard from its last one, on the writer's thread.

    Args:
        context: who does it.
        courtyards: for which.
        held_on: the day they are held or planned.
        kind: of vocab.MEETING_KIND.

    Raises:
        InvalidInput: none chosen, or too many.
        NotFound: a courtyard is gone.
    """
    if not courtyards:
        raise InvalidInput("请先选要开会的楼院。")
    if len(courtyards) > MOST:
        raise InvalidInput(f"一次最多为{MOST}个楼院安排会议，现在选了{len(courtyards)}个。请分几次办。")
    made, there, fresh = list[bytes](), list[str](), 0
    with context.unit_of_work() as work:
        for yard in dict.fromkeys(courtyards):
            if not work.is_living("courtyard", yard):
                raise NotFound("有一个楼院已经不在了，可能刚被删除。请刷新后再试。")
            if _has_one(work.reader, yard, kind, held_on.isoformat()[:7]):
                there.append(work.row("courtyard", yard)["name"])
                continue
            last = _last(work.reader, yard, kind, held_on.isoformat())
            fresh += last is None
            made.append(_make(work, yard, kind, last, held_on))
        committed = work.commit() if made else None
    return Copied(tuple(made), tuple(there), fresh, committed)


def _has_one(reader: "Reader", yard: bytes, kind: str, month: str) -> bool:
    found = reader.value(
        "SELECT id FROM meeting WHERE courtyard_id = ? AND kind = ? AND substr(held_on, 1, 7) = ? "
        "AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (yard, kind, month),
    )
    return found is not None


def _last(reader: "Reader", yard: bytes, kind: str, before: str) -> dict[str, Any] | None:
    found = reader.one(
        f"SELECT {', '.join(_KEPT)} FROM meeting WHERE courtyard_id = ? AND kind = ? AND held_on < ? "
        "AND deleted_at IS NULL ORDER BY held_on DESC, id DESC LIMIT 1",
        (yard, kind, before),
    )
    return None if found is None else dict(zip(_KEPT, found, strict=True))


def _make(work: "UnitOfWork", yard: bytes, kind: str, last: dict[str, Any] | None, held_on: date) -> bytes:
    kept = dict(last) if last is not None else _beginning(work, yard, kind)
    before = kept.pop("id", None)
    kept |= {
        "courtyard_id": yard,
        "kind": kind,
        "held_on": held_on.isoformat(),
        "title": titled(kept["title"], held_on),
    }
    made = work.insert("meeting", kept)
    if before is not None:
        _copy_roll(work, bytes(before), made)
    return made


def titled(title: str, held_on: date) -> str:
    """Return a title with the month of the day instead of the one it names; one without a month gets it."""
    month = f"{held_on.month}月份"
    renamed, count = _MONTH.subn(month, title, count=1)
    return renamed if count else f"{month}{title}"


def _beginning(work: "UnitOfWork", yard: bytes, kind: str) -> dict[str, Any]:
    """Return what is known of a first meeting; a joint one is called and led by the branch (policy 2.6c)."""
    unit = work.row("courtyard", yard)["unit_id"]
    if kind != "joint":
        return {"unit_id": unit, "title": vocab.MEETING_KIND.label(kind)}
    branch = work.reader.one(
        "SELECT p.id, p.name FROM party_organisation p WHERE p.courtyard_id = ? AND p.deleted_at IS NULL "
        "AND coalesce(p.kind, '') <> 'building_group' ORDER BY p.id LIMIT 1",
        (yard,),
    )
    secretary = None
    if branch is not None:
        secretary = work.reader.value(
            "SELECT resident_id FROM appointment WHERE party_organisation_id = ? AND post = 'secretary' "
            "AND until IS NULL AND deleted_at IS NULL ORDER BY id LIMIT 1",
            (branch[0],),
        )
    return {
        "unit_id": unit,
        "title": "联席会议",
        "convener": branch[1] if branch is not None else None,
        "chair_id": secretary,
        "chair_post": "党支部书记" if secretary is not None else None,
    }


def _copy_roll(work: "UnitOfWork", before: bytes, made: bytes) -> None:
    """Let those who belonged to the meeting before belong to this one, expected and not there yet."""
    rows = work.reader.all(
        f"SELECT {', '.join(_ROLL)} FROM attendee WHERE meeting_id = ? AND deleted_at IS NULL "
        "ORDER BY position NULLS FIRST, id",
        (before,),
    )
    lines = [(new_id(), *row, made, "expected") for row in rows]
    if lines:
        work.insert_many("attendee", ("id", *_ROLL, "meeting_id", "state"), lines)
        write_figures(work, made)
