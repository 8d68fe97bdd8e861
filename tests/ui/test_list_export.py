"""Exporting lists from the window: by keys, what is on the screen, only what is selected; copying."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtGui import QGuiApplication

from tests.helpers.office import add, community, courtyard, resident
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts

__all__ = ["clock", "desk", "new_office", "office"]


NUMBERS = "导出的文件里，电话和证件号码怎样写？写完整的会记入操作日志，文件请妥善保管。"


@pytest.fixture
def yard(desk: Desk) -> bytes:
    """A few courtyards, one with a team; the page of courtyards is in front."""
    unit = community(desk.context)
    for number in (2, 9):
        courtyard(desk.context, f"建设路{number}号院", unit, household_count="约120")
    first = courtyard(desk.context, "建设路1号院", unit)
    for name in ("=巡逻一队", "巡逻二队"):
        add(desk.context, "teams", name=name, courtyard_id=first, kind="patrol")
    desk.go("courtyards")
    desk.page.take_focus()
    return first


def cells(path: Path) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]


def test_the_list_is_written_as_it_stands(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    listed = desk.page.list
    listed._hidden = {each.name for each in listed.subject.columns} - {"name", "household_count"}
    listed.sort_by("name")
    listed.sort_by("name")
    desk.settle()
    listed.table.put_order(["household_count", "name"])
    with prompts.scripted(tmp_path / "院.xlsx") as script:
        desk.press("Ctrl+E")
    assert script.asked == ["导出列表"]
    assert cells(tmp_path / "院.xlsx") == [
        ["户数", "楼院"],
        ["约120", "建设路9号院"],
        ["约120", "建设路2号院"],
        [None, "建设路1号院"],
    ]
    assert desk.toast().startswith("已导出3行")


def test_only_the_selected_rows_where_several_are(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    desk.press("Shift+Down")
    with prompts.scripted(tmp_path / "院.csv") as script:
        desk.press("Ctrl+E")
    assert script.asked == ["导出选中的行"]
    lines = (tmp_path / "院.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ['"楼院"', '"建设路1号院"', '"建设路2号院"']


def test_a_list_inside_a_record(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    desk.view.tabs.setCurrentIndex(1)
    desk.settle()
    inner = desk.view.lists["teams"].table
    inner.setFocus()
    with prompts.scripted(tmp_path / "队.xlsx"):
        desk.press("Ctrl+E")
    found = cells(tmp_path / "队.xlsx")
    assert {row[0] for row in found[1:]} == {"=巡逻一队", "巡逻二队"}
    assert "楼院" not in found[0]


def test_nothing_to_export_and_a_dialog_that_is_left(desk: Desk, yard: bytes) -> None:
    with prompts.scripted(None):
        desk.press("Ctrl+E")
    desk.go("residents")
    desk.press("Ctrl+E")
    assert "没有可以导出的" in desk.toast()


def test_a_file_that_cannot_be_written_is_told(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with prompts.scripted(tmp_path / "file" / "院.xlsx"):
        desk.press("Ctrl+E")
    assert "没有写成" in desk.toast()


def test_copied_rows_stay_what_they_are(desk: Desk, yard: bytes) -> None:
    desk.go("teams")
    desk.page.take_focus()
    desk.press("Ctrl+C")
    data = QGuiApplication.clipboard().mimeData()
    assert "\n=巡逻一队\t" in data.text()
    assert "<td style='mso-number-format:\"\\@\"'>=巡逻一队</td>" in data.html()


def test_the_ending_follows_the_kind_chosen_in_the_dialog() -> None:
    kinds = "Excel 表格 (*.xlsx);;CSV 文本 (*.csv)"
    csv = "CSV 文本 (*.csv)"
    for typed, chosen, wanted in (
        ("a.xlsx", csv, "a.csv"),
        ("a", csv, "a.csv"),
        ("a.csv", csv, "a.csv"),
        ("9.30统计", csv, "9.30统计.csv"),
        ("a.xlsx", "", "a.xlsx"),
    ):
        assert prompts.with_ending(Path(typed), chosen, kinds) == Path(wanted)


def test_the_register_of_all_or_of_the_community_chosen(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    courtyard(desk.context, "别的社区的院", community(desk.context, "西社区"))
    desk.page.list.load_filters()
    desk.settle()
    with prompts.scripted("masked", tmp_path / "全.xlsx") as script:
        desk.page.export_button.click()
        desk.settle()
    assert script.asked == [NUMBERS, "导出台账"]
    assert desk.toast().startswith("已导出4个楼院")
    box = desk.page.list.filters["community"]
    box.setCurrentIndex(box.findText("西社区"))
    with prompts.scripted("whole", tmp_path / "西.xlsx"):
        desk.page.export_button.click()
        desk.settle()
    assert desk.toast().startswith("已导出1个楼院")
    assert cells(tmp_path / "西.xlsx")[0][0] == "西社区无主管楼院摸排情况统计表"


def test_telephones_are_masked_unless_somebody_asks_for_whole_ones(desk: Desk, tmp_path: Path) -> None:
    resident(desk.context, "王秀英", phone="13812345678")
    desk.go("residents")
    for answer, written in (("masked", "138****5678"), ("whole", "13812345678")):
        with prompts.scripted(answer, tmp_path / f"{answer}.xlsx") as script:
            desk.page.list.export()
            desk.settle()
        assert script.asked == [NUMBERS, "导出列表"]
        assert written in cells(tmp_path / f"{answer}.xlsx")[1]
    with prompts.scripted("stay") as script:
        desk.page.list.export()
    desk.context.user = replace(desk.context.user, role="accountant")
    with prompts.scripted(tmp_path / "会计.xlsx") as script:
        desk.page.list.export()
        desk.settle()
    assert script.asked == ["导出列表"]
    assert "138****5678" in cells(tmp_path / "会计.xlsx")[1]
