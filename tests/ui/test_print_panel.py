"""The print panel: worked by keys, mistakes told beside the field, remembered, and what it prints logged."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from services import notices
from services.documents.fonts.library import FontLibrary, load_library
from services.notices import Target
from services.office import Context
from tests.helpers.hosting import Host, clock, host, new_office, notices_of, office, session
from tests.helpers.office import add, community, courtyard, value
from tests.helpers.paper import device, on_pdf
from ui import printing, prompts
from ui.pages.notice_preview import NoticePreview
from ui.print_dialog import PrintDialog
from ui.printing import Abilities, Wanted
from ui.session import Session
from ui.widgets import pdf_pages
from ui.widgets.paper import PrintSettings

__all__ = ["clock", "host", "new_office", "office", "session"]
_A4 = QSizeF(595.3, 841.9)
_LABEL = "SELECT label FROM audit_entry WHERE action = 'notice_printed' ORDER BY seq DESC LIMIT 1"


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


@pytest.fixture
def page(
    qtbot: QtBot,
    host: Host,
    session: Session,
    office: Context,
    monkeypatch: pytest.MonkeyPatch,
    fonts: FontLibrary,
) -> NoticePreview:
    """A preview of a sheet with at least two pages."""
    monkeypatch.setattr(notices, "font_library", lambda _: fonts)
    yard = courtyard(office, "郑纺机西院", community(office, "远大社区"))
    body = "\n".join(f"第{number}栋的居民请于本周内到社区登记。" for number in range(1, 40))
    posted = add(office, "notices", kind="free", title="温馨提示", body=body, courtyard_id=yard)
    made = NoticePreview(session)
    host(made)
    with qtbot.waitSignals([made.shown, made.view.settled]):
        made.arrive(Target("notice", yard, posted))
    assert made.view.page_count >= 2
    return made


def _panel(qtbot: QtBot, page: NoticePreview) -> PrintDialog:
    page.activateWindow()  # the invisible screen gives no window back what a panel took
    qtbot.waitUntil(page.isActiveWindow)
    QTest.keySequence(page, "Ctrl+P")
    panel = page.findChild(PrintDialog)
    assert panel is not None
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


def _alone(qtbot: QtBot, pages: int = 6, how: PrintSettings | None = None, **can: bool) -> PrintDialog:
    made = device(Path("unused.pdf"), Abilities(**can))
    panel = PrintDialog(Wanted("楼院概况", [_A4] * pages, 1), [made], "", how or PrintSettings())
    qtbot.addWidget(panel)
    panel.show()
    return panel


def _said(panel: PrintDialog) -> dict[str, str]:
    return {name: label.text() for name, label in panel._problems.items() if not label.isHidden()}


def test_a_sheet_is_printed_by_keys_and_logged(
    qtbot: QtBot, page: NoticePreview, tmp_path: Path, session: Session, office: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    on_pdf(monkeypatch, tmp_path / "paper.pdf")
    said = notices_of(session)
    panel = _panel(qtbot, page)
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(panel.focusWidget(), "2")
    with qtbot.waitSignal(session.noticed):
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    pages = page.view.page_count
    printed = pdf_pages.page_texts((tmp_path / "paper.pdf").read_bytes())
    assert len(printed) == 2 * pages
    assert said[-1].text == f"“温馨提示”{pages}页，2份已送到打印机"
    assert value(office, _LABEL) == f"郑纺机西院 温馨提示：{pages}页，2份，打印机“纸上”"


def test_the_pages_that_are_typed_are_printed(
    qtbot: QtBot, page: NoticePreview, tmp_path: Path, session: Session, office: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    on_pdf(monkeypatch, tmp_path / "paper.pdf")
    panel = _panel(qtbot, page)
    panel.pages.setFocus()
    QTest.keyClicks(panel.pages, "2")
    assert panel.some_pages.isChecked()
    with qtbot.waitSignal(session.noticed):
        QTest.keyClick(panel.pages, Qt.Key.Key_Return)
    assert len(pdf_pages.page_sizes((tmp_path / "paper.pdf").read_bytes())) == 1
    of = page.view.page_count
    assert value(office, _LABEL) == (f"郑纺机西院 温馨提示：第2页（共{of}页），1份，打印机“纸上”")


def test_left_with_esc_nothing_is_printed(
    qtbot: QtBot, page: NoticePreview, tmp_path: Path, office: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_pdf(monkeypatch, tmp_path / "paper.pdf")
    QTest.keyClick(_panel(qtbot, page), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.findChild(PrintDialog) is None)
    assert not (tmp_path / "paper.pdf").exists()
    assert value(office, _LABEL) is None


def test_without_a_printer_a_pdf_is_offered(
    qtbot: QtBot, page: NoticePreview, tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "devices", lambda: ())
    panel = _panel(qtbot, page)
    assert _said(panel)["printer"] == ("这台电脑没有安装打印机。可以先保存成 PDF，拿到有打印机的电脑上打印。")
    assert not panel.print_button.isEnabled()
    with prompts.scripted(tmp_path / "公示.pdf"), qtbot.waitSignal(session.noticed):
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    assert (tmp_path / "公示.pdf").read_bytes() == page.pdf


def test_settings_are_remembered_for_each_user(
    qtbot: QtBot, page: NoticePreview, tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_pdf(monkeypatch, tmp_path / "paper.pdf")
    panel = _panel(qtbot, page)
    for box, chosen in ((panel.duplex, "long"), (panel.colour, False), (panel.paper, "a3")):
        box.setCurrentIndex(box.findData(chosen))
    panel.scale.setCurrentIndex(panel.scale.findData("custom"))
    panel.per_cent.setText("１２０％")
    panel.copies.setText("7")
    with qtbot.waitSignal(session.noticed):
        QTest.keyClick(panel, Qt.Key.Key_Return)
    name, how = printing.remembered(session)
    assert name == "纸上"
    assert how == PrintSettings(duplex="long", colour=False, paper="a3", scale="custom", per_cent=120)
    again = _panel(qtbot, page)
    assert again.chosen()[1] == how
    again.reject()


def test_a_memory_from_elsewhere_is_not_trusted(session: Session) -> None:
    session.remembered.put("print", {"duplex": "both", "per_cent": 9, "paper": "a3", "copies": 40})
    assert printing.remembered(session) == ("", PrintSettings(paper="a3"))
    session.remembered.put("print", ["a3"])
    assert printing.remembered(session) == ("", PrintSettings())


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("pages", "5-3", "“5-3”前后颠倒了，请写成 3-5。"),
        ("pages", "7", "没有第7页：共6页。"),
        ("copies", "许多", "份数请写整数，例如 2。"),
        ("per_cent", "1000", "缩放请写 10% 到 400%。"),
    ],
)
def test_a_mistake_is_told_beside_its_field(qtbot: QtBot, field: str, typed: str, sentence: str) -> None:
    panel = _alone(qtbot, how=PrintSettings(scale="custom"))
    panel.some_pages.setChecked(True)
    panel.pages.setText("1")
    assert panel.print_button.isEnabled()
    getattr(panel, field).setText(typed)
    assert _said(panel) == {field: sentence}
    assert getattr(panel, field).property("state") == "error"
    assert not panel.print_button.isEnabled()
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert panel.isVisible()
    getattr(panel, field).setText("100" if field == "per_cent" else "2")
    assert _said(panel) == {}
    assert panel.print_button.isEnabled()


def test_it_says_what_will_be_printed(qtbot: QtBot) -> None:
    panel = _alone(qtbot, pages=3)
    assert panel.summary.text() == "打印3页，用纸3张。"
    panel.copies.setText("2")
    panel.duplex.setCurrentIndex(1)
    assert panel.summary.text() == "打印3页，每页2份，用纸4张。"
    panel.this_page.setChecked(True)
    assert panel.chosen()[1].pages == (1,)
    assert panel.summary.text() == "打印1页，每页2份，用纸2张。"


def test_what_the_printer_cannot_do_is_told(qtbot: QtBot) -> None:
    panel = _alone(qtbot, how=PrintSettings(duplex="long"), duplex=False, colour=False, a3=False)
    assert _said(panel) == {"duplex": "这台打印机不能自动双面打印。"}
    assert panel.chosen()[1] == PrintSettings(colour=False)
    panel.paper.setCurrentIndex(panel.paper.findData("a3"))
    assert _said(panel)["paper"] == "这台打印机可能没有 A3 纸，请先核对。"
    assert panel.print_button.isEnabled()


def test_a_page_larger_than_its_paper_is_told(qtbot: QtBot) -> None:
    panel = _alone(qtbot, how=PrintSettings(scale="custom", per_cent=110))
    assert _said(panel) == {"per_cent": "版面比纸大，四边会印不全。"}
    panel.scale.setCurrentIndex(panel.scale.findData("fit"))
    assert _said(panel) == {}


def test_one_page_asks_for_no_pages(qtbot: QtBot) -> None:
    panel = _alone(qtbot, pages=1)
    assert "pages" not in panel._problems
    assert not panel.pages.isVisible()


def test_the_printers_of_the_system_are_listed(qapp: object) -> None:
    made = printing._device("没有这台打印机", True)
    assert made.look() == Abilities(duplex=False, colour=False)
    assert made.make().outputFileName() == ""
    assert isinstance(printing.devices(), tuple)
