"""Money of courtyards: kinds, accounts, entries, statements, closed months, cost of staff, charges due."""

from services.ledgers.accounts import Account, accounts, accounts_of, closed_through, default_account
from services.ledgers.charges import Charge, MadeCharges, charges, make_charges, pay_charges
from services.ledgers.closing import MonthState, close_month, is_as_closed, month_state
from services.ledgers.entries import (
    EntryDraft,
    add_entries,
    add_entry,
    change_entry,
    delete_entries,
    reverse,
)
from services.ledgers.kinds import Kind, KindDraft, kind_for, kinds, kinds_of, reset_kind, save_kind
from services.ledgers.register import RegisterPage, RegisterRow, register_page
from services.ledgers.remarks import remarks
from services.ledgers.staff import StaffLine
from services.ledgers.statements import (
    Close,
    KindLine,
    Statement,
    months,
    statement,
    statement_of,
)

__all__ = [
    "Account",
    "Charge",
    "Close",
    "EntryDraft",
    "Kind",
    "KindDraft",
    "KindLine",
    "MadeCharges",
    "MonthState",
    "RegisterPage",
    "RegisterRow",
    "StaffLine",
    "Statement",
    "accounts",
    "accounts_of",
    "add_entries",
    "add_entry",
    "change_entry",
    "charges",
    "close_month",
    "closed_through",
    "default_account",
    "delete_entries",
    "is_as_closed",
    "kind_for",
    "kinds",
    "kinds_of",
    "make_charges",
    "month_state",
    "months",
    "pay_charges",
    "register_page",
    "remarks",
    "reset_kind",
    "reverse",
    "save_kind",
    "statement",
    "statement_of",
]
