"""Numbers of issued notices: gapless for each community, year and series of a workstation (notices.md)."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import InvalidInput, NotFound
from models.rules.text import fold
from services import settings
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.reading import Reader

SETTING = "notice_series"
"""Setting that holds the letter of this workstation; the one that keeps the main series has none."""
_LETTER = re.compile("[A-Z]?")
_TYPED = re.compile(r"[〔\[［【(（]?\s*(\d{4})\s*[〕\]］】)）年-]\s*([A-Za-z]?)\s*(\d{1,6})\s*号?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number: year, series ("" or a letter), and the running number in it."""

    year: int
    series: str
    seq: int

    @property
    def text(self) -> str:
        """As it is printed: 〔2026〕12号, with a letter 〔2026〕A12号."""
        return f"〔{self.year}〕{self.series}{self.seq}号"


def series(context: Context) -> str:
    """Return the letter of this workstation, "" for the main series.

    The sub-district office gives it when it enrols the workstation (scenario S14); before, it is a setting.
    """
    given = _given(context)
    return str(settings.get(context, SETTING, "")) if given is None else given


def _given(context: Context) -> str | None:
    """Return the letter of the certificate of this installation, None where it has none."""
    found = context.reader.all("SELECT series FROM sync_replica WHERE is_self = 1 AND cert IS NOT NULL")
    return None if not found else found[0][0] or ""


@needs("office.settings")
def set_series(context: Context, letter: str) -> None:
    """Set the letter of this workstation, on the writer's thread; "" for the main series.

    Raises:
        InvalidInput: it is no single letter, or the sub-district office gave this workstation its own.
    """
    wanted = fold(letter).strip().upper()
    if _LETTER.fullmatch(wanted) is None:
        raise InvalidInput("编号系列请写一个英文字母（A 到 Z），或者不写。")
    given = _given(context)
    if given is not None and given != wanted:
        raise InvalidInput("本机的编号系列是街道登记时给的，不能改，不然会和别的电脑重号。要换请联系街道。")
    settings.change(context, SETTING, wanted, "编号系列")


def next_number(reader: "Reader", unit_id: bytes, year: int, letter: str) -> Number:
    """Return the number that comes next; read in the transaction that uses it, so that none is lost.

    Args:
        reader: queries of the open unit of work.
        unit_id: the community.
        year: year of issue.
        letter: the series.
    """
    last = reader.value(
        "SELECT max(seq) FROM notice_issue WHERE unit_id = ? AND year = ? AND series = ?",
        (unit_id, year, letter),
    )
    return Number(year, letter, int(last or 0) + 1)


def read_number(typed: str) -> Number:
    """Return a number as somebody typed it: 〔2026〕12号, [2026]A3号, 2026-12.

    Raises:
        InvalidInput: it is none.
    """
    found = _TYPED.fullmatch(fold(typed).strip())
    if found is None:
        raise InvalidInput(f"“{typed}”不是公示编号。编号写成〔2026〕12号，也可以写 2026-12。")
    return Number(int(found[1]), found[2].upper(), int(found[3]))


def notice_numbered(reader: "Reader", typed: str, community: bytes | None = None) -> bytes:
    """Return the notice that has a number.

    Args:
        reader: any queries.
        typed: see `read_number`.
        community: only of this one; None where one community alone uses the number.

    Raises:
        InvalidInput: it is no number, or several communities have it.
        NotFound: no notice has it.
    """
    number = read_number(typed)
    rows = reader.all(
        "SELECT DISTINCT i.notice_id, i.unit_id, coalesce(u.name, '') FROM notice_issue i "
        "LEFT JOIN unit u ON u.id = i.unit_id WHERE i.year = ? AND i.series = ? AND i.seq = ?",
        (number.year, number.series, number.seq),
    )
    found = [row for row in rows if community is None or bytes(row[1]) == community]
    if not found:
        raise NotFound(f"没有编号是{number.text}的公示。用 list notices 可以看到编号。")
    if len(found) > 1:
        names = "、".join(row[2] for row in found)
        raise InvalidInput(f"编号{number.text}在几个社区都有：{names}。请写明社区。")
    return bytes(found[0][0])
