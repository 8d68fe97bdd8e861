"""The papers of a meeting before it begins and at its door: 会议通知, 签到表, 委托书, 表决票 and 选票."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from models.rules.numbers import format_area
from services.documents.model import (
    Block,
    Column,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Note,
    Paragraph,
    Table,
)
from services.documents.sheets.posting import signed, told
from services.documents.sheets.values import Values
from services.documents.sheets.votes import labelled, when, who_came
from services.documents.templates import Wording
from services.documents.voting_facts import (
    AttendanceSheetFacts,
    BallotPaperFacts,
    InvitationFacts,
    PaperFacts,
    ProxyPaperFacts,
    RollLineFacts,
)
from services.documents.wording import chinese_date

BLANK_ROWS: Final = 24
_BLANK_PAPERS: Final = 8
_ROOM: Final = "\n"
_LINE: Final = "＿＿＿＿＿＿＿＿"
_DAY: Final = "　　　　年　　月　　日"


def invitation(facts: InvitationFacts, wording: Wording, values: Values) -> Iterator[Block]:
    """Build the body of 会议通知."""
    yield from told(wording, "lead", values)
    meeting = facts.meeting
    told_by = (
        ("时间", when(meeting)), ("地点", meeting.venue), ("召集", meeting.convener),
        ("参加人员", f"应到{meeting.due}{meeting.counted}" if meeting.due is not None else ""),
    )  # fmt: skip
    yield from (labelled(label, text) for label, text in told_by if text)
    if facts.agenda:
        yield labelled("议题", "")
        yield from (Paragraph(f"{number}. {title}") for number, title in enumerate(facts.agenda, 1))
    if facts.proxy:
        yield Paragraph(facts.proxy)
    if facts.contact:
        yield labelled("联系", facts.contact)
    yield from told(wording, "closing", values)
    yield signed(wording, values)


def attendance(facts: AttendanceSheetFacts, wording: Wording, values: Values) -> Iterator[Block]:
    """Build the body of 签到表: to be signed, or as it was."""
    yield from told(wording, "lead", values)
    came = who_came(facts.meeting)
    if facts.filled and came:
        yield Paragraph(came + ("。" if not facts.quorum else f"。{facts.quorum}"))
    elif facts.meeting.due is not None:
        yield Paragraph(
            f"应到{facts.meeting.due}{facts.meeting.counted}，实到＿＿＿{facts.meeting.counted}。"
        )
    voting = [each for each in facts.lines if each.votes]
    yield _roll(facts, voting)
    guests = [each for each in facts.lines if not each.votes]
    if guests:
        yield labelled("列席", "")
        yield _roll(facts, guests, guests=True)
    yield Note("委托他人参加的，受托人签受托人的姓名，委托书附后。")
    yield Note(f"签到人：{_LINE}　　　　监督人：{_LINE}")
    yield from told(wording, "closing", values)


def _roll(facts: AttendanceSheetFacts, lines: list[RollLineFacts], *, guests: bool = False) -> Table:
    by_area = facts.by_area and not guests
    columns = [Column("序号", 0.3), Column("姓名（户名）", 1.2, "name"), Column("身份（房号）", 1.2)]
    columns += [Column("面积（㎡）", 0.4, "decimal")] * by_area
    columns += [Column("到会情况", 0.6)] * facts.filled
    columns += [Column("签名", 4.2), Column("受托人签名", 2.6)]
    rows = []
    for number, each in enumerate(lines, 1):
        row = [str(number), each.name, each.body]
        row += ["" if each.area is None else format_area(each.area)] * by_area
        row += [each.state] * facts.filled
        rows.append((*row, "", ""))
    if not lines:
        rows = [(str(number), *[""] * (len(columns) - 1)) for number in range(1, BLANK_ROWS + 1)]
    return Table(tuple(columns), tuple(rows))


def proxy_paper(facts: ProxyPaperFacts, wording: Wording, values: Values) -> Iterator[Block]:
    """Build the body of a blank 委托书."""
    meeting = facts.meeting
    where = f"在{meeting.venue}" if meeting.venue else ""
    yield KeyValueTable(
        (
            KeyValueRow((KeyValue("委托人", ""), KeyValue("房号或身份", ""))),
            KeyValueRow((KeyValue("联系电话", ""), KeyValue("专有部分面积", "　　　　　　㎡"))),
            KeyValueRow((KeyValue("受托人", ""), KeyValue("与委托人关系", ""))),
        )
    )
    yield Paragraph(f"本人因故不能参加{when(meeting)}{where}召开的{meeting.title}，委托上述受托人代为参加。")
    if facts.motions:
        yield Paragraph("对下列事项，受托人按以下意见投票（每项只选一种；不选的由受托人决定）：")
        columns = (
            Column("序号", 0.6), Column("事项", 3.6, "left"), Column("同意", 0.8), Column("反对", 0.8),
            Column("弃权", 0.8), Column("由受托人决定", 1.4),
        )  # fmt: skip
        rows = ((str(number), title, "□", "□", "□", "□") for number, title in enumerate(facts.motions, 1))
        yield Table(columns, tuple(rows))
    else:
        yield Paragraph("委托权限：□代为签到　□代为发言　□代为投票，意见由受托人决定。")
    if facts.limit:
        yield Paragraph(facts.limit)
    yield Paragraph("委托期限：本次会议结束时止。")
    yield Note("　")
    yield KeyValueTable(
        (
            KeyValueRow(
                (
                    KeyValue("委托人（签名）", f"{_ROOM}{_DAY}{_ROOM}"),
                    KeyValue("受托人（签名）", f"{_ROOM}{_DAY}{_ROOM}"),
                )
            ),
        )
    )


def ballot_papers(facts: BallotPaperFacts, wording: Wording, values: Values) -> Iterator[Block]:
    """Build papers to be cut apart: two beside each other, each with its running number."""
    papers = facts.papers or tuple(PaperFacts(number) for number in range(1, _BLANK_PAPERS + 1))
    cells = [_paper(facts, each) for each in papers]
    cells += [""] * (len(cells) % 2)
    rows = tuple(zip(cells[::2], cells[1::2], strict=True))
    yield Table((Column("沿线裁开", 1.0, "left"), Column("沿线裁开", 1.0, "left")), rows, repeat_head=False)
    yield Note(f"共{len(papers)}张，从{papers[0].number}号到{papers[-1].number}号；盖章后发放。")


def _paper(facts: BallotPaperFacts, paper: PaperFacts) -> str:
    election = facts.seats is not None
    head = f"{facts.place.name}{'选票' if election else '表决票'}　№ {paper.number:03d}"
    lines = [head, f"{facts.meeting.title}　{chinese_date(facts.meeting.held_on)}", facts.title]
    if facts.content and not election:
        lines.append(facts.content)
    if paper.whose:
        lines.append(f"投票人：{paper.whose}")
    if election:
        lines += [f"□ {number}. {name}" for number, name in enumerate(facts.candidates, 1)]
        lines.append(f"同意的在□内打√，最多选{facts.seats}人；多选的整张无效，涂改不清的无效。")
    else:
        lines += ["□ 同意　　□ 反对　　□ 弃权", "只选一项，打√；多选或看不清的无效。"]
    if facts.signed:
        lines.append("签名：＿＿＿＿＿＿　日期：＿＿＿＿＿")
    return "\n".join(lines)
