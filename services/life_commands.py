"""The headless commands about the life of notices: issued, posted, taken down, verified; and about boards."""

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput, UserError
from services.attachments import NewFile
from services.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.db.uow import UnitOfWork

    Say = Callable[[str], None]
    Draft = Callable[[UnitOfWork], bytes]

ALIASES: Final = {"statement": "accounts"}
KINDS: Final = (*(code for code, _ in vocab.NOTICE_KIND if code != "scan"), *ALIASES)
"""Kinds that `notice-issue` knows."""
_OF_MONTHS = ("accounts", "staff_cost")
_OF_RECORDS = ("minutes", "resolution", "charter")


def add_parsers(commands: Any, parser_class: type) -> None:
    """Add the commands of this module to the command line."""
    issue = commands.add_parser("notice-issue", help="编制、核对并签发一张公示：给编号，存档")
    issue.add_argument("kind", choices=KINDS, metavar="KIND")
    issue.add_argument("--courtyard", required=True, metavar="NAME")
    issue.add_argument("--month", metavar="YYYY-MM", help="收支公开表是哪个月的")
    issue.add_argument("--id", metavar="ID", help="会议或决议的 id；不写时用最近的一条")
    issue.add_argument("--title", metavar="T", help="自写正文的公示的标题，和 --text 一起写")
    issue.add_argument("--text", metavar="FILE", help="正文（文本文件）")
    issue.add_argument("--checked-by", metavar="NAME", help="核对人，不能是编制人自己")
    issue.add_argument("--alone", metavar="REASON", help="只有一个人办理时写原因（单人办理）")
    issue.add_argument("--out", metavar="F.pdf", help="把签发的 PDF 存到这里")
    post = commands.add_parser("notice-post", help="登记一张公示贴上公开栏")
    down = commands.add_parser("notice-take-down", help="登记一张公示从公开栏取下")
    for each in (post, down):
        each.add_argument("number", metavar="NUMBER", help="公示编号，如〔2026〕12号 或 2026-12")
        each.add_argument("--board", required=each is post, metavar="NAME")
        each.add_argument("--on", required=True, metavar="DATE")
        each.add_argument("--photo", action="append", metavar="FILE")
        each.add_argument("--community", metavar="NAME", help="几个社区都有这个编号时写明社区")
    post.add_argument("--out", metavar="F.pdf", help="公示期改了日期时，把新的一版存到这里")
    down.add_argument("--reason", default="", metavar="R", help="提前取下的原因")
    verify = commands.add_parser("notice-verify", help="核对一张公示：校验码、二维码的内容或编号")
    verify.add_argument("code", metavar="CODE")
    board = commands.add_parser("board", help="公开栏")
    acts = board.add_subparsers(dest="act", parser_class=parser_class, metavar="add|list", required=True)
    adding = acts.add_parser("add", help="新增一个公开栏")
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("--courtyard", required=True, metavar="NAME")
    adding.add_argument("--place", default="", metavar="P")
    adding.add_argument("--slots", type=int, metavar="N", help="能贴几张 A4")
    listing = acts.add_parser("list", help="列出一个楼院的公开栏")
    listing.add_argument("--courtyard", required=True, metavar="NAME")
    for each in (issue, post, down, verify, adding, listing):
        each.add_argument("--json", action="store_true")
    for each in (issue, post, down):
        # also behind the command, as people write it; SUPPRESS keeps what stands before it
        each.add_argument("--user", default=_suppress(), help="操作人姓名")


def _suppress() -> str:
    from argparse import SUPPRESS

    return SUPPRESS


def issue(context: Context, arguments: Namespace) -> dict[str, Any]:
    """Prepare, check and issue a notice in one transaction.

    Returns:
        What the command says: number, code, pages, notice, period, and the file written.

    Raises:
        UserError, EnvironmentFault: nothing is issued and nothing recorded then.
    """
    from services.documents.check_codes import grouped
    from services.files import write_bytes
    from services.notices import life

    kind = ALIASES.get(arguments.kind, arguments.kind)
    checker, alone = arguments.checked_by, (arguments.alone or "").strip()
    if not checker and not alone:
        raise InvalidInput("要写 --checked-by 核对人；只有一个人办理时写 --alone 原因（单人办理）。")
    done = life.issue_at_once(context, _draft(context, kind, arguments), checker or context.user.name, alone)
    row = context.reader.one(
        "SELECT title, posted_from, posted_until, single_reason FROM notice WHERE id = ?", (done.notice_id,)
    )
    title, first, until, single = row if row is not None else ("", None, None, None)
    if arguments.out:
        write_bytes(Path(arguments.out), life.reprint(context, done.notice_id))
        _noted(context, done.notice_id, title or "", arguments.out)
    return {
        "number": done.number,
        "code": grouped(done.digest),
        "notice": done.notice_id.hex(),
        "title": title,
        "pages": done.pages,
        "version": done.version,
        "from": first,
        "until": until,
        "single": single,
        "file": arguments.out,
    }


def _draft(context: Context, kind: str, arguments: Namespace) -> "Draft":
    """Return what makes the draft, after everything typed was looked at."""
    from services.notices import courtyard_named
    from services.notices.by_name import sheet_named
    from services.notices.life import prepare_in
    from services.text_files import read_text

    if (arguments.title is None) != (arguments.text is None):
        raise InvalidInput("--title 和 --text 要一起写：一个是标题，一个是正文的文本文件。")
    if kind == "free" and arguments.title is None:
        raise InvalidInput("温馨提示要写 --title 标题和 --text 正文文件。")
    if (kind in _OF_MONTHS and arguments.title is None) != bool(arguments.month):
        wanted = "要写 --month，如 --month 2026-10" if kind in _OF_MONTHS else "不按月份出，请去掉 --month"
        raise InvalidInput(f"{vocab.NOTICE_KIND.label(kind)}{wanted}。")
    courtyard = courtyard_named(context, arguments.courtyard)
    body = read_text(Path(arguments.text)) if arguments.text is not None else None
    if body is not None and not body.strip():
        raise InvalidInput(f"正文文件“{Path(arguments.text).name}”没有内容。")
    record = None
    if kind in _OF_RECORDS and body is None:
        target = sheet_named(context, kind, arguments.courtyard, arguments.id)
        if target.kind == "notice":
            found = target.record or b""
            return lambda _work: found
        record = target.record
    elif arguments.id is not None:
        raise InvalidInput("--id 只用于会议纪要、决议公示和公约规则。")
    return lambda work: prepare_in(
        context,
        work,
        kind,
        courtyard,
        month=arguments.month,
        record=record,
        title=arguments.title,
        body=body,
    )


def _numbered(context: Context, arguments: Namespace) -> bytes:
    from services.exporting.register import community_named
    from services.notices.life import notice_numbered

    only = None if arguments.community is None else community_named(context, arguments.community)
    return notice_numbered(context.reader, arguments.number, only)


def day_typed(text: str) -> date:
    """Return a day as typed: 2020-8-3, 20200803, 2020年8月3日.

    Raises:
        InvalidInput: it is no whole day.
    """
    from models.rules.dates import parse_date

    found = parse_date(text).value
    if found is None or found.day is None:
        raise InvalidInput(f"日期“{text}”不对，请写成 2020-8-3。")
    return found.first_day


def _photos(arguments: Namespace) -> list[NewFile]:
    return [NewFile(Path(each).name, Path(each)) for each in arguments.photo or ()]


def post(context: Context, arguments: Namespace) -> dict[str, Any]:
    """Note that a notice was hung on a board.

    Raises:
        UserError: unknown number or board, a day that is none, a notice that cannot hang.
    """
    from services import boards
    from services.files import write_bytes
    from services.notices import life

    notice = _numbered(context, arguments)
    yard = context.reader.value("SELECT courtyard_id FROM notice WHERE id = ?", (notice,))
    board = boards.board_named(context, yard, arguments.board)
    done = boards.post(context, [notice], board.id, day_typed(arguments.on), _photos(arguments))
    if arguments.out:
        write_bytes(Path(arguments.out), life.reprint(context, notice))
        _noted(context, notice, arguments.number, arguments.out)
    row = context.reader.one("SELECT from_day, until_day FROM posting WHERE id = ?", (done.ids[0],))
    first, until = row if row is not None else (None, None)
    return {
        "number": context.reader.value("SELECT number FROM notice WHERE id = ?", (notice,)),
        "board": board.name,
        "posting": done.ids[0].hex(),
        "from": first,
        "until": until,
        "redated": bool(done.redated),
        "warnings": list(done.warnings),
        "file": arguments.out,
    }


def take_down(context: Context, arguments: Namespace) -> dict[str, Any]:
    """Note that a notice was taken down, from one board or from all it hangs on.

    Raises:
        UserError: unknown number or board, it does not hang there, or comes down early without a reason.
    """
    from services import boards

    notice, on = _numbered(context, arguments), day_typed(arguments.on)
    yard = context.reader.value("SELECT courtyard_id FROM notice WHERE id = ?", (notice,))
    only = None if arguments.board is None else boards.board_named(context, yard, arguments.board)
    rows = context.reader.all(
        "SELECT id, board_id, from_day FROM posting WHERE notice_id = ? AND taken_down_on IS NULL "
        "AND deleted_at IS NULL ORDER BY id",
        (notice,),
    )
    found = [row for row in rows if only is None or bytes(row[1]) == only.id]
    number = context.reader.value("SELECT number FROM notice WHERE id = ?", (notice,))
    if not found:
        where = f"公开栏“{only.name}”上" if only is not None else "公开栏上"
        raise InvalidInput(f"{number}现在没有贴在{where}，没有可取下的。")
    ids = [bytes(row[0]) for row in found]
    done = boards.take_down(context, ids, on, arguments.reason, _photos(arguments))
    return {
        "number": number,
        "postings": [each.hex() for each in done.ids],
        "days": [boards.days_hung(row[2], on.isoformat(), on) for row in found],
        "warnings": list(done.warnings),
    }


def verify(context: Context, arguments: Namespace) -> dict[str, Any]:
    """Compare a check code, what a QR code holds, or a number with the register.

    Raises:
        UserError: it is neither.
        EnvironmentFault: the archived file of that number is damaged.
    """
    from services.documents.check_codes import grouped, read
    from services.issued import check
    from services.notices import life

    try:
        number = life.read_number(arguments.code)
    except InvalidInput:
        found = check(context, arguments.code)
        code = grouped(read(arguments.code).code)
        return {
            "outcome": found.outcome,
            "text": found.text,
            "code": code,
            "notices": _shown(found.record_id),
        }
    rows = context.reader.all(
        "SELECT notice_id, digest FROM notice_issue WHERE year = ? AND series = ? AND seq = ? "
        "AND deleted_at IS NULL ORDER BY id",
        (number.year, number.series, number.seq),
    )
    latest = {bytes(row[0]): row[1] for row in rows}
    if not latest:
        text = f"登记里没有编号{number.text}。"
        return {"outcome": "unknown", "text": text, "code": "", "notices": []}
    told = []
    for notice, digest in latest.items():
        life.reprint(context, notice)
        told.append(f"{_described(context, notice)}校验码 {grouped(digest)}。")
    codes = [grouped(each) for each in latest.values()]
    return {
        "outcome": "same",
        "text": "".join(told),
        "code": codes[0],
        "notices": [each.hex() for each in latest],
    }


def _shown(record_id: bytes | None) -> list[str]:
    return [record_id.hex()] if record_id is not None else []


def _described(context: Context, notice: bytes) -> str:
    from services.notices.life import shown_state

    row = context.reader.one(
        "SELECT n.number, n.title, c.name, n.state, n.late, n.posted_from FROM notice n "
        "JOIN courtyard c ON c.id = n.courtyard_id WHERE n.id = ?",
        (notice,),
    )
    assert row is not None
    state = shown_state(dict(zip(("state", "late", "posted_from"), row[3:], strict=True)))
    return f"登记里有{row[0]}《{row[1]}》（{row[2]}，{state}），存档文件完好，"


def board(context: Context, arguments: Namespace) -> dict[str, Any]:
    """Add a board, or list those of a courtyard.

    Raises:
        UserError: unknown courtyard, a name that is taken or empty, a number of sheets that is none.
    """
    from services import boards
    from services.notices import courtyard_named

    courtyard = courtyard_named(context, arguments.courtyard)
    if arguments.act == "add":
        boards.add_board(context, courtyard, arguments.name, place=arguments.place, slots=arguments.slots)
    return {
        "boards": [
            {
                "name": each.name,
                "place": each.place,
                "slots": each.slots,
                "used": each.used,
                "free": each.free,
            }
            for each in boards.boards(context, courtyard)
        ]
    }


def said(command: str, told: dict[str, Any]) -> list[str]:
    """Return the lines a command says to a person.

    Args:
        command: its name.
        told: what it returned.
    """
    if command == "notice-issue":
        alone = f"（单人办理：{told['single']}）" if told["single"] else ""
        lines = [
            f"已签发{told['number']}《{told['title']}》，{told['pages']}页{alone}，校验码 {told['code']}"
        ]
        return [*lines, *([told["file"]] if told["file"] else [])]
    if command == "notice-post":
        until = f"，公示到{told['until']}" if told["until"] else ""
        return [f"{told['number']}已贴在“{told['board']}”，{told['from']}起{until}。", *told["warnings"]]
    if command == "notice-take-down":
        days = "、".join(f"{each}天" for each in told["days"])
        return [f"{told['number']}已取下，公示了{days}。", *told["warnings"]]
    if command == "board":
        return [_board_line(each) for each in told["boards"]] or ["还没有登记公开栏。"]
    return [told["text"]]


def _board_line(each: dict[str, Any]) -> str:
    room = f"{each['used']}/{each['slots']}张A4" if each["slots"] is not None else f"{each['used']}张A4"
    return "\t".join(part for part in (each["name"], each["place"], room) if part)


_DO: Final = {
    "notice-issue": issue,
    "notice-post": post,
    "notice-take-down": take_down,
    "notice-verify": verify,
    "board": board,
}
COMMANDS: Final = tuple(_DO)


def run(context: Context, arguments: Namespace, say: "Say", say_json: "Callable[[Any], None]") -> None:
    """Run one of `COMMANDS` and say what came of it.

    Args:
        context: the open office.
        arguments: of the command.
        say: prints a line.
        say_json: prints plain data.

    Raises:
        UserError: also for a code that is unknown, or of a sheet with another text (exit 2).
    """
    told = _DO[arguments.command](context, arguments)
    wrong = told.get("outcome") in ("different", "unknown")
    if arguments.json:
        say_json(told)
    if wrong:
        raise UserError(told["text"])
    if not arguments.json:
        for line in said(arguments.command, told):
            say(line)


def _noted(context: Context, notice: bytes, name: str, out: str) -> None:
    from services.departures import note_paper

    note_paper(context, "notice_saved", name, Path(out).name, table="notice", row_id=notice)
