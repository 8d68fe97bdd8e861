"""The walk through the courtyards, ticked off by keys: boards, photos, one step, undo, the sheet to print."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from services import attachments, boards
from services.office import Context
from tests.helpers.files import on_disk, photo
from tests.helpers.notices import fonts, issued
from tests.helpers.office import DAY_MS, FixedClock, community, courtyard, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.notices.act_dialog import ActDialog
from ui.notices.paper_dialog import PaperDialog
from ui.pages.walk_list import WalkPage

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def yard(office: Context) -> bytes:
    """A courtyard of a community with a board, one sheet that hangs, and two that were issued."""
    made = courtyard(office, "1号院", community(office, "远大社区"))
    east = boards.add_board(office, made, "东门公开栏", slots=8).id
    hung = issued(office, made, "停气通知").notice_id
    boards.post(office, [hung], east, office.today(), fonts=fonts())
    issued(office, made, "停水通知")
    issued(office, made, "停电通知")
    return made


def _page(desk: Desk) -> WalkPage:
    page = desk.window.page
    assert isinstance(page, WalkPage)
    return page


def _go(desk: Desk) -> WalkPage:
    desk.go("walk-list")
    page = _page(desk)
    page.take_focus()
    desk.settle()
    return page


def _texts(page: WalkPage) -> list[str]:
    tree = page.tree
    found = []
    for at in range(tree.topLevelItemCount()):
        top = tree.topLevelItem(at)
        assert top is not None
        found += [top.text(0), *(top.child(each).text(0) for each in range(top.childCount()))]
    return found


def _states(office: Context) -> dict[str, str]:
    return dict(office.reader.all("SELECT title, state FROM notice"))


def _back(desk: Desk) -> None:
    desk.until(lambda: QApplication.activeModalWidget() is None)
    desk.window.window().activateWindow()  # the invisible screen gives no window back what a dialog took
    desk.until(desk.window.isActiveWindow)
    desk.settle()


def test_a_walk_is_ticked_off_with_one_photo(
    desk: Desk, office: Context, yard: bytes, clock: FixedClock, tmp_path: Path
) -> None:
    clock.advance(16 * DAY_MS)
    page = _go(desk)
    assert _texts(page) == ["1号院　东门公开栏", "取下　停气通知", "张贴　停水通知", "张贴　停电通知"]
    assert desk.window.header.detail.text() == "张贴2张，取下1张，其中已逾期3张"
    assert not page.save_button.isEnabled()

    desk.press("Space")  # the whole board
    assert page.save_button.text() == "登记选中的（3）"
    desk.press("Down", "Down", "Down", "Space")
    assert page.save_button.text() == "登记选中的（2）"
    picture = on_disk(tmp_path, "东门.jpg", photo())
    with prompts.scripted([str(picture)]):
        desk.press("Ctrl+I")
    top = page.tree.topLevelItem(0)
    assert top is not None
    assert "照片1张" in top.text(4)
    assert page.save_button.text() == "登记选中的（2）"

    desk.press("Ctrl+S")
    assert desk.toast() == "已登记张贴1张、取下1张"
    assert _states(office) == {"停气通知": "taken_down", "停水通知": "posted", "停电通知": "issued"}
    postings = [bytes(row[0]) for row in office.reader.all("SELECT id FROM posting")]
    names = [[file.name for file in attachments.files(office, "postings", each)] for each in postings]
    assert names == [["东门.jpg"], ["东门.jpg"]]
    assert "〔2020〕2号的公示期已改为自2020年10月2日起" in page.remarks.text()
    assert _texts(page) == ["1号院　东门公开栏", "张贴　停电通知"]

    desk.press("Ctrl+Z")  # a sheet that was dated anew is frozen: there is no way back, and none is offered
    assert desk.toast() == "已登记张贴1张、取下1张"


def test_a_walk_is_undone_in_one_step(desk: Desk, office: Context, yard: bytes) -> None:
    page = _go(desk)
    desk.press("Space", "Ctrl+S")
    assert desk.toast() == "已登记张贴2张"
    assert page.empty.isVisible()
    desk.press("Ctrl+Z")
    assert desk.toast() == "已撤销"
    assert _states(office) == {"停气通知": "posted", "停水通知": "issued", "停电通知": "issued"}
    assert _texts(page) == ["1号院　东门公开栏", "张贴　停水通知", "张贴　停电通知"]


def test_what_is_not_ticked_is_not_touched_and_enter_opens_the_notice(
    desk: Desk, office: Context, yard: bytes
) -> None:
    page = _go(desk)
    desk.press("Ctrl+S")
    assert value(office, "SELECT count(*) FROM posting") == 1
    desk.press("Down", "Enter")
    assert desk.window.current == "notices"
    assert desk.view.record.name == "停水通知"
    assert page.tree.ticks() == []


def test_a_courtyard_without_a_board_gets_one_in_place(desk: Desk, office: Context) -> None:
    yard = courtyard(office, "2号院", community(office, "远大社区"))
    issued(office, yard)
    page = _go(desk)
    assert _texts(page) == ["2号院　还没有登记公开栏", "张贴　停水通知"]
    desk.press("Down", "Space")
    assert page.tree.ticks() == []
    desk.press("Ctrl+N")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    desk.until(lambda: QApplication.activeModalWidget().isAncestorOf(desk.focus()))  # type: ignore[union-attr]
    desk.type("西门")
    desk.press("Ctrl+S")
    _back(desk)
    assert _texts(page)[0] == "2号院　西门"
    page.take_focus()
    desk.press("Space", "Ctrl+S")
    assert _states(office) == {"停水通知": "posted"}


def test_a_sheet_goes_to_another_board(desk: Desk, office: Context, yard: bytes) -> None:
    west = boards.add_board(office, yard, "西门公开栏").id
    page = _go(desk)
    rows = _texts(page)
    at = rows.index("张贴　停水通知")
    desk.press(*["Down"] * at)
    place = page.tree.place()
    assert place is not None
    assert place.board is not None
    before = place.board.id
    desk.press("Ctrl+B")
    desk.until(lambda: QApplication.activePopupWidget() is not None)
    desk.press("Down", "Enter")
    desk.press("Space", "Ctrl+S")
    hung = value(
        office,
        "SELECT p.board_id FROM posting p JOIN notice n ON n.id = p.notice_id WHERE n.title = '停水通知'",
    )
    assert (hung == west) is (before != west)


def test_the_list_is_printed_and_a_day_without_work_says_so(desk: Desk, office: Context, yard: bytes) -> None:
    page = _go(desk)
    desk.press("Ctrl+P")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), PaperDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PaperDialog)
    assert dialog.pdf.startswith(b"%PDF")
    desk.settle()
    desk.press("Esc")
    _back(desk)
    for _ in range(2):
        page.tree.setCurrentItem(page.tree.topLevelItem(0))  # type: ignore[arg-type]
        page.take_focus()
        desk.press("Space", "Ctrl+S")
    assert page.empty.isVisible()
    assert page.empty.heading.text() == "9月16日没有要张贴和取下的"


def test_what_hangs_is_told_for_every_board(desk: Desk, office: Context, yard: bytes) -> None:
    boards.add_board(office, yard, "西门公开栏")
    page = _go(desk)
    page.tabs.setFocus()
    desk.press("Right")
    assert [row.cells for row in page.table.rows] == [
        ("1号院", "东门公开栏", "7张", "〔2020〕1号", "停气通知", "9月30日", "1"),
        ("1号院", "西门公开栏", "没有写", "", "没有贴", "", ""),
    ]
    page.take_focus()
    desk.press("Enter")
    desk.until(lambda: desk.window.current == "notices")


def test_another_day_is_typed_or_turned_to(desk: Desk, office: Context, yard: bytes) -> None:
    page = _go(desk)
    page.day.setFocus()
    desk.press("Ctrl+A")
    desk.type("10-1")
    desk.press("Enter")
    assert page.day.text() == "2020-10-01"
    assert "取下　停气通知" in _texts(page)
    desk.press("Ctrl+A")
    desk.type("某天")
    desk.press("Enter")
    assert "日期看不懂" in desk.toast()
    assert page.day.text() == "2020-10-01"
    page.take_focus()
    desk.press("Ctrl+Left")
    desk.until(lambda: page.day.text() == "2020-09-30")
    assert page.tree.focusPolicy() & Qt.FocusPolicy.TabFocus
