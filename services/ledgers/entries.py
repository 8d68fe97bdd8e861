"""Receipts and payments: entered one by one or many at once, edited while their month is open, taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.ids import new_id
from models.rules import ledger as rules
from models.rules.ledger import month_words
from services.ledgers.accounts import Account, accounts_of, closed_through, default_account
from services.ledgers.kinds import Kind, kinds_of
from services.ledgers.staff import carry_staff
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import Committed, UnitOfWork

TABLE = "ledger_entry"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A receipt or payment as it was typed or read.

    Attributes:
        courtyard: whose money.
        on_date: ISO day of the voucher.
        direction: "income" or "expense".
        kind: code of a kind of that direction.
        amount: fen, above nought.
        account: where the money lies; the courtyard's first account when None.
        month: the month it is accounted in; that of its day when empty. A later one is for what was missed
            in a month that is closed.
        late: entered for a past month (补录); worked out when None.
    """

    courtyard: bytes
    on_date: str
    direction: str
    kind: str
    amount: int
    account: bytes | None = None
    summary: str = ""
    party: str = ""
    handler: str = ""
    witness: str = ""
    voucher: str = ""
    dwelling: bytes | None = None
    month: str = ""
    late: bool | None = None
    source: str = ""
    raw_text: str = ""


_TEXTS = ("summary", "party", "handler", "witness", "voucher", "source", "raw_text")
COLUMNS = (
    "id",
    "unit_id",
    "courtyard_id",
    "account_id",
    "on_date",
    "month",
    "direction",
    "kind",
    "amount",
    "dwelling_id",
    "late",
    *_TEXTS,
)


@needs("ledger.write")
def add_entry(context: Context, draft: EntryDraft) -> Saved:
    """Enter one receipt or payment, on the writer's thread.

    Raises:
        InvalidInput: something of it cannot be taken, or its month is closed.
        NotFound: the courtyard is gone.
    """
    with context.unit_of_work() as work:
        (made,) = add_entries(work, (draft,), context.today(), audited=False)
        work.note("insert", TABLE, made, draft.summary or draft.voucher)
        return Saved(made, work.commit())


def add_entries(
    work: "UnitOfWork", drafts: Sequence[EntryDraft], today: date, *, audited: bool = True
) -> tuple[bytes, ...]:
    """Enter many receipts and payments inside a unit of work; all or none of them.

    Args:
        work: an open unit of work.
        drafts: the entries, of any courtyards.
        today: what counts as late is measured by it.
        audited: whether one audit entry tells of all of them.

    Returns:
        Their ids, in the order of the drafts.

    Raises:
        InvalidInput: one of them cannot be taken; the sentence tells which.
        NotFound: a courtyard is gone.
    """
    desk = Desk(work, today)
    rows = []
    for number, draft in enumerate(drafts, 1):
        try:
            rows.append(desk.row(draft))
        except InvalidInput as error:
            if len(drafts) == 1:
                raise
            raise InvalidInput(f"第{number}笔：{error.message}", error.field) from error
    work.insert_many(TABLE, COLUMNS, rows, audited=audited)
    return tuple(row[0] for row in rows)


class Desk:
    """Checks entries before they are written; looks up a courtyard and the kinds once for many of them."""

    def __init__(self, work: "UnitOfWork", today: date) -> None:
        self._work = work
        self._today = today.isoformat()
        self._kinds: dict[str, Kind] = {each.code: each for each in kinds_of(work.reader)}
        self._units: dict[bytes, bytes | None] = {}
        self._closed: dict[bytes, str | None] = {}
        self._accounts: dict[bytes, dict[bytes, Account]] = {}

    def row(self, draft: EntryDraft) -> tuple[Any, ...]:
        """Return the row of a new entry in the order of COLUMNS.

        Raises:
            InvalidInput: it cannot be taken.
        """
        values = self.values(draft)
        return (new_id(), *(values[name] for name in COLUMNS[1:]))

    def values(self, draft: EntryDraft) -> dict[str, Any]:
        """Return what is stored of an entry, by column.

        Raises:
            InvalidInput: it cannot be taken.
        """
        _check_amount(draft)
        self._look_up(draft.courtyard)
        kind = self._kinds.get(draft.kind)
        if kind is None or kind.direction != draft.direction:
            raise InvalidInput(
                f"没有“{draft.kind}”这个{_side(draft.direction)}类别，请从列表中选择。", "kind"
            )
        month = self._month(draft)
        account = self._account(draft)
        late = rules.is_late(rules.month_of(draft.on_date), self._today) if draft.late is None else draft.late
        return {
            "unit_id": self._units[draft.courtyard],
            "courtyard_id": draft.courtyard,
            "account_id": account,
            "on_date": draft.on_date,
            "month": month,
            "direction": draft.direction,
            "kind": draft.kind,
            "amount": draft.amount,
            "dwelling_id": draft.dwelling,
            "late": late or None,
            **{name: getattr(draft, name) or None for name in _TEXTS},
        }

    def _look_up(self, courtyard: bytes) -> None:
        if courtyard not in self._units:
            self._units[courtyard] = self._work.row("courtyard", courtyard)["unit_id"]
            self._closed[courtyard] = closed_through(self._work.reader, courtyard)
            known = accounts_of(self._work.reader, courtyard)
            self._accounts[courtyard] = {each.id: each for each in known}

    def _month(self, draft: EntryDraft) -> str:
        _check_day(draft.on_date)
        own = rules.month_of(draft.on_date)
        month = draft.month or own
        if month < own or rules.parse_month(month).value != month:
            raise InvalidInput("入账月份不能早于日期所在的月份，请改正。", "month")
        refuse_closed(month, self._closed[draft.courtyard])
        return month

    def _account(self, draft: EntryDraft) -> bytes:
        known = self._accounts[draft.courtyard]
        if draft.account is None and not known:
            made = default_account(self._work, draft.courtyard)
            known.update({each.id: each for each in accounts_of(self._work.reader, draft.courtyard)})
            return made
        account = known.get(draft.account) if draft.account else next(iter(known.values()))
        if account is None:
            raise InvalidInput("所选的账户不是这个楼院的，或已经不在了，请重新选择。", "account_id")
        if account.opening_on and draft.on_date < account.opening_on:
            raise InvalidInput(
                f"“{account.name}”从{account.opening_on}起记账，期初余额已包括更早的收支，"
                "请核对日期，或先改账户的期初。",
                "on_date",
            )
        if account.closed_on and draft.on_date > account.closed_on:
            raise InvalidInput(f"“{account.name}”已在{account.closed_on}停用，请选别的账户。", "account_id")
        return account.id


def _check_amount(draft: EntryDraft) -> None:
    if draft.direction not in ("income", "expense"):
        raise InvalidInput("请选收入或支出。", "direction")
    if draft.amount <= 0:
        raise InvalidInput("金额要大于零；要退回已记的一笔，请用“冲正”。", "amount")
    if draft.amount > rules.MOST_FEN:
        raise InvalidInput("金额太大了，一笔最多9,999,999,999.99元，请核对。", "amount")


def _check_day(day: str) -> None:
    try:
        known = date.fromisoformat(day).isoformat() == day
    except ValueError:
        known = False
    if not known:
        raise InvalidInput("请写上完整的日期，如 2020-9-3。", "on_date")


def _side(direction: str) -> str:
    return "收入" if direction == "income" else "支出"


def refuse_closed(month: str, closed: str | None) -> None:
    """Refuse a month that takes no entries any more.

    Raises:
        InvalidInput: with what to do instead.
    """
    if rules.is_closed(month, closed):
        open_month = month_words(rules.first_open(month, closed))
        raise InvalidInput(
            f"{month_words(month)}已经月结，不能再记账或改账。已记的账有错，请冲正那一笔；漏记的，请记入{open_month}。",
            "on_date",
        )


@needs("ledger.write")
def change_entry(context: Context, entry_id: bytes, draft: EntryDraft, version: int | None = None) -> Saved:
    """Change an entry whose month is open, on the writer's thread.

    Args:
        context: who saves.
        entry_id: the entry.
        draft: all of it as it shall be.
        version: of the row the user saw.

    Raises:
        InvalidInput: its old or new month is closed, or it is part of a reversal.
        NotFound: it is gone.
        Stale: somebody changed the same meanwhile.
    """
    with context.unit_of_work() as work:
        row = work.row(TABLE, entry_id)
        refuse_closed(row["month"], closed_through(work.reader, row["courtyard_id"]))
        refuse_reversal(work.reader, row, "修改")
        month = draft.month
        if not month and row["month"] > rules.month_of(row["on_date"]) and draft.on_date == row["on_date"]:
            month = row["month"]  # what was missed in a closed month stays in the month it was entered in
        values = Desk(work, context.today()).values(replace(draft, month=month))
        if row["late"]:
            values["late"] = True
        refuse_charged(work.reader, row, values)
        carry_staff(work, entry_id, values)
        kept = {name: row[name] for name in ("source", "raw_text") if values[name] is None}
        different = work.update(TABLE, entry_id, values | kept, seen=version)
        return Saved(entry_id, work.commit() if different else None)


def refuse_reversal(reader: "Reader", row: Mapping[str, Any], doing: str) -> None:
    """Refuse to touch one half of a reversal: `doing` is 修改 or 删除.

    Raises:
        InvalidInput: with what to do instead.
    """
    if row["reverses_id"] is not None and doing == "修改":
        raise InvalidInput("这一笔是冲正，不能修改；要撤销冲正，请删除它。")
    if reversal_of(reader, row["id"]) is not None:
        raise InvalidInput(f"这一笔已经冲正，不能{doing}；请先删除冲正的那一笔。")


def refuse_charged(reader: "Reader", row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Refuse to make something else of the receipt of a charge.

    Raises:
        InvalidInput: with what to do instead.
    """
    changed = next((name for name in ("amount", "direction", "kind") if row[name] != values[name]), None)
    if changed is None:
        return
    paid = reader.value(
        "SELECT count(*) FROM charge_due WHERE entry_id = ? AND deleted_at IS NULL", (row["id"],)
    )
    if paid:
        raise InvalidInput(
            "这一笔是应收费用的收款，金额和类别不能改。收错了请冲正或删除它，再到应收费用里重新收款。",
            changed,
        )


def reversal_of(reader: "Reader", entry_id: bytes) -> bytes | None:
    """Return the living entry that takes another back, None where none does."""
    found = reader.value(
        "SELECT id FROM ledger_entry WHERE reverses_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (entry_id,),
    )
    return None if found is None else bytes(found)


@needs("ledger.write")
def delete_entries(context: Context, ids: Iterable[bytes]) -> "Committed":
    """Put entries of open months into the recycle bin, on the writer's thread; all or none.

    Raises:
        InvalidInput: the month of one of them is closed, or another takes it back.
        NotFound: one is gone.
    """
    from models.db.cascade import delete_with_owned

    with context.unit_of_work() as work:
        wanted = tuple(ids)
        for entry_id in wanted:
            row = work.row(TABLE, entry_id)
            refuse_closed(row["month"], closed_through(work.reader, row["courtyard_id"]))
            if reversal_of(work.reader, entry_id) not in (None, *wanted):
                refuse_reversal(work.reader, row, "删除")
        for entry_id in wanted:
            delete_with_owned(work, TABLE, entry_id)
        return work.commit()


@needs("ledger.write")
def reverse(context: Context, entry_id: bytes, reason: str, on: date | None = None) -> Saved:
    """Take an entry back by a reversing one that names why, on the writer's thread.

    Args:
        context: who does it.
        entry_id: the entry; its month may be closed.
        reason: why; printed nowhere, kept with the entry.
        on: the day it is made, today when None.

    Raises:
        InvalidInput: no reason, it is a reversal itself, or taken back already.
        NotFound: it is gone.
    """
    from models.rules.text import clean

    why = clean(reason)
    if not why:
        raise InvalidInput("请写明冲正的原因。", "reason")
    with context.unit_of_work() as work:
        row = work.row(TABLE, entry_id)
        if row["reverses_id"] is not None:
            raise InvalidInput("这一笔本身是冲正，不能再冲正；需要时请重新记一笔。")
        if reversal_of(work.reader, entry_id) is not None:
            raise InvalidInput("这一笔已经冲正过了。")
        day = (on or context.today()).isoformat()
        if day < row["on_date"] and on is not None:
            raise InvalidInput(f"冲正的日期不能早于原来那一笔（{row['on_date']}），请改正。", "on_date")
        closed = closed_through(work.reader, row["courtyard_id"])
        back = rules.reversing(_line(row), new_id(), day, closed)
        values = {name: row[name] for name in COLUMNS[1:]} | {
            "on_date": back.on_date,
            "month": back.month,
            "amount": back.amount,
            "reverses_id": entry_id,
            "reason": why,
            "late": None,
            "source": None,
            "raw_text": None,
        }
        made = work.insert(TABLE, values)
        work.note("ledger_reversed", TABLE, entry_id, why)
        return Saved(made, work.commit())


def _line(row: Mapping[str, Any]) -> rules.Line:
    return rules.Line(
        row["id"], row["month"], row["on_date"], row["direction"], row["kind"], row["amount"], None, ""
    )
