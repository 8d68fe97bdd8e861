"""From a meeting, a resolution or a notice to its sheet on paper, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from services import notices
from services.documents.fonts.library import FontLibrary, load_library
from services.notices import Target
from tests.helpers.deliberations import deliberated
from tests.helpers.office import add, committee, rows
from tests.helpers.paper import on_pdf
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.pages.notice_preview import NoticePreview
from ui.print_dialog import PrintDialog
from ui.widgets import pdf_pages

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


@pytest.fixture(autouse=True)
def _same_fonts(monkeypatch: pytest.MonkeyPatch, fonts: FontLibrary) -> None:
    """Look for the fonts of the machine once, not for every office."""
    monkeypatch.setattr(notices, "font_library", lambda _: fonts)


@pytest.fixture
def ids(desk: Desk) -> dict[str, bytes]:
    return deliberated(desk.context)


def _preview(desk: Desk) -> NoticePreview:
    page = desk.window.page
    assert isinstance(page, NoticePreview)
    desk.until(lambda: page.view.is_settled)
    return page


def _print(desk: Desk) -> NoticePreview:
    """Press the keys of the button on the record that is shown."""
    desk.page.list.table.setFocus()
    desk.press("Ctrl+P")
    desk.until(lambda: desk.window.current == "preview")  # a button is seen to go down before it acts
    desk.settle()
    return _preview(desk)


def _text(page: NoticePreview) -> str:
    return "".join(pdf_pages.page_texts(page.pdf)).replace("\r\n", "")


@pytest.mark.parametrize(
    ("kind", "key", "table", "name"),
    [
        ("meetings", "joint", "meeting", "航海东路1号院 8月份联席会议纪要"),
        ("meetings", "elect", "meeting", "轴承厂2号院 自管会选举户代表会议纪要"),
        ("notices", "pipe-notice", "notice", "郑纺机西院 下水管道改造决议公示"),
        ("notices", "pipe-result", "notice", "郑纺机西院 下水管道改造实施结果公示"),
    ],
)
def test_two_keys_print_a_record(
    kind: str,
    key: str,
    table: str,
    name: str,
    desk: Desk,
    ids: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.go(kind, ids[key])
    page = _print(desk)
    on_pdf(monkeypatch, tmp_path / "paper.pdf", 100)
    desk.press("Ctrl+P")
    panel = desk.window.findChild(PrintDialog)
    assert panel is not None
    desk.until(panel.isActiveWindow)
    desk.press("Enter")
    desk.until(lambda: "送到打印机" in desk.toast())
    assert len(pdf_pages.page_sizes((tmp_path / "paper.pdf").read_bytes())) == page.view.page_count
    noted = rows(desk.context, "SELECT tbl, row_id, label FROM audit_entry WHERE action = 'notice_printed'")
    count = page.view.page_count
    ((tbl, row_id, label),) = noted
    said = label.partition("；遮盖按")[0]
    assert (tbl, row_id, said) == (table, ids[key], f"{name}：{count}页，1份，打印机“纸上”")
    assert desk.window.header.detail.text() == "　·　".join(reversed(name.split(" ")))


def test_a_resolution_is_printed_from_within_its_meeting(desk: Desk, ids: dict[str, bytes]) -> None:
    desk.go("meetings", ids["joint"])
    desk.page.pane._open_child("resolutions", ids["parking-motion"])
    desk.settle()
    page = _print(desk)
    assert "同意13票，反对2票，弃权1票。通过。" in _text(page)
    assert page.panel.kind.currentText() == "决议公示"
    assert page.panel.courtyard.currentText() == "航海东路1号院（远大社区）"
    assert page.panel.record.currentText() == "院内停车位划线与收费（2020年8月26日）"


def test_the_button_says_what_is_printed(desk: Desk, ids: dict[str, bytes]) -> None:
    def buttons() -> set[str]:
        return {each.text() for each in desk.view.findChildren(QAbstractButton)}

    desk.go("meetings", ids["joint"])
    assert "打印纪要" in buttons()
    desk.go("notices", ids["pipe-notice"])
    assert "打印公示" in buttons()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_kind_and_record_are_chosen_by_keyboard(desk: Desk, ids: dict[str, bytes]) -> None:
    desk.go("preview", Target("overview", ids["two"]))
    page = _preview(desk)
    assert page.panel.record.isHidden()
    page.panel.kind.setFocus()
    desk.press("Down", "Down")
    page = _preview(desk)
    assert page.panel.kind.currentText() == "会议纪要"
    assert page.panel.record.isVisible()
    assert "居民代表会议纪要" in _text(page)  # the latest one
    page.panel.record.setFocus()
    desk.press("Down")
    assert "联席会议纪要" in _text(_preview(desk))
    page.panel.kind.setFocus()
    desk.press("Down")
    assert "下水管道改造决议公示" in _text(_preview(desk))
    desk.press("Down")
    assert "施工温馨提示" in _text(_preview(desk))
    assert page.panel.people.rows == []


def test_a_courtyard_without_meetings_says_so(desk: Desk, ids: dict[str, bytes]) -> None:
    yard = add(desk.context, "courtyards", name="空院", unit_id=ids["community"])
    desk.go("preview", Target("minutes", yard))
    page = desk.window.page
    assert isinstance(page, NoticePreview)
    assert page.message.heading.text() == "这个楼院还没有登记会议"
    assert not page.print_button.isEnabled()
    desk.go("preview", Target("minutes", ids["two"]))
    assert "居民代表会议纪要" in _text(_preview(desk))
    assert page.print_button.isEnabled()


def test_a_meeting_of_a_whole_community_is_printed(desk: Desk, ids: dict[str, bytes]) -> None:
    values = {"unit_id": ids["community"], "kind": "joint", "held_on": "2020-9-2"}
    first = add(desk.context, "meetings", title="楼院长例会", **values)
    add(desk.context, "meetings", title="书记例会", **{**values, "held_on": "2020-8-2"})
    desk.go("meetings", first)
    page = _print(desk)
    assert "远大社区楼院长例会纪要" in _text(page)
    assert page.panel.courtyard.currentText() == ""
    assert [page.panel.record.itemText(row) for row in range(page.panel.record.count())] == [
        "楼院长例会（2020年9月2日）",
        "书记例会（2020年8月2日）",
    ]
    page.panel.record.setFocus()
    desk.press("Down")
    assert "书记例会纪要" in _text(_preview(desk))


def test_courtyards_and_committees_print_as_before(desk: Desk, ids: dict[str, bytes]) -> None:
    desk.go("courtyards", ids["one"])
    assert _print(desk).panel.kind.currentText() == "组织架构及成员职责"
    body = committee(desk.context, ids["one"], "航海东路1号院议事会")
    desk.go("committees", body)
    assert "航海东路1号院议事会" in _text(_print(desk))
