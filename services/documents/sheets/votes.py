"""How decisions are worded on minutes and notices: votes, ballots, candidates, who came."""

from __future__ import annotations

from services.documents.meeting_facts import Candidate, Decision, MeetingFacts
from services.documents.model import Block, Column, Paragraph, Table
from services.documents.wording import chinese_date

SENTENCE_END = tuple("。！？；：…")


def labelled(label: str, text: str) -> Paragraph:
    """Return a paragraph that begins with its label, as 时间：2020年8月26日."""
    return Paragraph(f"{label}：{text}", lead=len(label) + 1)


def sentence(text: str) -> str:
    """Return a text with a full stop at its end, unless it ends with a mark already."""
    text = text.strip()
    return text if not text or text.endswith((*SENTENCE_END, "”", "）")) else f"{text}。"


def paragraphs(text: str, first: str = "") -> list[Block]:
    """Return the lines of a text as paragraphs, the first one after the words `first`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [Paragraph((first if number == 0 else "") + sentence(line)) for number, line in enumerate(lines)]


def when(meeting: MeetingFacts) -> str:
    """Return day and hours of a meeting: 2020年8月26日15:00—17:10."""
    hours = "—".join(part for part in (meeting.starts, meeting.ends) if part)
    return f"{chinese_date(meeting.held_on)}{hours}"


def who_came(meeting: MeetingFacts) -> str:
    """Return how many had to come and how many came, "" where neither is recorded."""
    unit = meeting.counted
    parts = [f"应到{meeting.due}{unit}"] if meeting.due is not None else []
    if meeting.present is not None:
        proxies = f"（含委托{meeting.proxies}{unit}）" if meeting.proxies else ""
        parts.append(f"实到{meeting.present}{unit}{proxies}")
    return "，".join(parts)


def votes(decision: Decision) -> str:
    """Return the votes and the outcome as one sentence or two, "" where nothing is recorded."""
    counted = _ballots(decision) if decision.is_election else _raised_hands(decision)
    outcome = f"{decision.outcome}。" if decision.outcome and not decision.is_election else ""
    return f"{counted}。{outcome}" if counted else outcome


def _raised_hands(decision: Decision) -> str:
    named = (
        ("同意", decision.votes_for),
        ("反对", decision.votes_against),
        ("弃权", decision.votes_abstain),
    )
    return "，".join(f"{name}{number}票" for name, number in named if number is not None)


def _ballots(decision: Decision) -> str:
    issued, returned, invalid = decision.issued, decision.returned, decision.invalid
    parts = [f"应选{decision.seats}人"] if decision.seats is not None else []
    parts += [f"候选{len(decision.candidates)}人"] if decision.candidates else []
    parts += [f"发票{issued}张"] if issued is not None else []
    parts += [f"收回{returned}张"] if returned is not None else []
    if returned is not None and invalid is not None and returned >= invalid:
        parts.append(f"有效{returned - invalid}张")
    parts += [f"无效{invalid}张"] if invalid is not None else []
    return "，".join(parts)


def candidate_table(candidates: tuple[Candidate, ...]) -> Table:
    """Return the candidates with votes, whether they were elected, and to which post."""
    has_post = any(each.post for each in candidates)
    has_note = any(each.note for each in candidates)
    columns = [
        Column("序号", 0.7),
        Column("候选人", 1.5, "name"),
        Column("得票", 1),
        Column("结果", 1),
    ]
    columns += [Column("职务", 1.2)] * has_post + [Column("备注", 1.8)] * has_note
    rows = []
    for number, each in enumerate(candidates, 1):
        row = [str(number), each.name, "—" if each.votes is None else str(each.votes), _result(each)]
        row += [each.post or "—"] * has_post + [each.note or "—"] * has_note
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def _result(candidate: Candidate) -> str:
    return "—" if candidate.elected is None else "当选" if candidate.elected else "未当选"


def elected(decision: Decision) -> str:
    """Return who was elected, with posts: 甲（主任）、乙（副主任）、丙."""
    won = [each for each in decision.candidates if each.elected]
    return "、".join(f"{each.name}（{each.post}）" if each.post else each.name for each in won)


def decision_blocks(decision: Decision, with_note: bool = False) -> list[Block]:
    """Return what was decided, the votes, and the result of an election."""
    blocks: list[Block]
    counted = votes(decision)
    if decision.is_election:
        blocks = [Paragraph(f"选举情况：{counted}")] if counted else []
        blocks += paragraphs(decision.content)
    else:
        blocks = paragraphs(decision.content, "决议：")
        blocks += [Paragraph(f"表决结果：{counted}")] if counted else []
    if decision.candidates:
        blocks.append(candidate_table(decision.candidates))
        won = elected(decision)
        blocks += [Paragraph(f"当选：{won}。")] if won else []
    if with_note:
        blocks += paragraphs(decision.note, "备注：")
    return blocks
