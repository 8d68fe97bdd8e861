"""Receipts and payments for a test, typed short."""

from __future__ import annotations

from services import ledgers
from services.office import Context


def entry(
    context: Context,
    yard: bytes,
    on_date: str = "2020-09-05",
    amount: int = 10_000,
    direction: str = "income",
    kind: str = "",
    **more: object,
) -> bytes:
    """Enter one receipt or payment and return its id."""
    code = kind or {"income": "parking", "expense": "waste"}[direction]
    draft = ledgers.EntryDraft(yard, on_date, direction, code, amount, **more)  # type: ignore[arg-type]
    return ledgers.add_entry(context, draft).id


def close(context: Context, yard: bytes, month: str = "2020-09") -> bytes:
    """Close a month by two people."""
    return ledgers.close_month(context, yard, month, "王芳", "李强").id
