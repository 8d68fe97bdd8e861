"""Telephones and identity documents of people: reading, checking, showing and masking them."""

import re
from datetime import date
from operator import mul
from typing import Final

from models.rules.answers import BLANKED, EMPTY, UNREAD
from models.rules.base import Parsed
from models.rules.dates import PartialDate
from models.rules.text import clean, is_placeholder, narrow

_AREA_CODE = r"(0(?:10|2[0-9]|[3-9][0-9]{2}))"
_EXTENSION = r"(?:(?:-|转|ext|x|#|,)+([0-9]{1,6}))?"
_LANDLINE = re.compile(_AREA_CODE + r"-?([2-9][0-9]{6,7})" + _EXTENSION, re.IGNORECASE)
_LOCAL = re.compile(r"[2-8][0-9]{6,7}|[48]00[0-9]{7}")
_PHONE_NOISE = str.maketrans({"(": None, ")": "-", "—": "-", "–": "-", "－": "-", " ": None, ".": "-"})
_COUNTRY = re.compile(r"^(?:\+86|0086|86(?=1[3-9]))-?")


def parse_phone(value: object) -> Parsed[str]:
    """Read one telephone number.

    Args:
        value: text with any blanks and dashes, or the number a spreadsheet made of it.

    Returns:
        11 digits of a mobile, 0371-66785390 or 0371-66785390-12, or the bare digits of a local or
        400 number (rules.md, people); nothing for one that is masked.
    """
    if isinstance(value, str):
        digits = value.replace("-", "").replace(" ", "")
        if _is_mobile(digits):
            return Parsed(digits, changed=digits != value)
        return _phone_text(value) if value else EMPTY
    if value is None:
        return EMPTY
    number = _whole_digits(value)
    if number is None:
        return UNREAD
    return _phone_number(number)


def _is_mobile(digits: str) -> bool:
    return (
        len(digits) == 11 and digits[0] == "1" and digits[1] > "2" and digits.isascii() and digits.isdigit()
    )


def _phone_number(digits: str) -> Parsed[str]:
    if _is_mobile(digits):
        return Parsed(digits)
    # A number cell loses the leading zero of an area code.
    found = _landline("0" + digits) or (digits if _LOCAL.fullmatch(digits) else None)
    return UNREAD if found is None else Parsed(found, changed=found != digits)


def _phone_text(typed: str) -> Parsed[str]:
    text = clean(typed)
    if is_placeholder(text) or is_masked(text):
        return BLANKED if text else EMPTY
    if len(text) > 40:
        return UNREAD
    bare = _COUNTRY.sub("", narrow(text).translate(_PHONE_NOISE)).strip("-")
    digits = bare.replace("-", "")
    if _is_mobile(digits):
        return Parsed(digits, changed=digits != typed)
    found = _landline(bare) or _landline(re.sub("(?<=[0-9])-(?=[0-9]{4}$)", "", bare))
    if found is None and _LOCAL.fullmatch(digits):
        found = digits
    return UNREAD if found is None else Parsed(found, changed=found != typed)


def _landline(text: str) -> str | None:
    match = _LANDLINE.fullmatch(text)
    if match is None:
        return None
    area, number, extension = match.groups()
    return f"{area}-{number}" + (f"-{extension}" if extension else "")


def format_phone(phone: str) -> str:
    """Return a stored number as people write it: a mobile in groups of 3, 4 and 4, others as they are."""
    if len(phone) == 11 and phone.isdigit():
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return phone


_ID_NOISE = re.compile(r"[\s\-.()]")
_ID_18 = re.compile(r"[0-9]{17}[0-9X]")
_ID_OTHER = re.compile(r"[0-9]{15}|[0-9]{7,10}|(?=[A-Z0-9]*[0-9]{4})[A-Z]{1,4}[A-Z0-9]{5,16}")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"


def parse_id_number(value: object) -> Parsed[str]:
    """Read the number of an identity document, x written as X.

    18 and 15 digits, Hong Kong, Macao, Taiwan and foreign documents are accepted; whether the check digit
    is right is asked with `id_number_problem`. A number cell of 18 digits has lost its end and is not
    understood.
    """
    if isinstance(value, str):
        text = value
    elif value is None:
        return EMPTY
    else:
        digits = _whole_digits(value)
        if digits is None:
            return UNREAD
        text = digits
    if len(text) == 18 and text.isascii() and text.isdigit():
        return Parsed(text)
    cleaned = clean(text)
    if is_placeholder(cleaned) or is_masked(cleaned):
        return BLANKED if cleaned else EMPTY
    number = _ID_NOISE.sub("", narrow(cleaned)).upper() if len(cleaned) <= 40 else ""
    if _ID_18.fullmatch(number) or _ID_OTHER.fullmatch(number):
        return Parsed(number, changed=isinstance(value, str) and number != value)
    return UNREAD


def _whole_digits(value: object) -> str | None:
    """Return the digits of a number cell that holds a whole number exactly, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 10**18:
        return None
    if isinstance(value, float) and (value != int(value) or value >= 2**53):
        return None
    return str(int(value))


def id_number_problem(number: str) -> str | None:
    """Return what is wrong with an 18-digit number, as one Chinese sentence, or None.

    The birth date in it must be a real day and the check digit must fit (GB 11643: weights and remainder 11);
    the region may be one no longer in use. Numbers of other documents have nothing to check.
    """
    if not _ID_18.fullmatch(number):
        return None
    if birth_from_id(number) is None:
        return f"身份证号中的出生日期“{number[6:14]}”不是真实日期，请对照证件核对。"
    expected = _CHECK_DIGITS[sum(map(mul, map(int, number[:17]), _WEIGHTS)) % 11]
    if number[17] != expected:
        return f"身份证号最后一位校验码不符（按前17位应为{expected}，现为{number[17]}），请对照证件核对。"
    return None


def birth_from_id(number: str) -> PartialDate | None:
    """Return the birth date inside an 18- or 15-digit number, or None where there is none."""
    if _ID_18.fullmatch(number):
        year, month, day = number[6:10], number[10:12], number[12:14]
    elif len(number) == 15 and number.isascii() and number.isdigit():
        year, month, day = "19" + number[6:8], number[8:10], number[10:12]
    else:
        return None
    if not "1850" <= year <= "2199":
        return None
    try:
        return PartialDate.of(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def sex_from_id(number: str) -> str | None:
    """Return "male" or "female" as an 18- or 15-digit number tells it, or None."""
    if _ID_18.fullmatch(number):
        figure = number[16]
    elif len(number) == 15 and number.isascii() and number.isdigit():
        figure = number[14]
    else:
        return None
    return "male" if int(figure) % 2 else "female"


def is_masked(text: str) -> bool:
    """Tell whether a text is a number shown masked: it says nothing and never replaces the whole one."""
    return "**" in text.replace("＊", "*")


def mask_phone(phone: str) -> str:
    """Return a stored number as a sheet shows it: 138****1234, 0371-****5390."""
    if _is_mobile(phone):
        return f"{phone[:3]}****{phone[7:]}"
    match = _LANDLINE.fullmatch(phone)
    if match is not None:
        return f"{match[1]}-****{match[2][-4:]}"
    return "*" * (len(phone) - 4) + phone[-4:] if len(phone) > 6 else "*" * len(phone)


def mask_id(number: str) -> str:
    """Return the number of a document as a sheet shows it: 410***********1234; short ones show less."""
    head, tail = (3, 4) if len(number) >= 15 else (len(number) // 4, len(number) // 4)
    return number[:head] + "*" * (len(number) - head - tail) + number[len(number) - tail :]
