"""Whether somebody agrees to a use of personal data on a day (personal information protection law, 14 to 16).

Days are ISO texts with the precision that is known; they compare as texts.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """One consent.

    Attributes:
        given_on: ISO day.
        withdrawn_on: ISO day, "" while it holds.
    """

    given_on: str
    withdrawn_on: str = ""

    def holds(self, day: str) -> bool:
        """Return whether it is given on an ISO day: from its day on, until the day it is withdrawn."""
        return self.given_on <= day and (not self.withdrawn_on or day < self.withdrawn_on)


def agreed_since(consents: Iterable[Given], day: str, noted_on: str = "") -> str:
    """Return since when somebody agrees on a day, "" when not.

    A withdrawal also ends what was noted elsewhere before it.

    Args:
        consents: all of this person for this use.
        day: ISO day that is asked about.
        noted_on: ISO day of a consent noted without a record of its own, "" for none.
    """
    given = list(consents)
    if noted_on and not any(each.withdrawn_on and noted_on <= each.withdrawn_on <= day for each in given):
        given.append(Given(noted_on))
    return max((each.given_on for each in given if each.holds(day)), default="")
