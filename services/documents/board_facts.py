"""What the working sheets of boards are told: the walk of a day, and the blank form for objections."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WalkLineFacts:
    """One thing to do.

    Attributes:
        act: 张贴 or 取下.
        number, title: of the notice.
        day: ISO day it is due, "" for none.
        remark: 逾期, what it corrects.
    """

    act: str
    number: str
    title: str
    day: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class WalkBoardFacts:
    """A board of the walk: its courtyard, name with place, what its QR code holds, and what is to be done.

    `warning` is a sentence under the table, "" for none.
    """

    courtyard: str
    board: str
    payload: str
    lines: tuple[WalkLineFacts, ...]
    warning: str = ""


@dataclass(frozen=True, slots=True)
class WalkFacts:
    """The walk of a day through the courtyards of a community."""

    community: str
    on: str
    boards: tuple[WalkBoardFacts, ...]


@dataclass(frozen=True, slots=True)
class ObjectionFormFacts:
    """What stands on top of 空白异议登记表: the notice, its number, its period, and who takes objections."""

    place: str
    number: str
    title: str
    period: str
    organ: str
    contact: str = ""
    reply_days: int | None = None
