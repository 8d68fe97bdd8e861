"""The sheets of an election: 候选人公示, 选举结果公告, 选举结果报告单, 备案表, 移交清单 (policy 2.2)."""

from __future__ import annotations

from collections.abc import Callable

from models.rules.committees import percent
from services.documents.election_facts import ElectionSheetFacts, RoundFacts, StandingFacts
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
from services.documents.sheets.values import POSTED, election_values
from services.documents.sheets.votes import when, who_came
from services.documents.templates import Wording, shipped
from services.documents.wording import chinese_date, chinese_number, full_iso_date

_BLANK_DAY = "＿＿＿年＿＿月＿＿日"
_WORKING = Margins(top=20.0, left=22.0, right=20.0, bottom=22.0)
"""A form that is filed is no official document: it stands on one page where it can."""
_BOX = "\n\n　　　　　　　　　　　　　　　（盖章）　" + _BLANK_DAY


def election(facts: ElectionSheetFacts, wording: Wording | None = None) -> Document:
    """Build a sheet of an election.

    Args:
        facts: what is recorded; `facts.sheet` says which sheet.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: the period ends before it begins; own wording that cannot be read.
    """
    wording = wording or shipped(facts.sheet)
    values = election_values(facts)
    blocks = [*told(wording, "basis", values)] if facts.sheet in POSTED else []
    blocks += told(wording, "lead", values)
    sections = _SECTIONS[facts.sheet](facts)
    if facts.sheet in POSTED:
        posting = posting_blocks(wording, values)
        sections += [(wording.said("heading_posting", values), posting)] if posting else []
    numbered = sum(bool(title) for title, _ in sections) > 1
    number = 0
    for title, content in sections:
        if title:
            number += 1
            blocks.append(Heading(f"{chinese_number(number)}、{title}" if numbered else title))
        blocks += content
    blocks += told(wording, "closing", values)
    organ = own_organ(facts.place, facts.posting)
    if facts.sheet in POSTED:
        signature = signed(wording, values, organ)
        blocks.append(signature)
        organ = signature.organ
    return Document(
        title=facts.title or wording.said("title", values),
        subtitle=wording.said("subtitle", values),
        blocks=tuple(blocks),
        unit=organ or facts.place.organ,
        issue_date=full_iso_date(facts.posting.issued_on),
        margins=Margins() if facts.sheet in POSTED else _WORKING,
    )


_Sections = list[tuple[str, list[Block]]]


def _candidates(facts: ElectionSheetFacts) -> _Sections:
    looked = _looked(facts)
    listed: list[Block] = [Paragraph(looked)] if looked else []
    listed.append(_people(facts.candidates, ("sex", "membership", "background", "nominated_by")))
    said: list[Block] = [
        Paragraph(f"{each.name}：{each.introduction.strip()}")
        for each in facts.candidates
        if each.introduction
    ]
    return [("候选人名单（按姓名拼音排列）", listed), *([("候选人简介", said)] if said else [])]


def _looked(facts: ElectionSheetFacts) -> str:
    day = f"{chinese_date(facts.vetted_on)}，" if facts.vetted_on else ""
    by = f"经{facts.vetted_by}，" if facts.vetted_by else ""
    if not day and not by:
        return ""
    return f"{day}{by}下列{len(facts.candidates)}人符合候选人条件。"


_TITLES = {
    "sex": ("性别", 0.7),
    "birth": ("出生年月", 1.3),
    "membership": ("政治面貌", 1.2),
    "background": ("身份（原单位）", 2.2),
    "nominated_by": ("推荐人", 1.6),
    "post": ("职务", 1.0),
    "votes": ("得票", 0.8),
}


def _people(people: tuple[StandingFacts, ...], wanted: tuple[str, ...]) -> Table:
    """Return people as a table; a column that nobody has anything in is left out."""
    shown = [name for name in wanted if any(getattr(each, name) not in ("", None) for each in people)]
    columns = (
        Column("序号", 0.6),
        Column("姓名", 1.2, "name"),
        *(Column(*_TITLES[name]) for name in shown),
    )
    rows = [
        (str(number), each.name, *(_cell(each, name) for name in shown))
        for number, each in enumerate(people, 1)
    ]
    return Table(columns, tuple(rows))


def _cell(person: StandingFacts, name: str) -> str:
    value = getattr(person, name)
    if value in ("", None):
        return "—"
    return chinese_date(value) if name == "birth" else str(value)


def _result(facts: ElectionSheetFacts) -> _Sections:
    sections: _Sections = []
    for number, each in enumerate(facts.rounds, 1):
        title = "选举情况" if len(facts.rounds) == 1 else f"第{chinese_number(number)}轮投票"
        sections.append((title, [Paragraph(_counted(each)), _votes(each)]))
    posts = "、".join(f"{each.name}（{each.post}）" for each in facts.elected)
    chosen: list[Block] = [Paragraph(f"当选{len(facts.elected)}人：{posts}。")]
    if facts.open_seats:
        chosen.append(Paragraph(_open(facts)))
    if facts.term_years is not None:
        chosen.append(Paragraph(f"任期{facts.term_years}年，自{chinese_date(facts.elected_on)}起计算。"))
    return [*sections, ("当选人员", chosen)]


def _open(facts: ElectionSheetFacts) -> str:
    why = f"：{facts.reason}" if facts.reason else ""
    return f"应选{facts.seats}人，空缺{facts.open_seats}人{why}。"


def _counted(each: RoundFacts) -> str:
    decision = each.decision
    valid = (decision.returned or 0) - (decision.invalid or 0)
    total = sum(one.votes or 0 for one in decision.candidates)
    return (
        f"应选{decision.seats}人，候选{len(decision.candidates)}人。发出选票{decision.issued}张，"
        f"收回{decision.returned}张，其中有效票{valid}张、无效票{decision.invalid}张，"
        f"有效票共得{total}票。"
    )


def _votes(each: RoundFacts) -> Table:
    valid = (each.decision.returned or 0) - (each.decision.invalid or 0)
    columns = (
        Column("序号", 0.7),
        Column("候选人", 1.4, "name"),
        Column("得票", 0.9),
        Column("占有效票", 1.1),
        Column("结果", 1),
        Column("职务", 1.1),
    )
    rows = []
    for number, one in enumerate(each.decision.candidates, 1):
        share = percent(one.votes, valid) if one.votes is not None and valid > 0 else "—"
        result = "—" if one.elected is None else "当选" if one.elected else "未当选"
        votes = "—" if one.votes is None else str(one.votes)
        rows.append((str(number), one.name, votes, share, result, one.post or "—"))
    return Table(columns, tuple(rows))


def _report(facts: ElectionSheetFacts) -> _Sections:
    sections: _Sections = []
    for number, each in enumerate(facts.rounds, 1):
        head = KeyValueTable(
            (
                KeyValueRow((KeyValue("会议", each.meeting.title), KeyValue("时间", when(each.meeting)))),
                KeyValueRow((KeyValue("到会", who_came(each.meeting)),)),
                KeyValueRow(
                    (
                        KeyValue("应选人数", _number(each.decision.seats, "人")),
                        KeyValue("候选人数", f"{len(each.decision.candidates)}人"),
                    )
                ),
            )
        )
        title = "" if len(facts.rounds) == 1 else f"第{chinese_number(number)}轮投票"
        content: list[Block] = [head, _ballots(each), _votes(each), *_arithmetic(each)]
        sections.append((title, content))
    if facts.open_seats and facts.elected:
        sections.append(("", [Paragraph(_open(facts))]))
    return [*sections, ("", _signed_by(("会议主持人", "总监票人", "监票人", "计票人", "唱票人", "报告日期")))]


def _ballots(each: RoundFacts) -> Table:
    decision = each.decision
    valid = (decision.returned or 0) - (decision.invalid or 0)
    total = sum(one.votes or 0 for one in decision.candidates)
    titles = ("发出选票", "收回选票", "有效票", "无效票", "有效票共得票")
    figures = (
        _number(decision.issued, "张"),
        _number(decision.returned, "张"),
        f"{valid}张",
        _number(decision.invalid, "张"),
        f"{total}票",
    )
    return Table(tuple(Column(title) for title in titles), (figures,))


def _number(value: int | None, unit: str) -> str:
    return "—" if value is None else f"{value}{unit}"


def _arithmetic(each: RoundFacts) -> list[Block]:
    decision, meeting = each.decision, each.meeting
    valid = (decision.returned or 0) - (decision.invalid or 0)
    lines = []
    if meeting.present is not None:
        proxies = f"（含委托{meeting.proxies}{meeting.counted}）" if meeting.proxies else ""
        lines.append(f"发出选票{decision.issued}张，不多于实到{meeting.present}{meeting.counted}{proxies}。")
    lines.append(
        f"收回选票{decision.returned}张，不多于发出的{decision.issued}张；"
        f"有效票{valid}张加无效票{decision.invalid}张，等于收回的{decision.returned}张。"
    )
    lines += [each.told] if each.told else []
    return [Note(f"{number}．{line}") for number, line in enumerate(lines, 1)]


def _signed_by(labels: tuple[str, ...]) -> list[Block]:
    rows = (labels[at : at + 2] for at in range(0, len(labels), 2))
    table = tuple(KeyValueRow(tuple(KeyValue(name, "") for name in row)) for row in rows)
    return [Paragraph(""), KeyValueTable(table)]


def _filing(facts: ElectionSheetFacts) -> _Sections:
    last = facts.rounds[-1]
    decision = last.decision
    valid = (decision.returned or 0) - (decision.invalid or 0)
    term = f"{facts.term_years}年" if facts.term_years is not None else "—"
    rows = (
        _row("基本情况", ("自治组织", facts.committee), ("形式", facts.body)),
        _row("基本情况", ("楼院", facts.place.courtyard), ("社区", facts.place.community)),
        _row("基本情况", ("选举类型", facts.kind), ("产生日期", chinese_date(facts.elected_on))),
        _row("基本情况", ("职数", _number(facts.seats, "人")), ("任期", term)),
        _row(
            "资格审查",
            ("审查单位", facts.vetted_by or "—"),
            ("审查日期", chinese_date(facts.vetted_on) or "—"),
        ),
        _row("选举情况", ("会议", last.meeting.title), ("到会", who_came(last.meeting))),
        _row(
            "选举情况",
            ("发出和收回", f"发出{decision.issued}张，收回{decision.returned}张"),
            ("有效和无效", f"有效{valid}张，无效{decision.invalid}张"),
        ),
    )
    filed = chinese_date(facts.filed_on) or _BLANK_DAY
    opinions = (
        KeyValueRow((KeyValue("社区居民委员会意见", _BOX),)),
        KeyValueRow((KeyValue(f"{facts.filed_with or facts.place.office or '办事处'}备案意见", _BOX),)),
        KeyValueRow(
            (KeyValue("报送备案日期", filed), KeyValue("备案期限", chinese_date(facts.file_by) or "—"))
        ),
    )
    members: list[Block] = [
        _people(facts.elected, ("sex", "birth", "membership", "background", "post", "votes"))
    ]
    attached = Note("附：选举结果报告单、候选人资格审查材料、选举会议记录和签到表、当选人员名单。")
    return [("", [KeyValueTable(rows)]), ("", members), ("", [KeyValueTable(opinions), attached])]


def _row(group: str, *pairs: tuple[str, str]) -> KeyValueRow:
    return KeyValueRow(tuple(KeyValue(label, value) for label, value in pairs), group)


def _handover(facts: ElectionSheetFacts) -> _Sections:
    columns = (
        Column("序号", 0.6),
        Column("移交内容", 3, "left"),
        Column("数量", 1.1),
        Column("移交日期", 1.6),
        Column("备注（没有移交的原因）", 2.4, "left"),
    )
    rows = tuple(
        (
            str(number),
            each.title,
            each.quantity,
            chinese_date(each.handed_on) if each.handed_on else "",
            each.remark,
        )
        for number, each in enumerate(facts.things, 1)
    )
    done = sum(bool(each.handed_on) for each in facts.things)
    count = f"共{len(facts.things)}项，已移交{done}项。" if done else f"共{len(facts.things)}项。"
    signers = KeyValueTable(
        (
            KeyValueRow((KeyValue("移交人", facts.handed_from), KeyValue("接收人", facts.handed_to))),
            KeyValueRow(
                (
                    KeyValue("监交人", facts.witness),
                    KeyValue("移交日期", chinese_date(facts.handed_on) or _BLANK_DAY),
                )
            ),
        )
    )
    note = Note("移交人、接收人、监交人核对实物和数量后签字；一式三份，双方和社区各存一份。")
    return [("", [Table(columns, rows), Paragraph(count), signers, note])]


_SECTIONS: dict[str, Callable[[ElectionSheetFacts], _Sections]] = {
    "candidates": _candidates,
    "election_result": _result,
    "election_report": _report,
    "election_filing": _filing,
    "handover": _handover,
}
