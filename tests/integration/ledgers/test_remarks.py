"""What is said about an entry before it is saved."""

from __future__ import annotations

from services import ledgers
from services.office import Context
from tests.helpers.ledgers import entry
from tests.helpers.office import add, courtyard


def _said(context: Context, yard: bytes, entry_id: bytes | None = None, **more: object) -> list[str | None]:
    values: dict[str, object] = {"direction": "expense", "kind": "waste", "amount": 100, **more}
    draft = ledgers.EntryDraft(yard, str(values.pop("on_date", "2020-09-05")), **values)  # type: ignore[arg-type]
    return [hint.field for hint in ledgers.remarks(context, draft, entry_id)]


def test_a_balance_below_nought_is_remarked(office: Context) -> None:
    yard = courtyard(office)
    assert _said(office, yard) == ["amount"]
    add(office, "accounts", courtyard_id=yard, name="现金", kind="cash", opening_balance="1.50")
    assert _said(office, yard) == []
    paid = entry(office, yard, amount=100, direction="expense")
    assert _said(office, yard) == ["amount"]
    assert _said(office, yard, paid) == []
    other = add(office, "accounts", courtyard_id=yard, name="建行", kind="bank", opening_balance="1")
    assert _said(office, yard, account=other) == []
    assert _said(office, yard, account=other, amount=101) == ["amount"]
    assert _said(office, yard, direction="income", kind="parking") == []


def test_a_voucher_used_twice_is_remarked_but_not_by_the_entry_itself(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard, voucher="7")
    ledgers.reverse(office, made, "重复")
    assert _said(office, yard, direction="income", kind="parking", voucher="7") == ["voucher"]
    assert _said(office, yard, made, direction="income", kind="parking", voucher="7") == []
    assert _said(office, courtyard(office, "二院"), direction="income", kind="parking", voucher="7") == []
