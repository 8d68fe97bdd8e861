"""Whose rows a workstation takes out of a book, and whose a roster without a community is."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import InvalidInput
from services import importing, workplace
from services.excel import Sheet
from services.importing import Rehearsal
from services.importing.reading import plan_from_sheets
from services.office import Context
from tests.helpers.office import rows, value

SURVEY = [["社区", "楼院", "地址"], ["远大社区", "一号院", "甲路"], ["安飞社区", "二号院", "乙路"]]
ROSTER = [["姓名", "电话"], ["王芳", "13812345678"]]


def rehearsed(office: Context, cells: list[list[Any]], name: str = "Sheet1") -> Rehearsal:
    return importing.rehearse_plan(office, plan_from_sheets([Sheet(name, cells)], "a.xlsx", "00"))


@pytest.mark.parametrize(("own", "taken"), [("", 2), ("远大社区", 1), ("远大", 1)])
def test_own_rows_of_an_office_wide_book(office: Context, own: str, taken: int) -> None:
    workplace.work_for(office, own)
    found = rehearsed(office, SURVEY)
    assert found.counts["courtyards"] == taken
    assert [each.code for each in found.plan.warnings] == (["other_communities"] if own else [])
    # deciding a difference compares the same plan again
    assert importing.rehearse_plan(office, found.plan).plan.warnings == found.plan.warnings


def test_a_book_of_other_communities_is_refused_in_a_sentence(office: Context) -> None:
    workplace.work_for(office, "和平社区")
    found = rehearsed(office, SURVEY)
    assert "没有本机所属的“和平社区”" in found.errors[0].message
    with pytest.raises(InvalidInput):
        importing.apply(office, found, backup=False)
    assert value(office, "SELECT count(*) FROM courtyard") == 0


def test_people_without_a_courtyard_are_known_to_the_workstations_community(office: Context) -> None:
    importing.apply(office, rehearsed(office, SURVEY), backup=False)
    workplace.work_for(office, "安飞社区")
    found = rehearsed(office, ROSTER)
    assert [each.code for each in found.plan.warnings] == ["no_courtyard"]
    importing.apply(office, found, backup=False)
    sql = "SELECT r.name, u.name FROM resident r JOIN unit u ON u.id = r.unit_id WHERE r.courtyard_id IS NULL"
    assert rows(office, sql) == [("王芳", "安飞社区")]
    assert rehearsed(office, ROSTER).is_empty


def test_a_household_gets_the_head_its_roster_names(office: Context) -> None:
    cells = [
        ["一号院居民花名册", "", "", ""],
        ["姓名", "房号", "与户主关系", "政治面貌"],
        ["王芳", "1-1-101", "户主", "中共党员"],
        ["李明", "", "配偶", ""],
    ]
    owners = Sheet("业主", [["楼院", "房号", "业主", "面积"], ["一号院", "1-1-101", "李明", 60.0]])
    plan = plan_from_sheets([Sheet("居民", cells), owners], "a.xlsx", "00")  # type: ignore[arg-type]
    importing.apply(office, importing.rehearse_plan(office, plan), backup=False)
    head = "SELECT r.name FROM household h JOIN resident r ON r.id = h.head_id"
    assert rows(office, head) == [("王芳",)]
    assert value(office, "SELECT count(*) FROM resident") == 2
    assert value(office, "SELECT count(DISTINCT dwelling_id) FROM resident") == 1
    assert rows(office, "SELECT area FROM dwelling") == [(6000,)]
    assert importing.rehearse_plan(office, plan).is_empty


def test_owners_of_one_cell_share_the_dwelling(office: Context) -> None:
    cells: list[list[Any]] = [["楼院", "房号", "业主"], ["一号院", "1-1-101", "张三、李四"]]
    importing.apply(office, rehearsed(office, cells), backup=False)
    sql = (
        "SELECT r.name, o.share_part, o.share_whole FROM ownership o "
        "JOIN resident r ON r.id = o.resident_id ORDER BY r.name"
    )
    assert rows(office, sql) == [("张三", 1, 2), ("李四", 1, 2)]
    assert rehearsed(office, cells).is_empty


def test_rows_without_a_record_stay_in_the_note_of_their_courtyard(office: Context) -> None:
    cells: list[list[Any]] = [
        ["楼院", "房号", "业主", "面积"],
        ["一号院", "1-1-101", "王芳", 60.0],
        ["", "", "", 12.0],
    ]
    importing.apply(office, rehearsed(office, cells), backup=False)
    assert value(office, "SELECT import_note FROM courtyard") == "Sheet1第3行：12"
    assert rehearsed(office, cells).is_empty
