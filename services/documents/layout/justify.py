"""Makes a line exactly as wide as its room: closes up its marks and gaps, or spreads it evenly."""

from __future__ import annotations

from dataclasses import dataclass

from services.documents.layout.lines import Line
from services.documents.layout.marks import ANY_MARK, HAN_LATIN, OPENING, TIGHT
from services.documents.layout.measured import GAP, HALF, LEAST_GAP, MOST_GAP, Tweak


@dataclass(frozen=True, slots=True)
class Fitted:
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
    text, tweaks = line.text, {tweak.at: tweak for tweak in line.tweaks}
    marks = [index for found in ANY_MARK.finditer(text) if (index := found.start()) not in tweaks]
    gaps = _gaps(text)
    total = HALF * len(marks) + (GAP - LEAST_GAP) * len(gaps)
    share = min(1.0, excess / total) if total else 0.0
    for index in marks:
        take = share * HALF
        tweaks[index] = Tweak(index, take if text[index] in OPENING else 0.0, -take)
    for index in gaps:
        _change(tweaks, index, -share * (GAP - LEAST_GAP))
    return Fitted(0.0, _sorted(tweaks))


def _spread(line: Line, slack: float) -> Fitted:
    """Open the gaps between Chinese and Latin first, then pull everything apart evenly."""
    text, last = line.text, len(line.text) - 1
    tweaks = {tweak.at: tweak for tweak in line.tweaks}
    gaps = _gaps(text)
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
    for index in gaps:
        _change(tweaks, index, wider if shared else wider - each)
    for index in tight:
        _change(tweaks, index, -each)
    _change(tweaks, last, -each)
    return Fitted(each, _sorted(tweaks))


def _change(tweaks: dict[int, Tweak], index: int, by: float) -> None:
    before = tweaks.get(index)
    if before is not None:
        _, left, delta, joined = before
        tweaks[index] = Tweak(index, left, delta + by, joined)
    elif by:
        tweaks[index] = Tweak(index, 0.0, by)


def _gaps(text: str) -> list[int]:
    return [found.start() for found in HAN_LATIN.finditer(text)]


def _sorted(tweaks: dict[int, Tweak]) -> tuple[Tweak, ...]:
    # Places are all different: the tuples are compared by them alone.
    return tuple(sorted(tweaks.values()))
