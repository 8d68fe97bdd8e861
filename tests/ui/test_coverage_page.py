"""The page of coverage: what each courtyard and building has, filtered, copied, opened by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.helpers.office import add, committee, community, courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.pages.coverage import CoveragePage
from ui.pages.start import StartPage
from ui.widgets import style

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def page(desk: Desk) -> CoveragePage:
    """The page over two communities: 1号院 has a building group and everything but a team, 2号院 nothing."""
    context = desk.context
    near, far = community(context, "安飞社区"), community(context, "远大社区")
    yard = courtyard(context, "1号院", near)
    courtyard(context, "2号院", far, no_committee_reason="正在筹备")
    building = add(context, "buildings", courtyard_id=yard, name="3号楼")
    add(context, "buildings", courtyard_id=yard, name="4号楼")
    group = add(context, "party-organisations", name="3号楼党小组", kind="building_group", courtyard_id=yard)
    add(context, "party-coverage", party_organisation_id=group, courtyard_id=yard, building_id=building)
    committee(context, yard)
    add(context, "cadre-assignments", courtyard_id=yard, name="周九")
    desk.go("coverage")
    shown = desk.window.page
    assert isinstance(shown, CoveragePage)
    return shown


def _cells(page: CoveragePage) -> list[tuple[str, ...]]:
    return [row.cells for row in page.table.rows]


def test_each_courtyard_says_what_it_has_and_what_not(desk: Desk, page: CoveragePage) -> None:
    assert _cells(page) == [
        ("1号院", "安飞社区", "部分：楼栋党小组（1/2栋）", "自管会", "无", "周九", "无"),
        ("2号院", "远大社区", "无", "无（正在筹备）", "无", "无", "无"),
    ]
    assert desk.window.header.detail.text() == "2个，2个有缺项"


def test_state_is_told_by_word_icon_and_colour(page: CoveragePage) -> None:
    model = page.courtyards.model()
    colours = {}
    for row, column in ((0, 2), (0, 3), (1, 2), (1, 3)):
        index = model.index(row, column)
        assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
        colours[row, column] = index.data(Qt.ItemDataRole.ForegroundRole).name()
    assert colours[1, 2] == style.colour("warn")
    assert colours[1, 3] == style.colour("info")
    assert colours[0, 3] == style.colour("text")
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None


def test_each_building_says_which_organisation_covers_it(desk: Desk, page: CoveragePage) -> None:
    page.tabs.setCurrentIndex(1)
    assert _cells(page) == [("3号楼", "1号院", "3号楼党小组", "无"), ("4号楼", "1号院", "无", "无")]
    assert page.tabs.tabText(1) == "楼栋 2"
    assert desk.window.header.detail.text() == "2栋，2栋有缺项"


def test_only_one_community_or_only_what_lacks_something(desk: Desk, page: CoveragePage) -> None:
    page.communities.setCurrentIndex(page.communities.findText("远大社区"))
    assert [cells[0] for cells in _cells(page)] == ["2号院"]
    page.tabs.setCurrentIndex(1)
    assert _cells(page) == []
    page.communities.setCurrentIndex(0)
    head = add(
        desk.context,
        "appointments",
        resident_id="王一",
        post="building_head",
        building_id=desk.context.reader.value("SELECT id FROM building WHERE name = '3号楼'"),
    )
    assert head
    desk.session.changed.emit(frozenset({"appointment"}))
    desk.settle()
    page.lacking.setChecked(True)
    assert [cells[0] for cells in _cells(page)] == ["4号楼"]
    page.lacking.setChecked(False)
    page.seek()
    assert page.search.hasFocus()
    desk.type("3号楼")
    assert [cells[0] for cells in _cells(page)] == ["3号楼"]


def test_enter_opens_the_record_and_copy_takes_the_table_along(desk: Desk, page: CoveragePage) -> None:
    page.take_focus()
    desk.press("Ctrl+C")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["楼院", "社区", "党组织", "自治组织", "志愿队伍", "分包干部", "楼院长"]
    assert lines[1].split("\t")[:4] == ["1号院", "安飞社区", "部分：楼栋党小组（1/2栋）", "自管会"]
    desk.press("Enter")
    assert desk.window.current == "courtyards"
    assert desk.view.record.name == "1号院"
    desk.go("coverage")
    page.tabs.setCurrentIndex(1)
    page.take_focus()
    desk.press("Enter")
    assert desk.view.record.name == "3号楼"


def test_the_page_follows_what_is_changed_and_keeps_its_filter(desk: Desk, page: CoveragePage) -> None:
    page.communities.setCurrentIndex(page.communities.findText("安飞社区"))
    courtyard(desk.context, "5号院", desk.context.reader.value("SELECT id FROM unit WHERE name = '安飞社区'"))
    desk.session.changed.emit(frozenset({"courtyard"}))
    desk.settle()
    assert page.communities.currentText() == "安飞社区"
    assert [cells[0] for cells in _cells(page)] == ["1号院", "5号院"]
    desk.go("start")
    desk.session.changed.emit(frozenset({"courtyard"}))
    desk.settle()
    desk.go("coverage")
    assert len(_cells(page)) == 2


def test_it_is_reached_from_the_start_page_and_the_navigation(desk: Desk, page: CoveragePage) -> None:
    assert "coverage" in desk.window.navigation.keys
    desk.go("start")
    start = desk.window.page
    assert isinstance(start, StartPage)
    start.details.click()
    desk.settle()
    assert desk.window.current == "coverage"


def test_an_empty_office_says_so(desk: Desk) -> None:
    desk.go("coverage")
    shown = desk.window.page
    assert isinstance(shown, CoveragePage)
    shown.take_focus()
    assert shown.table.row_count == 0
    assert not shown.grab().isNull()
