"""The change log: any byte changed in it is found where it stands, and so is any row changed behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from models.db.chain import first_broken
from models.db.changes import EMPTIED, SHORT, RowWriter, canonical, values_of
from models.db.replay import first_difference
from models.errors import InvalidInput
from models.ids import new_id
from models.tables import SYNCED
from models.tables.courtyards import Courtyard
from services import records
from services.office import Context
from tests.helpers.changes import tamper
from tests.helpers.office import committee, community, courtyard, resident, rows, value

REPLACED = b"\x00\xff" * 16


@pytest.fixture
def busy_office(office: Context) -> Context:
    """An office with inserts, edits, a delete and a restore in its log."""
    yard = courtyard(office, unit=community(office), household_count="约120", built_year="90年代")
    person = resident(office, "张三", courtyard_id=yard)
    body = committee(office, yard)
    records.save(
        office, "committee-members", None, {"committee_id": body, "resident_id": person, "post": "director"}
    )
    records.save(office, "courtyards", yard, {"code": "A1", "household_count": "", "address": "建设路"})
    records.delete(office, "committees", [body])
    return office


def broken_at(context: Context, spoil: Callable[[Connection], object]) -> int | None:
    """Return where the chain breaks after tampering, which is taken back."""
    with context.unit_of_work() as work:
        spoil(work.connection)
        return first_broken(work.connection, context.database.replica_id)


def set_value(column: str, seq: int, new: Any) -> Callable[[Connection], object]:
    return lambda connection: tamper(
        connection, f"UPDATE sync_change SET {column} = ? WHERE seq = ?", new, seq
    )


def flips(old: Any) -> list[Any]:
    """Return the value with each of its bytes or characters changed once, or emptied."""
    if old is None:
        return ["", "{}", b"", b"x" * 32]
    if isinstance(old, int):
        return [old + 1, old - 1, -old - 1, None]
    if isinstance(old, bytes):
        changed = [old[:at] + bytes([old[at] ^ 1]) + old[at + 1 :] for at in range(len(old))]
        return [*changed, old[:-1], old + b"\x00", b""]
    changed = [old[:at] + chr(ord(old[at]) ^ 1) + old[at + 1 :] for at in range(len(old))]
    return [*changed, old[:-1], old + " ", "", old.encode()]


COLUMNS = (
    "tx_id", "tbl", "row_id", "grp", "values_json", "prev_json", "lamport", "wall_ms", "tz_min",
    "user_id", "schema_rev", "salt", "payload_hash", "prev_hash", "hash",
)  # fmt: skip
NUMBERS = ("lamport", "wall_ms", "tz_min", "schema_rev")


def test_an_untouched_chain_holds(busy_office: Context) -> None:
    assert broken_at(busy_office, lambda _: None) is None
    assert value(busy_office, "SELECT count(*) FROM sync_change") == 10


@pytest.mark.parametrize("column", COLUMNS)
def test_b25_any_byte_changed_in_the_log_is_found(column: str, busy_office: Context) -> None:
    tried = 0
    typed = busy_office.database.dialect != "sqlite"
    for seq in (1, 6, 10):  # the first, an edit, a delete
        old = value(busy_office, f"SELECT {column} FROM sync_change WHERE seq = ?", seq)
        for new in flips(old):
            if new is None and column != "values_json":
                continue  # the database itself refuses to empty these
            if column in ("lamport", "wall_ms") and isinstance(new, int) and new < 0:
                continue
            if new == old or (column == "prev_hash" and new is None):
                continue
            if typed and column in NUMBERS and not isinstance(new, int):
                continue  # PostgreSQL refuses anything else in a column of numbers
            found = broken_at(busy_office, set_value(column, seq, new))
            assert found == seq, (column, seq, new)
            tried += 1
    assert tried


@pytest.mark.parametrize("seq", range(1, 10))
def test_a_change_taken_out_is_found(seq: int, busy_office: Context) -> None:
    def take_out(connection: Connection) -> None:
        tamper(connection, "DELETE FROM sync_change WHERE seq = ?", seq)

    assert broken_at(busy_office, take_out) == seq


def test_changes_in_another_order_are_found(busy_office: Context) -> None:
    def swap(connection: Connection) -> None:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            tamper(connection, "UPDATE sync_change SET seq = ? WHERE seq = ?", new, old)

    assert broken_at(busy_office, swap) == 3


def test_bytes_moved_from_one_column_to_the_next_are_found(busy_office: Context) -> None:
    def move(connection: Connection) -> None:
        table, row_id = connection.exec_driver_sql("SELECT tbl, row_id FROM sync_change WHERE seq = 2").one()
        assert table == "courtyard"
        moved = table[:-1], table[-1:].encode() + row_id
        tamper(connection, "UPDATE sync_change SET tbl = ?, row_id = ? WHERE seq = 2", *moved)

    assert broken_at(busy_office, move) == 2


@pytest.mark.local_file("PostgreSQL lets no such text in")
def test_text_that_is_no_text_is_found(busy_office: Context) -> None:
    no_utf8 = "UPDATE sync_change SET values_json = CAST(x'7bff7d' AS TEXT) WHERE seq = 4"
    # the driver looks one row ahead, so the row before may be the one that is named
    assert broken_at(busy_office, lambda connection: connection.exec_driver_sql(no_utf8)) in (3, 4)


def test_the_chains_of_two_replicas_are_apart(busy_office: Context) -> None:
    assert broken_at(busy_office, set_value("replica_id", 10, new_id())) is None
    with busy_office.unit_of_work() as work:
        other = new_id()
        tamper(work.connection, "UPDATE sync_change SET replica_id = ? WHERE seq = 10", other)
        assert first_broken(work.connection, other) == 1


ROW_CHANGES = {
    "text": ("courtyard", "UPDATE courtyard SET address = '建设路2号'"),
    "number": ("courtyard", "UPDATE courtyard SET resident_count = 1"),
    "link": ("courtyard", "UPDATE courtyard SET unit_id = NULL"),
    "revived": ("committee", "UPDATE committee SET deleted_at = NULL"),
    "hidden": ("resident", "UPDATE resident SET deleted_at = 1"),
    "added": (
        "unit",
        "INSERT INTO unit (id, kind, name) SELECT hash, 'c', 'x' FROM sync_change WHERE seq = 1",
    ),
    "gone": ("committee_member", "DELETE FROM committee_member"),
}


@pytest.mark.parametrize("name", ROW_CHANGES)
def test_rows_changed_behind_the_log_are_found(name: str, busy_office: Context) -> None:
    table, statement = ROW_CHANGES[name]
    with busy_office.unit_of_work() as work:
        assert first_difference(work.connection) is None
        work.connection.exec_driver_sql(statement)
        found = first_difference(work.connection)
    assert found is not None
    assert found[0] == table


def test_sort_keys_and_stamps_are_no_difference(busy_office: Context) -> None:
    with busy_office.unit_of_work() as work:
        work.connection.exec_driver_sql("UPDATE courtyard SET name_key = 'x', version = 3")
        assert first_difference(work.connection) is None


def test_heads_are_the_newest_change_of_each_group(busy_office: Context) -> None:
    """More than one head for a group would be a conflict, which one workstation alone cannot have."""
    double = "SELECT tbl, row_id, grp FROM sync_head GROUP BY tbl, row_id, grp HAVING count(*) > 1"
    assert rows(busy_office, double) == []
    newest = (
        "SELECT count(*) FROM sync_head h JOIN sync_change s USING (tbl, row_id, grp) WHERE s.seq > h.seq"
    )
    assert value(busy_office, newest) == 0
    assert value(busy_office, "SELECT count(*) FROM sync_head") == 5


ANY_VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.floats(),
    st.binary(min_size=16, max_size=16),
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\x00\ud800\udc00\\u0\"'\u2028"))),
)


@given(name=ANY_VALUE, unit_id=ANY_VALUE, address=ANY_VALUE)
def test_bulk_inserts_write_the_same_records_as_single_ones(name: Any, unit_id: Any, address: Any) -> None:
    values = {"name": name, "unit_id": unit_id, "address": address}

    def outcome(write: Callable[[], str]) -> tuple[str, str]:
        try:
            text = write()
            text.encode()
        except (InvalidInput, UnicodeEncodeError):
            return "refused", ""
        return "written", text

    columns = ("id", *values)
    bulk = RowWriter(columns, values)
    assert outcome(lambda: bulk((b"", *values.values()))) == outcome(lambda: canonical(values))


def test_short_names_in_the_log_mean_one_column_only() -> None:
    columns = {column.name for table in SYNCED for column in table.c}
    assert not columns & set(SHORT.values())
    assert not {EMPTIED} & columns
    assert set(SHORT) <= columns
    assert len(set(SHORT.values())) == len(SHORT)


@given(st.text(max_size=40), st.integers(0, 2**40), st.booleans())
def test_values_come_back_from_the_log_as_they_went(name: str, count: int, about: bool) -> None:
    described: Any = Courtyard.__table__
    values = {"name": name, "household_count": count, "household_about": about, "unit_id": bytes(range(16))}
    if "\x00" in name:
        return
    assert values_of(described, canonical(values)) == values
    emptied = canonical({"name": name, "code": None, EMPTIED: ["code"]})
    assert values_of(described, emptied) == {"name": name, "code": None}
