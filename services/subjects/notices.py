"""Notices for the bulletin board and objections as the user sees them (policy 3.5b)."""

from models import vocab
from services.subjects.base import DUE, TODAY, Child, Column, Field, Filter, Section, Subject, days_between
from services.subjects.courtyards import COMMUNITY_FILTER

_OBJECTIONS = "(SELECT count(*) FROM objection o WHERE o.notice_id = t.id AND o.deleted_at IS NULL)"
_STATE = (
    "(CASE WHEN t.late THEN 'late' WHEN t.state IS NOT NULL THEN t.state "
    "WHEN t.posted_from IS NOT NULL THEN 'late' ELSE 'draft' END)"
)
"""Where a notice stands; what hung before the program kept the life of notices is 补录."""
SHOWN_STATE = vocab.Vocabulary("notice_shown_state", (*vocab.NOTICE_STATE.items, ("late", "补录")))
_YEAR = "substr(coalesce(t.issued_on, t.posted_from), 1, 4)"
_ISSUE = (
    "(SELECT i.id FROM notice_issue i WHERE i.notice_id = t.id AND i.deleted_at IS NULL "
    "ORDER BY i.id DESC LIMIT 1)"
)

NOTICES = Subject(
    kind="notices",
    table="notice",
    title="公示通知",
    one="公示",
    measure="张",
    icon="fa6s.bullhorn",
    from_sql="notice t JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.title",
    subtitle_sql="c.name",
    order=("t.id DESC",),
    columns=(
        Column("title", "标题", "t.title", width=24),
        Column("number", "编号", "t.number", width=12),
        Column("state", "状态", _STATE, kind="choice", vocabulary=SHOWN_STATE, width=8),
        Column("kind", "种类", "t.kind", kind="choice", vocabulary=vocab.NOTICE_KIND, width=12),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("issued_on", "落款日期", "t.issued_on", kind="date", width=12),
        Column("posted_from", "张贴时间", "t.posted_from", kind="date", width=12),
        Column("posted_until", "公示至", "t.posted_until", kind="date", width=12),
        Column("days", "公示天数", days_between("t.posted_from", "t.posted_until"), kind="count", width=8),
        Column("objections", "异议", _OBJECTIONS, kind="count", width=6),
    ),
    sections=(
        Section(
            "公示",
            (
                Field("title", "标题", required=True),
                Field("kind", "种类", "choice", required=True, vocabulary=vocab.NOTICE_KIND, default="free"),
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field(
                    "body",
                    "正文",
                    "longtext",
                    help="每段一行；一、（一）、1. 开头的行排成标题。决议公示不写正文时按决议生成。",
                ),
                Field("organ", "落款单位", help="不写时用社区居民委员会。"),
                Field("issued_on", "落款日期", "date", help="不写时用打印当天。"),
            ),
        ),
        Section(
            "张贴",
            (
                Field(
                    "posted_from",
                    "张贴时间",
                    "date",
                    help="打算哪天贴；新增时写以前的日子，就是补录已经公示过的。",
                ),
                Field("posted_until", "公示至", "date"),
                Field("place", "张贴地点"),
            ),
        ),
        Section(
            "来源",
            (
                Field("resolution_id", "决议", "ref", target="resolutions"),
                Field("meeting_id", "会议", "ref", target="meetings"),
                Field("matter_id", "协商事项", "ref", target="matters"),
                Field("appraisal_id", "大家评", "ref", target="appraisals"),
                Field("charter_version_id", "章程公约的版本", "ref", target="charter-versions"),
                Field("election_id", "选举", "ref", target="elections"),
                Field("request_id", "依申请公开", "ref", target="disclosure-requests"),
                Field("for_month", "月份", help="公开哪个月的，写成 2026-10；不按月公开的不写。"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(
        COMMUNITY_FILTER,
        Filter("kind", "种类", "t.kind = ?", vocabulary=vocab.NOTICE_KIND),
        Filter("state", "状态", f"{_STATE} = ?", vocabulary=SHOWN_STATE),
        Filter(
            "year",
            "年份",
            f"{_YEAR} = ?",
            options_sql=f"SELECT DISTINCT {_YEAR}, {_YEAR} || '年' FROM notice t WHERE {_YEAR} IS NOT NULL "
            "AND t.deleted_at IS NULL ORDER BY 1 DESC",
        ),
    ),
    children=(
        Child("postings", "notice_id", "张贴"),
        Child("objections", "notice_id", "异议"),
        Child("opinions", "notice_id", "公布的意见", linked=True),
    ),
    search_ids=("t.id", "t.courtyard_id", _ISSUE),
    sheets=("notice",),
    completed=("state", "late"),
    parent=("courtyard_id", "courtyards"),
)

OBJECTIONS = Subject(
    kind="objections",
    table="objection",
    title="异议",
    one="异议",
    measure="条",
    icon="fa6s.comment-dots",
    from_sql="objection t JOIN notice n ON n.id = t.notice_id",
    name_sql="t.content",
    subtitle_sql="n.title",
    order=("t.raised_on IS NULL", "t.raised_on", "t.id"),
    columns=(
        Column("raised_on", "提出时间", "t.raised_on", kind="date", width=12),
        Column("content", "异议内容", "t.content", width=20),
        Column("due_on", "答复期限", "t.due_on", kind="date", width=12),
        Column("replied_on", "答复时间", "t.replied_on", kind="date", width=12),
        Column("reply", "答复", "t.reply", width=20),
        Column("raised_by", "提出人", "t.raised_by", width=9, shown=False),
    ),
    sections=(
        Section(
            "异议",
            (
                Field("notice_id", "公示", "ref", required=True, target="notices"),
                Field("content", "异议内容", required=True),
                Field("raised_on", "提出时间", "date", default=TODAY),
                Field("raised_by", "提出人", help="不愿留名的不写。"),
                Field("contact", "联系方式", "contact"),
                Field("due_on", "答复期限", "date", default=DUE),
                Field("replied_on", "答复时间", "date"),
                Field("reply", "答复", "longtext"),
            ),
        ),
    ),
    page=False,
    parent=("notice_id", "notices"),
)
