"""What statistics of disclosure are taken away as: a sheet to print with charts, and a spreadsheet."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models import vocab
from models.errors import InvalidInput
from models.rules import disclosure_statistics as rules
from models.rules.disclosure_statistics import Figures, per_cent
from services.disclosure.statistics import Statistics, name_of, outcome_words, statistics
from services.excel.streaming import ColumnOut, TableOut
from services.files import Progress, no_progress
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary
    from services.documents.pdf import RenderedPdf
    from services.documents.statistics_facts import StatisticsFacts, StatisticsRow
    from services.excel import Cell

PROFILE: Final = "statistics"
"""The profile of resources/masks.json the sheet passes."""

# the sheet


def facts_of(context: Context, found: Statistics) -> "StatisticsFacts":
    """Return what the sheet and the charts are told; no text of it holds anybody's number."""
    from services.documents.statistics_facts import StatisticsFacts
    from services.masking import masker

    names = [f"{int(month[5:])}月" for month in found.months]
    organ = context.reader.value(
        "SELECT name FROM unit WHERE kind = 'office' AND deleted_at IS NULL ORDER BY id LIMIT 1"
    )
    whole = f"{found.year}年"
    facts = StatisticsFacts(
        whole if len(names) == 12 else f"{whole}1月至{names[-1]}" if len(names) > 1 else f"{whole}1月",
        found.on,
        organ or "",
        tuple(names),
        tuple(_row(name_of(line.community), line.total, line.months) for line in found.lines),
        tuple(_row(name, counted) for name, counted in zip(names, found.total.months, strict=True)),
        _row("合计", found.total.total, found.total.months),
    )
    return masker(context, PROFILE).swept(facts)


def _row(name: str, counted: Figures, months: tuple[Figures, ...] = ()) -> "StatisticsRow":
    from services.documents.statistics_facts import StatisticsRow

    return StatisticsRow(
        name,
        counted.in_time,
        counted.late,
        counted.missing,
        counted.waiting,
        counted.days_late,
        counted.most_days_late,
        counted.objections,
        counted.answered,
        counted.answered_late,
        counted.unanswered_late,
        tuple(per_cent(each.shown, each.due) for each in months),
    )


def sheet(context: Context, found: Statistics, fonts: "FontLibrary | None" = None) -> "RenderedPdf":
    """Set 公开情况统计表: tables, then the charts.

    Args:
        context: for the office's name, the masks and the fonts.
        found: the figures.
        fonts: the fonts where they were found already.

    Raises:
        InvalidInput: there is nothing to tell.
        MissingGlyph: a character no font has.
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.layout.compose import compose
    from services.documents.pdf import render_pages
    from services.documents.sheets import statistics as build
    from services.documents.statistics_chart import charts
    from services.notices.making import font_library

    _something(found)
    facts, faces = facts_of(context, found), fonts or font_library(context)
    return render_pages("公开情况统计表", [*compose(build(facts), faces), *charts(facts, faces)], faces)


def chart(context: Context, found: Statistics, fonts: "FontLibrary | None" = None) -> "RenderedPdf":
    """Draw the charts alone; arguments and errors as for `sheet`."""
    from services.documents.pdf import render_pages
    from services.documents.statistics_chart import charts
    from services.notices.making import font_library

    _something(found)
    faces = fonts or font_library(context)
    return render_pages("公开情况统计图", charts(facts_of(context, found), faces), faces)


def _something(found: Statistics) -> None:
    if found.is_empty:
        raise InvalidInput(f"{found.year}年没有应公开的事项，也没有异议，没有可以统计的。请换一个年份。")


# the spreadsheet


@needs("lists.export")
def export(
    context: Context, year: int, path: Path, *, on: date | None = None, progress: Progress = no_progress
) -> int:
    """Write the figures of a year into a spreadsheet, on the writer's thread; the audit notes it.

    Args:
        context: the office.
        year: which year.
        path: the xlsx that is made or replaced.
        on: the day from which it is seen, today if None.
        progress: told rows written; may raise `Cancelled`, then the file is as it was.

    Returns:
        The number of rows.

    Raises:
        InvalidInput: there is nothing to tell.
        EnvironmentFault: the file cannot be written; what was there before stays.
    """
    from services.excel import write_tables
    from services.exporting.lists import audited

    found = statistics(context, year, on)
    _something(found)
    title = f"{year}年公开情况统计（{found.on}）"
    tables = (
        TableOut("各社区", _columns("社区"), _community_rows(found), title),
        TableOut("各月", _columns("月份"), _month_rows(found), title),
        TableOut("社区和月份", _columns("社区", "月份"), _cell_rows(found), title, fixed=2),
        TableOut("逾期明细", _late_columns(), _late_rows(found), title),
    )
    whole = len(found.lines) * (len(found.months) + 1) + len(found.months) + 2
    whole += len(found.late)
    with audited(context, path) as (_, file, note):
        note.count = write_tables(file, tables, lambda done: progress(done, whole))
    return note.count


def _columns(*firsts: str) -> list[ColumnOut]:
    return [
        *(ColumnOut(label, 16) for label in firsts),
        *(ColumnOut(label, 11) for label in ("应公开", "按时公开", "逾期公开", "逾期未公开", "未到期")),
        ColumnOut("公开率", 10, "per_cent"),
        ColumnOut("按时率", 10, "per_cent"),
        *(ColumnOut(label, 11) for label in ("逾期天数", "最长天数")),
        *(ColumnOut(label, 11) for label in ("异议", "已答复", "逾期答复", "逾期未答复")),
    ]


def _cells(counted: Figures) -> "list[Cell | None]":
    return [
        counted.due,
        counted.in_time,
        counted.late,
        counted.missing,
        counted.waiting,
        _share(counted.shown, counted.due),
        _share(counted.in_time, counted.due),
        counted.days_late,
        counted.most_days_late,
        counted.objections,
        counted.answered,
        counted.answered_late,
        counted.unanswered_late,
    ]


def _share(part: int, whole: int) -> "Cell | None":
    """Return a rate as the number a spreadsheet shows in per cent, with the decimal all other places show."""
    found = rules.thousandths(part, whole)
    return None if found is None else found / 1000


def _community_rows(found: Statistics) -> "Iterator[list[Cell | None]]":
    for line in (*found.lines, found.total):
        yield [name_of(line.community), *_cells(line.total)]


def _month_rows(found: Statistics) -> "Iterator[list[Cell | None]]":
    for month, counted in zip(found.months, found.total.months, strict=True):
        yield [month, *_cells(counted)]
    yield ["合计", *_cells(found.total.total)]


def _cell_rows(found: Statistics) -> "Iterator[list[Cell | None]]":
    for line in found.lines:
        for month, counted in zip(found.months, line.months, strict=True):
            yield [name_of(line.community), month, *_cells(counted)]


def _late_columns() -> list[ColumnOut]:
    return [
        ColumnOut("社区", 16),
        ColumnOut("楼院", 24),
        ColumnOut("公开事项", 30),
        ColumnOut("哪一项", 22),
        ColumnOut("频次", 10),
        ColumnOut("最迟公开", 14, "date"),
        ColumnOut("公开日期", 14, "date"),
        ColumnOut("情况", 12),
        ColumnOut("逾期天数", 11),
        ColumnOut("依据", 30),
    ]


def _late_rows(found: Statistics) -> "Iterator[list[Cell | None]]":
    """Give what was shown late and what is missing, in order of the deadlines."""
    for each in found.late:
        yield [
            name_of(rules.community_of(each)),
            each.courtyard.name,
            each.item.title,
            each.month or each.about,
            vocab.RHYTHM.label(each.item.rhythm),
            date.fromisoformat(each.due),
            date.fromisoformat(each.done_on) if each.done_on else None,
            outcome_words(each, found.on),
            rules.days_late(each, found.on),
            each.item.source,
        ]
