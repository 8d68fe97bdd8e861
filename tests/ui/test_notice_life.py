"""The life of a notice through the window, by keys: checked, issued, hung, objected to, taken down, kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from services import attachments, boards, users
from services.notices import life
from services.office import Context
from tests.helpers.files import on_disk, photo
from tests.helpers.notices import draft, fonts, issued
from tests.helpers.office import DAY_MS, FixedClock, community, courtyard, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.notices.act_dialog import ActDialog
from ui.notices.paper_dialog import PaperDialog
from ui.notices.strip import NoticeStrip
from ui.pages.obligations import ObligationsPage

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def yard(office: Context) -> bytes:
    """A courtyard of a community, and a second user."""
    users.add_user(office, "李明")
    return courtyard(office, "1号院", community(office, "远大社区"))


def _strip(desk: Desk) -> NoticeStrip:
    strip = desk.view.above
    assert isinstance(strip, NoticeStrip)
    return strip


def _open(desk: Desk) -> NoticeStrip:
    desk.go("notices")
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
    desk.window.window().activateWindow()  # the invisible screen gives no window back what a dialog took
    desk.until(desk.window.isActiveWindow)
    desk.settle()


def _choose(desk: Desk, letter: str) -> None:
    """Choose a step from the menu 更多."""
    desk.press("Ctrl+M")
    desk.until(lambda: QApplication.activePopupWidget() is not None)
    desk.press(letter)


def _labels(desk: Desk) -> list[str]:
    return [button.text() for button in _strip(desk).buttons.values()]


def test_a_whole_life_by_keys(
    desk: Desk, office: Context, yard: bytes, clock: FixedClock, tmp_path: Path
) -> None:
    notice = draft(office, yard)
    _open(desk)
    assert _strip(desk).path.accessibleName() == "办理进度：草稿"
    assert _labels(desk) == ["核对…"]

    desk.press("Ctrl+Enter")
    _dialog(desk)
    desk.press("Down", "Ctrl+S")
    _gone(desk)
    assert desk.toast() == "已核对《停水通知》"
    assert value(office, "SELECT checked_by FROM notice") == "李明"
    assert desk.cell(0, "state") == "已核对"
    assert _labels(desk) == ["签发…", "退回草稿"]

    desk.press("Ctrl+Enter")
    _dialog(desk)
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.toast().startswith("已签发，编号〔2020〕1号，共1页，校验码")
    assert (desk.cell(0, "number"), desk.cell(0, "state")) == ("〔2020〕1号", "已签发")
    assert "〔2020〕1号" in _strip(desk).path.text()

    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    assert "还没有登记公开栏" in dialog.intro.text()
    desk.type("东门公开栏")
    picture = on_disk(tmp_path, "东门.jpg", photo())
    with prompts.scripted([str(picture)]):
        dialog.photos.add_button.click()  # type: ignore[union-attr]
    assert "东门.jpg" in dialog.photos.told.text()  # type: ignore[union-attr]
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.toast() == "〔2020〕1号《停水通知》已登记张贴"
    posting = value(office, "SELECT id FROM posting")
    assert [file.name for file in attachments.files(office, "postings", posting)] == ["东门.jpg"]
    assert "贴在东门公开栏，第1天，公示至9月30日" in _strip(desk).detail.text()

    desk.press("Ctrl+Shift+Enter")
    assert "最迟2020年9月" in _dialog(desk).intro.text()
    desk.type("停水时间太长")
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.toast().startswith("已登记异议，最迟2020年9月")
    assert "有1条异议没有答复" in _strip(desk).warning.text()
    assert _labels(desk) == ["取下…", "答复异议…"]

    desk.press("Ctrl+Shift+Enter")
    _dialog(desk)
    desk.type("改为分段停水")
    desk.press("Ctrl+S")
    _gone(desk)
    assert value(office, "SELECT reply FROM objection") == "改为分段停水"
    assert _strip(desk).warning.text() == ""

    clock.advance(14 * DAY_MS)
    desk.press("Ctrl+Enter")
    assert _dialog(desk).intro.text() == ""
    desk.press("Ctrl+S")
    _gone(desk)
    assert value(office, "SELECT taken_down_on FROM posting") == "2020-09-30"
    assert desk.cell(0, "state") == "已取下"

    desk.press("Ctrl+Enter")
    desk.until(lambda: desk.cell(0, "state") == "已归档")
    desk.settle()
    assert _labels(desk) == ["重印…", "更正…"]
    assert life.shelves(office)[0].count == 1
    assert value(office, "SELECT id FROM notice") == notice


def test_one_person_alone_gives_a_reason(desk: Desk, office: Context, yard: bytes) -> None:
    draft(office, yard)
    _open(desk)
    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    desk.press("Ctrl+S")
    assert "请选核对人" in dialog.form.messages["checked_by"].text()
    assert value(office, "SELECT state FROM notice") == "draft"
    dialog.form.inputs["single_reason"].setFocus()
    desk.type("今天只有一人值班")
    desk.press("Ctrl+S")
    _gone(desk)
    assert "单人办理：今天只有一人值班" in _strip(desk).detail.text()
    desk.press("Ctrl+Shift+Enter")
    desk.until(lambda: desk.toast() == "《停水通知》已退回草稿")
    desk.settle()
    assert desk.cell(0, "state") == "草稿"


def test_taking_down_early_asks_why_and_can_be_undone(desk: Desk, office: Context, yard: bytes) -> None:
    notice = issued(office, yard).notice_id
    boards.post(office, [notice], boards.add_board(office, yard, "东门").id, office.today(), fonts=fonts())
    _open(desk)
    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    assert "公示到2020年9月30日" in dialog.intro.text()
    desk.press("Ctrl+S")
    assert "请写明原因" in dialog.form.problem.text()
    assert value(office, "SELECT taken_down_on FROM posting") is None
    dialog.form.inputs["reason"].setFocus()
    desk.type("公开栏维修")
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.cell(0, "state") == "已取下"
    desk.press("Ctrl+Z")
    assert desk.toast() == "已撤销"
    assert desk.cell(0, "state") == "公示中"


def test_a_day_that_is_not_known_is_said_and_nothing_is_hung(
    desk: Desk, office: Context, yard: bytes
) -> None:
    issued(office, yard)
    _open(desk)
    desk.press("Ctrl+Enter")
    dialog = _dialog(desk)
    desk.type("东门")
    dialog.form.inputs["on"].put(None, "2020-09")
    desk.press("Ctrl+S")
    assert dialog.form.problem.text() == "张贴日期要写到哪一天，如 2026-11-26。"
    assert value(office, "SELECT count(*) FROM board") == 0
    desk.press("Esc")
    _gone(desk)
    assert desk.cell(0, "state") == "已签发"


def test_void_keeps_the_number_and_a_correction_is_a_draft(desk: Desk, office: Context, yard: bytes) -> None:
    issued(office, yard)
    _open(desk)
    desk.press("Ctrl+Shift+Enter")
    dialog = _dialog(desk)
    desk.press("Ctrl+S")
    assert "请填写" in dialog.form.messages["reason"].text()
    desk.type("日期写错")
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.cell(0, "state") == "已作废"
    assert "作废原因：日期写错" in _strip(desk).detail.text()

    desk.session.show_record("notices", issued(office, yard, "停电通知").notice_id)
    desk.settle()
    _choose(desk, "G")
    _dialog(desk)
    desk.type("时间写错")
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.view.record.name == "更正公示：停电通知"
    assert "更正〔2020〕2号" in _strip(desk).detail.text()


def test_the_empty_form_for_objections_is_shown(desk: Desk, office: Context, yard: bytes) -> None:
    issued(office, yard)
    _open(desk)
    _choose(desk, "B")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), PaperDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PaperDialog)
    assert dialog.pdf.startswith(b"%PDF")
    desk.settle()
    desk.press("Esc")
    _gone(desk)


def test_what_hung_before_is_late_and_other_records_have_no_strip(
    desk: Desk, office: Context, yard: bytes
) -> None:
    from services import records

    values = {"title": "旧公示", "kind": "free", "courtyard_id": yard, "posted_from": "2019-05-01"}
    records.save(office, "notices", None, values)
    assert _open(desk).path.accessibleName() == "办理进度：补录"
    desk.go("courtyards")
    assert desk.view.above is None


def test_filters_and_search_find_a_notice(desk: Desk, office: Context, yard: bytes) -> None:
    issued(office, yard)
    draft(office, yard, "停电通知")
    _open(desk)
    box = desk.page.list.filters["state"]
    box.setCurrentIndex(box.findData("issued"))
    desk.settle()
    assert desk.column("title") == ["停水通知"]
    box.setCurrentIndex(0)
    year = desk.page.list.filters["year"]
    assert year.findData("2020") > 0
    desk.press("Ctrl+F")
    desk.type("2020〕1号")
    assert desk.column("title") == ["停水通知"]


def test_a_board_is_made_and_changed_inside_its_courtyard(desk: Desk, office: Context, yard: bytes) -> None:
    desk.go("courtyards")
    desk.page.list.table.setFocus()
    desk.until(lambda: desk.page.pane.view is not None)
    desk.view.tabs.setCurrentIndex(
        [desk.view.tabs.tabText(at) for at in range(desk.view.tabs.count())].index("议事")
    )
    desk.settle()
    desk.view.new_buttons["boards"].setFocus()
    desk.press("Space")
    assert desk.form.record.kind == "boards"
    desk.type("东门公开栏")
    desk.press("Enter", "Enter")
    desk.type("6")
    desk.press("Ctrl+S")
    (board,) = boards.boards(office, yard)
    assert (board.name, board.slots) == ("东门公开栏", 6)
    assert (desk.view.record.child_counts or {})["boards.courtyard_id"] == 1

    table = desk.view.lists["boards"].table
    table.setFocus()
    desk.press("Home", "Enter")
    desk.until(lambda: desk.page.pane.shown is not None and desk.page.pane.shown.kind == "boards")
    desk.settle()
    desk.press("F2")
    desk.until(lambda: desk.page.pane.form is not None)
    desk.form.inputs["place"].setFocus()
    desk.type("1号楼西墙")
    desk.press("Ctrl+S")
    assert boards.boards(office, yard)[0].text == "东门公开栏（1号楼西墙）"


def test_words_of_a_frozen_sheet_lead_to_the_notice(desk: Desk, office: Context, yard: bytes) -> None:
    notice = issued(office, yard).notice_id
    desk.press("Ctrl+K")
    desk.type("明日停水")
    desk.press("Enter")
    desk.until(lambda: desk.window.current == "notices")
    desk.settle()
    assert desk.page.pane.shown is not None
    assert desk.page.pane.shown.id == notice


def test_what_is_owed_is_done_once_it_hangs(desk: Desk, office: Context, yard: bytes) -> None:
    desk.go("obligations")
    page = desk.window.page
    assert isinstance(page, ObligationsPage)
    page.search.setFocus()
    desk.type("楼院概况")
    (row,) = page.list.table.rows
    assert row.key.state in ("due", "soon", "overdue")
    page.take_focus()
    desk.press("Enter")
    desk.until(lambda: desk.window.current == "notices" and desk.page.pane.view is not None)
    desk.settle()
    for typed in (("Down",), (), ("a",)):
        desk.press("Ctrl+Enter")
        _dialog(desk)
        desk.press(*typed, "Ctrl+S")
        _gone(desk)
    assert desk.cell(0, "state") == "公示中"
    desk.go("obligations")
    page.states.setCurrentIndex(page.states.findData("done"))
    assert [(each.cells[1], each.key.state) for each in page.list.table.rows] == [("1号院", "done")]
