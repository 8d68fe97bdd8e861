"""会议纪要: when and where, each item with what was said and decided, what is to be done, who came."""

from __future__ import annotations

from collections.abc import Iterator

from services.documents.meeting_facts import (
    ActionFacts,
    AgendaFacts,
    AttendanceFacts,
    Decision,
    MinutesFacts,
)
from services.documents.model import (
    Block,
    Column,
    Document,
    Heading,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Paragraph,
    Table,
)
from services.documents.sheets.posting import told
from services.documents.sheets.values import Values, meeting_values, place_values
from services.documents.sheets.votes import decision_blocks, labelled, paragraphs, when, who_came
from services.documents.templates import Wording, shipped
from services.documents.wording import chinese_date, chinese_number, full_iso_date


def minutes(facts: MinutesFacts, wording: Wording | None = None) -> Document:
    """Build 会议纪要 (policy 2.6c; GB/T 9704-2012, 10.3).

    Args:
        facts: what is recorded.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    wording = wording or shipped("minutes")
    values = {**place_values(facts.place, facts.meeting.held_on), **meeting_values(facts.meeting)}
    blocks = paragraphs(facts.correction)
    blocks += told(wording, "lead", values)
    blocks += [labelled(label, text) for label, text in _head(facts) if text]
    sections = _sections(facts, wording, values)
    for number, (title, content) in enumerate(sections, 1):
        blocks.append(Heading(f"{chinese_number(number)}、{title}"))
        blocks += content
    blocks += paragraphs(facts.own_text)
    blocks += [labelled(label, text) for label, text in _roll(facts.attendance) if text]
    blocks += paragraphs(facts.note, "备注：")
    blocks += told(wording, "closing", values)
    signers = [name for name in wording.said("signers", values).split("、") if name]
    if signers:
        rows = (signers[at : at + 2] for at in range(0, len(signers), 2))
        table = tuple(KeyValueRow(tuple(KeyValue(name, "") for name in row)) for row in rows)
        blocks += [Paragraph(""), KeyValueTable(table)]
    return Document(
        title=wording.said("title", values),
        subtitle=wording.said("subtitle", values),
        blocks=tuple(blocks),
        unit=facts.place.organ,
        issue_date=full_iso_date(facts.meeting.held_on),
    )


def _head(facts: MinutesFacts) -> Iterator[tuple[str, str]]:
    meeting = facts.meeting
    yield "时间", when(meeting)
    yield "地点", meeting.venue
    yield "类型", meeting.kind if meeting.kind not in meeting.title else ""
    yield "事项", meeting.matter
    yield "召集", meeting.convener
    yield "主持", f"{meeting.chair}（{meeting.chair_post}）" if meeting.chair_post else meeting.chair
    yield "记录", meeting.recorder
    yield "到会", who_came(meeting)
    yield "核对", facts.checker
    yield "说明", "会后按原有记录补录" if facts.late else ""


def _sections(facts: MinutesFacts, wording: Wording, values: Values) -> list[tuple[str, list[Block]]]:
    sections = [(item.title, _item(item)) for item in facts.agenda]
    sections += [(decision.title, decision_blocks(decision, True)) for decision in facts.decisions]
    if facts.record.strip():
        heading = wording.said("heading_other" if sections else "heading_record", values)
        sections.append((heading, paragraphs(facts.record)))
    if facts.actions:
        sections.append((wording.said("heading_actions", values), [_actions(facts.actions)]))
    return sections


def _item(item: AgendaFacts) -> list[Block]:
    blocks = paragraphs(item.content)
    blocks += paragraphs(item.discussion, "讨论情况：")
    for decision in item.decisions:
        if len(item.decisions) > 1 or _differs(item, decision):
            what = "选举事项" if decision.is_election else "决议事项"
            blocks.append(Paragraph(f"{what}：{decision.title}。"))
        blocks += decision_blocks(decision, True)
    return blocks


def _differs(item: AgendaFacts, decision: Decision) -> bool:
    return decision.title not in item.title and item.title not in decision.title


def _actions(actions: tuple[ActionFacts, ...]) -> Table:
    is_done = any(each.done_on or each.result for each in actions)
    columns = [
        Column("序号", 0.6),
        Column("事项", 3, "left"),
        Column("责任人", 1.8),
        Column("完成时限", 1.6),
    ]
    columns += [Column("办理情况", 2, "left")] * is_done
    rows = []
    for number, each in enumerate(actions, 1):
        row = [str(number), each.content, each.responsible or "—", chinese_date(each.due_on) or "—"]
        row += [_done(each)] * is_done
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def _done(action: ActionFacts) -> str:
    day = f"{chinese_date(action.done_on)}办结" if action.done_on else ""
    return "，".join(part for part in (day, action.result) if part) or "—"


def _roll(attendance: tuple[AttendanceFacts, ...]) -> Iterator[tuple[str, str]]:
    """Return who was there, who was excused, and who sat in."""
    came = [each for each in attendance if not _is_absent(each)]
    excused = [each for each in attendance if each.leave]
    yield "出席", "；".join(_present(each) for each in came if not each.observer)
    yield "请假", "；".join(_named(each, each.leave) for each in excused)
    yield "列席", "；".join(_present(each) for each in came if each.observer)


def _is_absent(each: AttendanceFacts) -> bool:
    return bool(each.leave) and not each.present


def _present(each: AttendanceFacts) -> str:
    return _named(each, each.present)


def _named(each: AttendanceFacts, count: int | None) -> str:
    note = f"（{each.note}）" if each.note else ""
    if each.name and (count or 1) == 1:
        return f"{each.name}（{each.body}{'，' + each.note if each.note else ''}）"
    who = f"{each.body}{each.name}"
    return f"{who}{'' if count is None else f'{count}人'}{note}"
