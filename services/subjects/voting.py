"""The roll of a meeting and what was counted, as the user reads them; only use cases write them."""

from models import vocab
from services.subjects.base import Column, Field, Section, Subject

_HEADS = "人（户）"

ATTENDEES = Subject(
    kind="attendees",
    table="attendee",
    title="会议名册",
    one="名册",
    measure="人",
    icon="fa6s.clipboard-list",
    from_sql="attendee t JOIN meeting m ON m.id = t.meeting_id LEFT JOIN attendee p ON p.id = t.proxy_id",
    name_sql="t.name",
    subtitle_sql="m.title",
    order=("t.position NULLS FIRST", "t.id"),
    columns=(
        Column("position", "序号", "t.position", kind="count", width=5),
        Column("name", "姓名或户名", "t.name", width=14),
        Column("body", "身份或房号", "t.body", width=14),
        Column("state", "到会情况", "t.state", kind="choice", vocabulary=vocab.ATTENDEE_STATE, width=8),
        Column("arrived_at", "到会时间", "t.arrived_at", width=8),
        Column("left_at", "离会时间", "t.left_at", width=8, shown=False),
        Column("proxy", "受托人", "coalesce(p.name, t.proxy_name)", width=9),
        Column("area", "面积", "t.area", kind="area", width=9, suffix="㎡"),
        Column("votes", "有表决权", "t.votes", kind="yes_no", width=8, shown=False),
        Column("invited_on", "通知日期", "t.invited_on", kind="date", width=12, shown=False),
    ),
    sections=(
        Section(
            "名册",
            (
                Field("meeting_id", "会议", "ref", required=True, target="meetings"),
                Field("name", "姓名或户名", required=True),
                Field("body", "身份或房号"),
                Field("votes", "有表决权", "yes_no"),
                Field("area", "面积", "area", suffix="㎡"),
                Field("state", "到会情况", "choice", vocabulary=vocab.ATTENDEE_STATE),
                Field("arrived_at", "到会时间"),
                Field("left_at", "离会时间"),
                Field("proxy_id", "受托人（名册上的）", "ref", target="attendees"),
                Field("proxy_name", "受托人（名册外的）"),
                Field("proxy_paper", "交了委托书", "yes_no"),
                Field("invited_on", "通知日期", "date"),
                Field("note", "备注"),
            ),
        ),
    ),
    page=False,
    files=False,
    parent=("meeting_id", "meetings"),
    by_form=False,
)

VOTE_COUNTS = Subject(
    kind="vote-counts",
    table="vote_count",
    title="计票",
    one="计票",
    measure="次",
    icon="fa6s.calculator",
    from_sql="vote_count t JOIN resolution s ON s.id = t.resolution_id",
    name_sql="s.title",
    subtitle_sql="t.counted_on",
    order=("t.seq DESC", "t.id DESC"),
    columns=(
        Column("seq", "次数", "t.seq", kind="count", width=5),
        Column("counted_on", "计票日期", "t.counted_on", kind="date", width=12),
        Column("passed", "通过", "t.passed", kind="yes_no", width=6),
        Column("heads_for", "同意", "t.heads_for", kind="count", width=6),
        Column("heads_against", "反对", "t.heads_against", kind="count", width=6),
        Column("heads_abstain", "弃权", "t.heads_abstain", kind="count", width=6),
        Column("heads_invalid", "无效", "t.heads_invalid", kind="count", width=6),
        Column("rule", "规则", "t.rule_code", width=18, shown=False),
        Column("counted_by", "计票人", "t.counted_by", width=9),
        Column("checked_by", "监票人", "t.checked_by", width=9),
        Column("reason", "重新计票的原因", "t.reason", width=16, shown=False),
    ),
    sections=(
        Section(
            "计票",
            (
                Field("resolution_id", "决议", "ref", required=True, target="resolutions"),
                Field("seq", "次数", "count"),
                Field("counted_on", "计票日期", "date"),
                Field("counted_by", "计票人"),
                Field("checked_by", "监票人"),
                Field("single_reason", "单人办理的原因"),
                Field("reason", "重新计票的原因"),
            ),
        ),
        Section(
            "按人数",
            (
                Field("heads_due", "应到", "count", suffix=_HEADS),
                Field("heads_present", "参加", "count", suffix=_HEADS),
                Field("heads_for", "同意", "count", suffix=_HEADS),
                Field("heads_against", "反对", "count", suffix=_HEADS),
                Field("heads_abstain", "弃权", "count", suffix=_HEADS),
                Field("heads_invalid", "无效", "count", suffix=_HEADS),
                Field("quorum_met", "参加的够比例", "yes_no"),
                Field("passed", "通过", "yes_no"),
            ),
        ),
        Section(
            "按专有部分面积",
            (
                Field("area_due", "全体", "area", suffix="㎡"),
                Field("area_present", "参加", "area", suffix="㎡"),
                Field("area_for", "同意", "area", suffix="㎡"),
                Field("area_against", "反对", "area", suffix="㎡"),
                Field("area_abstain", "弃权", "area", suffix="㎡"),
                Field("area_invalid", "无效", "area", suffix="㎡"),
            ),
        ),
        Section(
            "存档",
            (
                Field("rule_code", "规则代码"),
                Field("digest", "校验值"),
                Field("late", "补录", "yes_no"),
            ),
        ),
    ),
    page=False,
    files=False,
    parent=("resolution_id", "resolutions"),
    by_form=False,
)
