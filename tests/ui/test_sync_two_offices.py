"""Two office files and a folder as the stick, by keys: set up, ask, enrol, accept, 收发数据 both ways."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.db.database import open_database
from services import conflicts, records
from services.office import Context
from services.sync import joining
from tests.helpers.office import NewOffice, add, community, courtyard, value
from tests.helpers.windowed import SIZE, Desk, clock, desk, new_office, office
from ui import prompts
from ui.main_window import MainWindow
from ui.pages.conflicts import ConflictsPage
from ui.pages.sync import SyncPage
from ui.session import Session
from ui.sync import sticks

__all__ = ["clock", "desk", "new_office", "office"]

SAFE = "收发完成，已核对写入的内容，可以安全拔出。"
NOTHING_TO_SEND = "收取完成，没有要发的新内容，可以安全拔出。"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep marks out of the real folders of the user, and real volumes out of the test."""
    monkeypatch.setenv("LOUYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sticks, "mounted", lambda: ())


@pytest.fixture
def other(qtbot: QtBot, new_office: NewOffice) -> Iterator[Desk]:
    """Return somebody at a second window: a community's, with one courtyard, under a number of its own."""
    open_database(new_office.folder / "community.db").close()  # those made for tests share their number
    context = new_office("community.db", "李红")
    courtyard(context, "建设路1号院", community(context, "明湖社区"))
    session = Session(context.database.path)
    bare = QWidget()
    qtbot.addWidget(bare)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(app, session, "start")
    window.setParent(bare)
    bare.resize(*SIZE)
    window.setGeometry(0, 0, *SIZE)
    bare.show()
    session.adopt(context)
    bare.activateWindow()
    made = Desk(qtbot, window, session, context)
    made.until(lambda: window.furniture is not None)
    made.settle()
    yield made
    session.close()


def _at(desk: Desk, tab: object = None) -> SyncPage:
    """Sit down at a window, at its page 数据同步."""
    top = desk.window.window()
    top.activateWindow()
    desk.until(top.isActiveWindow)
    desk.go("sync", tab)
    page = desk.window.page
    assert isinstance(page, SyncPage)
    return page


def _press(desk: Desk, widget: QWidget) -> None:
    """Press a button by key once it can be pressed; two windows take the focus from each other."""
    desk.until(widget.isEnabled)
    _focus(desk, widget)
    desk.press("Space")


def _focus(desk: Desk, widget: QWidget) -> None:
    top = desk.window.window()
    top.activateWindow()
    desk.until(top.isActiveWindow)
    widget.setFocus()
    desk.until(widget.hasFocus)


def _write(desk: Desk, command: Callable[[Context], object]) -> None:
    """Write as pages do: on the writer's thread."""
    desk.session.write(command, lambda _: None)
    desk.settle()


def _plug(desk: Desk, page: SyncPage, stick: Path) -> None:
    """Choose the stick by key; the focus may have gone with what was shown before, or to the other window."""
    top = desk.window.window()
    top.activateWindow()
    desk.until(top.isActiveWindow)
    at = QApplication.focusWidget()
    if at is None or at.window() is not top:
        page.setFocus()
        desk.until(lambda: desk.focus().window() is top)
    with prompts.scripted(stick):
        desk.press("Ctrl+O")


def _set_up(desk: Desk, kind: str, name: str) -> SyncPage:
    page = _at(desk)
    _press(desk, page.setup.kinds[kind])
    _focus(desk, page.setup.name)
    assert page.setup.name.text() == name
    with prompts.scripted("set"):
        desk.press("Enter")
    return page


def _exchange(desk: Desk, stick: Path, said: str = SAFE) -> SyncPage:
    page = _at(desk, "exchange")
    _plug(desk, page, stick)
    desk.press("Ctrl+Enter")
    assert page.exchange.result.heading.text() == said
    return page


def _courtyards(office: Context) -> list[tuple[str, int]]:
    rows = office.reader.all(
        "SELECT name, household_count FROM courtyard WHERE deleted_at IS NULL ORDER BY name"
    )
    return [(row[0], row[1]) for row in rows]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return a folder as the stick."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


def _join(desk: Desk, other: Desk, stick: Path) -> None:
    """Set both up, ask, compare the fingerprints, enrol and accept."""
    _write(desk, lambda context: add(context, "units", name="明湖街道办事处", kind="office"))
    below = _set_up(other, "workstation", "明湖社区")
    _plug(other, below, stick)
    _press(other, below.ask.ask_button)
    assert below.ask.result.heading.text().startswith("申请已写好，可以安全拔出")

    _set_up(desk, "hub", "明湖街道办事处")
    above = _at(desk, "join")
    _plug(desk, above, stick)
    assert below.standing is not None
    assert above.join.chosen is not None
    assert above.join.chosen.fingerprint == below.standing.fingerprint
    _press(desk, above.join.same)
    _press(desk, above.join.enrol_button)
    assert above.join.result.heading.text().startswith("“明湖社区”已登记")

    below = _at(other)
    _plug(other, below, stick)
    assert above.standing is not None
    assert below.ask.answer is not None
    assert below.ask.answer.fingerprint == above.standing.fingerprint
    _press(other, below.ask.same)
    _press(other, below.ask.accept_button)
    assert joining.standing(other.context).kind == "workstation"
    assert joining.standing(other.context).hub == "明湖街道办事处"


def test_two_offices_join_and_exchange_both_ways(
    desk: Desk, other: Desk, office: Context, stick: Path
) -> None:
    _join(desk, other, stick)
    _exchange(other, stick)
    page = _exchange(desk, stick)
    assert [row.cells[0] for row in page.peers.table.rows] == ["明湖社区"]
    assert [name for name, _ in _courtyards(office)] == ["建设路1号院"]

    yard = value(office, "SELECT id FROM courtyard")
    _write(desk, lambda context: records.save(context, "courtyards", yard, {"household_count": "48"}))
    _exchange(desk, stick)
    _exchange(other, stick)
    assert _courtyards(other.context) == [("建设路1号院", 48)]


def test_a_day_of_lost_doubled_and_late_sticks(desk: Desk, other: Desk, office: Context, stick: Path) -> None:
    """Both people work on one record; one stick is lost, one copied, one comes late; one thing is asked."""
    _join(desk, other, stick)
    _exchange(other, stick)
    _exchange(desk, stick)
    yard = value(office, "SELECT id FROM courtyard")
    lost, doubled, late = (_empty(stick, name) for name in ("丢了", "又一份", "迟到"))

    _save(other, yard, address="建设路1号")
    _exchange(other, lost)
    shutil.rmtree(lost)
    _save(desk, yard, note="街道已走访", household_count="50")
    _exchange(desk, late)
    _save(other, yard, household_count="48")
    _exchange(other, stick)
    for file in stick.iterdir():
        shutil.copy(file, doubled)

    _exchange(desk, stick)  # what was on the lost one comes along
    _exchange(desk, doubled)
    assert _told(office) == {"address": "建设路1号", "note": "街道已走访"}
    _decide(desk, "48")
    _exchange(desk, stick)

    _exchange(other, stick)
    _exchange(other, late, NOTHING_TO_SEND)
    for each in (desk, other):
        assert _told(each.context) == {"address": "建设路1号", "note": "街道已走访"}
        assert _courtyards(each.context) == [("建设路1号院", 48)]
        assert conflicts.listed(each.context) == ()
        asked = each.context.reader.all(
            "SELECT grp, resolved_at IS NULL FROM sync_conflict WHERE kind = 'hard'"
        )
        assert asked == [("household_count", 0)], "asked once, of both"


def _empty(beside: Path, name: str) -> Path:
    folder = beside.with_name(name)
    folder.mkdir()
    return folder


def _save(desk: Desk, yard: object, **values: str) -> None:
    assert isinstance(yard, bytes)
    _write(desk, lambda context: records.save(context, "courtyards", yard, values))


def _told(office: Context) -> dict[str, str]:
    (row,) = office.reader.all("SELECT address, note FROM courtyard")
    return dict(zip(("address", "note"), row, strict=True))


def _decide(desk: Desk, wanted: str) -> None:
    """Take a value of the only open case, by key."""
    (case,) = conflicts.listed(desk.context)
    desk.window.window().activateWindow()
    desk.go("conflicts")
    page = desk.window.page
    assert isinstance(page, ConflictsPage)
    page.take_focus()
    page.table.selectRow(0)
    at = next(n for n, version in enumerate(case.versions, 1) if version.text == wanted)
    desk.press(f"Ctrl+{at}")
    desk.settle()
    assert conflicts.listed(desk.context) == ()
