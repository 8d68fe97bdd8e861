"""What the page 收支账 is about: a courtyard, one of its accounts, a month."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.ledgers import Account
    from services.ledgers.overview import MonthLine
    from services.office import Context


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is.

    Attributes:
        courtyard: the courtyard, and
        name: what it is called.
        accounts: its accounts, those in use first.
        account: the account that is shown; None where there is none, or for all of them.
        month: YYYY-MM, "" for all months.
        months: all of its months, the earliest first.
        closed_through: its last closed month, None while none is closed.
    """

    courtyard: bytes
    name: str
    accounts: "tuple[Account, ...]"
    account: "Account | None"
    month: str
    months: "tuple[MonthLine, ...]"
    closed_through: str | None

    @property
    def takes_lines(self) -> bool:
        """Whether lines can be typed: into one account, in a month that is open."""
        shut = any(line.month == self.month and line.shut for line in self.months)
        one = self.account is not None or not self.accounts
        return one and not shut and (self.account is None or self.account.closed_on is None)

    @property
    def nothing(self) -> str:
        """What is said where there are no rows and none can be typed."""
        if self.line is not None and self.line.shut:
            return "这个月已月结，没有收支。"
        return "全部账户合在一起看；要记账，请在上面选一个账户。" if self.account is None else "还没有收支。"

    def continues(self, before: "Place") -> bool:
        """Tell whether it shows the register of another place; the first entry makes its account."""
        one, other = (each.account.id if each.account else None for each in (before, self))
        first = not before.accounts and self.account is not None
        same = before.courtyard == self.courtyard and before.month == self.month
        return same and (one == other or first)

    @property
    def line(self) -> "MonthLine | None":
        """The month that is shown, None for all of them."""
        return next((each for each in self.months if each.month == self.month), None)


@dataclass(frozen=True, slots=True)
class Read:
    """What is read of a courtyard; `waiting` lines of an import are not booked yet."""

    accounts: "tuple[Account, ...]"
    months: "tuple[MonthLine, ...]"
    closed_through: str | None
    waiting: int = 0


def read(context: "Context", courtyard: bytes) -> Read:
    """Return what the page shows of a courtyard; on the reader's thread."""
    from services import ledgers
    from services.ledgers.overview import month_lines, waiting

    return Read(
        ledgers.accounts(context, courtyard),
        month_lines(context, courtyard),
        ledgers.closed_through(context.reader, courtyard),
        waiting(context, courtyard),
    )
