"""Links of many rows moved at once are in rows, log and heads as if each had been changed alone."""

from __future__ import annotations

import pytest

from models.db import moving
from services.office import Context
from tests.helpers import log_oracle
from tests.helpers.office import community, courtyard, rows, value


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_rows_log_and_heads(office: Context, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.db.moving.AT_ONCE", at_once)
    old, new = community(office, "甲社区"), community(office, "乙社区")
    yards = [courtyard(office, f"{number}号院", old) for number in range(3)]
    with office.unit_of_work() as work:
        work.update("courtyard", yards[0], {"unit_id": new})
        work.update("courtyard", yards[0], {"unit_id": old})
        work.commit()

    with office.unit_of_work() as work:
        moving.move(work, "courtyard", "unit_id", yards, new)
        done = work.commit()

    log_oracle.check(office)
    assert done.changes == 3
    assert value(office, "SELECT count(*) FROM courtyard WHERE unit_id = ?", new) == 3
    assert rows(
        office,
        "SELECT c.row_id, r.version FROM sync_head h JOIN sync_change c ON c.replica_id = h.replica_id "
        "AND c.seq = h.seq JOIN courtyard r ON r.id = c.row_id AND r.version = c.lamport "
        "WHERE h.grp = 'unit_id' AND c.tx_id = ? ORDER BY c.row_id",
        done.tx_id,
    ) == rows(office, "SELECT id, version FROM courtyard ORDER BY id")
