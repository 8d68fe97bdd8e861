"""The working sheets of a matter: 征求意见表, 征求意见汇总表, 议事登记表 and 验收单."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from models.rules.numbers import format_money
from services.documents.matter_facts import (
    MatterSheetFacts,
    MatterStepFacts,
    TallyFacts,
)
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
from services.documents.sheets.values import place_values
from services.documents.templates import Wording, shipped
from services.documents.wording import chinese_date, full_iso_date

_MARGINS = Margins(top=20.0, left=20.0, right=18.0, bottom=22.0)
"""Sheets for the work and the file, filled in by hand: more of them goes on a page."""
_EMPTY_DAY: Final = "　　年　月　日"
_TICKS: Final = "□赞成\n□不同意\n□另有意见"
_BLANK_ROWS, _SIGNERS = 12, 6
_NONE: Final = "—"
_ROOM: Final = "\n\n"
"""Room to write in: two lines more."""


def matter_sheet(facts: MatterSheetFacts, wording: Wording | None = None) -> Document:
    """Build the sheet of a matter that is asked for.

    Args:
        facts: what is recorded; `sheet` says which one.
        wording: how it is titled, as shipped by default.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    wording = wording or shipped(facts.sheet)
    values = {**place_values(facts.place, facts.as_of), "事项": facts.title}
    return Document(
        title=wording.said("title", values),
        subtitle=wording.said("subtitle", values),
        blocks=tuple(_BUILDERS[facts.sheet](facts)),
        unit=facts.place.organ,
        issue_date=full_iso_date(facts.as_of),
        margins=_MARGINS,
    )


# 征求意见表


def _consult_form(facts: MatterSheetFacts) -> Iterator[Block]:
    yield _about(facts)
    columns = (
        Column("房号", 1.1),
        Column("住户", 1.2),
        Column("意见（打√）", 1.6, "left"),
        Column("具体意见和建议", 4.2, "left"),
        Column("住户签字", 1.5),
        Column("日期", 1.1),
    )
    for building, group in groupby(facts.households, key=lambda each: each.building):
        rows = tuple((each.dwelling, each.name, _TICKS, "", "", "") for each in group)
        yield Heading(f"{building or '未写楼栋'}（{len(rows)}户）", 2)
        yield Table(columns, rows)
    if not facts.households:
        yield Paragraph("楼栋：＿＿＿＿＿＿", indent=False)
        yield Table(columns, tuple(("", "", _TICKS, "", "", "") for _ in range(_BLANK_ROWS)))
    yield Note("入户人员（签字）：＿＿＿＿＿＿＿＿　　　　入户时间：＿＿＿＿年＿＿月＿＿日")
    yield Note("无人在家的写“无人应答”，另约时间再去。意见写不下的写在背面。")


def _about(facts: MatterSheetFacts) -> KeyValueTable:
    rows = [KeyValueRow((KeyValue("事项", facts.title),), columns=1)]
    if facts.content:
        rows.append(KeyValueRow((KeyValue("事由和方案", facts.content),), columns=1))
    if facts.budget is not None:
        rows.append(KeyValueRow((KeyValue("预算", f"{format_money(facts.budget)}元"),), columns=1))
    return KeyValueTable(tuple(rows), 1)


# 征求意见汇总表


def _consult_summary(facts: MatterSheetFacts) -> Iterator[Block]:
    consult = next((each for each in facts.steps if each.figures and "入户" in each.figures), None)
    days = consult.days if consult is not None else ""
    yield KeyValueTable(
        (
            KeyValueRow((KeyValue("事项", facts.title), KeyValue("时间", days or _EMPTY_DAY))),
            KeyValueRow(
                (KeyValue("入户人员", consult.who if consult else ""), KeyValue("程序", facts.programme))
            ),
        )
    )
    yield Heading("一、分楼栋汇总", 2)
    heads = ("住户", "入户", "收回", "赞成", "不同意", "另有意见", "无人应答")
    columns = (Column("楼栋", 1.6), *(Column(head, 1.0) for head in heads))
    yield Table(columns, tuple(_counted(each) for each in facts.tallies) or (("合计", *[""] * 7),))
    yield Note(_shares(facts))
    yield Heading("二、主要意见", 2)
    yield from [
        Paragraph(line) for line in (facts.opinions or "＿＿＿＿＿＿＿＿＿＿＿＿＿＿").splitlines() if line
    ]
    said = [each for each in facts.households if each.content]
    if said:
        yield Table(
            (Column("楼栋", 1.2), Column("态度", 1.2), Column("意见内容", 6.0, "left")),
            tuple((each.building or _NONE, each.answer or _NONE, each.content) for each in said),
        )
    yield _signatures(("汇总人（签字）", "楼栋党小组（签字）", "楼院党组织（签字）", "日期"))


def _counted(tally: TallyFacts) -> tuple[str, ...]:
    return (tally.building or "合计", *(str(number) for number in tally.counts))


def _shares(facts: MatterSheetFacts) -> str:
    """Return how many of those asked answered, and how many of those were in favour, as exact fractions."""
    if not facts.tallies:
        return "收回率、赞成率：＿＿＿＿"
    _, asked, answered, in_favour, *_ = facts.tallies[-1].counts
    return f"收回率：{share(answered, asked)}；收回的意见中赞成：{share(in_favour, answered)}。"


def share(part: int | None, whole: int | None) -> str:
    """Return a share as an exact fraction and in per cent: 25/31（80.6%）, — where it is not known."""
    if part is None or not whole:
        return _NONE
    tenths = (part * 1000 * 2 + whole) // (2 * whole)
    return f"{part}/{whole}（{tenths // 10}.{tenths % 10}%）"


# 议事登记表


def _register(facts: MatterSheetFacts) -> Iterator[Block]:
    yield KeyValueTable(tuple(_register_rows(facts)))
    if facts.late:
        yield Note("本表为补录：事项办理在先，登记在后，以存档的纸质材料为准。")


def _register_rows(facts: MatterSheetFacts) -> Iterator[KeyValueRow]:
    ticks = "　".join(f"{'■' if chosen else '□'}{name}" for name, chosen in facts.origins)
    money = "；".join(f"{source}{format_money(amount)}元" for source, amount in facts.funding)
    yield _wide("事项", facts.title)
    yield _wide("动议事由", ticks)
    yield _pair("动议时间", chinese_date(facts.began_on), "议事程序", facts.programme)
    yield _pair("牵头单位", facts.lead_unit, "责任单位", facts.responsible_units)
    yield _wide("事由和方案", facts.content or _ROOM)
    yield _pair("预算", _yuan(facts.budget), "决算", _yuan(facts.final_cost))
    yield _wide("资金来源", money)
    for each in facts.steps:
        yield from _step_rows(each)
    yield _wide("办理结果", facts.state or _ROOM)
    told = "\n".join(f"{each.name}：{each.supervision}" for each in facts.steps if each.supervision)
    yield _wide("监督意见", told or _ROOM)
    for left, right in (("楼院党组织", "自治组织"), ("社区居民委员会", "监督人员")):
        yield _pair(left, f"（签字盖章）{_ROOM}{_EMPTY_DAY}", right, f"（签字）{_ROOM}{_EMPTY_DAY}")
    yield _pair("填表人", "", "填表日期", chinese_date(facts.as_of))


def _step_rows(step: MatterStepFacts) -> Iterator[KeyValueRow]:
    unit = step.counted
    due = "" if step.due is None else f"{step.due}{unit}"
    present = "" if step.present is None else f"{step.present}{unit}"
    ratio = share(step.present, step.due) if step.due else ""
    yield _pair("时间", step.days, "地点", step.venue, step.name)
    yield _pair("参加人员", step.who, "状态", step.state, step.name)
    if step.meets:
        came = f"应到{due or '＿＿'}，实到{present or '＿＿'}，比例{ratio or '＿＿'}"
        yield _wide("到会", came, step.name)
    shown = "" if step.posted and step.posted in step.result else step.posted
    figures = "" if step.figures and step.figures in step.result else step.figures
    result = "\n".join(part for part in (figures, shown, step.result) if part)
    yield _wide("结果", f"跳过：{step.skipped}" if step.skipped else result or _ROOM, step.name)


def _wide(label: str, value: str, group: str = "") -> KeyValueRow:
    return KeyValueRow((KeyValue(label, value),), group, 1)


def _pair(first: str, one: str, second: str, other: str, group: str = "") -> KeyValueRow:
    return KeyValueRow((KeyValue(first, one), KeyValue(second, other)), group)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{format_money(fen)}元"


# 验收单


def _acceptance(facts: MatterSheetFacts) -> Iterator[Block]:
    result = facts.steps[-1] if facts.steps else None
    money = "；".join(f"{source}{format_money(amount)}元" for source, amount in facts.funding)
    signed = f"{facts.accepted_by}人" if facts.accepted_by is not None else ""
    yield KeyValueTable(
        (
            _wide("事项", facts.title),
            _wide("决议", facts.decided),
            _wide("方案", facts.content or _ROOM),
            _pair("预算", _yuan(facts.budget), "决算", _yuan(facts.final_cost)),
            _wide("资金来源", money),
            _pair("竣工时间", chinese_date(facts.finished_on), "验收时间", ""),
            _pair("施工单位", "", "验收签字", signed),
            _wide("验收情况", (result.result if result is not None else "") or _ROOM),
            _wide("验收结论", "□合格　□整改后再验　□不合格\n"),
        ),
        tight=True,
    )
    yield Heading("验收人员", 2)
    columns = (
        Column("序号", 0.6),
        Column("姓名", 1.4),
        Column("身份", 2.2),
        Column("意见", 2.0),
        Column("签字", 1.8),
    )
    yield Table(columns, tuple((f"{number}", "", "", "", "") for number in range(1, _SIGNERS + 1)))
    yield _signatures(("施工单位（盖章）", "自治组织（签字）", "社区居民委员会（盖章）", "日期"), tight=True)


def _signatures(labels: tuple[str, str, str, str], *, tight: bool = False) -> KeyValueTable:
    first, second, third, fourth = labels
    room = "\n" if tight else _ROOM
    return KeyValueTable((_pair(first, room, second, room), _pair(third, room, fourth, room)), tight=tight)


_BUILDERS: Final = {
    "consult_form": _consult_form,
    "consult_summary": _consult_summary,
    "matter_register": _register,
    "acceptance": _acceptance,
}
"""What builds each sheet, by its kind."""
