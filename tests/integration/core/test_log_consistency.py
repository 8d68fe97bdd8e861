"""Whatever is saved, deleted, restored and undone in any order: log, tables and index tell the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from models.errors import InvalidInput, NotFound
from services import history, records
from services.office import Context
from services.records import FormErrors
from tests.helpers import log_oracle
from tests.helpers.office import FixedClock, NewOffice
from tests.helpers.postgres import Server

NAMES = st.sampled_from(
    ["张三", "仇英", "建设路1号院", "3号楼", "阿依古丽·买买提", "𠅤志远", "A座 % _ \\u0000"]
)
TEXTS = st.one_of(st.just(""), NAMES)
COUNTS = st.sampled_from(["", "0", "12", "约120户"])
EDITABLE: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "communities": {"name": NAMES, "address": TEXTS},
    "courtyards": {
        "name": NAMES,
        "code": TEXTS,
        "household_count": COUNTS,
        "built_year": st.sampled_from(["", "1996", "90年代"]),
        "note": TEXTS,
    },
    "residents": {"name": NAMES, "phone": st.sampled_from(["", "13800138000", "0371-66785390"])},
    "committees": {"name": NAMES, "founded": st.sampled_from(["", "2020-9", "2020年8月3日"])},
    "committee-members": {"post": st.sampled_from(["director", "member"]), "is_building_head": st.booleans()},
    "buildings": {"name": NAMES},
    "dwellings": {"room": NAMES},
}


class Office(RuleBasedStateMachine):
    """Random work of a clerk in an office."""

    records_made: Bundle[tuple[str, bytes]] = Bundle("records_made")
    done: Bundle[bytes] = Bundle("done")

    server: Server | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.clock = FixedClock()
        self.office = NewOffice(Path(self.folder.name), self.clock, self.server)
        self.context: Context = self.office()

    def teardown(self) -> None:
        self.office.close_all()
        self.folder.cleanup()

    @initialize(target=records_made)
    def first_courtyard(self) -> Any:
        unit = records.save(self.context, "communities", None, {"name": "安飞社区"}).id
        yard = records.save(self.context, "courtyards", None, {"name": "一号院", "unit_id": unit}).id
        return multiple(("communities", unit), ("courtyards", yard))

    def save(self, kind: str, record_id: bytes | None, values: Mapping[str, object]) -> Any:
        before = log_oracle.state(self.context)
        try:
            saved = records.save(self.context, kind, record_id, values)
        except (FormErrors, NotFound):
            assert log_oracle.state(self.context) == before
            return multiple()
        made = [] if record_id is not None else [(kind, saved.id)]
        if saved.committed is not None:
            self.undo_and_redo(before, saved.committed.tx_id)
        return multiple(*made)

    def undo_and_redo(self, before: log_oracle.State, tx_id: bytes) -> None:
        """Undo what was done just now, see the state of before, and undo the undo."""
        after = log_oracle.state(self.context)
        undone = history.undo(self.context, tx_id)
        assert undone.kept == ()
        assert log_oracle.state(self.context) == before
        ((undo_tx,),) = self.context.reader.all("SELECT tx_id FROM sync_change ORDER BY lamport DESC LIMIT 1")
        assert history.undo(self.context, undo_tx).kept == ()
        assert log_oracle.state(self.context) == after

    @rule(target=records_made, name=NAMES, above=records_made)
    def add(self, name: str, above: tuple[str, bytes]) -> Any:
        kind, parent = above
        if kind == "communities":
            return self.save("courtyards", None, {"name": name, "unit_id": parent})
        if kind == "courtyards":
            return self.save(
                "committees", None, {"name": name, "kind": "self_management", "courtyard_id": parent}
            )
        if kind == "committees":
            return self.save(
                "committee-members", None, {"committee_id": parent, "resident_id": name, "post": "member"}
            )
        return self.save("residents", None, {"name": name})

    @rule(target=records_made, name=NAMES, yard=records_made)
    def add_building(self, name: str, yard: tuple[str, bytes]) -> Any:
        if yard[0] == "courtyards":
            return self.save("buildings", None, {"name": name, "courtyard_id": yard[1]})
        return multiple()

    @rule(target=records_made, person=records_made, body=records_made)
    def appoint(self, person: tuple[str, bytes], body: tuple[str, bytes]) -> Any:
        if person[0] != "residents":
            return multiple()
        if body[0] == "committees":
            values: dict[str, object] = {"committee_id": body[1], "resident_id": person[1], "post": "member"}
            return self.save("committee-members", None, values)
        if body[0] == "courtyards":
            values = {"courtyard_id": body[1], "resident_id": person[1], "post": "courtyard_head"}
            self.save("appointments", None, values)
        return multiple()

    @rule(record=records_made, data=st.data())
    def edit(self, record: tuple[str, bytes], data: st.DataObject) -> None:
        kind, record_id = record
        fields = EDITABLE[kind]
        names = data.draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=3, unique=True))
        self.save(kind, record_id, {name: data.draw(fields[name]) for name in names})

    @rule(target=done, record=records_made)
    def delete(self, record: tuple[str, bytes]) -> Any:
        kind, record_id = record
        before = log_oracle.state(self.context)
        try:
            committed = records.delete(self.context, kind, [record_id])
        except (NotFound, InvalidInput):
            assert log_oracle.state(self.context) == before
            return multiple()
        assert log_oracle.state(self.context) != before
        self.undo_and_redo(before, committed.tx_id)
        entries = [line for line in history.recycle_bin(self.context) if line.id == record_id]
        assert len(entries) == 1
        history.restore(self.context, entries[0].tx_id, kind, record_id)
        assert log_oracle.state(self.context) == before, "restore(delete(x)) == x"
        return records.delete(self.context, kind, [record_id]).tx_id

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        listed = history.recycle_bin(self.context)
        if not listed:
            return
        entry = data.draw(st.sampled_from(listed))
        before = log_oracle.state(self.context)
        try:
            count = history.restore(self.context, entry.tx_id, entry.kind, entry.id)
        except InvalidInput:  # what it belongs to lies in the recycle bin as well
            assert log_oracle.state(self.context) == before
            return
        after = log_oracle.state(self.context)
        assert len(after) == len(before) + count
        assert before.items() <= after.items()
        assert entry.id not in [line.id for line in history.recycle_bin(self.context)]

    @rule(tx_id=consumes(done))
    def undo_an_older_delete(self, tx_id: bytes) -> None:
        before = log_oracle.state(self.context)
        undone = history.undo(self.context, tx_id)
        after = log_oracle.state(self.context)
        assert before.items() <= after.items(), "undoing a delete changes nothing else"
        for key in undone.kept:
            assert before.get(key) == after.get(key)

    @rule(number=st.integers(0, 10_000))
    def undo_anything(self, number: int) -> None:
        found = self.context.reader.all(
            "SELECT DISTINCT tx_id FROM sync_change ORDER BY tx_id LIMIT 1 OFFSET "
            f"{number} % (SELECT count(DISTINCT tx_id) FROM sync_change)"
        )
        before = log_oracle.state(self.context)
        touched = {
            (table, row_id)
            for table, row_id in self.context.reader.all(
                "SELECT tbl, row_id FROM sync_change WHERE tx_id = ?", found[0]
            )
        }
        try:
            undone = history.undo(self.context, found[0][0])
        except NotFound:
            assert log_oracle.state(self.context) == before
            return
        after = log_oracle.state(self.context)
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert changed <= touched - set(undone.kept)

    @rule()
    def start_again(self) -> None:
        self.clock.advance(1000)
        self.context = self.office.again(self.context)

    @invariant()
    def everything_agrees(self) -> None:
        log_oracle.check(self.context)


def test_any_work_of_a_clerk(new_office: NewOffice) -> None:
    # the rules are the same on a server, where every statement takes longer
    examples = 30 if new_office.server is None else 4
    kind = type("Office", (Office,), {"server": new_office.server})
    run_state_machine_as_test(kind, settings=settings(max_examples=examples, stateful_step_count=20))
