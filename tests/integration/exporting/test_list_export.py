"""Export of lists as they are shown: typed cells, order, selection, cancelling, the audit."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.errors import EnvironmentFault
from services import audit_log, lists, records
from services.excel import read_book, streaming
from services.exporting.cells import cell_of
from services.exporting.lists import ListExport, export_list
from services.files import Cancelled
from services.office import Context
from services.subjects import ALL, BY_KIND, Column
from tests.helpers.office import add, community, courtyard, resident

RISKY = ("=1+1", "+86 371", "-5", "@home", "\tx", "\rx", "＝SUM(A1)", "'=甲", "''", "'普通")


def sheet(path: Path) -> Any:
    return openpyxl.load_workbook(path).active


def cells(path: Path) -> list[list[Any]]:
    return [list(row) for row in sheet(path).iter_rows(values_only=True)]


def yards(office: Context) -> None:
    unit = community(office)
    courtyard(office, "10号院", unit, household_count="约168", built_year="90年代", party_total=3)
    courtyard(office, "2号院", unit, household_count="288", built_year="1996")
    courtyard(office, "9号院", unit)


def test_numbers_dates_and_texts_keep_their_types(office: Context, tmp_path: Path) -> None:
    yards(office)
    query = lists.ListQuery("courtyards", columns=("built_year", "name", "household_count"))
    assert export_list(office, ListExport(query), tmp_path / "院.xlsx") == 3
    assert cells(tmp_path / "院.xlsx") == [
        ["建成年份", "楼院", "户数"],
        [1996, "2号院", 288],
        [None, "9号院", None],
        ["90年代", "10号院", "约168"],
    ]
    yard = office.reader.value("SELECT id FROM courtyard WHERE name = '2号院'")
    add(office, "teams", name="巡逻一队", courtyard_id=yard, kind="patrol", founded="2020.8.3")
    add(office, "teams", name="巡逻二队", courtyard_id=yard, kind="patrol", founded="2020年9月")
    export_list(
        office, ListExport(lists.ListQuery("teams", columns=("founded", "kind"))), tmp_path / "队.xlsx"
    )
    found = sheet(tmp_path / "队.xlsx")
    dates = {found.cell(row, 1).value for row in (2, 3)}
    assert dates == {datetime.datetime(2020, 8, 3), "2020年9月"}  # noqa: DTZ001 - a day of a sheet
    assert found.cell(2, 2).value == "巡逻队"
    assert 'yyyy"年"m"月"d"日"' in {found.cell(row, 1).number_format for row in (2, 3)}


def test_documents_and_telephones_are_text(office: Context, tmp_path: Path) -> None:
    resident(office, "王芳", id_number="410199196602173218", phone="138 1234 5678")
    names = tuple(column.name for column in BY_KIND["residents"].columns)
    wanted = ListExport(lists.ListQuery("residents", columns=names), whole=True)
    export_list(office, wanted, tmp_path / "a.xlsx")
    row = cells(tmp_path / "a.xlsx")[1]
    assert "410199196602173218" in row or "id_number" not in names
    assert "13812345678" in row


def test_filter_search_order_and_selection_are_those_of_the_list(office: Context, tmp_path: Path) -> None:
    yards(office)
    query = lists.ListQuery("courtyards", text="号院", sort="name", descending=True, columns=("name",))
    path = tmp_path / "院.xlsx"
    export_list(office, ListExport(query), path)
    assert cells(path) == [["楼院"], ["10号院"], ["9号院"], ["2号院"]]
    chosen = lists.ids(office, query)
    assert export_list(office, ListExport(query, chosen[16:]), path) == 2
    assert cells(path) == [["楼院"], ["9号院"], ["2号院"]]


def test_the_sheet_is_ready_to_work_and_print_with(office: Context, tmp_path: Path) -> None:
    yards(office)
    export_list(
        office, ListExport(lists.ListQuery("courtyards", columns=("name", "note"))), tmp_path / "a.xlsx"
    )
    found = sheet(tmp_path / "a.xlsx")
    assert found.title == "楼院"
    assert found["A1"].font.b
    assert found.column_dimensions["A"].width > 15
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref == "A1:B4"
    assert found.page_setup.orientation == "landscape"
    assert int(found.page_setup.paperSize) == 9
    assert found.print_title_rows == "$1:$1"


@pytest.mark.parametrize("described", ALL, ids=lambda each: each.kind)
def test_every_subject_can_be_exported(described: Any, office: Context, tmp_path: Path) -> None:
    for suffix in ("xlsx", "csv"):
        assert export_list(office, ListExport(lists.ListQuery(described.kind)), tmp_path / f"a.{suffix}") >= 0
    assert cells(tmp_path / "a.xlsx")[0][0] == described.columns[0].label


def test_a_kind_of_field_that_is_new_is_written_as_it_is_shown() -> None:
    column = Column("x", "某", "t.x", kind="something new")  # type: ignore[arg-type]
    assert cell_of(column, 5) == "5"
    assert cell_of(column, None) == ""


def test_b21_names_like_formulas_stay_names(office: Context, tmp_path: Path) -> None:
    for name in RISKY:
        with office.unit_of_work() as work:
            work.insert("resident", {"name": name})
            work.commit()
    wanted = ListExport(lists.ListQuery("residents", columns=("name",)))
    export_list(office, wanted, tmp_path / "a.xlsx")
    for row in sheet(tmp_path / "a.xlsx").iter_rows(min_row=2):
        assert row[0].data_type in ("s", "inlineStr")
    assert {row[0] for row in read_book(tmp_path / "a.xlsx").sheets[0].rows[1:]} == set(RISKY)
    export_list(office, wanted, tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    assert '\n"\'=1+1"\r' in text
    assert '\n"\'＝SUM(A1)"\r' in text
    assert '\n"\'普通"\r' in text  # nothing is neutralised that is no formula
    assert {str(row[0]) for row in read_book(tmp_path / "a.csv").sheets[0].rows[1:]} == set(RISKY)


def test_numbers_below_nothing_are_no_formulas_in_csv(office: Context, tmp_path: Path) -> None:
    with office.unit_of_work() as work:
        work.insert("pending_ledger_line", {"amount": -1250, "on_date": "2020-09-01"})
        work.commit()
    wanted = ListExport(lists.ListQuery("ledger-lines", columns=("on_date", "amount")))
    export_list(office, wanted, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().decode("utf-8-sig").split("\r\n")[1] == '"2020-09-01",-12.5'


def test_cancelled_or_failed_leaves_what_was_there(office: Context, tmp_path: Path) -> None:
    yards(office)
    path = tmp_path / "out" / "a.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"before")

    def stop(calls: int) -> Any:
        def told(done: int, whole: int) -> None:
            nonlocal calls
            calls -= 1
            if calls < 0:
                raise Cancelled

        return told

    for calls in (0, 1, 3):  # among the rows, and while the file is being packed
        with pytest.raises(Cancelled):
            export_list(office, ListExport(lists.ListQuery("courtyards")), path, progress=stop(calls))
    nowhere = tmp_path / "file"
    nowhere.write_bytes(b"")
    with pytest.raises(EnvironmentFault):
        export_list(office, ListExport(lists.ListQuery("courtyards")), nowhere / "a.xlsx")
    assert path.read_bytes() == b"before"
    assert [each.name for each in path.parent.iterdir()] == ["a.xlsx"]
    assert "导出" not in {line.action for line in audit_log.recent(office)}
    courtyard(office, "之后还能保存")
    assert records.read(office, "courtyards", lists.ids(office, lists.ListQuery("courtyards"))[:16])


def test_a_disk_that_is_full_is_named(
    office: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import zipfile

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(zipfile.ZipFile, "write", full)
    with pytest.raises(EnvironmentFault, match="磁盘空间不足"):
        export_list(office, ListExport(lists.ListQuery("courtyards")), tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_what_does_not_fit_one_sheet_goes_on_in_the_next(
    office: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    yards(office)
    monkeypatch.setattr(streaming, "MOST_ROWS", 3)
    export_list(office, ListExport(lists.ListQuery("courtyards", columns=("name",))), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["楼院", "楼院 2"]
    assert [row[0] for row in book["楼院 2"].iter_rows(values_only=True)] == ["楼院", "10号院"]


def test_the_audit_says_who_what_and_how_many(office: Context, tmp_path: Path) -> None:
    yards(office)
    export_list(office, ListExport(lists.ListQuery("courtyards")), tmp_path / "院.xlsx")
    line = audit_log.recent(office)[0]
    assert (line.user, line.action, line.subject, line.label) == ("王芳", "导出", "楼院", "院.xlsx，3行")
