"""Closing months: by two people, in their order, for good; what guards them from every side."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput, UserError
from services import audit_log, history, ledgers, records
from services.office import Context
from tests.helpers.ledgers import close, entry
from tests.helpers.office import add, community, courtyard


def test_a_month_is_closed_by_two_people_and_tells_who(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard, amount=2_058_805, voucher="01")
    entry(office, yard, amount=119_978, direction="expense", kind="cleaning", voucher="02")
    before = ledgers.statement(office, yard, "2020-09")
    assert before.closed is None
    close(office, yard)
    after = ledgers.statement(office, yard, "2020-09")
    assert after.closed is not None
    assert (after.closed.closed_by, after.closed.checked_by) == ("王芳", "李强")
    assert (after.closed.single_reason, after.closed.late, after.closed.closed_on) == (
        "",
        False,
        "2020-09-16",
    )
    row = office.reader.one("SELECT opening, income, expense, closing, entry_count FROM month_close")
    assert row == (0, 2_058_805, 119_978, 1_938_827, 2)
    for name in ("opening", "income", "expense", "staff", "closing", "vouchers", "entries"):
        assert getattr(after, name) == getattr(before, name), name


def test_one_person_closes_only_with_a_reason_which_the_audit_tells(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard)
    for checker in ("王芳", " 王芳 ", ""):
        with pytest.raises(InvalidInput, match="两个人办理"):
            ledgers.close_month(office, yard, "2020-09", "王芳", checker)
    ledgers.close_month(office, yard, "2020-09", "王芳", single_reason="社区只有一人在岗")
    closed = ledgers.statement(office, yard, "2020-09").closed
    assert closed is not None
    assert (closed.closed_by, closed.checked_by, closed.single_reason) == ("王芳", "王芳", "社区只有一人在岗")
    label = office.reader.value("SELECT label FROM audit_entry WHERE action = 'month_closed'")
    assert label == "建设路1号院2020年9月（单人办理：社区只有一人在岗）"


def test_one_name_in_two_writings_is_one_person(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard)
    for checker in ("王 芳", "王　芳", " 王芳 "):
        with pytest.raises(InvalidInput, match="不能是同一个人"):
            ledgers.close_month(office, yard, "2020-09", "王芳", checker)


def test_months_are_closed_in_their_order(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard, "2020-07-05")
    entry(office, yard, "2020-09-05")
    state = ledgers.month_state(office, yard, "2020-09")
    assert (state.ahead, state.shut, state.entries) == ("2020-07", False, 1)
    with pytest.raises(InvalidInput, match=r"请先结2020年7月"):
        close(office, yard, "2020-09")
    with pytest.raises(InvalidInput, match="2020年10月还没有到"):
        close(office, courtyard(office, "二院"), "2020-10")
    with pytest.raises(InvalidInput, match="请写上月份"):
        close(office, yard, "9月")
    close(office, yard, "2020-07")
    close(office, yard, "2020-09")  # August has nothing and is closed along
    for month, sentence in (("2020-09", "已经月结"), ("2020-08", "在它之前")):
        with pytest.raises(InvalidInput, match=sentence):
            close(office, yard, month)
    with pytest.raises(InvalidInput, match="2020年8月已经月结"):
        entry(office, yard, "2020-08-05")
    assert ledgers.month_state(office, yard, "2020-08").shut is True
    assert [ledgers.statement(office, yard, month).opening for month in ("2020-08", "2020-09")] == [
        10_000,
        10_000,
    ]


def test_a_month_closed_long_after_is_marked_late(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard, "2020-06-05")
    entry(office, yard, "2020-08-05")
    close(office, yard, "2020-06")
    close(office, yard, "2020-08")
    rows = office.reader.all("SELECT month, late FROM month_close ORDER BY month")
    assert [(month, bool(late)) for month, late in rows] == [("2020-06", True), ("2020-08", False)]


def test_a_closed_statement_keeps_its_words_when_kinds_are_renamed(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard)
    close(office, yard)
    before = ledgers.statement(office, yard, "2020-09")
    parking = next(each for each in ledgers.kinds(office) if each.code == "parking")
    ledgers.save_kind(office, parking.id, ledgers.KindDraft("income", "车位费"))
    assert ledgers.statement(office, yard, "2020-09") == before
    assert ledgers.statement(office, yard, "2020-10").income[0].name == "车位费"


def _refused(words: str, act: object) -> None:
    with pytest.raises(UserError, match=words):
        act()  # type: ignore[operator]


def test_forms_bin_and_undo_cannot_touch_a_closed_month(office: Context) -> None:
    yard = courtyard(office)
    first = add(office, "accounts", courtyard_id=yard, name="现金", kind="cash", opening_balance="5")
    paid = entry(office, yard, amount=900, direction="expense", kind="cleaning", account=first)
    cost = records.save(office, "staff-costs", None, {"entry_id": paid, "post": "保洁员", "amount": "4"})
    removed = entry(office, yard, account=first)
    gone = records.delete(office, "ledger-entries", [removed])
    entered = ledgers.add_entry(office, ledgers.EntryDraft(yard, "2020-09-06", "income", "parking", 5))
    made = ledgers.close_month(office, yard, "2020-09", "王芳", "李强")
    before = ledgers.statement(office, yard, "2020-09")
    done = [each.tx_id for each in (made.committed, entered.committed, cost.committed, gone) if each]
    assert len(done) == 4
    for tx_id in done:
        _refused("已经月结", lambda tx_id=tx_id: history.undo(office, tx_id))
    _refused("已经月结", lambda: history.restore(office, gone.tx_id, "ledger-entries", removed))
    for kind, record in (
        ("ledger-entries", paid),
        ("staff-costs", cost.id),
        ("month-closes", made.id),
        ("accounts", first),
        ("courtyards", yard),
    ):
        _refused("已经月结", lambda kind=kind, record=record: records.delete(office, kind, [record]))
    for kind, record, typed in (
        ("ledger-entries", paid, {"amount": "1"}),
        ("ledger-entries", paid, {"summary": "改"}),
        ("staff-costs", cost.id, {"post": "门卫"}),
        ("month-closes", made.id, {"closing": "1"}),
        ("accounts", first, {"opening_balance": "6"}),
        ("accounts", first, {"opening_on": "2020-09-01"}),
    ):
        _refused(
            "已经月结",
            lambda kind=kind, record=record, typed=typed: records.save(office, kind, record, typed),
        )
    _refused("不能在这里新增", lambda: add(office, "month-closes", courtyard_id=yard, month="2020-10"))
    _refused(
        "2020年10月或以后",
        lambda: add(office, "accounts", courtyard_id=yard, name="二", kind="bank", opening_balance="1"),
    )
    assert ledgers.statement(office, yard, "2020-09") == before
    assert ledgers.statement(office, yard, "2020-10").opening == before.closing


def test_what_says_nothing_about_money_follows_a_courtyard_that_moves(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard)
    close(office, yard)
    other = community(office, "文明社区")
    moved = records.save(office, "courtyards", yard, {"unit_id": other}).committed
    for table in ("account", "ledger_entry", "month_close"):
        assert office.reader.value(f"SELECT unit_id FROM {table}") == other
    assert moved is not None
    history.undo(office, moved.tx_id)
    assert office.reader.value("SELECT unit_id FROM ledger_entry") != other


def test_an_account_may_still_be_renamed_and_a_new_one_begin_after_the_close(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard)
    close(office, yard)
    (account,) = ledgers.accounts(office, yard)
    records.save(office, "accounts", account.id, {"name": "备用金"})
    add(
        office,
        "accounts",
        courtyard_id=yard,
        name="建行",
        kind="bank",
        opening_on="2020-10-1",
        opening_balance="70",
    )
    assert ledgers.statement(office, yard, "2020-10").opening == 17_000
    with pytest.raises(UserError, match="已有收支"):
        records.save(office, "accounts", account.id, {"opening_on": "2020-09-20"})
    with pytest.raises(UserError, match="不能改到别的楼院"):
        records.save(office, "accounts", account.id, {"courtyard_id": courtyard(office, "二院")})


def test_the_form_of_an_entry_works_out_month_account_and_lateness(office: Context) -> None:
    yard = courtyard(office)
    made = add(
        office,
        "ledger-entries",
        courtyard_id=yard,
        on_date="2020-7-9",
        direction="income",
        kind="donation",
        amount="1,288.01",
    )
    (row,) = ledgers.register_page(office, courtyard=yard).rows
    assert (row.id, row.month, row.late, row.amount) == (made, "2020-07", True, 128_801)
    records.save(office, "ledger-entries", made, {"on_date": "2020-9-9"})
    assert ledgers.register_page(office, courtyard=yard).rows[0].month == "2020-09"
    with pytest.raises(records.FormErrors) as refused:
        records.save(office, "ledger-entries", made, {"amount": "0"})
    assert list(refused.value.errors) == ["amount"]
    with pytest.raises(records.FormErrors) as refused:
        records.save(office, "ledger-entries", made, {"direction": "expense"})
    assert list(refused.value.errors) == ["kind"]


def test_half_of_a_reversal_is_not_deleted_by_a_list(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard)
    back = ledgers.reverse(office, made, "重复").id
    with pytest.raises(InvalidInput, match="已经冲正，不能删除"):
        records.delete(office, "ledger-entries", [made])
    records.delete(office, "ledger-entries", [back])
    records.delete(office, "ledger-entries", [made])
    assert ledgers.statement(office, yard, "2020-09").entries == 0


def test_a_close_keeps_the_hash_of_its_entries(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard)
    close(office, yard)
    assert ledgers.is_as_closed(office, yard, "2020-09") is True
    assert ledgers.is_as_closed(office, yard, "2020-08") is None
    with office.unit_of_work() as work:  # as another program would, past every guard
        work.update("ledger_entry", made, {"amount": 7})
        work.commit()
    assert ledgers.is_as_closed(office, yard, "2020-09") is False


def test_the_audit_log_tells_of_closes_and_reversals_in_words(office: Context) -> None:
    yard = courtyard(office)
    made = entry(office, yard)
    ledgers.close_month(office, yard, "2020-09", "王芳", single_reason="只有一人")
    ledgers.reverse(office, made, "重复入账")
    told = {(line.action, line.label) for line in audit_log.recent(office)}
    assert ("月结", "建设路1号院2020年9月（单人办理：只有一人）") in told
    assert ("冲正", "重复入账") in told
