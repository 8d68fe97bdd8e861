"""Charters by keys: written, adopted, begun anew, compared, with their own rules and the notice of them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from services.charters import versions as charters
from services.rules import own
from tests.helpers.office import add, courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.charters.compare import CompareDialog
from ui.charters.rules_dialog import RulesDialog
from ui.charters.strip import VersionStrip
from ui.widgets.form import RecordForm

__all__ = ["clock", "desk", "new_office", "office"]

OLD = "第一条　爱护公物。\n第二条　不乱停车。"
NEW = "第一条　爱护公物，损坏赔偿。\n第二条　不乱停车。\n第三条　到会三分之二以上同意方可通过。"


@pytest.fixture
def charter(desk: Desk) -> bytes:
    made = add(
        desk.context,
        "charters",
        title="建设路1号院议事规则",
        kind="procedure",
        courtyard_id=courtyard(desk.context),
    )
    add(
        desk.context, "charter-versions", charter_id=made, number=1, text=OLD, adopted_on="2019-3-1",
        adopted_by="居民会议",
    )  # fmt: skip
    return made


def _newest(desk: Desk, charter: bytes) -> charters.Version:
    return charters.versions(desk.context, charter)[0]


def _strip(desk: Desk) -> VersionStrip:
    strip = desk.view.above
    assert isinstance(strip, VersionStrip)
    return strip


def _show(desk: Desk, version: bytes) -> None:
    desk.go("charters")
    desk.session.show_record("charter-versions", version)
    desk.until(lambda: desk.page.pane.view is not None and desk.page.pane.view.record.id == version)
    desk.settle()
    _strip(desk).buttons[0].setFocus()


def test_a_version_is_begun_and_compared_with_the_one_before(desk: Desk, charter: bytes) -> None:
    _show(desk, _newest(desk, charter).id)
    assert _strip(desk).said.text() == "第1版（施行中）：2019年3月1日居民会议通过，2019年3月1日起施行。"
    desk.press("Ctrl+Shift+Enter")
    desk.until(lambda: _newest(desk, charter).number == 2)
    desk.settle()
    draft = _newest(desk, charter)
    assert (draft.number, draft.text, draft.state) == (2, OLD, "draft")
    assert desk.view.record.id == draft.id
    add_text(desk, draft.id)
    _show(desk, draft.id)
    strip = _strip(desk)
    assert [button.text() for button in strip.buttons] == ["比较…"]
    strip.buttons[0].click()
    desk.settle()
    dialog = next(each for each in strip.window().findChildren(CompareDialog))
    assert dialog.told.text() == "增加2句，删去1句"
    dialog.copy()
    assert "【删】第一条　爱护公物。" in QApplication.clipboard().text()
    assert "【增】第一条　爱护公物，损坏赔偿。" in QApplication.clipboard().text()
    dialog.new.setCurrentIndex(0)
    desk.settle()
    assert dialog.told.text() == "两版内容相同"
    dialog.accept()


def add_text(desk: Desk, version: bytes) -> None:
    from services import records

    records.save(desk.context, "charter-versions", version, {"text": NEW})


def _form(dialog: RulesDialog) -> RecordForm:
    assert dialog.form is not None
    return dialog.form


def test_the_decision_rules_of_a_version(desk: Desk, charter: bytes) -> None:
    version = _newest(desk, charter).id
    _show(desk, version)
    strip = _strip(desk)
    strip.menu.actions()[-1].trigger()
    desk.settle()
    dialog = next(each for each in strip.window().findChildren(RulesDialog))
    dialog.add_button.click()
    desk.settle()
    dialog.base.setCurrentIndex(dialog.base.findData("meeting-custom"))
    desk.settle()
    _form(dialog).inputs["value__approve"].put("三分之二", "三分之二")
    _form(dialog).inputs["article"].put("第三条", "第三条")
    _form(dialog).save()
    desk.settle()
    assert "含不含本数" in _form(dialog).messages["value__approve"].text()
    _form(dialog).inputs["value__approve"].put("三分之二以上", "三分之二以上")
    _form(dialog).save()
    desk.settle()
    (rule,) = own.of_version(desk.context, version)
    assert (rule.article, rule.text("approve")) == ("第三条", ">=2/3")
    assert [row.cells[1] for row in dialog.table.rows] == ["第三条"]
    dialog.table.select_keys({bytes.fromhex(rule.uuid)})
    dialog.edit()
    desk.settle()
    _form(dialog).inputs["article"].put("第四条", "第四条")
    _form(dialog).save()
    desk.settle()
    assert own.of_version(desk.context, version)[0].article == "第四条"
    dialog.table.select_keys({bytes.fromhex(rule.uuid)})
    dialog.remove()
    desk.settle()
    assert own.of_version(desk.context, version) == ()
    dialog.close()


def test_the_notice_of_a_version_is_drafted(desk: Desk, charter: bytes) -> None:
    _show(desk, _newest(desk, charter).id)
    desk.press("Ctrl+Enter")
    desk.until(lambda: desk.window.current == "notices")
    desk.settle()
    assert desk.view.record.name == "建设路1号院议事规则"


def test_the_page_of_charters_says_which_version_is_in_force(desk: Desk, charter: bytes) -> None:
    desk.go("charters")
    assert desk.column("title") == ["建设路1号院议事规则"]
    assert desk.column("number") == ["1"]
