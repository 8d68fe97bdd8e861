"""The sheets of a round of rating (大家评): 评议结果公开, 评议表 to fill in, 评议汇总表 (policy 2.6d)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from services.documents.appraisal_facts import AppraisalSheetFacts, RatedFacts, SideFacts
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
from services.documents.sheets.posting import own_organ, posting_blocks, signed, told
from services.documents.sheets.values import Values, place_values, posting_values
from services.documents.templates import Wording, shipped
from services.documents.wording import chinese_date, chinese_number, full_iso_date

_WORKING: Final = Margins(top=18.0, left=20.0, right=18.0, bottom=18.0)
"""Papers for the round and the file, not official documents: more of them goes on a page."""
_BOX: Final = "□"
_CUT: Final = "－　" * 8 + "沿此线裁开" + "　－" * 8
_LINES_OF_PAGE, _LINES_BESIDE = 27, 7
"""Rows of forms that a page of A4 has room for, and how many of them head, comment and cut take."""


def appraisal(facts: AppraisalSheetFacts, wording: Wording | None = None) -> Document:
    """Build a sheet of a round of rating.

    Args:
        facts: what is recorded; `facts.sheet` says which sheet.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: the period ends before it begins; own wording that cannot be read.
    """
    wording = wording or shipped(facts.sheet)
    values = appraisal_values(facts)
    organ = own_organ(facts.place, facts.posting)
    public = facts.sheet == "appraisal"
    blocks = [*told(wording, "basis", values)] if public else []
    blocks += _BUILDERS[facts.sheet](facts, wording, values)
    if public:
        signature = signed(wording, values, organ)
        blocks += [*told(wording, "closing", values), signature]
        organ = signature.organ
    return Document(
        title=facts.title or wording.said("title", values),
        subtitle=wording.said("subtitle", values),
        blocks=tuple(blocks),
        unit=organ or facts.place.organ,
        issue_date=full_iso_date(facts.posting.issued_on),
        margins=Margins() if public else _WORKING,
    )


def appraisal_values(facts: AppraisalSheetFacts) -> Values:
    """Return what the sheets of a round of rating can fill in.

    Raises:
        InvalidInput: the period ends before it begins.
    """
    values = {
        **place_values(facts.place, facts.posting.issued_on),
        "评议名称": facts.appraisal,
        "评议对象": facts.target_name or facts.target,
    }
    if facts.sheet == "appraisal_form":
        return values
    values |= {
        "评议时间": _days(facts),
        "发出份数": "" if facts.asked is None else f"{facts.asked}份",
        "收回份数": f"{facts.papers}份",
        "回收率": facts.response,
    }
    if facts.sheet == "appraisal":
        values |= posting_values(facts.place, facts.posting, "以上评议结果")
    return values


def _days(facts: AppraisalSheetFacts) -> str:
    first, last = chinese_date(facts.from_day), chinese_date(facts.to_day)
    return f"{first}至{last}" if first and last and first != last else first or last


# 评议结果公开


def _result(facts: AppraisalSheetFacts, wording: Wording, values: Values) -> list[Block]:
    sections: list[tuple[str, list[Block]]] = [
        (f"{side.name}评议情况", _side(facts, side)) for side in facts.sides
    ]
    if facts.comments:
        sections.append((wording.said("heading_comments", values), _comments(facts)))
    if facts.said:
        said: list[Block] = [Paragraph(line) for line in facts.said]
        sections.append((wording.said("heading_measures", values), said))
    posting = posting_blocks(wording, values)
    if posting:
        sections.append((wording.said("heading_posting", values), posting))
    return [*told(wording, "lead", values), *_numbered(sections)]


def _numbered(sections: list[tuple[str, list[Block]]]) -> list[Block]:
    blocks: list[Block] = []
    for number, (title, content) in enumerate(sections, 1):
        blocks += [Heading(f"{chinese_number(number)}、{title}"), *content]
    return blocks


def _side(facts: AppraisalSheetFacts, side: SideFacts) -> list[Block]:
    """Return the table of one side; a column for blank items only where there are some."""
    blank = any(each.blank for each in side.items)
    columns = (
        Column("评议内容", 2.9, "left"),
        *(Column(name, 0.95) for name in facts.grades),
        *([Column("未填", 0.8)] if blank else []),
        Column("满意率", 1.15),
    )
    rows = [_rated(each, blank) for each in (*side.items, side.whole)]
    counted = f"收回{side.name}评议表{side.papers}份，综合满意率{side.whole.rate}。"
    how = [Note(_HOW)] if side is facts.sides[-1] else []
    return [Paragraph(counted), Table(columns, tuple(rows)), *how]


_HOW: Final = "满意率＝（很满意＋满意）÷（收回份数－不了解－未填）。"


def _rated(each: RatedFacts, blank: bool) -> tuple[str, ...]:
    counts = [str(count) for count in each.counts]
    return (each.title, *counts, *([str(each.blank)] if blank else []), each.rate)


def _comments(facts: AppraisalSheetFacts) -> list[Block]:
    said: list[Block] = [
        Paragraph(f"{number}．{text}{f'（{count}份）' if count > 1 else ''}。")
        for number, (text, count) in enumerate(facts.comments, 1)
    ]
    if facts.more_comments:
        said.append(Note(f"另有{facts.more_comments}条，存档备查。"))
    return said


# 评议表


def _form(facts: AppraisalSheetFacts, wording: Wording, values: Values) -> list[Block]:
    """Return as many equal forms as a page has room for, one below the other with a line to cut along."""
    copies = max(1, min(2, _LINES_OF_PAGE // (len(facts.items) + _LINES_BESIDE)))
    blocks: list[Block] = []
    for copy in range(copies):
        if copy:
            blocks += [Note(_CUT), Paragraph(wording.said("title", values), indent=False, align="center")]
        blocks += _one_form(facts, wording, values)
    return blocks


def _one_form(facts: AppraisalSheetFacts, wording: Wording, values: Values) -> list[Block]:
    columns = (Column("评议内容", 3.2, "left"), *(Column(name, 1.0) for name in facts.grades))
    rows = [
        (f"{number}．{title}", *[_BOX] * len(facts.grades)) for number, title in enumerate(facts.items, 1)
    ]
    return [
        Note("编号：＿＿＿＿＿　　房号（可以不写）：＿＿＿＿＿＿　　□居民　□自治组织成员"),
        *(Note(line) for line in wording.said("lead", values).split("\n") if line),
        Table(columns, tuple(rows)),
        Paragraph("意见和建议：" + "＿" * 22, indent=False),
    ]


# 评议汇总表


def _summary(facts: AppraisalSheetFacts, wording: Wording, values: Values) -> list[Block]:
    head = KeyValueTable(
        (
            KeyValueRow((KeyValue("评议对象", values["评议对象"]), KeyValue("评议时间", values["评议时间"]))),
            KeyValueRow(
                (
                    KeyValue("发出和收回", f"发出{values['发出份数'] or '—'}，收回{values['收回份数']}"),
                    KeyValue("回收率", facts.response),
                )
            ),
            KeyValueRow(
                (
                    KeyValue("汇总时间", chinese_date(facts.closed_on) or "还没有汇总"),
                    KeyValue("备注", "补录" if facts.late else ""),
                )
            ),
        )
    )
    blocks: list[Block] = [head]
    sections: list[tuple[str, list[Block]]] = [
        (f"{side.name}评议情况", _side(facts, side)) for side in facts.sides
    ]
    if facts.comments:
        sections.append(("意见和建议", _comments(facts)))
    if facts.said:
        sections.append(("结论和整改", [Paragraph(line) for line in facts.said]))
    signers = KeyValueTable(
        (
            KeyValueRow((KeyValue("汇总人（签字）", ""), KeyValue("监督人（签字）", ""))),
            KeyValueRow((KeyValue("居民代表（签字）", ""), KeyValue("日期", ""))),
        )
    )
    return [*blocks, *_numbered(sections), Note("　"), signers]


_BUILDERS: Final[dict[str, Callable[[AppraisalSheetFacts, Wording, Values], list[Block]]]] = {
    "appraisal": _result,
    "appraisal_form": _form,
    "appraisal_summary": _summary,
}
