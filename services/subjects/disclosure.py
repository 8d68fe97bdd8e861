"""Residents' requests to be shown something, as the user sees them (policy 3.5b)."""

from models import vocab
from services.subjects.base import DUE, TODAY, Column, Field, Filter, Section, Subject
from services.subjects.courtyards import COMMUNITY_FILTER

DISCLOSURE_REQUESTS = Subject(
    kind="disclosure-requests",
    table="disclosure_request",
    title="依申请公开",
    one="公开申请",
    measure="件",
    icon="fa6s.circle-question",
    from_sql="disclosure_request t JOIN courtyard c ON c.id = t.courtyard_id "
    "LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.content",
    subtitle_sql="c.name",
    order=(
        "CASE WHEN t.replied_on IS NULL THEN 0 ELSE 1 END",
        "t.due_on DESC NULLS LAST",
        "t.asked_on DESC",
        "t.id",
    ),
    columns=(
        Column("content", "申请公开的内容", "t.content", width=24),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("asked_on", "申请时间", "t.asked_on", kind="date", width=12),
        Column("due_on", "答复期限", "t.due_on", kind="date", width=12),
        Column("replied_on", "答复时间", "t.replied_on", kind="date", width=12),
        Column("outcome", "结果", "t.outcome", kind="choice", vocabulary=vocab.REQUEST_OUTCOME, width=10),
        Column("handler", "经办人", "t.handler", width=9, shown=False),
    ),
    sections=(
        Section(
            "申请",
            (
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("content", "申请公开的内容", "longtext", required=True),
                Field("asked_on", "申请时间", "date", required=True, default=TODAY),
                Field(
                    "due_on",
                    "答复期限",
                    "date",
                    default=DUE,
                    help="不写时按申请之日起3个工作日算（方案三（五）2，天数为本地习惯）。",
                ),
                Field("channel", "申请方式", "choice", vocabulary=vocab.REQUEST_CHANNEL),
                Field("asked_by", "申请人", help="不愿留名的不写。"),
                Field("contact", "联系方式", "contact", help="只在程序里看，不上公示。"),
                Field("handler", "经办人"),
            ),
        ),
        Section(
            "答复",
            (
                Field("replied_on", "答复时间", "date"),
                Field("outcome", "结果", "choice", vocabulary=vocab.REQUEST_OUTCOME),
                Field("reply", "答复内容", "longtext", help="不公开或只公开一部分的，写明理由。"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER, Filter("outcome", "结果", "t.outcome = ?", vocabulary=vocab.REQUEST_OUTCOME)),
    search_ids=("t.id", "t.courtyard_id"),
    parent=("courtyard_id", "courtyards"),
)
