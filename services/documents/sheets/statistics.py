"""公开情况统计表: what the communities of an office had to show in a year, and what they showed."""

from __future__ import annotations

from models.rules.disclosure_statistics import per_cent
from services.documents.model import Column, Document, Heading, Margins, Note, Table
from services.documents.statistics_facts import StatisticsFacts, StatisticsRow
from services.documents.wording import chinese_date

_MARGINS = Margins(top=18.0, left=15.0, right=15.0, bottom=18.0)
"""A table for the office, lying: as much of it on a page as can be read."""
_COUNTS = ("应公开", "按时公开", "逾期公开", "逾期未公开", "公开率", "按时率", "逾期天数", "最长天数")
_OBJECTIONS = ("异议", "已答复", "逾期答复", "逾期未答复")


def statistics(facts: StatisticsFacts) -> Document:
    """Build the sheet: a table of counts by community, one of rates by month, what the words mean.

    Args:
        facts: the counts.
    """
    rows = (*facts.communities, facts.total)
    counts = Table(
        (Column("社区", 1.9, "left"), *(Column(label) for label in (*_COUNTS, *_OBJECTIONS))),
        tuple(_counts(row) for row in rows),
    )
    rates = Table(
        (Column("社区", 1.9, "left"), *(Column(month, 0.95) for month in facts.months), Column("合计", 1.0)),
        tuple((row.name, *row.months, per_cent(row.shown, row.due)) for row in rows),
    )
    waiting = f"（共{facts.total.waiting}项）" if facts.total.waiting else ""
    note = (
        "按公开期限所在的月份统计，异议按提出的月份。应公开：期限已过的和已经公开的，期限未到、还没公开的不算"
        f"{waiting}。公开率＝已公开÷应公开，按时率＝按时公开÷应公开。"
        f"逾期天数是自然日，未公开的算到{chinese_date(facts.on)}。"
    )
    return Document(
        title="公开情况统计表",
        subtitle=f"{facts.period}（{chinese_date(facts.on)}统计）",
        blocks=(
            Heading("一、各社区公开和异议情况"),
            counts,
            Heading("二、各社区每月公开率"),
            rates,
            Note(f"注：{note}"),
        ),
        landscape=True,
        unit=facts.organ,
        issue_date=facts.on,
        margins=_MARGINS,
    )


def _counts(row: StatisticsRow) -> tuple[str, ...]:
    numbers = (row.due, row.in_time, row.late, row.missing)
    delays = (row.days_late, row.most_days_late)
    objections = (row.objections, row.answered, row.answered_late, row.unanswered_late)
    rates = (per_cent(row.shown, row.due), per_cent(row.in_time, row.due))
    return (row.name, *map(str, numbers), *rates, *map(str, delays), *map(str, objections))
