"""Importing a survey book in the window: rehearsal, correction of headings, one step in, one step back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from services import importing
from services.excel import write_table
from services.office import Context
from services.resources import resource_path
from tests.helpers.hosting import Host, clock, host, new_office, notices_of, office, session
from tests.helpers.office import value
from ui import prompts
from ui.pages.import_page import ImportPage
from ui.session import Session

__all__ = ["clock", "host", "new_office", "office", "session"]

SAMPLE = resource_path("sample/摸排台账-明湖办事处.xlsx")
HEADINGS = ("社区", "楼院名称", "详细地址", "多少家人")
ROWS = (("安飞社区", "建设路1号院", "建设路1号", 48), ("安飞社区", "建设路2号院", "建设路2号", "约120户"))


@pytest.fixture
def page(host: Host, session: Session) -> ImportPage:
    made = ImportPage(session)
    host(made)
    made.arrive()
    return made


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "安飞摸排.xlsx"
    write_table(path, "楼院", HEADINGS, ROWS)
    return path


def _front(page: ImportPage) -> object:
    return page.stack.currentWidget()


def _rehearse(qtbot: QtBot, page: ImportPage, path: Path) -> None:
    with prompts.scripted(path):
        QTest.keySequence(page, "Ctrl+O")
    qtbot.waitUntil(lambda: _front(page) is not page.progress, timeout=30_000)


def _apply(qtbot: QtBot, page: ImportPage) -> None:
    QTest.keySequence(page, "Ctrl+Return")
    qtbot.waitUntil(lambda: _front(page) is page.done, timeout=30_000)


def test_it_begins_empty_and_says_what_to_do(qtbot: QtBot, page: ImportPage) -> None:
    assert _front(page) is page.start
    assert page.start.imports.row_count == 0
    assert not page.start.undo_button.isEnabled()
    assert page.start.problem.isHidden()


def test_the_sample_is_rehearsed_imported_and_taken_back_by_keyboard(
    qtbot: QtBot, page: ImportPage, session: Session, office: Context
) -> None:
    _rehearse(qtbot, page, SAMPLE)
    cells = {row.cells[0]: row.cells[1:] for row in page.result.kinds.rows}
    assert cells["楼院"] == ("26", "—", "—")
    assert cells["自治组织成员"] == ("112", "—", "—")
    assert page.result.warnings.row_count > 3
    assert value(office, "SELECT count(*) FROM courtyard") == 0
    assert page.apply_button.hasFocus()
    _apply(qtbot, page)
    assert value(office, "SELECT count(*) FROM courtyard WHERE deleted_at IS NULL") == 26
    assert page.done.look_button.hasFocus()
    page.done.undo_button.setFocus()
    said = notices_of(session)
    QTest.keyClick(page.done.undo_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert said[0].text == "已撤销这次导入"
    assert value(office, "SELECT count(*) FROM courtyard WHERE deleted_at IS NULL") == 0
    assert _front(page) is page.start
    qtbot.waitUntil(lambda: [row.cells[4] for row in page.start.imports.rows] == ["已撤销"])


def test_findings_are_filtered_and_copied(qtbot: QtBot, page: ImportPage) -> None:
    _rehearse(qtbot, page, SAMPLE)
    result = page.result
    page.seek()
    assert result.filter.hasFocus()
    result.filter.setText("校验码 王宝")
    assert [row.cells[1] for row in result.warnings.rows] == ["J14"]
    result.tabs.setCurrentWidget(result.warnings)
    result.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "工作表\t单元格\t内容"
    assert len(lines) == 2
    assert lines[1].startswith("自治组织成员\tJ14\t“王宝”的身份证号")
    result.filter.setText("１９９４")
    assert result.normalised.rows[0].cells[3:] == ("１９９４", "1994")


def test_a_heading_is_given_a_field_and_remembered(
    qtbot: QtBot, page: ImportPage, book: Path, office: Context
) -> None:
    _rehearse(qtbot, page, book)
    box = page.result.headings.boxes["多少家人"]
    box.setCurrentIndex(box.findData("survey.households"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: page.result.normalised.row_count == 1, timeout=30_000)
    assert page.result.normalised.rows[0].cells[2:] == ("总户数", "约120户", "约120")
    assert page.result.headings.boxes["多少家人"].currentData() == "survey.households"
    _apply(qtbot, page)
    assert value(office, "SELECT sum(household_count) FROM courtyard") == 168
    _rehearse(qtbot, page, book)
    assert "没有要写入的内容" in page.about.text()
    assert not page.apply_button.isEnabled()
    # taken back by keyboard: the box is searched by typing, Enter chooses
    page.result.tabs.setCurrentWidget(page.result.headings)
    box = page.result.headings.boxes["多少家人"]
    line = box.lineEdit()
    assert line is not None
    line.setFocus()
    line.setText("不导入这一列")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _front(page) is page.progress)
    qtbot.waitUntil(lambda: _front(page) is not page.progress, timeout=30_000)
    assert page.result.headings.boxes["多少家人"].currentData() == ""
    assert page.result.tabs.tabText(page.result.tabs.indexOf(page.result.headings)) == "没有认出的列 1"


def test_an_edited_book_shows_the_differences(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, office: Context
) -> None:
    path = tmp_path / "摸排.xlsx"
    write_table(path, "楼院", ("社区", "楼院名称", "详细地址", "总户数"), ROWS)
    importing.apply(office, importing.rehearse(office, path))
    write_table(path, "楼院", ("社区", "楼院名称", "详细地址", "总户数"), [(*ROWS[0][:3], 50), ROWS[1]])
    _rehearse(qtbot, page, path)
    assert [row.cells for row in page.result.differences.rows] == [
        ("楼院", "建设路1号院", "总户数", "48", "50", "用表中的")
    ]
    assert "改动1条" in page.about.text()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("坏.xlsx", b"PK\x03\x04 cut off", "坏.xlsx"),
        ("空.xlsx", b"", "空.xlsx"),
        ("照片.xlsx", b"\xff\xd8\xff\xe0 a picture", "照片.xlsx"),
    ],
)
def test_a_bad_file_is_told_in_the_page(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    _rehearse(qtbot, page, path)
    assert _front(page) is page.start
    assert page.start.problem.isVisible()
    assert sentence in page.start.problem_text
    assert page.start.choose_button.hasFocus()


def test_a_file_that_is_gone_is_told(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    _rehearse(qtbot, page, tmp_path / "没有.xlsx")
    assert "没有.xlsx" in page.start.problem_text


def test_a_book_in_which_nothing_is_recognised_says_so(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = tmp_path / "别的.xlsx"
    write_table(path, "随便", ("甲", "乙"), [("1", "2")])
    _rehearse(qtbot, page, path)
    assert page.result.errors.row_count == 1
    assert "没有认出" in page.result.detail.text()
    assert not page.apply_button.isEnabled()
    QTest.keySequence(page, "Ctrl+Return")
    assert page.stack.currentWidget() is not page.progress


def test_reading_can_be_stopped(qtbot: QtBot, page: ImportPage, office: Context) -> None:
    with prompts.scripted(SAMPLE):
        QTest.keySequence(page, "Ctrl+O")
    qtbot.waitUntil(lambda: page.progress.heading.text().startswith("正在读取"))
    QTest.keySequence(page, "Esc")
    qtbot.waitUntil(lambda: _front(page) is page.start, timeout=30_000)
    assert page.start.problem_text.endswith("已取消，没有改动任何内容。")
    assert value(office, "SELECT count(*) FROM courtyard") == 0


def test_a_rehearsal_is_left(qtbot: QtBot, page: ImportPage, book: Path) -> None:
    _rehearse(qtbot, page, book)
    QTest.keySequence(page, "Esc")
    assert _front(page) is page.start
    assert page.start.choose_button.hasFocus()
    QTest.keySequence(page, "Ctrl+Return")
    assert _front(page) is page.start


def test_a_file_is_dropped(qtbot: QtBot, page: ImportPage, book: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(book))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(event)
    qtbot.waitUntil(lambda: page.result.kinds.row_count > 0, timeout=30_000)
    assert "安飞摸排.xlsx" in page.about.text()


def test_later_work_survives_taking_back(
    qtbot: QtBot, page: ImportPage, book: Path, session: Session, office: Context
) -> None:
    importing.apply(office, importing.rehearse(office, book))
    yard = value(office, "SELECT id FROM courtyard WHERE name = '建设路1号院'")
    from services import records

    records.save(office, "courtyards", yard, {"address": "建设路甲1号"})
    page.arrive()
    qtbot.waitUntil(lambda: page.start.imports.row_count == 1)
    said = notices_of(session)
    page.start.imports.selectRow(0)
    QTest.mouseClick(page.start.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert "之后又改过" in said[0].text
    assert value(office, "SELECT address FROM courtyard WHERE deleted_at IS NULL") == "建设路甲1号"
    qtbot.waitUntil(lambda: page.start.imports.rows[0].cells[4] == "已撤销")
    page.start.imports.selectRow(0)
    assert not page.start.undo_button.isEnabled()


WRONG = ("姓名", "楼院", "身份证号", "职务", "自治组织")
PEOPLE = (
    ("王芳", "建设路1号院", "110105194912310021", "主任", "业委会"),
    ("李明", "建设路1号院", "", "很好的人", "业委会"),
    ("赵四", "建设路1号院", "", "委员", "业委会"),
)


def _again(qtbot: QtBot, page: ImportPage) -> None:
    qtbot.waitUntil(lambda: _front(page) is page.progress)
    qtbot.waitUntil(lambda: _front(page) is not page.progress, timeout=30_000)


def test_lines_are_corrected_in_place_by_keyboard(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, office: Context
) -> None:
    path = tmp_path / "成员.xlsx"
    write_table(path, "成员", WRONG, PEOPLE)
    before = path.read_bytes()
    _rehearse(qtbot, page, path)
    result = page.result
    result.tabs.setCurrentWidget(result.warnings)
    assert [row.cells[1] for row in result.warnings.rows] == ["C2"]
    result.warnings.selectRow(0)
    result.warnings.setFocus()
    QTest.keyClick(result.warnings, Qt.Key.Key_Return)
    edit = result.correction.edit
    assert edit.hasFocus()
    assert edit.text() == "110105194912310021"
    QTest.keyClicks(edit, "11010519491231002X")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    _again(qtbot, page)
    assert result.warnings.row_count == 0
    assert [row.cells for row in result.corrections.rows] == [
        ("成员", "C2", "110105194912310021", "11010519491231002X")
    ]
    # a row the user does not want
    result.tabs.setCurrentWidget(result.normalised)
    result.filter.setText("很好的人")
    result.normalised.selectRow(0)
    QTest.mouseClick(result.correction.skip_button, Qt.MouseButton.LeftButton)
    _again(qtbot, page)
    assert result.filter.text() == "很好的人"
    result.filter.clear()
    assert [row.cells[1] for row in result.corrections.rows] == ["C2", "第3行"]
    _apply(qtbot, page)
    names = "SELECT group_concat(name, ' ') FROM (SELECT name FROM resident ORDER BY name)"
    assert value(office, names) == "王芳 赵四"
    assert value(office, "SELECT id_number FROM resident WHERE name = '王芳'") == "11010519491231002X"
    assert path.read_bytes() == before
    # the same file is read with the same corrections, which can be taken back
    _rehearse(qtbot, page, path)
    assert not page.apply_button.isEnabled()
    result.tabs.setCurrentWidget(result.corrections)
    result.corrections.selectRow(1)
    result.corrections.setFocus()
    QTest.keyClick(result.corrections, Qt.Key.Key_Return)
    _again(qtbot, page)
    assert [row.cells[1] for row in result.corrections.rows] == ["C2"]
    assert "新增2条" in page.about.text()


def test_escape_leaves_the_correction_and_not_the_rehearsal(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = tmp_path / "成员.xlsx"
    write_table(path, "成员", WRONG, PEOPLE)
    _rehearse(qtbot, page, path)
    result = page.result
    result.tabs.setCurrentWidget(result.warnings)
    result.warnings.selectRow(0)
    result.correction.begin()
    QTest.keyClick(result.correction.edit, Qt.Key.Key_Escape)
    assert result.warnings.hasFocus()
    assert _front(page) is not page.start


def test_the_courtyard_of_a_whole_sheet_is_said_in_place(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, office: Context
) -> None:
    path = tmp_path / "房屋.xlsx"
    write_table(path, "住户", ("房号", "业主", "面积"), [("1-1-101", "王芳", 60), ("1-1-102", "李明", 70)])
    _rehearse(qtbot, page, path)
    assert not page.apply_button.isEnabled()
    edit = page.result.correction.edit
    assert edit.isVisible()
    assert page.result.correction.skip_button.isHidden()
    page.result.correction.begin()
    edit.insert("建设路1号院")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    _again(qtbot, page)
    assert page.result.errors.row_count == 0
    _apply(qtbot, page)
    assert value(office, "SELECT count(*) FROM dwelling") == 2
    assert value(office, "SELECT name FROM courtyard") == "建设路1号院"


def test_what_was_changed_here_is_kept_or_taken_from_the_file(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, office: Context
) -> None:
    path = tmp_path / "摸排.xlsx"
    write_table(path, "楼院", ("社区", "楼院名称", "详细地址", "总户数"), ROWS)
    importing.apply(office, importing.rehearse(office, path))
    yard = value(office, "SELECT id FROM courtyard WHERE name = '建设路1号院'")
    from services import records

    records.save(office, "courtyards", yard, {"address": "建设路甲1号"})
    _rehearse(qtbot, page, path)
    table = page.result.differences
    assert [row.cells[3:] for row in table.rows] == [("建设路甲1号", "建设路1号", "保留（本地已改）")]
    assert not page.apply_button.isEnabled()
    assert "1处" in page.about.text()
    page.result.tabs.setCurrentWidget(table)
    table.selectRow(0)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.rows[0].cells[5] == "用表中的")
    assert page.apply_button.isEnabled()
    _apply(qtbot, page)
    assert value(office, "SELECT address FROM courtyard WHERE id = ?", yard) == "建设路1号"
