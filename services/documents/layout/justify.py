"""Makes a line exactly as wide as its room: closes up its marks and gaps, or spreads it evenly."""

from __future__ import annotations

from typing import NamedTuple

from services.documents.layout.lines import Line
from services.documents.layout.marks import ANY_MARK, OPENING, TIGHT
from services.documents.layout.measured import GAP, HALF, LEAST_GAP, MOST_GAP, Tweak


class Fitted(NamedTuple):
    """How a line is drawn: `spread` goes after every character, in ems; `tweaks` on top where they stand."""

    spread: float
    tweaks: tuple[Tweak, ...]


def fit(line: Line, room: float, em: float) -> Fitted:
    """Return how a line fills its room exactly.

    Args:
        line: as broken; its unit of length is that of `room` and `em`.
        room: width to fill.
        em: type size.
    """
    slack = (room - line.width) / em
    if abs(slack) < 1e-6 or len(line.text) < 2:
        return Fitted(0.0, line.tweaks)
    return _squeeze(line, -slack) if slack < 0 else _spread(line, slack)


def _squeeze(line: Line, excess: float) -> Fitted:
    """Take the excess from marks and gaps in proportion to what each can give."""
    text, gaps, changed = line.text, line.gaps, {tweak.at for tweak in line.tweaks}
    marks = [index for found in ANY_MARK.finditer(text) if (index := found.start()) not in changed]
    total = HALF * len(marks) + (GAP - LEAST_GAP) * len(gaps)
    share = min(1.0, excess / total) if total else 0.0
    take = share * HALF
    halved = [Tweak(index, take if text[index] in OPENING else 0.0, -take) for index in marks]
    return Fitted(0.0, _changed(line, dict.fromkeys(gaps, -share * (GAP - LEAST_GAP)), halved))


def _spread(line: Line, slack: float) -> Fitted:
    """Open the gaps between Chinese and Latin first, then pull everything apart evenly."""
    text, gaps, last = line.text, line.gaps, len(line.text) - 1
    tight = [found.start() for found in TIGHT.finditer(text)]
    others = last - len(tight) - len(gaps)
    wider = min(MOST_GAP - GAP, slack / len(gaps)) if gaps else 0.0
    slack -= wider * len(gaps)
    each = slack / others if others > 0 else 0.0
    # Where the pull is stronger than a gap may be, the gaps take their part of it.
    shared = others <= 0 or each > MOST_GAP
    if shared and others + len(gaps) > 0:
        each = slack / (others + len(gaps))
    elif others <= 0:
        # One Latin word alone fills its line: only its letters can give.
        each, tight = slack / last, []
    # No place is one of two of these.
    by = dict.fromkeys(gaps, wider if shared else wider - each)
    by.update(dict.fromkeys(tight, -each))
    by[last] = -each
    return Fitted(each, _changed(line, by, []))


def _changed(line: Line, by: dict[int, float], tweaks: list[Tweak]) -> tuple[Tweak, ...]:
    """Return the tweaks of a line together with others, those at the places of `by` changed by so much."""
    for tweak in line.tweaks:
        at, left, delta, joined = tweak
        change = by.pop(at, 0.0)
        tweaks.append(Tweak(at, left, delta + change, joined) if change else tweak)
    tweaks += [Tweak(index, 0.0, change) for index, change in by.items() if change]
    # Places are all different: the tuples are compared by them alone.
    return tuple(sorted(tweaks))
