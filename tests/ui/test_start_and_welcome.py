"""The start page leads to what wants attention; the first steps take a name and lead on."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.helpers.office import add, committee, community, courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.pages.start import StartPage
from ui.pages.welcome import WelcomePage

__all__ = ["clock", "desk", "new_office", "office"]


def _start(desk: Desk) -> StartPage:
    page = desk.window.page
    assert isinstance(page, StartPage)
    return page


def test_what_wants_attention_is_listed_with_its_source(desk: Desk) -> None:
    yard = courtyard(desk.context, "远大1号院", community(desk.context, "远大社区"))
    committee(desk.context, yard, seats="9", founded="2010-1-1", term_years="3")
    desk.session.changed.emit(frozenset({"courtyard"}))
    desk.settle()
    rows = [row.cells for row in _start(desk).remarks.rows]
    assert any(cells[0] == "远大1号院" and "党组织" in cells[1] and "方案" in cells[2] for cells in rows)
    assert any("任期" in cells[1] and "届满" in cells[1] for cells in rows)


def test_only_one_kind_may_be_looked_at(desk: Desk) -> None:
    yard = courtyard(desk.context, "远大1号院")
    committee(desk.context, yard, seats="9", founded="2010-1-1", term_years="3")
    desk.session.changed.emit(frozenset({"courtyard"}))
    desk.settle()
    page = _start(desk)
    everything = len(page.remarks.rows)
    _only(page, "courtyards")
    assert 0 < len(page.remarks.rows) < everything
    assert {row.key.kind for row in page.remarks.rows} == {"courtyards"}


def _only(page: StartPage, group: str) -> None:
    """Look at one group of remarks only."""
    (at,) = (at for at in range(page.kinds.count()) if page.kinds.tabData(at) == group)
    page.kinds.setCurrentIndex(at)


def _meeting(desk: Desk) -> bytes:
    return add(
        desk.context,
        "meetings",
        courtyard_id=courtyard(desk.context, "远大1号院"),
        title="联席会议",
        kind="joint",
        held_on="2020-8-26",
        record="记录",
        recorder_id="郭小满",
    )


def test_action_items_stand_first_and_are_counted_beside_their_page(desk: Desk) -> None:
    meeting = _meeting(desk)
    for content, due in (("划线", "2020-9-15"), ("询价", "2020-9-16"), ("公示", "")):
        add(desk.context, "action-items", meeting_id=meeting, content=content, due_on=due)
    desk.session.changed.emit(frozenset({"action_item"}))
    desk.settle()
    page = _start(desk)
    assert [row.cells for row in page.remarks.rows][:3] == [
        ("划线", "已逾期1天", "联席会议"),
        ("询价", "今天到期", "联席会议"),
        ("公示", "没有定完成时限", "联席会议"),
    ]
    assert [row.tone for row in page.remarks.rows][:3] == ["error", "warn", ""]
    assert page.kinds.tabText(1) == "待办事项 3"
    assert desk.window.furniture is not None
    desk.window.furniture.count()
    desk.settle()
    (entry,) = desk.window.navigation.findItems("待办事项", Qt.MatchFlag.MatchExactly)
    assert entry.data(Qt.ItemDataRole.AccessibleTextRole) == "待办事项，3项未办结，其中1项已逾期"
    page.remarks.setFocus()
    page.remarks.selectRow(0)
    desk.press("Enter")
    assert desk.window.current == "action-items"
    assert desk.view.record.name == "划线"


def test_an_impossible_figure_is_marked_as_a_mistake_and_leads_to_its_resolution(desk: Desk) -> None:
    meeting = _meeting(desk)
    add(
        desk.context,
        "resolutions",
        meeting_id=meeting,
        kind="election",
        title="选举",
        ballots_issued="70",
        ballots_returned="71",
    )
    desk.session.changed.emit(frozenset({"resolution"}))
    desk.settle()
    page = _start(desk)
    (at,) = [at for at, row in enumerate(page.remarks.rows) if row.cells[0] == "选举"]
    assert page.remarks.rows[at].tone == "error"
    page.remarks.setFocus()
    page.remarks.selectRow(at)
    desk.press("Enter")
    assert desk.window.current == "meetings"
    assert desk.view.record.name == "选举"


def test_enter_on_a_remark_opens_its_record(desk: Desk) -> None:
    courtyard(desk.context, "远大1号院")
    desk.session.changed.emit(frozenset({"courtyard"}))
    desk.settle()
    page = _start(desk)
    _only(page, "courtyards")
    page.seek()
    page.remarks.selectRow(0)
    desk.press("Enter")
    assert desk.window.current == "courtyards"
    assert desk.view.record.name == "远大1号院"


def test_what_was_done_last_is_listed_and_opened(desk: Desk) -> None:
    courtyard(desk.context, "远大1号院", community(desk.context, "远大社区"))
    desk.session.changed.emit(frozenset({"courtyard"}))
    desk.settle()
    recent = _start(desk).recent
    assert [row.cells[:2] for row in recent.rows][:2] == [("新增", "远大1号院"), ("新增", "远大社区")]
    recent.setFocus()
    recent.selectRow(0)
    desk.press("Enter")
    assert desk.view.record.name == "远大1号院"


def test_coverage_is_spoken_and_drawn(desk: Desk) -> None:
    unit = community(desk.context, "远大社区")
    yard = courtyard(desk.context, "1号院", unit)
    courtyard(desk.context, "2号院", unit)
    committee(desk.context, yard)
    desk.session.changed.emit(frozenset({"courtyard"}))
    desk.settle()
    coverage = _start(desk).coverage
    assert "远大社区共2个楼院" in coverage.accessibleDescription()
    assert "自治组织1个" in coverage.accessibleDescription()
    assert not coverage.grab().isNull()


def test_the_day_stands_in_the_header(desk: Desk) -> None:
    assert desk.window.header.detail.text() == "2020年9月16日　星期三"


def test_a_new_courtyard_is_one_step_away(desk: Desk) -> None:
    buttons = _start(desk).buttons()
    assert [button.text() for button in buttons] == ["导入摸排表", "新增楼院", "打印公示"]
    buttons[1].click()
    desk.settle()
    assert desk.form.record.id is None


def _welcome(desk: Desk) -> WelcomePage:
    desk.go("welcome")
    page = desk.window.page
    assert isinstance(page, WelcomePage)
    return page


def test_the_name_is_asked_for_first(desk: Desk) -> None:
    page = _welcome(desk)
    assert page.name.hasFocus()
    page.choices["courtyards"].click()
    assert page.problem.text() == "请先写上您的姓名。"
    assert desk.window.current == "welcome"


def test_a_name_that_cannot_be_taken_is_told(desk: Desk) -> None:
    page = _welcome(desk)
    page.name.setText("\u202e王芳")
    page.choices["courtyards"].click()
    desk.settle()
    assert desk.window.current == "welcome" or desk.session.context.user.name == "王芳"


def test_with_a_name_the_first_courtyard_is_one_key_away(desk: Desk) -> None:
    page = _welcome(desk)
    desk.type("郭小满")
    desk.press("Enter")
    assert page.choices["import"].hasFocus()
    page.choices["courtyards"].click()
    desk.settle()
    assert desk.session.context.user.name == "郭小满"
    assert desk.window.header.user.text() == "郭小满"
    assert desk.window.current == "courtyards"
    assert desk.form.record.id is None


def test_the_import_is_offered_first(desk: Desk) -> None:
    page = _welcome(desk)
    desk.type("郭小满")
    page.choices["import"].click()
    desk.settle()
    assert desk.window.current == "import"
