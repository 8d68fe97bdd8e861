"""The archive: notices that were taken down, kept by year and kind (居委会组织法 39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import vocab
from services.notices.life.states import move, require
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the archive holds of a kind in a year.

    Attributes:
        year: year of issue.
        kind: code of vocab.NOTICE_KIND.
        label: the kind in words.
        item_id: line of the catalogue, None for notices of none.
        count: how many notices.
    """

    year: int
    kind: str
    label: str
    item_id: bytes | None
    count: int


@needs("notices.issue")
def archive(context: Context, notice_ids: Sequence[bytes]) -> "Committed":
    """Put notices that were taken down into the archive, on the writer's thread; all or none.

    Raises:
        InvalidInput: one of them was not taken down.
        NotFound: one of them is gone.
    """
    with context.unit_of_work() as work:
        for notice_id in notice_ids:
            row = work.row("notice", notice_id)
            require(row, ("taken_down",), "归档")
            values = {"state": "archived", "archived_on": context.today().isoformat()}
            move(work, row, values, "notice_archived")
        return work.commit()


def shelves(context: Context, community: bytes | None = None) -> tuple[Shelf, ...]:
    """Return what the archive holds by year, kind and line of the catalogue, the latest year first.

    Args:
        context: read on the reader's thread.
        community: only of this one; None for all.
    """
    where, values = ("AND n.unit_id = ?", (community,)) if community is not None else ("", ())
    rows = context.reader.all(
        "SELECT i.year, n.kind, n.item_id, count(DISTINCT n.id) FROM notice n "
        "JOIN notice_issue i ON i.notice_id = n.id "
        f"WHERE n.state = 'archived' AND n.deleted_at IS NULL {where} "
        "GROUP BY i.year, n.kind, n.item_id ORDER BY i.year DESC, n.kind, n.item_id NULLS FIRST",
        values,
    )
    return tuple(Shelf(row[0], row[1], vocab.NOTICE_KIND.label(row[1]), row[2], int(row[3])) for row in rows)
