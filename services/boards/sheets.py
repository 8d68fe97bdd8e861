"""Sheets for the work at the boards: the walk list with QR codes, and 空白异议登记表 of a notice."""

from datetime import date
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from services.boards.objections import RULE
from services.boards.walk_list import ACTS, WalkBoard, WalkLine, WalkList, WalkPlace
from services.masking import masker
from services.notices.life import frozen
from services.notices.life.reprinting import photos
from services.notices.life.states import latest_issue
from services.notices.making import font_library
from services.office import Context
from services.records import name_of

if TYPE_CHECKING:
    from services.documents.board_facts import WalkBoardFacts, WalkLineFacts
    from services.documents.fonts.library import FontLibrary
    from services.documents.pdf import RenderedPdf

_SCHEME = "LYB1"
"""Begins what the QR code of a board holds: scheme, board, day."""


def board_payload(board_id: bytes, on: date) -> str:
    """Return what the QR code of a board on a walk list holds."""
    return f"{_SCHEME}:{board_id.hex().upper()}:{on:%Y%m%d}"


def read_board(typed: str) -> tuple[bytes, date]:
    """Return the board and the day of a scanned walk list.

    Raises:
        InvalidInput: it is no code of a walk list.
    """
    scheme, _, rest = typed.strip().upper().partition(":")
    board, _, day = rest.partition(":")
    try:
        if scheme != _SCHEME or len(board) != 32:
            raise ValueError(typed)
        return bytes.fromhex(board), date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError as error:
        raise InvalidInput("这不是张贴取下清单上的二维码。请对准公开栏名称旁边的二维码再扫一次。") from error


def walk_sheet(context: Context, walk: WalkList, fonts: "FontLibrary | None" = None) -> "RenderedPdf":
    """Set the walk list as a sheet to be taken along.

    Args:
        context: for the fonts.
        walk: see `walk_list`.
        fonts: the fonts where they were found already.

    Raises:
        MissingGlyph: a character no font has.
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.board_facts import WalkFacts
    from services.documents.pdf import render
    from services.documents.sheets import walk_list

    boards = tuple(_board(place, board, walk.on) for place in walk.places for board in place.boards)
    document = walk_list(WalkFacts(walk.community, walk.on.isoformat(), boards))
    return render(masker(context, "walk_list").swept(document), fonts or font_library(context))


def _board(place: WalkPlace, at: WalkBoard, on: date) -> "WalkBoardFacts":
    from services.documents.board_facts import WalkBoardFacts

    return WalkBoardFacts(
        place.courtyard,
        at.board.text if at.board is not None else "公开栏：＿＿＿＿＿＿",
        board_payload(at.board.id, on) if at.board is not None else "",
        tuple(_line(line) for line in at.lines),
        at.warning,
    )


def _line(line: WalkLine) -> "WalkLineFacts":
    from services.documents.board_facts import WalkLineFacts

    remark = line.why or ("已逾期" if line.overdue else "")
    return WalkLineFacts(ACTS[line.act], line.number, line.title, line.day, remark)


def objection_sheet(context: Context, notice_id: bytes, fonts: "FontLibrary | None" = None) -> "RenderedPdf":
    """Set 空白异议登记表 of an issued notice: its number, title and period on top, empty rows below.

    Args:
        context: read where the caller reads.
        notice_id: the notice.
        fonts: the fonts where they were found already.

    Raises:
        InvalidInput: it was not issued.
        MissingGlyph: a character no font has.
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.board_facts import ObjectionFormFacts
    from services.documents.meeting_facts import Posting
    from services.documents.pdf import render
    from services.documents.sheets import objection_form
    from services.documents.sheets.posting import contact_told, period

    known = latest_issue(context.reader, notice_id)
    if known is None:
        raise InvalidInput("这张公示还没有签发，没有编号，不能打印异议登记表。请先签发。")
    facts = frozen.facts_from(frozen.load(known["data_json"])["facts"], photos(context))
    community = name_of(context, "units", known["unit_id"])
    plain = Posting(
        organ=f"{community}居民委员会", from_day=known["from_day"] or "", until_day=known["until_day"] or ""
    )
    posting: Posting = getattr(facts, "posting", plain)
    rule = context.rulebook.find(RULE, context.today())
    told = ObjectionFormFacts(
        name_of(context, "courtyards", known["courtyard_id"]),
        known["number"],
        known["title"],
        period(posting),
        f"{community}居民委员会",
        contact_told(posting),
        rule.number("working_days") if rule is not None else None,
    )
    document = masker(context, "objections").swept(objection_form(told))
    return render(document, fonts or font_library(context))
