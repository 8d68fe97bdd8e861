"""The window shows each role what it may do, nothing else; behind its back services refuse."""

from __future__ import annotations

import pytest

from services.subjects import BY_KIND
from tests.helpers.hosting import notices_of
from tests.helpers.roles import user_of, work_as
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.pages import registry
from ui.users import switch

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
    },
    "checker": {"import", "conflicts", "duplicates", "sync"},
    "reader": {"import", "conflicts", "duplicates", "sync"},
    "hub_officer": set(),
    "hub_reader": {"import", "conflicts", "duplicates", "sync"},
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
