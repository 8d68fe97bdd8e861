"""Two and three offices that work apart and then hand each other their changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.db import changes, merging, settling
from models.db.replay import first_difference
from models.db.taking_in import (
    BadChange,
    Incoming,
    changes_of,
    digest,
    purge,
    rebuild,
    retry_pending,
    take_in,
    void,
)
from services.office import Context
from tests.helpers.exchanging import (
    agree,
    bin_row,
    conflicts,
    decide,
    edit,
    exchange,
    field,
    meet,
    office_of,
    put,
    send,
    sound,
    take,
)
from tests.helpers.office import NewOffice, behind, rows, value

UNIT_A, UNIT_B = b"\xaa" * 16, b"\xbb" * 16
YARD = {"name": "一号院", "unit_id": UNIT_A, "address": "建设路1号"}


@pytest.fixture
def three(new_office: NewOffice) -> tuple[Context, Context, Context]:
    """A hub and two workstations that all hold one courtyard."""
    hub = office_of(new_office, "h", "hub")
    a, b = office_of(new_office, "a", unit=UNIT_A), office_of(new_office, "b", unit=UNIT_B)
    meet(hub, a, b)
    return hub, a, b


def shared(three: tuple[Context, Context, Context], **more: Any) -> bytes:
    """Let A make a courtyard that everybody has."""
    yard = put(three[1], "courtyard", {**YARD, **more})
    exchange(*three)
    return yard


def test_s05_different_fields(three: tuple[Context, Context, Context]) -> None:
    hub, a, b = three
    yard = shared(three)
    edit(a, "courtyard", yard, name="甲院")
    edit(b, "courtyard", yard, address="乙路")
    exchange(*three)
    for context in three:
        assert (field(context, "courtyard", yard, "name"), field(context, "courtyard", yard, "address")) == (
            "甲院",
            "乙路",
        )
        assert conflicts(context) == []
    noted = "SELECT kind FROM sync_conflict WHERE resolved_at IS NOT NULL"
    assert rows(hub, noted) == [("soft",)]
    edit(a, "courtyard", yard, note="看过之后")
    exchange(*three)
    assert rows(hub, noted) == [("soft",)]


def test_s06_same_field_different_values(three: tuple[Context, Context, Context]) -> None:
    yard = shared(three)
    edit(three[1], "courtyard", yard, name="甲院")
    edit(three[2], "courtyard", yard, name="乙院")
    edit(three[2], "courtyard", yard, name="乙院二")
    exchange(*three)
    for context in three:
        assert field(context, "courtyard", yard, "name") == "甲院"
        assert conflicts(context) == [("courtyard", "name", "hard")]
        assert len(rows(context, "SELECT 1 FROM sync_head WHERE row_id = ? AND grp = 'name'", yard)) == 2
    # an ordinary edit goes on from what is shown; the other side stands
    edit(three[0], "courtyard", yard, name="街道改的")
    assert conflicts(three[0]) == [("courtyard", "name", "hard")]
    exchange(*three)
    assert {field(context, "courtyard", yard, "name") for context in three} == {"乙院二", "街道改的"} & {
        field(three[1], "courtyard", yard, "name")
    }
    decide(three[0], "courtyard", yard, "name", name="定了")
    assert conflicts(three[0]) == []
    exchange(*three)
    for context in three:
        assert field(context, "courtyard", yard, "name") == "定了"
        assert conflicts(context) == []
        closed = rows(
            context, "SELECT resolved_by, resolved_by_change FROM sync_conflict WHERE kind = 'hard'"
        )
        assert all(user is not None and change is not None for user, change in closed)


@pytest.mark.local_file("the other scenarios run the same statements")
def test_s07_same_field_same_value(three: tuple[Context, Context, Context]) -> None:
    yard = shared(three)
    for context in three[1:]:
        edit(context, "courtyard", yard, name="同名院")
    exchange(*three)
    assert [conflicts(context) for context in three] == [[], [], []]
    assert {field(context, "courtyard", yard, "name") for context in three} == {"同名院"}
    edit(three[0], "courtyard", yard, name="又改了")
    exchange(*three)
    assert [conflicts(context) for context in three] == [[], [], []]
    assert {field(context, "courtyard", yard, "name") for context in three} == {"又改了"}


@pytest.mark.local_file("the other scenarios run the same statements")
def test_s08_two_resolutions(three: tuple[Context, Context, Context]) -> None:
    hub, a, b = three
    yard = shared(three)
    edit(a, "courtyard", yard, name="甲院")
    edit(b, "courtyard", yard, name="乙院")
    exchange(*three)
    decide(a, "courtyard", yard, "name", name="甲定")
    decide(b, "courtyard", yard, "name", name="乙定")
    exchange(*three)
    for context in three:
        assert conflicts(context) == [("courtyard", "name", "hard")]
        assert field(context, "courtyard", yard, "name") == "甲定"
    assert value(hub, "SELECT count(*) FROM sync_conflict WHERE kind = 'hard'") == 2
    decide(hub, "courtyard", yard, "name", name="街道定")
    exchange(*three)
    assert [conflicts(context) for context in three] == [[], [], []]


def test_s09_delete_and_edit(three: tuple[Context, Context, Context]) -> None:
    hub, a, b = three
    yard = shared(three)
    bin_row(a, "courtyard", yard)
    edit(b, "courtyard", yard, name="乙院")
    exchange(*three)
    for context in three:
        assert field(context, "courtyard", yard, "name") == "乙院"
        assert conflicts(context) == [("courtyard", "*", "delete_edit")]
        assert value(context, "SELECT count(*) FROM deletion") == 0
        assert value(context, "SELECT count(*) FROM search_doc WHERE row_id = ?", yard) == 1
    with hub.unit_of_work() as work:
        work.delete("courtyard", yard)
        work.commit()
    exchange(*three)
    for context in three:
        assert field(context, "courtyard", yard, "name") == "bin"
        assert conflicts(context) == []


@pytest.mark.local_file("the other scenarios run the same statements")
def test_s09_kept_after_all(three: tuple[Context, Context, Context]) -> None:
    hub, a, b = three
    yard = shared(three)
    bin_row(a, "courtyard", yard)
    edit(b, "courtyard", yard, name="乙院")
    exchange(*three)
    tx = decide(hub, "courtyard", yard, "*")
    exchange(*three)
    assert [conflicts(context) for context in three] == [[], [], []]
    assert {field(context, "courtyard", yard, "name") for context in three} == {"乙院"}
    undo(hub, tx)
    exchange(*three)
    for context in three:
        assert conflicts(context) == [("courtyard", "*", "delete_edit")]
        assert field(context, "courtyard", yard, "name") == "乙院"


def undo(context: Context, tx_id: bytes) -> None:
    """Take a transaction back."""
    from models.db import undo as undoing

    with context.unit_of_work() as work:
        assert undoing.undo(work, tx_id).kept == ()
        work.commit()


def test_a_decision_undone_opens_the_conflict_again_everywhere(
    three: tuple[Context, Context, Context],
) -> None:
    hub, a, b = three
    yard = shared(three)
    edit(a, "courtyard", yard, name="甲院")
    edit(b, "courtyard", yard, name="乙院")
    exchange(*three)
    tx = decide(hub, "courtyard", yard, "name", name="定了")
    exchange(*three)
    undo(hub, tx)
    assert conflicts(hub) == [("courtyard", "name", "hard")]
    exchange(*three)
    for context in three:
        assert conflicts(context) == [("courtyard", "name", "hard")]
        assert field(context, "courtyard", yard, "name") == "甲院"


@pytest.mark.local_file("the other scenarios run the same statements")
def test_s10_deleted_twice(three: tuple[Context, Context, Context]) -> None:
    yard = shared(three)
    for context in three[1:]:
        bin_row(context, "courtyard", yard)
    exchange(*three)
    for context in three:
        assert field(context, "courtyard", yard, "name") == "bin"
        assert conflicts(context) == []
    from services import history

    hub = three[0]
    (entry, *_) = history.recycle_bin(hub)
    assert history.restore(hub, entry.tx_id, "courtyards", yard) == 1
    exchange(*three)
    assert {field(context, "courtyard", yard, "name") for context in three} == {"一号院"}
    assert [value(context, "SELECT count(*) FROM deletion") for context in three] == [0, 0, 0]


def test_s11_child_of_what_was_deleted(three: tuple[Context, Context, Context]) -> None:
    hub, a, b = three
    yard = shared(three)
    old = put(b, "building", {"name": "1号楼", "courtyard_id": yard, "unit_id": UNIT_A})
    exchange(*three)
    bin_row(a, "courtyard", yard)
    new = put(b, "building", {"name": "2号楼", "courtyard_id": yard, "unit_id": UNIT_A})
    exchange(*three)
    for context in three:
        assert field(context, "courtyard", yard, "name") == "bin"
        assert field(context, "building", old, "name") == "bin"
        assert field(context, "building", new, "name") == "2号楼"
        assert conflicts(context) == [("building", "courtyard_id", "orphan")]
        assert rows(context, "SELECT tbl, row_count FROM deletion") == [("courtyard", 2)]
    from models.db.cascade import restore_deletion

    with hub.unit_of_work() as work:
        tx = value(hub, "SELECT tx_id FROM deletion")
        assert restore_deletion(work, tx, "courtyard", yard) == 2
        work.commit()
    assert conflicts(hub) == []
    exchange(*three)
    assert [conflicts(context) for context in three] == [[], [], []]
    assert {field(context, "building", old, "name") for context in three} == {"1号楼"}


@pytest.mark.local_file("the other scenarios run the same statements")
def test_s12_a_group_conflicts_as_one(three: tuple[Context, Context, Context]) -> None:
    yard = shared(three)
    matter = put(
        three[1], "matter", {"title": "修路", "template": "x", "courtyard_id": yard, "unit_id": UNIT_A}
    )
    exchange(*three)
    edit(three[1], "matter", matter, state="closed", close_reason="办完")
    edit(three[2], "matter", matter, state="open")
    exchange(*three)
    for context in three:
        stored = rows(context, "SELECT state, close_reason FROM matter WHERE id = ?", matter)
        assert stored == [("closed", "办完")]
        assert conflicts(context) == [("matter", "state", "hard")]


def known_of(context: Context) -> list[Incoming]:
    """Return every change an office wrote itself."""
    return list(changes_of(context.reader, context.database.replica_id))


def test_s01_s30_any_order_twice(three: tuple[Context, Context, Context]) -> None:
    hub, a, b = three
    yard = shared(three)
    edit(a, "courtyard", yard, name="甲院")
    edit(b, "courtyard", yard, name="乙院")
    put(b, "building", {"name": "2号楼", "courtyard_id": yard, "unit_id": UNIT_A})
    bin_row(a, "courtyard", yard)
    of_a, of_b = known_of(a), known_of(b)
    assert take(hub, [*of_b, *of_a]).new == 4
    again = take(hub, [*of_a, *of_b])
    assert (again.new, again.known, again.touched, again.conflicts) == (0, len(of_a) + len(of_b), {}, ())
    for each in [*of_b, *of_a]:
        take(a, [each])
        take(b, [each])
    agree(*three)


def test_a_change_before_what_it_names(three: tuple[Context, Context, Context]) -> None:
    hub, a, _ = three
    yard = put(a, "courtyard", YARD)
    edit(a, "courtyard", yard, name="甲院")
    edit(a, "courtyard", yard, name="甲院二")
    first, second, third = (each for each in known_of(a))
    with_hash = replace(third, prev_hash=second.hash)
    taken = take(hub, [with_hash])
    assert [held.reason for held in taken.held] == ["wait_prev"]
    assert rows(hub, "SELECT 1 FROM courtyard") == []
    taken = take(hub, [replace(first, prev_hash=None)])
    assert taken.held == ()
    assert field(hub, "courtyard", yard, "name") == "甲院二"
    assert value(hub, "SELECT count(*) FROM sync_pending") == 0
    take(hub, [second])
    assert conflicts(hub) == []
    assert rows(hub, "SELECT seq FROM sync_head WHERE grp = 'name'") == [(3,)]
    exchange(*three)


@pytest.mark.local_file("the other scenarios run the same statements")
def test_one_row_inserted_at_two_offices(three: tuple[Context, Context, Context]) -> None:
    fixed = b"\x07" * 16
    put(three[1], "courtyard", YARD, fixed)
    put(three[2], "courtyard", {**YARD, "name": "另一个"}, fixed)
    exchange(*three)
    for context in three:
        assert field(context, "courtyard", fixed, "name") == "一号院"
        assert conflicts(context) == [("courtyard", "name", "hard")]
    decide(three[2], "courtyard", fixed, "name", name="定了")
    exchange(*three)
    assert [conflicts(context) for context in three] == [[], [], []]


def test_voided_changes_do_not_count(three: tuple[Context, Context, Context]) -> None:
    hub, a, b = three
    yard = shared(three)
    edit(b, "courtyard", yard, name="乙改")
    wrong = put(b, "courtyard", {**YARD, "name": "无权建"})
    edit(b, "courtyard", yard, note="乙注")
    refused = {(b.database.replica_id, 1): "无权", (b.database.replica_id, 2): "无权"}
    taken = send(b, hub, void=refused)
    assert taken.new == 3
    assert (field(hub, "courtyard", yard, "name"), field(hub, "courtyard", yard, "note")) == (
        "一号院",
        "乙注",
    )
    assert rows(hub, "SELECT 1 FROM courtyard WHERE id = ? AND deleted_at IS NULL", wrong) == []
    assert rows(hub, "SELECT 1 FROM deletion WHERE row_id = ?", wrong) == [], "nobody deleted it"
    with b.unit_of_work() as work:
        void(work, refused, 7)
        work.commit()
    send(b, a, void=refused)
    send(hub, b)
    agree(*three)
    assert field(b, "courtyard", wrong, "name") == "bin"
    assert value(b, "SELECT count(*) FROM deletion") == 0
    # a delete that names what was refused meanwhile
    edit(b, "courtyard", yard, name="乙又改")
    bin_row(b, "courtyard", yard)
    refused = {(b.database.replica_id, 4): "无权"}
    send(b, hub, void=refused)
    assert field(hub, "courtyard", yard, "name") == "bin"
    sound(hub)


def test_a_missing_parent_holds_only_its_child(three: tuple[Context, Context, Context]) -> None:
    hub, a, _ = three
    yard = put(a, "courtyard", YARD)
    building = put(a, "building", {"name": "1号楼", "courtyard_id": yard, "unit_id": UNIT_A})
    other = put(a, "courtyard", {**YARD, "name": "二号院"})
    first, second, third = known_of(a)
    taken = take(hub, [replace(second, prev_hash=first.hash), third])
    assert [(held.key[1], held.reason) for held in taken.held] == [(2, "missing_parent")]
    assert field(hub, "courtyard", other, "name") == "二号院"
    assert rows(hub, "SELECT reason FROM sync_pending") == [("missing_parent",)]
    sound(hub)
    assert building in take(hub, [first]).touched["building"]
    assert value(hub, "SELECT count(*) FROM sync_pending") == 0
    sound(hub)


def test_what_somebody_asks_to_wait_waits(three: tuple[Context, Context, Context]) -> None:
    hub, a, _ = three
    yard = put(a, "courtyard", YARD)

    def hold(table: str, values: Any) -> str | None:
        return "九月已结账。" if table == "courtyard" and values["id"] == yard else None

    taken = send(a, hub, hold=hold)
    assert [(held.reason, held.sentence) for held in taken.held] == [("asked", "九月已结账。")]
    with hub.unit_of_work() as work:
        assert retry_pending(work, hold).touched == {}
        assert retry_pending(work).touched == {}
        rebuild(work.connection)
        assert work.stored("courtyard", yard) is None
        assert "courtyard" in retry_pending(work, lambda table, values: None).touched
        work.commit()
    assert field(hub, "courtyard", yard, "name") == "一号院"


@pytest.mark.parametrize("newer", ["column", "table", "group"])
def test_s20_newer_schema_waits_and_is_passed_on(
    newer: str, three: tuple[Context, Context, Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, a, _ = three
    yard = put(a, "courtyard", YARD)
    edit(a, "courtyard", yard, name="甲院")
    sent = [replace(each, schema_rev=99) for each in known_of(a)]
    if newer == "column":
        sent[0] = replace(
            sent[0], values_json=str(sent[0].values_json).replace('"name"', '"fuel":"煤","name"')
        )
    elif newer == "table":
        sent = [replace(each, tbl="heating") for each in sent]
    else:
        sent[1] = replace(sent[1], grp="fuel", values_json='{"fuel":"煤"}')
    taken = take(hub, sent)
    assert {held.reason for held in taken.held} == {"unknown_table" if newer == "table" else "newer_schema"}
    assert [each.values_json for each in changes_of(hub.reader, a.database.replica_id)] == [
        each.values_json for each in sent
    ]
    if newer != "table":
        assert field(hub, "courtyard", yard, "name") == ("甲院" if newer == "column" else "一号院")
    with hub.unit_of_work() as work:
        retry_pending(work)
        work.commit()
    assert value(hub, "SELECT count(*) FROM sync_pending") == len(taken.held)


def test_s21_a_column_the_older_program_does_not_know(
    three: tuple[Context, Context, Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(merging.SINCE, ("courtyard", "name"), "（未命名）")
    hub, a, _ = three
    yard = put(a, "courtyard", YARD)
    (change,) = known_of(a)
    older = replace(change, values_json=str(change.values_json).replace('"name":"一号院",', ""))
    assert take(hub, [older]).held == ()
    assert field(hub, "courtyard", yard, "name") == "（未命名）"
    sound_rows(hub)


def sound_rows(context: Context) -> None:
    """Fail unless the rows are those of the log."""
    with context.unit_of_work() as work:
        assert first_difference(work.connection) is None


def test_s27_one_of_many_does_not_fit(three: tuple[Context, Context, Context]) -> None:
    one_of_many(three[0], three[1])


@pytest.mark.local_file("the driver of the server warns of it")
def test_s27_what_only_the_database_refuses(new_office: NewOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "unfit", lambda table, values: None)
    one_of_many(office_of(new_office, "h", "hub"), office_of(new_office, "a"))


def one_of_many(hub: Context, a: Context) -> None:
    """Let one of a hundred rows that come lack its name."""
    with a.unit_of_work() as work:
        work.insert_many(
            "courtyard", ("id", "name"), [(bytes([1, n]) + b"\0" * 14, f"{n}号院") for n in range(100)]
        )
        work.commit()
    sent = known_of(a)
    sent[50] = replace(sent[50], values_json='{"address":"没有名称"}')
    taken = take(hub, sent)
    assert [(held.key[1], held.reason) for held in taken.held] == [(51, "constraint")]
    assert value(hub, "SELECT count(*) FROM courtyard") == 99
    assert value(hub, "SELECT count(*) FROM sync_change") == 100
    sound_rows(hub)


BAD: dict[str, dict[str, Any]] = {
    "b11 nul": {"values_json": '{"name":"a\\u0000b"}'},
    "b11 surrogate": {"values_json": '{"name":"\\ud800"}'},
    "b12 lamport": {"lamport": 2**62},
    "b12 seq": {"seq": 2**63},
    "b12 negative": {"seq": -1},
    "b12 jump": {"seq": 2},
    "b12 lamport below seq": {"seq": 3, "lamport": 1, "prev_hash": b"\0" * 32},
    "b13 sqlite_master": {"tbl": "sqlite_master"},
    "b13 sync_replica": {"tbl": "sync_replica"},
    "b13 app_user": {"tbl": "app_user"},
    "b13 role": {"values_json": '{"name":"x","role":"admin"}'},
    "b13 version": {"values_json": '{"name":"x","version":5}'},
    "b13 newer version": {"values_json": '{"name":"x","version":5}', "schema_rev": 99},
    "b13 group": {"grp": "role", "values_json": '{"role":"admin"}'},
    "b13 name": {"tbl": "courtyard; DROP TABLE unit"},
    "float": {"values_json": '{"household_count":1.5}'},
    "other writing": {"values_json": '{"name": "x"}'},
    "twice": {"values_json": '{"name":"x","name":"y"}'},
    "list": {"values_json": '["x"]'},
    "nested": {"values_json": '{"name":{"a":1}}'},
    "deep": {"values_json": "[" * 100_000},
    "large": {"values_json": f'{{"household_count":{2**63}}}'},
    "other column of the group": {"grp": "name", "values_json": '{"address":"x"}'},
    "own future": {"prev_json": "[[null,5]]"},
    "prev": {"prev_json": '[["zz",1]]'},
    "prev empty": {"prev_json": "[]"},
    "id": {"row_id": b"short"},
    "salt": {"salt": None},
    "edit without values": {"grp": "name", "values_json": None},
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.local_file("what is refused is refused before the database is asked")
def test_bad_changes_are_refused(name: str, new_office: NewOffice) -> None:
    a, hub = office_of(new_office, "a"), office_of(new_office, "h", "hub")
    put(a, "courtyard", YARD)
    (change,) = known_of(a)
    with hub.unit_of_work() as work, pytest.raises(BadChange, match="61616161"):
        take_in(work, [replace(change, **BAD[name])], pkg_id=None)
    assert value(hub, "SELECT count(*) FROM sync_change") == 0


@pytest.mark.local_file("the same code on both")
def test_b11_rare_characters_come_as_they_are(new_office: NewOffice) -> None:
    a, hub = office_of(new_office, "a"), office_of(new_office, "h", "hub")
    meet(a, hub)
    name = "𠅤﨑\u202e\u200b\ue000院"
    yard = put(a, "courtyard", {**YARD, "name": name})
    send(a, hub)
    assert field(hub, "courtyard", yard, "name") == name
    agree(a, hub)


@pytest.mark.local_file("the other scenarios run the same statements")
def test_a_fork_is_named_and_left_out(three: tuple[Context, Context, Context]) -> None:
    hub, a, _ = three
    put(a, "courtyard", YARD)
    put(a, "courtyard", YARD)
    first, second = known_of(a)
    take(hub, [first])
    other = replace(first, hash=b"\1" * 32)
    assert take(hub, [other, replace(second, prev_hash=other.hash)]).forked == (first.key, second.key)
    assert value(hub, "SELECT count(*) FROM sync_change") == 1


@pytest.mark.local_file("the other scenarios run the same statements")
def test_work_goes_on_over_what_came(three: tuple[Context, Context, Context]) -> None:
    """The logical clock passes all that was seen; a form opened before is stale where its field changed."""
    from models.errors import Stale

    hub, a, b = three
    yard = shared(three)
    for number in range(5):
        edit(a, "courtyard", yard, name=f"甲{number}")
    seen = value(b, "SELECT version FROM courtyard")
    send(a, b)
    assert value(b, "SELECT version FROM courtyard") > seen
    with b.unit_of_work() as work:
        with pytest.raises(Stale):
            work.update("courtyard", yard, {"name": "乙"}, seen=seen)
        work.update("courtyard", yard, {"address": "乙路"}, seen=seen)
        work.commit()
    assert value(b, "SELECT max(lamport) FROM sync_change") == value(
        b, "SELECT lamport FROM sync_change WHERE grp = 'address'"
    )
    exchange(hub, a, b)
    assert [conflicts(each) for each in three] == [[], [], []]


def test_rows_come_back_from_the_log(three: tuple[Context, Context, Context]) -> None:
    hub, a, b = three
    yard = shared(three)
    put(b, "building", {"name": "2号楼", "courtyard_id": yard, "unit_id": UNIT_A})
    edit(a, "courtyard", yard, name="甲院")
    edit(b, "courtyard", yard, name="乙院")
    bin_row(a, "courtyard", put(a, "courtyard", YARD))
    exchange(*three)
    everything = {
        table: sorted(rows(hub, f"SELECT * FROM {table}"), key=repr)
        for table in ("courtyard", "building", "sync_head", "sync_conflict", "deletion", "search_doc")
    }
    assert len(everything["courtyard"]) == 2
    with hub.unit_of_work() as work:
        changes.run_many(work.connection, "UPDATE courtyard SET name = ?", [("暗改",)])
        changes.run_many(work.connection, "DELETE FROM building WHERE 1 = ?", [(1,)])
        work.connection.commit()
    with hub.unit_of_work() as work:
        assert first_difference(work.connection) is not None
        assert digest(work.reader, None) != digest(a.reader, None)
        rebuild(work.connection)
        work.commit()
    agree(*three)
    for table, before in everything.items():
        after = sorted(rows(hub, f"SELECT * FROM {table}"), key=repr)
        if table == "search_doc":  # numbered anew
            before, after = sorted(each[1:] for each in before), sorted(each[1:] for each in after)
        assert after == before


def test_erased_for_good(three: tuple[Context, Context, Context]) -> None:
    hub, a, b = three
    person = put(a, "resident", {"name": "陈小红", "phone": "13800138000", "unit_id": UNIT_A})
    exchange(*three)
    edit(b, "resident", person, name="陈晓红")
    bin_row(hub, "resident", person)
    for context in (hub, a):
        with context.unit_of_work() as work:
            assert purge(work, "resident", person, 9) == 1
            work.commit()
    send(b, hub)
    send(hub, a)
    for context in (hub, a):
        assert field(context, "resident", person, "name") == "bin"
        told = "SELECT count(*) FROM sync_change WHERE values_json LIKE '%陈%'"
        assert value(context, told) == 0
        assert value(context, "SELECT name FROM resident") == ""
        assert value(context, "SELECT count(*) FROM search_doc WHERE row_id = ?", person) == 0
        assert value(context, "SELECT count(*) FROM audit_entry WHERE label LIKE '%陈%'") == 0
        assert conflicts(context) == []
        sound(context)
    # an office that never had it takes the empty changes in and holds nothing
    with b.unit_of_work() as work:
        purge(work, "resident", person, 9)
        work.commit()
    send(hub, b)
    agree(hub, a, b)
    with hub.unit_of_work() as work:
        rebuild(work.connection)
        work.commit()
    agree(hub, a, b)


def test_who_wrote_elsewhere_is_named_with_the_office(three: tuple[Context, Context, Context]) -> None:
    from services import history

    hub, a, _ = three
    unit = put(hub, "unit", {"kind": "community", "name": "安飞社区"})
    behind(hub, "UPDATE sync_replica SET unit_id = ? WHERE replica_id = ?", unit, a.database.replica_id)
    yard = put(a, "courtyard", YARD)
    edit(a, "courtyard", yard, name="甲院")
    send(a, hub)
    behind(hub, "INSERT INTO sync_person (user_id, name) VALUES (?, '李梅')", a.user.id)
    edit(hub, "courtyard", yard, name="街道改")
    lines = history.history(hub, "courtyards", yard)
    assert [line.user for line in lines] == ["用户h", "李梅（安飞社区）", "李梅（安飞社区）"]


@pytest.mark.local_file("the migration is the same on both")
def test_s20_applied_after_the_migration(new_office: NewOffice) -> None:
    from models.db.rebuilding import learn

    a, hub = office_of(new_office, "a"), office_of(new_office, "h", "hub")
    meet(a, hub)
    yard = put(a, "courtyard", YARD)
    send(a, hub)
    with hub.unit_of_work() as work:
        # as an older program would have left it: it did not know the column
        changes.run_many(work.connection, "UPDATE courtyard SET address = ?", [(None,)])
        sql = "INSERT INTO sync_pending (replica_id, seq, reason) VALUES (?, ?, 'newer_schema')"
        changes.run_many(work.connection, sql, [(a.database.replica_id, 1)])
        learn(work.connection)
        work.commit()
    assert field(hub, "courtyard", yard, "address") == "建设路1号"
    assert value(hub, "SELECT count(*) FROM sync_pending") == 0
