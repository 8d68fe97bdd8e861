"""Working days: the shipped holidays (the only door to chinese_calendar) with the days this office edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from models import vocab
from models.errors import InvalidInput
from models.rules.dates import parse_date
from models.rules.text import clean
from models.rules.working_days import WorkingDays
from services.levels import layers, level
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork

TABLE: Final = "calendar_day"
SOURCE: Final = "国务院办公厅关于节假日安排的通知"
"""Where the shipped holidays come from; 2026 is the last year that was announced."""
_KINDS = {"放假": "holiday", "休": "holiday", "上班": "workday", "班": "workday", "补班": "workday"}
_LONGEST = 40
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is not as its weekday says.

    Attributes:
        day: ISO day.
        kind: of vocab.DAY_KIND; for a day taken out of the shipped ones, what its weekday says.
        name: of the holiday, "".
        edited: the office keeps it otherwise than the shipped calendar.
        shipped: it stands in the shipped calendar.
    """

    day: str
    kind: str
    name: str
    edited: bool
    shipped: bool


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the calendar as it is edited.

    Attributes:
        year: which.
        known: whether the shipped calendar has it.
        days: holidays and worked weekends, in their order.
        working: how many working days it has.
        note: what has to be known, one sentence, "" for nothing.
    """

    year: int
    known: bool
    days: tuple[Day, ...]
    working: int
    note: str


@dataclass(frozen=True, slots=True)
class _Shipped:
    holidays: frozenset[date]
    workdays: frozenset[date]
    names: Mapping[date, str]
    years: frozenset[int]


@lru_cache(maxsize=1)
def _shipped() -> _Shipped:
    from chinese_calendar.constants import Holiday, holidays, workdays

    chinese = {each.value: each.chinese for each in Holiday}
    names = {day: chinese.get(name, name) for day, name in (*holidays.items(), *workdays.items())}
    # a weekend needs no mention, but it has its holiday's name
    return _Shipped(frozenset(holidays), frozenset(workdays), names, frozenset(day.year for day in holidays))


def known_years() -> tuple[int, int]:
    """Return the first and the last year of the shipped calendar."""
    years = _shipped().years
    return min(years), max(years)


def working_days(context: Context) -> WorkingDays:
    """Return the calendar of this office; on the reader's thread.

    In a year the shipped calendar does not know, Saturdays and Sundays are free and no holiday is known but
    those the office entered.
    """
    shipped = _shipped()
    edited = _edited(context)
    if not edited:
        return _plain()
    holidays = {day for day in shipped.holidays if day not in edited}
    workdays = {day for day in shipped.workdays if day not in edited}
    for day, (kind, _) in edited.items():
        (workdays if kind == "workday" else holidays).add(day)
    return WorkingDays.of(holidays, workdays)


@lru_cache(maxsize=1)
def _plain() -> WorkingDays:
    return WorkingDays.of(_shipped().holidays, _shipped().workdays)


def _edited(context: Context) -> dict[date, tuple[str, str]]:
    return _days_in(layers(context.reader, TABLE, "day, kind, name").all)


def _days_in(rows: Iterable[tuple[str, str, str | None]]) -> dict[date, tuple[str, str]]:
    return {date.fromisoformat(day): (kind, name or "") for day, kind, name in rows}


def year(context: Context, number: int) -> Year:
    """Return a year with every day that is not as its weekday says; on the reader's thread."""
    shipped, edited = _shipped(), _edited(context)
    calendar = working_days(context)
    found = []
    for day in _days_of(number):
        if day in edited:
            kind, name = edited[day]
            found.append(Day(day.isoformat(), kind, name, True, day in shipped.names))
        elif day in shipped.names:
            kind = "workday" if day in shipped.workdays else "holiday"
            found.append(Day(day.isoformat(), kind, shipped.names[day], False, True))
    known = number in shipped.years
    working = sum(calendar.is_working(day) for day in _days_of(number))
    return Year(number, known, tuple(found), working, "" if known else _unknown(number, bool(found)))


def _unknown(number: int, some: bool) -> str:
    first, last = known_years()
    begun = "只按登记的日子算放假" if some else "只把周六、周日算作休息"
    return f"程序带有{first}年到{last}年的放假安排，没有{number}年的；{begun}，放假通知公布后请在这里登记。"


def names(context: Context) -> dict[date, str]:
    """Return what days are called that are not ordinary ones; on the reader's thread."""
    return {**_shipped().names, **{day: name for day, (_, name) in _edited(context).items()}}


def _days_of(number: int) -> Iterable[date]:
    day = date(number, 1, 1)
    while day.year == number:
        yield day
        if day == date.max:
            return
        day += timedelta(days=1)


@needs("office.rules")
def set_day(context: Context, day: date, kind: str, name: str = "") -> "Committed | None":
    """Keep a day as a holiday or as worked; on the writer's thread.

    Args:
        context: who writes.
        day: the day.
        kind: of vocab.DAY_KIND.
        name: of the holiday.

    Returns:
        What was done, by which it can be undone; None when it was so already.
    """
    return _set_days(context, {day: (_kind(kind), _name(name))})


def _set_days(
    context: Context, days: Mapping[date, tuple[str, str]], instead: int | None = None
) -> "Committed | None":
    shipped = _shipped()
    with context.unit_of_work() as work:
        rows = _rows(work)
        below = _days_in(layers(work.reader, TABLE, "day, kind, name").office)
        for day, (kind, name) in days.items():
            kept = rows.pop(day, [])
            as_shipped = shipped.names.get(day) == (name or shipped.names.get(day)) and (
                day in (shipped.workdays if kind == "workday" else shipped.holidays)
            )
            if below[day] == (kind, name) if day in below else as_shipped:
                work.delete_many(TABLE, kept)
            elif kept:
                work.update(TABLE, kept[-1], {"kind": kind, "name": name or None})
            else:
                work.insert(
                    TABLE,
                    {
                        "unit_id": level(work.reader).unit,
                        "day": day.isoformat(),
                        "kind": kind,
                        "name": name or None,
                    },
                )
        if instead is not None:
            work.delete_many(
                TABLE, [each for day, ids in rows.items() if day.year == instead for each in ids]
            )
        return work.commit() if work.change_count else None


def _rows(work: "UnitOfWork") -> dict[date, list[bytes]]:
    found: dict[date, list[bytes]] = {}
    for record_id, day in layers(work.reader, TABLE, "id, day").own:
        found.setdefault(date.fromisoformat(day), []).append(bytes(record_id))
    return found


@needs("office.rules")
def reset_day(context: Context, day: date) -> "Committed | None":
    """Go back to the shipped calendar on one day; on the writer's thread. None when it was so already."""
    with context.unit_of_work() as work:
        work.delete_many(TABLE, _rows(work).get(day, []))
        return work.commit() if work.change_count else None


@needs("office.rules")
def reset_year(context: Context, number: int) -> "Committed | None":
    """Go back to the shipped calendar for a year; on the writer's thread. None when it was so already."""
    return _set_days(context, {}, instead=number)


@needs("office.rules")
def import_year(context: Context, number: int, text: str) -> "Committed | None":
    """Take the days of a year from a list, instead of what the office entered; on the writer's thread.

    Args:
        context: who writes.
        number: the year.
        text: a line a day: the date, 放假 or 上班, the name; parted by blanks, commas or tabs.

    Returns:
        What was done; None when it was so already.

    Raises:
        InvalidInput: a line cannot be read, or its day is of another year; nothing is kept then.
    """
    return _set_days(context, days_in(number, text), instead=number)


def days_in(number: int, text: str) -> dict[date, tuple[str, str]]:
    """Return the days of a list as kind and name; arguments and errors as for `import_year`."""
    found: dict[date, tuple[str, str]] = {}
    lines = [(at, clean(line)) for at, line in enumerate(text.splitlines(), 1) if clean(line)]
    if not lines:
        raise InvalidInput("没有内容，没有导入。请每行写一天，如“2027-1-1 放假 元旦”。")
    if len(lines) > _MOST_LINES:
        raise InvalidInput(f"有{len(lines)}行，比一年的天数还多，没有导入。请核对是不是选错了内容。")
    for at, line in lines:
        day, kind, name = _line(number, at, line)
        if day in found:
            raise InvalidInput(f"第{at}行：{day.isoformat()}写了两次，没有导入。请去掉一行。")
        found[day] = (kind, name)
    return found


def day_in(number: int, typed: str) -> tuple[date, str]:
    """Return a day and its name as typed into one line: “10-1 国庆节”, “10-1，国庆节”, “10月1日”.

    Args:
        number: the year of a day typed without one, and the only one that is taken.
        typed: the line.

    Raises:
        InvalidInput: there is no day in it, or one of another year.
    """
    first, _, name = typed.replace("，", " ").replace(",", " ").replace("\t", " ").strip().partition(" ")
    read = parse_date(first, default_year=number).value
    if read is None or read.first_day != read.last_day:
        raise InvalidInput(f"“{first[:20]}”不是日期，没有登记。请写成“10-1 国庆节”。")
    if read.first_day.year != number:
        raise InvalidInput(f"{first[:20]}不是{number}年的，没有登记。请先换到那一年。")
    return read.first_day, _name(name)


def _line(number: int, at: int, line: str) -> tuple[date, str, str]:
    parts = line.replace("，", " ").replace(",", " ").replace("\t", " ").split()
    read = parse_date(parts[0], default_year=number).value
    if read is None or read.first_day != read.last_day:
        raise InvalidInput(f"第{at}行：“{parts[0][:20]}”不是日期，没有导入。请写成“{number}-1-1 放假 元旦”。")
    if read.first_day.year != number:
        raise InvalidInput(f"第{at}行：{parts[0][:20]}不是{number}年的，没有导入。请换到那一年再导入。")
    kind = _KINDS.get(parts[1] if len(parts) > 1 else "")
    if kind is None:
        raise InvalidInput(f"第{at}行：日期后面请写“放假”或“上班”，没有导入。")
    return read.first_day, kind, _name(" ".join(parts[2:]))


def _kind(kind: str) -> str:
    if kind not in vocab.DAY_KIND:
        raise InvalidInput("请选“放假”或“上班”。")
    return kind


def _name(name: str) -> str:
    text = clean(name)
    if len(text) > _LONGEST:
        raise InvalidInput(f"名称太长了，最多{_LONGEST}个字，现在{len(text)}个字。")
    return text
