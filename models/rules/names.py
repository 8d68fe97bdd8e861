"""Names of people: surnames, masks for printed sheets, and lists of names in one cell."""

import re
from typing import Final

from models.rules.text import chinese_int, clean, is_placeholder, narrow

_TWO_CHARACTERS: Final = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 "
    "太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 "
    "漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 左丘 东门 西门 南荣 第五"
)
COMPOUND_SURNAMES: Final = frozenset(_TWO_CHARACTERS.split())
"""Surnames of two characters."""

SURNAME_PINYIN: Final = {
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "曾": "zeng",
    "区": "ou",
    "任": "ren",
    "朴": "piao",
    "盖": "ge",
    "华": "hua",
    "冼": "xian",
    "翟": "zhai",
    "乐": "yue",
    "查": "zha",
    "覃": "qin",
    "缪": "miao",
    "纪": "ji",
    "尉迟": "yuchi",
    "长孙": "zhangsun",
    "万俟": "moqi",
}
"""How a surname is read where the character alone is read otherwise (rules.md, people); without tones."""

_SELECTORS: Final = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_CHARACTER = re.compile(f"[^{_SELECTORS}][{_SELECTORS}]*", re.DOTALL)
_NAME_DOTS: Final = frozenset("·・•．‧∙⋅･.")


def mask_name(name: str) -> str:
    """Return a name as a sheet shows it where the full name is not allowed: 张*, 张*明, 欧阳*明.

    Names with a dot, in letters, or of five and more characters keep their first character only (买**), the
    way the courts print names of minorities and foreigners.
    """
    name = clean(name)
    letters: list[str] = _CHARACTER.findall(name)
    count = len(letters)
    if count < 2:
        return "*" * count
    surname = 2 if count > 2 and "".join(letters[:2]) in COMPOUND_SURNAMES else 1
    given = count - surname
    if given > 3 or letters[0].isascii() or any(letter in _NAME_DOTS for letter in letters):
        return letters[0] + "**"
    shown = "".join(letters[:surname])
    return shown + "*" if given == 1 else shown + "*" * (given - 1) + letters[-1]


_BREAKS = re.compile(r"[、，,;；/／|\n\r]")
_BRACKET = re.compile("[（(]")
_BLANKS = re.compile(r"[\s\u3000\u200b\ufeff]+")
_AND_OTHERS = re.compile(
    r"\s*等(?:\s*约?([0-9]{1,6}|[一二两三四五六七八九十百]{1,6})余?多?\s*(?:人|名|位)"
    r"(?:同志|队员|志愿者|居民)?|人|同志)?$"
)


def split_names(text: str) -> list[str]:
    """Return the names in a list such as 张三、李四，王五 等12人, in order, 等12人 dropped.

    A blank parts two names unless it only spaces out a short one (王　芳) or parts words in letters. What
    stands in brackets stays with its name. How many people the text claims is told by `stated_heads`.
    """
    text = clean(text)
    if is_placeholder(text):
        return []
    listed = _AND_OTHERS.sub("", text)
    if listed == text[:-1] and not _BREAKS.search(listed):
        listed = text  # one name that ends in 等
    return [name for part in _outside_brackets(listed) for name in _spaced(part)]


def stated_heads(text: str) -> int | None:
    """Return the number of people a list of names claims with 等12人, or None."""
    match = _AND_OTHERS.search(narrow(clean(text)))
    if match is None or match[1] is None:
        return None
    return int(match[1]) if match[1].isdigit() else chinese_int(match[1])


def _outside_brackets(text: str) -> list[str]:
    if "（" not in text and "(" not in text:
        return _BREAKS.split(text)
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        if letter in "（(":
            depth += 1
        elif letter in "）)":
            depth = max(depth - 1, 0)
        elif depth == 0 and _BREAKS.match(letter):
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return parts


def _spaced(part: str) -> list[str]:
    pieces = [piece for piece in _BLANKS.split(part) if piece]
    if len(pieces) < 2:
        return pieces
    if part.isascii():
        return [" ".join(pieces)]
    names: list[str] = []
    open_half = False
    for piece in pieces:
        bare = len(_BRACKET.split(piece, maxsplit=1)[0])
        if names and (bare == 0 or (open_half and bare == 1)):
            names[-1] += piece
            open_half = False
        else:
            names.append(piece)
            open_half = bare == 1
    return names
