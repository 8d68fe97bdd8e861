"""Rounds of rating and the rhythm of collecting opinions as the user sees them (policy 2.6d)."""

from models import vocab
from services.subjects.base import NEXT, TODAY, Child, Column, Field, Filter, Section, Subject
from services.subjects.courtyards import COMMUNITY_FILTER

_PUBLIC = (
    "EXISTS (SELECT 1 FROM notice x WHERE x.appraisal_id = t.id AND x.kind = 'appraisal' "
    "AND x.state IN ('issued', 'posted', 'taken_down', 'archived') AND x.deleted_at IS NULL)"
)
_STATE = f"(CASE WHEN t.state = 'closed' AND {_PUBLIC} THEN 'published' ELSE coalesce(t.state, 'open') END)"
_PAPERS = (
    "(SELECT coalesce(sum(x.papers), 0) FROM appraisal_answer x WHERE x.appraisal_id = t.id "
    "AND x.deleted_at IS NULL)"
)
_GRADES = "t.grades"
for _code, _label in vocab.GRADE:  # very_good stands before good, which is a part of it
    _GRADES = f"replace({_GRADES}, '{_code}', '{_label}')"
_GRADES = f"replace({_GRADES}, ',', '、')"
_DOOR = "b.name || coalesce(replace(d.entrance, '单元', '') || '单元', '') || d.room"
_ROUND = Field("appraisal_id", "评议", "ref", required=True, target="appraisals")
_PLAN = Field("plan_id", "收集计划", "ref", required=True, target="collecting-plans")

APPRAISALS = Subject(
    kind="appraisals",
    table="appraisal",
    title="大家评",
    one="评议",
    measure="次",
    icon="fa6s.star-half-stroke",
    from_sql="appraisal t JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.title",
    subtitle_sql="c.name",
    order=("t.id DESC",),
    columns=(
        Column("title", "评议", "t.title", width=22),
        Column("state", "状态", _STATE, kind="choice", vocabulary=vocab.APPRAISAL_STATE, width=8),
        Column("target", "评什么", "t.target", kind="choice", vocabulary=vocab.APPRAISAL_TARGET, width=9),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("asked", "发出", "t.asked", kind="count", width=6, suffix="份"),
        Column("papers", "收回", _PAPERS, kind="count", width=6, suffix="份"),
        Column("from_day", "开始", "t.from_day", kind="date", width=12, shown=False),
        Column("to_day", "截止", "t.to_day", kind="date", width=12, shown=False),
        Column("closed_on", "汇总时间", "t.closed_on", kind="date", width=12),
    ),
    sections=(
        Section(
            "评议",
            (
                Field("title", "评议名称", required=True, help="如“2026年物业服务居民评议”。"),
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field(
                    "target",
                    "评什么",
                    "choice",
                    required=True,
                    vocabulary=vocab.APPRAISAL_TARGET,
                    default="property",
                ),
                Field("property_service_id", "物业服务", "ref", target="property-services"),
                Field("committee_id", "自治组织", "ref", target="committees"),
                Field("matter_id", "改造工程", "ref", target="matters", help="评改造工程时选是哪个事项的。"),
                Field("target_name", "评议对象", help="上面没有登记的，在这里写名称。"),
                Field("from_day", "开始时间", "date", default=TODAY),
                Field("to_day", "截止时间", "date"),
                Field("asked", "发出", "count", suffix="份", help="发出的评议表，或入户问了多少户。"),
                Field("late", "补录", "yes_no", help="以前已经评议过的，补录时选“是”。"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(
        COMMUNITY_FILTER,
        Filter("state", "状态", f"{_STATE} = ?", vocabulary=vocab.APPRAISAL_STATE),
        Filter("target", "评什么", "t.target = ?", vocabulary=vocab.APPRAISAL_TARGET),
    ),
    children=(
        Child("appraisal-items", "appraisal_id", "评议内容"),
        Child("appraisal-answers", "appraisal_id", "评议表"),
        Child("notices", "appraisal_id", "公示"),
    ),
    search_ids=("t.id", "t.courtyard_id"),
    sheets=("appraisal", "appraisal_summary", "appraisal_form"),
    parent=("courtyard_id", "courtyards"),
)

APPRAISAL_ITEMS = Subject(
    kind="appraisal-items",
    table="appraisal_item",
    title="评议内容",
    one="评议内容",
    measure="项",
    icon="fa6s.list-ol",
    from_sql="appraisal_item t JOIN appraisal a ON a.id = t.appraisal_id",
    name_sql="t.title",
    subtitle_sql="a.title",
    order=("t.position NULLS FIRST", "t.id"),
    columns=(
        Column("position", "序号", "t.position", kind="count", width=5),
        Column("title", "评议内容", "t.title", width=26),
    ),
    sections=(
        Section(
            "评议内容",
            (
                _ROUND,
                Field("position", "序号", "count", default=NEXT),
                Field("title", "评议内容", required=True, help="一项一句话，如“环境卫生保洁”。"),
            ),
        ),
    ),
    page=False,
    files=False,
    parent=("appraisal_id", "appraisals"),
)

APPRAISAL_ANSWERS = Subject(
    kind="appraisal-answers",
    table="appraisal_answer",
    title="评议表",
    one="评议表",
    measure="条",
    icon="fa6s.square-poll-horizontal",
    from_sql="appraisal_answer t JOIN appraisal a ON a.id = t.appraisal_id "
    "LEFT JOIN dwelling d ON d.id = t.dwelling_id LEFT JOIN building b ON b.id = d.building_id",
    name_sql=f"coalesce('第' || t.paper || '号表', {_DOOR}, '合并录入的' || t.papers || '份')",
    subtitle_sql="a.title",
    order=("t.id DESC",),
    columns=(
        Column("paper", "编号", "t.paper", kind="count", width=6),
        Column("dwelling", "房屋", _DOOR, width=14),
        Column("side", "谁评的", "t.side", kind="choice", vocabulary=vocab.APPRAISAL_SIDE, width=8),
        Column("grades", "评议", _GRADES, width=30),
        Column("papers", "份数", "t.papers", kind="count", width=6),
        Column("comment", "意见", "t.comment", width=20),
        Column("answered_on", "时间", "t.answered_on", kind="date", width=12, shown=False),
        Column("entered_by", "录入", "t.entered_by", width=8, shown=False),
    ),
    sections=(
        Section(
            "评议表",
            (
                _ROUND,
                Field("paper", "编号", "count"),
                Field("dwelling_id", "房屋", "ref", target="dwellings"),
                Field("side", "谁评的", "choice", vocabulary=vocab.APPRAISAL_SIDE),
                Field("way", "方式", "choice", vocabulary=vocab.COLLECTING_WAY),
                Field("papers", "份数", "count", suffix="份"),
                Field("comment", "意见", "longtext"),
                Field("answered_on", "时间", "date"),
                Field("entered_by", "录入"),
            ),
        ),
    ),
    page=False,
    files=False,
    by_form=False,
    parent=("appraisal_id", "appraisals"),
)

COLLECTING_PLANS = Subject(
    kind="collecting-plans",
    table="collecting_plan",
    title="定期收集",
    one="收集计划",
    measure="个",
    icon="fa6s.inbox",
    from_sql="collecting_plan t JOIN courtyard c ON c.id = t.courtyard_id "
    "LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.title",
    subtitle_sql="c.name",
    order=("c.name_key", "t.id"),
    columns=(
        Column("title", "收集计划", "t.title", width=22),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("every_months", "几个月一次", "t.every_months", kind="count", width=9),
        Column("due_day", "每月几日前", "t.due_day", kind="count", width=9),
        Column("from_day", "从", "t.from_day", kind="date", width=12),
        Column("until_day", "到", "t.until_day", kind="date", width=12, shown=False),
    ),
    sections=(
        Section(
            "收集计划",
            (
                Field("title", "名称", required=True, help="如“每月收集居民意见”。"),
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("every_months", "几个月一次", "count", required=True, help="每月写1，每季度写3。"),
                Field("due_day", "每月几日前", "count", suffix="日", help="不写就是到月底。"),
                Field("from_day", "从哪天开始", "date", required=True, default=TODAY),
                Field("until_day", "到哪天为止", "date", help="一直办下去的不用写。"),
                Field("way", "方式", "choice", vocabulary=vocab.COLLECTING_WAY),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER,),
    children=(Child("collecting-rounds", "plan_id", "收集记录"),),
    search_ids=("t.id", "t.courtyard_id"),
    parent=("courtyard_id", "courtyards"),
    completed=("every_months", "due_day"),
)

COLLECTING_ROUNDS = Subject(
    kind="collecting-rounds",
    table="collecting_round",
    title="收集记录",
    one="收集记录",
    measure="次",
    icon="fa6s.box-open",
    from_sql="collecting_round t JOIN collecting_plan p ON p.id = t.plan_id",
    name_sql="t.month",
    subtitle_sql="p.title",
    order=("t.month DESC", "t.id DESC"),
    columns=(
        Column("month", "月份", "t.month", kind="date", width=10),
        Column("done_on", "完成时间", "t.done_on", kind="date", width=12),
        Column("done_by", "谁收集的", "t.done_by", width=10),
        Column("asked", "问了", "t.asked", kind="count", width=7, suffix="户"),
        Column("collected", "收集意见", "t.collected", kind="count", width=9, suffix="条"),
    ),
    sections=(
        Section(
            "收集记录",
            (
                _PLAN,
                Field("month", "月份", "date", required=True, help="算哪个月的，写成 2026-11。"),
                Field("done_on", "完成时间", "date", required=True, default=TODAY),
                Field("done_by", "谁收集的"),
                Field("asked", "问了", "count", suffix="户"),
                Field("collected", "收集意见", "count", suffix="条", help="意见一条条记在“意见诉求”里。"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    page=False,
    parent=("plan_id", "collecting-plans"),
    completed=("month",),
)
