"""个人信息 by keys: the review, a request, erasing with two confirmations, the sheet from a resident."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication

from services import records, retention
from services.office import Context
from tests.helpers.office import add, community, courtyard, resident, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.notices.paper_dialog import PaperDialog
from ui.pages.privacy import PrivacyPage
from ui.pages.start import StartPage
from ui.privacy.erase_dialog import EraseDialog
from ui.privacy.person_strip import PersonStrip

D = TypeVar("D", EraseDialog, PaperDialog)

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def person(office: Context) -> bytes:
    """A resident with a consent, who asked to be erased; and an opinion past its period."""
    yard = courtyard(office, "西院", community(office))
    made = resident(office, "欧阳志远", courtyard_id=yard, phone="13912349876")
    add(office, "consents", resident_id=made, purpose="name_public", given_on="2020-9-1", how="written")
    old = add(office, "opinions", courtyard_id=yard, title="漏雨", received_on="2014-9-1", channel="box")
    with office.unit_of_work() as work:
        work.update("opinion", old, {"closed_on": "2015-01-01", "state": "closed"})
        work.commit()
    retention.request(office, [retention.Chosen("resident", made)], "本人申请")
    return bytes(made)


def _page(desk: Desk, tab: str) -> PrivacyPage:
    desk.go("privacy", tab)
    page = desk.window.page
    assert isinstance(page, PrivacyPage)
    desk.settle()
    return page


def _dialog(desk: Desk, kind: type[D]) -> D:
    def shown() -> list[D]:
        return [
            each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()
        ]

    desk.qtbot.waitUntil(lambda: bool(shown()), timeout=30_000)  # fonts are read for the first sheet
    return shown()[0]


def test_what_is_past_its_period_is_kept_until_a_day_and_undone(person: bytes, desk: Desk) -> None:
    page = _page(desk, "review")
    assert [row.cells[:2] for row in page.review.table.rows] == [("意见诉求", "漏雨")]
    page.take_focus()
    page.review.table.selectRow(0)
    with prompts.scripted("2021-9-16", "还在诉讼中"):
        page.review.keep_button.click()
        desk.settle()
    assert desk.toast() == "1条继续保存"
    assert page.review.table.rows == []
    page.review.decided.setChecked(True)
    assert page.review.table.rows[0].cells[-1] == "继续保存，到2021年9月16日"
    desk.press("Ctrl+Z")
    assert page.review.table.rows[0].cells[-1] == ""
    page.review.table.selectRow(0)
    with prompts.scripted("明年", "诉讼"):
        page.review.keep_button.click()
        desk.settle()
    assert "不是日期" in desk.toast()


def test_a_request_is_carried_out_after_two_confirmations(person: bytes, desk: Desk) -> None:
    page = _page(desk, "requests")
    assert page.requests.table.rows[0].cells[0] == "欧阳志远"
    page.requests.table.selectRow(0)
    page.requests.go.click()
    dialog = _dialog(desk, EraseDialog)
    assert [row.cells[0] for row in dialog.table.rows] == ["删除", "保留", "可能提到"][:2]
    assert not dialog.go.isEnabled()
    dialog.reason.setText("本人申请")
    with prompts.scripted("no"):
        dialog.go.click()
        desk.settle()
    assert value(desk.context, "SELECT count(*) FROM sync_purge") == 0
    with prompts.scripted("yes"):
        dialog.go.click()
        desk.settle()
    assert desk.toast().startswith("已彻底删除个人信息")
    assert value(desk.context, "SELECT count(*) FROM resident WHERE name = '欧阳志远'") == 0
    assert page.requests.table.rows == []


def test_the_menu_of_a_resident_prints_what_is_held(person: bytes, desk: Desk) -> None:
    desk.go("residents")
    desk.page.show_record("residents", person)
    desk.settle()
    (strip,) = desk.window.findChildren(PersonStrip)
    assert "公示中公开姓名" in strip.said.text()
    assert "申请彻底删除" in strip.said.text()
    told, gone = strip.menu.actions()
    assert not gone.isEnabled(), "it is asked for already"
    told.trigger()
    dialog = _dialog(desk, PaperDialog)
    assert dialog.pdf.startswith(b"%PDF")
    assert value(desk.context, "SELECT count(*) FROM audit_entry WHERE action = 'holdings_printed'") == 1
    dialog.reject()


def test_consents_are_listed_and_a_missing_scan_is_marked(person: bytes, desk: Desk) -> None:
    page = _page(desk, "consents")
    (row,) = page.consents.table.rows
    assert (row.cells[0], row.cells[-1], row.tone) == ("欧阳志远", "缺扫描件", "warn")
    page.consents.table.opened.emit(row.key)
    desk.settle()
    assert records.read(desk.context, "consents", row.key).subtitle == "欧阳志远"
    assert desk.window.page is not page


def test_the_start_page_counts_what_waits(person: bytes, desk: Desk) -> None:
    desk.go("start")
    page = desk.window.page
    assert isinstance(page, StartPage)
    desk.until(lambda: any(row.cells[0] == "删除申请" for row in page.remarks.rows))
    said = {row.cells[0]: row.cells[1] for row in page.remarks.rows}
    assert said["保存期限"].startswith("1条记录超过保存期限")
    assert said["删除申请"] == "1件彻底删除的申请等您办理"
