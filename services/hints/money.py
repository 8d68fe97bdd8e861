"""Receipts and payments of courtyards, for the rules (policy 3.5b)."""

from collections.abc import Mapping, Sequence

from models.rules.ledger import EntryFacts, entry_hints
from services.hints.base import Hints, Judge, Row, grouped, link, links
from services.ledgers.statements import EFFECT
from services.office import Context

_AT_ONCE = 200
_ACCOUNTS = (
    "SELECT courtyard_id, id, coalesce(opening_balance, 0) FROM account WHERE courtyard_id IN ({ids}) "
    "AND deleted_at IS NULL ORDER BY closed_on NULLS FIRST, id"
)
_LIES = (
    f"SELECT e.account_id, sum({EFFECT}) FROM ledger_entry e WHERE e.account_id IN ({{ids}}) "
    "AND e.deleted_at IS NULL GROUP BY e.account_id"
)


def _entries(context: Context, rows: Sequence[Row]) -> list[Hints]:
    today = context.today().isoformat()
    same, balances = _same_vouchers(context, rows), _balances(context, rows)
    told = []
    for at, row in enumerate(rows):
        reverses = row["reverses_id"] is not None
        facts = EntryFacts(
            row["on_date"],
            row["amount"],
            reverses,
            0 if reverses else same[at],
            balances.get(at),
            row["handler"],
            row["witness"],
        )
        told.append(entry_hints(facts, today))
    return told


def _same_vouchers(context: Context, rows: Sequence[Row]) -> list[int]:
    """Return for each row how many other entries of its courtyard have its voucher number."""
    found: dict[tuple[bytes, str], set[bytes]] = {}
    asked = sorted({(yard, row["voucher"]) for row in rows if row["voucher"] and (yard := _yard(row))})
    for start in range(0, len(asked), _AT_ONCE):
        part = asked[start : start + _AT_ONCE]
        yards, numbers = sorted({yard for yard, _ in part}), sorted({number for _, number in part})
        for yard, voucher, entry in context.reader.all(
            f"SELECT courtyard_id, voucher, id FROM ledger_entry WHERE courtyard_id IN ({_marks(yards)}) "
            f"AND voucher IN ({_marks(numbers)}) AND reverses_id IS NULL AND deleted_at IS NULL",
            (*yards, *numbers),
        ):
            found.setdefault((bytes(yard), voucher), set()).add(bytes(entry))
    return [len(found.get((_yard(row), row["voucher"] or ""), set()) - {row["id"]}) for row in rows]


def _yard(row: Row) -> bytes:
    return link(row, "courtyard_id") or b""


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _balances(context: Context, rows: Sequence[Row]) -> Mapping[int, int]:
    """Return by place the balance of the account with a payment that is not stored yet."""
    new = [
        (at, row)
        for at, row in enumerate(rows)
        if row["id"] is None and row["direction"] == "expense" and row["amount"] is not None
    ]
    if not new:
        return {}
    accounts = grouped(context, _ACCOUNTS, links([row for _, row in new], "courtyard_id"))
    openings = {bytes(each): int(fen) for lines in accounts.values() for each, fen in lines}
    lies = grouped(context, _LIES, openings)
    told = {}
    for at, row in new:
        lines = accounts.get(_yard(row), [])
        account = link(row, "account_id") or (bytes(lines[0][0]) if lines else b"")
        there = lies.get(account)
        told[at] = openings.get(account, 0) + (int(there[0][0]) if there else 0) - int(row["amount"])
    return told


JUDGES = {
    "ledger_entry": Judge(
        (
            "courtyard_id",
            "account_id",
            "on_date",
            "direction",
            "amount",
            "voucher",
            "reverses_id",
            "handler",
            "witness",
        ),
        _entries,
    ),
}
