"""What the page of the walk reads in one go: what is to be done, what hangs, the communities."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.boards import Board, Hanging, WalkList
    from services.office import Context
    from services.records import Choice


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows of a day.

    Attributes:
        walk: what is to be done.
        boards: every board in use, in order.
        hanging: what hangs, by board.
        communities: to choose from.
    """

    walk: "WalkList"
    boards: "tuple[Board, ...]"
    hanging: "dict[bytes, list[Hanging]]"
    communities: "tuple[Choice, ...]"


def read(context: "Context", community: bytes | None, on: date) -> Found:
    """Return what the page shows; on the reader's thread.

    Args:
        context: the office.
        community: only its courtyards; None for all.
        on: the day of the walk.
    """
    from services import boards, records

    hangs: dict[bytes, list[Hanging]] = {}
    for each in boards.hanging(context, None, on):
        hangs.setdefault(each.board_id, []).append(each)
    return Found(
        boards.walk_list(context, community, on),
        boards.boards(context, on=on, community=community),
        hangs,
        records.choices(context, "communities", "", 200),
    )
