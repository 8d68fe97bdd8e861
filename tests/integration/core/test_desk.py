"""Who sits at the desk: users, their settings, and what they typed and did not save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.errors import InvalidInput, NotFound
from models.ids import new_id
from services import drafts, settings, users
from services.office import DEFAULT_USER, Context
from tests.helpers.office import NewOffice, courtyard, rows, value


def names(context: Context) -> dict[str, tuple[bool, bool]]:
    return {line.name: (line.active, line.current) for line in users.users(context)}


def test_a_headless_command_without_a_name_is_the_operator(new_office: NewOffice) -> None:
    office = new_office(user=None)
    assert office.user.name == DEFAULT_USER
    assert names(office) == {DEFAULT_USER: (True, True)}
    again = new_office.again(office)
    assert names(again) == {DEFAULT_USER: (True, True)}


def test_a_new_name_is_a_new_user_and_the_same_name_the_same(new_office: NewOffice) -> None:
    office = new_office(user=" 王芳 ")
    first = office.user
    assert first.name == "王芳"
    new_office.close(office)
    office = new_office(user="李伟")
    assert names(office) == {"王芳": (True, False), "李伟": (True, True)}
    new_office.close(office)
    assert new_office(user="王芳").user == first


@pytest.mark.parametrize("name", ["", "  ", "\u3000", "名" * 31, "王\x00芳", "王\ud800芳"])
def test_names_that_are_refused(name: str, new_office: NewOffice) -> None:
    with pytest.raises(InvalidInput):
        new_office(user=name)
    # the database was closed again
    assert names(new_office(user="王芳")) == {"王芳": (True, True)}


def test_switching_is_remembered_for_the_window(office: Context, new_office: NewOffice) -> None:
    switched = users.switch_user(office, "李伟")
    assert office.user == switched
    courtyard(office)
    stamps = {row[0] for row in rows(office, "SELECT user_id FROM sync_change")}
    assert stamps == {switched.id}
    new_office.close(office)
    window = new_office(user=None, remembered=True)
    assert window.user == switched
    new_office.close(window)
    headless = new_office(user=None)
    assert headless.user.name == DEFAULT_USER


def test_a_failed_switch_changes_nothing(office: Context) -> None:
    before = office.user
    for name in ("", "王\x00"):
        with pytest.raises(InvalidInput):
            users.switch_user(office, name)
    assert office.user == before


def test_a_disabled_user_cannot_work_and_is_not_remembered(office: Context, new_office: NewOffice) -> None:
    left = users.switch_user(office, "李伟")
    users.switch_user(office, "王芳")
    settings.put(office, "last_user", "李伟")
    committed = users.set_active(office, left.id, False)
    assert committed.changes == 0
    assert names(office) == {"王芳": (True, True), "李伟": (False, False)}
    with pytest.raises(InvalidInput, match="“李伟”已停用"):
        users.switch_user(office, "李伟")
    assert office.user.name == "王芳"
    new_office.close(office)
    with pytest.raises(InvalidInput, match="已停用"):
        new_office(user="李伟")
    window = new_office(user=None, remembered=True)
    assert window.user.name == DEFAULT_USER
    users.set_active(window, left.id, True)
    assert users.switch_user(window, "李伟") == left
    new_office.close(window)


def test_nobody_disables_himself_or_a_stranger(office: Context) -> None:
    with pytest.raises(InvalidInput, match="正在使用"):
        users.set_active(office, office.user.id, False)
    with pytest.raises(NotFound):
        users.set_active(office, new_id(), False)
    assert names(office) == {"王芳": (True, True)}


def test_users_are_audited(office: Context) -> None:
    left = users.switch_user(office, "李伟")
    users.switch_user(office, "王芳")
    users.set_active(office, left.id, False)
    users.set_active(office, left.id, True)
    found = rows(office, "SELECT action, row_id, user_id FROM audit_entry ORDER BY seq")
    assert found[1:] == [
        ("user_added", left.id, left.id),
        ("user_disabled", left.id, office.user.id),
        ("user_enabled", left.id, office.user.id),
    ]


@pytest.mark.parametrize("kept", [None, True, 7, "文字", ["一", 2], {"列": [1, 2]}])
def test_settings_hold_what_json_can(kept: Any, office: Context, new_office: NewOffice) -> None:
    assert settings.get(office, "x", "none yet") == "none yet"
    settings.put(office, "x", "first")
    settings.put(office, "x", kept)
    office = new_office.again(office)
    assert settings.get(office, "x", "none yet") == kept


def test_settings_of_the_office_and_of_each_user_are_apart(office: Context) -> None:
    settings.put(office, "columns", "office")
    settings.put(office, "columns", "王芳", owner=settings.mine(office))
    users.switch_user(office, "李伟")
    assert settings.get(office, "columns", owner=settings.mine(office)) is None
    assert settings.get(office, "columns") == "office"


def test_a_draft_survives_until_it_is_dropped(office: Context, new_office: NewOffice) -> None:
    yard = courtyard(office)
    typed = {
        "name": "建设路",
        "unit_id": yard,
        "household_count": "约",
        "is_building_head": None,
        "flag": True,
    }
    changes = value(office, "SELECT count(*) FROM sync_change")
    drafts.save_draft(office, "courtyards", yard, {"name": "老"})
    drafts.save_draft(office, "courtyards", yard, typed)
    drafts.save_draft(office, "courtyards", None, {"name": "新"})
    office = new_office.again(office)
    assert drafts.load_draft(office, "courtyards", yard) == typed
    assert drafts.load_draft(office, "courtyards", None) == {"name": "新"}
    assert drafts.load_draft(office, "buildings", None) is None
    drafts.drop_draft(office, "courtyards", yard)
    assert drafts.load_draft(office, "courtyards", yard) is None
    assert drafts.load_draft(office, "courtyards", None) == {"name": "新"}
    assert value(office, "SELECT count(*) FROM sync_change") == changes


def test_drafts_belong_to_a_user(office: Context) -> None:
    drafts.save_draft(office, "courtyards", None, {"name": "王芳的"})
    users.switch_user(office, "李伟")
    assert drafts.load_draft(office, "courtyards", None) is None
    users.switch_user(office, "王芳")
    assert drafts.load_draft(office, "courtyards", None) == {"name": "王芳的"}


@pytest.mark.parametrize("typed", ["半\ud83d", "空\x00", "𠅤", '"\\'])
def test_a_draft_takes_whatever_was_typed(typed: str, office: Context) -> None:
    drafts.save_draft(office, "courtyards", None, {"name": typed})
    assert drafts.load_draft(office, "courtyards", None) == {"name": typed}


WRITES: dict[str, Callable[[Context], object]] = {
    "switch": lambda office: users.switch_user(office, "李伟"),
    "settings": lambda office: settings.put(office, "x", 1),
    "draft": lambda office: drafts.save_draft(office, "courtyards", None, {}),
    "record": lambda office: courtyard(office),
}


@pytest.mark.parametrize("name", WRITES)
def test_the_writers_thread_leaves_the_reading_connection_alone(name: str, office: Context) -> None:
    class Forbidden:
        def execute(self, *_: object) -> None:
            raise AssertionError("the reading connection belongs to the reader's thread")

    reading = office.database.reader
    office.database.reader = type(reading)(Forbidden())  # type: ignore[arg-type]
    WRITES[name](office)
    office.database.reader = reading


@pytest.mark.local_file("the window works on the file only")
def test_on_the_writers_thread_queries_see_what_is_not_committed_yet(office: Context) -> None:
    writing = office.on_writer
    assert writing.on_writer is writing
    with office.unit_of_work() as work:
        work.insert("unit", {"kind": "community", "name": "安飞社区"})
        assert value(office, "SELECT count(*) FROM unit") == 0
        assert writing.reader.value("SELECT count(*) FROM unit") == 1
    assert writing.reader.value("SELECT count(*) FROM unit") == 0


def test_whoever_is_switched_to_works_on_both_threads(office: Context) -> None:
    switched = users.switch_user(office.on_writer, "李伟")
    assert office.user is switched
    assert office.on_writer.user is switched
