"""计票单: the rule with law and article, what was counted, the arithmetic, the result, who signs for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from services.documents.model import (
    Block,
    Column,
    Heading,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Note,
    Paragraph,
    Table,
)
from services.documents.sheets.values import Values
from services.documents.sheets.votes import paragraphs
from services.documents.templates import Wording
from services.documents.voting_facts import TallySheetFacts
from services.documents.wording import chinese_date, chinese_number

_ROOM: Final = "\n\n"
_CHOICES: Final = ("同意", "反对", "弃权", "无效")


def tally_sheet(facts: TallySheetFacts, wording: Wording, values: Values) -> Iterator[Block]:
    """Build the body of 计票单.

    Args:
        facts: what was counted, frozen.
        wording: how it is titled.
        values: what its placeholders say.
    """
    yield KeyValueTable(tuple(_head(facts)))
    parts = (
        ("表决内容" if not facts.candidates else "选举内容", tuple(paragraphs(facts.content))),
        ("票数", tuple(_counts(facts))),
        ("规定与核算", tuple(_rule(facts))),
        ("结果", (Paragraph(facts.result),)),
    )
    shown = [(title, blocks) for title, blocks in parts if blocks]
    for number, (title, blocks) in enumerate(shown, 1):
        yield Heading(f"{chinese_number(number)}、{title}")
        yield from blocks
    yield from (Note(each) for each in facts.remarks)
    yield Note("　")
    yield KeyValueTable(
        (
            KeyValueRow((KeyValue("计票人（签名）", _ROOM), KeyValue("监票人（签名）", _ROOM))),
            KeyValueRow((KeyValue("唱票人（签名）", _ROOM), KeyValue("见证人（签名）", _ROOM))),
            KeyValueRow((KeyValue("主持人（签名）", _ROOM), KeyValue("日期", _ROOM))),
        )
    )
    if facts.digest:
        yield Note(f"存档校验值：{' '.join(facts.digest[at : at + 8] for at in range(0, 64, 8))}")


def _head(facts: TallySheetFacts) -> Iterator[KeyValueRow]:
    yield KeyValueRow((KeyValue("事项", facts.title),), "", 1)
    meeting = f"{facts.meeting.title}（{chinese_date(facts.meeting.held_on)}）"
    yield KeyValueRow((KeyValue("会议", meeting), KeyValue("地点", facts.meeting.venue)))
    yield KeyValueRow((KeyValue("应到", facts.due), KeyValue("参加", facts.present)))
    yield KeyValueRow(
        (KeyValue("表决方式", facts.form), KeyValue("计票日期", chinese_date(facts.counted_on)))
    )
    yield KeyValueRow((KeyValue("计票人", facts.counted_by), KeyValue("监票人", facts.checked_by)))
    yield KeyValueRow((KeyValue("依据", f"{facts.article}　{facts.rule}"),), "", 1)
    yield KeyValueRow(
        (KeyValue("依据说明", "；".join(part for part in (facts.source, facts.valid) if part)),), "", 1
    )


def _counts(facts: TallySheetFacts) -> Iterator[Block]:
    if facts.counts:
        columns = (
            Column("", 1.5), Column("全体（应到）", 1.4), Column("参加", 1.2),
            *(Column(each, 1.1) for each in _CHOICES),
        )  # fmt: skip
        yield Table(columns, facts.counts)
    if facts.candidates:
        columns = (
            Column("票面序号", 0.9),
            Column("候选人", 1.6, "name"),
            Column("得票", 1),
            Column("结果", 1.4),
        )
        rows = tuple(
            (str(each.position), each.name, str(each.votes), each.result) for each in facts.candidates
        )
        yield Table(columns, rows)
    if facts.origins:
        yield Paragraph("选票来源：", indent=False)
        columns = (Column("来源", 1.5), *(Column(each, 1.1) for each in _CHOICES), Column("合计", 1.1))
        yield Table(columns, facts.origins)


def _rule(facts: TallySheetFacts) -> Iterator[Block]:
    if facts.conditions:
        columns = (
            Column("条件", 1.5), Column("规定的比例", 1.5), Column("基数", 1.4), Column("至少须有", 1.4),
            Column("实际", 1.4), Column("多出（不足）", 1.4), Column("达到", 0.8),
        )  # fmt: skip
        rows = (
            (
                each.what,
                each.share,
                each.whole,
                each.need,
                each.actual,
                each.margin,
                "是" if each.met else "否",
            )
            for each in facts.conditions
        )
        yield Table(columns, tuple(rows))
    yield from (Paragraph(each) for each in facts.reasons)
