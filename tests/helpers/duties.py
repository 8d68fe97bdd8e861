"""Courtyards that owe and showed something, put into a database of a test."""

from __future__ import annotations

from services.office import Context
from tests.helpers.office import add, community, courtyard


def insert(context: Context, table: str, **values: object) -> bytes:
    """Insert a row and return its id."""
    with context.unit_of_work() as work:
        made = work.insert(table, values)
        work.commit()
    return bytes(made)


def hung(context: Context, yard: bytes, kind: str, month: str | None, day: str) -> bytes:
    """Add a notice that hangs on a board since a day."""
    told = insert(
        context, "notice", courtyard_id=yard, kind=kind, title="公示", state="posted", for_month=month
    )
    board = insert(context, "board", courtyard_id=yard, name="东门公开栏")
    insert(context, "posting", notice_id=told, board_id=board, from_day=day)
    return told


def entry(context: Context, yard: bytes, month: str) -> None:
    """Add an account with one entry of a month: the accounts of a courtyard begin with it."""
    account = insert(context, "account", courtyard_id=yard, name="现金账户", kind="cash")
    insert(
        context,
        "ledger_entry",
        courtyard_id=yard,
        account_id=account,
        on_date=f"{month}-08",
        month=month,
        direction="income",
        kind="parking",
        amount=6000,
    )


def furnish(office: Context) -> bytes:
    """Add two communities, seen on 2020-10-16: one showed the accounts of August in time, the other nothing.

    Returns:
        The notice against which residents objected.
    """
    near, far = community(office, "安飞社区"), community(office, "远大社区")
    first, second = courtyard(office, "一院", near), courtyard(office, "二院", far)
    entry(office, first, "2020-08")
    entry(office, second, "2020-09")
    told = hung(office, first, "accounts", "2020-08", "2020-09-09")
    hung(office, first, "staff_cost", "2020-08", "2020-09-14")
    for raised, due, replied in (
        ("2020-09-11", "2020-09-16", "2020-09-18"),
        ("2020-09-12", "2020-09-17", "2020-09-17"),
        ("2020-10-09", "2020-10-14", None),
        ("2019-10-09", "2019-10-14", None),
    ):
        add(
            office,
            "objections",
            notice_id=told,
            content="不同意",
            raised_on=raised,
            due_on=due,
            replied_on=replied,
        )
    return told
