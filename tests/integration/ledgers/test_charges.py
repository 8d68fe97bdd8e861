"""What dwellings owe for a month: made at once, paid into the ledger, who has paid."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import InvalidInput
from services import ledgers
from services.office import Context
from tests.helpers.ledgers import close
from tests.helpers.office import add, courtyard


def _homes(office: Context, *areas: str) -> bytes:
    yard = courtyard(office)
    building = add(office, "buildings", courtyard_id=yard, name="1号楼")
    for number, area in enumerate(areas, 101):
        add(office, "dwellings", courtyard_id=yard, building_id=building, room=str(number), area=area)
    return bytes(yard)


def test_a_months_charges_are_made_once_for_all_dwellings(office: Context) -> None:
    yard = _homes(office, "65.4", "", "72.08")
    made = ledgers.make_charges(office, yard, "2020-09", "sanitation", 1_000)
    assert (made.made, made.there, made.without_area) == (3, 0, ())
    again = ledgers.make_charges(office, yard, "2020-09", "sanitation", 1_000)
    assert (again.made, again.there, again.committed) == (0, 3, None)
    assert [each.amount for each in ledgers.charges(office, yard, "2020-09", "sanitation")] == [1_000] * 3
    assert ledgers.charges(office, yard, "2020-10", "sanitation") == ()


def test_by_the_square_metre_half_a_fen_counts_and_a_missing_area_is_named(office: Context) -> None:
    yard = _homes(office, "65.4", "", "72.05")
    made = ledgers.make_charges(office, yard, "2020-09", "property_fee", 30, "sqm")
    assert (made.made, made.without_area) == (2, ("1号楼102",))
    found = ledgers.charges(office, yard, "2020-09", "property_fee")
    assert [(each.room, each.amount) for each in found] == [("101", 1_962), ("103", 2_162)]


def test_paying_enters_a_receipt_and_taking_it_back_makes_it_owed_again(office: Context) -> None:
    yard = _homes(office, "60", "60")
    ledgers.make_charges(office, yard, "2020-09", "sanitation", 1_000)
    first, second = ledgers.charges(office, yard, "2020-09", "sanitation")
    ledgers.pay_charges(office, [first.id], date(2020, 9, 12), handler="王芳", voucher="7")
    paid, open_one = ledgers.charges(office, yard, "2020-09", "sanitation")
    assert (paid.paid, paid.paid_on, open_one.paid) == (1_000, "2020-09-12", None)
    (row,) = ledgers.register_page(office, courtyard=yard).rows
    assert (row.id, row.summary, row.dwelling, row.handler) == (
        paid.entry,
        "2020年9月1号楼101",
        first.dwelling,
        "王芳",
    )
    with pytest.raises(InvalidInput, match="已经收过了"):
        ledgers.pay_charges(office, [second.id, first.id])
    assert ledgers.statement(office, yard, "2020-09").entries == 1
    ledgers.reverse(office, row.id, "退回")
    assert ledgers.charges(office, yard, "2020-09", "sanitation")[0].paid is None
    ledgers.pay_charges(office, [first.id, second.id])
    assert ledgers.statement(office, yard, "2020-09").income_total == 2_000


def test_what_cannot_be_charged_is_refused(office: Context) -> None:
    yard = _homes(office, "60")
    for refused, sentence in (
        (("2020-9", "sanitation", 1), "写上月份"),
        (("2020-09", "sanitation", 0), "大于零"),
        (("2020-09", "guard", 1), "收入类别"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            ledgers.make_charges(office, yard, *refused)
    with pytest.raises(InvalidInput, match="没有登记房屋"):
        ledgers.make_charges(office, courtyard(office, "二院"), "2020-09", "sanitation", 1)
    ledgers.make_charges(office, yard, "2020-09", "sanitation", 1_000)
    (due,) = ledgers.charges(office, yard, "2020-09", "sanitation")
    ledgers.pay_charges(office, [due.id])
    close(office, yard)
    ledgers.make_charges(office, yard, "2020-10", "sanitation", 1_000)
    (late,) = ledgers.charges(office, yard, "2020-10", "sanitation")
    with pytest.raises(InvalidInput, match="已经月结"):
        ledgers.pay_charges(office, [late.id], date(2020, 9, 12))
