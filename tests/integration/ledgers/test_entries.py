"""Entering, changing, deleting and taking back receipts and payments."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import InvalidInput, NotFound
from services import ledgers
from services.office import Context
from tests.helpers.ledgers import close, entry
from tests.helpers.office import add, courtyard


def _told(context: Context, yard: bytes, month: str = "2020-09") -> tuple[int, int, int, int]:
    told = ledgers.statement(context, yard, month)
    return told.opening, told.income_total, told.expense_total, told.closing


def test_the_first_entry_makes_the_account_and_the_statement_tells_it(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard, amount=2_058_805)
    entry(office, yard, amount=119_978, direction="expense", kind="repair")
    (account,) = ledgers.accounts(office, yard)
    assert (account.name, account.kind) == ("现金账户", "cash")
    assert _told(office, yard) == (0, 2_058_805, 119_978, 1_938_827)
    assert _told(office, yard, "2020-10") == (1_938_827, 0, 0, 1_938_827)


def test_a_statement_tells_every_offered_kind_and_the_vouchers_as_ranges(office: Context) -> None:
    yard = courtyard(office)
    for number in (1, 2, 3, 5):
        entry(office, yard, voucher=f"12209{number:02d}")
    told = ledgers.statement(office, yard, "2020-09")
    assert [line.name for line in told.income][:2] == ["停车费", "卫生费"]
    assert {line.name: line.amount for line in told.income} | {"停车费": 0} == {
        line.name: 0 for line in told.income
    }
    assert told.vouchers == ("1220901～1220903", "1220905")
    assert told.entries == 4


def test_many_are_entered_all_or_none(office: Context) -> None:
    yard = courtyard(office)
    good = ledgers.EntryDraft(yard, "2020-09-01", "income", "parking", 100)
    bad = ledgers.EntryDraft(yard, "2020-09-31", "income", "parking", 100)
    with pytest.raises(InvalidInput, match="第2笔：请写上完整的日期"), office.unit_of_work() as work:
        ledgers.add_entries(work, (good, bad), office.today())
    assert ledgers.accounts(office, yard) == ()
    with office.unit_of_work() as work:
        made = ledgers.add_entries(work, (good, good), office.today())
        work.commit()
    assert len(set(made)) == 2
    assert _told(office, yard)[1] == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": 0}, "金额要大于零"),
        ({"amount": -5}, "金额要大于零"),
        ({"amount": 1_000_000_000_000}, "金额太大了"),
        ({"on_date": "2020-09"}, "完整的日期"),
        ({"on_date": "20200905"}, "完整的日期"),
        ({"kind": "guard"}, "收入类别"),
        ({"kind": "nonsense"}, "收入类别"),
        ({"month": "2020-08"}, "入账月份不能早于"),
        ({"month": "2020-13"}, "入账月份不能早于"),
        ({"account": b"x" * 16}, "所选的账户不是这个楼院的"),
    ],
)
def test_what_cannot_be_taken_gets_one_sentence(
    office: Context, change: dict[str, object], sentence: str
) -> None:
    yard = courtyard(office)
    with pytest.raises(InvalidInput, match=sentence):
        entry(office, yard, **change)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="请选收入或支出"):
        entry(office, yard, direction="both", kind="parking")
    with pytest.raises(NotFound):
        entry(office, b"y" * 16)


def test_an_account_takes_nothing_before_its_opening_nor_after_its_end(office: Context) -> None:
    yard = courtyard(office)
    account = add(
        office,
        "accounts",
        courtyard_id=yard,
        name="建行账户",
        kind="bank",
        opening_on="2020-09-03",
        opening_balance="100.00",
        closed_on="2020-09-20",
    )
    with pytest.raises(InvalidInput, match="期初余额已包括更早的收支"):
        entry(office, yard, "2020-09-02", account=account)
    with pytest.raises(InvalidInput, match="已在2020-09-20停用"):
        entry(office, yard, "2020-09-21", account=account)
    entry(office, yard, "2020-09-03", account=account)
    assert _told(office, yard) == (10_000, 10_000, 0, 20_000)
    assert _told(office, yard, "2020-08") == (0, 0, 0, 0)


def test_what_is_entered_for_a_past_month_is_marked_late(office: Context) -> None:
    yard = courtyard(office)
    late = [entry(office, yard, day) for day in ("2020-07-31", "2020-08-01", "2020-09-16")]
    rows = ledgers.register_page(office, courtyard=yard).rows
    assert [row.id for row in rows] == late
    assert [row.late for row in rows] == [True, False, False]


def test_an_open_entry_is_changed_and_moves_to_the_month_of_its_day(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard, voucher="7")
    draft = ledgers.EntryDraft(yard, "2020-10-01", "expense", "waste", 500, voucher="8")
    assert ledgers.change_entry(office, made, draft).committed is not None
    assert ledgers.change_entry(office, made, draft).committed is None
    (row,) = ledgers.register_page(office, courtyard=yard).rows
    assert (row.month, row.direction, row.amount, row.balance, row.voucher) == (
        "2020-10",
        "expense",
        500,
        -500,
        "8",
    )


def test_a_closed_entry_is_neither_changed_nor_deleted_but_taken_back_in_the_next_open_month(
    office: Context,
) -> None:
    yard = courtyard(office)
    made = entry(office, yard)
    close(office, yard)
    before = ledgers.statement(office, yard, "2020-09")
    draft = ledgers.EntryDraft(yard, "2020-09-06", "income", "parking", 1)
    for refused in (
        lambda: ledgers.change_entry(office, made, draft),
        lambda: ledgers.delete_entries(office, [made]),
        lambda: ledgers.add_entry(office, draft),
    ):
        with pytest.raises(InvalidInput, match=r"2020年9月已经月结.*冲正.*记入2020年10月"):
            refused()
    back = ledgers.reverse(office, made, "重复入账").id
    (row,) = ledgers.register_page(office, courtyard=yard, month="2020-10").rows
    assert (row.id, row.amount, row.direction, row.kind) == (back, -10_000, "income", "parking")
    assert (row.on_date, row.reverses, row.reason) == ("2020-09-16", made, "重复入账")
    assert ledgers.statement(office, yard, "2020-09") == before
    assert _told(office, yard, "2020-10") == (10_000, -10_000, 0, 0)
    (first,) = ledgers.register_page(office, courtyard=yard, month="2020-09").rows
    assert (first.closed, first.reversed_by) == (True, back)


def test_what_was_missed_in_a_closed_month_goes_into_an_open_one_and_stays_there(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard)
    close(office, yard)
    missed = entry(office, yard, "2020-09-09", 700, month="2020-10")
    draft = ledgers.EntryDraft(yard, "2020-09-09", "income", "parking", 800)
    ledgers.change_entry(office, missed, draft)
    (row,) = ledgers.register_page(office, courtyard=yard, month="2020-10").rows
    assert (row.on_date, row.amount, row.balance) == ("2020-09-09", 800, 10_800)


def test_a_reversal_is_made_once_with_a_reason_and_can_be_taken_away_while_open(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard)
    with pytest.raises(InvalidInput, match="写明冲正的原因"):
        ledgers.reverse(office, made, "  ")
    back = ledgers.reverse(office, made, "金额写错", date(2020, 9, 10)).id
    with pytest.raises(InvalidInput, match="已经冲正过了"):
        ledgers.reverse(office, made, "金额写错")
    with pytest.raises(InvalidInput, match="不能再冲正"):
        ledgers.reverse(office, back, "金额写错")
    draft = ledgers.EntryDraft(yard, "2020-09-06", "income", "parking", 1)
    with pytest.raises(InvalidInput, match="已经冲正，不能修改"):
        ledgers.change_entry(office, made, draft)
    with pytest.raises(InvalidInput, match="是冲正，不能修改"):
        ledgers.change_entry(office, back, draft)
    with pytest.raises(InvalidInput, match="已经冲正，不能删除"):
        ledgers.delete_entries(office, [made])
    ledgers.delete_entries(office, [back])
    ledgers.reverse(office, made, "金额写错")
    assert _told(office, yard) == (0, 0, 0, 0)


def test_the_register_is_read_page_by_page_both_ways(office: Context) -> None:
    yard = courtyard(office)
    ids = [entry(office, yard, f"2020-09-{day:02d}", day * 100) for day in range(1, 11)]
    (account,) = ledgers.accounts(office, yard)
    last = ledgers.register_page(office, account.id, limit=4)
    assert [row.id for row in last.rows] == ids[6:]
    assert (last.opening, last.rows[-1].balance, last.earlier, last.later) == (2_100, 5_500, True, False)
    middle = ledgers.register_page(office, account.id, before=last.rows[0].key, limit=4)
    assert [row.id for row in middle.rows] == ids[2:6]
    assert (middle.earlier, middle.later, middle.rows[-1].balance) == (True, True, last.opening)
    first = ledgers.register_page(office, account.id, before=middle.rows[0].key, limit=4)
    assert ([row.id for row in first.rows], first.earlier, first.opening) == (ids[:2], False, 0)
    onward = ledgers.register_page(office, account.id, after=first.rows[-1].key, limit=4)
    assert onward == middle
    beyond = ledgers.register_page(office, account.id, after=last.rows[-1].key)
    assert (beyond.rows, beyond.opening) == ((), 5_500)
