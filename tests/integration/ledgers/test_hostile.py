"""Money from the side of somebody who tries every door: halves of reversals, moved accounts, odd dates."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from models.errors import InvalidInput, UserError
from services import booking, history, ledgers, records
from services.exporting.ledger import RegisterExport, export_register
from services.ledger_commands import as_json
from services.ledgers import overview
from services.office import Context
from tests.helpers.ledgers import close, entry
from tests.helpers.office import add, courtyard


def _refused(sentence: str, act: Callable[[], object]) -> None:
    with pytest.raises(UserError, match=sentence):
        act()


def _tx(saved: records.Saved) -> bytes:
    assert saved.committed is not None
    return saved.committed.tx_id


def _draft(yard: bytes, amount: int, day: str = "2020-09-05") -> ledgers.EntryDraft:
    return ledgers.EntryDraft(yard, day, "income", "parking", amount)


def test_an_edit_is_not_undone_once_the_entry_was_taken_back(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard, amount=10_000)
    edited = ledgers.change_entry(office, made, _draft(yard, 8_000))
    ledgers.reverse(office, made, "重复")
    _refused("已经冲正", lambda: history.undo(office, _tx(edited)))
    assert ledgers.statement(office, yard, "2020-09").closing == 0


def test_a_deleted_reversal_does_not_come_back_beside_another_or_without_what_it_took_back(
    office: Context,
) -> None:
    yard = courtyard(office)
    made = entry(office, yard, amount=10_000)
    back = ledgers.reverse(office, made, "重复").id
    gone = records.delete(office, "ledger-entries", [back])
    again = ledgers.reverse(office, made, "重复")
    _refused("冲正", lambda: history.restore(office, gone.tx_id, "ledger-entries", back))
    _refused("冲正", lambda: history.undo(office, gone.tx_id))
    history.undo(office, _tx(again))
    ledgers.change_entry(office, made, _draft(yard, 7_000))
    _refused("冲正", lambda: history.restore(office, gone.tx_id, "ledger-entries", back))
    ledgers.delete_entries(office, [made])
    _refused("冲正", lambda: history.restore(office, gone.tx_id, "ledger-entries", back))
    assert ledgers.statement(office, yard, "2020-09").entries == 0


def test_a_deleted_pair_comes_back_in_either_order(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard, amount=10_000)
    back = ledgers.reverse(office, made, "重复").id
    gone = records.delete(office, "ledger-entries", [back])
    history.restore(office, gone.tx_id, "ledger-entries", back)
    both = ledgers.delete_entries(office, [made, back])
    history.undo(office, both.tx_id)
    assert ledgers.statement(office, yard, "2020-09").entries == 2


def test_an_account_with_an_opening_does_not_leave_or_enter_closed_books(office: Context) -> None:
    yard, other = courtyard(office), courtyard(office, "二院")
    first = add(office, "accounts", courtyard_id=yard, name="现金", kind="cash")
    spare = add(office, "accounts", courtyard_id=yard, name="备用", kind="cash", opening_balance="10")
    entry(office, yard, account=first)
    close(office, yard)
    _refused("已经月结", lambda: records.save(office, "accounts", spare, {"courtyard_id": other}))
    far = records.save(
        office,
        "accounts",
        None,
        {"courtyard_id": other, "name": "建行", "kind": "bank", "opening_balance": "3"},
    )
    _refused("已经月结", lambda: records.save(office, "accounts", far.id, {"courtyard_id": yard}))
    assert ledgers.statement(office, yard, "2020-10").opening == 11_000


def test_moving_an_account_is_not_undone_into_closed_books(office: Context) -> None:
    yard, other = courtyard(office), courtyard(office, "二院")
    spare = add(office, "accounts", courtyard_id=yard, name="备用", kind="cash", opening_balance="10")
    moved = records.save(office, "accounts", spare, {"courtyard_id": other})
    entry(office, yard)
    close(office, yard)
    _refused("已经月结", lambda: history.undo(office, _tx(moved)))
    assert ledgers.statement(office, yard, "2020-10").opening == 10_000


def test_an_account_moved_is_not_undone_away_from_its_entries(office: Context) -> None:
    yard, other = courtyard(office), courtyard(office, "二院")
    spare = add(office, "accounts", courtyard_id=yard, name="备用", kind="cash")
    moved = records.save(office, "accounts", spare, {"courtyard_id": other})
    entry(office, other, account=spare)
    _refused("已有收支", lambda: history.undo(office, _tx(moved)))


@pytest.mark.parametrize("column", ["opening_on", "closed_on"])
def test_days_of_an_account_are_whole(office: Context, column: str) -> None:
    yard = courtyard(office)
    for typed in ("2020年9月", "2020年"):
        values = {"courtyard_id": yard, "name": "现金", "kind": "cash", column: typed}
        _refused("哪一天", partial(records.save, office, "accounts", None, values))
    made = add(office, "accounts", courtyard_id=yard, name="现金", kind="cash")
    _refused("哪一天", lambda: records.save(office, "accounts", made, {column: "2020年9月"}))
    assert [line.opening for line in overview.month_lines(office, yard)] == [0]


def test_an_account_is_not_given_up_before_its_last_entry_or_its_beginning(office: Context) -> None:
    yard = courtyard(office)
    made = add(office, "accounts", courtyard_id=yard, name="现金", kind="cash", opening_on="2020-9-1")
    entry(office, yard)
    _refused("停用时间", lambda: records.save(office, "accounts", made, {"closed_on": "2020-9-4"}))
    _refused(
        "停用时间",
        lambda: add(
            office,
            "accounts",
            courtyard_id=yard,
            name="二",
            kind="cash",
            opening_on="2020-9-3",
            closed_on="2020-9-2",
        ),
    )
    records.save(office, "accounts", made, {"closed_on": "2020-9-5"})


def test_the_register_of_a_courtyard_counts_an_opening_from_the_month_it_began(
    office: Context, tmp_path: Path
) -> None:
    yard = courtyard(office)
    entry(office, yard, "2020-08-05", 100)
    later = add(
        office, "accounts", courtyard_id=yard, name="建行", kind="bank", opening_on="2020-9-1",
        opening_balance="5",
    )  # fmt: skip
    entry(office, yard, "2020-09-05", 10, account=later)
    whole = ledgers.register_page(office, courtyard=yard)
    assert [row.balance for row in whole.rows] == [100, 610]
    for month, told in (("", ["1", "6.1"]), ("2020-09", ["6.1"])):
        out = tmp_path / "账.csv"
        export_register(office, RegisterExport(yard, None, month), out)
        with out.open(encoding="utf-8-sig", newline="") as file:
            assert [line[10] for line in csv.reader(file)][1:] == told
    part = ledgers.register_page(office, courtyard=yard, limit=1)
    assert (part.opening, part.rows[0].balance) == (600, 610)
    beyond = ledgers.register_page(office, courtyard=yard, after=whole.rows[-1].key)
    assert beyond.opening == 610


def test_cost_of_staff_follows_its_payment(office: Context) -> None:
    yard = courtyard(office)
    paid = entry(office, yard, amount=1_000, direction="expense", kind="cleaning")
    records.save(office, "staff-costs", None, {"entry_id": paid, "post": "保洁员", "amount": "10"})
    draft = ledgers.EntryDraft(yard, "2020-08-05", "expense", "cleaning", 1_000)
    ledgers.change_entry(office, paid, draft)
    assert ledgers.statement(office, yard, "2020-09").staff == ()
    (line,) = ledgers.statement(office, yard, "2020-08").staff
    assert (line.post, line.amount) == ("保洁员", 1_000)
    records.save(office, "ledger-entries", paid, {"on_date": "2020-9-6"})
    assert ledgers.statement(office, yard, "2020-08").staff == ()
    assert [each.amount for each in ledgers.statement(office, yard, "2020-09").staff] == [1_000]
    _refused("人员费用", lambda: records.save(office, "ledger-entries", paid, {"amount": "9"}))
    smaller = ledgers.EntryDraft(yard, "2020-09-06", "expense", "cleaning", 900)
    _refused("人员费用", lambda: ledgers.change_entry(office, paid, smaller))
    turned = ledgers.EntryDraft(yard, "2020-09-06", "income", "parking", 1_000)
    _refused("人员费用", lambda: ledgers.change_entry(office, paid, turned))


def test_cost_of_staff_is_not_restored_past_its_payment(office: Context) -> None:
    yard = courtyard(office)
    paid = entry(office, yard, amount=1_000, direction="expense", kind="cleaning")
    cost = records.save(office, "staff-costs", None, {"entry_id": paid, "post": "保洁员", "amount": "10"})
    gone = records.delete(office, "staff-costs", [cost.id])
    ledgers.change_entry(office, paid, ledgers.EntryDraft(yard, "2020-08-06", "expense", "cleaning", 900))
    _refused("人员费用|明细", lambda: history.restore(office, gone.tx_id, "staff-costs", cost.id))


def test_own_kinds_of_one_name_on_both_sides_are_two(office: Context) -> None:
    yard = courtyard(office)
    made = [
        ledgers.save_kind(office, None, ledgers.KindDraft(side, "快递柜")) for side in ("income", "expense")
    ]
    codes = [each.code for each in ledgers.kinds(office) if each.id in {one.id for one in made}]
    assert len(set(codes)) == 2
    for side, code in zip(("income", "expense"), codes, strict=True):
        entry(office, yard, direction=side, kind=code)
    told = ledgers.statement(office, yard, "2020-09")
    assert [line.name for line in (*told.income, *told.expense) if line.count] == ["快递柜", "快递柜"]


def test_an_own_kind_that_is_owed_stays(office: Context) -> None:
    yard = courtyard(office)
    building = add(office, "buildings", courtyard_id=yard, name="1号楼")
    add(office, "dwellings", courtyard_id=yard, building_id=building, room="101")
    made = ledgers.save_kind(office, None, ledgers.KindDraft("income", "快递柜"))
    ledgers.make_charges(office, yard, "2020-09", "快递柜", 100)
    _refused("不能删除", lambda: ledgers.reset_kind(office, made.id))


def _due(office: Context) -> tuple[bytes, bytes]:
    yard = courtyard(office)
    building = add(office, "buildings", courtyard_id=yard, name="1号楼")
    add(office, "dwellings", courtyard_id=yard, building_id=building, room="101")
    ledgers.make_charges(office, yard, "2020-09", "sanitation", 1_000)
    (due,) = ledgers.charges(office, yard, "2020-09", "sanitation")
    return yard, due.id


def test_a_charge_named_twice_is_paid_once(office: Context) -> None:
    yard, due = _due(office)
    ledgers.pay_charges(office, [due, due], date(2020, 9, 12))
    assert ledgers.statement(office, yard, "2020-09").income_total == 1_000


def test_a_payment_in_the_ledger_is_not_rubbed_out_on_the_charge(office: Context) -> None:
    yard, due = _due(office)
    ledgers.pay_charges(office, [due], date(2020, 9, 12))
    for typed in ({"paid_on": ""}, {"paid_amount": "1"}, {"kind": "parking"}, {"amount": "5"}):
        _refused("流水", partial(records.save, office, "charges", due, typed))
    records.save(office, "charges", due, {"note": "现金"})
    (paid,) = ledgers.charges(office, yard, "2020-09", "sanitation")
    assert (paid.paid, paid.paid_on) == (1_000, "2020-09-12")


def test_a_charge_is_for_a_kind_of_receipt(office: Context) -> None:
    _, due = _due(office)
    with pytest.raises(records.FormErrors) as refused:
        records.save(office, "charges", due, {"kind": "guard"})
    assert list(refused.value.errors) == ["kind"]
    with pytest.raises(records.FormErrors) as refused:
        records.save(office, "charges", due, {"paid_on": "2020-9-3", "paid_amount": "-3"})
    assert list(refused.value.errors) == ["paid_amount"]


def test_the_day_of_a_reversal_is_not_before_what_it_takes_back(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard)
    _refused("不能早于", lambda: ledgers.reverse(office, made, "重复", date(2020, 9, 4)))


def test_december_and_february_carry_on(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard, "2019-12-31", 100)
    entry(office, yard, "2020-02-29", 1)
    close(office, yard, "2019-12")
    back = ledgers.reverse(office, made, "重复").id
    months = {row.id: row.month for row in ledgers.register_page(office, courtyard=yard).rows}
    assert months[back] == "2020-01"
    close(office, yard, "2020-01")
    close(office, yard, "2020-02")
    assert ledgers.statement(office, yard, "2020-03").opening == 1
    with pytest.raises(InvalidInput):
        entry(office, yard, "2019-02-29")


def test_the_largest_amounts_add_up(office: Context) -> None:
    yard = courtyard(office)
    for _ in range(3):
        entry(office, yard, amount=999_999_999_999)
    assert ledgers.statement(office, yard, "2020-09").closing == 2_999_999_999_997
    close(office, yard)
    assert ledgers.statement(office, yard, "2020-10").opening == 2_999_999_999_997


def test_a_statement_is_the_same_before_and_after_its_close(office: Context) -> None:
    yard = courtyard(office)
    paid = entry(office, yard, amount=1_000, direction="expense", kind="cleaning", voucher="001")
    records.save(office, "staff-costs", None, {"entry_id": paid, "post": "保洁员", "amount": "4"})
    entry(office, yard, voucher="002")
    ledgers.reverse(office, paid, "重复")
    before = ledgers.statement(office, yard, "2020-09")
    close(office, yard)
    after = ledgers.statement(office, yard, "2020-09")
    assert after.closed is not None
    assert before == type(before)(
        **{name: getattr(after, name) for name in after.__slots__} | {"closed": None}
    )


def test_an_entry_comes_back_only_where_its_account_still_takes_it(office: Context) -> None:
    yard, other = courtyard(office), courtyard(office, "二院")
    account = add(office, "accounts", courtyard_id=yard, name="现金", kind="cash")
    made = entry(office, yard, account=account)
    gone = records.delete(office, "ledger-entries", [made])
    for typed, sentence in (
        ({"courtyard_id": other}, "别的楼院"),
        ({"opening_on": "2020-9-6"}, "开始记账"),
        ({"closed_on": "2020-9-4"}, "停用时间"),
    ):
        moved = records.save(office, "accounts", account, typed)
        _refused(sentence, partial(history.restore, office, gone.tx_id, "ledger-entries", made))
        _refused(sentence, partial(history.undo, office, gone.tx_id))
        history.undo(office, _tx(moved))
    history.restore(office, gone.tx_id, "ledger-entries", made)
    assert ledgers.statement(office, yard, "2020-09").closing == 10_000


def test_the_receipt_of_a_charge_stays_what_it_is(office: Context) -> None:
    yard, due = _due(office)
    ledgers.pay_charges(office, [due], date(2020, 9, 12))
    (row,) = ledgers.register_page(office, courtyard=yard).rows
    draft = ledgers.EntryDraft(yard, "2020-09-12", "income", "sanitation", 900)
    _refused("应收费用", lambda: ledgers.change_entry(office, row.id, draft))
    _refused("应收费用", lambda: records.save(office, "ledger-entries", row.id, {"kind": "parking"}))
    records.save(office, "ledger-entries", row.id, {"handler": "王芳", "on_date": "2020-9-13"})
    records.delete(office, "ledger-entries", [row.id])
    assert ledgers.charges(office, yard, "2020-09", "sanitation")[0].paid is None


def test_no_two_kinds_of_a_side_are_called_alike(office: Context) -> None:
    yard = courtyard(office)
    parking = next(each for each in ledgers.kinds(office) if each.code == "parking")
    renamed = ledgers.save_kind(office, parking.id, ledgers.KindDraft("income", "泊车费"))
    ledgers.save_kind(office, None, ledgers.KindDraft("income", "停车费"))
    _refused("停车费", lambda: ledgers.reset_kind(office, parking.id))
    entry(office, yard, amount=100)
    entry(office, yard, amount=20, kind="停车费")
    history.undo(office, _tx(renamed))
    told = as_json(ledgers.statement(office, yard, "2020-09"), "院")
    assert told["income_by_kind"]["停车费"] == told["income"] == 120


def test_what_was_booked_into_a_month_closed_since_is_not_undone(office: Context) -> None:
    yard = courtyard(office)
    add(
        office,
        "ledger-lines",
        courtyard_id=yard,
        on_date="2020-9-3",
        direction="income",
        item="停车费",
        amount="5",
        voucher="No.1",
    )
    booked = booking.apply(office, booking.book_pending(office)).committed
    assert booked is not None
    close(office, yard)
    _refused("已经月结", lambda: history.undo(office, booked.tx_id))
    assert booking.book_pending(office).lines == ()
    assert ledgers.is_as_closed(office, yard, "2020-09")
