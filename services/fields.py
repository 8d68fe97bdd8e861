"""What a person types into a field: understood, checked, and turned into the value that is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from models.rules import clock, codes, dates, numbers, people
from models.rules.base import Parsed
from models.rules.text import check_storable, clean
from services.shown import HIDDEN, show
from services.subjects import Field

LONGEST_TEXT = 200
LONGEST_NOTE = 20_000
ID_SOURCE = "公民身份号码 GB 11643-1999"


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of typed input.

    Attributes:
        value: what is stored; None when empty or not understood.
        companion: value of the companion column.
        shown: how the field shows it after leaving.
        message: one sentence when something is wrong or remarkable, else "".
        level: "error" stops saving, "warn" does not.
        source: the rule behind the message.
    """

    value: Any = None
    companion: Any = None
    shown: str = ""
    message: str = ""
    level: Literal["ok", "warn", "error"] = "ok"
    source: str = ""


def check(field: Field, typed: object, today: date) -> Checked:
    """Understand and check what was typed into a field; pure and fast, for every key stroke.

    Args:
        field: the field.
        typed: text; for a choice its code, for a link the id, for a person the id or a new name, for
            yes/no True, False or None.
        today: fills in the year of a date typed without one.
    """
    if isinstance(typed, str):
        problem = check_storable(typed)
        if problem:
            return Checked(shown=typed, message=problem, level="error")
        typed = typed.strip() if field.kind == "longtext" else clean(typed)
    if typed is None or typed == "":
        if field.required:
            return Checked(message=f"请填写{field.label}。", level="error")
        return Checked()
    if field.kind in HIDDEN and people.is_masked(str(typed)):
        message = f"这是遮盖后的{field.label}，不能保存。请填写完整的。"
        return Checked(shown=str(typed), message=message, level="error")
    return _READERS.get(field.kind, _text)(field, typed, today)


def _text(field: Field, typed: object, _: date) -> Checked:
    value = str(typed)
    longest = LONGEST_NOTE if field.kind == "longtext" else LONGEST_TEXT
    if len(value) > longest:
        return Checked(
            shown=value, message=f"太长了，最多{longest}个字，现在{len(value)}个字。", level="error"
        )
    return Checked(value, shown=value)


def _yes_no(field: Field, typed: object, _: date) -> Checked:
    parsed = codes.parse_yes_no(typed)
    if not parsed.understood:
        return Checked(shown=str(typed), message="请选“是”或“否”。", level="error")
    return Checked(parsed.value, shown=show(parsed.value, field.kind))


def _ref(field: Field, typed: object, _: date) -> Checked:
    if not isinstance(typed, bytes):
        return Checked(shown=str(typed), message=f"没有找到“{typed}”，请从列表中选择。", level="error")
    return Checked(typed)


def _person(field: Field, typed: object, _: date) -> Checked:
    return Checked(typed) if isinstance(typed, bytes) else _text(field, typed, _)


def _choice(field: Field, typed: object, _: date) -> Checked:
    vocabulary = field.vocabulary
    if vocabulary is None or typed not in vocabulary:
        return Checked(shown=str(typed), message="请从列表中选择。", level="error")
    return Checked(typed, shown=vocabulary.label(str(typed)))


def _parsed(read: Callable[[object], Parsed[Any]], example: str) -> Callable[[Field, object, date], Checked]:
    def reader(field: Field, typed: object, _: date) -> Checked:
        parsed = read(typed)
        if not parsed.understood:
            return Checked(shown=str(typed), message=f"看不懂“{typed}”，请写成{example}。", level="error")
        companion = parsed.about if field.companion and parsed.value is not None else None
        return Checked(parsed.value, companion, show(parsed.value, field.kind, companion=companion))

    return reader


def _year(field: Field, typed: object, _: date) -> Checked:
    parsed = numbers.parse_year(typed)
    exact = parsed.understood and parsed.value is not None and not parsed.about
    if exact:
        return Checked(parsed.value, None, str(parsed.value))
    if parsed.understood:
        return Checked(parsed.value, str(typed), str(typed))
    return Checked(shown=str(typed), message=f"看不懂“{typed}”，请写成 1996 或“90年代”。", level="error")


def _date(field: Field, typed: object, today: date) -> Checked:
    parsed = dates.parse_date(typed, default_year=today.year)
    if parsed.value is None and parsed.understood:
        return Checked()
    if parsed.value is None:
        message = f"看不懂“{typed}”，请写成 2020-8-3、2020年8月3日或 2020年8月。"
        return Checked(shown=str(typed), message=message, level="error")
    return Checked(parsed.value.iso, shown=parsed.value.chinese)


def _phone(field: Field, typed: object, _: date) -> Checked:
    parsed = people.parse_phone(typed)
    if parsed.value is None and parsed.understood:
        return Checked()
    if parsed.value is None:
        message = "电话号码不对：手机11位，座机写成 0371-66785390。"
        return Checked(str(typed), shown=str(typed), message=message, level="warn")
    return Checked(parsed.value, shown=people.format_phone(parsed.value))


def _id_number(field: Field, typed: object, _: date) -> Checked:
    parsed = people.parse_id_number(typed)
    if parsed.value is None and parsed.understood:
        return Checked()
    value = parsed.value or str(typed)
    problem = people.id_number_problem(value)
    if parsed.value is None:
        problem = problem or "证件号码的格式不对，请核对。"
    if problem:
        return Checked(value, shown=value, message=problem, level="warn", source=ID_SOURCE)
    return Checked(value, shown=value)


def _charge(field: Field, typed: object, _: date) -> Checked:
    parsed = codes.parse_charge(typed)
    if parsed.value is None and parsed.understood:
        return Checked()
    if parsed.value is None:
        message = f"看不懂“{typed}”，请写成 0.3 或“每户每月10元”。"
        return Checked(shown=str(typed), message=message, level="error")
    charge = parsed.value
    return Checked(
        charge.amount_mills, charge.unit, show(charge.amount_mills, "charge", companion=charge.unit)
    )


_READERS: dict[str, Callable[[Field, object, date], Checked]] = {
    "choice": _choice,
    "yes_no": _yes_no,
    "ref": _ref,
    "person": _person,
    "count": _parsed(numbers.parse_count, "数字，如 168 或“约168”"),
    "years": _parsed(numbers.parse_years, "年数，如 3 或“三年”"),
    "area": _parsed(numbers.parse_area, "面积，如 65.4"),
    "money": _parsed(numbers.parse_money, "金额，如 1288.01"),
    "time": _parsed(clock.parse_time, "时间，如 15:00 或“下午3点”"),
    "duration": _parsed(clock.parse_duration, "时长，如 2小时、90分钟"),
    "year": _year,
    "date": _date,
    "phone": _phone,
    "id_number": _id_number,
    "charge": _charge,
}
