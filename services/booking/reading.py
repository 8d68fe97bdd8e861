"""Reading receipts and payments in a child process: account sheets, bank exports, our own register."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models.rules.text import clean
from services.excel.book import column_name
from services.files import Progress, no_progress
from services.importing.cells import parse_text
from services.importing.child import in_child
from services.importing.packing import pack, unpack
from services.importing.plan import Plan, Remark
from services.importing.texts import raw_text

if TYPE_CHECKING:
    from services.excel.book import Sheet
    from services.importing.places import Places
    from services.importing.recognise import Table

_WHOLE: Final = 100
_SEARCHED: Final = 40
"""Rows in which headings are looked for: banks put a dozen lines about the account above them."""
_MOST_SKIPPED: Final = 20
_SHOWN: Final = 24
_ADDRESSED: Final = (
    "on_date", "posted_on", "time", "courtyard", "direction", "flag", "amount", "income", "expense",
    "voucher", "item", "balance",
)  # fmt: skip


def read_lines(
    path: Path,
    *,
    courtyards: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Read the receipts and payments of a file in a child process with limits on memory and time.

    Args:
        path: xlsx, xls, ods or csv.
        courtyards: names in the register, to be known again in titles.
        progress: told what is done of the whole.
        cancelled: polled; True stops the child.

    Returns:
        A plan with account lines and the courtyards of the book. Beside what `read_ledger` gives, `values`
        of a line hold `cells` (field → address), and where they are known `party`, `witness`, `balance`
        (fen), `bank` (True for a bank's line), `number` (digits of the bank account), and `titled` (no
        row names a courtyard).

    Raises:
        UserError: the file is no workbook, is damaged, locked or too large; one sentence.
        EnvironmentFault: the file cannot be read from its disk.
        Cancelled: the user stopped it.
    """
    packed = in_child(
        _work,
        path,
        tuple(courtyards),
        name=path.name,
        progress=progress or no_progress,
        cancelled=cancelled,
    )
    return unpack(packed)


def _work(*arguments: Any, progress: Progress) -> bytes:
    """Run inside the child: `arguments` are the path and the courtyards of the register."""
    from services.importing.reading import opened

    path: Path
    courtyards: tuple[str, ...]
    path, courtyards = arguments
    book, digest = opened(path, progress)
    plan = lines_from_sheets(book.sheets, path.name, digest, courtyards=courtyards)
    plan.warnings[:0] = [Remark("", "", "book", note) for note in book.notes]
    packed = pack(plan)
    progress(95, _WHOLE)
    return packed


def lines_from_sheets(
    sheets: "Sequence[Sheet]", file_name: str, sha256: str, *, courtyards: Sequence[str] = ()
) -> Plan:
    """Understand sheets that were read already; pure. Arguments and result as for `read_lines`."""
    from models.rules.text import fold
    from services.importing.headings import sheets as thesaurus
    from services.importing.places import Places
    from services.importing.recognise import recognise
    from services.importing.survey import read_survey

    plan = Plan(file_name, sha256)
    places = Places(plan, {fold(name): name for name in courtyards})
    kinds = (*thesaurus(), *thesaurus("bank_headings.json"))
    tables = [
        table
        for sheet in sheets
        if (table := recognise(sheet, {}, kinds, _SEARCHED)) is not None
        and table.kind in ("survey", "ledger", "bank")
    ]
    for table in tables:
        plan.office = plan.office or table.office
        if table.kind == "survey":
            read_survey(plan, table, places)
    _only_places(plan)
    told = [table for table in tables if table.kind != "survey"]
    for table in told:
        _read_table(plan, table, places)
    if not told:
        text = (
            "这个文件里没有认出收支明细或银行流水，没有入账。"
            "请检查表头是否写明日期、金额（或收入、支出）、摘要等。"
        )
        plan.errors.append(Remark("", "", "nothing_recognised", text))
    elif not plan.ledger:
        plan.errors.append(
            Remark(told[0].sheet.name, "", "no_lines", "表里没有收支记录，没有入账。请检查是否选对了文件。")
        )
    return plan


def _only_places(plan: Plan) -> None:
    """Keep of the other sheets what tells where a courtyard lies; nothing else of them is booked."""
    for name in ("parties", "heads", "committees", "members", "teams", "dwellings", "residents", "notes"):
        getattr(plan, name).clear()
    for found in (plan.belongings, plan.normalised, plan.warnings, plan.errors, plan.unrecognised):
        found.clear()


def _read_table(plan: Plan, table: "Table", places: "Places") -> None:
    from services.booking.bank import read_bank
    from services.importing.ledger import read_ledger

    before = len(plan.ledger)
    if table.kind == "bank":
        read_bank(plan, table)
    else:
        read_ledger(plan, table, places)
    read = plan.ledger[before:]
    for row in read:
        cells = table.sheet.rows[row.row - 1]
        row.values["cells"] = {
            name: f"{column_name(table.columns[name])}{row.row}"
            for name in _ADDRESSED
            if name in table.columns
        }
        row.values["typed"] = {
            name: clean(raw_text(cells[table.columns[name]])) for name in _ADDRESSED if name in table.columns
        }
        row.values["titled"] = "courtyard" not in table.columns
        if table.kind == "ledger":
            _read_more(row.values, table, cells)
    kept = [row for row in read if any(row.values.get(name) for name in ("on_date", "amount", "voucher"))]
    kept_rows = {row.row for row in kept}
    plan.ledger[before:] = kept
    _say_skipped(plan, table, kept_rows)


def _read_more(values: dict[str, object], table: "Table", cells: Sequence[object]) -> None:
    """Read what account lines waiting in the register have no room for."""
    from models.rules.numbers import parse_money

    for name in ("party", "witness"):
        at = table.columns.get(name)
        text = parse_text(cells[at]).value if at is not None else None
        if text is not None:
            values[name] = text
    at = table.columns.get("balance")
    balance = parse_money(cells[at]).value if at is not None else None
    if balance is not None:
        values["balance"] = balance


def _say_skipped(plan: Plan, table: "Table", kept: set[int]) -> None:
    """Tell which filled rows below the headings are no receipt or payment: totals, balances, notes."""
    from services.importing.recognise import is_heading_again

    skipped: list[tuple[int, str]] = []
    for at in range(table.first, len(table.sheet.rows)):
        row = table.sheet.rows[at]
        words = [text for cell in row if (text := clean(raw_text(cell)))]
        if at + 1 in kept or not words or is_heading_again(table, row):
            continue
        skipped.append((at + 1, " ".join(words)[:_SHOWN]))
    for number, words_there in skipped[:_MOST_SKIPPED]:
        text = f"第{number}行“{words_there}”不是一笔收支（合计、余额或说明），没有入账。"
        plan.warnings.append(Remark(table.sheet.name, f"A{number}", "row_skipped", text))
    if len(skipped) > _MOST_SKIPPED:
        text = f"另有{len(skipped) - _MOST_SKIPPED}行不是收支，也没有入账。"
        plan.warnings.append(Remark(table.sheet.name, "", "row_skipped", text))
