"""Hanging notices on boards and taking them down, with their photos; the printed period follows the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.rules.dates import PartialDate, days_inclusive
from services import attachments, blobs
from services.attachments import NewFile
from services.boards.boards import SHEETS
from services.guards.notices import named, postings_of
from services.notices.life import frozen
from services.notices.life.issuing import redated
from services.notices.life.periods import day_of, last_day, least_by_catalogue
from services.notices.life.states import latest_issue, move, require
from services.office import Context
from services.rights import needs
from services.two_people import reason_of

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork
    from services.documents.fonts.library import FontLibrary

Photos = NewFile | Sequence[NewFile] | None


@dataclass(frozen=True, slots=True)
class Posted:
    """What was hung or taken down.

    Attributes:
        ids: the postings.
        warnings: sentences to be shown; nothing was stopped by them.
        redated: notices whose printed period moved: the new version has to be printed.
        committed: the transaction.
    """

    ids: tuple[bytes, ...]
    warnings: tuple[str, ...] = ()
    redated: tuple[bytes, ...] = ()
    committed: "Committed | None" = None


@needs("notices.post")
def post(
    context: Context,
    notice_ids: Sequence[bytes],
    board_id: bytes,
    on: date,
    photo: Photos = None,
    *,
    fonts: "FontLibrary | None" = None,
) -> Posted:
    """Hang notices on a board, on the writer's thread; all or none.

    Args:
        context: who hangs them.
        notice_ids: issued notices, or such as hang elsewhere already.
        board_id: the board, in their courtyard.
        on: the day they were hung.
        photo: photos of the board; a file of each posting.
        fonts: the fonts where they were found already, for sheets that are re-dated.

    Raises:
        InvalidInput: a notice that is not issued or hangs there already, a board elsewhere or given up.
        NotFound: one of them is gone.
        UserError: a photo that is none.
    """
    photos = prepared(photo)
    with context.unit_of_work() as work:
        parts = [hang(context, work, each, board_id, on, photos, fonts) for each in notice_ids]
        room = _room(work, board_id)
        committed = work.commit()
    return _together(parts, room, committed)


def _together(parts: Sequence[Posted], more: Sequence[str], committed: "Committed") -> Posted:
    ids = tuple(each for part in parts for each in part.ids)
    warnings = dict.fromkeys([each for part in parts for each in part.warnings] + list(more))
    moved = tuple(each for part in parts for each in part.redated)
    return Posted(ids, tuple(warnings), moved, committed)


def prepared(photo: Photos) -> list[attachments.Ready]:
    """Return photos read and made ready to be stored, before anything is written.

    Raises:
        UserError: one of them cannot be taken.
    """
    chosen = [photo] if isinstance(photo, NewFile) else list(photo or ())
    return [attachments.prepare(each) for each in chosen]


def hang(
    context: Context,
    work: "UnitOfWork",
    notice_id: bytes,
    board_id: bytes,
    on: date,
    photos: "Sequence[attachments.Ready]" = (),
    fonts: "FontLibrary | None" = None,
) -> Posted:
    """Hang one notice inside an open unit of work; see `post`."""
    row, board = work.row("notice", notice_id), work.row("board", board_id)
    require(row, ("issued", "posted"), "张贴")
    newer = corrected_by(work.reader, notice_id)
    if newer:
        raise InvalidInput(f"{named(row)}已由{newer}更正，没有张贴。请张贴更正公示，没有张贴过的可以作废。")
    _check_board(work, row, board, on)
    moved = redated(context, work, row, on, fonts)
    known = latest_issue(work.reader, notice_id)
    assert known is not None
    until = known["until_day"] or _least_until(context, row, on)
    values = {
        "unit_id": row["unit_id"],
        "notice_id": notice_id,
        "board_id": board_id,
        "from_day": on.isoformat(),
        "until_day": until,
        "slots": sheets_of(known["pages"], known["form_json"]),
        "posted_by": context.user.name,
    }
    made = work.insert("posting", values)
    attach(context, work, made, photos)
    move(work, row, {"state": "posted", **_period(work, notice_id)}, "notice_posted", _where(board, on))
    return Posted((made,), _warnings(context, row, known, on, moved), (notice_id,) if moved else ())


def _least_until(context: Context, row: dict[str, Any], on: date) -> str | None:
    """Return until when a sheet without a printed period hangs; None where its line does not say."""
    least = least_by_catalogue(context.on_writer, row["item_id"])
    return None if least is None else last_day(on, least).isoformat()


def sheets_of(pages: int, form: str) -> int:
    """Return the room that pages take on a board, in A4 sheets; `form` is the frozen form as JSON."""
    return pages * SHEETS[frozen.form_from(form).paper]


def _check_board(work: "UnitOfWork", row: dict[str, Any], board: dict[str, Any], on: date) -> None:
    if board["courtyard_id"] != row["courtyard_id"]:
        yards = [work.row("courtyard", each["courtyard_id"])["name"] for each in (row, board)]
        raise InvalidInput(
            f"{named(row)}是“{yards[0]}”的公示，公开栏“{board['name']}”在“{yards[1]}”，没有张贴。"
        )
    if board["retired_on"] and board["retired_on"] <= on.isoformat():
        raise InvalidInput(f"公开栏“{board['name']}”已经停用，没有张贴。请选别的公开栏。")
    hangs = work.reader.value(
        "SELECT id FROM posting WHERE notice_id = ? AND board_id = ? AND taken_down_on IS NULL "
        "AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (row["id"], board["id"]),
    )
    if hangs is not None:
        raise InvalidInput(f"{named(row)}已经贴在“{board['name']}”上，没有重复张贴。")


def _period(work: "UnitOfWork", notice_id: bytes) -> dict[str, str | None]:
    """Return the first and the last day of a notice over all boards; no last day where one has none."""
    rows = work.reader.all(
        "SELECT from_day, until_day FROM posting WHERE notice_id = ? AND deleted_at IS NULL", (notice_id,)
    )
    open_end = any(row[1] is None for row in rows)
    return {
        "posted_from": min(row[0] for row in rows),
        "posted_until": None if open_end else max(row[1] for row in rows),
    }


def _where(board: dict[str, Any], on: date) -> str:
    return f"{PartialDate.of(on).chinese}，{board['name']}"


def _warnings(context: Context, row: dict[str, Any], known: Any, on: date, moved: object) -> tuple[str, ...]:
    said = []
    if moved:
        until = day_of(known["until_day"])
        to = f"至{PartialDate.of(until).chinese}" if until is not None else ""
        said.append(
            f"{known['number']}的公示期已改为自{PartialDate.of(on).chinese}起{to}，"
            f"请打印第{known['version']}版张贴。"
        )
    if on > context.today():
        said.append(f"张贴日期{PartialDate.of(on).chinese}在今天之后，请核对。")
    elif known["issued_on"] and on.isoformat() < known["issued_on"]:
        said.append(f"{known['number']}的张贴日期早于落款日期，请核对。")
    return tuple(said)


def _room(work: "UnitOfWork", board_id: bytes) -> tuple[str, ...]:
    """Warn of a board that holds less than hangs there."""
    board = work.row("board", board_id)
    used = work.reader.value(
        "SELECT coalesce(sum(coalesce(slots, 1)), 0) FROM posting WHERE board_id = ? "
        "AND taken_down_on IS NULL AND deleted_at IS NULL",
        (board_id,),
    )
    if board["slots"] is None or int(used) <= board["slots"]:
        return ()
    return (f"公开栏“{board['name']}”能贴{board['slots']}张A4，现在贴了{used}张，贴不下。",)


def attach(
    context: Context, work: "UnitOfWork", posting_id: bytes, photos: "Sequence[attachments.Ready]"
) -> None:
    """Hang photos on a posting inside an open unit of work; their bytes are stored first."""
    for each in photos:
        digest = blobs.put(context.database.path, each.data)
        blobs.hang(work, "posting", posting_id, each.name, digest, len(each.data), each.media_type)


@needs("notices.post")
def take_down(
    context: Context, posting_ids: Sequence[bytes], on: date, reason: str = "", photo: Photos = None
) -> Posted:
    """Take notices down, on the writer's thread; all or none.

    Args:
        context: who takes them down.
        posting_ids: the postings.
        on: the last day they hung; it is counted.
        reason: why before the last day of the period; needed then.
        photo: photos of the board without them.

    Raises:
        InvalidInput: one was taken down already, or hung later than that, or comes down early without a
            reason.
        NotFound: one of them is gone.
        UserError: a photo that is none.
    """
    photos = prepared(photo)
    with context.unit_of_work() as work:
        parts = [unhang(context, work, each, on, reason, photos) for each in posting_ids]
        committed = work.commit()
    return _together(parts, (), committed)


def unhang(
    context: Context,
    work: "UnitOfWork",
    posting_id: bytes,
    on: date,
    reason: str = "",
    photos: "Sequence[attachments.Ready]" = (),
) -> Posted:
    """Take one notice down inside an open unit of work; see `take_down`."""
    posting = work.row("posting", posting_id)
    row, board = work.row("notice", posting["notice_id"]), work.row("board", posting["board_id"])
    first, until = day_of(posting["from_day"]), day_of(posting["until_day"])
    if posting["taken_down_on"] is not None:
        raise InvalidInput(f"{named(row)}已经从“{board['name']}”取下，没有再取。")
    if first is not None and on < first:
        raise InvalidInput(
            f"{named(row)}{PartialDate.of(first).chinese}才张贴，不能在{PartialDate.of(on).chinese}取下。"
        )
    early, why = until is not None and on < until, ""
    if early and first is not None and until is not None:
        why = _early(work, row, reason, (first, until, on))
    work.update(
        "posting",
        posting_id,
        {
            "taken_down_on": on.isoformat(),
            "taken_down_by": context.user.name,
            "early_reason": why or None,
        },
    )
    attach(context, work, posting_id, photos)
    still, _ = postings_of(work, row["id"])
    state = {"state": "posted" if still else "taken_down"}
    move(work, row, state, "notice_taken_down", f"{_where(board, on)}{f'，提前：{why}' if why else ''}")
    warnings = [f"{named(row)}提前取下，原因：{why}。"] if why else []
    if on > context.today():
        warnings.append(f"取下日期{PartialDate.of(on).chinese}在今天之后，请核对。")
    return Posted((posting_id,), tuple(warnings))


def _early(work: "UnitOfWork", row: dict[str, Any], reason: str, days: tuple[date, date, date]) -> str:
    """Return the reason of an early take-down; a correction that was issued is one."""
    if reason.strip():
        return reason_of(reason, "提前取下")
    newer = corrected_by(work.reader, row["id"])
    if newer:
        return f"已由{newer}更正"
    first, until, on = days
    hung, whole = days_inclusive(first, on), days_inclusive(first, until)
    raise InvalidInput(
        f"{named(row)}公示到{PartialDate.of(until).chinese}，共{whole}日，到{PartialDate.of(on).chinese}"
        f"只公示了{hung}日。确实要提前取下时，请写明原因。"
    )


def corrected_by(reader: Any, notice_id: bytes) -> str:
    """Return the number of the issued correction of a notice, "" for none."""
    found: str | None = reader.value(
        "SELECT number FROM notice WHERE corrects_id = ? AND state IN ('issued', 'posted', 'taken_down', "
        "'archived') AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (notice_id,),
    )
    return found or ""
