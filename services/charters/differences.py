"""What differs between two versions of a text, sentence by sentence."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "added", "removed"]

_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；]+[”」』）)]*|\n|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of sentences that is in both texts, only in the new one, or only in the old one.

    A piece that ends a line of its text ends with a line break.
    """

    change: Change
    text: str


def sentences(text: str) -> list[str]:
    """Return a text in sentences, which put together are the text again; a line break ends one."""
    return [found for found in _SENTENCE.findall(text) if found]


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """Return the old and the new text woven together: what stayed, went and came, in order.

    Without what was removed it is the new text, without what was added the old one.
    """
    before, after = sentences(old), sentences(new)
    pieces: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(after[c:d])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(after[c:d])))
    return tuple(pieces)


def counted(pieces: tuple[Piece, ...]) -> tuple[int, int]:
    """Return how many sentences came and how many went, line breaks not counted."""
    found = {"added": 0, "removed": 0, "same": 0}
    for piece in pieces:
        found[piece.change] += sum(1 for each in sentences(piece.text) if each.strip())
    return found["added"], found["removed"]
