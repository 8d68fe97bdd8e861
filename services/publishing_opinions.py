"""Publishing what became of opinions: a draft of 意见办理结果 for a month, for one courtyard or for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.rules.ledger import parse_month
from services.disclosure.catalogue import catalogue
from services.notices.life import prepare_in
from services.opinions.handling import merged_into
from services.rights import demand_seeing, needs

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork
    from services.office import Context

KIND = "opinions"
"""Code of vocab.NOTICE_KIND and of the line of the catalogue."""


@dataclass(frozen=True, slots=True)
class ToPublish:
    """A courtyard with opinions that were closed in a month and are not published: id, name, how many."""

    courtyard: bytes
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Published:
    """What was made: notices in the order of the courtyards, how many opinions, the transaction to undo."""

    notices: tuple[bytes, ...]
    count: int
    committed: "Committed"


def waiting(context: "Context", month: str) -> tuple[ToPublish, ...]:
    """Return the courtyards with opinions closed in a month (YYYY-MM) that are on no sheet yet.

    Args:
        context: read on the reader's thread.
        month: YYYY-MM.

    Raises:
        NotAllowed: whoever works may not see opinions.
    """
    demand_seeing(context, "opinion")
    rows = context.reader.all(
        f"SELECT c.id, c.name, count(*) FROM opinion t JOIN courtyard c ON c.id = t.courtyard_id "
        f"WHERE {_OPEN} GROUP BY c.id, c.name, c.name_key ORDER BY c.name_key NULLS FIRST, c.id",
        (f"{month}-01", f"{month}-31"),
    )
    return tuple(ToPublish(bytes(row[0]), row[1], int(row[2])) for row in rows)


def month_of(typed: str) -> str:
    """Return the month (YYYY-MM) that was typed.

    Raises:
        InvalidInput: it is none.
    """
    wanted = parse_month(typed).value
    if wanted is None:
        raise InvalidInput(f"月份“{typed}”不对，请写成 2020-09。", "month")
    return wanted


_OPEN = (
    "t.state = 'closed' AND t.closed_on >= ? AND t.closed_on <= ? AND t.deleted_at IS NULL AND "
    "NOT EXISTS (SELECT 1 FROM notice n WHERE n.id = t.notice_id AND n.deleted_at IS NULL "
    "AND coalesce(n.state, '') <> 'void')"
)


@needs("opinions.write")
def publish(context: "Context", courtyards: Sequence[bytes], month: str) -> Published:
    """Draft 意见办理结果 of a month for courtyards, in one step that can be undone; on the writer's thread.

    The opinions closed in that month name the notice from then on; a draft for the same month takes in what
    was closed since. Names on it are masked where it is set.

    Args:
        context: who publishes.
        courtyards: which ones; those without such opinions are left out.
        month: as typed: 2020-09, 2020年9月.

    Raises:
        InvalidInput: no such month, or nothing was closed in it.
    """
    wanted = month_of(month)
    line = next((item.id for item in catalogue(context) if item.code == KIND), None)
    with context.unit_of_work() as work:
        made: list[bytes] = []
        count = 0
        for courtyard in courtyards:
            ids = _closed(work, courtyard, wanted)
            if not ids:
                continue
            notice = prepare_in(context, work, KIND, courtyard, month=wanted, item=line)
            for each in ids:
                for told in (each, *merged_into(work, each)):
                    work.update("opinion", told, {"notice_id": notice, "published": True})
            made.append(notice)
            count += len(ids)
        if not made:
            raise InvalidInput(
                f"{wanted}没有办结而没公布的意见，没有起草公示。请先把意见办结，或换一个月份。", "month"
            )
        return Published(tuple(made), count, work.commit())


def _closed(work: "UnitOfWork", courtyard: bytes, month: str) -> list[bytes]:
    rows = work.reader.all(
        f"SELECT t.id FROM opinion t WHERE {_OPEN} AND t.courtyard_id = ? ORDER BY t.received_on, t.id",
        (f"{month}-01", f"{month}-31", courtyard),
    )
    return [bytes(row[0]) for row in rows]
