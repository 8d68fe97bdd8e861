"""What forms, the recycle bin and undo may not do to an election whose result was confirmed (policy 2.2)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.elections import DONE
from services.guards.base import Change

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

Row = Mapping[str, Any]
_FREE: Final = frozenset(
    ("note", "filed_on", "filed_with", "handed_on", "handed_from", "handed_to", "witness", "late", "state")
)
"""Columns of a confirmed election that are written later; `state` is compared with what follows from them."""
_BY_HAND: Final = _FREE - {"state"}
_AFTERWARDS: Final = frozenset(("note", "matter_id", "agenda_item_id"))
"""Columns of a round that change nothing of its figures."""
_COUNTED: Final = frozenset(("held_on", "due_count", "present_count", "proxy_count"))
"""Columns of a meeting that the figures of its election are checked against."""
_LATER: Final = "{}之后又办理过备案或移交，这一步不能单独撤销。请先撤销后面的。"


def check_election(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would change a confirmed election, or undo one of its steps out of turn.

    Raises:
        InvalidInput: the result is confirmed.
    """
    rows = _rows(work, "election", change.ids)
    if change.done:
        for row in rows:
            _check_step(work, row)
    elif change.action == "update":
        for row in rows:
            different = {name for name, value in change.values.items() if row[name] != value}
            if row["state"] in DONE and different - _BY_HAND:
                raise InvalidInput(f"{_named(row)}的结果已经确认，不能再改。有错请另登记一次选举更正。")
    elif change.action == "delete":
        for row in rows:
            if row["state"] in DONE:
                where = "" if change.top in ("election", "") else "这里有已经确认的选举："
                raise InvalidInput(f"{where}{_named(row)}的结果已经确认，要存档，不能删除。")


def check_round(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would change the figures of a round of a confirmed election (`resolution`), or add one.

    Raises:
        InvalidInput: the result is confirmed.
    """
    if change.action == "insert":
        _refuse(work, change.values.get("election_id"))
        return
    _check_figures(work, change, ((row, row["election_id"]) for row in _rows(work, "resolution", change.ids)))


def check_votes(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would change the votes of a candidate in a confirmed election (`candidate_vote`).

    Raises:
        InvalidInput: the result is confirmed.
    """
    if change.action == "insert":
        round_ = work.stored("resolution", change.values.get("resolution_id") or b"")
        _refuse(work, None if round_ is None else round_["election_id"])
        return
    found = []
    for row in _rows(work, "candidate_vote", change.ids):
        round_ = work.stored("resolution", row["resolution_id"])
        found.append((row, None if round_ is None else round_["election_id"]))
    _check_figures(work, change, found)


def check_meeting(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would change when a meeting was and who came, once an election it held is confirmed.

    Raises:
        InvalidInput: the result is confirmed.
    """
    if change.action != "update" and not (change.action == "undo" and change.done):
        return
    for row in _rows(work, "meeting", change.ids):
        different = change.columns
        if change.action == "update":
            different = frozenset(name for name, value in change.values.items() if row[name] != value)
        if different is not None and not different & _COUNTED:
            continue
        for (election,) in work.reader.all(
            "SELECT DISTINCT election_id FROM resolution WHERE meeting_id = ? AND election_id IS NOT NULL "
            "AND deleted_at IS NULL",
            (row["id"],),
        ):
            _refuse(work, election, undoing=change.action == "undo")


def check_candidate(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would change who stood and who vetted them, once the result is confirmed.

    Raises:
        InvalidInput: the result is confirmed.
    """
    if change.action == "insert":
        _refuse(work, change.values.get("election_id"))
        return
    table = change.table
    free = {"note", "committee_member_id"}
    rows = [(row, row["election_id"]) for row in _rows(work, table, change.ids)]
    if change.action == "delete" and change.top == "resident":
        for _, election in rows:
            _refuse_person(work, election)
    _check_figures(work, change, rows, frozenset(free))


def _refuse_person(work: "UnitOfWork", election_id: bytes | None) -> None:
    row = work.stored("election", election_id) if election_id is not None else None
    if row is not None and row["state"] in DONE and row["deleted_at"] is None:
        raise InvalidInput(f"这里有人是{_named(row)}的候选人，选举结果要存档，不能删除。")


def _check_figures(
    work: "UnitOfWork",
    change: Change,
    rows: Iterable[tuple[Row, bytes | None]],
    free: frozenset[str] = _AFTERWARDS,
) -> None:
    """Refuse a change of figures; an undo is asked about afterwards: undoing the confirmation opens them.

    What is restored was deleted before the confirmation: the result knows nothing of it.
    """
    asked = change.done if change.action in ("undo", "restore") else change.action in ("update", "delete")
    if not asked:
        return
    for row, election in rows:
        different = change.columns
        if change.action == "update":
            different = frozenset(name for name, value in change.values.items() if row[name] != value)
        if different is None or change.action == "delete" or different - free:
            _refuse(work, election, undoing=change.action == "undo")


def _refuse(work: "UnitOfWork", election_id: bytes | None, *, undoing: bool = False) -> None:
    row = work.stored("election", election_id) if election_id is not None else None
    if row is not None and row["state"] in DONE and row["deleted_at"] is None:
        if undoing and row["state"] == "filed":
            raise InvalidInput(_LATER.format(_named(row)))
        raise InvalidInput(
            f"{_named(row)}的结果已经确认，票数和候选人不能再改。刚确认的可以撤销确认，其余请另登记一次选举更正。"
        )


def _check_step(work: "UnitOfWork", row: Row) -> None:
    """Refuse a state that does not follow from the rest after an undo: filed though nobody was elected."""
    if row["deleted_at"] is not None or row["kind"] == "recall":
        return
    seated = work.reader.value(
        "SELECT count(*) FROM committee_member m JOIN candidacy c ON c.resident_id = m.resident_id "
        "WHERE c.election_id = ? AND m.committee_id = ? AND m.since = (SELECT max(h.held_on) FROM meeting h "
        "JOIN resolution r ON r.meeting_id = h.id WHERE r.election_id = ? AND r.deleted_at IS NULL) "
        "AND m.deleted_at IS NULL AND c.deleted_at IS NULL",
        (row["id"], row["committee_id"], row["id"]),
    )
    decided = row["state"] in ("elected", "filed")
    filed = row["state"] == "filed" or row["handed_on"] is not None
    if bool(seated) != decided or (filed and not decided):
        raise InvalidInput(_LATER.format(_named(row)))
    published = work.reader.value(
        "SELECT count(*) FROM notice WHERE election_id = ? AND kind = 'election_result' "
        "AND state IN ('issued', 'posted', 'taken_down', 'archived') AND deleted_at IS NULL",
        (row["id"],),
    )
    if published and not decided:
        raise InvalidInput(f"{_named(row)}的结果已经公告，不能再撤销。有错请另登记一次选举更正。")


def _named(row: Row) -> str:
    return f"“{row['title']}”"


def _rows(work: "UnitOfWork", table: str, ids: Sequence[bytes]) -> list[dict[str, Any]]:
    found = [work.stored(table, each) for each in ids]
    return [row for row in found if row is not None]
