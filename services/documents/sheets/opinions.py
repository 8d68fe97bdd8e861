"""意见办理结果: the opinions of a month with their answers, for the board."""

from __future__ import annotations

from services.documents.model import Block, Column, Document, Heading, Paragraph, Table
from services.documents.opinion_facts import ResultFacts
from services.documents.sheets.posting import own_organ, posting_blocks, signed, told
from services.documents.sheets.values import Values, place_values, posting_values
from services.documents.templates import Wording, shipped
from services.documents.wording import chinese_date, full_iso_date


def result_values(facts: ResultFacts) -> Values:
    """Return what 意见办理结果 can fill in.

    Raises:
        InvalidInput: the period ends before it begins.
    """
    return {
        **place_values(facts.place, facts.posting.issued_on),
        **posting_values(facts.place, facts.posting, "以上办理结果"),
    }


def opinion_results(facts: ResultFacts, wording: Wording | None = None) -> Document:
    """Build 意见办理结果: a table of what was raised and answered.

    Args:
        facts: the opinions; their names are masked.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: the period ends before it begins; own wording that cannot be read.
    """
    wording = wording or shipped("opinions")
    values = result_values(facts)
    blocks: list[Block] = [*told(wording, "basis", values), *told(wording, "lead", values)]
    blocks += [_table(facts), Paragraph(_counted(facts))]
    posting = posting_blocks(wording, values)
    if posting:
        blocks += [Heading(wording.said("heading_posting", values)), *posting]
    signature = signed(wording, values, own_organ(facts.place, facts.posting))
    subtitle = wording.said("subtitle", values)
    return Document(
        title=wording.said("title", values),
        subtitle=f"{subtitle}　（{facts.month}）" if facts.month else subtitle,
        blocks=(*blocks, *told(wording, "closing", values), signature),
        unit=signature.organ,
        issue_date=full_iso_date(facts.posting.issued_on),
    )


def _table(facts: ResultFacts) -> Table:
    columns = (
        Column("序号", 0.6),
        Column("反映时间", 1.2),
        Column("反映人", 1.0),
        Column("意见", 2.4, "left"),
        Column("办理结果", 3.2, "left"),
        Column("答复时间", 1.2),
    )
    rows = tuple(
        (
            str(number),
            _day(line.received_on, facts.month),
            f"{line.who}等{line.count}人" if line.count > 1 else line.who,
            line.title,
            f"{line.answer}（{line.level}答复）",
            _day(line.answered_on, facts.month),
        )
        for number, line in enumerate(facts.lines, 1)
    )
    return Table(columns, rows)


def _day(iso: str, month: str) -> str:
    """Return a day without its year where that is the year of the sheet."""
    said = chinese_date(iso) if iso else ""
    year = month.partition("年")[0]
    return said.removeprefix(f"{year}年") if year else said


def _counted(facts: ResultFacts) -> str:
    people = sum(line.count for line in facts.lines)
    more = f"，{people}人次反映" if people > len(facts.lines) else ""
    return f"共办结意见{len(facts.lines)}件{more}。反映人的姓名按规定隐去一部分。"
