"""What may not change any more, asked while changes of others are taken in: closed months."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

Hold = Callable[[str, Mapping[str, Any]], str | None]
_MONEY = ("amount", "direction", "kind", "month", "courtyard_id", "account_id", "on_date")
"""What a statement is drawn from; another column of an entry may change after its month was closed."""


def holder(work: "UnitOfWork") -> Hold:
    """Return what is asked about each row that would be written: a sentence says why it has to wait.

    An entry of a month that is closed here waits, unless whoever closed it knew the entry: it came in the
    same package as the close and was written before, or it is of the same installation.

    Args:
        work: the open unit of work that takes the changes in.
    """
    closes: dict[bytes, list[_Close]] = {}

    def hold(table: str, values: Mapping[str, Any]) -> str | None:
        if table != "ledger_entry":
            return None
        yard = values["courtyard_id"]
        if yard not in closes:
            closes[yard] = _closes(work, yard)
        return _reason(work, values, closes[yard])

    return hold


class _Close:
    """A closed month: which installation closed it when, and with which package that came."""

    __slots__ = ("lamport", "month", "package", "replica")

    def __init__(self, month: str, replica: bytes, lamport: int, package: bytes | None) -> None:
        self.month, self.replica, self.lamport, self.package = month, replica, lamport, package


def _closes(work: "UnitOfWork", yard: bytes) -> list[_Close]:
    rows = work.reader.all(
        "SELECT m.month, s.replica_id, s.lamport, s.pkg_id FROM month_close m "
        "JOIN sync_change s ON s.row_id = m.id AND s.tbl = 'month_close' AND s.grp = '*' "
        "AND s.values_json IS NOT NULL WHERE m.courtyard_id = ? AND m.deleted_at IS NULL ORDER BY m.month",
        (yard,),
    )
    return [_Close(row[0], bytes(row[1]), row[2], None if row[3] is None else bytes(row[3])) for row in rows]


def _reason(work: "UnitOfWork", values: Mapping[str, Any], closes: list[_Close]) -> str | None:
    month = values["month"]
    stored = work.stored("ledger_entry", values["id"])
    if stored is not None and all(stored[name] == values.get(name) for name in _MONEY):
        return None
    months = {month} | ({stored["month"]} if stored is not None else set())
    last = work.reader.one(
        "SELECT replica_id, lamport, pkg_id FROM sync_change WHERE row_id = ? AND tbl = 'ledger_entry' "
        "ORDER BY lamport DESC, replica_id DESC LIMIT 1",
        (values["id"],),
    )
    for close in closes:
        if any(each <= close.month for each in months) and not _was_known(close, last):
            from models.rules.ledger import first_open, month_words

            closed = max(each.month for each in closes)
            return (
                f"{month_words(close.month)}已经月结，这一笔没有入账。"
                f"请补记到{month_words(first_open(month, closed))}，或与填写的单位核对。"
            )
    return None


def _was_known(close: _Close, entry: tuple[Any, ...] | None) -> bool:
    """Return whether whoever closed the month had seen this state of the entry."""
    if entry is None:
        return False
    if bytes(entry[0]) == close.replica:
        return bool(entry[1] < close.lamport)
    same_package = entry[2] is not None and close.package is not None and bytes(entry[2]) == close.package
    return same_package and bool(entry[1] < close.lamport)
