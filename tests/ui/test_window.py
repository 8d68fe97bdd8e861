"""The window around the pages: keys, navigation, search, zoom, help, user, closing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from services.meetings import motions, roll
from services.subjects import ALL, subject
from services.users import users
from tests.helpers.office import community, courtyard, resident
from tests.helpers.voting import meeting, owned_courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.pages import registry
from ui.routes import home_of
from ui.widgets import style
from ui.widgets.navigation import fitting_count

__all__ = ["clock", "desk", "new_office", "office"]
ROOT = Path(__file__).resolve().parents[2]


def test_the_window_stays_small() -> None:
    assert len((ROOT / "ui" / "main_window.py").read_text("utf-8").splitlines()) < 300


def test_the_navigation_says_what_the_subjects_say() -> None:
    entries = {entry.key: entry for entry in registry.ENTRIES if entry.kind}
    assert set(entries) == {each.kind for each in ALL if each.page}
    for key, entry in entries.items():
        assert (entry.title, entry.icon) == (subject(key).title, subject(key).icon)


def test_a_page_without_a_module_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = registry.Entry("later", "以后", "fa6s.house", "no_such_page")
    monkeypatch.setattr(registry, "ENTRIES", (*registry.ENTRIES, missing))
    assert "later" not in [entry.key for entry in registry.entries()]
    assert "start" in [entry.key for entry in registry.entries()]


@pytest.mark.parametrize(
    ("kind", "home"),
    [
        ("courtyards", "courtyards"),
        ("communities", "units"),
        ("vettings", "committees"),
        ("buildings", "courtyards"),
        ("households", "dwellings"),
        ("team-members", "teams"),
        ("appointments", "courtyards"),
    ],
)
def test_every_record_has_a_page(kind: str, home: str) -> None:
    assert home_of(kind) == home


def test_every_subject_leads_to_a_page() -> None:
    assert {home_of(each.kind) for each in ALL} <= {each.kind for each in ALL if each.page}


def test_pages_are_reached_by_keys(desk: Desk) -> None:
    assert desk.window.current == "start"
    desk.press("Alt+2")
    assert desk.window.current == "courtyards"
    desk.press("Ctrl+Tab")
    assert desk.window.current == desk.window.navigation.keys[2]
    desk.press("Ctrl+Shift+Tab", "Ctrl+Shift+Tab", "Ctrl+Shift+Tab")
    assert desk.window.current == desk.window.navigation.keys[-1]
    assert desk.window.page is not None
    desk.window.page.setFocus()
    desk.press("F6")
    assert desk.window.navigation.hasFocus()
    desk.press("Home")
    assert desk.window.current == "start"
    desk.press("Down")
    assert desk.window.current == "courtyards"


def test_a_page_is_built_when_it_is_first_shown(desk: Desk) -> None:
    assert desk.window.stack.count() == 1
    desk.press("Alt+2", "Alt+1", "Alt+2")
    assert desk.window.stack.count() == 2


def test_records_are_counted_in_the_navigation(desk: Desk) -> None:
    community(desk.context)
    resident(desk.context, "王芳")
    desk.session.changed.emit(frozenset({"resident"}))
    spoken = Qt.ItemDataRole.AccessibleTextRole
    item = desk.window.navigation._rows["residents"]
    desk.until(lambda: item.data(spoken) == "居民，1条")


def test_search_leads_to_the_record(desk: Desk) -> None:
    courtyard(desk.context, "郑纺机西院")
    desk.press("Ctrl+K")
    assert desk.window.header.search.hasFocus()
    desk.type("zfj")
    assert desk.window.furniture is not None
    hits = desk.window.furniture.search.hits
    desk.until(hits.isVisible)
    assert hits.item(0).text().startswith("郑纺机西院　楼院")
    desk.press("Enter")
    assert not hits.isVisible()
    assert desk.window.current == "courtyards"
    assert desk.view.record.name == "郑纺机西院"


def test_search_finds_records_that_have_no_page_of_their_own(desk: Desk) -> None:
    community(desk.context, "远大社区")
    desk.press("Ctrl+K")
    desk.type("远大")
    assert desk.window.furniture is not None
    desk.until(desk.window.furniture.search.hits.isVisible)
    desk.press("Enter")
    assert desk.window.current == "units"
    assert desk.view.record.name == "远大社区"


def test_search_says_when_nothing_is_found_and_leaves_with_escape(desk: Desk) -> None:
    desk.press("Ctrl+K")
    desk.type("不存在的名字")
    assert desk.window.furniture is not None
    hits = desk.window.furniture.search.hits
    desk.until(hits.isVisible)
    assert hits.item(0).text().startswith("没有找到")
    desk.press("Enter")
    assert desk.window.current == "start"
    desk.press("Esc")
    assert not hits.isVisible()
    assert desk.window.header.search.text() == ""


def test_zoom_by_keys_within_its_bounds_and_remembered(desk: Desk) -> None:
    desk.press("Ctrl+=")
    assert style.zoom() == 110
    assert desk.session.remembered.get("zoom") == 110
    desk.press("Ctrl+0")
    assert style.zoom() == 100
    desk.press(*["Ctrl+-"] * 5)
    assert style.zoom() == 80
    desk.press(*["Ctrl+="] * 12)
    assert style.zoom() == 200


@pytest.mark.parametrize(
    "key",
    ["start", "courtyards", "residents", "import", "meetings", "notices", "preview", "system", "welcome"],
)
def test_every_page_fits_an_old_screen_at_the_largest_zoom(desk: Desk, key: str) -> None:
    desk.window.appearance.zoom_to(200)
    desk.go(key)
    least = desk.window.minimumSizeHint()
    assert least.width() <= 1366
    assert least.height() <= 768


def test_dark_and_light_follow_the_system(desk: Desk) -> None:
    desk.window.appearance._follow(Qt.ColorScheme.Dark)
    assert style.is_dark()
    desk.window.appearance._follow(Qt.ColorScheme.Light)
    assert not style.is_dark()


def test_help_opens_for_the_page_in_front(desk: Desk) -> None:
    desk.press("Alt+2", "F1")
    assert desk.window.furniture is not None
    help_window = desk.window.furniture._help
    assert help_window is not None
    assert "列表与记录" in help_window.text.toPlainText()
    help_window.close()


def test_every_help_page_and_every_link_in_it_exists() -> None:
    import re

    folder = ROOT / "resources" / "help"
    entries = [registry.load(entry) for entry in registry.entries()]
    topics = {
        each.help_topic
        for module in entries
        for each in vars(module).values()
        if isinstance(each, type) and hasattr(each, "help_topic")
    }
    linked = {
        name
        for path in folder.glob("*.md")
        for name in re.findall(r"\]\(([a-z]+)\.md\)", path.read_text("utf-8"))
    }
    assert {path.stem for path in folder.glob("*.md")} >= topics | linked


def test_the_user_is_switched(desk: Desk) -> None:
    from ui.users import switch

    switch(desk.session, "李红")
    desk.settle()
    assert desk.window.header.user.text() == "李红"
    assert [user.name for user in users(desk.context) if user.current] == ["李红"]


def test_a_user_may_not_be_nameless(desk: Desk) -> None:
    from ui.users import switch

    switch(desk.session, "   ")
    desk.settle()
    assert desk.toast() == "请写上用户的姓名。"
    assert desk.window.header.user.text() == "王芳"


def test_closing_asks_about_what_was_typed(desk: Desk) -> None:
    courtyard(desk.context)
    desk.go("courtyards")
    desk.page.edit()
    desk.settle()
    desk.type("改")
    event = QCloseEvent()
    with prompts.scripted("stay"):
        desk.window.closeEvent(event)
    assert not event.isAccepted()
    with prompts.scripted("drop"):
        desk.window.closeEvent(event := QCloseEvent())
        desk.settle()
    assert event.isAccepted() or desk.window.may_close()


def test_closing_waits_for_what_is_being_written(desk: Desk) -> None:
    gate = threading.Event()
    desk.session.work("导入", lambda *_: gate.wait(5))
    assert not desk.window.may_close()
    assert desk.toast() == "正在写入，完成后自动关闭。"
    gate.set()
    desk.until(desk.window.may_close)


def test_long_work_is_shown_and_can_be_stopped(desk: Desk) -> None:
    from services.files import Cancelled

    ended: list[BaseException] = []

    def long(_: object, ticket: object) -> None:
        for step in range(10_000_000):
            ticket.report(step, 10_000_000, "第3张表")  # type: ignore[attr-defined]

    desk.session.work("导入摸排表", long, on_error=ended.append)
    desk.until(lambda: desk.window.status._working is not None)
    working = desk.window.status._working
    assert working is not None
    desk.until(lambda: "第3张表" in working._label.text())
    assert working._label.text().startswith("正在导入摸排表")
    working._cancel.click()
    desk.until(lambda: bool(ended))
    assert isinstance(ended[0], Cancelled)
    assert not working.isVisible()


def test_a_fault_of_the_environment_stays_until_it_is_closed(desk: Desk) -> None:
    from models.errors import EnvironmentFault

    desk.session.report(EnvironmentFault("磁盘空间不足，没有写入。"))
    assert desk.window.furniture is not None
    toast = desk.window.furniture.toast
    assert toast.text == "磁盘空间不足，没有写入。"
    assert not toast._timer.isActive()
    toast._close.click()
    assert toast.text == ""


_NAMED = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTabBar)


def _nameless(window: QWidget) -> list[QWidget]:
    """Return controls the user can reach that a screen reader could not name."""
    found: list[QWidget] = []
    for widget in window.findChildren(QWidget):
        reachable = widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        inside = isinstance(widget.parentWidget(), QComboBox)  # named by its box
        if not isinstance(widget, _NAMED) or not reachable or inside:
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or text or _buddy(window, widget)):
            found.append(widget)
    return found


def _buddy(window: QWidget, widget: QWidget) -> bool:
    from PySide6.QtWidgets import QLabel

    return any(label.buddy() is widget for label in window.findChildren(QLabel))


@pytest.mark.parametrize(
    "key",
    ["start", "courtyards", "residents", "import", "meetings", "notices", "preview", "system", "welcome"],
)
def test_every_control_has_a_name_for_a_screen_reader(desk: Desk, key: str) -> None:
    courtyard(desk.context)
    desk.go(key)
    assert _nameless(desk.window) == []


@pytest.mark.parametrize("percent", [100, 200])
def test_every_control_of_a_meeting_has_a_name(desk: Desk, percent: int) -> None:
    made = meeting(desk.context, owned_courtyard(desk.context))
    roll.draw_up(desk.context, made)
    motions.add(desk.context, made, "加装电梯", "", "dwelling")
    desk.window.appearance.zoom_to(percent)
    for tab in ("roll", "agenda", "motions", "station"):
        desk.go("meeting-room", (made, tab))
        assert _nameless(desk.window) == [], tab


def test_every_field_of_a_form_has_a_name(desk: Desk) -> None:
    courtyard(desk.context)
    desk.go("courtyards")
    desk.page.edit()
    desk.settle()
    assert _nameless(desk.window) == []
    assert desk.form.inputs["name"].inner.accessibleName() == "楼院名称（必填）"


def test_another_office_brings_its_own_pages(desk: Desk, tmp_path: Path) -> None:
    courtyard(desk.context, "正式楼院")
    desk.go("courtyards")
    assert desk.column("name") == ["正式楼院"]
    desk.session.go_to(tmp_path / "练习" / "office.db", "练习用户")
    desk.until(lambda: desk.session.is_open and desk.session.practising)
    desk.until(lambda: desk.window.header.user.text() == "练习用户")
    assert desk.window.current == "start"
    assert desk.window.header._practice is not None
    assert desk.window.header._practice.isVisible()
    desk.until(lambda: desk.session.tasks.pending == 0)
    desk.go("courtyards")
    desk.until(lambda: desk.page.list.model.rowCount() == 26)  # the sample community
    desk.go("meetings")
    desk.until(lambda: desk.page.list.model.rowCount() == 5)


def test_focus_is_never_lost_on_the_way_through_the_pages(desk: Desk) -> None:
    for key in desk.window.navigation.keys:
        desk.go(key)
        assert QApplication.focusWidget() is not None, key


def test_large_numbers_give_way_to_the_name_of_their_page(qapp: QApplication) -> None:
    metrics = QFontMetrics(style.font("small"))
    room = metrics.horizontalAdvance("12，逾期3　")
    assert fitting_count("12，逾期3", room, metrics) == "12，逾期3"
    assert fitting_count("689，逾期583", room, metrics) == "逾期583"
    assert fitting_count("1,171", 0, metrics) == "1,171"


def test_the_focus_alone_goes_to_no_page(desk: Desk) -> None:
    """A page that is left hands its focus on; where no page of the list is current, none is gone to."""
    desk.go("sync")
    desk.go("welcome")
    chosen: list[str] = []
    desk.window.navigation.chosen.connect(chosen.append)
    desk.window.setFocus()
    desk.window.navigation.setFocus()
    desk.settle()
    assert chosen == []
    assert desk.window.current == "welcome"
    assert desk.window.navigation.currentRow() == -1
    desk.press("Down")
    assert chosen == [desk.window.navigation.keys[0]]
