"""Tables with a guard: forms, the recycle bin and undo ask it, and what it refuses leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import UserError
from services import guards, history, records
from tests.helpers.office import courtyard as add_courtyard

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.office import Context


class Watch:
    """A guard that remembers what it was asked and refuses one kind of change."""

    def __init__(self) -> None:
        self.asked: list[guards.Change] = []
        self.refused: tuple[str, bool] = ("", False)

    def __call__(self, work: UnitOfWork, change: guards.Change) -> None:
        """Remember; refuse."""
        self.asked.append(change)
        if (change.action, change.done) == self.refused:
            raise UserError("不能改。")


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Return the guard of notices."""
    found = Watch()
    monkeypatch.setattr(guards, "_guards", lambda: {"notice": (found,)})
    return found


def _notice(office: Context) -> tuple[bytes, bytes]:
    courtyard = add_courtyard(office, "湖滨家园")
    values = {"title": "停水通知", "kind": "free", "courtyard_id": courtyard}
    return courtyard, records.save(office, "notices", None, values).id


def test_a_form_asks_with_the_values_it_writes(office: Context, watch: Watch) -> None:
    _, notice = _notice(office)
    records.save(office, "notices", notice, {"title": "停电通知"})
    assert [(each.action, tuple(each.ids), each.values["title"]) for each in watch.asked] == [
        ("insert", (), "停水通知"),
        ("update", (notice,), "停电通知"),
    ]


@pytest.mark.parametrize("kind", ["notices", "courtyards"])
def test_what_may_not_go_stays_with_all_that_owns_it(office: Context, watch: Watch, kind: str) -> None:
    courtyard, notice = _notice(office)
    watch.refused = ("delete", False)
    with pytest.raises(UserError, match="不能改"):
        records.delete(office, kind, [notice if kind == "notices" else courtyard])
    living = "SELECT count(*) FROM {} WHERE deleted_at IS NULL"
    assert office.reader.value(living.format("notice")) == 1
    assert office.reader.value(living.format("courtyard")) == 1
    assert watch.asked[-1].top == {"notices": "notice", "courtyards": "courtyard"}[kind]


def test_a_record_without_guarded_rows_is_deleted_unasked(office: Context, watch: Watch) -> None:
    courtyard = add_courtyard(office, "湖滨家园")
    records.delete(office, "courtyards", [courtyard])
    assert watch.asked == []


@pytest.mark.parametrize("done", [False, True])
def test_an_undo_is_asked_about_before_and_after(office: Context, watch: Watch, done: bool) -> None:
    _, notice = _notice(office)
    saved = records.save(office, "notices", notice, {"title": "停电通知"})
    assert saved.committed is not None
    watch.refused = ("undo", done)
    with pytest.raises(UserError, match="不能改"):
        history.undo(office, saved.committed.tx_id)
    assert office.reader.value("SELECT title FROM notice") == "停电通知"
    assert (watch.asked[-1].columns, tuple(watch.asked[-1].ids)) == (frozenset({"title"}), (notice,))


def test_a_restore_is_asked_about(office: Context, watch: Watch) -> None:
    courtyard, notice = _notice(office)
    tx_id = records.delete(office, "courtyards", [courtyard]).tx_id
    watch.refused = ("restore", True)
    with pytest.raises(UserError, match="不能改"):
        history.restore(office, tx_id, "courtyards", courtyard)
    assert office.reader.value("SELECT count(*) FROM notice WHERE deleted_at IS NULL") == 0
    watch.refused = ("", False)
    history.restore(office, tx_id, "courtyards", courtyard)
    assert (watch.asked[-1].action, tuple(watch.asked[-1].ids)) == ("restore", (notice,))
