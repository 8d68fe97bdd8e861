"""The tab 公示模板, worked by keys: wording is typed, checked, previewed, saved, undone, and reset."""

from __future__ import annotations

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from services import templates
from services.office import Context
from tests.helpers.hosting import Host, clock, commit_text, host, new_office, notices_of, office, session
from tests.helpers.office import community, courtyard
from ui import prompts
from ui.pages.system import SystemPage
from ui.session import Session
from ui.system.templates_tab import TemplatesTab

__all__ = ["clock", "host", "new_office", "office", "session"]


@pytest.fixture
def page(host: Host, session: Session, office: Context, qtbot: QtBot) -> SystemPage:
    courtyard(office, "郑纺机西院", community(office))
    made = SystemPage(session)
    host(made)
    with qtbot.waitSignal(made.templates.filled):
        made.arrive("templates")
    return made


@pytest.fixture
def tab(page: SystemPage) -> TemplatesTab:
    return page.templates


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _press(key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(_focused(), key, with_)


def _go_to(tab: TemplatesTab, kind: str) -> None:
    """Go to a kind with the arrow keys."""
    tab.search()
    _press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for _ in range([each.kind for each in templates.kinds()].index(kind)):
        _press(Qt.Key.Key_Down)
    assert tab.kinds.selected_keys() == [kind]


def _state(tab: TemplatesTab, kind: str) -> str:
    return {row.key: row.cells[1] for row in tab.kinds.rows}[kind]


def _text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _type_title(tab: TemplatesTab, text: str) -> None:
    _go_to(tab, "overview")
    _press(Qt.Key.Key_Return)
    assert _focused() is tab.form.fields["title"].edit
    _press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    commit_text(_focused(), text)


def test_wording_is_changed_saved_undone_and_reset_by_keys(
    qtbot: QtBot, tab: TemplatesTab, session: Session, office: Context
) -> None:
    said = notices_of(session)
    _type_title(tab, "{楼院}基本情况")
    assert (_state(tab, "overview"), tab.save_button.isEnabled()) == ("未保存", True)
    with qtbot.waitSignal(tab.filled):
        _press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert said[-1].text == "已保存“楼院概况”的模板"
    assert templates.wordings(office)["overview"].text("title") == "{楼院}基本情况"
    qtbot.waitUntil(lambda: _state(tab, "overview") == "已改写")
    session.undo()
    qtbot.waitUntil(lambda: _state(tab, "overview") == "原文")
    assert tab.form.fields["title"].text == "{楼院}楼院概况"
    _type_title(tab, "{楼院}")
    _press(Qt.Key.Key_Tab)
    assert _focused() is tab.form.fields["title"].reset_button
    _press(Qt.Key.Key_Space)
    assert tab.form.fields["title"].text == "{楼院}楼院概况"
    assert (_state(tab, "overview"), tab.save_button.isEnabled()) == ("原文", False)


def test_the_whole_kind_is_reset(qtbot: QtBot, tab: TemplatesTab, session: Session, office: Context) -> None:
    templates.save(office, "overview", {"title": "{楼院}", "note": ""}, {"date": False})
    with qtbot.waitSignal(tab.filled):
        tab.refresh()
    assert not tab.form.boxes["date"].isChecked()
    said = notices_of(session)
    tab.reset_button.setFocus()
    with qtbot.waitSignal(tab.filled):
        _press(Qt.Key.Key_Space)
    assert said[-1].text == "“楼院概况”已恢复原文"
    qtbot.waitUntil(lambda: tab.form.fields["title"].text == "{楼院}楼院概况")
    assert tab.form.boxes["date"].isChecked()
    assert dict(templates.wordings(office)["overview"].texts) == {}


def test_bad_wording_is_told_while_typing_and_not_kept(
    qtbot: QtBot, tab: TemplatesTab, session: Session, office: Context
) -> None:
    _type_title(tab, "{应到}概况")
    field = tab.form.fields["title"]
    assert field.message.isVisible()
    assert "{应到}在这种公示上没有内容可填。可以用：{办事处}" in field.message.text()
    said = notices_of(session)
    _press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(said))
    assert (said[-1].level, "{应到}" in said[-1].text) == ("error", True)
    assert _focused() is field.edit
    assert dict(templates.wordings(office)["overview"].texts) == {}
    with qtbot.waitSignal(tab.preview.shown):
        _press(Qt.Key.Key_F9)
    assert "{应到}" in tab.preview.message.text.text()
    _press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    commit_text(_focused(), "{楼院}概况")
    assert not field.message.isVisible()


def test_a_placeholder_is_written_where_the_cursor_is(tab: TemplatesTab) -> None:
    _type_title(tab, "概况")
    _press(Qt.Key.Key_Home)
    tab.placeholders.setFocus()
    _press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    _press(Qt.Key.Key_Down)
    _press(Qt.Key.Key_Return)
    assert _focused() is tab.form.fields["title"].edit
    assert tab.form.fields["title"].text == "{社区}概况"


def test_the_preview_shows_what_was_not_saved(qtbot: QtBot, tab: TemplatesTab, office: Context) -> None:
    _type_title(tab, "{楼院}一览表")
    with qtbot.waitSignal(tab.preview.shown, timeout=20_000):
        _press(Qt.Key.Key_F9)
    assert "郑纺机西院一览表" in _text_of(tab.preview.pdf)
    assert dict(templates.wordings(office)["overview"].texts) == {}
    qtbot.waitUntil(lambda: tab.preview.view.is_settled)


def test_without_a_record_it_says_so(qtbot: QtBot, tab: TemplatesTab) -> None:
    _go_to(tab, "resolution")
    with qtbot.waitSignal(tab.preview.shown):
        _press(Qt.Key.Key_F9)
    assert "这个楼院还没有决议" in tab.preview.message.text.text()


def test_a_public_notice_says_why_it_carries_everything(tab: TemplatesTab) -> None:
    _go_to(tab, "resolution")
    boxes = tab.form.boxes
    assert set(boxes) == {"basis", "period", "objection", "seal", "qr", "date"}
    assert all(box.isChecked() and not box.isEnabled() for box in boxes.values())
    assert "这几项都保留" in boxes["period"].toolTip()


def test_a_flag_is_switched_by_keys(qtbot: QtBot, tab: TemplatesTab, office: Context) -> None:
    _go_to(tab, "overview")
    tab.form.boxes["date"].setFocus()
    _press(Qt.Key.Key_Space)
    with qtbot.waitSignal(tab.filled):
        _press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not templates.wordings(office)["overview"].carries("date")


def test_what_is_typed_stays_with_its_kind_until_the_page_is_left(
    qtbot: QtBot, page: SystemPage, tab: TemplatesTab
) -> None:
    _type_title(tab, "{楼院}基本情况")
    _go_to(tab, "free")
    with qtbot.waitSignal(tab.filled):
        tab.refresh()
    _go_to(tab, "overview")
    assert tab.form.fields["title"].text == "{楼院}基本情况"
    with prompts.scripted("stay") as script:
        assert not page.may_leave()
    assert script.asked == ["“楼院概况”的模板改了，还没有保存。"]
    with prompts.scripted("drop"):
        assert page.may_leave()
    assert tab.form.fields["title"].text == "{楼院}楼院概况"
    assert page.may_leave()
