"""Minutes of meetings as the user sees them: each version with its state; written by their own acts only."""

from models import vocab
from services.subjects.base import Column, Field, Section, Subject

MINUTES = Subject(
    kind="minutes",
    table="minutes",
    title="会议纪要",
    one="纪要",
    measure="份",
    icon="fa6s.file-signature",
    from_sql="minutes t JOIN meeting m ON m.id = t.meeting_id",
    name_sql="m.title",
    subtitle_sql="'第' || t.seq || '版'",
    order=("t.seq DESC", "t.id DESC"),
    columns=(
        Column("seq", "版", "t.seq", kind="count", width=5),
        Column("state", "状态", "t.state", kind="choice", vocabulary=vocab.MINUTES_STATE, width=8),
        Column("prepared_by", "起草", "t.prepared_by", width=8),
        Column("checked_by", "核对", "t.checked_by", width=8),
        Column("signed_on", "签字时间", "t.signed_on", kind="date", width=12),
        Column("final_on", "定稿时间", "t.final_on", kind="date", width=12),
        Column("pages", "页数", "t.pages", kind="count", width=6, shown=False),
        Column("digest", "校验码", "t.digest", width=14, shown=False),
        Column("reason", "更正原因", "t.reason", width=16),
    ),
    sections=(
        Section(
            "纪要",
            (
                Field("meeting_id", "会议", "ref", required=True, target="meetings"),
                Field("seq", "版", "count"),
                Field("state", "状态", "choice", vocabulary=vocab.MINUTES_STATE),
                Field("reason", "更正原因", "longtext"),
                Field("text", "补充内容", "longtext"),
                Field("late", "补录", "yes_no"),
            ),
        ),
        Section(
            "办理",
            (
                Field("prepared_by", "起草人"),
                Field("checked_by", "核对人"),
                Field("checked_on", "核对时间", "date"),
                Field("single_reason", "单人办理原因"),
                Field("signed_by", "签字人"),
                Field("signed_on", "签字时间", "date"),
                Field("final_by", "定稿人"),
                Field("final_on", "定稿时间", "date"),
                Field("digest", "校验码"),
                Field("pages", "页数", "count"),
            ),
        ),
    ),
    search_ids=("t.id", "t.meeting_id"),
    page=False,
    by_form=False,
    parent=("meeting_id", "meetings"),
)
