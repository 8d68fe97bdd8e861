"""The headless commands `ledger close` and `ledger statement`: a month of a courtyard's accounts, in fen."""

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from models.errors import InvalidInput
from models.rules.ledger import month_words
from models.rules.money_words import money_in_words
from models.rules.numbers import format_money
from services import ledgers
from services.office import Context

ONLY_USER = "本单位只有一名用户"
"""Why one person closes a month where nobody else works."""


def close(context: Context, arguments: Namespace) -> dict[str, Any]:
    """Close a month and return its statement; both people are made known if they are new.

    In an office of one person, that one closes alone, and the close says so (notices.md, 单人办理).

    Raises:
        InvalidInput: nobody named, one person without a reason, or the month cannot be closed now.
        NotFound: no such courtyard.
    """
    from services.notices import courtyard_named
    from services.notices.by_name import month_named

    alone = arguments.alone
    if arguments.checked_by is None and alone is None and _is_only_user(context):
        alone = ONLY_USER
    if (arguments.checked_by is None) == (alone is None):
        raise InvalidInput("请写 --checked-by 姓名（审核人），或者 --alone 原因（单人办理），其中一个。")
    courtyard, month = courtyard_named(context, arguments.courtyard), month_named(arguments.month)
    checker = arguments.checked_by or ""
    if checker:
        _known(context, checker)
    ledgers.close_month(context, courtyard, month, context.user.name, checker, alone or "")
    return _told(context, courtyard, month, arguments)


def statement(context: Context, arguments: Namespace) -> dict[str, Any]:
    """Return the statement of a month.

    Raises:
        InvalidInput: no such month.
        NotFound: no such courtyard.
    """
    from services.notices import courtyard_named
    from services.notices.by_name import month_named

    courtyard, month = courtyard_named(context, arguments.courtyard), month_named(arguments.month)
    return _told(context, courtyard, month, arguments)


def _is_only_user(context: Context) -> bool:
    from services import users

    return [each.current for each in users.users(context) if each.active] == [True]


def _known(context: Context, name: str) -> None:
    """Make a user of a name that nobody has yet, where users are not managed."""
    from services import users

    with context.unit_of_work() as work:
        users.make_known_in(context, work, name)
        work.commit()


def _told(context: Context, courtyard: bytes, month: str, arguments: Namespace) -> dict[str, Any]:
    told = ledgers.statement(context, courtyard, month)
    if arguments.out is not None:
        _write(context, courtyard, month, Path(arguments.out))
    name = context.reader.value("SELECT name FROM courtyard WHERE id = ?", (courtyard,))
    return as_json(told, name)


def _write(context: Context, courtyard: bytes, month: str, out: Path) -> None:
    from services.files import write_bytes
    from services.notices import Target, make_sheet, note_issued

    sheet = make_sheet(context, Target("accounts", courtyard, month=month))
    write_bytes(out, sheet.pdf.data)
    note_issued(context, sheet, "notice_saved")


def as_json(told: ledgers.Statement, courtyard: str) -> dict[str, Any]:
    """Return a statement as plain data; amounts in fen, kinds by their names."""
    closed = told.closed
    return {
        "courtyard": courtyard,
        "month": told.month,
        "opening": told.opening,
        "income": told.income_total,
        "expense": told.expense_total,
        "closing": told.closing,
        "in_words": money_in_words(told.closing, with_currency=True),
        "income_by_kind": _by_name(told.income),
        "expense_by_kind": _by_name(told.expense),
        "staff": [{"post": each.post, "heads": each.heads, "amount": each.amount} for each in told.staff],
        "vouchers": list(told.vouchers),
        "entries": told.entries,
        "closed": closed is not None,
        "closed_on": closed.closed_on if closed else None,
        "closed_by": closed.closed_by if closed else None,
        "checked_by": closed.checked_by if closed else None,
        "single_reason": closed.single_reason or None if closed else None,
    }


def _by_name(lines: Iterable[ledgers.KindLine]) -> dict[str, int]:
    """Return amounts by name; two kinds that an undo left with one name are told together."""
    told: dict[str, int] = {}
    for line in lines:
        told[line.name] = told.get(line.name, 0) + line.amount
    return told


def in_lines(told: dict[str, Any]) -> list[str]:
    """Return a statement as lines for the person at the terminal."""
    state = "已月结" if told["closed"] else "未月结"
    lines = [f"{told['courtyard']} {month_words(told['month'])}（{state}）"]
    lines.append(f"上月结余\t{format_money(told['opening'])}")
    for side, word in (("income", "收入"), ("expense", "支出")):
        lines += [f"{word}\t{name}\t{format_money(fen)}" for name, fen in told[f"{side}_by_kind"].items()]
        lines.append(f"{word}合计\t{format_money(told[side])}")
    lines.append(f"本月结余\t{format_money(told['closing'])}\t{told['in_words']}")
    return lines


def run(context: Context, arguments: Namespace) -> tuple[dict[str, Any], list[str]]:
    """Run `ledger close` or `ledger statement`; return what to say as data and as lines."""
    told = (close if arguments.ledger == "close" else statement)(context, arguments)
    return told, in_lines(told)
