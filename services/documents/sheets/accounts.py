"""月度收支公开表 and 人员费用公开表: a month by kind, what staff cost, who answers for it (policy 3.5b)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from models.rules.money_words import money_in_words
from models.rules.numbers import format_money
from services.documents.ledger_facts import AccountsFacts, ClosingFacts, StaffCostFacts, StaffFacts
from services.documents.model import Block, Column, Document, Heading, Paragraph, Table
from services.documents.sheets.posting import own_organ, posting_blocks, signed, told
from services.documents.sheets.values import Values, accounts_values
from services.documents.sheets.votes import labelled
from services.documents.templates import Wording, shipped
from services.documents.wording import chinese_number, full_iso_date

OPEN = "未月结，仅供核对，不作公示"
"""Stands under the title while the month is open."""
_BESIDE = 13
"""Characters of the longest amount for which receipts and payments stand side by side: 99,999,999.99."""


def accounts(facts: AccountsFacts, wording: Wording | None = None) -> Document:
    """Build 月度收支公开表: last balance, receipts and payments by kind, cost of staff, balance, vouchers.

    Args:
        facts: the month; one that is not closed yet says so under its title.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: the period ends before it begins; own wording that cannot be read.
    """
    wording = wording or shipped("accounts")
    values = accounts_values(facts)
    money: list[Block] = [_table(facts), labelled("本月结余（大写）", _in_words(facts.closing))]
    if facts.vouchers:
        money.append(labelled("票据号", "、".join(facts.vouchers)))
    sections = [
        (wording.said("heading_money", values), money),
        (wording.said("heading_staff", values), _staff(facts.staff)),
    ]
    return _document(facts, wording, values, sections)


def staff_cost(facts: StaffCostFacts, wording: Wording | None = None) -> Document:
    """Build 人员费用公开表: posts, how many people, what they cost; nobody is named.

    Args:
        facts: the month; one that is not closed yet says so under its title.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: the period ends before it begins; own wording that cannot be read.
    """
    wording = wording or shipped("staff_cost")
    values = accounts_values(facts)
    content = _staff(facts.staff)
    if facts.staff:
        content.append(labelled("合计（大写）", _in_words(sum(each.amount for each in facts.staff))))
    return _document(facts, wording, values, [(wording.said("heading_staff", values), content)])


def _document(
    facts: AccountsFacts | StaffCostFacts,
    wording: Wording,
    values: Values,
    sections: list[tuple[str, list[Block]]],
) -> Document:
    blocks = [*told(wording, "basis", values), *told(wording, "lead", values)]
    posting = posting_blocks(wording, values) if facts.closed is not None else []
    if posting:
        sections = [*sections, (wording.said("heading_posting", values), posting)]
    for number, (title, content) in enumerate(sections, 1):
        blocks += [Heading(f"{chinese_number(number)}、{title}"), *content]
        if number == len(sections) - bool(posting):
            blocks.append(_answering(facts.closed))
    signature = signed(wording, values, own_organ(facts.place, facts.posting))
    subtitle = wording.said("subtitle", values)
    return Document(
        title=wording.said("title", values),
        subtitle=subtitle if facts.closed is not None else f"（{OPEN}）",
        blocks=(*blocks, *told(wording, "closing", values), signature),
        unit=signature.organ,
        issue_date=full_iso_date(facts.posting.issued_on),
    )


def _table(facts: AccountsFacts) -> Table:
    received, paid = (sum(amount for _, amount in side) for side in (facts.income, facts.expense))
    figures = [facts.opening, facts.closing, received, paid]
    figures += [amount for _, amount in (*facts.income, *facts.expense)]
    if max(len(format_money(fen)) for fen in figures) <= _BESIDE:
        return _side_by_side(facts, received, paid)
    rows = [("上月结余", "", format_money(facts.opening))]
    for side, lines, total in (("收入", facts.income, received), ("支出", facts.expense, paid)):
        rows += [(side, name, format_money(amount)) for name, amount in lines]
        rows.append((side, "合计", format_money(total)))
    rows.append(("本月结余", "", format_money(facts.closing)))
    columns = (Column("收支", 1), Column("类别", 1.4), Column("金额（元）", 1.6, "decimal"))
    return Table(columns, tuple(rows))


def _side_by_side(facts: AccountsFacts, received: int, paid: int) -> Table:
    both = zip_longest(facts.income, facts.expense)
    rows = [(*_line(income), *_line(expense)) for income, expense in both]
    rows.append(("收入合计", format_money(received), "支出合计", format_money(paid)))
    rows.append(("上月结余", format_money(facts.opening), "本月结余", format_money(facts.closing)))
    columns = (
        Column("收入项目", 1.2),
        Column("金额（元）", 1.2, "decimal"),
        Column("支出项目", 1.2),
        Column("金额（元）", 1.2, "decimal"),
    )
    return Table(columns, tuple(rows))


def _line(line: tuple[str, int] | None) -> tuple[str, str]:
    return ("", "") if line is None else (line[0], format_money(line[1]))


def _staff(lines: Sequence[StaffFacts]) -> list[Block]:
    if not lines:
        return [Paragraph("本月没有人员费用。")]
    noted = any(each.note for each in lines)
    columns = [Column("岗位", 1.4), Column("人数", 0.8), Column("金额（元）", 1.4, "decimal")]
    columns += [Column("备注", 1.6)] * noted
    rows = [
        (each.post, "—" if each.heads is None else f"{each.heads}人", format_money(each.amount))
        + (each.note or "—",) * noted
        for each in lines
    ]
    total = format_money(sum(each.amount for each in lines))
    rows.append(("合计", "—", total) + ("—",) * noted)
    return [Table(tuple(columns), tuple(rows))]


def _in_words(fen: int) -> str:
    return money_in_words(fen, with_currency=True)


def _answering(closed: ClosingFacts | None) -> Paragraph:
    """Return who made and checked it, with room for whoever watches over it."""
    blank = "＿＿＿"
    if closed is None:
        words = f"制表：{blank}　审核：{blank}　监督：{blank}"
    elif closed.single:
        words = f"制表、审核：{closed.prepared_by}（单人办理）　监督：{blank}"
    else:
        words = f"制表：{closed.prepared_by}　审核：{closed.checked_by}　监督：{blank}"
    return Paragraph(words, indent=False)
