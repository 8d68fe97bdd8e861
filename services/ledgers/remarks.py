"""What is remarkable about an entry before it is saved: gathers what the rules of accounts ask about."""

from typing import TYPE_CHECKING

from models.rules.ledger import EntryFacts, entry_hints
from services.ledgers.accounts import accounts
from services.ledgers.entries import EntryDraft
from services.ledgers.statements import EFFECT
from services.office import Context

if TYPE_CHECKING:
    from models.rules.base import Hint


def remarks(context: Context, draft: EntryDraft, entry_id: bytes | None = None) -> "tuple[Hint, ...]":
    """Return what the rules say about an entry as it was typed; nothing of it stops saving.

    Args:
        context: read on the reader's thread.
        draft: the entry.
        entry_id: the entry that is edited, None for a new one.
    """
    facts = EntryFacts(
        draft.on_date or None,
        draft.amount,
        False,
        _same_voucher(context, draft, entry_id),
        _balance_after(context, draft, entry_id),
        draft.handler or None,
        draft.witness or None,
    )
    return entry_hints(facts, context.today().isoformat())


def _same_voucher(context: Context, draft: EntryDraft, entry_id: bytes | None) -> int:
    if not draft.voucher:
        return 0
    return int(
        context.reader.value(
            "SELECT count(*) FROM ledger_entry WHERE courtyard_id = ? AND voucher = ? AND id <> ? "
            "AND reverses_id IS NULL AND deleted_at IS NULL",
            (draft.courtyard, draft.voucher, entry_id or b""),
        )
    )


def _balance_after(context: Context, draft: EntryDraft, entry_id: bytes | None) -> int | None:
    """Return the balance of the account with the entry in it; receipts are not asked about."""
    if draft.direction != "expense":
        return None
    known = accounts(context, draft.courtyard)
    account = next((each for each in known if draft.account in (None, each.id)), None)
    if account is None:
        return -draft.amount
    # an only account is asked for by its courtyard, whose index carries sums
    which, owner = ("courtyard_id", account.courtyard) if len(known) == 1 else ("account_id", account.id)
    lies = context.reader.value(
        f"SELECT coalesce(sum({EFFECT}), 0) FROM ledger_entry e WHERE e.{which} = ? AND e.id <> ? "
        "AND e.deleted_at IS NULL",
        (owner, entry_id or b""),
    )
    return account.opening + int(lies) - draft.amount
