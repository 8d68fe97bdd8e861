"""Months in a row, what to look at before closing, what the register offers, the register in a file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from services import ledgers
from services.exporting.ledger import BATCH, RegisterExport, export_register
from services.ledgers.offers import offers
from services.ledgers.overview import close_hints, latest_courtyard, month_lines, waiting, without_gaps
from services.office import Context
from tests.helpers.ledgers import close, entry
from tests.helpers.office import add, community, courtyard, rows


@pytest.fixture
def yard(office: Context) -> bytes:
    return courtyard(office)


def _account(office: Context, yard: bytes, name: str = "现金", **more: object) -> bytes:
    return add(office, "accounts", courtyard_id=yard, name=name, kind="cash", **more)


def test_months_carry_their_balance_on(office: Context, yard: bytes) -> None:
    cash = _account(office, yard, opening_on="2020-06-15", opening_balance="10")
    bank = _account(office, yard, "银行", opening_balance="1")
    entry(office, yard, "2020-05-02", 300, account=bank)
    entry(office, yard, "2020-08-02", 2_000, account=cash)
    entry(office, yard, "2020-08-03", 500, "expense", "waste", account=cash)
    other = courtyard(office, "别的院", community(office, "别的社区"))
    entry(office, other, "2020-08-03", 99_999)
    close(office, yard, "2020-05")
    told = month_lines(office, yard)
    assert [(line.month, line.opening, line.income, line.expense, line.balance) for line in told] == [
        ("2020-05", 100, 300, 0, 400),
        ("2020-06", 1_400, 0, 0, 1_400),
        ("2020-08", 1_400, 2_000, 500, 2_900),
        ("2020-09", 2_900, 0, 0, 2_900),
    ]
    assert [(line.closed, line.shut, line.late, line.entries) for line in told] == [
        (True, True, True, 1),
        (False, False, True, 0),
        (False, False, False, 2),
        (False, False, False, 0),
    ]
    for line in told:  # the same as the statement of each month says
        statement = ledgers.statement(office, yard, line.month)
        assert (statement.opening, statement.income_total, statement.expense_total, statement.closing) == (
            line.opening,
            line.income,
            line.expense,
            line.balance,
        )
    assert [line.month for line in without_gaps(told)] == [f"2020-{at:02d}" for at in range(5, 10)]
    assert without_gaps(told)[2].balance == 1_400


def test_a_month_without_anything_is_this_month(office: Context, yard: bytes) -> None:
    assert [(line.month, line.balance) for line in month_lines(office, yard)] == [("2020-09", 0)]
    assert without_gaps(()) == ()
    assert latest_courtyard(office) is None
    assert waiting(office, yard) == 0
    add(office, "ledger-lines", courtyard_id=yard, item="停车费", amount="5")
    assert waiting(office, yard) == 1
    assert latest_courtyard(office) == yard
    entry(office, yard)
    assert latest_courtyard(office) == yard


def test_hints_before_closing(office: Context, yard: bytes) -> None:
    _account(office, yard)
    assert close_hints(office, yard, "2020-09") == ()
    first = entry(office, yard, "2020-09-01", 100, "expense", "waste", voucher="001")
    entry(office, yard, "2020-09-02", 500, voucher="003")
    entry(office, yard, "2020-08-02", 500, voucher="003")
    bare = entry(office, yard, "2020-09-03", 500)
    told = close_hints(office, yard, "2020-09")
    assert [hint.text for hint in told] == [
        "1笔没有票据号，请补上，或核对有没有票据。",
        "票据号重复：003，请核对是否重复记账。",
        "票据号不连续，缺002，请核对有没有漏记或作废。",
    ]
    assert told[0].entry == bare
    entry(office, yard, "2020-08-05", 600, "expense", "waste", voucher="002")
    negative = close_hints(office, yard, "2020-09")[-1]
    assert negative.text.startswith("“现金”在2020-09-01的余额是-2.00元，小于零")
    assert negative.entry == first


def test_what_was_taken_back_is_no_repetition(office: Context, yard: bytes) -> None:
    wrong = entry(office, yard, "2020-09-02", 500, voucher="003")
    ledgers.reverse(office, wrong, "记错")
    entry(office, yard, "2020-09-02", 600, voucher="003")
    assert close_hints(office, yard, "2020-09") == ()


def test_the_latest_words_are_offered_first_each_once(office: Context, yard: bytes) -> None:
    account = _account(office, yard)
    entry(office, yard, "2020-09-01", summary="停车费", handler="李强", account=account)
    entry(office, yard, "2020-09-03", summary="换锁", handler="李强", party="五金店", account=account)
    found = offers(office, account)
    assert [offer.text for offer in found.of("summary")] == ["换锁", "停车费"]
    assert [offer.text for offer in found.of("handler")] == ["李强"]
    assert found.of("witness") == ()
    assert "lq" in found.of("handler")[0].keys
    assert "wjd" in found.of("party")[0].keys
    assert any("tcf" in offer.keys for offer in found.kinds if offer.kind.code == "parking")
    assert offers(office, None).of("summary") == ()
    ledgers.save_kind(
        office,
        next(kind.id for kind in ledgers.kinds(office) if kind.code == "parking"),
        ledgers.KindDraft("income", "停车费", active=False),
    )
    assert all(offer.kind.code != "parking" for offer in offers(office, account).kinds)


def _cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_register_is_written_line_by_line_with_its_balance(
    office: Context, yard: bytes, tmp_path: Path
) -> None:
    account = _account(office, yard, opening_balance="1")
    many = [
        ledgers.EntryDraft(yard, "2020-09-01", "income", "parking", 100, account=account, summary=f"{at}")
        for at in range(BATCH + 1)
    ]
    with office.unit_of_work() as work:
        ledgers.add_entries(work, many, office.today())
        work.commit()
    back = entry(office, yard, "2020-08-01", 50, "expense", "waste", account=account, summary="=1+1")
    out = tmp_path / "账.csv"
    told: list[tuple[int, int]] = []

    def count_rows(done: int, whole: int, _: str = "") -> None:
        told.append((done, whole))

    count = export_register(
        office,
        RegisterExport(yard, account),
        out,
        progress=count_rows,
    )
    assert count == BATCH + 2
    assert told[-1][1] == BATCH + 2
    lines = _cells(out)
    assert len(lines) == BATCH + 3
    assert lines[1][:4] == ["2020-08-01", "支出", "垃圾清运", "'=1+1"]
    assert lines[1][8:11] == ["", "0.5", "0.5"]
    assert lines[-1][8:11] == ["1", "", "501.5"]
    noted = rows(office, "SELECT label FROM audit_entry WHERE action = 'export'")
    assert noted == [(f"账.csv，{BATCH + 2}行",)]
    ledgers.delete_entries(office, [back])
    only = RegisterExport(yard, None, "2020-08")
    assert export_register(office, only, tmp_path / "八月.xlsx") == 0


def test_a_month_begins_with_the_balance_before_it(office: Context, yard: bytes, tmp_path: Path) -> None:
    entry(office, yard, "2020-08-01", 1_000)
    entry(office, yard, "2020-09-01", 250)
    out = tmp_path / "九月.csv"
    assert export_register(office, RegisterExport(yard, None, "2020-09"), out) == 1
    assert _cells(out)[1][10] == "12.5"
