"""The papers of opinions and quarrels for the file: 意见登记表, 调解记录, 调解协议书."""

from __future__ import annotations

import re
from typing import Final

from services.documents.model import (
    Block,
    Column,
    Document,
    Heading,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Margins,
    Note,
    Paragraph,
    Table,
)
from services.documents.opinion_facts import AgreementFacts, FormFacts, MediationFacts, PartyFacts
from services.documents.sheets.posting import told
from services.documents.sheets.values import Values, place_values
from services.documents.sheets.votes import labelled, paragraphs
from services.documents.templates import Wording, shipped
from services.documents.wording import chinese_date, chinese_number, full_iso_date

_MARGINS = Margins(top=22.0, left=24.0, right=22.0, bottom=24.0)
"""Papers for the file are no official documents: most of them stay on one page."""
_BLANK = "＿＿＿＿＿＿"
_BLANK_DAY = "＿＿＿＿年＿＿月＿＿日"

_NUMBERED: Final = re.compile(
    r"(?:[0-9]+|[一二三四五六七八九十]+)[.．、)）]|[（(][0-9一二三四五六七八九十]+[）)]|第[0-9一二三四五六七八九十]+[条项]"
)
"""A term that is written with its number; that a room begins with one is none (501室)."""


def opinion_form(facts: FormFacts, wording: Wording | None = None) -> Document:
    """Build 意见登记表: what was raised, the way through the levels, the answer, who was told.

    Args:
        facts: one opinion.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    wording = wording or shipped("opinion_form")
    values = place_values(facts.place, facts.received_on)
    late = "（补录）" if facts.late else ""
    head = KeyValueTable(
        (
            _row(("楼院", facts.place.name), ("楼栋", facts.building)),
            _row(("反映人", facts.who), ("联系方式", facts.contact)),
            _row(("收到时间", f"{chinese_date(facts.received_on)}{late}"), ("来源", facts.channel)),
            _row(("类别", facts.category), ("缓急", facts.urgency)),
            *([] if _is_beginning(facts.title, facts.content) else [_row(("意见", facts.title))]),
            _row(("详细内容", facts.content)),
        )
    )
    blocks: list[Block] = [head, Heading("办理经过"), _levels(facts)]
    blocks += [Heading("答复和告知"), KeyValueTable(tuple(_answer(facts)))]
    blocks += told(wording, "closing", values)
    return _document(facts.place.organ, facts.received_on, wording, values, blocks)


def _is_beginning(title: str, content: str) -> bool:
    """Tell whether a title only says what the text begins with, as quick registration makes it."""
    begun = title.rstrip("…").strip()
    return bool(begun) and content.strip().startswith(begun)


def _levels(facts: FormFacts) -> Table:
    columns = (
        Column("层级", 0.9),
        Column("收到", 1.2),
        Column("期限", 1.2),
        Column("答复", 1.2),
        Column("结果", 0.9),
        Column("答复内容或上报原因", 3.2, "left"),
    )
    rows = tuple(
        (
            f"{line.level}\n{line.organ}" if line.organ else line.level,
            *(chinese_date(day) if day else "" for day in (line.received_on, line.due_on, line.answered_on)),
            line.outcome,
            f"{line.answer}（{line.handler}）" if line.handler and line.answer else line.answer,
        )
        for line in facts.levels
    )
    return Table(columns, rows)


def _answer(facts: FormFacts) -> list[KeyValueRow]:
    closed = chinese_date(facts.closed_on) if facts.closed_on else ""
    return [
        _row(("答复内容", facts.answer)),
        _row(("答复时间", facts.answered), ("办结时间", closed)),
        _row(("告知情况", facts.told)),
        *([_row(("并入的意见", "；".join(facts.merged)))] if facts.merged else []),
        *([_row(("转为", "；".join(facts.leads_to)))] if facts.leads_to else []),
        _row(("经办人签字", "\n"), ("负责人签字", "\n")),
    ]


def _row(*pairs: tuple[str, str]) -> KeyValueRow:
    return KeyValueRow(tuple(KeyValue(label, value) for label, value in pairs))


def _document(organ: str, day: str, wording: Wording, values: Values, blocks: list[Block]) -> Document:
    return Document(
        title=wording.said("title", values),
        subtitle=wording.said("subtitle", values),
        blocks=tuple(blocks),
        unit=organ,
        issue_date=full_iso_date(day),
        margins=_MARGINS,
    )


def mediation(facts: MediationFacts, wording: Wording | None = None) -> Document:
    """Build 调解记录: one attempt, with what both sides said, how it went, and room to sign.

    Args:
        facts: the attempt.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    wording = wording or shipped("mediation")
    values = place_values(facts.place, facts.held_on)
    head = KeyValueTable(
        (
            _row(("纠纷", facts.title)),
            _row(("类别", facts.category), ("次数", f"第{chinese_number(facts.number)}次调解")),
            _row(("时间", chinese_date(facts.held_on)), ("地点", facts.venue)),
            _row(("调解人", facts.mediators), ("记录人", facts.recorder)),
        )
    )
    blocks: list[Block] = [head]
    sections: list[tuple[str, list[Block]]] = [
        ("当事人和主张", [_party(party) for party in facts.parties] or [Paragraph("没有登记当事人。")]),
        ("纠纷情况", paragraphs(facts.content)),
        ("调解经过", paragraphs(facts.record)),
        ("调解结果", [Paragraph(f"{facts.outcome or '没有登记'}。"), *_terms(facts)]),
    ]
    told_sections = [(title, content) for title, content in sections if content]
    for number, (title, content) in enumerate(told_sections, 1):
        blocks += [Heading(f"{chinese_number(number)}、{title}"), *content]
    blocks += told(wording, "closing", values)
    signers = [*(f"{party.side or party.name}签字" for party in facts.parties), "调解人签字", "记录人签字"]
    blocks += [Paragraph(""), _signing(signers)]
    return _document(facts.place.organ, facts.held_on, wording, values, blocks)


def _party(party: PartyFacts) -> Paragraph:
    label = f"{party.side}（{party.name}）" if party.side else party.name
    return labelled(label, party.statement or "（没有记录主张）")


def _terms(facts: MediationFacts) -> list[Block]:
    lines: list[Block] = [
        Paragraph(line if _is_numbered(line) else f"{number}. {line}")
        for number, line in enumerate(facts.agreement, 1)
    ]
    if facts.fulfil_by:
        lines.append(Paragraph(f"履行期限：{chinese_date(facts.fulfil_by)}前。"))
    return lines


def _is_numbered(line: str) -> bool:
    return _NUMBERED.match(line) is not None


def _signing(signers: list[str]) -> KeyValueTable:
    rows = (signers[at : at + 2] for at in range(0, len(signers), 2))
    return KeyValueTable(tuple(_row(*((name, "\n") for name in row)) for row in rows))


def agreement(facts: AgreementFacts, wording: Wording | None = None) -> Document:
    """Build 调解协议书: parties, facts, terms, signature lines (人民调解法第29条).

    Args:
        facts: the mediation in which it was reached.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    wording = wording or shipped("agreement")
    held = facts.mediation
    values = place_values(facts.place, held.held_on)
    blocks: list[Block] = [_named(party) for party in held.parties]
    about = "、".join(party.side or party.name for party in held.parties) or "双方"
    content = held.content or held.title
    blocks += [Heading("一、纠纷的主要事实"), *paragraphs(content)]
    blocks += [
        Heading("二、协议内容"),
        Paragraph(f"经{held.mediators or _BLANK}调解，{about}自愿达成以下协议："),
        *_terms(held),
    ]
    blocks += told(wording, "closing", values)
    blocks += [Paragraph(""), _signing([*(f"{p.side or p.name}签字" for p in held.parties), "调解人签字"])]
    blocks += [Note(f"签订日期：{_BLANK_DAY}　　　　调解日期：{chinese_date(held.held_on)}")]
    return _document(facts.place.organ, held.held_on, wording, values, blocks)


def _named(party: PartyFacts) -> Paragraph:
    return labelled(party.side or "当事人", party.name)
