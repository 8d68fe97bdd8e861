"""Working days: which days are worked, adding working days to a day, counting them (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_ONE = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Monday to Friday are worked, Saturday and Sunday are free, unless a day is named otherwise.

    Attributes:
        holidays: free days that would be worked.
        workdays: worked days that would be free (调休上班).
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    @classmethod
    def of(cls, holidays: Iterable[date] = (), workdays: Iterable[date] = ()) -> "WorkingDays":
        """Return the calendar of these days; a day named both ways is worked."""
        return cls(frozenset(holidays), frozenset(workdays))

    def is_working(self, day: date) -> bool:
        """Tell whether a day is worked."""
        if day in self.workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def on_or_after(self, day: date) -> date:
        """Return the day itself when it is worked, else the next one that is (民法典 203)."""
        while not self.is_working(day):
            day += _ONE
        return day

    def add(self, day: date, count: int) -> date:
        """Return the last of `count` working days that follow a day, it is not counted itself (民法典 201).

        Args:
            day: what the days are counted from, worked or not.
            count: how many working days; for nought the day itself, or the next one that is worked.

        Raises:
            ValueError: `count` is below nought.
        """
        if count < 0:
            raise ValueError("working days are counted forward")
        if count == 0:
            return self.on_or_after(day)
        while count:
            day = self.on_or_after(day + _ONE)
            count -= 1
        return day

    def count(self, after: date, last: date) -> int:
        """Return how many working days lie after a day, up to and with another; none when it is not later."""
        days = 0
        while after < last:
            after += _ONE
            days += self.is_working(after)
        return days
