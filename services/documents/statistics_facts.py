"""What 公开情况统计表 is told: counts of communities and months, nobody's name among them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """A community, a month, or the sum of several.

    Attributes:
        name: what it is called on the sheet.
        in_time, late, missing, waiting: obligations shown by the deadline, after it, not shown though it has
            passed, not shown while it has not.
        days_late, most_days_late: calendar days.
        objections, answered, answered_late, unanswered_late: objections raised, and what came of them.
        months: rates of its months in words, in their order; empty for a month.
    """

    name: str
    in_time: int = 0
    late: int = 0
    missing: int = 0
    waiting: int = 0
    days_late: int = 0
    most_days_late: int = 0
    objections: int = 0
    answered: int = 0
    answered_late: int = 0
    unanswered_late: int = 0
    months: tuple[str, ...] = ()

    @property
    def due(self) -> int:
        """How many had to be shown."""
        return self.in_time + self.late + self.missing

    @property
    def shown(self) -> int:
        """How many were shown."""
        return self.in_time + self.late


@dataclass(frozen=True, slots=True)
class StatisticsFacts:
    """The sheet of a year.

    Attributes:
        period: 2020年, or 2020年1月至10月.
        on: ISO day from which it is seen.
        organ: who made it, "" for nobody.
        months: names of the months, in order.
        communities: a row for each.
        by_month: a row for each month.
        total: the sum of all.
    """

    period: str
    on: str
    organ: str
    months: tuple[str, ...]
    communities: tuple[StatisticsRow, ...]
    by_month: tuple[StatisticsRow, ...]
    total: StatisticsRow
