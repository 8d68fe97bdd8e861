"""How Chinese marks are placed in their em, whatever a face does: closing ones left, opening ones right.

Faces differ: some set “” as narrow as Latin ones, some centre the comma, some draw the dash shorter than an
em. Lines can only be set evenly, and marks halved, when each mark takes an em and its ink stands in the
half where GB/T 15834 puts it.
"""

from __future__ import annotations

from dataclasses import dataclass

OPENING = "“‘（〔【《〈「『〖［｛"
CLOSING = "、，。：；！？”’）〕】》〉」』〗］｝"
CENTRED = "·"
FULL_WIDTH = frozenset(OPENING + CLOSING + CENTRED)

# Ink that keeps within these needs no move; else it is moved to the target, in ems.
_LEFT_HALF, _RIGHT_HALF = 0.53, 0.47
_LOW_MARK, _CLOSE, _OPEN = 0.1, 0.06, 0.94
_WIDEST = 0.55
_OVERLAP = 0.005


@dataclass(frozen=True, slots=True)
class Form:
    """What is done to a glyph before it is placed, in ems: stretched by `scale`, then moved by `shift`."""

    shift: float = 0.0
    scale: float = 1.0


PLAIN = Form()


def mark_form(char: str, ink: tuple[float, float]) -> Form:
    """Return how a mark is moved so that its ink stands in its half of the em.

    Args:
        char: one of `FULL_WIDTH`; others are left alone.
        ink: left and right edge of the ink in ems.
    """
    left, right = ink
    if char not in FULL_WIDTH or right - left > _WIDEST:
        return PLAIN
    if char in CENTRED:
        return Form(0.5 - (left + right) / 2)
    if char in OPENING:
        return PLAIN if left >= _RIGHT_HALF and right <= 1 else Form(_OPEN - right)
    if right <= _LEFT_HALF and left >= 0:
        return PLAIN
    if char in "：；！？":
        return Form(0.25 - (left + right) / 2)
    return Form((_LOW_MARK if char in "、，。" else _CLOSE) - left)


def dash_form(ink: tuple[float, float]) -> Form:
    """Return how one half of a two-em dash is stretched to meet the other half."""
    left, right = ink
    if right - left < 0.5:
        return PLAIN
    scale = (1 + 2 * _OVERLAP) / (right - left)
    return Form(-_OVERLAP - left * scale, scale)
