"""决议公示: what was decided by which meeting, with which votes, how long it hangs and how to object."""

from __future__ import annotations

from models.rules.numbers import format_money
from services.documents.meeting_facts import Decision, MatterFacts, MeetingFacts, ResolutionFacts, StepFacts
from services.documents.model import Block, Column, Document, Heading, Paragraph, Table
from services.documents.sheets.posting import posting_section, signed
from services.documents.sheets.votes import decision_blocks, when, who_came
from services.documents.wording import chinese_date, chinese_number, full_iso_date


def resolution(facts: ResolutionFacts) -> Document:
    """Build 决议公示, or the result of an election (policy 2.6a, 3.5b; 居委会组织法 34).

    Raises:
        InvalidInput: the period ends before it begins.
    """
    blocks: list[Block] = [Paragraph(_opening(facts))]
    sections: list[tuple[str, list[Block]]] = []
    for decision in facts.decisions:
        sections.append((decision.title, decision_blocks(decision)))
    if facts.matter is not None:
        sections += _matter(facts.matter)
    for number, (title, content) in enumerate(sections, 1):
        blocks += [Heading(f"{chinese_number(number)}、{title}"), *content]
    what = "以上选举结果" if _is_election(facts) else "以上决议"
    last = chinese_number(len(sections) + 1)
    blocks += posting_section(last, facts.place, facts.posting, what)
    blocks.append(signed(facts.posting))
    return Document(
        title=facts.title or resolution_title(facts),
        subtitle=f"{facts.place.office}　{facts.place.community}".strip("　"),
        blocks=tuple(blocks),
        unit=facts.posting.organ,
        issue_date=full_iso_date(facts.posting.issued_on),
    )


def resolution_title(facts: ResolutionFacts) -> str:
    """Return the title where the notice has none of its own."""
    several = len(facts.decisions) != 1
    subject = facts.meeting.title if several else facts.decisions[0].title
    whole = subject if subject.startswith(facts.place.name) else facts.place.name + subject
    if whole.endswith(("公示", "公告")):
        return whole
    if not _is_election(facts):
        return f"{whole}决议公示"
    return f"{whole}结果公示" if whole.endswith("选举") else f"{whole}选举结果公示"


def _is_election(facts: ResolutionFacts) -> bool:
    return bool(facts.decisions) and all(each.is_election for each in facts.decisions)


def _opening(facts: ResolutionFacts) -> str:
    meeting = facts.meeting
    came = who_came(meeting)
    where = f"在{meeting.venue}" if meeting.venue else ""
    done = "选举结果" if _is_election(facts) else "决议"
    name = _kind(meeting)
    met = f"{when(meeting)}，{where}召开{name}{'，' + came if came else ''}"
    return f"{met}，{_verb(facts.decisions)}，现将{done}公示如下。"


def _kind(meeting: MeetingFacts) -> str:
    said = not meeting.kind or meeting.kind in meeting.title
    return meeting.title if said else f"{meeting.title}（{meeting.kind}）"


def _verb(decisions: tuple[Decision, ...]) -> str:
    return "进行了选举" if decisions and all(each.is_election for each in decisions) else "进行了表决"


def _matter(matter: MatterFacts) -> list[tuple[str, list[Block]]]:
    sections: list[tuple[str, list[Block]]] = []
    if matter.steps:
        sections.append(("协商过程", [_steps(matter.steps)]))
    money: list[Block] = []
    if matter.budget is not None:
        money.append(Paragraph(f"预算{format_money(matter.budget)}元。"))
    if matter.funding:
        columns = (Column("资金来源", 2.4), Column("金额（元）", 1.6, "right"))
        rows = [(source, format_money(amount)) for source, amount in matter.funding]
        rows.append(("合计", format_money(sum(amount for _, amount in matter.funding))))
        money.append(Table(columns, tuple(rows)))
    if money:
        sections.append(("经费", money))
    return sections


def _steps(steps: tuple[StepFacts, ...]) -> Table:
    columns = (
        Column("步骤", 1),
        Column("时间", 1.7),
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
