"""Numbers that are hidden in a record, its form and lists; shown on request, never overwritten by masks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from models.errors import Stale
from services import drafts, records
from tests.helpers.office import resident, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.widgets.hidden_input import KEPT, HiddenInput
from ui.widgets.hidden_value import HiddenValue

__all__ = ["clock", "desk", "new_office", "office"]

PHONE, NUMBER = "13812345678", "11010519491231002X"
MASKED, WHOLE = "138****5678", "138 1234 5678"


@pytest.fixture
def person(desk: Desk) -> bytes:
    """A resident with both numbers, shown on the page."""
    made: bytes = resident(desk.context, "王秀英", phone=PHONE, id_number=NUMBER)
    desk.session.show_record("residents", made)
    desk.until(lambda: desk.window.current == "residents")
    desk.settle()
    return made


def stored(desk: Desk) -> tuple[Any, Any]:
    """Return both numbers as the register holds them."""
    found = desk.context.reader.one("SELECT phone, id_number FROM resident")
    assert found is not None
    return found[0], found[1]


def shown_acts(desk: Desk) -> int:
    """Return how often a whole number was handed out."""
    return int(value(desk.context, "SELECT count(*) FROM audit_entry WHERE action = 'field_shown'"))


def phone(desk: Desk) -> HiddenInput:
    """Return the input of the telephone in the open form."""
    found = desk.form.inputs["phone"]
    assert isinstance(found, HiddenInput)
    return found


def texts(desk: Desk) -> str:
    """Return every label of the record."""
    return "\n".join(label.text() for label in desk.view.findChildren(QLabel))


def test_a_record_shows_masks_and_the_whole_number_on_request_for_a_minute(desk: Desk, person: bytes) -> None:
    assert MASKED in texts(desk)
    assert PHONE not in texts(desk).replace(" ", "")
    assert NUMBER not in texts(desk)
    found = {each._field.name: each for each in desk.view.findChildren(HiddenValue)}
    assert set(found) == {"phone", "id_number"}
    found["phone"].button.click()
    desk.settle()
    assert found["phone"].text.text() == WHOLE
    assert found["phone"].button.text() == "隐藏"
    assert NUMBER not in texts(desk)
    assert shown_acts(desk) == 1
    assert found["phone"]._hiding.interval() == 60_000
    found["phone"]._hiding.timeout.emit()
    assert found["phone"].text.text() == MASKED
    assert shown_acts(desk) == 1


def test_a_form_shows_masks_and_saving_leaves_the_numbers_alone(desk: Desk, person: bytes) -> None:
    desk.press("F2")
    assert phone(desk).line.text() == ""
    assert phone(desk).line.placeholderText() == MASKED
    assert not desk.form.is_changed
    assert "phone" not in desk.form.values()
    desk.form.inputs["name"].setFocus()
    desk.press("Ctrl+A")
    desk.type("王秀兰")
    desk.press("Ctrl+S")
    assert desk.toast() == "已保存“王秀英”"
    assert stored(desk) == (PHONE, NUMBER)


def test_keys_in_the_masked_field_that_type_nothing_change_nothing(desk: Desk, person: bytes) -> None:
    desk.press("F2")
    phone(desk).setFocus()
    desk.press("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+Z", "Del", "End", "Home")
    assert phone(desk).value() is KEPT
    desk.type("139")
    phone(desk).line.undo()
    assert phone(desk).value() is KEPT
    assert phone(desk).line.placeholderText() == MASKED
    desk.press("Ctrl+S")
    assert stored(desk) == (PHONE, NUMBER)


def test_a_mask_that_is_pasted_is_refused(desk: Desk, person: bytes) -> None:
    QGuiApplication.clipboard().setText(MASKED)
    desk.press("F2")
    phone(desk).setFocus()
    desk.press("Ctrl+V")
    assert phone(desk).value() == MASKED
    desk.press("Ctrl+S")
    assert "遮盖后的联系电话，不能保存" in desk.form.messages["phone"].text()
    assert stored(desk) == (PHONE, NUMBER)


def test_typing_replaces_the_whole_number(desk: Desk, person: bytes) -> None:
    desk.press("F2")
    phone(desk).setFocus()
    desk.type("13900001111")
    desk.press("Ctrl+S")
    assert stored(desk) == ("13900001111", NUMBER)
    desk.press("Ctrl+Z")
    assert stored(desk) == (PHONE, NUMBER)


def test_a_number_shown_in_the_form_is_edited_or_left(desk: Desk, person: bytes) -> None:
    desk.press("F2")
    phone(desk).setFocus()
    desk.press("F8")
    assert phone(desk).line.text() == WHOLE
    assert shown_acts(desk) == 1
    assert not desk.form.is_changed
    phone(desk)._hiding.timeout.emit()
    assert phone(desk).line.text() == ""
    desk.press("F8")
    QTest.keyClicks(phone(desk).line, "-1")
    assert phone(desk).value() == f"{WHOLE}-1"
    phone(desk).line.clear()
    QTest.keyClicks(phone(desk).line, "13900002222")
    desk.press("Ctrl+S")
    assert stored(desk) == ("13900002222", NUMBER)


def test_a_number_is_deleted_on_purpose_only(desk: Desk, person: bytes) -> None:
    desk.press("F2")
    phone(desk).clear_button.click()
    assert phone(desk).line.placeholderText() == "（保存后删去）"
    phone(desk).clear_button.click()
    assert phone(desk).value() is KEPT
    phone(desk).clear_button.click()
    desk.press("Ctrl+S")
    assert stored(desk) == (None, NUMBER)


def test_drafts_hold_what_was_typed_and_nothing_of_the_mask(desk: Desk, person: bytes) -> None:
    desk.press("F2")
    phone(desk).setFocus()
    desk.type("13900003333")
    desk.page.pane.keep_draft()
    desk.settle()
    assert drafts.load_draft(desk.context, "residents", person) == {"phone": "13900003333"}
    desk.page.pane._leave_form()
    desk.page.pane.refresh()
    desk.settle()
    desk.press("F2")
    desk.settle()
    assert phone(desk).value() == "13900003333"
    assert desk.form.differing() == {"phone": "13900003333"}


def test_somebody_elses_change_is_noticed_and_the_number_stays(desk: Desk, person: bytes) -> None:
    desk.press("F2")
    version = desk.form.record.version
    records.save(desk.context, "residents", person, {"phone": "13900004444", "name": "王兰"})
    with pytest.raises(Stale):
        records.save(desk.context, "residents", person, {"phone": "13900005555"}, version)
    desk.form.inputs["note"].setFocus()
    desk.type("独居")
    desk.press("Ctrl+S")
    assert stored(desk) == ("13900004444", NUMBER)


def test_who_may_not_see_numbers_is_offered_no_button(desk: Desk, person: bytes) -> None:
    desk.context.user = replace(desk.context.user, role="reader")
    desk.page.pane.view = None
    desk.page.pane.refresh()
    desk.settle()
    found = desk.view.findChildren(HiddenValue)
    assert len(found) == 2
    assert not any(each.button.isVisible() for each in found)


def test_copied_rows_hold_masks(desk: Desk, person: bytes) -> None:
    desk.page.list.table.selectAll()
    desk.page.list.table.copy()
    desk.settle()
    copied = QGuiApplication.clipboard().mimeData()
    for text in (copied.text(), copied.html()):
        assert MASKED in text
        assert PHONE not in text


def test_what_is_pasted_is_plain_and_bounded(desk: Desk, person: bytes) -> None:
    data = QMimeData()
    data.setHtml("<img src='file://192.0.2.1/x.png'><b>粗</b>")
    data.setText("长" * 300_000)
    QGuiApplication.clipboard().setMimeData(data)
    desk.press("F2")
    desk.form.inputs["note"].setFocus()
    desk.press("Ctrl+V")
    typed = desk.form.inputs["note"].value()
    assert typed == "长" * 20_001
    desk.press("Ctrl+S")
    assert "太长了，最多20000个字" in desk.form.messages["note"].text()
