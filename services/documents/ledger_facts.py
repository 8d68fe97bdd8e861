"""What the sheets about money are told: plain values of a month; amounts in whole fen (policy 3.5b)."""

from __future__ import annotations

from dataclasses import dataclass

from services.documents.meeting_facts import Place, Posting


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """A post in the cost of staff: what it is, how many people (None where nobody said), fen, remark."""

    post: str
    heads: int | None
    amount: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """Who answers for a month: who made the statement, who checked it, whether one person did both."""

    prepared_by: str
    checked_by: str
    single: bool = False


@dataclass(frozen=True, slots=True)
class AccountsFacts:
    """What 月度收支公开表 shows.

    Attributes:
        place: the courtyard.
        month: the month in words, 2020年9月.
        posting: how it hangs and where to object.
        opening: balance carried over from the month before.
        income: kinds with their amounts, those with nought as well.
        expense: the same of payments.
        staff: what of the payments went to staff.
        closing: balance at the end.
        vouchers: numbers of the vouchers, runs as ranges.
        entries: how many receipts and payments there were.
        closed: who closed the month, None while it is open.
    """

    place: Place
    month: str
    posting: Posting
    opening: int
    income: tuple[tuple[str, int], ...]
    expense: tuple[tuple[str, int], ...]
    staff: tuple[StaffFacts, ...]
    closing: int
    vouchers: tuple[str, ...] = ()
    entries: int = 0
    closed: ClosingFacts | None = None


@dataclass(frozen=True, slots=True)
class StaffCostFacts:
    """What 人员费用公开表 shows; attributes as of `AccountsFacts`."""

    place: Place
    month: str
    posting: Posting
    staff: tuple[StaffFacts, ...]
    closed: ClosingFacts | None = None
