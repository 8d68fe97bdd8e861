"""Check codes: what a QR code on a sheet holds, and the short code beside it that can be typed.

The code is a digest of the sheet's text in sixteen characters (80 bits of SHA-256) and a check character, in
the alphabet of Crockford's base 32, which has no I, L, O and U. It is the same in every form of the sheet.
The QR code holds the version of the scheme, the record the sheet was made of, its date, the code, and of an
issued notice its number with the version.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from models.errors import InvalidInput
from models.rules.text import fold
from services.documents.model import Document

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE = str.maketrans("OIL", "011")
_BITS, _LENGTH = 80, 17
_SCHEME, _NUMBERED = "LY1", "LY2"
_BODY = rf":([0-9A-F]{{32}}):([0-9]{{8}}|0):([0-9A-Z]{{{_LENGTH}}})"
_PAYLOAD = re.compile(rf"(?:{_SCHEME}{_BODY}|{_NUMBERED}{_BODY}:([0-9A-Z]+-[0-9]+\.[0-9]+))")


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was scanned or typed: the code; of a scan also the record and the date (ISO, "" for none).

    `number` is that of an issued notice as `payload` was handed it, "" for none.
    """

    code: str
    record: bytes | None = None
    date: str = ""
    number: str = ""


def code_of(document: Document) -> str:
    """Return the check code of a document's text and photos; paper and type size do not change it."""
    texts = (document.title, document.subtitle, *filter(None, (document.number,)), document.blocks)
    told = "\x1f".join(part for each in texts for part in _strings(each))
    number = int.from_bytes(hashlib.sha256(told.encode()).digest()[: _BITS // 8], "big")
    body = "".join(_ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return body + _check_character(body)


def _strings(value: object) -> Iterator[str]:
    """Yield every text in a block, with the name of the block before it, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield f"({len(value)}"
        for each in value:
            yield from _strings(each)
    elif is_dataclass(value):
        yield type(value).__name__
        for each in fields(value):
            yield from _strings(getattr(value, each.name))


def _check_character(body: str) -> str:
    """Return the check character, as ISO/IEC 7064 makes it (MOD 33,32): every single mistake is noticed."""
    rest = 32
    for char in body:
        rest = (rest + _ALPHABET.index(char)) % 32 or 32
        rest = rest * 2 % 33
    return _ALPHABET[(33 - rest) % 32]


def payload(code: str, record: bytes, date: str, number: str = "") -> str:
    """Return what the QR code holds.

    Args:
        code: see `code_of`.
        record: id of the record the sheet was made of, 16 bytes.
        date: ISO date of issue, "" for none.
        number: year with series, running number and version of an issued notice: 2026A-12.1; "" for none.
    """
    body = f"{record.hex().upper()}:{date.replace('-', '') or '0'}:{code}"
    return f"{_NUMBERED}:{body}:{number}" if number else f"{_SCHEME}:{body}"


def grouped(code: str) -> str:
    """Return a code as it is printed: in groups of four, the check character last."""
    return "-".join(code[at : at + 4] for at in range(0, _LENGTH, 4))


def read(typed: str) -> Scanned:
    """Return what somebody scanned or typed.

    Raises:
        InvalidInput: it is no check code, or was mistyped.
    """
    text = re.sub(r"\s", "", fold(typed)).upper()
    scanned = _PAYLOAD.fullmatch(text)
    if scanned is not None:
        record, date, code = scanned[1] or scanned[4], scanned[2] or scanned[5], scanned[3] or scanned[6]
        iso = f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 else ""
        return Scanned(_proved(code), bytes.fromhex(record), iso, scanned[7] or "")
    code = re.sub(r"[-—–－_·.]", "", text).translate(_LOOKS_LIKE)
    if len(code) != _LENGTH:
        raise InvalidInput(f"这不是公示上的校验码：校验码是{_LENGTH}位字母和数字，印在二维码旁边。")
    return Scanned(_proved(code))


def _proved(code: str) -> str:
    if not set(code) <= set(_ALPHABET) or _check_character(code[:-1]) != code[-1]:
        raise InvalidInput("校验码输错了，请对着二维码旁边的字母和数字再输一遍，或者重新扫码。")
    return code
