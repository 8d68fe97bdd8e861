"""The headless commands, for the office's IT and for checks."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, UserError
from models.rules.text import visible
from services.context import Context, open_context
from services.plain_data import as_json
from services.rights import flush_refusals
from services.subjects import BY_KIND

if TYPE_CHECKING:
    from services.documents.forms import Form
    from services.documents.model import Paper
    from services.notices import Sheet

LISTED = (
    "communities",
    "courtyards",
    "party-organisations",
    "committees",
    "committee-members",
    "teams",
    "dwellings",
    "residents",
    "representatives",
    "activities",
    "charters",
    "charter-versions",
    "meetings",
    "minutes",
    "resolutions",
    "action-items",
    "matters",
    "opinions",
    "disputes",
    "elections",
    "appraisals",
    "collecting-plans",
    "notices",
    "accounts",
    "ledger-entries",
    "month-closes",
    "disclosure-requests",
    "boards",
    "postings",
)
"""Kinds that `list` knows."""
NOTICES = (
    "overview",
    "organisation",
    "accounts",
    "staff_cost",
    "minutes",
    "resolution",
    "charter",
    "appraisal",
    "appraisal_form",
    "appraisal_summary",
    "free",
    "consult_form",
    "consult_summary",
    "matter_register",
    "acceptance",
)
"""Kinds that `notice` knows."""
STYLES = ("document", "poster", "large")
"""How `typeset` sets a text: on A4, as a poster on A3, in large print."""


def run(arguments: Namespace) -> int:
    """Run the command that was asked for.

    Returns:
        0; other outcomes are raised as `UserError` or `EnvironmentFault`.
    """
    return _COMMANDS[arguments.command](arguments)


def _with_context(work: Callable[[Context, Namespace], None]) -> Callable[[Namespace], int]:
    def command(arguments: Namespace) -> int:
        context = open_context(arguments.data, arguments.user)
        try:
            work(context, arguments)
        finally:
            flush_refusals(context)
            context.close()
        return 0

    return command


def _list(context: Context, arguments: Namespace) -> None:
    from services import departures, lists

    if arguments.full_numbers:
        from services.sensitive import note_listed

        note_listed(context, arguments.kind)
    described = BY_KIND[arguments.kind]
    if arguments.json:
        told = as_json(context, arguments.kind, whole=arguments.full_numbers)
        departures.note_list(context, "listed", described.title, len(told), table=described.table)
        say_json(told)
        return
    query = lists.ListQuery(arguments.kind)
    rows = lists.page(context, query, 0, sys.maxsize, whole=arguments.full_numbers)
    departures.note_list(context, "listed", described.title, len(rows), table=described.table)
    for row in rows:
        say("\t".join(row.cells))
    say(f"共{len(rows)}{described.measure}")


def _search(context: Context, arguments: Namespace) -> None:
    from services.search import search

    hits = search(context, arguments.text)
    if arguments.json:
        say_json(
            [{"kind": hit.kind, "id": hit.id.hex(), "name": hit.name, "detail": hit.detail} for hit in hits]
        )
        return
    for hit in hits:
        say(f"{hit.kind_label}\t{hit.name}\t{hit.detail}")
    if not hits:
        say("没有找到。")


def _notice(context: Context, arguments: Namespace) -> None:
    from services.notices import Target, make_sheet, note_issued
    from services.notices.by_name import sheet_named

    if (arguments.title is None) != (arguments.text is None):
        raise InvalidInput("--title 和 --text 要一起写：一个是标题，一个是正文的文本文件。")
    if arguments.title is not None:
        _free_notice(context, arguments)
        return
    target: Target = sheet_named(context, arguments.kind, arguments.courtyard, arguments.id, arguments.month)
    sheet = make_sheet(context, target, form=_form(arguments))
    _write_sheet(arguments, sheet)
    note_issued(context, sheet, "notice_saved")


def _notices(context: Context, arguments: Namespace) -> None:
    from services.batch_command import notices

    notices(context, arguments, _form(arguments))


def _free_notice(context: Context, arguments: Namespace) -> None:
    """Make a notice of a title and a text file: set first, then written, recorded last."""
    from services import records
    from services.notices import Target, courtyard_named, note_issued
    from services.notices.by_name import free_text

    if arguments.kind != "free" or arguments.id is not None:
        raise InvalidInput("--title 和 --text 只用于 free（温馨提示），并且不和 --id 一起写。")
    courtyard = courtyard_named(context, arguments.courtyard)
    values, sheet = free_text(context, courtyard, arguments.title, Path(arguments.text), _form(arguments))
    _write_sheet(arguments, sheet)
    made = records.save(context, "notices", None, values).id
    note_issued(context, replace(sheet, target=Target("notice", courtyard, made)), "notice_saved")


def _form(arguments: Namespace) -> "Form":
    from services.documents.forms import Form

    if arguments.tiles and arguments.paper:
        raise InvalidInput("--paper 和 --tiles 只写一个：--tiles 已经说明拼成多大的纸。")
    paper: Paper = arguments.tiles or arguments.paper or "a4"
    return Form(paper, arguments.landscape, arguments.large, bool(arguments.tiles), arguments.plaque)


def _write_sheet(arguments: Namespace, sheet: "Sheet") -> None:
    from services.files import write_bytes
    from services.notices import sheet_file_name, word_bytes

    ending = ".docx" if arguments.docx else ".pdf"
    path = Path(arguments.out or sheet_file_name(sheet, ending))
    write_bytes(path, word_bytes(sheet) if arguments.docx else sheet.pdf.data)
    say(str(path))
    if sheet.remark:
        sys.stderr.write(f"{sheet.remark}\n")


def _import_survey(context: Context, arguments: Namespace) -> None:
    from services import importing

    try:
        rehearsal = importing.rehearse(context, Path(arguments.book))
    except UserError as error:
        _write_report(context, arguments.report, importing.refusal(Path(arguments.book).name, error.message))
        raise
    # a book with errors is not applied, but its report is written, which says why
    applied = arguments.apply and not rehearsal.errors
    result = importing.apply(context, rehearsal) if applied else None
    _write_report(context, arguments.report, importing.report(rehearsal, result))
    say(importing.summary(rehearsal, result))
    if rehearsal.errors:
        raise InvalidInput(rehearsal.errors[0].message)


def _export_register(context: Context, arguments: Namespace) -> None:
    from services.exporting.register import community_named, export_register

    only = None if arguments.community is None else community_named(context, arguments.community)
    path = Path(arguments.book)
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"导出的文件名请以 .xlsx 结尾，现在是“{path.name}”。")
    done = export_register(context, path, community=only, whole=arguments.full_numbers)
    say(f"已导出{done.courtyards}个楼院，共{done.rows}行：{path}")


def _write_report(context: Context, out: str | None, report: dict[str, Any]) -> None:
    from services.departures import note_paper
    from services.files import write_bytes

    if out:
        write_bytes(Path(out), json.dumps(report, ensure_ascii=False, indent=1).encode())
        note_paper(context, "export", Path(out).name)


def say(text: str) -> None:
    """Print one line for the person at the terminal."""
    sys.stdout.write(visible(text) + "\n")


def say_json(value: Any) -> None:
    """Print JSON, Chinese as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _obligations(context: Context, arguments: Namespace) -> None:
    from services.disclosure_commands import as_text, listed

    told = listed(context, arguments)
    if arguments.json:
        say_json(told)
    else:
        say(as_text(told))


def _ledger(context: Context, arguments: Namespace) -> None:
    if arguments.ledger == "import":
        from services.booking_command import import_book

        import_book(context, arguments)
        return
    from services.ledger_commands import run as run_ledger

    told, lines = run_ledger(context, arguments)
    if arguments.json:
        say_json(told)
    else:
        for line in lines:
            say(line)


def _file(arguments: Namespace) -> int:
    from services import file_commands

    commands = {
        "backup": file_commands.backup,
        "restore": file_commands.restore,
        "check": file_commands.check,
        "move": file_commands.move,
    }
    return commands[arguments.command](arguments)


def _office(arguments: Namespace) -> int:
    from services import office_commands

    return office_commands.run(arguments)


def _typeset(arguments: Namespace) -> int:
    from services.sheet_commands import typeset

    return typeset(arguments)


def _fonts(arguments: Namespace) -> int:
    from services.sheet_commands import fonts

    return fonts(arguments)


def _life(context: Context, arguments: Namespace) -> None:
    from services import life_commands

    life_commands.run(context, arguments, say, say_json)


def _statistics(context: Context, arguments: Namespace) -> None:
    from services import statistics_command

    statistics_command.run(context, arguments, say, say_json)


def _vote(arguments: Namespace) -> int:
    from services import vote_commands

    return vote_commands.run(arguments)


def _duties(context: Context, arguments: Namespace) -> None:
    from services import duties_command

    duties_command.run(context, arguments, say, say_json)


def _meeting(context: Context, arguments: Namespace) -> None:
    from services import meeting_commands

    meeting_commands.run(context, arguments, say, say_json)


def _matter(context: Context, arguments: Namespace) -> None:
    from services import matter_commands

    matter_commands.run(context, arguments, say, say_json)


def _appraisal(context: Context, arguments: Namespace) -> None:
    from services import appraisal_command

    appraisal_command.run(context, arguments, say, say_json)


def _opinion(context: Context, arguments: Namespace) -> None:
    from services import opinion_commands

    opinion_commands.run(context, arguments)


def _election(context: Context, arguments: Namespace) -> None:
    from services import election_command

    election_command.run(context, arguments, say, say_json)


def _sync(context: Context, arguments: Namespace) -> None:
    from services import sync_commands

    sync_commands.run(context, arguments, say, say_json)


def _user(context: Context, arguments: Namespace) -> None:
    from services import user_commands

    user_commands.run(context, arguments, say, say_json)


def _audit(context: Context, arguments: Namespace) -> None:
    from services import audit_commands

    audit_commands.run(context, arguments, say, say_json)


def _privacy(context: Context, arguments: Namespace) -> None:
    from services import privacy_command

    privacy_command.run(context, arguments, say, say_json)


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "list": _with_context(_list),
    "search": _with_context(_search),
    "user": _with_context(_user),
    "notice": _with_context(_notice),
    "notices": _with_context(_notices),
    "obligations": _with_context(_obligations),
    "duties": _with_context(_duties),
    "meeting": _with_context(_meeting),
    "statistics": _with_context(_statistics),
    "matter": _with_context(_matter),
    "opinion": _with_context(_opinion),
    "election": _with_context(_election),
    "appraisal": _with_context(_appraisal),
    "sync": _with_context(_sync),
    "audit": _with_context(_audit),
    "privacy": _with_context(_privacy),
    "import-survey": _with_context(_import_survey),
    "export-register": _with_context(_export_register),
    "ledger": _with_context(_ledger),
    **dict.fromkeys(("backup", "restore", "check", "move"), _file),
    **dict.fromkeys(
        ("office-create", "office-encrypt", "recover", "password", "rekey", "recovery-sheet"), _office
    ),
    "typeset": _typeset,
    "fonts": _fonts,
    "vote": _vote,
    **dict.fromkeys(
        ("notice-issue", "notice-post", "notice-take-down", "notice-verify", "board"), _with_context(_life)
    ),
}
