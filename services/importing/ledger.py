"""Account sheets: every line is kept readable until the program has accounts."""

from typing import Any

from models.rules.base import Parsed
from models.rules.numbers import format_money, parse_money
from models.rules.text import clean
from services.importing import words
from services.importing.body import read_cells
from services.importing.cells import Cells, parse_text
from services.importing.places import Places
from services.importing.plan import LedgerRow, Place, Plan
from services.importing.recognise import Table
from services.importing.texts import raw_text


def read_ledger(plan: Plan, table: Table, places: Places) -> None:
    """Add the account lines of a sheet to the plan."""
    cells = read_cells(plan, table)
    year = table.year
    where = places.rows(cells)
    dates = cells.values("on_date", words.date_reader(year))
    amounts = _amounts(cells)
    # our own export says where a line came from and what stood there
    sources, originals = cells.values("source", parse_text), cells.raw("raw_text")
    texts = {name: cells.values(name, parse_text) for name in ("item", "summary", "handler", "voucher")}
    for index, place in enumerate(where):
        direction, amount = amounts[index]
        values: dict[str, object] = {}
        optional: dict[str, Any] = {
            "on_date": dates[index],
            "direction": direction,
            "amount": amount,
            **{name: column[index] for name, column in texts.items()},
        }
        values |= {name: value for name, value in optional.items() if value is not None}
        if place is not None:
            values["courtyard_name"] = place.courtyard
        values["source"] = sources[index] or f"{table.sheet.name} 第{cells.numbers[index]}行"
        values["raw_text"] = raw_text(originals[index]) or " | ".join(
            clean(raw_text(cell)) for cell in cells.rows[index]
        )
        plan.ledger.append(LedgerRow(place or Place("", ""), values, table.sheet.name, cells.numbers[index]))


def _amounts(cells: Cells) -> list[tuple[str | None, int | None]]:
    """Return direction and amount of every line, from one column of amounts or from 收入 and 支出 apart."""
    directions = cells.values("direction", words.parse_direction, words.show_direction)
    amounts = cells.values("amount", _read_money, _show)
    incomes = cells.values("income", _read_money, _show)
    expenses = cells.values("expense", _read_money, _show)
    answers: list[tuple[str | None, int | None]] = []
    for index, amount in enumerate(amounts):
        direction = directions[index]
        if amount is None and incomes[index]:
            direction, amount = direction or "income", incomes[index]
        elif amount is None and expenses[index]:
            direction, amount = direction or "expense", expenses[index]
        answers.append((direction, amount))
    return answers


def _read_money(value: object) -> Parsed[int]:
    """Read an amount; a lone 计, 共 or 合计 in its column is no amount."""
    if isinstance(value, str) and clean(value).endswith(("计", "共", "共有")):
        return Parsed(None, understood=False)
    return parse_money(value)


def _show(fen: int) -> str:
    return format_money(fen, unit=True)
