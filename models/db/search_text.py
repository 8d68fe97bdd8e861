"""How texts and numbers are cut for the search index, and what is asked of it; loads nothing heavy.

A text is cut into overlapping pairs of characters; each pair becomes one plain ASCII token, so that rare
characters that SQLite's tokenizers do not know are found like all others. Numbers are cut into runs of four
digits.

Among a million people the search never looks at all that fit. Two more tokens say where to look first: a
short name as a whole, and that a document is of one of the few (courtyards, organisations, meetings …) and
not of the many (residents). Keys of the few begin with a sign of their own.
"""

from functools import lru_cache
from itertools import pairwise

SEPARATOR = "\x1f"
"""Stands between the fields of a document."""
LONGEST = 64
"""Characters of a name that are searched."""
LONGEST_TEXT = 4000
"""Characters of a text that are searched: minutes, notices."""
FEW = "few"
"""Token of documents that are not of the many."""
FEW_KEY = "!"
"""What keys of such documents begin with; it sorts before every letter."""
_RUN, _WHOLE = 4, 4


@lru_cache(maxsize=60_000)
def _code(character: str) -> str:
    return f"{ord(character):x}"


def word_tokens(folded: str) -> list[str]:
    """Return the pair tokens of a folded text; the last character also stands for itself."""
    codes = [*map(_code, folded)]
    if not codes:
        return []
    tokens = [f"{first}x{second}" for first, second in pairwise(codes)]
    tokens.append(f"{codes[-1]}x")
    return tokens


def whole_token(folded: str) -> str | None:
    """Return the token of a short name as a whole, None for a long one."""
    if not 0 < len(folded) <= _WHOLE:
        return None
    return "w" + "x".join(map(_code, folded))


def digit_tokens(digits: str) -> list[str]:
    """Return the tokens of a number: every run of four digits and the shorter runs at its end."""
    return ["n" + digits[at : at + _RUN] for at in range(len(digits))]


def word_query(folded: str) -> str:
    """Return the full-text query for a folded word of any length; every character is plain text."""
    codes = [*map(_code, folded)]
    if len(codes) == 1:
        return f"{codes[0]}x*"
    return " ".join(f"{first}x{second}" for first, second in pairwise(codes))


def digit_query(digits: str) -> str:
    """Return the full-text query for a part of a number."""
    if len(digits) < _RUN:
        return f"n{digits}*"
    return " ".join(f"n{digits[at : at + _RUN]}" for at in range(len(digits) - _RUN + 1))


def only_digits(value: str) -> str:
    """Return the letters and digits of a phone or document number in lower case."""
    lower = value.lower()
    if lower.isascii() and lower.isalnum():
        return lower
    return "".join(character for character in lower if character.isascii() and character.isalnum())
