"""Opinions through the window, by keys: answered, handed up, told, closed, opened again, merged."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from services import opinions
from services.office import Context
from services.opinions import OpinionDraft, disputes
from tests.helpers.office import FixedClock, community, courtyard, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.notices.act_dialog import ActDialog
from ui.opinions.intake_dialog import IntakeDialog
from ui.opinions.publish_dialog import PublishDialog
from ui.opinions.quick_dialog import QuickDialog
from ui.opinions.strip import CaseStrip
from ui.pages.notice_preview import NoticePreview

__all__ = ["FixedClock", "clock", "desk", "new_office", "office"]


@pytest.fixture
def yard(office: Context) -> bytes:
    return courtyard(office, "1号院", community(office, "远大社区"))


def _raise(office: Context, yard: bytes, text: str = "车棚漏雨", name: str = "张三") -> bytes:
    return opinions.register(office, OpinionDraft(yard, text, "2020-09-14", raised_by=name)).id


def _strip(desk: Desk) -> CaseStrip:
    strip = desk.view.above
    assert isinstance(strip, CaseStrip)
    return strip


def _open(desk: Desk, kind: str = "opinions") -> CaseStrip:
    desk.go(kind)
    desk.page.list.table.setFocus()
    desk.until(lambda: desk.page.pane.view is not None)
    return _strip(desk)


def _dialog(desk: Desk) -> ActDialog:
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ActDialog)
    desk.until(lambda: dialog.isAncestorOf(desk.focus()))
    return dialog


def _gone(desk: Desk) -> None:
    desk.until(lambda: not isinstance(QApplication.activeModalWidget(), QDialog))
    desk.window.window().activateWindow()
    desk.until(desk.window.isActiveWindow)
    desk.settle()


def _choose(desk: Desk, letter: str) -> None:
    desk.press("Ctrl+M")
    desk.until(lambda: QApplication.activePopupWidget() is not None)
    desk.press(letter)


def test_the_whole_way_by_keys(desk: Desk, office: Context, yard: bytes) -> None:
    made = _raise(office, yard)
    strip = _open(desk)
    assert strip.path.accessibleName() == (
        "办理进度：办理中，楼栋正在办理，楼院还没到，社区还没到，办事处还没到，职能部门还没到"
    )
    assert "9月14日收到，9月17日前答复" in strip.detail.text()

    desk.press("Ctrl+Shift+Enter")
    dialog = _dialog(desk)
    desk.press("Ctrl+S")
    desk.until(lambda: "请填写上报原因" in dialog.form.messages["reason"].text())
    dialog.form.inputs["reason"].setFocus()
    desk.type("楼栋没有经费")
    desk.press("Ctrl+S")
    _gone(desk)
    assert value(office, "SELECT level FROM opinion") == "courtyard"
    assert "楼栋：9月14日收到，9月16日上报（楼栋没有经费）" in _strip(desk).detail.text()

    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    desk.type("已经修好。")
    desk.press("Ctrl+S")
    _gone(desk)
    assert list(_strip(desk).buttons) == ["tell", "reopen"]
    assert "还没有告知反映人" in _strip(desk).warning.text()

    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    dialog.form.inputs["how"].setFocus()
    desk.type("电话")
    desk.press("Ctrl+S")
    _gone(desk)
    desk.press("Ctrl+Enter")
    _dialog(desk)
    desk.press("Ctrl+S")
    _gone(desk)
    assert value(office, "SELECT state FROM opinion WHERE id = ?", made) == "closed"
    assert list(_strip(desk).buttons) == ["reopen"]
    desk.press("Ctrl+Z")
    desk.until(lambda: value(office, "SELECT state FROM opinion WHERE id = ?", made) == "answered")
    desk.settle()
    assert list(_strip(desk).buttons) == ["close", "reopen"]


def test_a_day_that_cannot_be_is_told_beside_its_field(desk: Desk, office: Context, yard: bytes) -> None:
    _raise(office, yard)
    _open(desk)
    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    desk.type("好。")
    line = dialog.form.inputs["on"]
    line.put("2020-09-01", "2020-09-01")
    desk.press("Ctrl+S")
    desk.until(lambda: "早于2020年9月14日" in dialog.form.messages["on"].text())
    desk.press("Esc")
    _gone(desk)
    assert value(office, "SELECT answer FROM opinion") is None


def test_merging_and_leading_on(desk: Desk, office: Context, yard: bytes) -> None:
    head = _raise(office, yard, "东门车棚漏雨", "李四")
    _raise(office, yard, "车棚漏雨没人管")
    _open(desk)
    _choose(desk, "R")
    dialog = _dialog(desk)
    assert dialog.form.inputs["head"].value() == head.hex()
    desk.press("Ctrl+S")
    _gone(desk)
    assert _strip(desk).found.state == "merged"
    assert "东门车棚漏雨" in _strip(desk).links.text()
    desk.page.show_record("opinions", head)
    desk.until(lambda: desk.view.record.id == head)
    desk.settle()
    assert "并入1条：张三" in _strip(desk).detail.text()
    _choose(desk, "J")
    _dialog(desk)
    desk.type("赵五")
    desk.press("Ctrl+S")
    _gone(desk)
    desk.until(lambda: desk.page.subject.kind == "disputes")
    desk.until(lambda: desk.page.pane.view is not None)
    assert list(_strip(desk).buttons) == ["mediate", "settle"]
    assert "来自意见" in _strip(desk).links.text()


def _window(desk: Desk, kind: type[QDialog]) -> QDialog:
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    desk.settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def test_one_after_the_other_is_registered_by_keys(desk: Desk, office: Context, yard: bytes) -> None:
    head = _raise(office, yard, "东门车棚漏雨", "李四")
    desk.go("opinions")
    desk.press("Ctrl+Alt+N")
    dialog = _window(desk, QuickDialog)
    assert isinstance(dialog, QuickDialog)
    desk.until(lambda: dialog.form is not None and dialog.isAncestorOf(desk.focus()))
    form = dialog.form
    assert form is not None
    assert form.inputs["courtyard_id"].value() == yard
    desk.until(lambda: form is not None and form.inputs["content"].inner.hasFocus())
    desk.type("车棚漏雨，电动车湿了")
    desk.until(lambda: dialog.similar.count() == 2)
    desk.press("Alt+X")
    with desk.qtbot.waitSignal(dialog.registered):
        desk.press("Ctrl+Enter")
    assert value(office, "SELECT group_id FROM opinion WHERE id <> ?", head) == head
    desk.until(lambda: dialog.form is not form)
    form = dialog.form
    assert form is not None
    desk.press("Ctrl+Enter")
    desk.until(lambda: form.messages["content"].text() == "请填写反映的内容。")
    desk.type("路灯不亮")
    with desk.qtbot.waitSignal(dialog.registered):
        desk.press("Ctrl+S")
    _gone(desk)
    assert value(office, "SELECT count(*) FROM opinion") == 3
    assert value(office, "SELECT count(*) FROM handling_step") == 3


def test_a_chat_is_pasted_and_taken_in(desk: Desk, office: Context, yard: bytes) -> None:
    desk.go("opinions")
    desk.press("Ctrl+Alt+V")
    dialog = _window(desk, IntakeDialog)
    assert isinstance(dialog, IntakeDialog)
    assert dialog.courtyard.currentData() == yard
    with desk.qtbot.waitSignal(dialog.shown):
        desk.press("Ctrl+R")
    assert "没有内容" in dialog.about.text()
    dialog.text.insertPlainText(
        "张三 2020/9/14 15:02\n路灯不亮，修一修\n李四 15:03\n收到\n赵敏: 垃圾没人清，太臭"
    )
    with desk.qtbot.waitSignal(dialog.shown):
        desk.press("Ctrl+R")
    assert [row.cells[0] for row in dialog.table.rows] == ["☑", "☐", "☑"]
    assert dialog.table.hasFocus()
    desk.press("Down", "Down", "Space")
    assert [row.cells[0] for row in dialog.table.rows] == ["☑", "☐", "☐"]
    assert dialog.apply_button.text() == "登记1条"
    desk.press("Ctrl+Enter")
    _gone(desk)
    assert value(office, "SELECT raised_by FROM opinion") == "张三"
    desk.press("Ctrl+Z")
    desk.until(lambda: value(office, "SELECT count(*) FROM opinion WHERE deleted_at IS NULL") == 0)


def test_results_are_published_by_keys(desk: Desk, office: Context, yard: bytes) -> None:
    made = _raise(office, yard, name="")
    opinions.answer(office, made, "已修好。", on="2020-09-16")
    opinions.close(office, made, on="2020-09-16")
    desk.go("opinions")
    desk.press("Ctrl+Alt+P")
    dialog = _window(desk, PublishDialog)
    assert isinstance(dialog, PublishDialog)
    desk.until(lambda: dialog.list.count() == 1)
    assert dialog.list.item(0).text() == "1号院　1条"
    desk.press("Ctrl+Enter")
    _gone(desk)
    desk.until(lambda: desk.page.subject.kind == "notices")
    assert value(office, "SELECT title FROM notice") == "1号院2020年9月意见办理结果"
    assert value(office, "SELECT notice_id FROM opinion") == value(office, "SELECT id FROM notice")


def test_a_quarrel_is_mediated_and_its_agreement_shown(desk: Desk, office: Context, yard: bytes) -> None:
    parties = (disputes.Party("张三"), disputes.Party("李四"))
    draft = disputes.DisputeDraft(yard, "楼上漏水", "2020-09-14", parties=parties)
    made = disputes.register(office, draft).id
    _open(desk, "disputes")
    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    form = dialog.form
    for name, text in (("record", "双方让步。"), ("agreement", "李四赔300元。")):
        form.inputs[name].put(text, text)
    form.inputs["outcome"].put("agreed", "达成协议")
    desk.press("Ctrl+S")
    _gone(desk)
    assert value(office, "SELECT state FROM dispute WHERE id = ?", made) == "agreed"
    strip = _strip(desk)
    assert list(strip.buttons) == ["settle", "mediate"]
    mediation = value(office, "SELECT id FROM mediation")
    assert f"agreement:{mediation.hex()}" in strip.links.text()
    strip.links.linkActivated.emit(f"agreement:{mediation.hex()}")
    desk.until(lambda: isinstance(desk.window.page, NoticePreview))
    page = desk.window.page
    assert isinstance(page, NoticePreview)
    desk.until(lambda: page.pdf != b"")


def test_an_empty_page_offers_where_to_begin(desk: Desk, office: Context, yard: bytes) -> None:
    desk.go("opinions")
    offered = {each.text(): each for each in desk.page.list.empty.findChildren(QPushButton)}
    assert {"快速登记意见", "粘贴聊天记录", "新增意见"} <= set(offered)
    offered["快速登记意见"].click()
    _window(desk, QuickDialog)
    desk.press("Esc")
    _gone(desk)
    assert value(office, "SELECT count(*) FROM opinion") == 0


def test_dialogs_and_lists_keep_within_the_window_at_twice_the_size(
    desk: Desk, office: Context, yard: bytes
) -> None:
    from ui.widgets import style

    _raise(office, yard)
    style.choose(dark=False, percent=200)
    try:
        for made in (QuickDialog, IntakeDialog, PublishDialog):
            dialog = made(desk.session, desk.window)
            assert dialog.width() <= desk.window.width()
            assert dialog.height() <= desk.window.height()
            dialog.deleteLater()
    finally:
        style.choose(dark=False, percent=100)
    _open(desk)
    # five filters do not stand in one row: the list would push the record out of the window
    tops = {box.y() for box in desk.page.list.filters.values()}
    assert len(tops) == 2
