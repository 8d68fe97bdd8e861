"""JSON as packages hold it: read without any tolerance, written in one way only (sync.md; scenario B10)."""

import json
import re
from typing import Any

_DIGITS = 20
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
_SURROGATE = re.compile(rb"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_NUL = b"\\u0000"


class Malformed(ValueError):
    """The bytes are not JSON that the program would have written; the text says why, in English."""


def dumps(value: Any) -> bytes:
    """Return a value as canonical JSON in UTF-8: sorted names, no blanks, only what must be is escaped.

    Args:
        value: dictionaries, lists, texts, whole numbers, truth values and None.

    Raises:
        Malformed: half a surrogate pair or another value than these.
    """
    try:
        return _encoder.encode(value).encode()
    except (UnicodeEncodeError, TypeError, ValueError) as error:
        raise Malformed(str(error)) from error


def loads(data: bytes) -> Any:
    """Return the value of JSON bytes.

    Refused: other encodings than UTF-8, a name twice in one object, numbers with a fraction or exponent or
    more than 20 characters, NaN, infinities, deep nesting, NUL and half surrogate pairs in texts, and
    anything behind the value.

    Raises:
        Malformed: it is one of these, or no JSON.
    """
    try:
        value = _decoder.decode(data.decode())
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {type(error).__name__}") from error
    if _NUL in data or _SURROGATE.search(data):
        _check_texts(value)
    return value


def loads_canonical(data: bytes) -> Any:
    """Return the value of JSON bytes that are written exactly as `dumps` does.

    Raises:
        Malformed: as for `loads`, or it could be written in another way.
    """
    value = loads(data)
    if dumps(value) != data:
        raise Malformed("not canonical")
    return value


def _check_texts(value: Any) -> None:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.keys()
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str):
            if "\x00" in each:
                raise Malformed("a NUL in a text")
            try:
                each.encode()
            except UnicodeEncodeError as error:
                raise Malformed("half a surrogate pair in a text") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Malformed("a name twice in one object")
    return made


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS or digits == "-0":
        raise Malformed("a number that long, or minus nought")
    return int(digits)


def _refused(text: str) -> Any:
    raise Malformed("a number that is not whole")


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_refused, parse_constant=_refused
)
