"""Which sheet is meant: its kind, the courtyard, and the record it is made of."""

from dataclasses import dataclass, replace
from typing import Final

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.dates import from_record
from models.rules.text import fold
from services.office import Context

SHEETS: Final = {
    "overview": "楼院概况",
    "organisation": "组织架构及成员职责",
    "minutes": "会议纪要",
    "resolution": "决议公示",
    "notice": "温馨提示、公示通知",
    "charter": "居民公约、议事规则",
    "accounts": "月度收支公开表",
    "staff_cost": "人员费用公开表",
    "consult_form": "征求意见表",
    "consult_summary": "征求意见汇总表",
    "matter_register": "议事登记表",
    "acceptance": "验收单",
    "opinion_form": "意见登记表",
    "mediation": "调解记录",
    "agreement": "调解协议书",
    "candidates": "候选人公示",
    "election_result": "选举结果公告",
    "election_report": "选举结果报告单",
    "election_filing": "选举备案表",
    "handover": "移交清单",
    "meeting_notice": "会议通知",
    "attendance": "签到表",
    "proxy_paper": "委托书",
    "ballot_paper": "表决票、选票",
    "tally": "计票单",
    "appraisal": "评议结果公开",
    "appraisal_form": "评议表",
    "appraisal_summary": "评议汇总表",
}
"""Kinds of sheets."""
OF_MATTERS: Final = ("consult_form", "consult_summary", "matter_register", "acceptance")
"""Kinds made of a matter."""
OF_ELECTIONS: Final = ("candidates", "election_result", "election_report", "election_filing", "handover")
"""Kinds made of an election."""
OF_MEETINGS: Final = ("meeting_notice", "attendance", "proxy_paper")
"""Working sheets made of a meeting."""
OF_VOTES: Final = ("ballot_paper", "tally")
"""Working sheets made of a resolution."""
OF_APPRAISALS: Final = ("appraisal", "appraisal_form", "appraisal_summary")
"""Kinds made of a round of rating."""
OF_RECORDS: Final = {
    "minutes": "会议",
    "resolution": "决议",
    "notice": "公示",
    "charter": "公约或规则",
    **dict.fromkeys(OF_MATTERS, "协商事项"),
    "opinion_form": "意见",
    "mediation": "调解",
    "agreement": "调解",
    **dict.fromkeys(OF_ELECTIONS, "选举"),
    **dict.fromkeys(OF_MEETINGS, "会议"),
    **dict.fromkeys(OF_VOTES, "决议"),
    **dict.fromkeys(OF_APPRAISALS, "评议"),
}
"""Kinds made of a record, and what such a record is called."""
TABLES: Final = {
    "minutes": "meeting",
    "resolution": "resolution",
    "notice": "notice",
    "charter": "charter_version",
    "accounts": "month_close",
    "staff_cost": "month_close",
    **dict.fromkeys(OF_MATTERS, "matter"),
    "opinion_form": "opinion",
    "mediation": "mediation",
    "agreement": "mediation",
    **dict.fromkeys(OF_ELECTIONS, "election"),
    **dict.fromkeys(OF_MEETINGS, "meeting"),
    **dict.fromkeys(OF_VOTES, "resolution"),
    **dict.fromkeys(OF_APPRAISALS, "appraisal"),
}
"""Tables of the records that kinds are made of."""
OF_MONTHS: Final = {"accounts": "月份", "staff_cost": "月份"}
"""Kinds made of a month of a courtyard's accounts."""
CHOSEN: Final = {**OF_RECORDS, **OF_MONTHS}
"""Kinds for which more than the courtyard is chosen, and what that is called."""
MOST_OFFERED = 500
"""Records of a courtyard offered for a sheet; older ones are reached from their own pages."""


@dataclass(frozen=True, slots=True)
class Target:
    """A sheet somebody wants.

    Attributes:
        kind: one of `SHEETS`.
        courtyard: the courtyard; None for a meeting of a whole community.
        record: the meeting, the resolution (or a meeting with all of its resolutions) or the notice it is
            made of; None for sheets of a courtyard itself. Of a month's sheet, its close once it has one.
        month: the month (YYYY-MM) of a kind of `OF_MONTHS`.
    """

    kind: str
    courtyard: bytes | None = None
    record: bytes | None = None
    month: str = ""

    @property
    def choice(self) -> bytes | None:
        """What was chosen besides the courtyard, as `Offered.id`: the record, or the month."""
        if self.kind in OF_MONTHS:
            return self.month.encode() or None
        return self.record

    def choosing(self, offered: bytes | None) -> "Target":
        """Return the sheet of what was chosen from `offered`."""
        if self.kind in OF_MONTHS:
            return replace(self, record=None, month=(offered or b"").decode())
        return replace(self, record=offered)


@dataclass(frozen=True, slots=True)
class Offered:
    """A record a sheet can be made of, as it stands in a list: its id and its name with the date.

    Of a month (YYYY-MM) the id is its name in ASCII.
    """

    id: bytes
    label: str


def courtyard_named(context: Context, name: str) -> bytes:
    """Return the courtyard that a typed name means.

    Args:
        context: read on the reader's thread.
        name: its name, or a part of it that only one courtyard has.

    Raises:
        NotFound: no courtyard has it.
        InvalidInput: several have it.
    """
    wanted = fold(name)
    rows = context.reader.all(
        "SELECT c.id, c.name, coalesce(u.name, '') FROM courtyard c LEFT JOIN unit u ON u.id = c.unit_id "
        "WHERE c.deleted_at IS NULL ORDER BY c.name_key"
    )
    exact = [row for row in rows if fold(row[1]) == wanted]
    found = exact or [row for row in rows if wanted and wanted in fold(row[1])]
    if not found:
        raise NotFound(f"没有叫“{name}”的楼院。用 list courtyards 可以看到全部楼院的名称。")
    if len(found) > 1:
        names = "、".join(f"{row[1]}（{row[2]}）" for row in found[:5])
        raise InvalidInput(f"“{name}”对应不止一个楼院：{names}。请把名称写完整。")
    return bytes(found[0][0])


def offered(
    context: Context,
    target: Target,
    limit: int = MOST_OFFERED,
    notice_kind: str = "",
    unit: bytes | None = None,
) -> tuple[Offered, ...]:
    """Return the records a kind of sheet can be made of, the latest first.

    A meeting with several resolutions is offered as a whole before each of them.

    Args:
        context: read on the reader's thread.
        target: kind and courtyard; without a courtyard, the records of the record's community.
        limit: most records returned.
        notice_kind: only notices of this kind (vocab.NOTICE_KIND).
        unit: the community, where neither courtyard nor record is known.
    """
    if target.kind in OF_MONTHS:
        return _months(context, target.courtyard, limit)
    if target.kind not in OF_RECORDS:
        return ()
    # a meeting of a whole community has no courtyard; its unit says where it belongs
    column = "courtyard_id = ?" if target.courtyard else "courtyard_id IS NULL AND t.unit_id = ?"
    place = target.courtyard or unit or _unit_of(context, target)
    if target.kind == "charter":
        return _charters(context, target.courtyard, limit)
    if target.kind == "resolution":
        return _resolutions(context, column, place, limit)
    if target.kind in OF_VOTES:
        counted = target.kind == "tally"
        return _resolutions(context, column, place, limit, singly=True, counted=counted)
    if TABLES[target.kind] == "mediation":
        return _mediations(context, target.kind, target.courtyard, limit)
    if target.kind == "opinion_form":
        selected, order, more = "t.received_on, t.title, ''", "t.received_on DESC, t.id DESC", ""
    elif target.kind in OF_ELECTIONS:
        selected, order = "coalesce(t.elected_on, t.planned_on, ''), t.title, ''", "t.id DESC"
        more = _READY.get(target.kind, "")
    elif target.kind in OF_APPRAISALS:
        selected, order = "coalesce(t.closed_on, t.from_day, ''), t.title, ''", "t.id DESC"
        more = _READY.get(target.kind, "")
    elif target.kind == "minutes" or target.kind in OF_MEETINGS:
        selected, order, more = "t.held_on, t.title, ''", "t.held_on DESC, t.id DESC", ""
    elif target.kind in OF_MATTERS:
        selected, order, more = "coalesce(t.began_on, ''), t.title, ''", "t.id DESC", ""
    else:
        selected, order = "coalesce(t.issued_on, t.posted_from, ''), t.title, t.kind", "t.id DESC"
        more = " AND t.kind = ?" if notice_kind else ""
    rows = context.reader.all(
        f"SELECT t.id, {selected} FROM {TABLES[target.kind]} t WHERE t.{column}{more} "
        f"AND t.deleted_at IS NULL ORDER BY {order} LIMIT ?",
        (place, notice_kind, limit) if notice_kind and more else (place, limit),
    )
    return tuple(Offered(row[0], _label(*row[1:])) for row in rows)


_READY: Final = {
    "appraisal": " AND t.state = 'closed'",
    "election_result": " AND t.state IN ('elected', 'filed')",
    "election_filing": " AND t.state IN ('elected', 'filed')",
    "election_report": " AND t.state IN ('voted', 'elected', 'filed')",
    "candidates": " AND t.kind <> 'recall'",
    "handover": " AND t.kind <> 'recall'",
}
"""Which elections and rounds of rating a kind of sheet can be made of."""


def _months(context: Context, courtyard: bytes | None, limit: int) -> tuple[Offered, ...]:
    """Return the months of a courtyard's accounts, the newest closed one first, then all the others."""
    from models.rules.ledger import month_words

    rows = context.reader.all(
        "SELECT DISTINCT month FROM ledger_entry WHERE courtyard_id = ? AND deleted_at IS NULL "
        "UNION SELECT month FROM month_close WHERE courtyard_id = ? AND deleted_at IS NULL "
        "ORDER BY month DESC",
        (courtyard, courtyard),
    )
    closed = {
        str(row[0])
        for row in context.reader.all(
            "SELECT month FROM month_close WHERE courtyard_id = ? AND deleted_at IS NULL", (courtyard,)
        )
    }
    found = sorted((str(row[0]) for row in rows), reverse=True)
    found.sort(key=lambda month: month != max(closed, default=""))
    return tuple(
        Offered(month.encode(), month_words(month) + ("" if month in closed else "（未月结）"))
        for month in found[:limit]
    )


def _charters(context: Context, courtyard: bytes | None, limit: int) -> tuple[Offered, ...]:
    """Return the versions of a courtyard's charters: the latest adopted of each first, drafts last."""
    rows = context.reader.all(
        "SELECT v.id, v.adopted_on, c.title, v.number FROM charter_version v "
        "JOIN charter c ON c.id = v.charter_id WHERE c.courtyard_id = ? AND v.deleted_at IS NULL "
        "AND c.deleted_at IS NULL ORDER BY v.adopted_on DESC NULLS LAST, v.id DESC LIMIT ?",
        (courtyard, limit),
    )
    return tuple(Offered(row[0], _label(row[1] or "", row[2], "", f"第{row[3] or 1}版")) for row in rows)


def _resolutions(
    context: Context,
    column: str,
    place: bytes | None,
    limit: int,
    *,
    singly: bool = False,
    counted: bool = False,
) -> tuple[Offered, ...]:
    """Return resolutions, a meeting of several as a whole before them unless `singly`."""
    more = ""
    if counted:
        more = (
            " AND EXISTS (SELECT 1 FROM vote_count v WHERE v.resolution_id = s.id AND v.deleted_at IS NULL)"
        )
    rows = context.reader.all(
        "SELECT s.id, s.title, t.id, t.title, t.held_on, (SELECT count(*) FROM resolution x "
        "WHERE x.meeting_id = t.id AND x.deleted_at IS NULL) FROM meeting t "
        f"JOIN resolution s ON s.meeting_id = t.id WHERE t.{column} AND t.deleted_at IS NULL "
        f"AND s.deleted_at IS NULL{more} ORDER BY t.held_on DESC, t.id DESC, s.id LIMIT ?",
        (place, limit),
    )
    found: dict[bytes, Offered] = {}
    for resolution_id, title, meeting_id, meeting, day, count in rows:
        if count > 1 and not singly:
            found.setdefault(meeting_id, Offered(meeting_id, _label(day, meeting, "", f"{count}项决议")))
        found[resolution_id] = Offered(resolution_id, _label(day, title))
    return tuple(found.values())


def _mediations(context: Context, kind: str, courtyard: bytes | None, limit: int) -> tuple[Offered, ...]:
    """Return the mediations of a courtyard; for an agreement those that led to one."""
    agreed = " AND coalesce(t.agreement, '') <> ''" if kind == "agreement" else ""
    rows = context.reader.all(
        "SELECT t.id, t.held_on, d.title FROM mediation t JOIN dispute d ON d.id = t.dispute_id "
        f"WHERE d.courtyard_id = ? AND t.deleted_at IS NULL AND d.deleted_at IS NULL{agreed} "
        "ORDER BY t.held_on DESC, t.id DESC LIMIT ?",
        (courtyard, limit),
    )
    return tuple(Offered(row[0], _label(*row[1:])) for row in rows)


def _label(day: str, title: str, kind: str = "", more: str = "") -> str:
    known = from_record(day or None)
    parts = [known.chinese] if known is not None else []
    parts += [vocab.NOTICE_KIND.label(kind)] if kind else []
    parts += [more] if more else []
    return f"{title}（{'，'.join(parts)}）" if parts else title


def unit_of(context: Context, target: Target) -> bytes | None:
    """Return the community of a sheet: that of its courtyard, or of its record; None where none is known."""
    if target.courtyard is None:
        return _unit_of(context, target)
    found: bytes | None = context.reader.value(
        "SELECT unit_id FROM courtyard WHERE id = ?", (target.courtyard,)
    )
    return found


def sheet_kind(context: Context, target: Target) -> str:
    """Return by which profile of masks a sheet is shown: that of its kind, of a notice the kind it is of."""
    if target.kind != "notice":
        return target.kind
    found: str | None = context.reader.value("SELECT kind FROM notice WHERE id = ?", (target.record,))
    return found or "free"


def _unit_of(context: Context, target: Target) -> bytes | None:
    if target.record is None:
        return None
    found: bytes | None = None
    for table in dict.fromkeys((TABLES[target.kind], "meeting")):
        found = found or context.reader.value(f"SELECT unit_id FROM {table} WHERE id = ?", (target.record,))
    return found


def target_of(context: Context, kind: str, record_id: bytes) -> Target:
    """Return the sheet of a record: of a meeting its minutes, of a resolution or a notice its sheet.

    Args:
        context: read on the reader's thread.
        kind: one of `OF_RECORDS` or of `OF_MONTHS`.
        record_id: the meeting, the resolution, the notice, the matter, or the close of a month.

    Raises:
        NotFound: there is no such record, or it lies in the recycle bin.
    """
    if kind in OF_MONTHS:
        row = context.reader.one(
            "SELECT courtyard_id, month FROM month_close WHERE id = ? AND deleted_at IS NULL", (record_id,)
        )
        if row is None:
            raise NotFound("这次月结的记录已经不在了。请刷新后再试。")
        return Target(kind, bytes(row[0]), record_id, row[1])
    table = TABLES[kind]
    column = "courtyard_id"
    if table == "charter_version":
        column = "(SELECT c.courtyard_id FROM charter c WHERE c.id = t.charter_id)"
    if table == "resolution":
        column = "(SELECT m.courtyard_id FROM meeting m WHERE m.id = t.meeting_id)"
    elif table == "mediation":
        column = "(SELECT d.courtyard_id FROM dispute d WHERE d.id = t.dispute_id)"
    found = context.reader.one(
        f"SELECT {column} FROM {table} t WHERE t.id = ? AND t.deleted_at IS NULL", (record_id,)
    )
    if found is None:
        raise NotFound(f"这条{OF_RECORDS[kind]}记录已经不在了，可能刚被删除。请刷新后再试。")
    return Target(kind, found[0], record_id)
