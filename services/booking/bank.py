"""What banks write out about an account: dates, amounts and directions in their many forms."""

import re
from collections.abc import Sequence
from typing import Any, Final

from models.rules.base import Parsed
from models.rules.numbers import parse_money
from models.rules.text import clean, fold
from services.importing import words
from services.importing.body import read_cells
from services.importing.cells import Cells, parse_text
from services.importing.plan import LedgerRow, Place, Plan
from services.importing.recognise import Table
from services.importing.texts import raw_text

_QUOTED = re.compile(r'^=?"(.*)"$')
_DAY = re.compile(r"((?:19|20)[0-9]{2})([-/.年]?)([0-9]{1,2})(?:\2|月)([0-9]{1,2})日?(?:[ T\-].*|[0-9]{6})?")
_DIGITS = re.compile(r"[0-9*]{8,}")
_IN: Final = frozenset(
    ("贷", "贷方", "收", "收入", "存", "存入", "入", "入账", "进", "转入", "c", "cr", "credit", "+")
)
_OUT: Final = frozenset(
    ("借", "借方", "付", "支", "支出", "取", "支取", "出", "出账", "付款", "转出", "d", "dr", "debit", "-")
)
_DATES: Final = ("on_date", "posted_on", "time")


def bare(value: object) -> str:
    """Return the text of a cell without what keeps spreadsheets from rounding it: ="622…", tabs."""
    text = clean(raw_text(value).replace("\t", " "))
    quoted = _QUOTED.match(text)
    return clean(quoted[1]) if quoted else text


def parse_text_of_bank(value: object) -> Parsed[str]:
    """Read a text as a bank writes it."""
    return parse_text(bare(value))


def parse_day(value: object) -> Parsed[str]:
    """Read the day out of 20200930, 20200930123001, 2020-09-30 12:30:01 or 2020-09-30-12.30.01."""
    if isinstance(value, str):
        match = _DAY.fullmatch(bare(value))
        value = f"{match[1]}-{int(match[3]):02d}-{int(match[4]):02d}" if match else bare(value)
    return words.date_reader(None)(value)


def parse_amount(value: object) -> Parsed[int]:
    """Read an amount in yuan; a lone dash is nothing. The answer is in fen."""
    if not isinstance(value, str):
        return parse_money(value)
    text = bare(value).removeprefix("+")
    return Parsed(None) if text in ("", "-", "--", "—", "－") else parse_money(text)


def parse_flag(value: object) -> Parsed[str]:
    """Read "income" or "expense" as banks say it; for the bank a customer's receipt is a credit (贷)."""
    text = fold(bare(value))
    if not text:
        return Parsed(None)
    if text in _IN:
        return Parsed("income")
    if text in _OUT:
        return Parsed("expense")
    return Parsed(None, understood=False)


def read_bank(plan: Plan, table: Table) -> None:
    """Add the lines of a bank's export to the plan; they name no courtyard."""
    cells = read_cells(plan, table)
    days = _days(cells)
    amounts = _amounts(cells)
    balances = cells.values("balance", parse_amount)
    texts = {
        name: cells.values(name, parse_text_of_bank)
        for name in ("party", "summary", "remark", "serial", "voucher")
    }
    number = account_number(table)
    for index, row in enumerate(cells.rows):
        direction, amount = amounts[index]
        optional: dict[str, Any] = {
            "on_date": days[index],
            "direction": direction,
            "amount": amount,
            "summary": _joined(texts["summary"][index], texts["remark"][index]),
            "party": texts["party"][index],
            "voucher": _number(texts["serial"][index]) or _number(texts["voucher"][index]),
            "balance": balances[index],
            "number": number or None,
        }
        values: dict[str, object] = {name: value for name, value in optional.items() if value is not None}
        values["bank"] = True
        values["source"] = f"{plan.file_name} 第{cells.numbers[index]}行"
        values["raw_text"] = " | ".join(bare(cell) for cell in row)
        plan.ledger.append(LedgerRow(Place("", ""), values, table.sheet.name, cells.numbers[index]))


def account_number(table: Table) -> str:
    """Return the digits of the account that stand above the headings or in a column of their own, or ""."""
    at = table.columns.get("own_number")
    if at is not None and len(table.sheet.rows) > table.first:
        match = _DIGITS.search(bare(table.sheet.rows[table.first][at]))
        if match is not None:
            return match.group()
    for row in table.sheet.rows[: max(table.first - 1, 0)]:
        for cell in row:
            match = _DIGITS.search(bare(cell).replace(" ", ""))
            if match is not None and not _DAY.fullmatch(match.group()):
                return match.group()
    return ""


def _days(cells: Cells) -> list[str | None]:
    columns = [cells.values(name, parse_day) for name in _DATES]
    return [next((day for day in said if day is not None), None) for said in zip(*columns, strict=True)]


def _amounts(cells: Cells) -> list[tuple[str | None, int | None]]:
    """Return direction and amount of every line; a negative receipt is a payment and the other way round."""
    columns = {name: cells.values(name, parse_amount) for name in ("amount", "income", "expense")}
    flags = cells.values("flag", parse_flag)
    answers: list[tuple[str | None, int | None]] = []
    for index, flag in enumerate(flags):
        income, expense = columns["income"][index], columns["expense"][index]
        if income:
            answers.append(_turned("income", income))
        elif expense:
            answers.append(_turned("expense", expense))
        else:
            amount = columns["amount"][index]
            if amount is None and 0 in (income, expense):
                amount = 0
            answers.append(_signed(flag, amount, flagged=cells.has("flag")))
    return answers


def _signed(flag: str | None, amount: int | None, *, flagged: bool) -> tuple[str | None, int | None]:
    """Return direction and amount of a single column, whose sign tells the direction where no flag does."""
    if amount is None or (flagged and flag is None):
        return flag, amount
    if flag == "expense":
        return "expense", abs(amount)  # some write payments with a minus beside the flag
    return _turned("income", amount)


def _turned(direction: str, amount: int) -> tuple[str, int]:
    if amount >= 0:
        return direction, amount
    return ("expense" if direction == "income" else "income"), -amount


def _joined(*said: str | None) -> str | None:
    parts: list[str] = []
    for text in said:
        if text and text not in parts:
            parts.append(text)
    return "，".join(parts) or None


def _number(text: str | None) -> str | None:
    """Return a serial number; one that is all noughts names nothing."""
    return text if text and text.strip("0-") else None


def balance_faults(lines: Sequence[tuple[int, int | None]]) -> list[int]:
    """Return the places at which a running balance does not fit the amounts.

    Args:
        lines: effect of every line in fen (receipts positive) and the balance beside it, in the order of the
            file, which may begin with the newest line.

    Returns:
        Indexes of lines whose balance is not that of the line before them, the order taken that fits better.
    """
    forward = [
        index
        for index in range(1, len(lines))
        if _known(lines, index) and _balance(lines, index) != _balance(lines, index - 1) + lines[index][0]
    ]
    backward = [
        index
        for index in range(1, len(lines))
        if _known(lines, index) and _balance(lines, index - 1) != _balance(lines, index) + lines[index - 1][0]
    ]
    return min((forward, backward), key=len)


def _known(lines: Sequence[tuple[int, int | None]], index: int) -> bool:
    return lines[index][1] is not None and lines[index - 1][1] is not None


def _balance(lines: Sequence[tuple[int, int | None]], index: int) -> int:
    return lines[index][1] or 0
