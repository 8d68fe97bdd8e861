"""Whatever is entered, taken back, deleted and closed in any order: services agree with the pure rules."""

from __future__ import annotations

import random

import pytest

from models.errors import InvalidInput
from models.rules import ledger as rules
from models.rules.ledger import Line
from services import ledgers
from services.office import Context
from tests.helpers.ledgers import close, entry
from tests.helpers.office import add, courtyard

MONTHS = ("2020-05", "2020-06", "2020-07", "2020-08", "2020-09")


@pytest.mark.parametrize("seed", range(4))
def test_statements_follow_the_rules_and_closed_months_never_change(office: Context, seed: int) -> None:
    made = random.Random(seed)
    yard = courtyard(office)
    for name, amount in (("现金", "12.34"), ("建行", "0")):
        add(office, "accounts", courtyard_id=yard, name=name, kind="cash", opening_balance=amount)
    accounts = [each.id for each in ledgers.accounts(office, yard)]
    entries: list[bytes] = []
    frozen: dict[str, ledgers.Statement] = {}
    for _ in range(40):
        act = made.choice(("enter", "enter", "enter", "reverse", "delete", "close"))
        try:
            if act == "enter":
                day = f"{made.choice(MONTHS)}-{made.randint(1, 16):02d}"
                side = made.choice(("income", "expense"))
                entries.append(
                    entry(office, yard, day, made.randint(1, 9_999), side, account=made.choice(accounts))
                )
            elif act == "reverse" and entries:
                entries.append(ledgers.reverse(office, made.choice(entries), "记错").id)
            elif act == "delete" and entries:
                gone = made.choice(entries)
                ledgers.delete_entries(office, [gone])
                entries.remove(gone)
            elif act == "close" and made.random() < 0.4:
                month = made.choice(MONTHS)
                close(office, yard, month)
                frozen[month] = ledgers.statement(office, yard, month)
        except InvalidInput:
            continue  # refused, and nothing half done: checked below
        for month, told in frozen.items():
            assert ledgers.statement(office, yard, month) == told
            assert ledgers.is_as_closed(office, yard, month)
    rows = ledgers.register_page(office, courtyard=yard).rows
    assert sorted(row.id for row in rows) == sorted(entries)
    lines = [
        Line(row.id, row.month, row.on_date, row.direction, row.kind, row.amount, row.reverses)
        for row in rows
    ]
    assert [row.balance for row in rows] == [balance for _, balance in rules.running(1_234, lines)]
    for month in MONTHS:
        told, sums = ledgers.statement(office, yard, month), rules.sums(1_234, lines, month)
        assert (told.opening, told.closing, told.entries) == (sums.opening, sums.closing, sums.count)
        assert {line.code: line.amount for line in told.income if line.count} == sums.income
        assert {line.code: line.amount for line in told.expense if line.count} == sums.expense
    by_account = [ledgers.register_page(office, each).rows for each in accounts]
    ends = [part[-1].balance if part else 0 for part in by_account]
    assert sum(map(len, by_account)) == len(rows)
    assert rows == () or sum(ends) + (0 if by_account[0] else 1_234) == rows[-1].balance
