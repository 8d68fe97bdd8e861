"""Statistics of disclosure over a database: who showed what, the spreadsheet, the sheet, the command."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pdfminer.high_level import extract_text

import main
from models.errors import InvalidInput
from models.rules.disclosure_statistics import Figures
from services import statistics_out
from services.disclosure import obligations, statistics
from services.files import Cancelled
from services.notices.making import font_library
from services.office import Context
from tests.helpers.duties import entry, furnish
from tests.helpers.office import DAY_MS, FixedClock, NewOffice, add, community, courtyard


@pytest.fixture
def town(office: Context, clock: FixedClock) -> Context:
    """The office on 2020-10-16, with two communities."""
    clock.advance(30 * DAY_MS)
    furnish(office)
    return office


def monthly(found: statistics.Statistics, name: str, month: str) -> list[tuple[str, str | None]]:
    """Return code and day of what a community owed in a month for a month before."""
    return sorted(
        (each.item.code, each.done_on)
        for each in found.duties
        if each.month and each.courtyard.community == name and each.due[:7] == month
    )


def test_a_year_by_community_and_month(town: Context) -> None:
    found = statistics.statistics(town, 2020)
    assert found.on == "2020-10-16"
    assert found.months == tuple(f"2020-{each:02d}" for each in range(1, 11))
    assert [line.community.name for line in found.lines] == ["安飞社区", "远大社区"]
    assert monthly(found, "安飞社区", "2020-09") == [
        ("charges", "2020-09-09"),
        ("parking", "2020-09-09"),
        ("public_space", "2020-09-09"),
        ("staff", "2020-09-14"),
        ("supplies", "2020-09-09"),
    ]
    near, far = found.lines
    september = near.months[8]
    # due on 2020-09-10: four in time by one sheet, the cost of staff four days late
    assert september.in_time >= 4
    assert (september.late, september.days_late, september.most_days_late) == (1, 4, 4)
    assert (september.objections, september.answered, september.answered_late) == (2, 2, 1)
    assert near.months[9].unanswered_late == 1
    # 2020-10-10 was worked in place of a holiday: six days ago
    missing = [each for each in found.late_in(far.community, "2020-10") if each.month]
    assert len(missing) == 5
    assert {each.due for each in missing} == {"2020-10-10"}
    assert far.months[9].most_days_late == 6
    assert far.total.answered == 0


def test_the_figures_are_those_of_the_obligations(town: Context) -> None:
    found = statistics.statistics(town, 2020)
    counted = obligations.counts(town)
    whole = found.total.total
    assert whole.shown == counted.done
    assert whole.missing == counted.overdue
    assert whole.due + whole.waiting == len(found.duties)
    assert whole.late + whole.missing == len(found.late) == len(found.late_in(None, None))
    for line in found.lines:
        assert line.total.late + line.total.missing == len(found.late_in(line.community, None))


def test_seen_from_an_earlier_day_nothing_later_is_known(town: Context) -> None:
    found = statistics.statistics(town, 2020, date(2020, 9, 16))
    near = found.lines[0]
    assert len(found.months) == 9
    assert (near.total.objections, near.total.answered, near.total.unanswered_late) == (2, 0, 0)
    before = statistics.statistics(town, 2020, date(2020, 9, 11)).lines[0]
    assert before.total.objections == 1
    assert before.months[8].late == 0
    assert statistics.statistics(town, 2020, date(2020, 9, 10)).lines[0].total.objections == 0


def test_the_number_of_queries_does_not_grow(town: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    reader = type(town.reader)
    plain = reader.all

    def noting(self: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return plain(self, sql, *more)

    monkeypatch.setattr(reader, "all", noting)
    statistics.statistics(town, 2020)  # the first question also reads the rules of the office
    asked.clear()
    statistics.statistics(town, 2020)
    before = len(asked)
    for number in range(5):
        entry(town, courtyard(town, f"{number}号院", community(town, f"第{number}社区")), "2020-08")
    asked.clear()
    assert len(statistics.statistics(town, 2020).lines) == 7
    assert len(asked) == before < 40


def test_a_year_that_has_not_begun_is_told(town: Context) -> None:
    with pytest.raises(InvalidInput, match="2021年还没有到"):
        statistics.statistics(town, 2021)
    with pytest.raises(InvalidInput):
        statistics.statistics(town, 0)


def test_years_go_back_to_the_first_record(office: Context, town: Context) -> None:
    assert statistics.years(town) == (2020, 2019)
    obligations.set_start(town, "2017-5-1")
    assert statistics.years(town) == (2020, 2019, 2018, 2017)


def test_an_office_without_anything(office: Context, tmp_path: Path) -> None:
    found = statistics.statistics(office, 2020)
    assert found.is_empty
    assert found.total.total == Figures()
    assert statistics.years(office) == (2020,)
    out = tmp_path / "out.xlsx"
    with pytest.raises(InvalidInput, match="没有可以统计的"):
        statistics_out.export(office, 2020, out)
    with pytest.raises(InvalidInput, match="没有可以统计的"):
        statistics_out.sheet(office, found)
    assert not out.exists()


def test_the_spreadsheet_holds_numbers(town: Context, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    told: list[tuple[int, int]] = []
    count = statistics_out.export(town, 2020, out, progress=lambda done, whole: told.append((done, whole)))
    found = statistics.statistics(town, 2020)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["各社区", "各月", "社区和月份", "逾期明细"]
    rows = list(book["各社区"].iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows] == ["安飞社区", "远大社区", "合计"]
    whole = found.total.total
    assert rows[-1][1:6] == (whole.due, whole.in_time, whole.late, whole.missing, whole.waiting)
    assert rows[-1][8:] == (whole.days_late, whole.most_days_late, 3, 2, 1, 1)
    assert rows[0][6] == round(1000 * found.lines[0].total.shown / found.lines[0].total.due) / 1000
    assert book["各社区"]["G3"].number_format == "0.0%"
    assert sum(row[2] for row in book["社区和月份"].iter_rows(min_row=3, values_only=True)) == whole.due
    late = list(book["逾期明细"].iter_rows(min_row=3, values_only=True))
    assert len(late) == whole.late + whole.missing
    assert sum(row[8] for row in late) == whole.days_late
    staff = next(row for row in late if row[7] == "逾期公开" and row[3] == "2020-08")
    assert [each.date().isoformat() for each in staff[5:7]] == ["2020-09-10", "2020-09-14"]
    assert told[-1] == (count, count)


def test_a_cancelled_export_leaves_no_file(town: Context, tmp_path: Path) -> None:
    def cancel(done: int, whole: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        statistics_out.export(town, 2020, tmp_path / "out.xlsx", progress=cancel)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_the_sheet_has_tables_charts_and_nobodys_name(town: Context) -> None:
    add(town, "residents", name="欧阳修远", phone="13812345678")
    found = statistics.statistics(town, 2020)
    made = statistics_out.sheet(town, found, font_library(town))
    text = extract_text(BytesIO(made.data))
    rate = statistics.per_cent(found.total.total.shown, found.total.total.due)
    for said in (
        "公开情况统计表",
        "安飞社区",
        "远大社区",
        "2020年1月至10月",
        rate,
        "各月公开情况",
        "各社区公开情况",
    ):
        assert said in text, said
    assert "欧阳修远" not in text
    assert statistics_out.chart(town, found).pages == 2
    assert statistics_out.sheet(town, found).data == made.data


def test_a_community_is_called_by_name_only(town: Context) -> None:
    """A number somebody wrote into a name does not get onto the sheet."""
    person = "13812345678"
    add(town, "residents", name="欧阳修远", phone=person)
    yard = courtyard(town, "三院", community(town, f"南曹社区{person}"))
    entry(town, yard, "2020-09")
    facts = statistics_out.facts_of(town, statistics.statistics(town, 2020))
    assert all(person not in row.name for row in facts.communities)


@pytest.mark.local_file("the command line opens files")
def test_the_command_line_tells_the_same(
    town: Context, new_office: NewOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = town.database.path
    new_office.close(town)

    def run(*words: str) -> tuple[int, str, str]:
        code = main.main(["--data", str(path), "--user", "王芳", "statistics", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    code, out, _ = run("--year", "2020", "--json")
    told = json.loads(out)
    assert code == 0
    assert {"due", "in_time", "late", "missing", "rate", "days_late"} <= set(told["total"])
    assert sum(each["due"] for each in told["communities"]) == told["total"]["due"]
    assert sum(each["missing"] for each in told["months"].values()) == told["total"]["missing"]
    assert run("--year", "2020")[1].splitlines()[-2].startswith("合计\t应公开")
    for name in ("out.xlsx", "out.pdf"):
        assert run("--year", "2020", "--out", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).stat().st_size > 1000
    code, _, error = run("--year", "去年")
    assert (code, error.strip()) == (2, "“去年”不是年份，请写成 2026。")
    code, _, error = run("--year", "2020", "--out", str(tmp_path / "out.docx"))
    assert code == 2
    assert "请以 .xlsx 或 .pdf 结尾" in error
