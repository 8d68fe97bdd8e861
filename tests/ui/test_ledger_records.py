"""Accounts in the record of a courtyard, and a closed month that is looked at and printed, never edited."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from services import ledgers, notices
from services.documents.fonts.library import load_library
from tests.helpers.ledgers import entry
from tests.helpers.office import courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.pages.notice_preview import NoticePreview
from ui.widgets import pdf_pages

__all__ = ["clock", "desk", "new_office", "office"]


def test_a_closed_month_is_shown_and_printed_but_not_edited(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = load_library(None)
    monkeypatch.setattr(notices, "font_library", lambda _: fonts)
    yard = courtyard(desk.context, "航海东路1号院")
    entry(desk.context, yard, amount=2_058_805)
    made = ledgers.close_month(desk.context, yard, "2020-09", "王芳", "李强").id
    desk.go("courtyards", yard)
    view = desk.view
    view.tabs.setCurrentIndex(view._names.index("收支"))
    desk.settle()
    assert set(view.new_buttons) >= {"accounts", "ledger-entries"}
    assert "month-closes" not in view.new_buttons
    desk.page.pane._open_child("month-closes", made)
    desk.settle()
    words = {each.text() or each.accessibleName() for each in desk.view.findChildren(QAbstractButton)}
    assert "打印公示" in words
    assert not words & {"编辑", "删除"}
    desk.page.pane._print()
    desk.until(lambda: desk.window.current == "preview")
    desk.settle()
    page = desk.window.page
    assert isinstance(page, NoticePreview)
    desk.until(lambda: page.view.is_settled)
    assert (page.panel.kind.currentText(), page.panel.record.currentText()) == ("月度收支公开表", "2020年9月")
    text = "".join(pdf_pages.page_texts(page.pdf)).replace("\r\n", "")
    assert "制表：王芳" in text
