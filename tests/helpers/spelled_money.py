"""A second way to write amounts in words: it shares nothing with the program and works on the digits.

Source: 正确填写票据和结算凭证的基本规定, rules 2 to 4. Of two legal forms, the one that writes no 零 behind
拾万 and one behind 元 is meant.
"""

from __future__ import annotations

import re

_NAMES = dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True))
_UNITS = ("", "拾", "佰", "仟", "万", "拾万", "佰万", "仟万", "亿", "拾亿", "佰亿", "仟亿")


def spelled(fen: int) -> str:
    """Return an amount of whole fen in words, below 1,000,000,000,000 yuan."""
    digits = f"{abs(fen):03d}"
    yuan, jiao, cent = digits[:-2].lstrip("0"), digits[-2], digits[-1]
    words = ("负" if fen < 0 else "") + (_yuan(yuan) + "元" if yuan else "")
    if jiao == cent == "0":
        return words + ("整" if yuan else "零元整")
    if yuan and (jiao == "0" or yuan.endswith("0")):
        words += "零"
    return words + (_NAMES[jiao] + "角" if jiao != "0" else "") + (_NAMES[cent] + "分" if cent != "0" else "")


def _yuan(digits: str) -> str:
    """Spell every digit with its full unit, then strike what a reader leaves out."""
    full = "".join(_NAMES[digit] + _UNITS[len(digits) - 1 - place] for place, digit in enumerate(digits))
    full = re.sub("零(?:拾|佰|仟)?(亿|万)?", lambda found: "零" + (found[1] or ""), full)
    # a unit above the digit counts once for its group of four: 壹拾万贰万 is 壹拾贰万
    for unit in "亿万":
        while full.count(unit) > 1:
            full = full.replace(unit, "", 1)
    full = re.sub("零+", "零", full)
    full = full.replace("亿零万", "亿零")
    full = re.sub("零([亿万])", r"\1", full)
    return re.sub("零+", "零", full).rstrip("零")
