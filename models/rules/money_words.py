"""Amounts in words, as cheques and disclosure sheets carry them (正确填写票据和结算凭证的基本规定)."""

from typing import Final

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")


def money_in_words(fen: int, *, with_currency: bool = False) -> str:
    """Return an amount in words: 140950 is 壹仟肆佰零玖元伍角, 0 is 零元整.

    整 stands behind 元 only; where a form with 零 and one without are both legal, the one that puts 零
    between 元 and 角 is printed (rules.md, money in words).

    Args:
        fen: amount in whole fen; a negative one begins with 负.
        with_currency: put 人民币 directly before the words.
    """
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    words = _whole(yuan) + "元" if yuan or not rest else ""
    if not rest:
        words += "整"
    elif yuan and (jiao == 0 or yuan % 10 == 0):
        words += "零"
    if jiao:
        words += _DIGITS[jiao] + "角"
    if cents:
        words += _DIGITS[cents] + "分"
    return ("人民币" if with_currency else "") + ("负" if fen < 0 else "") + words


def _whole(number: int) -> str:
    """Return a whole number in words; 亿 is counted in itself (壹万亿), 万 inside it."""
    if number >= 100_000_000:
        return _joined(number, 100_000_000, "亿")
    if number >= 10_000:
        return _joined(number, 10_000, "万")
    words = ""
    gap = False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0
    return words or "零"


def _joined(number: int, size: int, sign: str) -> str:
    head, tail = divmod(number, size)
    if not tail:
        return _whole(head) + sign
    return _whole(head) + sign + ("零" if tail < size // 10 else "") + _whole(tail)
