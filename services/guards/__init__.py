"""What may not be changed by hand any more: rows with a life of their own ask here before they are written.

Forms, the recycle bin and undo write any table. A table listed in `_guards` has a function that refuses
what must stay as it is: a notice that was issued, an entry of a closed month. Use cases that lead such rows
through their life write them with the unit of work itself and do not come by here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from services.guards.base import Action, Change

if TYPE_CHECKING:
    from models.db.undo import Undone
    from models.db.uow import UnitOfWork

__all__ = ["Action", "Change", "Guard", "check", "check_delete", "restore", "undo"]

Guard = Callable[["UnitOfWork", Change], None]
"""Raises `UserError` with one sentence when the change may not be."""


@lru_cache(maxsize=1)
def _guards() -> Mapping[str, tuple[Guard, ...]]:
    """Return the guards by table; imported here, so that records need not know who guards them."""
    found: dict[str, tuple[Guard, ...]] = {}
    for table, guard in _listed():
        found[table] = (*found.get(table, ()), guard)
    return found


def _listed() -> tuple[tuple[str, Guard], ...]:
    """Return who looks after which table; several may look after one."""
    from services.guards import appraisals, charters, elections, matters, minutes, notices, opinions, units
    from services.ledgers import guarding
    from services.meetings import guarding as voting

    return (
        ("ledger_entry", guarding.guard_entry),
        ("staff_cost", guarding.guard_staff),
        ("month_close", guarding.guard_close),
        ("account", guarding.guard_account),
        ("unit", units.check_unit),
        ("notice", notices.check_notice),
        ("notice_issue", notices.check_issue),
        ("posting", notices.check_posting),
        ("board", notices.check_board),
        ("charter_version", charters.check_version),
        ("election", elections.check_election),
        ("resolution", elections.check_round),
        ("candidate_vote", elections.check_votes),
        ("candidacy", elections.check_candidate),
        ("meeting", elections.check_meeting),
        ("candidate_vetting", elections.check_candidate),
        ("meeting", voting.guard_meeting),
        ("attendee", voting.guard_attendee),
        ("ballot", voting.guard_ballot),
        ("resolution", voting.guard_resolution),
        ("candidate_vote", voting.guard_candidate),
        ("vote_count", voting.guard_count),
        ("matter", matters.check_matter),
        ("matter_step", matters.check_step),
        ("consult_answer", matters.check_answer),
        ("meeting", matters.check_meeting),
        ("resolution", matters.check_resolution),
        ("notice", matters.check_notice),
        ("posting", matters.check_posting),
        ("appraisal", appraisals.check_appraisal),
        ("appraisal_item", appraisals.check_part),
        ("appraisal_answer", appraisals.check_part),
        ("opinion", opinions.check_case),
        ("dispute", opinions.check_case),
        ("handling_step", opinions.check_step),
        ("dispute_party", opinions.check_part),
        ("mediation", opinions.check_part),
        ("minutes", minutes.guard_minutes),
        ("attachment", minutes.guard_scan),
        *((table, minutes.guard_record) for table in minutes.TABLES),
    )


def check(work: "UnitOfWork", change: Change) -> None:
    """Ask the guard of a table.

    Raises:
        UserError: the change may not be.
    """
    for guard in _guards().get(change.table, ()):
        guard(work, change)


def check_delete(work: "UnitOfWork", table: str, row_id: bytes) -> None:
    """Ask about a record and all living rows that would go into the recycle bin with it.

    Raises:
        UserError: one of them has to stay.
    """
    from models.db.cascade import owned_by

    guarded = _guards()
    seen: dict[str, dict[bytes, None]] = {table: {row_id: None}}
    waiting: list[tuple[str, tuple[bytes, ...]]] = [(table, (row_id,))]
    while waiting:
        above, above_ids = waiting.pop()
        for owned, column in owned_by(above):
            if not _leads_to(owned.name, frozenset(guarded)):
                continue
            known = seen.setdefault(owned.name, {})
            found = _living(work, owned.name, column, above_ids)
            fresh = [each for each in found if each not in known]
            known.update(dict.fromkeys(fresh))
            waiting += [(owned.name, tuple(fresh))] if fresh else []
    for name, ids in seen.items():
        if ids:
            check(work, Change("delete", name, tuple(ids), top=table))


@lru_cache(maxsize=200)
def _leads_to(table: str, guarded: frozenset[str], seen: frozenset[str] = frozenset()) -> bool:
    """Return whether a table, or one whose rows belong to it, has a guard."""
    from models.db.cascade import owned_by

    if table in guarded:
        return True
    below = {owned.name for owned, _ in owned_by(table)} - seen - {table}
    return any(_leads_to(each, guarded, seen | {table}) for each in below)


def _living(work: "UnitOfWork", table: str, column: str, owners: Sequence[bytes]) -> list[bytes]:
    from models.db.undo import AT_ONCE

    found: list[bytes] = []
    for at in range(0, len(owners), AT_ONCE):
        chunk = tuple(owners[at : at + AT_ONCE])
        marks = ", ".join("?" * len(chunk))
        sql = f"SELECT id FROM {table} WHERE {column} IN ({marks}) AND deleted_at IS NULL"
        found += [bytes(row[0]) for row in work.reader.all(sql, chunk)]
    return found


def undo(work: "UnitOfWork", tx_id: bytes) -> "Undone":
    """Take back a transaction unless it touched rows that have to stay; see `models.db.undo.undo`.

    Raises:
        UserError: a guard refuses it.
        NotFound: there is nothing to undo.
    """
    from models.db.undo import undo as undo_transaction

    changes = _changes_of(work, tx_id, "undo")
    for each in changes:
        check(work, each)
    undone = undo_transaction(work, tx_id)
    for each in changes:
        check(work, _after(each))
    return undone


def restore(work: "UnitOfWork", tx_id: bytes, table: str, row_id: bytes) -> int:
    """Bring a record back unless a guard refuses it; see `models.db.cascade.restore_deletion`.

    Raises:
        UserError: a guard refuses it, or what it belongs to lies in the recycle bin.
    """
    from models.db.cascade import restore_deletion

    restored = restore_deletion(work, tx_id, table, row_id)
    for each in _changes_of(work, work.tx_id, "restore"):
        check(work, _after(each, table))
    return restored


def _after(change: Change, top: str = "") -> Change:
    return Change(change.action, change.table, change.ids, change.values, change.columns, True, top)


def _changes_of(work: "UnitOfWork", tx_id: bytes, action: Action) -> list[Change]:
    """Return what a transaction did to rows that have a guard, by table and columns."""
    guarded = tuple(_guards())
    if not guarded:
        return []
    marks = ", ".join("?" * len(guarded))
    rows = work.reader.all(
        f"SELECT tbl, row_id, grp FROM sync_change WHERE tx_id = ? AND tbl IN ({marks}) ORDER BY lamport",
        (tx_id, *guarded),
    )
    groups: dict[tuple[str, bytes], set[str]] = {}
    for table, row_id, group in rows:
        groups.setdefault((table, bytes(row_id)), set()).add(group)
    listed: dict[tuple[str, frozenset[str] | None], list[bytes]] = {}
    for (table, row_id), found in groups.items():
        listed.setdefault((table, _columns(table, found)), []).append(row_id)
    return [Change(action, table, tuple(ids), columns=columns) for (table, columns), ids in listed.items()]


def _columns(table: str, groups: Iterable[str]) -> frozenset[str] | None:
    from models.db import changes
    from models.tables.base import Base

    if changes.WHOLE_ROW in groups:
        return None
    described = Base.metadata.tables[table]
    names = changes.synced_columns(described)
    return frozenset(name for name in names if changes.group_of(described, name) in set(groups))
