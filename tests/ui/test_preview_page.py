"""The preview: from a courtyard to its true pages, then to a file, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.errors import EnvironmentFault
from services import blobs, notices
from services.documents.fonts.library import FontLibrary, MissingGlyph, load_library
from services.documents.forms import Form
from services.notices import Target
from services.office import Context
from tests.helpers.hosting import Host, clock, commit_text, host, new_office, notices_of, office, session
from tests.helpers.office import add, committee, community, courtyard, resident, value
from tests.helpers.word_files import body, text_of
from ui import prompts
from ui.pages.notice_preview import NoticePreview
from ui.session import Session
from ui.widgets import pdf_pages

__all__ = ["clock", "host", "new_office", "office", "session"]


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


@pytest.fixture(autouse=True)
def _same_fonts(monkeypatch: pytest.MonkeyPatch, fonts: FontLibrary) -> None:
    """Look for the fonts of the machine once, not for every office."""
    monkeypatch.setattr(notices, "font_library", lambda _: fonts)


@pytest.fixture
def yard(office: Context) -> bytes:
    made = courtyard(office, "郑纺机西院", community(office, "远大社区"))
    body = committee(office, made)
    add(office, "committee-members", committee_id=body, resident_id=resident(office, "王䶮"), post="director")
    return made


@pytest.fixture
def page(host: Host, session: Session, yard: bytes) -> NoticePreview:
    made = NoticePreview(session)
    host(made)
    return made


def _open(qtbot: QtBot, page: NoticePreview, kind: str, yard: bytes) -> None:
    with qtbot.waitSignals([page.shown, page.view.settled]):
        page.arrive(Target(kind, yard))


def test_it_says_how_to_begin(qtbot: QtBot, page: NoticePreview) -> None:
    with qtbot.waitSignal(page.shown):
        page.arrive()
    assert page.message.heading.text() == "还没有选楼院"
    assert not page.print_button.isEnabled()
    qtbot.waitUntil(lambda: page.panel.courtyard.count() == 1)
    assert page.panel.courtyard.currentText() == ""


def test_a_sheet_is_shown_with_its_people_and_fonts(qtbot: QtBot, page: NoticePreview, yard: bytes) -> None:
    headings: list[tuple[str, str]] = []
    page.heading_changed.connect(lambda *each: headings.append(each))
    _open(qtbot, page, "organisation", yard)
    assert page.view.page_count >= 1
    assert page.view.is_settled
    assert headings[-1] == ("公示打印", "组织架构及成员职责　·　郑纺机西院")
    assert [row.cells for row in page.panel.people.rows] == [("王䶮", "王䶮", "自管会主任")]
    assert page.panel.kind.currentData() == "organisation"
    assert page.panel.courtyard.currentText() == "郑纺机西院（远大社区）"
    assert page.print_button.isEnabled()


def test_a_cover_that_is_not_here_is_told_beside_the_sheet(
    qtbot: QtBot, page: NoticePreview, yard: bytes, office: Context, session: Session
) -> None:
    said = notices_of(session)
    blobs.attach(office, "courtyard", yard, "门.jpg", b"no photo", "image/jpeg")
    _open(qtbot, page, "overview", yard)
    assert page.view.page_count == 1
    assert [each.text for each in said] == [
        "楼院的照片“门.jpg”读不出来，这张公示没有照片。请在楼院的“附件”里重新添加。"
    ]


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_another_sheet_and_another_courtyard_are_chosen(
    qtbot: QtBot, page: NoticePreview, yard: bytes, office: Context
) -> None:
    other = courtyard(office, "安飞东院")
    _open(qtbot, page, "organisation", yard)
    with qtbot.waitSignal(page.shown):
        page.panel.kind.setFocus()
        QTest.keyClick(page.panel.kind, Qt.Key.Key_Up)
    assert "楼院概况" in pdf_pages.page_texts(page.pdf)[0]
    qtbot.waitUntil(lambda: page.panel.courtyard.count() == 2)
    box = page.panel.courtyard
    with qtbot.waitSignal(page.shown):
        line, completer = box.lineEdit(), box.completer()
        assert line is not None
        assert completer is not None
        line.setFocus()
        line.selectAll()
        commit_text(line, "安飞")
        QTest.keyClick(completer.popup(), Qt.Key.Key_Down)
        QTest.keyClick(completer.popup(), Qt.Key.Key_Return)
    assert box.currentData() == other
    assert "安飞东院" in pdf_pages.page_texts(page.pdf)[0]


def test_it_is_saved_by_keyboard_and_noted(
    qtbot: QtBot, page: NoticePreview, yard: bytes, tmp_path: Path, session: Session, office: Context
) -> None:
    _open(qtbot, page, "overview", yard)
    said = notices_of(session)
    out = tmp_path / "公示"
    with prompts.scripted(out) as script, qtbot.waitSignal(session.noticed):
        QTest.keySequence(page, "Ctrl+S")
    assert script.asked == ["保存公示"]
    saved = out.with_name("公示.pdf")
    assert said[-1].text == f"已保存到 {saved}"
    assert saved.read_bytes() == page.pdf
    assert (
        value(office, "SELECT label FROM audit_entry WHERE action = 'notice_saved'")
        == "郑纺机西院 楼院概况；遮盖按“楼院概况”：全名1人"
    )


def test_it_is_saved_for_word_by_keyboard_and_noted(
    qtbot: QtBot, page: NoticePreview, yard: bytes, tmp_path: Path, session: Session, office: Context
) -> None:
    _open(qtbot, page, "organisation", yard)
    said = notices_of(session)
    with prompts.scripted(tmp_path / "架构") as script, qtbot.waitSignal(session.noticed):
        QTest.keySequence(page, "Ctrl+Shift+S")
    assert script.asked == ["保存公示"]
    saved = tmp_path / "架构.docx"
    assert said[-1].text == f"已保存到 {saved}"
    assert "王䶮" in text_of(body(saved.read_bytes()))
    label = value(office, "SELECT label FROM audit_entry WHERE action = 'notice_saved'")
    assert label == "郑纺机西院 组织架构及成员职责；遮盖按“组织架构及成员职责”：全名1人"
    assert page.word_button in page.buttons()


def test_it_is_left_without_saving(qtbot: QtBot, page: NoticePreview, yard: bytes, office: Context) -> None:
    _open(qtbot, page, "overview", yard)
    with prompts.scripted(None) as script:
        QTest.keySequence(page, "Ctrl+S")
        qtbot.waitUntil(lambda: script.asked == ["保存公示"])
    assert value(office, "SELECT count(*) FROM audit_entry WHERE action = 'notice_saved'") == 0


def test_a_place_that_cannot_be_written_to_is_told(
    qtbot: QtBot, page: NoticePreview, yard: bytes, tmp_path: Path, session: Session, office: Context
) -> None:
    _open(qtbot, page, "overview", yard)
    said = notices_of(session)
    (tmp_path / "公示.pdf").mkdir()
    with prompts.scripted(tmp_path / "公示.pdf"), qtbot.waitSignal(session.noticed):
        QTest.keySequence(page, "Ctrl+S")
    assert said[-1].level == "error"
    assert value(office, "SELECT count(*) FROM audit_entry WHERE action = 'notice_saved'") == 0


def test_a_character_without_a_glyph_is_named_calmly(
    qtbot: QtBot, page: NoticePreview, yard: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise MissingGlyph("\ue000", "姓名", "王\ue000", ["宋体"])

    monkeypatch.setattr(notices, "make_sheet", refuse)
    with qtbot.waitSignal(page.shown):
        page.arrive(Target("organisation", yard))
    assert page.stack.currentWidget() is page.message
    assert "打印不出来" in page.message.heading.text()
    assert "“姓名”里的" in page.message.text.text()
    assert not page.print_button.isEnabled()
    monkeypatch.undo()
    with qtbot.waitSignal(page.shown):
        QTest.mouseClick(page.message.button, Qt.MouseButton.LeftButton)
    assert page.stack.currentWidget() is page.view


def test_a_courtyard_that_is_gone_is_said(
    qtbot: QtBot, page: NoticePreview, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(page.shown):
        page.arrive(Target("overview", bytes(16)))
    assert "不在了" in page.message.text.text()


def test_a_fault_of_the_machine_is_said(
    qtbot: QtBot, page: NoticePreview, yard: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise EnvironmentFault("本机没有可用的中文字体。")

    monkeypatch.setattr(notices, "font_library", refuse)
    with qtbot.waitSignal(page.shown):
        page.arrive(Target("overview", yard))
    assert page.message.text.text() == "本机没有可用的中文字体。"


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_the_form_is_chosen_by_keyboard_and_remembered(
    qtbot: QtBot, page: NoticePreview, yard: bytes, session: Session, host: Host
) -> None:
    _open(qtbot, page, "overview", yard)
    form = page.panel.form
    with qtbot.waitSignal(page.shown):
        QTest.keyClick(form.switches["large"], Qt.Key.Key_Space)
    with qtbot.waitSignal(page.shown):
        QTest.keyClick(form.switches["landscape"], Qt.Key.Key_Space)
    (size, *_) = pdf_pages.page_sizes(page.pdf)
    assert size.width() > size.height()
    with qtbot.waitSignal(page.shown):
        form.paper.setFocus()
        QTest.keyClick(form.paper, Qt.Key.Key_End)
    sizes = {(round(each.width()), round(each.height())) for each in pdf_pages.page_sizes(page.pdf)}
    assert sizes == {(842, 595)}
    assert len(pdf_pages.page_sizes(page.pdf)) % 4 == 0
    again = NoticePreview(session)
    host(again)
    assert again.panel.form.form == form.form == Form("a2", landscape=True, large=True, tiled=True)


@pytest.mark.parametrize("kept", [None, "a3", {"paper": "a9", "large": "yes"}])
def test_a_form_that_is_not_understood_is_left_plain(page: NoticePreview, kept: object) -> None:
    page.panel.form.restore(kept)
    assert page.panel.form.form == Form()


def test_names_and_numbers_in_a_text_are_told_beside_the_page(
    qtbot: QtBot, page: NoticePreview, yard: bytes, office: Context
) -> None:
    resident(office, "李晓明", courtyard_id=yard)
    text = "找李晓明，13812341234。"
    made = add(office, "notices", courtyard_id=yard, kind="free", title="停水", body=text)
    _open(qtbot, page, "overview", yard)
    assert not page.panel.warnings.isVisible()
    with qtbot.waitSignals([page.shown, page.view.settled]):
        page.arrive(Target("notice", yard, made))
    assert "138****1234" in pdf_pages.page_texts(page.pdf)[0]
    assert page.panel.warnings.text().splitlines() == [
        "文字里有电话，已印成138****1234。",
        "文字里写了居民姓名：李晓明。照原样印出，不宜公开的请改正文字。",
    ]
    assert [row.cells for row in page.panel.people.rows] == [("李晓明", "李晓明", "文字里写到")]


def test_a_masked_name_is_listed_before_and_after(
    qtbot: QtBot, page: NoticePreview, yard: bytes, office: Context
) -> None:
    leader = resident(office, "欧阳志远")
    add(office, "teams", courtyard_id=yard, kind="patrol", name="巡逻队", leader_id=leader)
    _open(qtbot, page, "organisation", yard)
    assert ("欧阳志远", "欧阳*远", "志愿队伍负责人") in [row.cells for row in page.panel.people.rows]
    assert "志愿者，隐去部分：没有登记本人同意公开姓名。" in page.panel._why.text()
