"""Corrections made in the rehearsal: a cell, a row left out, the courtyard of a sheet, and when they fit."""

from __future__ import annotations

from typing import Any

from services.excel import Fault, Merge, Sheet
from services.importing.corrections import Correction, corrected, row_of, with_correction
from services.importing.plan import Plan
from services.importing.reading import plan_from_sheets

HEADS: list[Any] = ["社区", "楼院", "总户数", "书记"]
ROWS: list[list[Any]] = [
    ["远大社区", "一号院", "好几家", "王芳"],
    ["", "二号院", 50.0, "李明"],
    ["", "三号院", 60.0, "同上"],
]


def sheet(**more: Any) -> Sheet:
    return Sheet("摸排", [list(HEADS), *(list(row) for row in ROWS)], **more)


def plan_of(*corrections: Correction, read: Sheet | None = None) -> Plan:
    return plan_from_sheets(corrected([read or sheet()], corrections), "a.xlsx", "")


def test_a_cell_is_read_as_it_was_typed_anew_and_the_sheet_stays() -> None:
    read = sheet()
    plan = plan_of(Correction("摸排", "C2", "约110户"), read=read)
    assert plan.courtyards[0].values["household_count"] == 110
    assert plan.courtyards[0].values["household_about"] is True
    assert read.rows[1][2] == "好几家"
    (done,) = plan.corrected
    assert (done.cell, done.old, done.text) == ("C2", "好几家", "约110户")
    assert done.mark


def test_a_correction_fits_its_own_row_only() -> None:
    (done,) = plan_of(Correction("摸排", "C2", "110")).corrected
    assert plan_of(done).corrected == [done]
    other = sheet()
    other.rows[1][3] = "赵四"
    assert plan_of(done, read=other).corrected == []
    assert plan_of(done, read=other).courtyards[0].values.get("household_count") is None
    assert plan_of(
        Correction("别的", "C2", "1"), Correction("摸排", "Z9", "1"), Correction("摸排", "C99", "1")
    )


def test_a_row_left_out_still_tells_those_below_what_they_continue() -> None:
    read = sheet(merges=(Merge(1, 0, 3, 0),))
    for each in (sheet(), read):
        plan = plan_of(Correction("摸排", "2"), read=each)
        assert [(row.place.community, row.place.courtyard) for row in plan.courtyards] == [
            ("远大社区", "二号院"),
            ("远大社区", "三号院"),
        ]
    plan = plan_of(Correction("摸排", "3"))
    assert [row.secretary.name for row in plan.parties if row.secretary] == ["王芳", "李明"]
    assert plan.warnings == []


def test_rows_below_a_left_out_one_keep_courtyard_and_building() -> None:
    rows: list[list[Any]] = [
        ["楼院", "楼栋", "房号", "业主"],
        ["一号院", "3#", "101", "王芳"],
        ["", "", "102", "李明"],
    ]
    plan = plan_of(Correction("住户", "2"), read=Sheet("住户", rows))
    (row,) = plan.dwellings
    assert (row.place.courtyard, row.building, row.values["room"]) == ("一号院", "3号楼", "102")


def test_the_courtyard_of_a_sheet_and_of_one_row() -> None:
    rows: list[list[Any]] = [["房号", "业主"], ["1-1-101", "王芳"]]
    assert plan_of(read=Sheet("住户", rows)).errors
    plan = plan_of(Correction("住户", "", "一号院"), read=Sheet("住户", rows))
    assert plan.errors == []
    assert plan.dwellings[0].place.courtyard == "一号院"
    rows = [
        ["楼院", "房号", "业主"],
        ["", "1-1-101", "王芳"],
        ["", "1-1-102", "李明"],
        ["二号院", "1-1-1", "赵"],
    ]
    (error,) = plan_of(read=Sheet("住户", rows)).errors
    assert error.cell == "A2"
    plan = plan_of(Correction("住户", "A2", "一号院"), read=Sheet("住户", rows))
    assert [row.place.courtyard for row in plan.dwellings] == ["一号院", "一号院", "二号院"]


def test_a_fault_of_a_corrected_cell_is_no_longer_told() -> None:
    fault = Fault(1, 2, "formula-error", "单元格的公式出错。")
    assert corrected([sheet(faults=(fault,))], [Correction("摸排", "C2", "9")]).sheets[0].faults == ()
    assert corrected([sheet(faults=(fault,))], [Correction("摸排", "C3", "9")]).sheets[0].faults == (fault,)


def test_warnings_tell_what_the_cell_says() -> None:
    rows: list[list[Any]] = [["楼院", "姓名", "身份证号"], ["一号院", "王芳", "110105194912310021"]]
    plan = plan_of(read=Sheet("名册", rows))
    assert [(each.cell, each.text) for each in plan.warnings] == [("C2", "110105194912310021")]


def test_small_things() -> None:
    assert [row_of(cell) for cell in ("J14", "14", "")] == [14, 14, None]
    one, two = Correction("a", "A1", "x"), Correction("a", "A1", "y")
    assert with_correction((one,), two) == (two,)
