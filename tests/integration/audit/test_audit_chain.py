"""The chain of the audit: whatever is done to an entry behind the program's back is found and named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models.db import audit, audit_chain
from models.db.audit_chain import Broken
from models.db.reading import Reader
from services import history
from services.office import Context
from tests.helpers.audits import COLUMNS, behind_the_gate
from tests.helpers.changes import edit, insert_courtyard
from tests.helpers.office import NewOffice, behind, value

ENTRIES = 7
FORGED = (
    "INSERT INTO audit_entry (seq, tx_id, at, user_id, action, row_count, label) "
    "VALUES (?, ?, 1, ?, 'x', 1, ?)"
)
"""An entry as a program writes it that knows no chain."""
NEVER_NULL = ("tx_id", "at", "user_id", "action", "row_count")
OCTETS = ("tx_id", "user_id", "replica_id", "row_id", "salt", "content_hash", "hash")


@pytest.fixture
def worked(office: Context) -> Context:
    """An office with `ENTRIES` audit entries of several kinds."""
    yard = insert_courtyard(office)
    edit(office, yard, name="建设路2号院")
    for number in range(ENTRIES - value(office, "SELECT count(*) FROM audit_entry")):
        with office.unit_of_work() as work:
            work.note("export", "courtyard", None, f"名单{number}.xlsx", detail="3行 → 4行")
            work.commit()
    assert value(office, "SELECT count(*) FROM audit_entry") == ENTRIES
    return office


def writers(context: Context) -> Reader:
    return context.database.writers_reader()


def test_what_the_program_wrote_is_whole(worked: Context) -> None:
    told: list[int] = []
    assert audit_chain.first_broken(worked.reader, progress=told.append) is None
    assert told == [ENTRIES]
    assert audit_chain.first_broken(worked.reader, 4) is None
    state = audit_chain.begin(worked.reader)
    steps = 0
    while not state.done:
        state, steps = audit_chain.step(worked.reader, state, 2), steps + 1
    assert (state.count, steps, state.broken) == (ENTRIES, 4, None)


def other(kept: Any) -> st.SearchStrategy[Any]:
    """Return values that are not the one kept, also some the program never writes."""
    kinds: list[st.SearchStrategy[Any]] = [st.none()]
    if isinstance(kept, bytes) or kept is None:
        kinds.append(st.binary(min_size=1, max_size=32))
    if isinstance(kept, str) or kept is None:
        kinds.append(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8))
    if isinstance(kept, int):
        kinds.append(st.integers(-(2**31), 2**31 - 1))
    return st.one_of(kinds).filter(lambda each: each != kept)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_column_of_any_entry_changed_is_found(worked: Context, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ENTRIES))
    column = data.draw(st.sampled_from(COLUMNS))
    kept = worked.reader.value(f"SELECT {column} FROM audit_entry WHERE seq = ?", (seq,))
    changed = data.draw(other(kept))
    assume(changed is not None or column not in NEVER_NULL)
    assume(changed is None or isinstance(changed, bytes) == (column in OCTETS))
    with behind_the_gate(worked) as run:
        run(f"UPDATE audit_entry SET {column} = ? WHERE seq = ?", (changed, seq))
        broken = audit_chain.first_broken(writers(worked))
    assert broken is not None
    assert broken.seq == seq
    assert audit_chain.first_broken(worked.reader) is None


@pytest.mark.local_file("columns of a server hold one type only")
@pytest.mark.parametrize(
    ("column", "kind"), [("tx_id", "text"), ("row_id", "text"), ("label", "blob"), ("at", "real")]
)
def test_another_type_of_the_same_value_is_found(worked: Context, column: str, kind: str) -> None:
    with behind_the_gate(worked) as run:
        new = {"text": f"lower(hex({column}))", "blob": f"CAST({column} AS BLOB)", "real": f"{column} + 0.5"}
        run(f"UPDATE audit_entry SET {column} = {new[kind]} WHERE seq = 2", ())
        assert audit_chain.first_broken(writers(worked)) is not None


@pytest.mark.local_file("a server holds no text that is none")
def test_text_that_is_no_text_is_named(worked: Context) -> None:
    with behind_the_gate(worked) as run:
        run("UPDATE audit_entry SET label = CAST(x'ff' AS TEXT) WHERE seq = 3", ())
        broken = audit_chain.first_broken(writers(worked))
    assert broken is not None
    assert (broken.seq, broken.what) == (3, "changed")


@pytest.mark.parametrize("seq", range(1, ENTRIES))
def test_an_entry_taken_out_is_named(worked: Context, seq: int) -> None:
    with behind_the_gate(worked) as run:
        run("DELETE FROM audit_entry WHERE seq = ?", (seq,))
        assert audit_chain.first_broken(writers(worked)) == Broken(seq, None, "missing")
        # and the gap closed again
        for later in range(seq + 1, ENTRIES + 1):
            run("UPDATE audit_entry SET seq = ? WHERE seq = ?", (later - 1, later))
        broken = audit_chain.first_broken(writers(worked))
    assert broken is not None
    assert broken.seq == seq


@pytest.mark.parametrize("seq", range(1, ENTRIES + 2))
def test_an_entry_put_in_is_named(worked: Context, seq: int) -> None:
    columns = ", ".join(each for each in COLUMNS if each not in ("salt", "content_hash", "hash"))
    with behind_the_gate(worked) as run:
        for later in range(ENTRIES, seq - 1, -1):
            run("UPDATE audit_entry SET seq = ? WHERE seq = ?", (later + 1, later))
        source = 1 if seq != 1 else 3
        for beside in ("", ", salt, content_hash, hash"):
            run(
                f"INSERT INTO audit_entry (seq, {columns}{beside}) SELECT ?, {columns}{beside} "
                "FROM audit_entry WHERE seq = ?",
                (seq, source),
            )
            broken = audit_chain.first_broken(writers(worked))
            assert broken is not None
            assert broken.seq == seq
            named = "changed" if beside and seq > ENTRIES else "put in"
            assert broken.what in (named, "order") if seq == 1 else broken.what == named
            run("DELETE FROM audit_entry WHERE seq = ?", (seq,))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(1, ENTRIES + 1)).filter(lambda order: order != sorted(order)))
def test_another_order_is_found(worked: Context, order: list[int]) -> None:
    with behind_the_gate(worked) as run:
        run("UPDATE audit_entry SET seq = seq + 100", ())
        for place, seq in enumerate(order, 1):
            run("UPDATE audit_entry SET seq = ? WHERE seq = ?", (place, seq + 100))
        broken = audit_chain.first_broken(writers(worked))
    first = next(place for place, seq in enumerate(order, 1) if place != seq)
    assert broken is not None
    assert broken.seq == first
    assert broken.what in ("order", "put in")


def test_what_is_hung_on_behind_is_found_after_the_next_save_too(worked: Context) -> None:
    with behind_the_gate(worked, keep=True) as run:
        run(FORGED, (ENTRIES + 1, b"t" * 16, b"u" * 16, ""))
    assert audit_chain.first_broken(worked.reader) == Broken(ENTRIES + 1, 1, "put in")
    insert_courtyard(worked, name="后来的院")
    assert audit_chain.first_broken(worked.reader) == Broken(ENTRIES + 1, 1, "put in")


def test_an_erasure_leaves_the_chain_whole_and_a_blank_by_hand_does_not(worked: Context) -> None:
    from models.db.purging import purge

    yard = value(worked, "SELECT id FROM courtyard")
    with worked.unit_of_work() as work:
        work.delete("courtyard", yard)
        work.commit()
    with worked.unit_of_work() as work:
        work.note("purge", "courtyard", yard, "建设路2号院")
        purge(work, "courtyard", yard, 1)
        work.commit()
    left = worked.reader.all("SELECT label FROM audit_entry WHERE label LIKE '建设路%'")
    assert left == []
    assert audit_chain.first_broken(worked.reader) is None
    newest = worked.reader.one("SELECT action, detail FROM audit_entry ORDER BY seq DESC LIMIT 1")
    assert newest == (audit.BLANKED, "2-3 8")
    with behind_the_gate(worked) as run:
        run("UPDATE audit_entry SET label = '', detail = NULL, salt = NULL WHERE seq = 4", ())
        broken = audit_chain.first_broken(writers(worked))
        assert broken is not None
        assert (broken.seq, broken.what) == (4, "blanked")


def test_a_check_goes_on_from_where_all_was_whole(worked: Context) -> None:
    kept = value(worked, "SELECT hash FROM audit_entry WHERE seq = 5")
    with behind_the_gate(worked) as run:
        run("UPDATE audit_entry SET label = 'x' WHERE seq = 3", ())
        assert audit_chain.first_broken(writers(worked), 5) is None, "what lies before is trusted"
        assert not audit_chain.begin(writers(worked), 5, kept).done
        run("UPDATE audit_entry SET hash = ? WHERE seq = 5", (bytes(32),))
        state = audit_chain.begin(writers(worked), 5, kept)
        assert state.broken is not None
        assert state.broken.what == "changed"
        run("DELETE FROM audit_entry WHERE seq = 5", ())
        assert audit_chain.begin(writers(worked), 5, kept).broken == Broken(5, None, "missing")


@pytest.mark.local_file("the gate of the writer's own connection")
def test_entries_are_only_added_also_inside_a_unit_of_work(worked: Context) -> None:
    for statement in (
        "DELETE FROM audit_entry WHERE seq = 2",
        "UPDATE audit_entry SET label = 'x' WHERE seq = 2",
        "UPDATE audit_entry SET label = '', detail = NULL, salt = NULL, at = 1 WHERE seq = 2",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2",
    ):
        with worked.unit_of_work() as work, pytest.raises(Exception, match="audit entry is changed"):
            work.connection.exec_driver_sql(statement)
    assert audit_chain.first_broken(worked.reader) is None


@pytest.mark.local_file("what lies beside the file")
def test_newest_entries_that_are_gone_are_missed(worked: Context, new_office: NewOffice) -> None:
    assert new_office.again(worked).database.lost_entries == 0
    office = new_office.opened[-1]
    with behind_the_gate(office, keep=True) as run:
        run("DELETE FROM audit_entry WHERE seq > ?", (ENTRIES - 2,))
    again = new_office.again(office)
    assert (again.database.lost_entries, again.database.lost_changes) == (2, 0)
    with again.unit_of_work() as work:
        work.note("export")
        work.commit()
    assert new_office.again(again).database.lost_entries == 0


def test_what_an_older_program_wrote_is_taken_into_the_chain(office: Context) -> None:
    with behind_the_gate(office, keep=True) as run:
        run("DELETE FROM audit_entry", ())
        for seq in (2, 3, 5):
            run(FORGED, (seq, b"t" * 16, b"u" * 16, f"旧{seq}"))
    assert audit_chain.first_broken(office.reader) is None
    insert_courtyard(office)
    assert audit_chain.first_broken(office.reader) is None
    assert value(office, "SELECT count(*) FROM audit_entry WHERE hash IS NULL") == 0
    with behind_the_gate(office) as run:
        run("UPDATE audit_entry SET label = '新' WHERE seq = 3", ())
        broken = audit_chain.first_broken(writers(office))
        assert broken is not None
        assert broken.seq == 3


def test_numbers_are_told_in_spans() -> None:
    assert audit.ranges([1, 2, 3, 7, 9, 10]) == "1-3 7 9-10"
    assert audit.numbers_in("1-3 7 9-10") == [(1, 3), (7, 7), (9, 10)]


def test_an_undone_save_is_in_the_chain(worked: Context) -> None:
    tx_id = value(worked, "SELECT tx_id FROM audit_entry WHERE seq = 2")
    edit(worked, value(worked, "SELECT id FROM courtyard"), name="建设路1号院")
    history.undo(worked, tx_id)
    assert value(worked, "SELECT count(*) FROM courtyard WHERE deleted_at IS NULL") == 0
    assert audit_chain.first_broken(worked.reader) is None
    with pytest.raises(Exception, match="unit of work"):
        behind(worked, "UPDATE audit_entry SET label = 'x'")
