"""Matters of 一征三议两公开, their steps and funding as the user sees them (policy 2.6a, 4.2)."""

from models import vocab
from services.subjects.base import Child, Column, Field, Filter, Section, Subject, labelled, ranked
from services.subjects.courtyards import COMMUNITY_FILTER

_STEP_ORDER = ranked("t.step", vocab.MATTER_STEP)
_LAST_STEP = (
    "(SELECT s.step FROM matter_step s WHERE s.matter_id = t.id AND s.deleted_at IS NULL ORDER BY "
    "CASE WHEN s.state IN ('done', 'skipped') THEN 0 ELSE 1 END, "
    f"{ranked('s.step', vocab.MATTER_STEP)} DESC NULLS LAST, s.id DESC LIMIT 1)"
)
"""The last step that was completed; where none was, the last that is on record."""
_STATE = "coalesce(t.state, 'open')"
_FUNDED = "(SELECT sum(f.amount) FROM funding_line f WHERE f.matter_id = t.id AND f.deleted_at IS NULL)"
_MATTER = Field("matter_id", "协商事项", "ref", required=True, target="matters")

MATTERS = Subject(
    kind="matters",
    table="matter",
    title="协商事项",
    one="协商事项",
    measure="件",
    icon="fa6s.scale-balanced",
    from_sql="matter t JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.title",
    subtitle_sql="c.name",
    order=("c.name_key", "t.id"),
    columns=(
        Column("title", "事项", "t.title", width=22),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("step", "进展", _LAST_STEP, kind="choice", vocabulary=vocab.MATTER_STEP, width=11),
        Column("state", "状态", _STATE, kind="choice", vocabulary=vocab.MATTER_STATE, width=8),
        Column("lead_unit", "牵头单位", "t.lead_unit", width=12, shown=False),
        Column("budget", "预算（元）", "t.budget", kind="money", width=12),
        Column("funding", "已落实（元）", _FUNDED, kind="money", width=12, shown=False),
        Column("final_cost", "决算（元）", "t.final_cost", kind="money", width=12),
    ),
    sections=(
        Section(
            "协商事项",
            (
                Field("title", "事项", required=True),
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field(
                    "template",
                    "议事程序",
                    "choice",
                    required=True,
                    vocabulary=vocab.MATTER_TEMPLATE,
                    default="six_steps",
                ),
                Field("origin", "动议来源", "choice", vocabulary=vocab.MATTER_ORIGIN),
                Field("began_on", "动议时间", "date"),
                Field("content", "事由和方案", "longtext"),
                Field("lead_unit", "牵头单位", help="负责牵头办理的单位。"),
                Field("responsible_units", "责任单位", help="几个单位用顿号分开。"),
                Field("late", "补录", "yes_no", help="事后补登的，按纸上有的办理；登记表上注明“补录”。"),
            ),
        ),
        Section(
            "经费",
            (
                Field("budget", "预算", "money", suffix="元"),
                Field("final_cost", "决算", "money", suffix="元"),
                Field("finished_on", "竣工时间", "date"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER, Filter("state", "状态", f"{_STATE} = ?", vocabulary=vocab.MATTER_STATE)),
    children=(
        Child("matter-steps", "matter_id", "步骤"),
        Child("meetings", "matter_id", "会议公示"),
        Child("notices", "matter_id", "会议公示"),
        Child("resolutions", "matter_id", "会议公示", linked=True),
        Child("action-items", "matter_id", "会议公示", linked=True),
        Child("funding-lines", "matter_id", "资金"),
        Child("opinions", "matter_id", "居民意见", linked=True),
    ),
    search_ids=("t.id", "t.courtyard_id"),
    sheets=("consult_form", "consult_summary", "acceptance", "matter_register"),
    parent=("courtyard_id", "courtyards"),
)

MATTER_STEPS = Subject(
    kind="matter-steps",
    table="matter_step",
    title="步骤",
    one="步骤",
    measure="步",
    icon="fa6s.shoe-prints",
    from_sql="matter_step t JOIN matter m ON m.id = t.matter_id LEFT JOIN meeting e ON e.id = t.meeting_id",
    name_sql=f"coalesce({labelled('t.step', vocab.MATTER_STEP)}, t.step)",
    subtitle_sql="m.title",
    order=(_STEP_ORDER, "t.id"),
    columns=(
        Column(
            "step",
            "步骤",
            "t.step",
            sort=_STEP_ORDER,
            kind="choice",
            vocabulary=vocab.MATTER_STEP,
            width=11,
        ),
        Column("state", "状态", "t.state", kind="choice", vocabulary=vocab.STEP_STATE, width=8),
        Column("from_day", "开始时间", "t.from_day", kind="date", width=12),
        Column("to_day", "结束时间", "t.to_day", kind="date", width=12),
        Column("done_by", "由谁进行", "t.done_by", width=12),
        Column("meeting", "会议", "e.title", width=14),
        Column("households_asked", "征求户数", "t.households_asked", kind="count", width=8, shown=False),
        Column(
            "households_answered", "收回意见", "t.households_answered", kind="count", width=8, shown=False
        ),
    ),
    sections=(
        Section(
            "步骤",
            (
                _MATTER,
                Field("step", "步骤", "choice", required=True, vocabulary=vocab.MATTER_STEP),
                Field("from_day", "开始时间", "date"),
                Field("to_day", "结束时间", "date"),
                Field("done_by", "由谁进行", help="如“楼栋党小组”“居民代表会议”。"),
                Field("meeting_id", "会议", "ref", target="meetings"),
                Field("notice_id", "公示", "ref", target="notices"),
                Field("record", "情况记录", "longtext"),
                Field("supervision", "监督意见", "longtext"),
                Field("late", "补录", "yes_no"),
            ),
        ),
        Section(
            "征求意见",
            (
                Field("households_asked", "入户（发放）", "count", suffix="户"),
                Field("households_answered", "收回意见", "count", suffix="份"),
                Field("in_favour", "赞成", "count", suffix="份"),
                Field("against", "不同意", "count", suffix="份"),
            ),
        ),
        Section(
            "验收",
            (
                Field("accepted_by", "验收签字", "count", suffix="人"),
                Field("note", "备注"),
            ),
        ),
    ),
    page=False,
    parent=("matter_id", "matters"),
)

FUNDING_LINES = Subject(
    kind="funding-lines",
    table="funding_line",
    title="资金来源",
    one="资金来源",
    measure="笔",
    icon="fa6s.coins",
    from_sql="funding_line t JOIN matter m ON m.id = t.matter_id",
    name_sql=labelled("t.source", vocab.FUNDING_SOURCE),
    subtitle_sql="m.title",
    order=("t.id",),
    columns=(
        Column("source", "来源", "t.source", kind="choice", vocabulary=vocab.FUNDING_SOURCE, width=16),
        Column("amount", "金额（元）", "t.amount", kind="money", width=12),
        Column("note", "备注", "t.note", width=16),
    ),
    sections=(
        Section(
            "资金来源",
            (
                _MATTER,
                Field("source", "来源", "choice", required=True, vocabulary=vocab.FUNDING_SOURCE),
                Field("amount", "金额", "money", suffix="元", required=True),
                Field("note", "备注"),
            ),
        ),
    ),
    page=False,
    parent=("matter_id", "matters"),
)
