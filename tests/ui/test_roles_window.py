"""The window shows each role what it may do, nothing else; behind its back services refuse."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

import pytest
from PySide6.QtWidgets import QPushButton

from services import records
from services.subjects import BY_KIND
from tests.helpers.hosting import notices_of
from tests.helpers.notices import draft
from tests.helpers.office import courtyard, value
from tests.helpers.roles import denied, user_of, work_as
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.act_rights import ACTS, BUTTONS
from ui.elections.acts import ACTS as election_acts
from ui.matters.acts import ACTS as matter_acts
from ui.minutes.acts import ACTS as minutes_acts
from ui.notices.acts import ACTS as notice_acts
from ui.notices.strip import NoticeStrip
from ui.opinions.acts import ACTS as opinion_acts
from ui.pages import registry
from ui.pages.system import SystemPage
from ui.users import switch
from ui.widgets.record_view import RecordView

__all__ = ["clock", "desk", "new_office", "office"]

HIDDEN = {
    "administrator": set(),
    "worker": set(),
    "accountant": {
        "opinions",
        "disputes",
        "collecting-plans",
        "import",
        "conflicts",
        "duplicates",
        "sync",
        "privacy",
    },
    "checker": {"import", "conflicts", "duplicates", "privacy", "sync"},
    "reader": {"import", "conflicts", "duplicates", "privacy", "sync"},
    "hub_officer": set(),
    "hub_reader": {"import", "conflicts", "duplicates", "privacy", "sync"},
}
"""Pages that are not there, by role."""


def as_role(desk: Desk, role: str, name: str = "郭小满") -> None:
    """Let somebody of a role work in the window that is open."""
    work_as(desk.context, name, role)
    desk.session.user_switched()
    desk.settle()


@pytest.mark.parametrize("role", sorted(HIDDEN))
def test_each_role_sees_its_pages(desk: Desk, role: str) -> None:
    everything = set(desk.window.navigation.keys)
    as_role(desk, role)
    assert everything - set(desk.window.navigation.keys) == HIDDEN[role]


def test_the_pages_of_records_need_the_right_to_see_them() -> None:
    from services.allowed import to_see

    everybody = {"records.see", "deliberation.see", "elections.see", "notices.see", "ledger.see"}
    for entry in registry.ENTRIES:
        if entry.kind:
            needed = to_see(BY_KIND[entry.kind].kind)
            assert entry.right == ("" if needed in everybody else needed), entry.key


def test_a_page_that_is_not_there_cannot_be_reached(desk: Desk) -> None:
    as_role(desk, "accountant")
    said = notices_of(desk.session)
    assert not desk.window.go("opinions")
    assert desk.window.current == "start"
    assert said[0].text.startswith("您的身份是“会计”，不能查看意见诉求和矛盾纠纷。")
    assert "核对人" in said[0].text
    assert "会计" not in said[0].text.partition("可以办理的")[2]


def test_the_number_keys_count_what_is_there(desk: Desk) -> None:
    as_role(desk, "accountant")
    keys = desk.window.navigation.keys
    tips = [desk.window.navigation.item(at).toolTip() for at in range(desk.window.navigation.count())]
    assert sum("Alt+" in tip for tip in tips) >= 9
    desk.press("Alt+3")
    assert desk.window.current == keys[2]


def test_switching_to_another_role_fits_the_window(desk: Desk) -> None:
    user_of(desk.context, "李账", "accountant")
    desk.window.go("opinions")
    switch(desk.session, "李账")
    desk.until(lambda: desk.window.current == "start")
    desk.settle()
    assert "opinions" not in desk.window.navigation.keys
    assert desk.window.status._facts["user"].text() == "李账 · 会计"
    switch(desk.session, "王芳")
    desk.until(lambda: "opinions" in desk.window.navigation.keys)
    desk.settle()
    assert desk.window.status._facts["user"].text() == "王芳 · 管理员"


# ---- buttons, forms, strips


def _view(desk: Desk, kind: str) -> RecordView:
    desk.go(kind)
    desk.until(lambda: desk.page.pane.view is not None)
    return desk.view


def test_a_record_is_only_read_by_a_reader(desk: Desk) -> None:
    courtyard(desk.context, "建设路1号院")
    as_role(desk, "reader")
    view = _view(desk, "courtyards")
    said = notices_of(desk.session)
    page = desk.page
    why = "您的身份是“查阅人”，不能登记和修改楼院、居民和组织。可以办理的：管理员、社区工作者。"
    edit = next(each for each in view.findChildren(QPushButton) if each.text() == "编辑")
    for button in (page.new_button, edit):
        assert not button.isEnabled()
        assert button.toolTip() == why
    assert not page.import_button.isEnabled()
    assert not page.export_button.isEnabled()
    page.new_button.setEnabled(True)  # whatever a page does with its buttons
    page.new_button.setToolTip("新增")
    assert not page.new_button.isEnabled()
    assert page.new_button.toolTip() == why
    page.list.table.setFocus()
    desk.press("Del", "Ctrl+n", "Ctrl+e", "Enter")
    assert page.pane.form is None
    assert [notice.text for notice in said] == [why, why, desk.session.refusal("lists.export")]
    assert value(desk.context, "SELECT count(*) FROM courtyard WHERE deleted_at IS NULL") == 1


def test_what_belongs_to_a_record_is_hidden_from_who_may_not_see_it(desk: Desk) -> None:
    draft(desk.context, courtyard(desk.context, "建设路1号院"))
    before = set(_view(desk, "notices")._names)
    as_role(desk, "accountant")
    assert before - set(_view(desk, "notices")._names) == {"公布的意见"}


ACTS_OF_A_DRAFT = {
    "administrator": ["check"],
    "worker": ["check"],
    "checker": ["check"],
    "accountant": [],
    "reader": [],
}


@pytest.mark.parametrize("role", ACTS_OF_A_DRAFT)
def test_a_strip_offers_what_the_role_may(desk: Desk, role: str) -> None:
    draft(desk.context, courtyard(desk.context, "建设路1号院"))
    as_role(desk, role)
    strip = _view(desk, "notices").above
    assert isinstance(strip, NoticeStrip)
    assert [act.key for act in strip.acts] == ACTS_OF_A_DRAFT[role]


def test_behind_the_back_of_the_window_the_services_refuse(desk: Desk) -> None:
    as_role(desk, "reader")
    said = notices_of(desk.session)
    values = {"name": "偷偷新增的院"}
    desk.session.write(lambda context: records.save(context, "courtyards", None, values))
    desk.settle()
    assert said[0].level == "error"
    assert "不能登记和修改楼院、居民和组织" in said[0].text
    assert denied(desk.context) == ["登记和修改楼院、居民和组织"]
    assert value(desk.context, "SELECT count(*) FROM courtyard") == 0


@pytest.mark.parametrize("key", BUTTONS)
def test_every_button_of_the_table_is_held(desk: Desk, key: str) -> None:
    courtyard(desk.context, "建设路1号院")
    as_role(desk, "checker" if key == "meeting-room" else "reader")  # who reads does not get into a meeting
    desk.go(key)
    page = desk.window.page
    for right, names in BUTTONS[key].items():
        for name in names:
            found = attrgetter(name)(page)
            for button in found if isinstance(found, tuple) else (found,):
                if right == "notices.print":
                    assert not button.toolTip().startswith("您的身份")
                else:
                    assert not button.isEnabled(), name
                    assert button.toolTip() == desk.session.refusal(right)


def test_every_act_that_needs_another_right_exists() -> None:
    known: dict[str, Mapping[str, object]] = {
        "notices": notice_acts,
        "minutes": minutes_acts,
        "elections": election_acts,
    }
    known |= {"matters": matter_acts, "opinions": opinion_acts}
    for strip, acts in known.items():
        assert set(ACTS[strip][1]) <= set(acts), strip


def test_the_tabs_of_the_system_are_those_of_the_role(desk: Desk) -> None:
    as_role(desk, "reader")
    desk.go("system")
    page = desk.window.page
    assert isinstance(page, SystemPage)
    assert list(page.keys) == ["users", "rules", "preferences", "check"]
    desk.session.show_page("system", "log")
    assert page.tab is page.users


def test_what_was_typed_is_kept_when_another_role_takes_over(desk: Desk) -> None:
    user_of(desk.context, "钱读", "reader")
    desk.go("courtyards", "new")
    desk.type("写了一半的院")
    switch(desk.session, "钱读")
    desk.until(lambda: desk.context.user.name == "钱读")
    desk.settle()
    switch(desk.session, "王芳")
    desk.until(lambda: desk.context.user.name == "王芳")
    desk.settle()
    desk.go("courtyards", "new")
    assert desk.form.inputs["name"].value() == "写了一半的院"
