"""Numbers as typed: heads, floor areas, money, terms and years, and how areas and money are shown."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from models.rules.answers import BLANKED, EMPTY, UNREAD
from models.rules.base import Parsed
from models.rules.dates import FIRST_YEAR, LAST_YEAR, parse_date
from models.rules.text import chinese_int, clean, is_placeholder, narrow

MOST_COUNT: Final = 100_000_000
MOST_HUNDREDTHS: Final = 10_000_000_000_000

_ABOUT_BEFORE = re.compile(r"^(?:大约|大概|约|近|将近|接近)\s*")
_ABOUT_INSIDE = re.compile(r"(?<=[0-9一二三四五六七八九十百千万])\s*[多余来](?=\D|$)|\s*左右")
_TOTAL_BEFORE = re.compile(r"^(?:共计|合计|总计|共有|共|计)\s*")
_COUNT_UNIT = re.compile(r"\s*(?:个?单元|户|人|名|栋|幢|个|位|家|套|间|层|座|次|支|处|盏|辆|台|块|份|票)$")
_PLAIN = re.compile(r"-?(?:[0-9]{1,14}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{0,12})?|-?\.[0-9]{1,12}")


def parse_count(value: object) -> Parsed[int]:
    """Read a number of heads, homes or things, never negative: 288, 288.0, 约120户, ３９７, 302人."""
    if isinstance(value, str):
        if len(value) < 9 and value.isascii() and value.isdigit():
            number = int(value)
            return Parsed(number, changed=str(number) != value)
        return _count_text(value) if value else EMPTY
    if value is None:
        return EMPTY
    if isinstance(value, bool) or not isinstance(value, int | float):
        return UNREAD
    return Parsed(int(value)) if 0 <= value < MOST_COUNT and value == int(value) else UNREAD


@lru_cache(maxsize=8192)
def _count_text(typed: str) -> Parsed[int]:
    bare, about = _bare(typed, _COUNT_UNIT)
    if bare is None:
        return _nothing(typed)
    number = _decimal(bare)
    if number is None or number != int(number) or not 0 <= number < MOST_COUNT:
        return UNREAD
    return Parsed(int(number), changed=str(int(number)) != typed, about=about)


_AREA_UNIT = re.compile(r"\s*(?:㎡|m²|m2|平方米|平米|平方|平)$", re.IGNORECASE)


def parse_area(value: object) -> Parsed[int]:
    """Read a floor area typed in square metres.

    Returns:
        whole hundredths of a square metre; a third decimal is rounded half up.
    """
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        return _area_text(value)
    number = _finite(value)
    if number is None or number < 0:
        return UNREAD
    hundredths = _rounded(number)
    return Parsed(hundredths, changed=abs(number * 100 - hundredths) > _NOISE)


@lru_cache(maxsize=8192)
def _area_text(typed: str) -> Parsed[int]:
    bare, about = _bare(typed, _AREA_UNIT)
    if bare is None:
        return _nothing(typed)
    number = _decimal(bare)
    if number is None or not 0 <= number * 100 < MOST_HUNDREDTHS:
        return UNREAD
    hundredths = _rounded(number)
    plain = typed == bare and number * 100 == hundredths and "," not in bare
    return Parsed(hundredths, changed=not plain, about=about)


_MONEY_BEFORE = re.compile(r"^(-?)\s*(?:人民币|RMB|CNY)?\s*[¥￥]?\s*", re.IGNORECASE)
_MONEY_AFTER = re.compile(r"\s*(?:元整|圆整|元|圆|块钱|块)$")


def parse_money(value: object) -> Parsed[int]:
    """Read an amount typed in yuan; (12.50) and -12.50 are negative.

    Returns:
        whole fen. More than two decimals are not understood, because a fen cannot be split; the last bits
        of a spreadsheet's own arithmetic (0.30000000000000004) are forgiven.
    """
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        return _money_text(value)
    number = _finite(value)
    return UNREAD if number is None else _fen(number, changed=False, about=False)


@lru_cache(maxsize=8192)
def _money_text(typed: str) -> Parsed[int]:
    bare, about = _bare(typed, _MONEY_AFTER)
    if bare is None:
        return _nothing(typed)
    if not bare:
        return UNREAD
    if bare[0] == "(" and bare[-1] == ")":
        bare = "-" + bare[1:-1].strip()
    bare = _MONEY_AFTER.sub("", _MONEY_BEFORE.sub(r"\1", bare))
    number = _decimal(bare)
    if number is None:
        return UNREAD
    return _fen(number, changed=bare != typed or "," in bare, about=about)


_NOISE: Final = Decimal("0.000001")


def _fen(yuan: Decimal, *, changed: bool, about: bool) -> Parsed[int]:
    fen = _rounded(yuan)
    if abs(yuan * 100 - fen) > _NOISE or abs(fen) >= MOST_HUNDREDTHS:
        return UNREAD
    return Parsed(fen, changed=changed, about=about)


_TERM_WORDS = re.compile(r"每届|届期|任期|一届|[:为\s]")
_YEARS_UNIT = re.compile(r"\s*(?:周年|年|载)$")


def parse_years(value: object) -> Parsed[int]:
    """Read a term in whole years, 1 to 99: 5, 三年, 3年, 五年一届."""
    typed = value
    if isinstance(value, str):
        value = _YEARS_UNIT.sub("", _TERM_WORDS.sub("", narrow(clean(value)))) or value
    read = parse_count(value)
    if read.value is None:
        return read
    if not 1 <= read.value <= 99:
        return UNREAD
    return Parsed(read.value, changed=isinstance(typed, str) and str(read.value) != typed, about=read.about)


_BUILT = re.compile(r"\s*(?:年?(?:初|末|底|建成|建造|建|竣工|交付使用|交付|投入使用))$")
_DECADE = re.compile(r"(上世纪|20世纪|19|本世纪|21世纪|20)?([0-9])0年代[中]?期?")
_CENTURY: Final = {"上世纪": 1900, "20世纪": 1900, "19": 1900, "本世纪": 2000, "21世纪": 2000, "20": 2000}
_CHINESE_DECADE = re.compile(r"([二三四五六七八九])十年代")
_SHORT_YEAR = re.compile(r"([0-9]{2})年")


def parse_year(value: object) -> Parsed[int]:
    """Read a year: 2005, 1992年, １９９４, 约1998年; a decade (90年代) is its first year, about.

    A dated cell gives its year. Two figures are read as the nearest past: 98年 is 1998, 05年 is 2005.
    """
    if isinstance(value, str):
        return _year_text(value) if value else EMPTY
    if isinstance(value, int | float) and not isinstance(value, bool):
        if FIRST_YEAR <= value <= LAST_YEAR and value == int(value):
            return Parsed(int(value))
        return UNREAD
    read = parse_date(value)
    if read.value is None:
        return Parsed(None, understood=read.understood)
    return Parsed(read.value.year, changed=True)


@lru_cache(maxsize=4096)
def _year_text(typed: str) -> Parsed[int]:
    bare, about = _bare(typed, _BUILT)
    if bare is None:
        return _nothing(typed)
    text = _CHINESE_DECADE.sub(lambda match: f"{chinese_int(match[1])}0年代", bare)
    decade = _DECADE.fullmatch(text)
    if decade is not None:
        tens = int(decade[2]) * 10
        century = _CENTURY.get(decade[1], 1900 if tens > 20 else 2000)
        return Parsed(century + tens, changed=True, about=True)
    short = _SHORT_YEAR.fullmatch(text)
    if short is not None:
        figures = int(short[1])
        return Parsed(figures + (2000 if figures < 50 else 1900), changed=True, about=about)
    read = parse_date(text)
    if read.value is None:
        return UNREAD
    return Parsed(read.value.year, changed=str(read.value.year) != typed, about=about or read.about)


def format_area(hundredths: int, *, unit: bool = False) -> str:
    """Return an area in square metres without idle zeros (72.08, 61.5, 88), with ㎡ when `unit`.

    Args:
        hundredths: area in 0.01 m².
        unit: append the sign of the unit.
    """
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
    return ("-" if hundredths < 0 else "") + text + ("㎡" if unit else "")


def format_money(fen: int, *, unit: bool = False) -> str:
    """Return an amount in yuan with two decimals and thousands (1,288.01), with 元 when `unit`."""
    whole, rest = divmod(abs(fen), 100)
    return ("-" if fen < 0 else "") + f"{whole:,}.{rest:02d}" + ("元" if unit else "")


def _bare(typed: str, unit: re.Pattern[str]) -> tuple[str | None, bool]:
    """Return the typed text without unit and words such as 约 and 共, and whether it said "about".

    The text is None where a placeholder stands.
    """
    if len(typed) > 60:
        return typed, False
    text = narrow(clean(typed)).strip()
    if is_placeholder(text):
        return None, False
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return text, False
    text = _TOTAL_BEFORE.sub("", text)
    exact = _ABOUT_INSIDE.sub("", _ABOUT_BEFORE.sub("", text))
    return unit.sub("", exact).strip() or text, exact != text


def _nothing(typed: str) -> Parsed[int]:
    return BLANKED if clean(typed) else EMPTY


def _decimal(text: str) -> Decimal | None:
    """Return the number written as 1,288.01, 1.2万 or in Chinese numerals; None for anything else."""
    factor = 1
    if len(text) > 1 and text[-1] == "万" and text[0].isascii():
        text, factor = text[:-1], 10_000
    if text.isascii():
        return Decimal(text.replace(",", "")) * factor if _PLAIN.fullmatch(text) else None
    whole = chinese_int(text)
    return None if whole is None else Decimal(whole)


def _finite(value: object) -> Decimal | None:
    """Return a cell's number exactly as the spreadsheet shows it; None when it is none or far too large."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value)) if abs(value) < MOST_HUNDREDTHS // 100 else None


def _rounded(number: Decimal) -> int:
    return int((number * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
