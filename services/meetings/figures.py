"""The figures of attendance as they follow from a roll, written where minutes and notices read them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.election_rests import refuse_attendance
from services.matter_rests import refuse_resting
from services.meetings.fixed import refuse_fixed
from services.meetings.rows import PRESENT

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Figures:
    """Who belongs to a meeting and who is there: heads, and areas in 0.01 m² (None where no line has one).

    Attributes:
        due, present, proxies: heads that vote; those there, and those of them that are represented.
        area_due, area_present: areas of the same.
        without_area: lines that vote and have no area.
        lines: lines of the roll, those that only listen included.
    """

    due: int
    present: int
    proxies: int
    area_due: int | None
    area_present: int | None
    without_area: int = 0
    lines: int = 0


def _heads(condition: str) -> str:
    """Return SQL that counts heads: lines with one key are one, a line without a key is one."""
    return (
        f"count(DISTINCT CASE WHEN {condition} THEN a.head_key END) "
        f"+ coalesce(sum(CASE WHEN {condition} AND a.head_key IS NULL THEN 1 ELSE 0 END), 0)"
    )


_PROXIED = f"a.votes AND {PRESENT} AND (a.proxy_id IS NOT NULL OR a.proxy_name IS NOT NULL)"
_FIGURES = (
    f"SELECT {_heads('a.votes')}, {_heads(f'a.votes AND {PRESENT}')}, {_heads(_PROXIED)}, "
    f"sum(CASE WHEN a.votes THEN a.area END), sum(CASE WHEN a.votes AND {PRESENT} THEN a.area END), "
    "coalesce(sum(CASE WHEN a.votes AND a.area IS NULL THEN 1 ELSE 0 END), 0), count(*) "
    "FROM attendee a WHERE a.meeting_id = ? AND a.deleted_at IS NULL"
)


def figures_of(reader: "Reader", meeting_id: bytes) -> Figures | None:
    """Return what the roll of a meeting says, None without a line that votes."""
    row = reader.one(_FIGURES, (meeting_id,))
    if row is None or not row[0]:
        return None
    due, present, proxies, area_due, area_present, without, lines = row
    if area_due is not None:
        area_present = int(area_present or 0)
    area = None if area_due is None else int(area_due)
    return Figures(int(due), int(present), int(proxies), area, area_present, int(without), int(lines))


def write_figures(work: "UnitOfWork", meeting_id: bytes, *, emptied: bool = False) -> None:
    """Write the figures of a roll into its meeting.

    A roll of guests leaves what was typed.

    Args:
        work: an open unit of work.
        meeting_id: the meeting.
        emptied: lines that vote were taken away; with the last of them its figures go.

    Raises:
        InvalidInput: the minutes of the meeting are final, or a step of a matter was completed or the result
            of an election confirmed by them.
    """
    refuse_fixed(work, meeting_id)
    found = figures_of(work.reader, meeting_id)
    if found is None and not emptied:
        return
    values = {
        "due_count": found.due if found else None,
        "present_count": found.present if found else None,
        "proxy_count": found.proxies if found else None,
        "due_area": found.area_due if found else None,
        "present_area": found.area_present if found else None,
    }
    before = work.row("meeting", meeting_id)
    if any(before[name] != value for name, value in values.items()):
        refuse_resting(work.reader, meeting_id)
        refuse_attendance(work.reader, meeting_id)
        work.update("meeting", meeting_id, values)
