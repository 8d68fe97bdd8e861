"""决议公示: what was decided by which meeting, with which votes, how long it hangs and how to object."""

from __future__ import annotations

from models.rules.numbers import format_money
from services.documents.meeting_facts import MatterFacts, ResolutionFacts, StepFacts
from services.documents.model import Block, Column, Document, Heading, Paragraph, Table
from services.documents.sheets.posting import own_organ, posting_blocks, signed, told
from services.documents.sheets.steps import step_diagram
from services.documents.sheets.values import Values, resolution_values
from services.documents.sheets.votes import decision_blocks
from services.documents.templates import Wording, shipped
from services.documents.wording import chinese_date, chinese_number, full_iso_date


def resolution(facts: ResolutionFacts, wording: Wording | None = None) -> Document:
    """Build 决议公示, or the result of an election (policy 2.6a, 3.5b; 居委会组织法 34).

    Args:
        facts: what is recorded.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: the period ends before it begins; own wording that cannot be read.
    """
    wording = wording or shipped("resolution")
    values = resolution_values(facts, "以上选举结果" if _is_election(facts) else "以上决议")
    elected = "_election" if _is_election(facts) else ""
    blocks = [*told(wording, "basis", values), *told(wording, f"lead{elected}", values)]
    sections: list[tuple[str, list[Block]]] = []
    for decision in facts.decisions:
        sections.append((decision.title, decision_blocks(decision)))
    if facts.matter is not None:
        sections += _matter(facts.matter, facts.posting.from_day, wording, values)
    posting = posting_blocks(wording, values)
    if posting:
        sections.append((wording.said("heading_posting", values), posting))
    for number, (title, content) in enumerate(sections, 1):
        blocks += [Heading(f"{chinese_number(number)}、{title}"), *content]
    signature = signed(wording, values, own_organ(facts.place, facts.posting))
    blocks += [*told(wording, "closing", values), signature]
    return Document(
        title=facts.title or wording.said(f"title{elected}", values),
        subtitle=wording.said("subtitle", values),
        blocks=tuple(blocks),
        unit=signature.organ,
        issue_date=full_iso_date(facts.posting.issued_on),
    )


def _is_election(facts: ResolutionFacts) -> bool:
    return bool(facts.decisions) and all(each.is_election for each in facts.decisions)


def _matter(
    matter: MatterFacts, published: str, wording: Wording, values: Values
) -> list[tuple[str, list[Block]]]:
    course: list[Block] = [step_diagram(matter, "publish", published)]
    course += [_steps(matter.steps)] * bool(matter.steps)
    sections: list[tuple[str, list[Block]]] = [(wording.said("heading_process", values), course)]
    money: list[Block] = []
    if matter.budget is not None:
        money.append(Paragraph(f"预算{format_money(matter.budget)}元。"))
    if matter.funding:
        columns = (Column("资金来源", 2.4), Column("金额（元）", 1.6, "right"))
        rows = [(source, format_money(amount)) for source, amount in matter.funding]
        rows.append(("合计", format_money(sum(amount for _, amount in matter.funding))))
        money.append(Table(columns, tuple(rows)))
    if money:
        sections.append((wording.said("heading_money", values), money))
    return sections


def _steps(steps: tuple[StepFacts, ...]) -> Table:
    columns = (
        Column("步骤", 1),
        Column("时间", 2.2),
        Column("由谁进行", 1.7),
        Column("情况", 3.4, "left"),
    )
    rows = [(each.step, _days(each), each.done_by or "—", each.result or "—") for each in steps]
    return Table(columns, tuple(rows))


def _days(step: StepFacts) -> str:
    first, last = chinese_date(step.from_day), chinese_date(step.to_day)
    if not last or last == first:
        return first or "—"
    year = f"{step.from_day[:4]}年"
    return f"{first}至{last.removeprefix(year)}"
