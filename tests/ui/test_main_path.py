"""The main path through a page of records, by keyboard alone, over a real office."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from services import drafts, records
from tests.helpers.office import community, courtyard, resident
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def yards(desk: Desk) -> list[bytes]:
    """Three courtyards of one community; their page is in front with the focus in the list."""
    unit = community(desk.context, "远大社区")
    made: list[bytes] = [
        courtyard(desk.context, f"{name}号院", unit, household_count="30") for name in ("1", "2", "10")
    ]
    desk.go("courtyards")
    desk.page.list.table.setFocus()
    return made


def test_the_list_is_in_natural_order_and_its_first_record_is_shown(desk: Desk, yards: list[bytes]) -> None:
    assert desk.column("name") == ["1号院", "2号院", "10号院"]
    assert desk.view.record.name == "1号院"
    assert desk.window.header.detail.text() == "3 个"


def test_arrows_lead_from_record_to_record(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Down", "Down")
    assert desk.view.record.name == "10号院"
    assert desk.view.record.shown("household_count").text == "30"


def test_open_type_save_undo(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Down", "Enter")
    assert desk.form.record.name == "2号院"
    desk.form.inputs["household_count"].setFocus()
    desk.press("Ctrl+A")
    desk.type("约１６８户")
    desk.press("Ctrl+S")

    assert desk.page.pane.form is None
    assert desk.toast() == "已保存“2号院”"
    assert desk.cell(1, "household_count") == "约168"
    assert desk.view.record.shown("household_count").text == "约168"
    assert desk.page.list.table.currentIndex().row() == 1
    assert desk.page.list.table.hasFocus()

    desk.press("Ctrl+Z")
    assert desk.toast() == "已撤销"
    assert desk.cell(1, "household_count") == "30"
    assert desk.view.record.shown("household_count").text == "30"


def test_a_new_record_from_first_key_to_last(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Ctrl+N")
    assert desk.page.pane.heading.text() == "新增楼院"
    desk.type("3号院")
    desk.press("Enter")  # on to the community
    desk.type("远大")
    desk.until(lambda: not desk.form.inputs["unit_id"].waiting)  # type: ignore[attr-defined]
    desk.press("Down", "Enter")
    assert isinstance(desk.form.inputs["unit_id"].value(), bytes)
    desk.press("Ctrl+S")

    assert desk.column("name") == ["1号院", "2号院", "3号院", "10号院"]
    assert desk.view.record.name == "3号院"
    assert desk.page.list.table.currentIndex().row() == 2


def test_a_wrong_value_is_told_beside_the_field_while_typing(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Enter")
    desk.form.inputs["household_count"].setFocus()
    desk.press("Ctrl+A")
    desk.type("很多")
    message = desk.form.messages["household_count"]
    assert "看不懂“很多”" in message.text()
    assert message.property("role") == "error"
    assert desk.form.inputs["household_count"].inner.property("state") == "error"

    desk.press("Ctrl+S")
    assert desk.form.problem.text() == "有1处需要改正，还没有保存。"
    assert desk.form.inputs["household_count"].inner.hasFocus()

    desk.press("Ctrl+A")
    desk.type("40")
    assert message.text() == ""
    desk.press("Ctrl+S")
    assert desk.cell(0, "household_count") == "40"


def test_what_only_the_services_see_comes_back_beside_the_field(desk: Desk, yards: list[bytes]) -> None:
    """Two residents of one name: which one is meant must be chosen."""
    for _ in range(2):
        resident(desk.context, "王伟", courtyard_id=yards[0])
    desk.session.changed.emit(frozenset({"resident"}))
    desk.page.pane.new("appointments", ("courtyard_id", yards[0]))
    desk.settle()
    desk.form.inputs["resident_id"].put("王伟", "")
    desk.form.inputs["post"].put("secretary", "书记")
    desk.press("Ctrl+S")

    assert "2位“王伟”" in desk.form.messages["resident_id"].text()
    assert desk.form.inputs["resident_id"].inner.hasFocus()


@pytest.mark.parametrize(("answer", "open_still"), [("stay", True), ("drop", False)])
def test_leaving_unsaved_asks_once(desk: Desk, yards: list[bytes], answer: str, open_still: bool) -> None:
    desk.press("Enter")
    desk.type("改")
    with prompts.scripted(answer) as script:
        desk.press("Alt+4")
    assert len(script.asked) == 1
    assert (desk.window.current == "courtyards") is open_still
    assert desk.page.pane.form is not None if open_still else desk.window.current == "residents"
    assert records.read(desk.context, "courtyards", yards[0]).name == "1号院"


def test_leaving_may_save(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Enter", "End")
    desk.type("（东）")
    with prompts.scripted("save"):
        desk.press("Alt+4")
    assert desk.window.current == "residents"
    assert records.read(desk.context, "courtyards", yards[0]).name == "1号院（东）"


def test_leaving_does_not_save_what_is_wrong(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Enter", "Ctrl+A", "Del")
    with prompts.scripted("save"):
        desk.press("Alt+4")
    assert desk.window.current == "courtyards"
    assert desk.form.messages["name"].text() == "请填写楼院名称。"


def test_leaving_a_form_nothing_was_typed_into_asks_nothing(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Enter", "Esc")
    assert desk.page.pane.form is None
    desk.press("Enter", "Alt+4")
    assert desk.window.current == "residents"


def test_escape_gives_up_after_a_question(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Enter")
    desk.type("改")
    with prompts.scripted("drop"):
        desk.press("Esc")
    assert desk.page.pane.form is None
    assert desk.view.record.name == "1号院"
    assert desk.page.list.table.hasFocus()


def test_a_draft_survives(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Enter", "End")
    desk.type("（西）")
    desk.page.keep_draft()  # what the crash dialog asks for; the form does it by itself after a pause
    desk.settle()
    assert drafts.load_draft(desk.context, "courtyards", yards[0]) == {"name": "1号院（西）"}
    desk.page.pane._leave_form()

    desk.page.pane.edit()
    desk.settle()
    assert desk.form.inputs["name"].value() == "1号院（西）"
    assert "已放回" in desk.toast()
    desk.press("Ctrl+S")
    assert drafts.load_draft(desk.context, "courtyards", yards[0]) is None
    assert desk.cell(0, "name") == "1号院（西）"


def test_delete_and_bring_back(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Down", "Del")
    assert desk.column("name") == ["1号院", "10号院"]
    assert desk.toast() == "已删除楼院，放在回收站"
    assert desk.view.record.name == "10号院"
    desk.press("Ctrl+Z")
    assert desk.column("name") == ["1号院", "2号院", "10号院"]


def test_several_are_deleted_at_once(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Shift+Down", "Del")
    assert desk.column("name") == ["10号院"]
    assert desk.toast() == "已删除2个楼院，放在回收站"


def test_filter_and_back_to_the_list(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Ctrl+F")
    desk.type("10")
    desk.press("Enter")
    assert desk.column("name") == ["10号院"]
    assert desk.page.list.table.hasFocus()
    assert desk.view.record.name == "10号院"


def test_nothing_found_says_so_and_offers_the_way_back(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Ctrl+F")
    desk.type("没有这个院")
    empty = desk.page.list.empty
    assert empty.isVisible()
    desk.press("Tab")
    empty._clear.click()
    desk.settle()
    assert len(desk.column("name")) == 3
    assert not empty.isVisible()


def test_what_is_selected_is_copied_as_a_table(desk: Desk, yards: list[bytes]) -> None:
    from PySide6.QtGui import QGuiApplication

    desk.press("Shift+Down", "Ctrl+C")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["楼院", "社区", "户数"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["1号院", "2号院"]
    assert desk.toast() == "已复制2行，可以粘贴到表格里"


def test_a_child_is_made_inside_its_owner(desk: Desk, yards: list[bytes]) -> None:
    pane = desk.page.pane
    pane.new("buildings", ("courtyard_id", yards[0]))
    desk.settle()
    assert desk.form.inputs["courtyard_id"].value() == yards[0]
    desk.type("3号楼")
    desk.press("Ctrl+S")

    assert pane.shown is not None
    assert pane.shown.id == yards[0]
    assert desk.view.record.child_counts == {
        **(desk.view.record.child_counts or {}),
        "buildings.courtyard_id": 1,
    }


def test_a_child_is_opened_and_left_by_keyboard(desk: Desk, yards: list[bytes]) -> None:
    from services.lists import ListQuery, page

    records.save(desk.context, "buildings", None, {"courtyard_id": yards[0], "name": "3号楼"})
    desk.session.changed.emit(frozenset({"building"}))
    desk.settle()
    building = page(desk.context, ListQuery("buildings"))[0].id
    pane = desk.page.pane
    pane._open_child("buildings", building)
    desk.settle()
    assert desk.view.record.name == "3号楼"
    assert pane.back.text() == "返回“1号院”"
    desk.view.setFocus()
    pane.take_focus()
    desk.press("Alt+Left")
    assert desk.view.record.name == "1号院"


def test_the_history_tells_old_and_new(desk: Desk, yards: list[bytes]) -> None:
    from PySide6.QtWidgets import QLabel

    records.save(desk.context, "courtyards", yards[0], {"household_count": "31"})
    desk.session.changed.emit(frozenset({"courtyard"}))
    desk.settle()
    desk.view.tabs.setCurrentIndex(desk.view.tabs.count() - 1)
    desk.settle()
    texts = [label.text() for label in desk.view.findChildren(QLabel)]
    assert any("总户数：30 → 31" in text for text in texts)


def test_new_records_follow_each_other(desk: Desk, yards: list[bytes]) -> None:
    pane = desk.page.pane
    pane.new("buildings", ("courtyard_id", yards[0]))
    desk.settle()
    desk.type("1号楼")
    desk.press("Ctrl+Shift+S")
    assert desk.form.record.id is None
    assert desk.form.inputs["name"].value() == ""
    desk.type("2号楼")
    desk.press("Ctrl+S")
    assert (desk.view.record.child_counts or {})["buildings.courtyard_id"] == 2


def test_sorting_and_columns_are_remembered(desk: Desk, yards: list[bytes]) -> None:
    desk.page.list.sort_by("name")
    desk.page.list.sort_by("name")
    desk.settle()
    assert desk.column("name") == ["10号院", "2号院", "1号院"]
    assert desk.page.list.model.headerData(0, Qt.Orientation.Horizontal, 0) == "楼院 ↓"
    desk.session.remembered.flush()
    desk.settle()
    from ui.remembered import kept

    assert kept(desk.context)["list courtyards"]["sort"] == ["name", True]


def test_an_empty_office_offers_the_next_step(desk: Desk) -> None:
    desk.go("courtyards")
    empty = desk.page.list.empty
    assert empty.isVisible()
    assert [button.text() for button in empty._steps] == ["导入摸排表", "新增楼院"]
    empty._steps[1].click()
    desk.settle()
    assert desk.form.record.id is None


def test_a_record_far_down_is_marked_in_the_list(desk: Desk) -> None:
    unit = community(desk.context, "远大社区")
    last = b""
    for number in range(1, 301):
        last = courtyard(desk.context, f"{number}号院", unit)
    desk.go("residents")
    desk.session.show_record("courtyards", last)
    desk.settle()
    assert desk.view.record.name == "300号院"
    assert desk.page.list.table.currentIndex().row() == 299
    assert desk.page.list.table.hasFocus()

    desk.session.show_record("communities", unit)
    desk.settle()
    desk.go("courtyards")
    desk.session.show_record(
        "courtyards",
        records.save(desk.context, "courtyards", None, {"name": "5号院（新）", "unit_id": unit}).id,
    )
    desk.settle()
    assert desk.view.record.name == "5号院（新）"


def test_a_renamed_record_stays_in_sight(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Enter", "Ctrl+A")
    desk.type("99号院")
    desk.press("Ctrl+S")
    assert desk.column("name") == ["2号院", "10号院", "99号院"]
    assert desk.page.list.table.currentIndex().row() == 2
    assert desk.view.record.name == "99号院"


def test_filtering_shows_what_fits(desk: Desk, yards: list[bytes]) -> None:
    assert desk.view.record.name == "1号院"
    desk.press("Ctrl+F")
    desk.type("2号")
    assert desk.column("name") == ["2号院"]
    assert desk.view.record.name == "2号院"
    desk.press("Ctrl+A", "Del")
    assert desk.view.record.name == "2号院"
    assert desk.page.list.table.currentIndex().row() == 1


def test_a_record_the_filter_hides_is_shown_without_a_row(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Ctrl+F")
    desk.type("2号")
    desk.session.show_record("courtyards", yards[0])
    desk.settle()
    assert desk.view.record.name == "1号院"
    assert not desk.page.list.table.currentIndex().isValid()


def test_a_page_reached_by_keys_can_be_worked_at_once(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Alt+1", "Alt+2", "Down")
    assert desk.view.record.name == "2号院"


def test_a_link_is_not_wrong_while_there_is_something_to_choose(desk: Desk, yards: list[bytes]) -> None:
    community(desk.context, "远方社区")
    desk.press("Enter")
    link = desk.form.inputs["unit_id"]
    link.setFocus()
    desk.press("Ctrl+A")
    desk.type("yuan")
    assert desk.form.messages["unit_id"].text() == ""
    desk.press("Esc")  # closes the candidates
    desk.press("Tab")
    assert "没有找到“yuan”" in desk.form.messages["unit_id"].text()


def test_the_only_record_found_is_taken_on_leaving(desk: Desk, yards: list[bytes]) -> None:
    desk.press("Enter")
    link = desk.form.inputs["unit_id"]
    link.setFocus()
    desk.press("Ctrl+A")
    desk.type("yd")
    desk.press("Esc", "Tab")
    assert isinstance(link.value(), bytes)
    assert desk.form.messages["unit_id"].text() == ""
