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
