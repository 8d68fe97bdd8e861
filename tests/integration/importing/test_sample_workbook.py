"""The sample workbook through the whole import: rehearsed, applied, again, edited, undone, and headless."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from main import main
from services import importing
from services.excel import Cell, SheetOut, read_book, write_book
from services.importing.plan import Remark
from services.office import Context
from tests.helpers.office import rows, value
from tests.unit.importing import books

SAMPLE = Path(__file__).parents[3] / "resources/sample/摸排台账-明湖办事处.xlsx"
COUNTS = {
    "communities": 5,
    "courtyards": 26,
    "committees": 22,
    "committee-members": 112,
    "teams": 23,
    "dwellings": 486,
    "ledger-lines": 77,
}


@pytest.fixture(scope="module")
def sample_plan() -> Any:
    from services.importing.reading import read_plan

    return read_plan(SAMPLE)


def living(office: Context, table: str, where: str = "1 = 1") -> int:
    return int(value(office, f"SELECT count(*) FROM {table} WHERE deleted_at IS NULL AND {where}"))


def applied(office: Context, plan: Any) -> importing.ImportResult:
    return importing.apply(office, importing.rehearse_plan(office, plan), backup=False)


def edited(path: Path, changes: dict[tuple[str, int, int], Cell]) -> Path:
    """Write the sample with some cells changed: (sheet, row and column counted from 0) → value."""
    sheets = []
    for sheet in read_book(SAMPLE).sheets:
        cells = [list(row) for row in sheet.rows]
        for (name, row, column), new in changes.items():
            if name == sheet.name:
                cells[row][column] = new
        sheets.append(SheetOut(sheet.name, cells, sheet.merges))
    write_book(path, sheets)
    return path


def warned(remarks: list[Remark]) -> dict[tuple[str, str], str]:
    return {(each.sheet, each.cell): each.message for each in remarks}


def test_what_the_rehearsal_counts_and_warns_of(office: Context, sample_plan: Any) -> None:
    rehearsal = importing.rehearse_plan(office, sample_plan)
    assert {kind: rehearsal.counts[kind] for kind in COUNTS} == COUNTS
    said = warned(sample_plan.warnings)
    for cell, name in (("J14", "王宝"), ("J38", "马旭先"), ("J56", "王仙")):
        assert name in said["自治组织成员", cell]
        assert "校验码不符" in said["自治组织成员", cell]
    assert sum("校验码" in each.message for each in sample_plan.warnings) == 3
    assert any("中铁隧道局家属院" in text and "9人" in text for text in said.values())
    assert rehearsal.errors == ()
    assert living(office, "courtyard") == 0


def test_applied_in_one_transaction_and_the_same_again_adds_nothing(
    office: Context, sample_plan: Any
) -> None:
    applied(office, sample_plan)
    assert living(office, "unit", "kind = 'community'") == 5
    assert living(office, "courtyard") == 26
    assert living(office, "committee") == 22
    assert living(office, "committee_member") == 112
    assert living(office, "volunteer_team") == 23
    assert living(office, "dwelling") == 486
    assert living(office, "pending_ledger_line") == 77
    assert value(office, "SELECT count(DISTINCT tx_id) FROM sync_change") == 1
    changes = value(office, "SELECT count(*) FROM sync_change")
    again = importing.rehearse_plan(office, sample_plan)
    assert again.is_empty
    assert again.differences == ()
    assert importing.apply(office, again, backup=False).change_records == 0
    assert value(office, "SELECT count(*) FROM sync_change") == changes


def test_values_of_one_courtyard(office: Context, sample_plan: Any) -> None:
    applied(office, sample_plan)
    found = rows(
        office,
        "SELECT c.address, c.built_year, c.building_count, c.household_count, c.household_about, "
        "c.resident_count, c.fire_lane, c.lighting, u.name, o.name "
        "FROM courtyard c JOIN unit u ON u.id = c.unit_id JOIN unit o ON o.id = u.parent_id "
        "WHERE c.name = '郑纺机西院'",
    )
    assert found == [("经开区第八大街127号", None, 6, 168, 1, 397, "no", "damaged", "远大社区", "明湖办事处")]
    posts = rows(
        office,
        "SELECT a.post, r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
        "JOIN courtyard c ON c.id = a.courtyard_id WHERE c.name = '郑纺机西院' ORDER BY a.post",
    )
    assert posts == [("courtyard_head", "张𫖯"), ("group_leader", "张𫖯")]
    assert living(office, "resident", "name = '张𫖯'") == 1


def test_an_edited_file_shows_exactly_the_differences(
    office: Context, sample_plan: Any, tmp_path: Path
) -> None:
    applied(office, sample_plan)
    path = edited(
        tmp_path / "改.xlsx",
        {
            ("楼院摸排", 4, 7): 290.0,
            ("自治组织成员", 13, 9): "410199196103138557",
            ("志愿服务队", 1, 5): "每周一次",
            ("房屋住户", 1, 4): 72.5,
        },
    )
    rehearsal = importing.rehearse(office, path)
    changed = {kind: change.change for kind, change in rehearsal.changes.items() if change.change}
    added = {kind: change.add for kind, change in rehearsal.changes.items() if change.add}
    assert changed == {"courtyards": 1, "residents": 1, "teams": 1, "dwellings": 1}
    assert added == {}
    assert len(rehearsal.differences) == 4
    assert ("总户数", "288", "290") in {(each.field, each.old, each.new) for each in rehearsal.differences}
    importing.apply(office, rehearsal, backup=False)
    assert importing.rehearse(office, path).is_empty


def test_what_was_corrected_in_the_program_and_left_blank_in_the_file_stays(
    office: Context, sample_plan: Any
) -> None:
    applied(office, sample_plan)
    (yard,) = rows(office, "SELECT id FROM courtyard WHERE name = '郑纺机西院'")
    with office.unit_of_work() as work:
        work.update("courtyard", yard[0], {"built_year": 1988, "built_text": None})
        work.commit()
    applied(office, sample_plan)
    assert value(office, "SELECT built_year FROM courtyard WHERE id = ?", yard[0]) == 1988


def test_undone_in_one_step(office: Context, sample_plan: Any) -> None:
    result = applied(office, sample_plan)
    assert result.batch_id is not None
    importing.undo_import(office, result.batch_id)
    for table in (
        "courtyard",
        "committee",
        "committee_member",
        "resident",
        "dwelling",
        "pending_ledger_line",
    ):
        assert living(office, table) == 0, table
    assert [line.undone for line in importing.imports(office)] == [True]
    applied(office, sample_plan)
    assert living(office, "dwelling") == 486


def test_headless_with_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, report = str(tmp_path / "office.db"), tmp_path / "r.json"
    assert main(["--data", data, "import-survey", str(SAMPLE), "--report", str(report)]) == 0
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["applied"] is False
    assert {kind: told["counts"][kind] for kind in COUNTS} == COUNTS
    assert Counter(each["sheet"] for each in told["normalised"]).keys() == {
        "楼院摸排", "自治组织成员", "志愿服务队", "房屋住户", "收支明细",
    }  # fmt: skip
    assert set(told["normalised"][0]) >= {"sheet", "cell", "field", "old", "new"}
    assert set(told["warnings"][0]) >= {"sheet", "cell", "code", "message"}
    assert main(["--data", data, "import-survey", str(SAMPLE), "--apply", "--report", str(report)]) == 0
    assert json.loads(report.read_text(encoding="utf-8"))["applied"] is True
    capsys.readouterr()
    assert main(["--data", data, "list", "dwellings", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 486


def test_headless_a_hostile_file_gives_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(tmp_path / "office.db")
    far = books.with_cell(
        tmp_path / "far.xlsx",
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    )
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(SAMPLE.read_bytes()[:9000])
    strange = tmp_path / "strange.xlsx"
    write_book(strange, [SheetOut("说明", [["谢谢", "配合"], ["再见", "大家"]])])
    for path, said in (
        (far, "XFD1048576"),
        (cut, "不完整或已损坏"),
        (strange, "没有认出"),
        (tmp_path / "无.xlsx", "无.xlsx"),
    ):
        assert main(["--data", data, "import-survey", str(path), "--apply"]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1
        assert "Traceback" not in error
    assert main(["--data", data, "list", "courtyards", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
