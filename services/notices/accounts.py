"""Facts for the sheets about money: a month's statement with who closed it and how it hangs."""

from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound
from models.rules.ledger import month_words, parse_month
from services import ledgers
from services.masking import Masker, masker
from services.notices.meetings import place_of
from services.notices.postings import NO_NOTICE, notice_row, posting_of
from services.office import Context

if TYPE_CHECKING:
    from services.documents.ledger_facts import AccountsFacts, ClosingFacts, StaffCostFacts, StaffFacts
    from services.documents.meeting_facts import Place, Posting


def accounts_facts(
    context: Context,
    courtyard: bytes,
    month: str,
    notice: dict[str, Any] | None = None,
    masks: Masker | None = None,
) -> "AccountsFacts":
    """Gather what 月度收支公开表 shows.

    Args:
        context: read on the reader's thread.
        courtyard: whose money.
        month: YYYY-MM; one that is not closed says so on the sheet.
        notice: the row of the notice it hangs as; by default the latest one recorded for it.
        masks: what its names pass, by default the profile of its kind.

    Raises:
        NotFound: the courtyard is gone.
        InvalidInput: no month is named.
    """
    from services.documents.ledger_facts import AccountsFacts

    masks = masks or masker(context, "accounts")
    place, posting = _around(context, courtyard, month, "accounts", notice, masks)
    told = ledgers.statement(context, courtyard, month)
    return AccountsFacts(
        place,
        month_words(month),
        posting,
        told.opening,
        tuple((line.name, line.amount) for line in told.income),
        tuple((line.name, line.amount) for line in told.expense),
        _staff(told),
        told.closing,
        told.vouchers,
        told.entries,
        _closed(told, masks),
    )


def staff_cost_facts(
    context: Context,
    courtyard: bytes,
    month: str,
    notice: dict[str, Any] | None = None,
    masks: Masker | None = None,
) -> "StaffCostFacts":
    """Gather what 人员费用公开表 shows; arguments and exceptions as for `accounts_facts`."""
    from services.documents.ledger_facts import StaffCostFacts

    masks = masks or masker(context, "staff_cost")
    place, posting = _around(context, courtyard, month, "staff_cost", notice, masks)
    told = ledgers.statement(context, courtyard, month)
    return StaffCostFacts(place, month_words(month), posting, _staff(told), _closed(told, masks))


def _around(
    context: Context, courtyard: bytes, month: str, kind: str, notice: dict[str, Any] | None, masks: Masker
) -> "tuple[Place, Posting]":
    if not month or parse_month(month).value != month:
        raise InvalidInput("还没有选月份。请先选要公开哪个月的账。", "for_month")
    unit = context.reader.one(
        "SELECT unit_id FROM courtyard WHERE id = ? AND deleted_at IS NULL", (courtyard,)
    )
    if unit is None:
        raise NotFound("这个楼院已经不在了，可能刚被删除。请刷新后再试。")
    row = notice or _notice_for(context, courtyard, month, kind) or NO_NOTICE
    place = place_of(context, courtyard, unit[0])
    return place, posting_of(context, place, row, unit[0], masks)


def _notice_for(context: Context, courtyard: bytes, month: str, kind: str) -> dict[str, Any] | None:
    found = context.reader.value(
        "SELECT id FROM notice WHERE courtyard_id = ? AND kind = ? AND for_month = ? AND deleted_at IS NULL "
        "ORDER BY id DESC LIMIT 1",
        (courtyard, kind, month),
    )
    return notice_row(context, found) if found is not None else None


def _staff(told: ledgers.Statement) -> "tuple[StaffFacts, ...]":
    """Return the posts without the people in them: whoever is paid is named on no sheet."""
    from services.documents.ledger_facts import StaffFacts

    lines: dict[tuple[str, str], StaffFacts] = {}
    for each in told.staff:
        before = lines.get((each.post, each.note))
        heads = each.heads if each.heads is not None else 1 if each.person else None
        if before is not None:
            counted = [number for number in (before.heads, heads) if number is not None]
            lines[each.post, each.note] = StaffFacts(
                each.post, sum(counted) if counted else None, before.amount + each.amount, each.note
            )
        else:
            lines[each.post, each.note] = StaffFacts(each.post, heads, each.amount, each.note)
    return tuple(lines.values())


def _closed(told: ledgers.Statement, masks: Masker) -> "ClosingFacts | None":
    from services.documents.ledger_facts import ClosingFacts

    if told.closed is None:
        return None
    return ClosingFacts(
        masks.name("office", told.closed.closed_by, "制表"),
        masks.name("office", told.closed.checked_by, "审核"),
        bool(told.closed.single_reason),
    )
