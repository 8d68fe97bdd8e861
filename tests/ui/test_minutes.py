"""The minutes of a meeting through the window, by keys: drafted, checked, signed, final, corrected."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from services import attachments, minutes, users
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.files import on_disk, photo
from tests.helpers.minutes import final
from tests.helpers.office import value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.minutes.strip import MinutesStrip
from ui.notices.act_dialog import ActDialog
from ui.notices.paper_dialog import PaperDialog
from ui.pages.notice_preview import NoticePreview

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def ids(office: Context) -> dict[str, bytes]:
    """The sample meetings, and a second user."""
    users.add_user(office, "李明")
    return deliberated(office)


def _strip(desk: Desk) -> MinutesStrip:
    found = desk.view.findChildren(MinutesStrip)
    assert len(found) == 1
    return found[0]


def _open(desk: Desk, meeting: bytes) -> MinutesStrip:
    desk.session.show_record("meetings", meeting)
    desk.settle()
    desk.until(lambda: desk.page.pane.shown is not None and desk.page.pane.shown.id == meeting)
    desk.settle()
    desk.page.list.table.setFocus()
    return _strip(desk)


def _dialog(desk: Desk) -> ActDialog:
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ActDialog)
    desk.until(lambda: dialog.isAncestorOf(desk.focus()))
    return dialog


def _gone(desk: Desk) -> None:
    desk.until(lambda: not isinstance(QApplication.activeModalWidget(), QDialog))
    desk.window.window().activateWindow()  # the invisible screen gives no window back what a dialog took
    desk.until(desk.window.isActiveWindow)
    desk.settle()


def _key(desk: Desk, chord: str) -> None:
    """Press the key of a button: it goes down, and does its work when it comes up again."""
    strip = _strip(desk)
    desk.press(chord)
    desk.until(lambda: not any(button.isDown() for button in strip.buttons.values()))
    desk.settle()


def _choose(desk: Desk, letter: str) -> None:
    desk.press("Ctrl+Shift+M")
    desk.until(lambda: QApplication.activePopupWidget() is not None)
    desk.press(letter)


def test_a_whole_life_by_keys(desk: Desk, office: Context, ids: dict[str, bytes], tmp_path: Path) -> None:
    strip = _open(desk, ids["joint"])
    assert strip.path.accessibleName() == "会议纪要：还没有起草"

    _key(desk, "Ctrl+J")
    assert desk.toast() == "已起草“8月份联席会议”的纪要，请由另一个人核对"
    assert list(_strip(desk).buttons) == ["check", "write"]

    _key(desk, "Ctrl+Shift+J")
    _dialog(desk)
    desk.type("散会后实地查看了3号楼。")
    desk.press("Ctrl+S")
    _gone(desk)
    assert value(office, "SELECT text FROM minutes") == "散会后实地查看了3号楼。"

    _key(desk, "Ctrl+J")
    _dialog(desk)
    desk.press("Down", "Ctrl+S")
    _gone(desk)
    assert desk.toast() == "纪要已核对，请打印出来签字"
    assert "李明核对" in _strip(desk).detail.text()

    _key(desk, "Ctrl+J")
    dialog = _dialog(desk)
    assert dialog.form.inputs["signed_by"].value() == "王䶮（主持人）、郭小满（记录人）"
    page = on_disk(tmp_path, "签字页.jpg", photo())
    with prompts.scripted([str(page)]):
        dialog.photos.add_button.click()  # type: ignore[union-attr]
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.toast() == "已登记签字，可以定稿了"

    _key(desk, "Ctrl+J")
    desk.settle()
    assert desk.toast().startswith("纪要已定稿，共")
    made = value(office, "SELECT id FROM minutes WHERE state = 'final'")
    assert [file.name for file in attachments.files(office, "minutes", made)] == ["签字页.jpg"]
    assert "会议记录不能再改" in _strip(desk).detail.text()

    _key(desk, "Ctrl+J")
    desk.settle()
    page_ = desk.window.page
    assert isinstance(page_, NoticePreview)
    desk.until(lambda: page_._prepared is not None)
    assert page_._prepared is not None
    assert page_._prepared.sheet.pdf.data == minutes.reprint(office, made)


def test_a_form_is_told_why_it_cannot_change_the_record(
    desk: Desk, office: Context, ids: dict[str, bytes]
) -> None:
    final(office, ids["joint"])
    _open(desk, ids["joint"])
    desk.page.pane.edit()
    form = desk.form
    form.inputs["place"].setFocus()
    desk.press("Ctrl+A")
    desk.type("别处")
    desk.press("Ctrl+S")
    desk.settle()
    assert "已经定稿，会议记录不能再改。要改请在会议上办理纪要“更正”" in desk.toast()
    assert value(office, "SELECT place FROM meeting WHERE id = ?", ids["joint"]) == "远大社区党群服务站二楼"


def test_a_correction_and_the_version_before_it(desk: Desk, office: Context, ids: dict[str, bytes]) -> None:
    first = final(office, ids["joint"])
    _open(desk, ids["joint"])
    _choose(desk, "G")
    _dialog(desk)
    desk.type("地点写错")
    desk.press("Ctrl+S")
    _gone(desk)
    assert "更正原因：地点写错" in _strip(desk).detail.text()
    assert "第2版" in _strip(desk).path.text()
    _choose(desk, "Y")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), PaperDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PaperDialog)
    assert dialog.pdf == minutes.reprint(office, first)
    desk.press("Esc")
    _gone(desk)
    _choose(desk, "X")
    desk.settle()
    assert desk.toast() == "已放弃更正"
    assert _strip(desk).found.state == "final"


def test_minutes_as_a_word_file_and_their_files(
    desk: Desk, office: Context, ids: dict[str, bytes], tmp_path: Path
) -> None:
    made = final(office, ids["joint"])
    _open(desk, ids["joint"])
    out = tmp_path / "纪要.docx"
    with prompts.scripted(str(out)):
        _key(desk, "Ctrl+Shift+J")
        desk.settle()
    assert desk.toast() == f"已保存到 {out}"
    assert out.read_bytes()[:2] == b"PK"
    _choose(desk, "F")
    desk.until(lambda: desk.page.pane.shown is not None and desk.page.pane.shown.id == made)


def test_what_changed_meanwhile_sends_the_minutes_back(
    desk: Desk, office: Context, ids: dict[str, bytes]
) -> None:
    made = minutes.draft(office, ids["joint"]).id
    minutes.check(office, made, "李明")
    from services import records

    records.save(office, "meetings", ids["joint"], {"place": "别处"})
    _open(desk, ids["joint"])
    _key(desk, "Ctrl+J")
    dialog = _dialog(desk)
    desk.press("Ctrl+S")
    desk.settle()
    assert "已退回草稿" in dialog.form.problem.text()
    desk.press("Esc")
    _gone(desk)
    assert _strip(desk).found.state == "draft"
