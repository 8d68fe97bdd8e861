"""Says between which characters of a text no line may end: units that stay together, and marks that cling."""

from __future__ import annotations

import re

from services.documents.layout.marks import NO_END, NO_START

_DIGITS_CN = "〇○零一二三四五六七八九十"
_MEASURES = (
    "万元|亿元|平方米|平方千米|平方公里|立方米|千瓦时|工作日|个工作日|个百分点|小时|分钟|秒钟|厘米|毫米|千米|公里|千克|公斤|毫升|"
    "人次|户次|场次|周年|周岁|年度|月份|个月|单元|号楼|号院|楼栋|楼层|支队伍|"
    "[年月日时点分秒周天元角块米克吨升度户人名位栋幢座个间套层室楼号院项条款章节次届票张份页件支只台部辆处所家期批组届场例岁亩里倍成股步段篇路]"
)
_NUMBER = r"\d[\d,]*(?:\.\d+)*"
_RANGE = rf"{_NUMBER}(?:(?:[-–—~～/:：×]|至){_NUMBER})*"
_DATE = (
    r"\d{2,4} ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?日)?)?|\d{1,2} ?月 ?\d{1,2} ?日"
    rf"|[{_DIGITS_CN}]{{4}}年(?:[{_DIGITS_CN}]{{1,2}}月(?:[{_DIGITS_CN}]{{1,3}}日)?)?"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|\d{1,2}[时点]\d{1,2}分"
)
_PHONE = (
    r"(?:\+\d{1,3}[ -]?)?1\d{2}[ -]?\d{4}[ -]?\d{4}(?!\d)"
    r"|[（(]0\d{2,3}[）)] ?\d{3,4}[ -]?\d{4}(?!\d)|0\d{2,3}[ -]\d{3,4}[ -]?\d{4}(?:[-转]\d{1,5})?(?!\d)"
)
_SIGNS = r"[%％‰℃℉°]C?F?"
_LATIN_UNIT = r"(?:km/h|kW·h|km²|m²|m³|km|kg|cm|mm|ml|mL|kW|kV|GB|MB|[mgtLVAW])(?![A-Za-z])"
_QUANTITY = (
    rf"第?[+\-−±]?{_RANGE}[十百千万亿余多]*"
    rf"(?: ?{_SIGNS}| ?{_LATIN_UNIT}| ?(?:{_MEASURES})|(?![A-Za-z\d]))"
)
_URL = r"(?:https?|ftp)://[!-~]+|www\.[!-~]+"
_WORD = (
    r"[A-Za-z0-9\u00c0-\u024f\u0370-\u04ff](?:[\w.,:/@&'’+#×°*=?%~-]*[A-Za-z0-9\u00c0-\u024f\u0370-\u04ff])?"
)
_WORD = _WORD.replace(r"\w", r"A-Za-z0-9_\u00c0-\u024f\u0370-\u04ff")
_CORE = rf"(?:{_DATE}|{_PHONE}|{_URL}|{_QUANTITY}|{_WORD}(?:{_MEASURES})?|——|……|—+|…+|[？！?!]{{2,}}|.)"
_open = "".join(re.escape(char) for char in sorted(NO_END))
_close = "".join(re.escape(char) for char in sorted(NO_START))
_CLUSTER = re.compile(rf"(?:[{_open}] *)*{_CORE}(?: *[{_close}])*", re.DOTALL)
# A cluster can begin only at one of these; between them every character stands for itself.
_INTEREST = re.compile(rf"[{_open}{_close}A-Za-z0-9\u00c0-\u024f\u0370-\u04ff+\-−±—…第{_DIGITS_CN}]")
_JOINT = re.compile(r"[/?&=#._@-](?=[A-Za-z0-9])|年(?=\d)|月(?=\d)|[A-Za-z](?=\d)|\d(?=[A-Za-z])")
_SEAM = re.compile(r"\d(?=[^\d.,])|[A-Za-z](?=[^A-Za-z])")


def bindings(text: str) -> bytearray:
    """Return for every place i of a text whether a break before character i is forbidden (1) or not (0).

    The time taken grows with the length of the text.
    """
    bound = bytearray(len(text) + 1)
    position, size = 0, len(text)
    while found := _INTEREST.search(text, position):
        # The mark or number may cling to the character before it.
        start = found.start()
        if start > position and text[start] in NO_START:
            start -= 1
            while start > position and text[start] == " ":
                start -= 1
        first = found.start()
        end = _after_closing(text, first + 1) if start < first else 0
        if not end:
            cluster = _CLUSTER.match(text, start)
            end = cluster.end() if cluster else start + 1
        for place in range(start + 1, end):
            bound[place] = 1
        position = max(end, first + 1)
        if position >= size:
            break
    return bound


def _after_closing(text: str, place: int) -> int:
    """Return where the marks that cling to a plain character end, the first of them before `place`.

    Returns:
        0 where a space follows: that is looked at more closely.
    """
    size = len(text)
    while place < size and text[place] in NO_START:
        place += 1
    return 0 if place < size and text[place] == " " else place


def joints(text: str, start: int, end: int) -> list[int]:
    """Return the places inside a unit wider than a line where it may be cut with least harm.

    Args:
        text: the whole text.
        start, end: the stretch looked at; places lie strictly inside.
    """
    for kind in (_JOINT, _SEAM):
        found = (match.end() for match in kind.finditer(text, start, end))
        if places := [place for place in found if start < place < end and may_part(text, place)]:
            return places
    return []


def may_part(text: str, place: int) -> bool:
    """Tell whether the characters on both sides of a place may stand at a line's edges at all."""
    before, after = text[place - 1], text[place]
    return after not in NO_START and before not in NO_END and not (before == after and before in "—…")


def url_at(text: str, place: int) -> bool:
    """Tell whether a web address begins at a place (it may be cut at its signs where a gap would gape)."""
    return text.startswith(("http://", "https://", "www.", "ftp://"), place)
