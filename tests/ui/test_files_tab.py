"""Files hung on a record through the window: by keys, dropped, pasted; looked at, described, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from services import attachments, blobs, history
from services import backup as backups
from services.attachments import NewFile
from tests.helpers import files as made
from tests.helpers.office import community, courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.files import incoming
from ui.files.photo_view import PhotoView
from ui.files.tab import FilesTab
from ui.files.viewer import FileViewer
from ui.widgets import style
from ui.widgets.cover_photo import CoverPhoto
from ui.widgets.pdf_view import PdfView

__all__ = ["clock", "desk", "new_office", "office"]

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
trailer<</Root 1 0 R>>
"""


@pytest.fixture
def yard(desk: Desk) -> bytes:
    """A courtyard whose page is in front, with its tab of files."""
    made_yard = courtyard(desk.context, "1号院", community(desk.context, "远大社区"), household_count="30")
    desk.go("courtyards")
    show_tab(desk, "附件")
    return made_yard


def show_tab(desk: Desk, name: str) -> None:
    desk.view.tabs.setCurrentIndex(desk.view._names.index(name))
    desk.settle()


def tab(desk: Desk) -> FilesTab:
    found = desk.view.files
    assert isinstance(found, FilesTab)
    return found


def titles(desk: Desk) -> list[str]:
    return [each.title for each in tab(desk).list.files.files]


def heading(desk: Desk) -> str:
    return desk.view.tabs.tabText(desk.view.tabs.currentIndex())


def add(desk: Desk, tmp_path: Path, *names: str) -> None:
    """Choose files through the button."""
    paths = [made.on_disk(tmp_path, name, made.photo((90, 50 + at))) for at, name in enumerate(names)]
    with prompts.scripted(paths):
        tab(desk).add_button.click()
    desk.settle()


def test_an_empty_tab_says_what_to_do(desk: Desk, yard: bytes) -> None:
    assert heading(desk) == "附件"
    assert tab(desk).stack.currentWidget() is tab(desk).empty
    assert "Ctrl+V" in tab(desk).empty.text.text()
    assert not tab(desk).delete_button.isVisible()


def test_files_are_added_shown_and_undone(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    before = desk.view
    add(desk, tmp_path, "大门.jpg", "路灯.jpg")
    assert desk.toast() == "已添加2个附件"
    assert titles(desk) == ["大门.jpg", "路灯.jpg"]
    assert heading(desk) == "附件 2"
    assert desk.view is before, "the tab stays where it is"
    model = tab(desk).list.files
    desk.until(lambda: all(model.thumbnails.picture(each.digest) is not None for each in model.files))
    assert [each.title for each in tab(desk).list.selected()] == ["大门.jpg", "路灯.jpg"]
    show_tab(desk, "沿革")
    (line,) = [line for line in history.history(desk.context, "courtyards", yard) if "附件" in line.action]
    assert line.action == "添加附件“大门.jpg”“路灯.jpg”"
    desk.press("Ctrl+Z")
    show_tab(desk, "附件")
    assert titles(desk) == []
    assert heading(desk) == "附件"


def test_what_cannot_be_taken_is_told(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    good = made.on_disk(tmp_path, "好.jpg", made.photo())
    bad = made.on_disk(tmp_path, "坏.exe", b"MZ" + bytes(90))
    with prompts.scripted([good, bad], None) as script:
        tab(desk).choose()
        desk.settle()
    assert desk.toast() == "已添加1个附件，1个没有添加"
    assert script.asked == ["添加附件", "1个文件没有添加。"]
    with prompts.scripted([bad]):
        tab(desk).choose()
        desk.settle()
    assert desk.toast() == "“坏.exe”是程序或脚本，为了安全不能添加。"
    with prompts.scripted(None):
        tab(desk).choose()
    assert titles(desk) == ["好.jpg"]


def test_by_keys_alone_described_deleted_undone(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    add(desk, tmp_path, "1.jpg", "2.jpg", "3.jpg")
    tab(desk).list.setFocus()
    desk.press("Home", "Right")
    assert tab(desk).list.current() is not None
    with prompts.scripted("坏了的路灯") as script:
        desk.press("F2")
    assert script.asked == ["“2.jpg”的说明（拍的是什么、在哪里）："]
    assert desk.page.pane.form is None, "F2 is for the file, not for the form of the record"
    assert titles(desk) == ["1.jpg", "坏了的路灯", "3.jpg"]
    assert tab(desk).list.hasFocus()
    assert [each.title for each in tab(desk).list.selected()] == ["坏了的路灯"]

    desk.press("Del")
    assert desk.toast() == "已删除“坏了的路灯”，放在回收站"
    assert titles(desk) == ["1.jpg", "3.jpg"]
    assert tab(desk).list.hasFocus()
    assert [each.title for each in tab(desk).list.selected()] == ["3.jpg"]
    desk.press("Ctrl+Z")
    assert titles(desk) == ["1.jpg", "坏了的路灯", "3.jpg"]

    desk.press("Ctrl+A", "Del")
    assert desk.toast() == "已删除3个附件，放在回收站"
    assert titles(desk) == []
    assert tab(desk).add_button.hasFocus()
    with prompts.scripted(None):
        desk.press("Ctrl+Z")
        tab(desk).list.setFocus()
        desk.press("F2")
    assert titles(desk) == ["1.jpg", "坏了的路灯", "3.jpg"]


def test_another_order_and_cover(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    add(desk, tmp_path, "1.jpg", "2.jpg")
    tab(desk).list.setCurrentIndex(tab(desk).list.files.index(1))
    tab(desk).order_button.menu().actions()[0].trigger()
    desk.settle()
    assert titles(desk) == ["2.jpg", "1.jpg"]
    assert "封面照片" in tab(desk).list.files.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "封面照片" not in tab(desk).list.files.index(1).data(Qt.ItemDataRole.ToolTipRole)


def test_the_cover_stands_at_the_head_of_the_courtyard(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    show_tab(desk, "概况")
    assert desk.view.findChild(CoverPhoto) is None
    show_tab(desk, "附件")
    add(desk, tmp_path, "大门.jpg")
    (file,) = tab(desk).list.files.files
    attachments.set_caption(desk.context, file.id, "南大门")
    desk.session.changed.emit(frozenset({"attachment"}))
    desk.settle()
    show_tab(desk, "概况")
    cover = desk.view.findChild(CoverPhoto)
    assert isinstance(cover, CoverPhoto)
    assert cover.accessibleName() == "封面照片：南大门"
    size = cover.size()
    cover.grab()
    desk.settle()
    colour = cover.grab().toImage().pixelColor(style.px(20), style.px(60))
    assert colour.red() > 150 > colour.green(), "the left half of the photo is red"
    assert cover.size() == size
    cover.setFocus()
    desk.press("Space")
    assert desk.view.tab == "附件"


def test_a_cover_whose_bytes_are_gone_says_so(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    add(desk, tmp_path, "大门.jpg")
    attachments._thumbnail.cache_clear()
    for path in desk.context.folder.glob("*.files.db*"):
        path.unlink()
    show_tab(desk, "概况")
    desk.page.pane.refresh()
    desk.settle()
    cover = desk.view.findChild(CoverPhoto)
    assert isinstance(cover, CoverPhoto)
    cover.grab()
    desk.settle()
    cover.grab()
    assert "不在本机" in cover.toolTip()
    show_tab(desk, "附件")
    tab(desk).grab()
    desk.settle()
    assert "不在本机" in tab(desk).list.files.index(0).data(Qt.ItemDataRole.ToolTipRole)
    tab(desk).open()
    desk.settle()
    viewer = the_viewer(desk)
    assert viewer.stack.currentWidget() is viewer.message
    assert "不在本机" in viewer.message.text.text()
    viewer.reject()


def drop(desk: Desk, data: QMimeData) -> bool:
    """Drag something over the tab and let it go; True when it was taken."""
    target, copy = tab(desk), Qt.DropAction.CopyAction
    button, nothing = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), copy, data, button, nothing)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    assert target.stack.property("drop")
    event = QDropEvent(QPointF(20, 20), copy, data, button, nothing, QEvent.Type.Drop)
    QApplication.sendEvent(target, event)
    desk.settle()
    assert not target.stack.property("drop")
    return event.isAccepted()


def test_files_are_dropped_on_the_tab(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    paths = [made.on_disk(tmp_path, f"{at}.jpg", made.photo((90, 60 + at))) for at in range(3)]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    assert drop(desk, data)
    assert titles(desk) == ["0.jpg", "1.jpg", "2.jpg"]
    words = QMimeData()
    words.setText("只是文字")
    assert not drop(desk, words)
    elsewhere = QMimeData()
    elsewhere.setUrls([QUrl("https://example.org/a.jpg")])
    assert not drop(desk, elsewhere)


def test_a_picture_and_copied_files_are_pasted(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    picture = QImage(80, 60, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.darkGreen)
    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(picture)
    tab(desk).add_button.setFocus()
    desk.press("Ctrl+V")
    assert titles(desk) == [f"{incoming.PASTED}.jpg"]
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(made.on_disk(tmp_path, "复制.jpg", made.photo())))])
    clipboard.setMimeData(copied)
    desk.press("Ctrl+V")
    assert titles(desk) == [f"{incoming.PASTED}.jpg", "复制.jpg"]
    clipboard.setText("只是文字")
    desk.press("Ctrl+V")
    assert desk.toast().startswith("剪贴板里没有照片或文件")
    clipboard.clear()


def the_viewer(desk: Desk) -> FileViewer:
    found = [each for each in desk.window.window().findChildren(FileViewer) if each.isVisible()]
    assert len(found) == 1
    viewer: FileViewer = found[0]
    return viewer


def test_photos_and_pdfs_are_looked_at_inside_the_program(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    chosen = [
        NewFile("大.jpg", data=made.photo((3000, 2000))),
        NewFile("说明.txt", data="文字".encode()),
        NewFile("图纸.pdf", data=PDF),
        NewFile("坏.pdf", data=b"%PDF-1.4 broken"),
    ]
    attachments.add(desk.context, "courtyards", yard, chosen)
    desk.session.changed.emit(frozenset({"attachment"}))
    desk.settle()
    tab(desk).list.setFocus()
    desk.press("Home", "Enter")
    viewer = the_viewer(desk)
    assert isinstance(viewer.stack.currentWidget(), PhotoView)
    assert viewer.photo.accessibleName() == "照片：大.jpg"
    fitted = viewer.photo.zoom
    assert 0 < fitted < 1
    QTest.keyClick(viewer.photo, Qt.Key.Key_Plus)
    assert viewer.photo.zoom > fitted
    assert viewer.size_label.text() == f"{round(viewer.photo.zoom * 100)}%"
    viewer.photo.set_zoom(4.0)
    assert viewer.photo.verticalScrollBar().maximum() > 0
    viewer.grab()
    QTest.keyClick(viewer.photo, Qt.Key.Key_Minus)
    QTest.keyClick(viewer.photo, Qt.Key.Key_0)
    assert viewer.photo.zoom == fitted

    QTest.keyClick(viewer, Qt.Key.Key_Right)
    desk.settle()
    assert isinstance(viewer.stack.currentWidget(), PdfView)
    assert viewer.place.text() == "第2个，共3个"
    assert viewer.pdf.page_count == 1
    viewer.grab()
    desk.settle()
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    desk.settle()
    assert "这个 PDF 打不开" in viewer.message.text.text()
    assert not viewer.forth.isEnabled()
    viewer.go(1)
    assert viewer.file.name == "坏.pdf"
    viewer.go(-1)
    desk.settle()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not any(each.isVisible() for each in desk.window.window().findChildren(FileViewer))


def test_a_document_is_never_started_only_saved_elsewhere(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    attachments.add(desk.context, "courtyards", yard, [NewFile("合同.docx", data=made.docx())])
    desk.session.changed.emit(frozenset({"attachment"}))
    desk.settle()
    with prompts.scripted("stay") as script:
        tab(desk).open()
    assert "不能在这里打开" in script.asked[0]
    out = tmp_path / "合同副本.docx"
    with prompts.scripted("save", out):
        tab(desk).open()
        desk.settle()
    assert out.read_bytes() == made.docx()
    assert desk.toast() == "已另存为“合同副本.docx”"
    with prompts.scripted(None):
        tab(desk).save()
    with prompts.scripted(tmp_path / "合同副本.docx" / "a.docx"):
        tab(desk).save()
        desk.settle()
    assert "没有写成" in desk.toast()


def test_adding_can_be_stopped(desk: Desk, yard: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(context: object, kind: str, record_id: bytes, chosen: object, progress: object) -> object:
        ticket = progress.__self__  # type: ignore[attr-defined]
        ticket.cancel()
        ticket.report(1, 2)
        raise AssertionError("it went on")

    monkeypatch.setattr(attachments, "add", slow)
    incoming.add(desk.session, desk.window, "courtyards", yard, list)
    desk.settle()
    assert desk.toast() == "已取消，没有改动任何内容。"


def test_subjects_that_have_no_files_have_no_tab(desk: Desk, yard: bytes) -> None:
    from services.subjects import ALL

    without = {each.kind for each in ALL if not each.files}
    assert "courtyards" not in without
    assert "attendance" in without
    assert "附件" in desk.view._names


def test_a_photo_added_in_the_window_survives_backup_and_restore(
    desk: Desk, yard: bytes, tmp_path: Path
) -> None:
    add(desk, tmp_path, "大门.jpg")
    (file,) = attachments.files(desk.context, "courtyards", yard)
    before = attachments.content(desk.context, file.id)
    path = desk.context.database.path
    saved = backups.backup(path, tmp_path / "一.lybak").path
    other = tmp_path / "other" / "office.db"
    backups.restore(saved, other)
    assert blobs.get(other, file.digest) == before
