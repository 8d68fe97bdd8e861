"""The recovery key as it stands on paper: eight groups of five characters, each with its own check character.

The alphabet has no I, L, O and U; what is typed may have them, in small letters, with any spaces or strokes.
A check character is a sum over GF(32), weighted by place and begun with the number of the group, so one wrong
character, two exchanged ones and two exchanged groups are all found, and the group is named.
"""

import unicodedata

from models.errors import InvalidInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_SIZE = 20
"""Bytes of the secret: 160 bits, beyond any guessing, in as few characters as that allows."""
GROUPS, _DATA = 8, 4
SCANNED = "LYK1:"
"""Stands before the key in the QR code of the sheet."""
_ALIKE = str.maketrans("OIL", "011")
_FIELD = 0b100101
"""x^5 + x^2 + 1, which makes GF(32) of five bits."""


def written(secret: bytes) -> str:
    """Return a secret of 20 bytes as groups with strokes between them."""
    number = int.from_bytes(secret, "big")
    values = [(number >> 5 * at) & 31 for at in reversed(range(GROUPS * _DATA))]
    groups = []
    for group in range(GROUPS):
        data = values[group * _DATA : (group + 1) * _DATA]
        groups.append("".join(ALPHABET[value] for value in (*data, _check(group, data))))
    return "-".join(groups)


def read(typed: str) -> bytes:
    """Return the secret behind what somebody typed from the sheet.

    Raises:
        InvalidInput: a group is missing, a character does not exist, or a group does not pass its check.
    """
    text = unicodedata.normalize("NFKC", typed).strip().upper().removeprefix(SCANNED).translate(_ALIKE)
    plain = "".join(character for character in text if character.isalnum())
    size = _DATA + 1
    if len(plain) != GROUPS * size:
        raise InvalidInput(
            f"恢复密钥应有{GROUPS}组、每组{size}个字符，现在一共是{len(plain)}个字符。请照着恢复密钥单再输一遍。"
        )
    number = 0
    for group in range(GROUPS):
        part = plain[group * size : (group + 1) * size]
        values = [ALPHABET.find(character) for character in part]
        if -1 in values or _check(group, values[:_DATA]) != values[_DATA]:
            raise InvalidInput(f"恢复密钥第{group + 1}组“{part}”不对，请照着恢复密钥单核对这一组。")
        for value in values[:_DATA]:
            number = number << 5 | value
    return number.to_bytes(SECRET_SIZE, "big")


def _check(group: int, data: list[int]) -> int:
    total = group + 1
    for value in data:
        total = _doubled(total ^ value)
    return total


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value
