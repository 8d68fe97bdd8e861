"""The page 数据同步: set up, asked, enrolled; the stick, the button, cancel, mistakes, and what waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from models.errors import EnvironmentFault
from services.files import Cancelled
from services.office import Context
from services.sync import exchange, joining, overview
from services.sync.joining import Standing
from services.sync.told import (
    Alarm,
    Exchanged,
    Exported,
    FileTold,
    Imported,
    PeerStatus,
    Status,
    StickFile,
    StickView,
)
from tests.helpers.office import NOON_MS, add, community
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.pages.start import StartPage
from ui.pages.sync import SyncPage
from ui.sync import doubt, sticks, words
from ui.sync.sticks import Stick

__all__ = ["clock", "desk", "new_office", "office"]

DIGITS = "03113 19748 08589 45701 29379 45530 58362 37959"
HUB = Standing("hub", "明湖街道办事处", "", DIGITS, DIGITS)
STATION = Standing("workstation", "明湖社区", "明湖街道办事处", DIGITS, DIGITS)

_MOUNTED = sticks.mounted
"""As it is outside the tests, where nobody says which sticks there are."""


def _peer(name: str, days: int | None, *, late: bool = False, **more: Any) -> PeerStatus:
    at = None if days is None else NOON_MS - days * 86_400_000
    values = {"state": "active", "last_in_ms": at, "last_out_ms": at, "unsent": 0, "valid_to": NOON_MS}
    return PeerStatus(name.encode(), name, "workstation", days=days, late=late, **(values | more))


def _file(state: str = "new") -> StickFile:
    return StickFile(
        "CSP_1_2_3_4.csp", 2048, "delta", "明湖社区", "明湖街道办事处", 3, NOON_MS, state, "会收下"
    )


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep marks out of the real folders of the user, and real volumes out of the test."""
    monkeypatch.setenv("LOUYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sticks, "mounted", lambda: ())


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return the folder that serves as the stick."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def enrolled(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let this be the hub or a workstation with what the services would tell."""

    def pretend(
        standing: Standing,
        status: Status | None = None,
        done: Exchanged | BaseException | None = None,
        files: tuple[StickFile, ...] = (),
    ) -> None:
        def exchanged(_: Context, __: Path, *, progress: Callable[[int, int], None]) -> Exchanged:
            progress(1, 2)
            if isinstance(done, BaseException):
                raise done
            assert done is not None
            return done

        view = StickView(Path(), files, True, 1 << 30, len(files), 5, "会收取1个数据包，会写出5条改动。")
        monkeypatch.setattr(joining, "standing", lambda _: standing)
        monkeypatch.setattr(overview, "status", lambda _: status or Status(standing.kind, standing.name))
        monkeypatch.setattr(exchange, "look", lambda *_: view)
        monkeypatch.setattr(exchange, "exchange", exchanged)

    return pretend


def _page(desk: Desk, tab: object = None) -> SyncPage:
    desk.go("sync", tab)
    page = desk.window.page
    assert isinstance(page, SyncPage)
    return page


def _plug(desk: Desk, page: SyncPage, folder: Path) -> None:
    with prompts.scripted(folder):
        desk.press("Ctrl+O")
    desk.settle()
    assert page.stick_box.stick is not None


def _said(page: SyncPage) -> list[str]:
    return [line.text for line in page.exchange.result.lines.lines]


def test_a_workstation_is_set_up_and_asks_by_keys(desk: Desk, office: Context, stick: Path) -> None:
    community(office, "明湖社区")
    page = _page(desk)
    assert page.stack.currentWidget() is page.setup
    assert desk.focus() is page.setup.kinds["workstation"]
    assert page.setup.name.text() == "明湖社区"
    page.setup.name.setFocus()
    with prompts.scripted("back") as script:
        desk.press("Enter")
    assert script.asked == ["把这台电脑设为社区工作站“明湖社区”？"]
    assert joining.standing(office).kind == "alone"
    with prompts.scripted("set"):
        desk.press("Enter")
    assert page.standing is not None
    assert page.standing.kind == "asked"
    assert page.parts.currentWidget() is page.ask
    assert not page.ask.ask_button.isEnabled()
    assert page.ask.own.text().replace("\n", "　").split("　") == page.standing.fingerprint.split()
    _plug(desk, page, stick)
    page.ask.ask_button.setFocus()
    desk.press("Space")
    assert page.ask.result.heading.text().startswith("申请已写好，可以安全拔出")
    assert [each.suffix for each in stick.iterdir()] == [".csp"]
    assert page.ask.accept_button.isHidden()
    page.ask.look()
    desk.settle()
    assert page.ask.answer_told.text() == "U盘上还没有街道的答复。从街道带回U盘后再插上。"


def test_a_nameless_unit_is_not_set_up(desk: Desk, office: Context) -> None:
    page = _page(desk)
    page.setup.kinds["hub"].setChecked(True)
    page.setup.name.clear()
    page.setup.set_up()
    assert page.setup.problem.text() == "请写上单位名称，别的单位靠它认出这台电脑。"
    assert joining.standing(office).kind == "alone"


def test_the_hub_enrols_only_what_was_compared(
    desk: Desk, office: Context, stick: Path, new_office: Any
) -> None:
    other = new_office("workstation.db")
    joining.set_up(other, "workstation", "明湖社区")
    joining.renew(other)  # databases of tests are copies of one and share its number
    joining.request(other, stick)
    add(office, "units", name="明湖街道办事处", kind="office")
    joining.set_up(office, "hub", "明湖街道办事处")
    page = _page(desk, "join")
    _plug(desk, page, stick)
    assert [row.cells[0] for row in page.join.table.rows] == ["明湖社区"]
    assert (
        page.join.digits.text().replace("\n", "　").split("　") == joining.standing(other).fingerprint.split()
    )
    assert not page.join.enrol_button.isEnabled()
    page.join.same.setFocus()
    desk.press("Space")
    page.join.enrol_button.setFocus()
    desk.press("Space")
    assert page.join.result.heading.text().startswith("“明湖社区”已登记，答复写在U盘上")
    assert [answer.hub for answer in joining.answers(other, stick)] == ["明湖街道办事处"]
    assert joining.answers(other, stick)[0].fingerprint == joining.standing(office).fingerprint
    assert not page.join.same.isChecked()


def test_another_request_than_the_compared_one_is_not_enrolled(
    office: Context, stick: Path, new_office: Any
) -> None:
    from models.errors import UserError

    other = new_office("workstation.db")
    joining.set_up(other, "workstation", "明湖社区")
    joining.renew(other)
    joining.set_up(office, "hub", "明湖街道办事处")
    joining.request(other, stick)
    asking = replace(joining.requests(office, stick)[0], fingerprint=DIGITS)
    with pytest.raises(UserError, match="和刚才核对的不同，没有登记"):
        joining.enrol(office, asking, stick)
    assert joining.answers(other, stick) == ()


def test_an_exchange_tells_what_came_of_it_with_links(
    desk: Desk, stick: Path, enrolled: Callable[..., None]
) -> None:
    files = (
        FileTold("a", "taken", "收下了", new=12, conflicts=2, held=1, refused=3),
        FileTold("b", "gap", "缺第3个包，请在社区再收发一次。"),
        FileTold("c", "other", "", sender="东湖社区"),
        FileTold("d", "other", "", sender="明湖街道办事处"),
    )
    imported = Imported(files, touched=frozenset({"courtyard"}), alarms=(Alarm("clock", "x", "时钟慢3天。"),))
    exported = (Exported(b"p", "明湖社区", (Path("e"),), 5, size=2048, left=3 << 20),)
    enrolled(HUB, None, Exchanged(imported, exported, True, "可以安全拔出。"), (_file(),))
    page = _page(desk)
    _plug(desk, page, stick)
    assert page.exchange.about.text() == "会收取1个数据包，会写出5条改动。"
    assert page.exchange.table.rows[0].cells[:2] == ("要收下", "明湖社区 → 明湖街道办事处")
    changed: list[object] = []
    desk.session.changed.connect(changed.append)
    desk.press("Ctrl+Enter")
    assert page.exchange.result.heading.text() == "可以安全拔出。"
    assert page.exchange.result.property("box") == "info"
    assert _said(page) == [
        "时钟慢3天。",
        "缺第3个包，请在社区再收发一次。",
        "1个数据包是给别的单位的，没有动，请让U盘接着带过去。",
        "收下改动12处。",
        "2处两边都改过，先按程序选的显示，请逐一决定。",
        "1处暂时放不进来，已经留着，不会丢。",
        "3处超出社区能改的范围，没有放进来，可以逐一采纳或不采纳。",
        "已写出给明湖社区的改动5处（2.0 KB）。",
        "给明湖社区的附件还有3.0 MB，下一次接着送。",
    ]
    assert frozenset({"courtyard"}) in changed
    wanted: list[str] = []
    page.exchange.result.wanted.connect(wanted.append)
    desk.session.page_wanted.disconnect(desk.window.go)
    page.exchange.result.lines.buttons()[0].click()
    assert wanted == [words.DECISIONS]


@pytest.mark.parametrize(
    ("error", "box", "heading"),
    [
        (EnvironmentFault("U盘空间不够。请换一个U盘。"), "error", "U盘空间不够。请换一个U盘。"),
        (Cancelled(), "warn", "已停止。U盘上没有留下不完整的文件"),
    ],
)
def test_what_went_wrong_is_a_sentence_and_the_button_is_back(
    desk: Desk,
    stick: Path,
    enrolled: Callable[..., None],
    error: BaseException,
    box: str,
    heading: str,
) -> None:
    enrolled(STATION, None, error)
    page = _page(desk)
    _plug(desk, page, stick)
    desk.press("Ctrl+Enter")
    assert page.exchange.result.heading.text().startswith(heading)
    assert page.exchange.result.property("box") == box
    assert page.exchange.go_button.isEnabled()
    assert page.exchange.cancel_button.isHidden()
    assert page.stick_box.isEnabled()


def test_a_running_exchange_is_stopped_by_its_button(
    desk: Desk, stick: Path, enrolled: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    enrolled(STATION)
    going = threading.Event()

    def slow(_: Context, __: Path, *, progress: Callable[[int, int], None]) -> Exchanged:
        going.set()
        for _turn in range(2000):
            progress(1, 4)
            threading.Event().wait(0.005)
        raise AssertionError("nobody stopped it")

    monkeypatch.setattr(exchange, "exchange", slow)
    page = _page(desk)
    _plug(desk, page, stick)
    page.exchange.exchange()
    desk.until(lambda: going.is_set() and page.exchange.bar.value() == 25)
    assert page.exchange.doing.text() == "正在收发　25%"
    assert not page.stick_box.isEnabled()
    page.exchange.cancel_button.click()
    desk.until(lambda: not page.exchange.working)
    assert page.exchange.result.heading.text().startswith("已停止")


def test_the_hub_sees_who_is_late_and_what_waits(desk: Desk, enrolled: Callable[..., None]) -> None:
    peers = (
        _peer("东湖社区", 40, late=True, unsent=1200),
        _peer("西湖社区", None),
        _peer("南湖社区", 0),
        _peer("北湖社区", 3, state="forked"),
        _peer("中湖社区", 3, state="revoked"),
    )
    enrolled(HUB, Status("hub", "明湖街道办事处", peers, conflicts=2, proposals=1, held=3, waiting=1))
    page = _page(desk, "peers")
    assert [row.cells[1] for row in page.peers.table.rows] == [
        "40天没有收发，该收发了",
        "还没有收发过",
        "今天收发过",
        "数据库被复制过",
        "已吊销",
    ]
    assert [row.tone for row in page.peers.table.rows] == ["warn", "warn", "ok", "error", "muted"]
    assert page.peers.table.rows[0].cells[4] == "1,200"
    assert page.stick_box.isHidden()
    assert [line.text for line in page.card.last.lines] == ["1个社区该收发了"]
    assert [line.text for line in page.card.todo.lines] == [
        "待决定的分歧2处",
        "社区提出的改动1处，等街道采纳",
        "暂时放不进来的改动3处",
        "1个数据包要新版程序才能收，升级以后会自动收下",
        "本机有1,200处改动对方还没有收到",
    ]
    page.tabs.setCurrentIndex(0)
    page.card.last.buttons()[0].click()
    assert page.parts.currentWidget() is page.peers


def test_sticks_are_looked_for_as_long_as_the_page_is_shown(
    desk: Desk, stick: Path, enrolled: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(STATION)
    page = _page(desk)
    watch = page.stick_box.watch
    assert watch._timer.isActive()
    assert page.stick_box.box.count() == 0
    assert not page.exchange.go_button.isEnabled()
    found = (Stick(stick, "KINGSTON", 1 << 30, 4 << 30, False),)
    monkeypatch.setattr(sticks, "mounted", lambda: found)
    watch.look()
    desk.settle()
    assert page.stick_box.stick == found[0]
    assert page.stick_box.room.text() == "剩余1.0 GB，共4.0 GB，写保护"
    assert page.exchange.go_button.isEnabled()
    monkeypatch.setattr(sticks, "mounted", lambda: ())
    watch.look()
    desk.settle()
    assert page.stick_box.box.count() == 0
    assert not page.exchange.go_button.isEnabled()
    desk.go("start")
    stopped = watch.running
    desk.go("sync")
    assert (stopped, watch.running) == (False, True)


def test_a_volume_that_hangs_is_asked_once_and_keeps_nobody(
    desk: Desk, stick: Path, enrolled: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(STATION)
    page = _page(desk)
    free = threading.Event()
    asked: list[str] = []

    def hang() -> tuple[Stick, ...]:
        asked.append(threading.current_thread().name)
        free.wait(20)
        return (Stick(stick, "KINGSTON"),)

    monkeypatch.setattr(sticks, "mounted", hang)
    try:
        for _ in range(3):
            page.stick_box.watch.look()
        answered: list[int] = []
        desk.session.tasks.submit("reader", lambda _: 1, answered.append)
        desk.until(lambda: bool(answered))
        assert page.stick_box.box.count() == 0
    finally:
        free.set()
    desk.settle()
    assert asked == ["louyuan-volumes"]
    assert page.stick_box.stick == Stick(stick, "KINGSTON")


def test_without_a_stick_one_is_asked_for_once(desk: Desk, enrolled: Callable[..., None]) -> None:
    enrolled(STATION)
    panel = _page(desk).exchange
    shown = (panel.about.text(), panel.table._empty, _page(desk).stick_box.box.placeholderText())
    assert "".join(shown).count("请插上") == 1


def test_packages_that_pass_through_are_one_row(
    desk: Desk, stick: Path, enrolled: Callable[..., None]
) -> None:
    through = tuple(replace(_file(), name=f"x{n}.csp", size=1024, state="other") for n in range(3))
    enrolled(STATION, None, None, (*through, _file()))
    page = _page(desk)
    _plug(desk, page, stick)
    assert [row.cells[4] for row in page.exchange.table.rows] == [
        _file().sentence,
        "还有3个给别的单位的数据包，不动它们",
    ]
    assert page.exchange.table.rows[1].cells[3] == "3.0 KB"


@pytest.mark.parametrize(
    ("root", "kind", "expected"),
    [
        ("/media/wang/KINGSTON", "vfat", True),
        ("/run/media/wang/A", "ext4", True),
        ("/mnt/data", "ext4", False),
        ("/home", "ext4", False),
        ("E:/", "exFAT", True),
        ("D:/", "NTFS", True),
        ("C:/", "NTFS", False),
    ],
)
def test_what_can_be_carried_away_is_a_stick(root: str, kind: str, expected: bool) -> None:
    assert sticks.portable(root, kind) is expected


def test_the_volumes_of_this_machine_can_be_looked_at() -> None:
    assert all(stick.path.is_absolute() for stick in _MOUNTED())


@pytest.mark.parametrize("code", list(joining.DOUBTS))
def test_doubtful_data_ask_to_go_on_under_a_new_number(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    renewed: list[object] = []
    monkeypatch.setattr(joining, "doubt", lambda _: code)
    monkeypatch.setattr(joining, "renew", renewed.append)
    with prompts.scripted("later") as script:
        doubt.look(desk.session, desk.window)
        desk.settle()
    assert script.asked == [f"{joining.DOUBTS[code]}要换一个新的站点编号吗？"]
    assert renewed == []
    assert desk.toast() == "还没有换新编号，暂时不能收发数据"
    with prompts.scripted("renew"):
        doubt.look(desk.session, desk.window)
        desk.settle()
    assert len(renewed) == 1
    assert desk.toast() == "已换新编号，可以继续收发数据"


def test_the_sheets_are_previewed(
    desk: Desk, enrolled: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QApplication

    from services.notices import making
    from tests.helpers.notices import fonts
    from ui.notices.paper_dialog import PaperDialog

    found = fonts()
    monkeypatch.setattr(making, "font_library", lambda _: found)
    enrolled(STATION)
    page = _page(desk)
    for made in (page.card.paper_button, page.card.print_button):
        made.click()
        desk.until(lambda: isinstance(QApplication.activeModalWidget(), PaperDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PaperDialog)
        assert dialog.pdf.startswith(b"%PDF")
        dialog.reject()
        desk.settle()


@pytest.mark.parametrize("standing", [Standing("alone"), STATION, HUB])
def test_the_page_fits_an_old_screen_at_the_largest_zoom(
    desk: Desk, enrolled: Callable[..., None], standing: Standing
) -> None:
    enrolled(standing)
    desk.window.appearance.zoom_to(200)
    page = _page(desk)
    least = desk.window.minimumSizeHint()
    assert least.width() <= 1366
    assert least.height() <= 768
    assert all(label.wordWrap() for label in page.card.findChildren(QLabel) if len(label.text()) > 20)


def test_the_start_page_tells_who_is_late_and_leads_there(desk: Desk, enrolled: Callable[..., None]) -> None:
    peers = (_peer("东湖社区", 40, late=True), _peer("西湖社区", None, late=True), _peer("南湖社区", 1))
    enrolled(HUB, Status("hub", "明湖街道办事处", peers))
    desk.go("sync")
    desk.go("start")
    page = desk.window.page
    assert isinstance(page, StartPage)
    page._refresh()
    desk.settle()
    said = [(row.key.name, row.key.message) for row in page.remarks.rows if row.key.group == "sync"]
    assert said == [("东湖社区", "40天没有收发数据，该收发了"), ("西湖社区", "还没有收发过数据")]
    page._open_remark(next(row.key for row in page.remarks.rows if row.key.group == "sync"))
    desk.settle()
    assert isinstance(desk.window.page, SyncPage)


def test_doubtful_data_are_told_on_the_page_too(
    desk: Desk, enrolled: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    why = joining.DOUBTS["copied"]
    enrolled(replace(STATION, doubt=why))
    monkeypatch.setattr(joining, "doubt", lambda _: "copied")
    page = _page(desk)
    assert [line.text for line in page.card.todo.lines] == [f"{why}换了新编号才能收发。"]
    with prompts.scripted("later") as script:
        page.card.todo.buttons()[0].click()
        desk.settle()
    assert script.asked == [f"{why}要换一个新的站点编号吗？"]


def test_the_hub_withdraws_a_lost_workstation_after_a_question(
    desk: Desk, enrolled: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn: list[bytes] = []
    monkeypatch.setattr(joining, "revoke", lambda _, replica: withdrawn.append(replica))
    peers = (_peer("东湖社区", 3), _peer("西湖社区", 3, state="revoked"))
    enrolled(HUB, Status("hub", "明湖街道办事处", peers))
    page = _page(desk, "peers")
    assert not page.peers.revoke_button.isEnabled()
    page.peers.table.select_keys({peers[1].peer})
    assert not page.peers.revoke_button.isEnabled()
    page.peers.table.clearSelection()
    page.peers.table.select_keys({peers[0].peer})
    assert page.peers.revoke_button.isEnabled()
    with prompts.scripted("keep") as script:
        page.peers.revoke_button.click()
    assert script.asked == ["要吊销“东湖社区”的登记吗？"]
    with prompts.scripted("revoke"):
        page.peers.revoke_button.click()
    desk.settle()
    assert withdrawn == [peers[0].peer]
