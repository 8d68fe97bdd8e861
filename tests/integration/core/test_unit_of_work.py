"""The unit of work: all or nothing, one change a field group, stale writes noticed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert

from models.db import changes
from models.db.schema_version import SCHEMA_REVISION
from models.db.uow import CHUNK
from models.errors import EnvironmentFault, InvalidInput, NotFound, Stale
from models.ids import RecordId, new_id
from models.tables.courtyards import Courtyard
from models.tables.system import Setting
from services.office import Context
from tests.helpers.changes import changes_of, edit, heads_of, insert_courtyard, totals, write
from tests.helpers.office import FixedClock, NewOffice, rows, take_new_replica_id, value


def test_committed_work_stays(office: Context, new_office: NewOffice) -> None:
    row_id = insert_courtyard(office)
    again = new_office.again(office)
    assert value(again, "SELECT name FROM courtyard WHERE id = ?", row_id) == "建设路1号院"


def test_uncommitted_work_is_gone(office: Context) -> None:
    before = totals(office)
    with office.unit_of_work() as work:
        row_id = work.insert("courtyard", {"name": "建设路1号院"})
        work.update("courtyard", row_id, {"code": "A1"})
        work.delete("courtyard", row_id)
        work.note("print")
        work.local(insert(Setting).values(owner="", name="x", value_json="1"))
    assert work.committed is None
    assert totals(office) == before
    assert value(office, "SELECT count(*) FROM setting WHERE name = 'x'") == 0


def test_an_exception_takes_everything_back(office: Context) -> None:
    before = totals(office)
    with pytest.raises(ZeroDivisionError):
        write(office, lambda work: [work.insert("courtyard", {"name": "建设路1号院"}), 1 / 0])
    assert totals(office) == before
    insert_courtyard(office)
    assert value(office, "SELECT count(*) FROM courtyard") == 1


def test_an_error_in_the_commit_takes_everything_back(office: Context) -> None:
    before = totals(office)
    orphan = {"name": "1号楼", "courtyard_id": new_id()}
    with pytest.raises(Exception, match=r"(?i)foreign key") as error:
        write(office, lambda work: work.insert("building", orphan))
    assert not isinstance(error.value, EnvironmentFault)
    assert totals(office) == before


def test_what_was_committed_is_told(office: Context) -> None:
    with office.unit_of_work() as work:
        row_id = work.insert("courtyard", {"name": "建设路1号院"})
        work.update("courtyard", row_id, {"code": "A1", "address": "建设路"})
        work.insert("unit", {"kind": "community", "name": "安飞社区"})
        committed = work.commit()
    assert committed == work.committed
    assert committed.touched == {"courtyard", "unit"}
    assert committed.changes == 4
    assert rows(office, "SELECT DISTINCT tx_id FROM sync_change") == [(committed.tx_id,)]


def test_an_insert_is_one_change_with_all_values(office: Context) -> None:
    unit = RecordId(bytes(range(16)))
    row_id = insert_courtyard(office, unit_id=unit, built_year=1990, built_text="90年代", note=None)
    (change,) = changes_of(office, row_id)
    group, values_json, prev = change
    assert (group, prev) == (changes.WHOLE_ROW, None)
    assert values_json is not None
    described: Any = Courtyard.__table__
    assert changes.values_of(described, values_json) == {
        "name": "建设路1号院",
        "unit_id": unit,
        "built_year": 1990,
        "built_text": "90年代",
    }
    assert heads_of(office, row_id) == []


def test_an_edit_is_one_change_for_each_field_group(office: Context) -> None:
    row_id = insert_courtyard(office, built_year=1990, built_text="90年代", address="建设路")
    edit(office, row_id, built_year=1996, code="A1", name="建设路2号院")
    assert changes_of(office, row_id)[1:] == [
        ("built", '{"built_text":"90年代","built_year":1996}', "[[null,1]]"),
        ("code", '{"code":"A1"}', "[[null,1]]"),
        ("name", '{"name":"建设路2号院"}', "[[null,1]]"),
    ]
    assert heads_of(office, row_id) == [("built", 2), ("code", 3), ("name", 4)]


def test_an_edit_names_the_change_it_supersedes(office: Context) -> None:
    row_id = insert_courtyard(office)
    edit(office, row_id, code="A1")
    edit(office, row_id, code="A2")
    assert [prev for _, _, prev in changes_of(office, row_id)] == [None, "[[null,1]]", "[[null,2]]"]
    assert heads_of(office, row_id) == [("code", 3)]


def test_an_emptied_field_travels(office: Context) -> None:
    row_id = insert_courtyard(office, built_year=1990, built_text="90年代", code="A1")
    edit(office, row_id, built_text=None, code=None)
    described: Any = Courtyard.__table__
    captured = [changes.values_of(described, values) for _, values, _ in changes_of(office, row_id)[1:]]
    assert captured == [{"built_year": 1990, "built_text": None}, {"code": None}]


def test_what_stays_the_same_makes_no_change(office: Context) -> None:
    row_id = insert_courtyard(office, household_count=120, household_about=True)
    before = totals(office)
    assert not edit(office, row_id, name="建设路1号院", household_count=120, household_about=True, code=None)
    assert totals(office) == before
    assert edit(office, row_id, household_count=120, household_about=None)
    assert totals(office)["sync_change"] == before["sync_change"] + 1


def test_delete_and_restore_are_one_change_each_and_name_all_heads(office: Context) -> None:
    row_id = insert_courtyard(office)
    edit(office, row_id, code="A1", address="建设路")
    with office.unit_of_work() as work:
        work.delete("courtyard", row_id)
        work.commit()
    assert changes_of(office, row_id)[-1] == ("*", None, "[[null,1],[null,2],[null,3]]")
    assert heads_of(office, row_id) == [("*", 4)]
    assert value(office, "SELECT deleted_at FROM courtyard") == office.clock()
    with office.unit_of_work() as work:
        work.restore("courtyard", row_id)
        work.commit()
    assert changes_of(office, row_id)[-1] == (
        "*",
        '{"address":"建设路","code":"A1","name":"建设路1号院"}',
        "[[null,4]]",
    )
    assert heads_of(office, row_id) == [("*", 5)]
    edit(office, row_id, code="A2")
    assert changes_of(office, row_id)[-1] == ("code", '{"code":"A2"}', "[[null,5]]")
    with office.unit_of_work() as work:
        work.delete("courtyard", row_id)
        work.commit()
    assert changes_of(office, row_id)[-1] == ("*", None, "[[null,5],[null,6]]")


def test_what_is_gone_is_refused(office: Context) -> None:
    row_id = insert_courtyard(office)
    with office.unit_of_work() as work:
        with pytest.raises(NotFound):
            work.restore("courtyard", row_id)
        work.delete("courtyard", row_id)
        for act in (
            lambda: work.delete("courtyard", row_id),
            lambda: work.update("courtyard", row_id, {"code": "1"}),
            lambda: work.row("courtyard", row_id),
            lambda: work.delete("courtyard", new_id()),
        ):
            with pytest.raises(NotFound):
                act()
        assert not work.is_living("courtyard", row_id)


BAD_VALUES: dict[str, Any] = {
    "float": 0.5,
    "whole_float": 3.0,
    "nul": "一\x00号院",
    "high_surrogate": "一\ud800号院",
    "low_surrogate": "一\udc00号院",
}


@pytest.mark.parametrize("name", BAD_VALUES)
def test_values_no_change_record_can_carry_are_refused(name: str, office: Context) -> None:
    row_id = insert_courtyard(office)
    before = totals(office)
    bad = BAD_VALUES[name]
    with pytest.raises(InvalidInput):
        write(office, lambda work: work.insert("courtyard", {"name": bad}))
    with pytest.raises(InvalidInput):
        write(office, lambda work: work.update("courtyard", row_id, {"address": bad}))
    many = [(new_id(), "好"), (new_id(), bad)]
    with pytest.raises(InvalidInput):
        write(office, lambda work: work.insert_many("courtyard", ("id", "name"), many))
    assert totals(office) == before


def test_text_is_kept_exactly(office: Context) -> None:
    # a compatibility ideograph, a rare character, a joiner, an escape spelt out, quotes
    told = "李\uf9e1 𠅤 a\u200db \\u0000 \"'%_"
    row_id = insert_courtyard(office, address=told)
    assert value(office, "SELECT address FROM courtyard") == told
    described: Any = Courtyard.__table__
    ((_, values, _),) = changes_of(office, row_id)
    assert changes.values_of(described, values)["address"] == told


def test_version_of_a_row_is_the_lamport_number_of_its_last_change(office: Context) -> None:
    row_id = insert_courtyard(office)
    newest = "SELECT max(lamport) FROM sync_change"
    version = "SELECT version FROM courtyard"
    assert value(office, version) == value(office, newest)
    edit(office, row_id, code="A1", address="建设路")
    assert value(office, version) == value(office, newest) == 3
    with office.unit_of_work() as work:
        work.delete("courtyard", row_id)
        work.commit()
    assert value(office, version) == value(office, newest) == 4


def test_lamport_rises_over_restarts(office: Context, new_office: NewOffice, clock: FixedClock) -> None:
    for number in range(3):
        insert_courtyard(office, code=str(number))
        clock.advance(-3_600_000)  # a clock that goes back changes nothing
        office = new_office.again(office)
    found = rows(office, "SELECT seq, lamport FROM sync_change ORDER BY seq")
    assert found == [(1, 1), (2, 2), (3, 3)]
    with office.unit_of_work() as work:
        work.local(delete(Setting).where(Setting.name == "lamport"))
        work.commit()
    insert_courtyard(office)
    assert value(office, "SELECT lamport FROM sync_change ORDER BY seq DESC LIMIT 1") == 4


def test_stamp_of_a_change(office: Context, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    insert_courtyard(office)
    ((user, replica, wall, zone, revision),) = rows(
        office, "SELECT user_id, replica_id, wall_ms, tz_min, schema_rev FROM sync_change"
    )
    assert (user, replica, wall) == (office.user.id, office.database.replica_id, clock())
    assert -14 * 60 <= zone <= 14 * 60
    assert revision == SCHEMA_REVISION


STALE_CASES: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "same_field": ({"code": "A1"}, {"code": "A2"}, True),
    "same_group": ({"built_text": "90年代"}, {"built_year": 1991}, True),
    "other_field": ({"code": "A1"}, {"address": "建设路"}, False),
    "one_of_two": ({"code": "A1"}, {"address": "建设路", "code": "A2"}, True),
    "to_the_same_value": ({"code": "A1"}, {"code": "A1"}, False),
}


@pytest.mark.parametrize("name", STALE_CASES)
def test_stale_only_when_the_same_group_changed(name: str, office: Context) -> None:
    first, second, stale = STALE_CASES[name]
    row_id = insert_courtyard(office)
    seen = value(office, "SELECT version FROM courtyard")
    edit(office, row_id, seen, **first)
    if not stale:
        edit(office, row_id, seen, **second)
        assert value(office, f"SELECT {next(iter(first))} FROM courtyard") == next(iter(first.values()))
        return
    with pytest.raises(Stale):
        edit(office, row_id, seen, **second)
    edit(office, row_id, value(office, "SELECT version FROM courtyard"), **second)


def test_a_row_deleted_and_restored_meanwhile_is_stale(office: Context) -> None:
    row_id = insert_courtyard(office)
    seen = value(office, "SELECT version FROM courtyard")
    for act in ("delete", "restore"):
        with office.unit_of_work() as work:
            getattr(work, act)("courtyard", row_id)
            work.commit()
    with pytest.raises(Stale):
        edit(office, row_id, seen, code="A1")


def test_stale_is_noticed_by_another_replica_of_the_same_database(
    office: Context, new_office: NewOffice
) -> None:
    """After a restore the office writes under a new replica id whose numbers begin anew."""
    for number in range(5):
        row_id = insert_courtyard(office, code=str(number))
    take_new_replica_id(office)
    office = new_office.again(office)
    seen = value(office, "SELECT version FROM courtyard WHERE id = ?", row_id)
    edit(office, row_id, seen, code="A1")
    assert value(office, "SELECT seq FROM sync_change WHERE grp = 'code'") == 1
    with pytest.raises(Stale):
        edit(office, row_id, seen, code="A2")


def test_bulk_insert_makes_one_change_a_row_and_one_audit_entry(office: Context) -> None:
    count = CHUNK + 3
    listed = [(new_id(), f"第{number}号院", None) for number in range(count)]
    audited = totals(office)["audit_entry"]
    with office.unit_of_work() as work:
        work.insert_many("courtyard", ("id", "name", "code"), listed)
        committed = work.commit()
    assert committed.changes == count
    after = totals(office)
    assert (after["courtyard"], after["sync_change"], after["search_doc"]) == (count, count, count)
    assert after["audit_entry"] == audited + 1
    newest = "SELECT action, tbl, row_id, row_count FROM audit_entry ORDER BY seq DESC LIMIT 1"
    assert rows(office, newest) == [("insert", "courtyard", None, count)]
    # every row knows its own change
    own = "SELECT count(*) FROM courtyard c JOIN sync_change s ON s.row_id = c.id AND s.lamport = c.version"
    assert value(office, own) == count
    natural = rows(office, "SELECT name FROM courtyard ORDER BY name_key")
    assert [name for (name,) in natural] == [f"第{number}号院" for number in range(count)]


def test_bulk_insert_of_nothing_leaves_no_trace(office: Context) -> None:
    before = totals(office)
    with office.unit_of_work() as work:
        work.insert_many("courtyard", ("id", "name"), [])
        assert work.commit().touched == frozenset()
    assert totals(office) == before


def test_sort_keys_and_index_follow_an_edit(office: Context) -> None:
    row_id = insert_courtyard(office, name="2号院")
    key = "SELECT name_key FROM courtyard"
    smaller = value(office, key)
    edit(office, row_id, name="10号院")
    larger = value(office, key)
    assert smaller < larger
    assert rows(office, "SELECT text FROM search_doc") == [("10号院",)]
    edit(office, row_id, code="A1")
    assert value(office, key) == larger
    assert rows(office, "SELECT text FROM search_doc") == [("a1\x1f10号院",)]


def test_audit_says_who_did_what_to_which_record(office: Context, clock: FixedClock) -> None:
    row_id = insert_courtyard(office)
    edit(office, row_id, code="A1")
    with office.unit_of_work() as work:
        work.delete("courtyard", row_id)
        work.note("print", label="楼院概况")
        committed = work.commit()
    query = (
        "SELECT action, tbl, row_id, label, at, user_id FROM audit_entry "
        "WHERE action != 'user_added' ORDER BY seq"
    )
    stamp = (clock(), office.user.id)
    assert rows(office, query) == [
        ("insert", "courtyard", row_id, "建设路1号院", *stamp),
        ("update", "courtyard", row_id, "建设路1号院", *stamp),
        ("delete", "courtyard", row_id, "建设路1号院", *stamp),
        ("print", None, None, "楼院概况", *stamp),
    ]
    assert rows(office, "SELECT count(*) FROM audit_entry WHERE tx_id = ?", committed.tx_id) == [(2,)]
