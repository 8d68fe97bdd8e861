"""Reading a workbook into a plan: sheets in a child process, recognition, understanding, checks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from models.errors import EnvironmentFault, InvalidInput
from models.rules.text import fold
from services.excel.book import Book, Sheet, cell_name
from services.files import Progress, no_progress, sha256_of
from services.importing.child import in_child
from services.importing.corrections import Corrected, Correction, cell_at, corrected
from services.importing.packing import pack, unpack
from services.importing.plan import Plan, Remark
from services.importing.texts import raw_text

Assigned = Mapping[tuple[str, str], str]
_WHOLE: Final = 100


def read_plan(
    path: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    assigned: Assigned | None = None,
    corrections: Sequence[Correction] = (),
    courtyards: Sequence[str] = (),
) -> Plan:
    """Read a workbook in a child process with limits on memory and time.

    Args:
        path: xlsx, xls, ods or csv.
        progress: told what is done of the whole.
        cancelled: polled; True stops the child.
        assigned: (sheet, column letters or text of the heading) → field such as "survey.households";
            the sheet "" means any sheet.
        corrections: made in the rehearsal; they are applied to what was read, the file stays as it is.
        courtyards: names in the register, to be known again in titles.

    Raises:
        UserError: the file is no workbook, is damaged, locked or too large; one sentence.
        EnvironmentFault: the file cannot be read from its disk.
        Cancelled: the user stopped it.
    """
    packed = in_child(
        _work,
        path,
        dict(assigned or {}),
        tuple(corrections),
        tuple(courtyards),
        name=path.name,
        progress=progress or no_progress,
        cancelled=cancelled,
    )
    return unpack(packed)


def _work(*arguments: Any, progress: Progress) -> bytes:
    """Run inside the child: `arguments` are the path, what was assigned and corrected, and courtyards."""
    path: Path
    assigned: Assigned
    corrections: tuple[Correction, ...]
    courtyards: tuple[str, ...]
    path, assigned, corrections, courtyards = arguments
    book, digest = opened(path, progress)
    found = corrected(book.sheets, corrections)
    plan = plan_from_sheets(
        found,
        path.name,
        digest,
        assigned,
        told=lambda done, whole: progress(40 + done * 50 // whole, _WHOLE),
        courtyards=courtyards,
    )
    _tell_of_book(plan, book.notes, found.sheets)
    packed = pack(plan)
    progress(95, _WHOLE)
    return packed


def opened(path: Path, progress: Progress) -> tuple[Book, str]:
    """Return a workbook as read and the SHA-256 of its bytes; to be called inside the child.

    Args:
        path: of the file.
        progress: told that 40 of 100 are done.

    Raises:
        InvalidInput: there is no such file, or it is a folder.
        BookRefused: it is no workbook, damaged or too large.
        EnvironmentFault: it cannot be read from its disk.
    """
    from services.excel import read_book

    try:
        with path.open("rb") as file:
            digest = sha256_of(file)
    except FileNotFoundError as error:
        raise InvalidInput(f"找不到文件“{path}”，请检查位置和名称。") from error
    except IsADirectoryError as error:
        raise InvalidInput(f"“{path.name}”是文件夹，请选择一个表格文件。") from error
    except OSError as error:
        raise EnvironmentFault(f"“{path.name}”读不出来，请检查它所在的磁盘和权限后重试。") from error
    progress(5, _WHOLE)
    book = read_book(path)
    progress(40, _WHOLE)
    return book, digest


def _tell_of_book(plan: Plan, notes: Sequence[str], sheets: Sequence[Sheet]) -> None:
    """Pass on what the reader had to say about the file and about cells it could not hand over."""
    plan.warnings.extend(Remark("", "", "book", note) for note in notes)
    for sheet in sheets:
        if sheet.name in plan.skipped_sheets:
            continue
        for fault in sheet.faults[:_WHOLE]:
            plan.warnings.append(
                Remark(sheet.name, cell_name(fault.row, fault.column), fault.code, fault.message)
            )


def plan_from_sheets(
    read: Sequence[Sheet] | Corrected,
    file_name: str,
    sha256: str,
    assigned: Assigned | None = None,
    told: Progress = no_progress,
    courtyards: Sequence[str] = (),
) -> Plan:
    """Understand sheets that were read already; pure.

    Args:
        read: sheets of the workbook, in order, as they are or as they were corrected.
        file_name: its name.
        sha256: of its bytes.
        assigned: see `read_plan`.
        told: hears how many sheets are done.
        courtyards: see `read_plan`.
    """
    from services.importing.checks import check_plan
    from services.importing.dwellings import read_dwellings
    from services.importing.ledger import read_ledger
    from services.importing.members import read_members
    from services.importing.places import Places
    from services.importing.recognise import Table, recognise
    from services.importing.rosters import read_residents
    from services.importing.survey import read_survey
    from services.importing.teams import read_teams

    readers: dict[str, Callable[[Plan, Table, Places], None]] = {
        "survey": read_survey,
        "members": read_members,
        "teams": read_teams,
        "dwellings": read_dwellings,
        "residents": read_residents,
        "ledger": read_ledger,
    }
    found = read if isinstance(read, Corrected) else Corrected(tuple(read))
    sheets = found.sheets
    plan = Plan(file_name, sha256, corrected=list(found.done))
    places = Places(plan, {fold(name): name for name in courtyards})
    tables: list[Table] = []
    filled = [sheet for sheet in sheets if any(cell not in ("", None) for row in sheet.rows for cell in row)]
    for sheet in filled:
        table = recognise(sheet, assigned or {})
        if table is None:
            plan.skipped_sheets.append(sheet.name)
        else:
            table.left_out = found.left_out.get(sheet.name, frozenset())
            table.courtyard = found.courtyards.get(sheet.name, "")
            tables.append(table)
            plan.office = plan.office or table.office
    _tell_of_skipped(plan, len(filled), len(tables))
    order = list(readers)
    # The survey first: other sheets name its courtyards.
    for number, table in enumerate(sorted(tables, key=lambda each: order.index(each.kind))):
        readers[table.kind](plan, table, places)
        told(number + 1, len(tables))
    _communities(plan)
    check_plan(plan, tables)
    _quote(plan, sheets)
    return plan


def _quote(plan: Plan, sheets: Sequence[Sheet]) -> None:
    """Put what the cell says beside every warning and error about a cell."""
    rows = {sheet.name: sheet.rows for sheet in sheets}

    def quoted(remark: Remark) -> Remark:
        at = cell_at(remark.cell)
        if at is None or remark.sheet not in rows:
            return remark
        text = raw_text(rows[remark.sheet][at[0]][at[1]])
        return replace(remark, text=text) if text else remark

    plan.warnings[:] = map(quoted, plan.warnings)
    plan.errors[:] = map(quoted, plan.errors)


def _tell_of_skipped(plan: Plan, filled: int, recognised: int) -> None:
    for name in plan.skipped_sheets:
        text = (
            f"工作表“{name}”没有认出可以导入的内容，已跳过。"
            "如果里面有需要的内容，请检查表头是否写明楼院、姓名等。"
        )
        plan.warnings.append(Remark(name, "", "sheet_skipped", text))
    if recognised:
        return
    if filled:
        text = (
            "这个文件里没有认出可以导入的表格，没有导入任何内容。请检查表头是否写明楼院名称、姓名、房号等。"
        )
    else:
        text = "这个文件里没有任何内容，没有导入。请检查是否选对了文件。"
    plan.errors.append(Remark("", "", "nothing_recognised", text))


def _communities(plan: Plan) -> None:
    """Add the communities that only other sheets name."""
    known = dict.fromkeys(plan.communities)
    for rows in (plan.members, plan.teams, plan.dwellings, plan.residents):
        for row in rows:
            if row.place.community:
                known.setdefault(row.place.community)
    plan.communities = list(known)
