"""Typed text: cleaning for storage, folding for search, placeholders, and natural order of places."""

import re
from typing import Final

_INVISIBLE: Final = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_EDGES: Final = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" + _INVISIBLE
)
_LINE_BREAK = re.compile(r"[ \t\u3000]*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029\t]+[ \t\u3000]*")
# Joiners inside a word carry meaning in other scripts and in picture characters; these three never do.
_DROP_INSIDE = str.maketrans("", "", "\u200b\u2060\ufeff")

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_DOT: Final = 0xB7
_FOLD: dict[int, int | None] = (
    dict(_NARROW)
    | dict.fromkeys((0x30FB, 0x2022, 0xFF0E, 0xFF65, 0x2027, 0x2219, 0x22C5, 0xB7), _DOT)
    | dict.fromkeys(map(ord, _EDGES), None)
)
_NEEDS_FOLD = re.compile("[" + re.escape("".join(map(chr, sorted(_FOLD)))) + "]")

_NOTHING: Final = (
    "无 不详 未知 未成立 暂无 空 没有 不清楚 不明 不知 待定 待补 待查 待核实 暂缺 缺 未填 未建立 未组建 "
    "未设立 尚未成立 暂未成立 没成立 无此项 不适用 不涉及 n/a na null none nil 无数据 (空) (无)"
)
_PLACEHOLDERS: Final = frozenset(_NOTHING.split())
_FILLERS: Final = frozenset("-—–―─－_/\\|…·.。*~?？")


def clean(text: str) -> str:
    """Return `text` as it is stored in a one-line field.

    Blanks, no-break and full-width blanks and zero-width characters at the edges go, a line break inside
    becomes one blank. Han characters, rare ones and compatibility forms included, stay as typed.
    """
    if text.isprintable():
        return text.strip()
    stripped = text.strip(_EDGES).translate(_DROP_INSIDE)
    return _LINE_BREAK.sub(" ", stripped)


def clean_lines(text: str) -> str:
    """Return `text` as it is stored in a field of several lines: line ends as \\n, every line cleaned."""
    lines = [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


_UNSEEN: Final = dict.fromkeys(
    (*(code for code in range(0x20) if code not in (0x09, 0x0A)), *range(0x7F, 0xA0), *range(0x202A, 0x202F),
     *range(0x2066, 0x206A)),
    "\ufffd",
)  # fmt: skip
"""Signs that command a terminal or turn the direction of writing."""


def visible(text: str) -> str:
    """Return a text as it is safe to show: signs that act and are not read stand as \ufffd (scenario B11)."""
    return text if text.isprintable() else text.translate(_UNSEEN)


def narrow(text: str) -> str:
    """Return `text` with full-width letters, digits and signs, and wide blanks, as plain ASCII."""
    return text if text.isascii() else text.translate(_NARROW)


def fold(text: str) -> str:
    """Return the form of `text` that search compares: width and case folded, one dot for all, no blanks.

    Source: rules.md, people ("・ • ． are read as ·"). Compatibility ideographs are left alone, because they
    are different characters in a name.
    """
    folded = text.casefold()
    if _NEEDS_FOLD.search(folded):
        return folded.translate(_FOLD)
    return folded


def same_name(first: str, second: str) -> bool:
    """Tell whether two names differ at most in width, case, blanks and the shape of the dot."""
    return first == second or fold(first) == fold(second)


def check_storable(text: str) -> str | None:
    """Return why `text` cannot be stored, as one Chinese sentence, or None when it can."""
    if "\x00" in text:
        return f"第{text.index(chr(0)) + 1}个字符是空字符，无法保存，请删去后重新输入。"
    if text.isascii():
        return None
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as broken:
        return f"第{broken.start + 1}个字符残缺不全，无法保存，请删去后重新输入。"
    return None


def is_placeholder(text: str) -> bool:
    """Tell whether `text` only says that there is nothing to say: 无, 不详, 未成立, —, / or nothing at all.

    Callers for whom 无 is an answer ("there is none", a facility) ask their own reader first.
    """
    if text in _PLACEHOLDERS or not text:
        return True
    if len(text) > 40:
        return False
    folded = fold(text)
    return folded in _PLACEHOLDERS or all(letter in _FILLERS for letter in folded)


_NUMERALS: Final = "〇零一二三四五六七八九十百两"
_PLACE: Final = "号楼单栋层座幢室户院区期组门排巷弄路街大#"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_SIDES: Final = "东中西南北"
# Marks that keep plain comparison right: \ue001 and \ue002 sort behind every common Han character, so that
# 3-1号楼 and 甲3号 follow 3号楼; 〇 sorts before them and behind digits and letters.
_SUB, _STEM, _RANK = "\ue001", "\ue002", "〇"
_PIECE = re.compile(
    rf"(?P<stem>[{_STEMS}])(?=[0-9])(?P<stem_number>[0-9]+)"
    r"|(?P<number>[0-9]+)"
    r"|(?<=[0-9])[-—–―－](?=[0-9])"
    rf"|(?P<numeral>[{_NUMERALS}]+)(?=[{_PLACE}])"
    rf"|(?P<rank>[{_STEMS}])(?=[{_PLACE})]|$)"
    rf"|(?P<side>[{_SIDES}])(?=[户院区楼栋单侧门)]|$)"
)


def natural_key(text: str) -> str:
    """Return a key whose plain string order is the order people expect of places.

    2号楼 < 10号楼, 三单元 < 十单元, 甲栋 < 乙栋 < 丙栋, 3号楼 < 3-1号楼 < 甲3号楼 < 4号楼, 东户 < 西户;
    full-width digits count as digits (rules.md, "Dates and places as typed").
    """
    if text.isascii() and text.isdigit():
        return _number_key(text)
    return _PIECE.sub(_piece_key, fold(text))


def _piece_key(match: re.Match[str]) -> str:
    kind = match.lastgroup
    piece = match.group()
    if kind == "number":
        return _number_key(piece)
    if kind == "stem_number":
        return f"{_number_key(match['stem_number'])}{_STEM}{_STEMS.index(match['stem'])}"
    if kind == "numeral":
        value = chinese_int(piece)
        return piece if value is None else _number_key(str(value))
    if kind == "rank":
        return f"{_RANK}{_STEMS.index(piece)}"
    if kind == "side":
        return f"{_RANK}{chr(ord('a') + _SIDES.index(piece))}"
    return _SUB


def _number_key(digits: str) -> str:
    digits = digits.lstrip("0") or "0"
    return f"{len(digits):03d}{digits}"


_DIGITS: Final = {
    letter: value
    for value, letters in enumerate(
        ("〇零○◯", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for letter in letters
}
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS: Final = {"万": 10_000, "亿": 100_000_000}


def chinese_int(text: str) -> int | None:
    """Return the whole number written in Chinese numerals (三十二, 一百零五, 一九九四), or None.

    Args:
        text: numerals only; 两, 廿, 卅 and the forms of cheques (壹贰叁) are read too.
    """
    if not text or len(text) > 24:
        return None
    text = text.replace("廿", "二十").replace("卅", "三十")
    if all(letter in _DIGITS for letter in text):
        return int("".join(str(_DIGITS[letter]) for letter in text))
    total = 0
    for sign, size in (("亿", 100_000_000), ("万", 10_000)):
        head, found, text = text.rpartition(sign)
        if found:
            group = _below_ten_thousand(head)
            if not group or (size == 10_000 and group > 9_999):
                return None
            total += group * size
    rest = _below_ten_thousand(text) if text else 0
    # 一万二 means 12,000 to the ear and 10,002 to the letter: not guessed.
    if rest is None or (total and 0 < rest < 10 and text[0] not in "〇零○◯"):
        return None
    return total + rest


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last, zero = 0, None, 10_000, False
    for letter in text:
        if letter in _TENS:
            unit = _TENS[letter]
            if unit >= last or (digit is None and unit > 10 and total):
                return None
            total += (1 if digit is None else digit) * unit
            last, digit, zero = unit, None, False
        elif letter not in _DIGITS or digit is not None:
            return None
        elif _DIGITS[letter]:
            digit = _DIGITS[letter]
        else:
            zero = True
    if digit is None:
        return total
    if total and last > 10 and not zero:
        return None
    return total + digit
