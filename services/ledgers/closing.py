"""Closing a month's accounts: by two different people, in the order of the months, for ever."""

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.rules import ledger as rules
from models.rules.ledger import month_words
from services.ledgers.accounts import closed_through
from services.ledgers.statements import Close, close_of, frozen_json, statement_of
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork
    from services.two_people import TwoPeople

TABLE = "month_close"


@dataclass(frozen=True, slots=True)
class MonthState:
    """How a month of a courtyard stands.

    Attributes:
        month: YYYY-MM.
        closed: who closed it, None where nobody did.
        shut: it takes no entries: closed itself, or ahead of a closed one.
        ahead: the earlier month that has entries and has to be closed first, None where there is none.
        late: closing it now counts as 补录.
        entries: how many it has.
        refusal: the sentence that tells why it cannot be closed now, "" where it can.
    """

    month: str
    closed: Close | None
    shut: bool
    ahead: str | None
    late: bool
    entries: int
    refusal: str


def month_state(context: Context, courtyard: bytes, month: str) -> MonthState:
    """Return how a month stands, on the reader's thread.

    Args:
        context: the office.
        courtyard: whose.
        month: YYYY-MM.
    """
    return _state(context.reader, courtyard, month, context.today().isoformat())


def _state(reader: "Reader", courtyard: bytes, month: str, today: str) -> MonthState:
    closed = closed_through(reader, courtyard)
    own = close_of(reader, courtyard, month)
    ahead = reader.value(
        "SELECT min(month) FROM ledger_entry WHERE courtyard_id = ? AND month < ? AND month > ? "
        "AND deleted_at IS NULL",
        (courtyard, month, closed or ""),
    )
    count = reader.value(
        "SELECT count(*) FROM ledger_entry WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL",
        (courtyard, month),
    )
    shut = rules.is_closed(month, closed)
    refusal = ""
    if own is not None:
        refusal = f"{month_words(month)}已经月结，不能再结一次。"
    elif shut and closed is not None:
        refusal = f"{month_words(closed)}已经月结，{month_words(month)}在它之前，不能再结。"
    elif ahead is not None:
        refusal = f"{month_words(ahead)}还有没月结的收支，请先结{month_words(ahead)}。"
    elif month > rules.month_of(today):
        refusal = f"{month_words(month)}还没有到，不能月结。"
    return MonthState(month, own, shut, ahead, rules.is_late(month, today), int(count), refusal)


@needs("ledger.close")
def close_month(
    context: Context,
    courtyard: bytes,
    month: str,
    closed_by: str,
    checked_by: str = "",
    single_reason: str = "",
    *,
    password: str | None = None,
) -> Saved:
    """Close a month for good, on the writer's thread; nothing opens it again.

    Args:
        context: who does it.
        courtyard: whose month.
        month: YYYY-MM.
        closed_by: name of who prepared the statement.
        checked_by: name of who checked it: another person.
        single_reason: why one person does both, marked 单人办理; the checker may be left out then.
        password: of the one of the two who is not at the keyboard, where the office is encrypted.

    Raises:
        InvalidInput: the same person without a reason, or the month cannot be closed now.
        NotAllowed, WrongPassword, TooSoon: as for `two_people.settle`.
        NotFound: the courtyard is gone.
    """
    from services.users import checked_name

    preparer = checked_name(closed_by)
    checker = checked_name(checked_by) if checked_by.strip() else preparer
    reason = _reason(preparer, checker, single_reason)
    if rules.parse_month(month).value != month:
        raise InvalidInput("请写上月份，如 2020-09。", "month")
    with context.unit_of_work() as work:
        yard = work.row("courtyard", courtyard)
        today = context.today().isoformat()
        state = _state(work.reader, courtyard, month, today)
        if state.refusal:
            raise InvalidInput(state.refusal, "month")
        people = _people(context, work, preparer, checker, reason, password)
        told = statement_of(work.reader, courtyard, month)
        made = work.insert(
            TABLE,
            {
                "unit_id": yard["unit_id"],
                "courtyard_id": courtyard,
                "month": month,
                "opening": told.opening,
                "income": told.income_total,
                "expense": told.expense_total,
                "closing": told.closing,
                "entry_count": told.entries,
                "statement_json": frozen_json(told),
                "digest": entries_digest(work.reader, courtyard, month),
                "closed_on": today,
                "closed_by": preparer,
                "checked_by": people.checker,
                "single_reason": people.reason,
                "late": state.late or None,
            },
        )
        label = f"{yard['name']}{month_words(month)}"
        work.note("month_closed", TABLE, made, f"{label}（单人办理：{reason}）" if reason else label)
        return Saved(made, work.commit())


def _people(
    context: Context, work: "UnitOfWork", preparer: str, checker: str, reason: str, password: str | None
) -> "TwoPeople":
    from services import two_people
    from services.roles import is_managed

    if not is_managed(context, work.reader):
        return two_people.TwoPeople(preparer, checker, reason or None)
    two_people.prove_maker(context, work, "month", preparer, checker, password)
    return two_people.settle(context, work, "month", "月结", preparer, checker, reason, password)


def _reason(preparer: str, checker: str, single_reason: str) -> str:
    from models.rules.text import clean, same_name

    reason = clean(single_reason)
    if not same_name(preparer, checker):
        return ""
    if not reason:
        raise InvalidInput(
            "月结要两个人办理：制表和审核不能是同一个人。确实只有一个人时，请写明原因（单人办理）。",
            "checked_by",
        )
    return reason


def entries_digest(reader: "Reader", courtyard: bytes, month: str) -> str:
    """Return the hash of a month's entries, by which a later change would be seen."""
    told = hashlib.sha256()
    rows = reader.all(
        "SELECT id, on_date, direction, kind, amount, coalesce(voucher, '') FROM ledger_entry "
        "WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL ORDER BY id",
        (courtyard, month),
    )
    for row in rows:
        told.update(json.dumps([bytes(row[0]).hex(), *row[1:]], ensure_ascii=False).encode())
    return told.hexdigest()


def is_as_closed(context: Context, courtyard: bytes, month: str) -> bool | None:
    """Return whether the entries of a closed month are those it was closed with; None while it is open."""
    digest = context.reader.value(
        "SELECT digest FROM month_close WHERE courtyard_id = ? AND month = ? AND deleted_at IS NULL "
        "ORDER BY id LIMIT 1",
        (courtyard, month),
    )
    return None if digest is None else bool(digest == entries_digest(context.reader, courtyard, month))
