"""A line of the register as it was typed: short dates, a kind's initials, amounts as people write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from models.rules import dates, numbers
from models.rules import ledger as rules
from models.rules.text import check_storable, clean, narrow
from services.fields import LONGEST_TEXT
from services.ledgers.entries import EntryDraft
from services.ledgers.offers import KindOffer, kind_meant

CELLS: Final = (
    "on_date",
    "direction",
    "kind",
    "summary",
    "party",
    "handler",
    "witness",
    "voucher",
    "income",
    "expense",
)
"""The cells that are typed, from left to right."""
_TEXTS: Final = ("summary", "party", "handler", "witness", "voucher")
_SIDES: Final = {
    "income": ("收入", "收", "入", "s", "sr", "shouru", "+", "1"),
    "expense": ("支出", "支", "出", "z", "zc", "zhichu", "-", "2"),
}
_DAYS: Final = {"今天": 0, "今日": 0, "jt": 0, ".": 0, "昨天": 1, "昨日": 1, "zt": 1, "前天": 2, "qt": 2}
_DAY = re.compile(r"([0-9]{1,2})\s*[日号]?")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a line is read against.

    Attributes:
        courtyard: whose money.
        account: where it lies.
        today: fills in what a short date leaves out, and
        month: the month the register shows or the line before lies in (YYYY-MM), which goes before.
        kinds: the kinds there are.
        closed_through: the last closed month, None for none.
        opening_on: ISO day from which the account is kept.
    """

    courtyard: bytes
    account: bytes | None
    today: date
    month: str = ""
    kinds: tuple[KindOffer, ...] = ()
    closed_through: str | None = None
    opening_on: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that was read: what is stored, how it is shown, and the sentence when it is wrong."""

    value: str | int | None = None
    shown: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line that was read.

    Attributes:
        draft: the entry, None while something is wrong.
        errors: a sentence for each cell that is wrong.
        shown: the usual form of each cell.
    """

    draft: EntryDraft | None
    errors: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


def read_day(typed: str, ground: Ground) -> Cell:
    """Read a date: 2020-9-6, 9.6, 6, 6日, 今天, 昨天.

    A day alone lies in the month at hand; a month and a day in its year.

    Args:
        typed: what stands in the cell.
        ground: today and the month at hand.
    """
    text = narrow(clean(typed)).strip()
    if not text:
        return Cell(message="请填写日期。")
    back = _DAYS.get(text.lower())
    if back is not None:
        return _day((ground.today - timedelta(days=back)).isoformat(), ground)
    month = ground.month or ground.today.isoformat()[:7]
    alone = _DAY.fullmatch(text)
    if alone is not None:
        wanted = f"{month}-{int(alone[1]):02d}"
        try:
            date.fromisoformat(wanted)
        except ValueError:
            return Cell(shown=typed, message=f"{rules.month_words(month)}没有{int(alone[1])}日，请改正。")
        return _day(wanted, ground)
    read = dates.parse_date(text, default_year=int(month[:4])).value
    if read is None or read.day is None:
        return Cell(shown=typed, message=f"看不懂“{text}”，请写成 2020-9-6、9.6、6 或“今天”。")
    return _day(read.iso, ground)


def _day(iso: str, ground: Ground) -> Cell:
    month = rules.month_of(iso)
    if rules.is_closed(month, ground.closed_through):
        first = rules.month_words(rules.first_open(month, ground.closed_through))
        return Cell(iso, iso, f"{rules.month_words(month)}已经月结，不能再记账。漏记的请记入{first}。")
    if ground.opening_on and iso < ground.opening_on:
        return Cell(iso, iso, f"这个账户从{ground.opening_on}起记账，更早的收支已在期初余额里。")
    return Cell(iso, iso)


def read_direction(typed: str) -> Cell:
    """Read 收入 or 支出, also by its first character, s and z, or + and -."""
    text = narrow(clean(typed)).strip().lower()
    for code, words in _SIDES.items():
        if text in words:
            return Cell(code, words[0])
    if not text:
        return Cell(message="请写“收”或“支”。")
    return Cell(shown=typed, message=f"看不懂“{clean(typed)}”，请写“收”或“支”。")


def read_kind(typed: str, direction: str, ground: Ground) -> Cell:
    """Read a kind by its name, another word for it, or its pinyin.

    Args:
        typed: what stands in the cell.
        direction: which side goes first, "" while it is not known.
        ground: the kinds there are.
    """
    text = clean(typed)
    if not text:
        return Cell(message="请填写类别，输入名称或拼音首字母。")
    found = kind_meant(ground.kinds, text, direction)
    if found is None:
        return Cell(shown=text, message=f"没有“{text}”这个类别，或对应不止一个，请从列表中选。")
    return Cell(found.code, found.name)


def read_amount(typed: str) -> Cell:
    """Read an amount in yuan: 1,288.01, ¥12, 1.2万; whole fen above nought.

    Args:
        typed: what stands in the cell.
    """
    text = clean(typed)
    if not text:
        return Cell()
    read = numbers.parse_money(text)
    if read.value is None:
        return Cell(shown=text, message=f"看不懂“{text}”，请写成 1288.01，最多两位小数。")
    if read.about:
        return Cell(shown=text, message="金额要准确，不能写“约”。")
    if read.value <= 0:
        return Cell(shown=text, message="金额要大于零；要退回已记的一笔，请用“冲正”。")
    if read.value > rules.MOST_FEN:
        return Cell(shown=text, message="金额太大了，一笔最多9,999,999,999.99元。")
    return Cell(read.value, numbers.format_money(read.value))


def read_cell(name: str, typed: str, direction: str, ground: Ground) -> Cell:
    """Read one cell.

    Args:
        name: one of CELLS.
        typed: what stands in it.
        direction: side of the line as far as it is known.
        ground: what it is read against.
    """
    if name == "on_date":
        return read_day(typed, ground)
    if name == "direction":
        return read_direction(typed)
    if name == "kind":
        return read_kind(typed, direction, ground)
    if name in ("income", "expense"):
        return read_amount(typed)
    text = clean(typed)
    problem = check_storable(text)
    if not problem and len(text) > LONGEST_TEXT:
        problem = f"太长了，最多{LONGEST_TEXT}个字。"
    return Cell(text, text, problem or "")


def read_line(typed: Mapping[str, str], ground: Ground) -> ReadLine:
    """Read a whole line.

    Args:
        typed: what stands in each cell.
        ground: what it is read against.
    """
    side = read_direction(typed.get("direction", ""))
    direction = str(side.value or "")
    cells = {name: read_cell(name, typed.get(name, ""), direction, ground) for name in CELLS}
    errors = {name: cell.message for name, cell in cells.items() if cell.message}
    errors |= {} if errors else _wrong_side(cells, direction, ground)
    amount = cells[direction].value if direction else None
    if direction and direction not in errors and not isinstance(amount, int):
        errors.setdefault(direction, "请填写金额。")
    shown = {name: cell.shown for name, cell in cells.items()}
    if errors or not isinstance(amount, int):
        return ReadLine(None, errors, shown)
    texts = {name: str(cells[name].value or "") for name in _TEXTS}
    draft = EntryDraft(
        courtyard=ground.courtyard,
        on_date=str(cells["on_date"].value),
        direction=direction,
        kind=str(cells["kind"].value),
        amount=amount,
        account=ground.account,
        summary=texts["summary"],
        party=texts["party"],
        handler=texts["handler"],
        witness=texts["witness"],
        voucher=texts["voucher"],
    )
    return ReadLine(draft, {}, shown)


def _wrong_side(cells: Mapping[str, Cell], direction: str, ground: Ground) -> dict[str, str]:
    """Return what is wrong about the side: of the kind, or of the column the amount stands in."""
    other = "expense" if direction == "income" else "income"
    name = _SIDES[direction][0]
    kind = next(each.kind for each in ground.kinds if each.kind.code == cells["kind"].value)
    if kind.direction != direction:
        return {"direction": f"“{kind.name}”是{_SIDES[kind.direction][0]}类别，请改“收/支”，或换一个类别。"}
    if cells[other].value is not None:
        return {other: f"这一笔是{name}，金额请写在“{name}”一栏，或改“收/支”。"}
    return {}


def looked_at(typed: Mapping[str, str], ground: Ground) -> EntryDraft | None:
    """Return a line as far as it is typed, for the rules to look at; None while its side is not known.

    Args:
        typed: what stands in each cell; an amount that is missing counts as one fen.
        ground: what it is read against.
    """
    direction = read_direction(typed.get("direction", "")).value
    day = read_day(typed.get("on_date", ""), ground).value
    if not isinstance(direction, str) or not isinstance(day, str):
        return None
    amount = read_amount(typed.get(direction, "")).value
    texts = {name: clean(typed.get(name, "")) for name in ("voucher", "handler", "witness")}
    return EntryDraft(
        courtyard=ground.courtyard,
        on_date=day,
        direction=direction,
        kind="",
        amount=amount if isinstance(amount, int) else 1,
        account=ground.account,
        voucher=texts["voucher"],
        handler=texts["handler"],
        witness=texts["witness"],
    )


_VOUCHER = re.compile(r"(.*?)([0-9]+)")


def next_voucher(before: str) -> str:
    """Return the number of the voucher behind another: 0099 becomes 0100; "" where it has no figures."""
    match = _VOUCHER.fullmatch(before)
    if match is None:
        return ""
    return f"{match[1]}{int(match[2]) + 1:0{len(match[2])}d}"


def offered_after(before: Mapping[str, str]) -> dict[str, str]:
    """Return what a new line begins with: day, side, kind, handler, witness as before, the next voucher.

    Args:
        before: the cells of the line before, as shown.
    """
    kept = ("on_date", "direction", "kind", "handler", "witness")
    offered = {name: before.get(name, "") for name in kept}
    return offered | {"voucher": next_voucher(before.get("voucher", ""))}
