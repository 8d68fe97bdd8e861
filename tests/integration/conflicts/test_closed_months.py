"""Months that are closed: what arrives late for one is held and offered as a correction."""

from __future__ import annotations

from services import conflicts, history
from services.ledgers.entries import EntryDraft, add_entry
from tests.helpers.exchange_pair import Pair
from tests.helpers.office import courtyard, value


def test_s31_an_entry_of_a_closed_month_is_held_and_booked_into_the_open_one(pair: Pair) -> None:
    """The entry was written there while the month was closed here; two closes would be a case to look at."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    first = EntryDraft(yard, "2020-08-01", "income", "parking", 10_000, summary="停车费")
    add_entry(pair.here, first)
    pair.carry(pair.here, pair.there)
    with pair.here.unit_of_work() as work:
        values = {
            **{"courtyard_id": yard, "month": "2020-08", "opening": 0, "income": 10_000, "expense": 0},
            **{"closing": 10_000, "entry_count": 1, "statement_json": "{}", "digest": "x"},
            **{"closed_on": "2020-09-01", "closed_by": "王芳", "checked_by": "张强"},
        }
        work.insert("month_close", values)
        work.commit()
    add_entry(pair.there, EntryDraft(yard, "2020-08-02", "income", "parking", 20_000, summary="漏记"))
    taken = pair.carry(pair.there, pair.here)
    assert [each.reason for each in taken.held] == ["asked"]
    count = "SELECT count(*) FROM ledger_entry WHERE deleted_at IS NULL"
    assert value(pair.here, count) == 1
    (row,) = conflicts.held(pair.here)
    assert (row.name, row.correctable, row.office) == ("漏记", True, "安飞社区")
    assert "2020年8月已经月结" in row.sentence
    saved = conflicts.book_correction(pair.here, row.key)
    assert conflicts.held(pair.here) == ()
    found = value(pair.here, "SELECT month FROM ledger_entry WHERE id = ?", saved.id)
    assert found == "2020-09"
    assert saved.committed is not None
    history.undo(pair.here, saved.committed.tx_id)
    assert len(conflicts.held(pair.here)) == 1
