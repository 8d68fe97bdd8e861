"""Bulletin boards: where they stand, how many sheets they hold, and what hangs there (居委会组织法 34)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.errors import InvalidInput, NotFound
from models.rules.dates import days_inclusive
from models.rules.text import fold
from services import records
from services.notices.life.periods import day_of
from services.office import Context

SHEETS = {"a4": 1, "a3": 2, "a2": 4}
"""Room a page takes on a board, in A4 sheets."""


@dataclass(frozen=True, slots=True)
class Board:
    """A board on a day.

    Attributes:
        id: the board.
        courtyard_id, courtyard: where it stands.
        name, place: what it is called, and where in the courtyard.
        slots: how many A4 sheets it holds, None where nobody said.
        used: A4 sheets that hang there.
        retired_on: ISO day it was given up, "" for one in use.
    """

    id: bytes
    courtyard_id: bytes
    courtyard: str
    name: str
    place: str
    slots: int | None
    used: int
    retired_on: str = ""

    @property
    def free(self) -> int | None:
        """Room left in A4 sheets, below nought when it is over-full; None where its size is not known."""
        return None if self.slots is None else self.slots - self.used

    @property
    def text(self) -> str:
        """Its name with the place."""
        return f"{self.name}（{self.place}）" if self.place else self.name


@dataclass(frozen=True, slots=True)
class Hanging:
    """A notice on a board.

    Attributes:
        posting_id, notice_id, board_id: the records.
        number, title, kind: of the notice.
        from_day: the day it was hung, and
        until_day: the last day it shall hang, None for no end.
        slots: room it takes in A4 sheets.
        days: days it hung so far, both ends counted.
        over: its last day lies behind.
    """

    posting_id: bytes
    notice_id: bytes
    board_id: bytes
    number: str
    title: str
    kind: str
    from_day: str
    until_day: str | None
    slots: int
    days: int
    over: bool


def boards(
    context: Context,
    courtyard: bytes | None = None,
    on: date | None = None,
    *,
    community: bytes | None = None,
    retired: bool = False,
) -> tuple[Board, ...]:
    """Return boards in the order of courtyards and names.

    Args:
        context: read where the caller reads.
        courtyard: only of this one; None for all.
        on: the day they are looked at, today by default.
        community: only of the courtyards of this one.
        retired: also those that were given up.
    """
    day = (on or context.today()).isoformat()
    conditions, values = ["b.deleted_at IS NULL", "c.deleted_at IS NULL"], list[Any]([day, day])
    if courtyard is not None:
        conditions.append("b.courtyard_id = ?")
        values.append(courtyard)
    if community is not None:
        conditions.append("c.unit_id = ?")
        values.append(community)
    if not retired:
        conditions.append("(b.retired_on IS NULL OR b.retired_on > ?)")
        values.append(day)
    rows = context.reader.all(
        "SELECT b.id, b.courtyard_id, c.name, b.name, coalesce(b.place, ''), b.slots, "
        "(SELECT coalesce(sum(coalesce(p.slots, 1)), 0) FROM posting p WHERE p.board_id = b.id "
        "AND p.deleted_at IS NULL AND p.from_day <= ? "
        "AND (p.taken_down_on IS NULL OR p.taken_down_on >= ?)), "
        "coalesce(b.retired_on, '') FROM board b JOIN courtyard c ON c.id = b.courtyard_id "
        f"WHERE {' AND '.join(conditions)} ORDER BY c.name_key, c.id, b.name_key, b.id",
        values,
    )
    return tuple(
        Board(bytes(row[0]), bytes(row[1]), row[2], row[3], row[4], row[5], int(row[6]), row[7])
        for row in rows
    )


def hanging(context: Context, board: bytes | None, on: date) -> tuple[Hanging, ...]:
    """Return what hangs on a board on a day, what was hung first before the rest.

    Args:
        context: read where the caller reads.
        board: the board; None for all of them.
        on: the day; what is taken down that day hangs still.
    """
    only, values = ("AND p.board_id = ?", (board,)) if board is not None else ("", ())
    day = on.isoformat()
    rows = context.reader.all(
        "SELECT p.id, p.notice_id, p.board_id, coalesce(n.number, ''), n.title, n.kind, p.from_day, "
        "p.until_day, coalesce(p.slots, 1) FROM posting p JOIN notice n ON n.id = p.notice_id "
        "WHERE p.deleted_at IS NULL AND p.from_day <= ? "
        f"AND (p.taken_down_on IS NULL OR p.taken_down_on >= ?) {only} ORDER BY p.from_day, p.id",
        (day, day, *values),
    )
    return tuple(_hanging(row, on) for row in rows)


def _hanging(row: tuple[Any, ...], on: date) -> Hanging:
    first, until = day_of(row[6]) or on, day_of(row[7])
    posting, notice, board = bytes(row[0]), bytes(row[1]), bytes(row[2])
    number, title, kind, from_day, until_day, slots = row[3:]
    days, over = days_inclusive(first, on), until is not None and until < on
    return Hanging(posting, notice, board, number, title, kind, from_day, until_day, int(slots), days, over)


def days_hung(from_day: str, taken_down_on: str | None, today: date) -> int:
    """Return how many days a posting hung, the first and the last counted (27 July to 10 August: 15)."""
    first, last = day_of(from_day), day_of(taken_down_on) or today
    return max(days_inclusive(first, last), 0) if first is not None else 0


def board_named(context: Context, courtyard: bytes, name: str) -> Board:
    """Return the board of a courtyard that a typed name means.

    Raises:
        NotFound: it has none of that name; the sentence says how to make one.
        InvalidInput: the name fits several.
    """
    wanted, known = fold(name).strip(), boards(context, courtyard)
    exact = [each for each in known if fold(each.name) == wanted]
    found = exact or [each for each in known if wanted and wanted in fold(each.name)]
    if len(found) > 1:
        raise InvalidInput(f"“{name}”对应不止一个公开栏：{_names(found)}。请把名称写完整。")
    if not found:
        yard = records.name_of(context, "courtyards", courtyard)
        have = f"这个楼院有：{_names(known)}。" if known else "这个楼院还没有登记公开栏。"
        raise NotFound(
            f"“{yard}”没有叫“{name}”的公开栏，没有张贴。{have}"
            "请先在楼院的“公开栏”里新增，或用命令 board add 公开栏名称 --courtyard 楼院名称。"
        )
    return found[0]


def _names(found: Iterable[Board]) -> str:
    return "、".join(each.name for each in found)


def add_board(
    context: Context, courtyard: bytes, name: str, *, place: str = "", slots: int | None = None
) -> records.Saved:
    """Make a board, on the writer's thread.

    Args:
        context: who does it.
        courtyard: where it stands.
        name: what it is called; a courtyard has each name once.
        place: where in the courtyard.
        slots: how many A4 sheets it holds.

    Raises:
        InvalidInput: the courtyard has one of that name, or a value that cannot be taken.
    """
    values = {"courtyard_id": courtyard, "name": name, "place": place or None, "slots": slots}
    return records.save(context, "boards", None, values)
