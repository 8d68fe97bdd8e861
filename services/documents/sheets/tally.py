"""计票单: the rule with law and article, what was counted, the arithmetic, the result, who signs for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from services.documents.model import (
    Block,
    Column,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Note,
    Table,
)
from services.documents.sheets.values import Values
from services.documents.templates import Wording
from services.documents.voting_facts import TallySheetFacts
from services.documents.wording import chinese_date

_ROOM: Final = "\n"
_SIGNERS: Final = ("唱票人", "见证人", "主持人")
_CHOICES: Final = ("同意", "反对", "弃权", "无效")


def tally_sheet(facts: TallySheetFacts, wording: Wording, values: Values) -> Iterator[Block]:
    """Build the body of 计票单.

    Args:
        facts: what was counted, frozen.
        wording: how it is titled.
        values: what its placeholders say.
    """
    yield KeyValueTable(tuple(_head(facts)), tight=True)
    yield from _counts(facts)
    yield from _rule(facts)
    told = (KeyValue("核算", "\n".join(facts.reasons)), KeyValue("结果", facts.result))
    yield KeyValueTable(tuple(KeyValueRow((each,), "", 1) for each in told if each.value), tight=True)
    if facts.remarks:
        yield Note("".join(facts.remarks))
    signers = (("计票人", facts.counted_by), ("监票人", facts.checked_by), *((each, "") for each in _SIGNERS))
    cells = [KeyValue(f"{each}（签名）", f"{name}{_ROOM}") for each, name in signers]
    cells.append(KeyValue("日期", _ROOM))
    rows = (KeyValueRow(tuple(cells[at : at + 3])) for at in (0, 3))
    yield KeyValueTable(tuple(rows), 3, tight=True)
    if facts.digest:
        yield Note(f"存档校验值：{' '.join(facts.digest[at : at + 8] for at in range(0, 64, 8))}")


def _head(facts: TallySheetFacts) -> Iterator[KeyValueRow]:
    yield KeyValueRow((KeyValue("事项", facts.title),), "", 1)
    if facts.content:
        label = "选举内容" if facts.candidates else "表决内容"
        yield KeyValueRow((KeyValue(label, facts.content),), "", 1)
    meeting = f"{facts.meeting.title}（{chinese_date(facts.meeting.held_on)}）"
    where = (KeyValue("地点", facts.meeting.venue),) if facts.meeting.venue else ()
    yield KeyValueRow((KeyValue("会议", meeting), *where), "", 1 + len(where))
    if not facts.counts:  # else they stand in the table below
        yield KeyValueRow((KeyValue("应到", facts.due), KeyValue("参加", facts.present)))
    yield KeyValueRow(
        (KeyValue("表决方式", facts.form), KeyValue("计票日期", chinese_date(facts.counted_on)))
    )
    source = "；".join(part for part in (facts.source, facts.valid) if part)
    rule = "\n".join(part for part in (f"{facts.article}　{facts.rule}", source) if part)
    yield KeyValueRow((KeyValue("依据", rule),), "", 1)


def _counts(facts: TallySheetFacts) -> Iterator[Block]:
    if facts.counts:
        columns = (
            Column("", 1.5), Column("全体（应到）", 1.4), Column("参加", 1.2),
            *(Column(each, 1.1) for each in _CHOICES),
        )  # fmt: skip
        yield Table(columns, facts.counts, tight=True)
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
        yield Note(f"选票来源：{'；'.join(_origin(each) for each in facts.origins)}。")


def _origin(row: tuple[str, ...]) -> str:
    """Return where ballots came from, how many, and what they said where there are several places."""
    name, *said, whole = row
    told = "，".join(f"{choice}{count}" for choice, count in zip(_CHOICES, said, strict=True) if count != "0")
    return f"{name}{whole}票（{told}）" if told else f"{name}{whole}票"


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
        yield Table(columns, tuple(rows), tight=True)
