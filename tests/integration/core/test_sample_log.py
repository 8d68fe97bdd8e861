"""The sample workbook in the change log: imported, worked on, undone; log, tables and index tell the same."""

from __future__ import annotations

from services import history, importing, lists, records
from services.lists import ListQuery
from services.office import Context
from services.resources import resource_path
from tests.helpers import log_oracle
from tests.helpers.office import add, value

BOOK = resource_path("sample") / "摸排台账-明湖办事处.xlsx"


def test_the_sample_is_imported_worked_on_and_undone(office: Context) -> None:
    before = log_oracle.state(office)
    imported = importing.apply(office, importing.rehearse(office, BOOK), backup=False)
    assert imported.batch_id is not None
    log_oracle.check(office)
    full = log_oracle.state(office)
    yard, other = lists.page(office, ListQuery("courtyards"), 0, 2)
    gone = records.delete(office, "courtyards", [yard.id])
    log_oracle.check(office)
    (entry,) = history.recycle_bin(office)
    assert history.restore(office, entry.tx_id, entry.kind, entry.id) == gone.changes > 10
    assert log_oracle.state(office) == full
    team = add(office, "teams", courtyard_id=other.id, kind="service", name="后来的队")
    undone = importing.undo_import(office, imported.batch_id)
    # what the later team stands on is kept: its courtyard, the community, the office
    assert [table for table, _ in undone.kept] == ["courtyard", "unit", "unit"]
    left = log_oracle.state(office)
    assert left.keys() - before.keys() == {*undone.kept, ("volunteer_team", team)}
    log_oracle.check(office)
    assert value(office, "SELECT count(*) FROM search_doc") == len(log_oracle.index(office)[0])
