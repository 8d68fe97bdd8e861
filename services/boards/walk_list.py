"""The walk through the courtyards: what to hang and what to take down today, and doing all of it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from models.errors import InvalidInput, UserError
from services.boards.boards import Board, Hanging, boards, hanging
from services.boards.posting import Photos, Posted, corrected_by, hang, prepared, sheets_of, unhang
from services.notices.life.states import LAST_ISSUE
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.documents.fonts.library import FontLibrary

Act = Literal["hang", "take_down"]
ACTS: Mapping[Act, str] = {"hang": "张贴", "take_down": "取下"}
_GIVEN_UP = "这个公开栏已经停用，上面的请都取下。"


@dataclass(frozen=True, slots=True)
class WalkLine:
    """One thing to do.

    Attributes:
        act: "hang" or "take_down".
        id: the notice to be hung, or the posting to be taken down.
        notice_id: the notice.
        number, title: of the notice.
        day: ISO day it was planned for, or the last day it hangs; "" for none.
        slots: room in A4 sheets.
        overdue: whether that day lies behind.
        why: remark in words: what is corrected, by what.
    """

    act: Act
    id: bytes
    notice_id: bytes
    number: str
    title: str
    day: str
    slots: int
    overdue: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class WalkBoard:
    """What is to be done at a board; `board` is None where the courtyard has none yet."""

    board: Board | None
    take_down: tuple[WalkLine, ...]
    hang: tuple[WalkLine, ...]
    warning: str = ""

    @property
    def lines(self) -> tuple[WalkLine, ...]:
        """Everything, in the order it is done: down before up."""
        return (*self.take_down, *self.hang)


@dataclass(frozen=True, slots=True)
class WalkPlace:
    """A courtyard of the walk."""

    courtyard_id: bytes
    courtyard: str
    boards: tuple[WalkBoard, ...]

    @property
    def overdue(self) -> int:
        """How many things are overdue."""
        return sum(line.overdue for board in self.boards for line in board.lines)


@dataclass(frozen=True, slots=True)
class WalkList:
    """The walk of a day; courtyards with something overdue come first."""

    community: str
    on: date
    places: tuple[WalkPlace, ...]

    @property
    def lines(self) -> tuple[WalkLine, ...]:
        """Everything there is to do."""
        return tuple(line for place in self.places for board in place.boards for line in board.lines)


@dataclass(frozen=True, slots=True)
class Tick:
    """What was done: the act, its id (`WalkLine.id`), the board to hang on, a reason when it was early."""

    act: Act
    id: bytes
    board_id: bytes | None = None
    reason: str = ""


def walk_list(context: Context, community: bytes | None, on: date) -> WalkList:
    """Return what is to be hung and taken down in the courtyards of a community.

    To be hung: what is issued and hangs nowhere; at the board of the notice it corrects, else at the one with
    most room. To be taken down: what has hung its last day, and what a correction stands instead of.

    Args:
        context: read on the reader's thread.
        community: whose courtyards; None for all.
        on: the day of the walk.
    """
    known = boards(context, on=on, community=community, retired=True)
    at: dict[bytes, list[Hanging]] = {}
    for each in hanging(context, None, on):
        at.setdefault(each.board_id, []).append(each)
    down = {
        board.id: _to_take_down(context, at.get(board.id, ()), on, given_up=_is_given_up(board, on))
        for board in known
    }
    up, names = _to_hang(context, community, on)
    by_yard: dict[bytes, list[Board]] = {}
    for board in known:
        by_yard.setdefault(board.courtyard_id, []).append(board)
        names.setdefault(board.courtyard_id, board.courtyard)
    places = [
        WalkPlace(yard, name, _boards(context, by_yard.get(yard, []), down, up.get(yard, []), on))
        for yard, name in names.items()
    ]
    order = _order(context, community)
    wanted = [place for place in places if place.boards]
    wanted.sort(key=lambda place: (place.overdue == 0, order.get(place.courtyard_id, 0)))
    title = context.reader.value("SELECT name FROM unit WHERE id = ?", (community,))
    return WalkList(title or "", on, tuple(wanted))


def _order(context: Context, community: bytes | None) -> dict[bytes, int]:
    where, values = ("WHERE unit_id = ?", (community,)) if community is not None else ("", ())
    rows = context.reader.all(f"SELECT id FROM courtyard {where} ORDER BY name_key, id", values)
    return {bytes(row[0]): place for place, row in enumerate(rows)}


def _is_given_up(board: Board, on: date) -> bool:
    return bool(board.retired_on) and board.retired_on <= on.isoformat()


def _to_take_down(
    context: Context, found: Sequence[Hanging], on: date, *, given_up: bool
) -> tuple[WalkLine, ...]:
    lines = []
    for each in found:
        newer = corrected_by(context.reader, each.notice_id)
        due = each.until_day is not None and each.until_day <= on.isoformat()
        gone = context.reader.value("SELECT taken_down_on FROM posting WHERE id = ?", (each.posting_id,))
        if gone is None and (due or newer or given_up):
            why = f"已由{newer}更正" if newer else ""
            over = each.over or bool(newer)
            ids = (each.posting_id, each.notice_id)
            day = each.until_day or ""
            lines.append(WalkLine("take_down", *ids, each.number, each.title, day, each.slots, over, why))
    return _sorted(lines)


def _sorted(lines: Sequence[WalkLine]) -> tuple[WalkLine, ...]:
    return tuple(sorted(lines, key=lambda line: (not line.overdue, line.day or "9", line.number)))


def _to_hang(
    context: Context, community: bytes | None, on: date
) -> tuple[dict[bytes, list[tuple[WalkLine, bytes | None]]], dict[bytes, str]]:
    """Return what waits by courtyard, each with the notice it corrects, and the courtyards' names."""
    where, values = ("AND c.unit_id = ?", [community]) if community is not None else ("", [])
    rows = context.reader.all(
        "SELECT n.id, n.courtyard_id, c.name, n.number, n.title, coalesce(n.posted_from, ''), n.corrects_id, "
        "i.pages, i.form_json FROM notice n JOIN courtyard c ON c.id = n.courtyard_id "
        f"JOIN notice_issue i ON i.id = {LAST_ISSUE} WHERE n.state = 'issued' "
        f"AND n.deleted_at IS NULL {where} ORDER BY c.name_key, c.id, n.id",
        values,
    )
    waiting: dict[bytes, list[tuple[WalkLine, bytes | None]]] = {}
    names: dict[bytes, str] = {}
    for row in rows:
        notice, yard = bytes(row[0]), bytes(row[1])
        if corrected_by(context.reader, notice):
            continue
        overdue = bool(row[5]) and row[5] < on.isoformat()
        slots = sheets_of(int(row[7]), row[8])
        line = WalkLine("hang", notice, notice, row[3] or "", row[4], row[5], slots, overdue)
        waiting.setdefault(yard, []).append((line, row[6]))
        names.setdefault(yard, row[2])
    return waiting, names


def _boards(
    context: Context,
    known: Sequence[Board],
    down: Mapping[bytes, tuple[WalkLine, ...]],
    up: Sequence[tuple[WalkLine, bytes | None]],
    on: date,
) -> tuple[WalkBoard, ...]:
    """Return the boards of a courtyard at which there is something to do, with what goes where.

    A board that was given up is gone to only to take down what hangs there still.
    """
    used = [board for board in known if not _is_given_up(board, on)]
    left = [WalkBoard(board, down[board.id], (), _GIVEN_UP) for board in known if board not in used]
    left = [each for each in left if each.take_down]
    if not used:
        lines = _sorted([line for line, _ in up])
        none = [WalkBoard(None, (), lines, "这个楼院还没有登记公开栏，请先新增。")] if lines else []
        return (*left, *none)
    room = {
        board.id: (board.free if board.free is not None else 99) + sum(line.slots for line in down[board.id])
        for board in used
    }
    put: dict[bytes, list[WalkLine]] = {board.id: [] for board in used}
    for line, corrects in up:
        board_id = _board_of(context, corrects, put) or max(room, key=lambda each: room[each])
        put[board_id].append(line)
        room[board_id] -= line.slots
    return (
        *left,
        *(
            WalkBoard(board, down[board.id], _sorted(put[board.id]), _full(board, room[board.id]))
            for board in used
            if down[board.id] or put[board.id]
        ),
    )


def _board_of(context: Context, corrects: bytes | None, known: Mapping[bytes, Any]) -> bytes | None:
    """Return the board where the notice that is corrected hangs or hung last."""
    if corrects is None:
        return None
    found = context.reader.value(
        "SELECT board_id FROM posting WHERE notice_id = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (corrects,),
    )
    return bytes(found) if found is not None and bytes(found) in known else None


def _full(board: Board, room: int) -> str:
    return f"“{board.name}”贴不下，还差{-room}张A4的位置。" if board.slots is not None and room < 0 else ""


@needs("notices.post")
def apply_walk(
    context: Context,
    ticks: Sequence[Tick],
    on: date,
    photos: "Mapping[bytes, Photos] | None" = None,
    *,
    fonts: "FontLibrary | None" = None,
) -> Posted:
    """Do everything that was ticked, in one unit of work, on the writer's thread; all or nothing.

    Args:
        context: who walked.
        ticks: what was done.
        on: the day.
        photos: by `Tick.id`, or by board for all that was done there.
        fonts: the fonts where they were found already, for sheets that are re-dated.

    Raises:
        InvalidInput: nothing was ticked, or one thing cannot be; the sentence names it.
        NotFound: one of them is gone.
    """
    if not ticks:
        raise InvalidInput("还没有勾选。请勾上今天做了的，再保存。")
    ready = {key: prepared(value) for key, value in (photos or {}).items()}
    parts: list[Posted] = []
    with context.unit_of_work() as work:
        for tick in sorted(ticks, key=lambda each: each.act != "take_down"):
            parts.append(_done(context, work, tick, on, ready, fonts))
        committed = work.commit()
    warnings = tuple(dict.fromkeys(each for part in parts for each in part.warnings))
    return replace(
        Posted(tuple(each for part in parts for each in part.ids), warnings),
        redated=tuple(each for part in parts for each in part.redated),
        committed=committed,
    )


def _done(
    context: Context,
    work: "UnitOfWork",
    tick: Tick,
    on: date,
    photos: Mapping[bytes, Any],
    fonts: "FontLibrary | None",
) -> Posted:
    if tick.act == "hang":
        if tick.board_id is None:
            raise UserError("有公示还没有选公开栏，没有保存。请先选公开栏。")
        chosen = [*photos.get(tick.id, ()), *photos.get(tick.board_id, ())]
        return hang(context, work, tick.id, tick.board_id, on, chosen, fonts)
    board = work.row("posting", tick.id)["board_id"]
    chosen = [*photos.get(tick.id, ()), *photos.get(bytes(board), ())]
    return unhang(context, work, tick.id, on, tick.reason, chosen)
