"""The register: receipts and payments page by page, each with the running balance behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.rules import ledger as rules
from services.ledgers.kinds import kinds_of
from services.ledgers.statements import EFFECT
from services.office import Context

if TYPE_CHECKING:
    from models.db.reading import Reader

Key = tuple[str, str, bytes]
"""Where an entry stands in the register: month, day, id."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """An entry in the register; amounts in fen, `balance` is that behind it.

    `reverses` is the entry it takes back, `reversed_by` the one that takes it back; `closed` whether its
    month is closed.
    """

    id: bytes
    account: bytes
    on_date: str
    month: str
    direction: str
    kind: str
    kind_name: str
    amount: int
    balance: int
    summary: str
    party: str
    handler: str
    witness: str
    voucher: str
    dwelling: bytes | None
    reverses: bytes | None
    reversed_by: bytes | None
    reason: str
    late: bool
    source: str
    closed: bool
    version: int

    @property
    def key(self) -> Key:
        """Where it stands."""
        return self.month, self.on_date, self.id


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Rows of the register in its order, with the balance ahead of the first, in fen.

    `earlier` and `later` tell whether more rows lie on either side.
    """

    opening: int
    rows: tuple[RegisterRow, ...]
    earlier: bool
    later: bool


_END = "9999-99"
"""Behind every month."""
_ROW = (
    "e.id, e.account_id, e.on_date, e.month, e.direction, e.kind, e.amount, coalesce(e.summary, ''), "
    "coalesce(e.party, ''), coalesce(e.handler, ''), coalesce(e.witness, ''), coalesce(e.voucher, ''), "
    "e.dwelling_id, e.reverses_id, "
    "(SELECT r.id FROM ledger_entry r WHERE r.reverses_id = e.id AND r.deleted_at IS NULL "
    "ORDER BY r.id LIMIT 1), coalesce(e.reason, ''), e.late, coalesce(e.source, ''), e.version"
)


def register_page(
    context: Context,
    account_id: bytes | None = None,
    *,
    courtyard: bytes | None = None,
    month: str = "",
    after: Key | None = None,
    before: Key | None = None,
    limit: int = 200,
) -> RegisterPage:
    """Return a page of the register with the running balance, on the reader's thread.

    Args:
        context: the office.
        account_id: of one account, or with None
        courtyard: of all accounts of a courtyard.
        month: only this month (YYYY-MM).
        after: the rows that follow this place; without it and `before` the last ones.
        before: the rows ahead of this place.
        limit: most rows.
    """
    reader = context.reader
    scope, values = _scope(reader, account_id, courtyard)
    conditions, more_values = [scope, "e.deleted_at IS NULL"], list(values)
    if month:
        conditions.append("e.month = ?")
        more_values.append(month)
    place = after if after is not None else before
    sign = ">" if after is not None else "<"
    if place is not None:
        conditions.append(f"(e.month, e.on_date, e.id) {sign} (?, ?, ?)")
        more_values += list(place)
    if not month:
        # names the index that lies in the order of the months, so that a page ends after a page
        conditions.append(f"e.month {sign}= ?")
        more_values.append(place[0] if place is not None else _END)
    turn = "" if after is not None else " DESC"
    found = reader.all(
        f"SELECT {_ROW} FROM ledger_entry e WHERE {' AND '.join(conditions)} "
        f"ORDER BY e.month{turn}, e.on_date{turn}, e.id{turn} LIMIT ?",
        (*more_values, limit + 1),
    )
    more, found = len(found) > limit, found[:limit]
    rows = found if after is not None else found[::-1]
    brought = (account_id, courtyard)
    if not rows:
        at: Key = after or before or (month or _END, "", b"")
        balance = _brought(reader, *brought, at[0]) + _carried(reader, scope, values, at, after is not None)
        return RegisterPage(balance, (), after is not None, before is not None)
    first: Key = (rows[0][3], rows[0][2], bytes(rows[0][0]))
    opening = _brought(reader, *brought, first[0]) + _carried(reader, scope, values, first, False)
    ahead, behind = (True, more) if after is not None else (more, before is not None)
    taken_up = [each for each in openings(reader, *brought) if each[0] > first[0]]
    return RegisterPage(opening, _register_rows(reader, rows, opening, taken_up), ahead, behind)


def _scope(reader: "Reader", account: bytes | None, courtyard: bytes | None) -> tuple[str, tuple[Any, ...]]:
    """Return which entries are meant: of a courtyard, or of one account where it has several.

    An account that is the only one of its courtyard is asked for by the courtyard, whose index carries sums.
    """
    if account is None:
        return "e.courtyard_id = ?", (courtyard,)
    owner = reader.value("SELECT courtyard_id FROM account WHERE id = ?", (account,))
    count = reader.value(
        "SELECT count(*) FROM account WHERE courtyard_id = ? AND deleted_at IS NULL", (owner,)
    )
    if count == 1:
        return "e.courtyard_id = ?", (owner,)
    return "e.account_id = ?", (account,)


def openings(reader: "Reader", account: bytes | None, courtyard: bytes | None) -> list[tuple[str, int]]:
    """Return with which month an opening balance begins to count, "" for from the start, and its fen.

    Args:
        reader: queries of any connection.
        account: of one account, or with None
        courtyard: of all accounts of a courtyard.
    """
    which, owner = ("courtyard_id", courtyard) if account is None else ("id", account)
    rows = reader.all(
        f"SELECT coalesce(opening_on, ''), opening_balance FROM account WHERE {which} = ? "
        "AND deleted_at IS NULL AND opening_balance IS NOT NULL",
        (owner,),
    )
    return sorted((rules.month_of(row[0]), int(row[1])) for row in rows)


def _brought(reader: "Reader", account: bytes | None, courtyard: bytes | None, month: str) -> int:
    """Return the opening balances that count by the end of a month, in fen."""
    return sum(fen for since, fen in openings(reader, account, courtyard) if since <= month)


def _carried(reader: "Reader", scope: str, values: Sequence[Any], place: Key, through: bool) -> int:
    """Return what all entries ahead of a place come to, with the one at it when `through`, in fen."""
    month, day, entry = place
    total = (
        f"SELECT coalesce(sum({EFFECT}), 0) FROM ledger_entry e WHERE {scope} AND e.deleted_at IS NULL AND "
    )
    earlier = reader.value(f"{total}e.month < ?", (*values, month))
    same = reader.value(
        f"{total}e.month = ? AND (e.on_date, e.id) {'<=' if through else '<'} (?, ?)",
        (*values, month, day, entry),
    )
    return int(earlier) + int(same)


def _register_rows(
    reader: "Reader", rows: Sequence[tuple[Any, ...]], opening: int, taken_up: Sequence[tuple[str, int]]
) -> tuple[RegisterRow, ...]:
    waiting = list(taken_up)
    names = {each.code: each.name for each in kinds_of(reader)}
    closed = _closed_months(reader, {bytes(row[1]) for row in rows})
    balance = opening
    told = []
    for row in rows:
        while waiting and waiting[0][0] <= row[3]:
            balance += waiting.pop(0)[1]
        balance += int(row[6]) if row[4] == "income" else -int(row[6])
        account = bytes(row[1])
        told.append(
            RegisterRow(
                id=bytes(row[0]),
                account=account,
                on_date=row[2],
                month=row[3],
                direction=row[4],
                kind=row[5],
                kind_name=names.get(row[5], row[5]),
                amount=int(row[6]),
                balance=balance,
                summary=row[7],
                party=row[8],
                handler=row[9],
                witness=row[10],
                voucher=row[11],
                dwelling=_id(row[12]),
                reverses=_id(row[13]),
                reversed_by=_id(row[14]),
                reason=row[15],
                late=bool(row[16]),
                source=row[17],
                closed=rules.is_closed(row[3], closed.get(account)),
                version=int(row[18]),
            )
        )
    return tuple(told)


def _closed_months(reader: "Reader", account_ids: set[bytes]) -> dict[bytes, str | None]:
    marks = ", ".join("?" * len(account_ids))
    rows = reader.all(
        "SELECT a.id, (SELECT max(m.month) FROM month_close m WHERE m.courtyard_id = a.courtyard_id "
        f"AND m.deleted_at IS NULL) FROM account a WHERE a.id IN ({marks})",
        tuple(account_ids),
    )
    return {bytes(row[0]): row[1] for row in rows}


def _id(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
