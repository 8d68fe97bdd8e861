"""What the start page shows: what waits, what the rules say about the register, how far it is covered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, cast

from models.rules.base import Hint
from models.rules.dates import from_record
from models.rules.meetings import days_late
from services import coverage
from services.coverage import Coverage
from services.hints import hints_of
from services.office import Context
from services.subjects import Subject, subject

Urgency = Literal["late", "warn", "plain"]
"""Overdue or impossible; to be looked at; only there."""
ACTION_ITEMS = "action-items"
DUTIES = "obligations"
"""Key of the page, and group of the remarks, about what has to be shown on boards."""
DECISIONS = "conflicts"
"""Key of the page, and group of the remarks, about what people decide after an exchange."""
EXCHANGE = "sync"
"""Key of the page, and group of the remarks, about offices it is time to exchange data with."""
DELIBERATION = "duties"
"""Key of the page, and group of the remarks, about meetings to be held and answers to be given."""
PRIVACY = "privacy"
"""Key of the page, and group of the remarks, about personal data past its period and requests to erase."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the start page: something about a record that somebody should look at.

    Attributes:
        kind: kind of the record; DECISIONS for what is decided after an exchange, EXCHANGE for an office it
            is time to exchange data with, DUTIES for what a courtyard
            owes its boards, DELIBERATION for what it owes its deliberation.
        id: the record; the courtyard that owes.
        name: its name.
        message: what is remarkable.
        source: the rule behind it, or where an action item comes from.
        urgency: how it is marked.
        group: kind of the page it belongs to.
    """

    kind: str
    id: bytes
    name: str
    message: str
    source: str
    urgency: Urgency
    group: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits, and how far each community is."""

    remarks: tuple[Remark, ...]
    coverage: tuple[Coverage, ...]

    def with_duties(self, duties: Iterable[Remark]) -> "Overview":
        """Return the same with what courtyards owe, behind the action items."""
        items = [each for each in self.remarks if each.group in (DECISIONS, ACTION_ITEMS)]
        owed = (DECISIONS, ACTION_ITEMS, EXCHANGE, DELIBERATION, DUTIES, PRIVACY)
        rest = [each for each in self.remarks if each.group not in owed]
        return replace(self, remarks=(*items, *duties, *rest))

    @property
    def groups(self) -> dict[str, int]:
        """How many remarks there are of each group, in the order they are shown."""
        counts = dict.fromkeys(GROUPS, 0)
        for remark in self.remarks:
            counts[remark.group] += 1
        return {group: count for group, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many action items are open, and how many of them are overdue; one due today is not."""

    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """Records that the rules look at: most of them, the newest first where a register grows for ever."""

    kind: str
    group: str
    most: int
    newest: bool = False


_REGISTER, _RECENT = 3000, 300
_JUDGED = (
    _Judged("courtyards", "courtyards", _REGISTER),
    _Judged("committees", "committees", _REGISTER),
    _Judged("party-organisations", "party-organisations", _REGISTER),
    _Judged("appointments", "party-organisations", _REGISTER),
    _Judged("representatives", "representatives", _REGISTER),
    _Judged("meetings", "meetings", _RECENT, newest=True),
    _Judged("resolutions", "meetings", _RECENT, newest=True),
    _Judged("matters", "matters", _RECENT, newest=True),
    _Judged("notices", "notices", _RECENT, newest=True),
)
_MOST_ITEMS = 2000
GROUPS = (
    *(DECISIONS, ACTION_ITEMS, EXCHANGE, DELIBERATION, DUTIES, PRIVACY),
    *dict.fromkeys(each.group for each in _JUDGED),
)
"""The groups of remarks in the order they are shown."""


def overview(context: Context) -> Overview:
    """Return what the start page shows, with a fixed number of queries; on the reader's thread."""
    remarks = [*_decisions(context), *_action_items(context)]
    for each in _JUDGED:
        remarks += _said(context, each)
    return Overview(tuple(remarks), coverage.by_community(coverage.courtyards(context.reader)))


def waiting(context: Context) -> Waiting:
    """Return how many action items wait; on the reader's thread."""
    rows = context.reader.all(
        "SELECT due_on, count(*) FROM action_item WHERE done_on IS NULL AND deleted_at IS NULL "
        "GROUP BY due_on"
    )
    today = context.today()
    late = sum(count for due_on, count in rows if (days_late(due_on, today) or 0) > 0)
    return Waiting(sum(count for _, count in rows), late)


def decisions(context: Context) -> int:
    """Return how much waits for a person after an exchange: conflicts, proposals, held rows."""
    from services import conflicts

    return conflicts.counts(context).total


def _decisions(context: Context) -> Iterator[Remark]:
    """Return what waits for a decision after an exchange, a line for each sort of it."""
    from services import conflicts

    counts = conflicts.counts(context)
    for name, number, message, urgency in (
        ("两边填得不一样", counts.conflicts, "处要您决定", "warn"),
        ("其他单位的建议", counts.proposals, "条要您采纳或不采纳", "warn"),
        ("还没写入的更改", counts.held, "条，收齐后自动写入或要您处理", "plain"),
    ):
        if number:
            yield Remark(
                DECISIONS,
                bytes(16),
                name,
                f"{number}{message}",
                "收发数据",
                cast("Urgency", urgency),
                DECISIONS,
            )


def _action_items(context: Context) -> Iterator[Remark]:
    """Return the open action items: overdue ones first, then by their time limit."""
    rows = context.reader.all(
        "SELECT t.id, t.content, t.due_on, coalesce(t.responsible, r.name), m.title FROM action_item t "
        "JOIN meeting m ON m.id = t.meeting_id LEFT JOIN resident r ON r.id = t.resident_id "
        "WHERE t.done_on IS NULL AND t.deleted_at IS NULL "
        "ORDER BY coalesce(t.due_on, '9999'), CASE WHEN t.position IS NULL THEN 1 ELSE 0 END, "
        "t.position, t.id LIMIT ?",
        (_MOST_ITEMS,),
    )
    for record_id, content, due_on, responsible, meeting in rows:
        urgency, message = _due(due_on, context.today())
        who = f"（{responsible}）" if responsible else ""
        yield Remark(ACTION_ITEMS, record_id, content, message + who, meeting, urgency, ACTION_ITEMS)


def duties(context: Context) -> tuple[Remark, ...]:
    """Return what each courtyard owes its boards, a line a courtyard; who is late stands first.

    Apart from the overview, because it takes longer; on the reader's thread.
    """
    from services.disclosure import obligations

    found = obligations.obligations(context)
    open_ones: dict[bytes, list[obligations.Obligation]] = {}
    for each in obligations.by_urgency(found):
        if each.state != "done":
            open_ones.setdefault(each.courtyard.id, []).append(each)
    remarks = []
    for yard, several in open_ones.items():
        first, counted = several[0], obligations.Counts.of(several)
        earliest = min(each.due for each in several)
        parts = [f"{counted.overdue}项已逾期"] if counted.overdue else []
        parts += [f"{counted.soon}项快到期"] if counted.soon else []
        parts += [f"{counted.due}项应公开"] if counted.due else []
        urgency: Urgency = "late" if counted.overdue else "warn" if counted.soon else "plain"
        due = from_record(earliest)
        message = f"{'，'.join(parts)}，最早{due.chinese if due is not None else earliest}"
        remarks.append(
            Remark(DUTIES, yard, first.courtyard.name, message, first.item.source, urgency, DUTIES)
        )
    return tuple(remarks)


def deliberation(context: Context) -> tuple[Remark, ...]:
    """Return what each courtyard owes its deliberation, a line a courtyard; who is late stands first.

    Action items stand for themselves on the start page. Apart from the overview, as `duties`; on the
    reader's thread.
    """
    from services.duties import Duty, counts
    from services.duties import duties as owed

    of_yard: dict[bytes, list[Duty]] = {}
    for each in owed(context):
        if each.kind != "action":
            of_yard.setdefault(each.courtyard.id, []).append(each)
    remarks = []
    for yard, several in of_yard.items():
        counted, first = counts(several), several[0]
        urgency: Urgency = "late" if counted["overdue"] else "warn" if counted["soon"] else "plain"
        if urgency == "plain":
            continue
        state = "已逾期" if counted["overdue"] else f"{_short(first.due)}到期"
        more = counted["overdue"] + counted["soon"] - 1
        message = f"{first.title}{state}{f'，另有{more}项' if more else ''}"
        remarks.append(
            Remark(DELIBERATION, yard, first.courtyard.name, message, first.source, urgency, DELIBERATION)
        )
    return tuple(remarks)


def exchange(context: Context) -> tuple[Remark, ...]:
    """Return which offices it is time to exchange data with; none where nothing is exchanged.

    Apart from the overview, as `duties`; on the reader's thread.
    """
    from services.sync import overview as exchanges

    return tuple(
        Remark(EXCHANGE, peer.peer, peer.name, _since(peer.days), "数据同步", "warn", EXCHANGE)
        for peer in exchanges.status(context).peers
        if peer.late
    )


def privacy(context: Context) -> tuple[Remark, ...]:
    """Return what waits about personal data, for those who deal with it; apart, as `duties`.

    On the reader's thread.
    """
    from services import erasing, retention

    found = []
    if context.may("personal.review") and (count := retention.due_count(context)):
        message = f"{count}条记录超过保存期限，请决定继续保存还是删除"
        found.append(Remark(PRIVACY, bytes(16), "保存期限", message, "个人信息", "warn", PRIVACY))
    asked = len(retention.open_requests(context)) if context.may("personal.erase") else 0
    if asked and erasing.can_erase_here(context):
        message = f"{asked}件彻底删除的申请等您办理"
        found.append(Remark(PRIVACY, b"requests" * 2, "删除申请", message, "个人信息", "late", PRIVACY))
    return tuple(found)


def _since(days: int | None) -> str:
    return f"{days}天没有收发数据，该收发了" if days else "还没有收发过数据"


def _short(day: str) -> str:
    return f"{int(day[5:7])}月{int(day[8:10])}日"


def _due(due_on: str | None, today: date) -> tuple[Urgency, str]:
    late, due = days_late(due_on, today), from_record(due_on)
    if late is None or due is None:
        return "plain", "没有定完成时限"
    if late > 0:
        return "late", f"已逾期{late}天"
    return ("warn", "今天到期") if late == 0 else ("plain", f"{due.chinese}到期")


def _said(context: Context, judged: _Judged) -> list[Remark]:
    """Return what the rules say about the records of a subject, alike beside alike."""
    described = subject(judged.kind)
    rows = _named(context, described, judged)
    fields = {field.name for section in described.sections for field in section.fields}
    hints = hints_of(context, described.table, [row[0] for row in rows])
    found = [
        (hint.rule_id, Remark(judged.kind, record_id, name or "", *_words(hint), judged.group))
        for record_id, name in rows
        for hint in hints.get(record_id, ())
        # a figure of another record is told where it stands
        if hint.level != "info" and (hint.field is None or hint.field in fields)
    ]
    found.sort(key=lambda each: each[0])
    return [remark for _, remark in found]


def _words(hint: Hint) -> tuple[str, str, Urgency]:
    return hint.message, hint.source, "late" if hint.level == "block" else "warn"


def _named(context: Context, described: Subject, judged: _Judged) -> list[tuple[Any, ...]]:
    order = "t.id DESC" if judged.newest else ", ".join(described.order)
    return context.reader.all(
        f"SELECT t.id, {described.name_sql} FROM {described.from_sql} WHERE t.deleted_at IS NULL "
        f"ORDER BY {order} LIMIT ?",
        (judged.most,),
    )
