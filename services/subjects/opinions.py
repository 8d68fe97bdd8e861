"""Opinions and disputes, their levels, parties and mediations as the user sees them (policy 2.1c, 2.6d)."""

from models import vocab
from services.subjects.base import TODAY, Child, Column, Field, Filter, Section, Subject, labelled, ranked

_WHO = "(CASE WHEN t.anonymous THEN '匿名' ELSE coalesce(r.name, t.raised_by) END)"
_DUE = "(CASE WHEN t.state IN ('open') THEN t.due_on END)"
"""The last day of what is not answered yet."""
_PARTIES = (
    "(SELECT string_agg(p.name, '、' ORDER BY p.id) FROM dispute_party p WHERE p.dispute_id = t.id "
    "AND p.deleted_at IS NULL)"
)
_RANK = ranked("t.level", vocab.HANDLING_LEVEL)
_COURTYARD = Field("courtyard_id", "楼院", "ref", required=True, target="courtyards")
_BUILDING = Field("building_id", "楼栋", "ref", target="buildings")
_URGENCY = Field(
    "urgency",
    "缓急",
    "choice",
    vocabulary=vocab.URGENCY,
    default="plain",
    help="较急、紧急的，每一级的期限缩短。",
)


_COURTYARDS = Filter(
    "courtyard",
    "楼院",
    "t.courtyard_id = ?",
    options_sql="SELECT id, name FROM courtyard WHERE deleted_at IS NULL ORDER BY name_key NULLS FIRST, id",
)


OPINIONS = Subject(
    kind="opinions",
    table="opinion",
    title="意见诉求",
    one="意见",
    measure="条",
    icon="fa6s.comment-dots",
    from_sql="opinion t JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id "
    "LEFT JOIN building b ON b.id = t.building_id LEFT JOIN resident r ON r.id = t.resident_id "
    "LEFT JOIN opinion g ON g.id = t.group_id",
    name_sql="t.title",
    subtitle_sql="c.name",
    order=("t.received_on DESC", "t.id DESC"),
    columns=(
        Column("title", "意见", "t.title", width=22),
        Column("state", "状态", "t.state", kind="choice", vocabulary=vocab.OPINION_STATE, width=8),
        Column(
            "level", "层级", "t.level", sort=_RANK, kind="choice", vocabulary=vocab.HANDLING_LEVEL, width=8
        ),
        Column("due_on", "答复期限", _DUE, kind="date", width=12),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("building", "楼栋", "b.name", sort="b.name_key", width=8, shown=False),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("received_on", "收到时间", "t.received_on", kind="date", width=12),
        Column("channel", "来源", "t.channel", kind="choice", vocabulary=vocab.OPINION_CHANNEL, width=8),
        Column("category", "类别", "t.category", kind="choice", vocabulary=vocab.OPINION_CATEGORY, width=9),
        Column("urgency", "缓急", "t.urgency", kind="choice", vocabulary=vocab.URGENCY, width=6),
        Column("raised_by", "反映人", _WHO, width=9),
        Column("answered_on", "答复时间", "t.answered_on", kind="date", width=12, shown=False),
        Column("told_on", "告知时间", "t.told_on", kind="date", width=12, shown=False),
        Column(
            "satisfied",
            "满意度",
            "t.satisfied",
            kind="choice",
            vocabulary=vocab.SATISFIED,
            width=9,
            shown=False,
        ),
        Column("closed_on", "办结时间", "t.closed_on", kind="date", width=12, shown=False),
        Column("group", "并入", "g.title", width=16, shown=False),
    ),
    sections=(
        Section(
            "意见",
            (
                Field("title", "意见", required=True, help="一句话写清楚反映什么。"),
                Field("content", "详细内容", "longtext"),
                _COURTYARD,
                _BUILDING,
                Field("dwelling_id", "房屋", "ref", target="dwellings"),
                Field("received_on", "收到时间", "date", required=True, default=TODAY),
                Field(
                    "channel",
                    "来源",
                    "choice",
                    required=True,
                    vocabulary=vocab.OPINION_CHANNEL,
                    default="visit",
                ),
                Field("category", "类别", "choice", vocabulary=vocab.OPINION_CATEGORY),
                _URGENCY,
            ),
        ),
        Section(
            "反映人",
            (
                Field("anonymous", "匿名", "yes_no", help="不愿留名的选“是”；办结前不用告知。"),
                Field("resident_id", "居民", "ref", target="residents"),
                Field("raised_by", "姓名", help="没有登记为居民的写在这里。"),
                Field("contact", "联系方式", "contact"),
            ),
        ),
        Section(
            "其他",
            (
                Field("source", "出处", help="从哪里摘录的，如：3号楼居民群。"),
                Field("late", "补录", "yes_no", help="以前收到、现在补登的。"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(
        _COURTYARDS,
        Filter("state", "状态", "t.state = ?", vocabulary=vocab.OPINION_STATE),
        Filter("overdue", "期限", f"{_DUE} < ?", past="已逾期"),
        Filter("level", "层级", "t.level = ?", vocabulary=vocab.HANDLING_LEVEL),
        Filter("channel", "来源", "t.channel = ?", vocabulary=vocab.OPINION_CHANNEL),
    ),
    children=(
        Child("handling-steps", "opinion_id", "办理经过"),
        Child("opinions", "group_id", "并入的意见", linked=True),
        Child("disputes", "opinion_id", "矛盾纠纷", linked=True),
    ),
    search_ids=("t.id", "t.courtyard_id"),
    sheets=("opinion_form",),
    parent=("courtyard_id", "courtyards"),
)

DISPUTES = Subject(
    kind="disputes",
    table="dispute",
    title="矛盾纠纷",
    one="纠纷",
    measure="件",
    icon="fa6s.handshake",
    from_sql="dispute t JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id "
    "LEFT JOIN building b ON b.id = t.building_id LEFT JOIN opinion o ON o.id = t.opinion_id",
    name_sql="t.title",
    subtitle_sql="c.name",
    order=("t.received_on DESC", "t.id DESC"),
    columns=(
        Column("title", "纠纷", "t.title", width=22),
        Column("state", "状态", "t.state", kind="choice", vocabulary=vocab.DISPUTE_STATE, width=9),
        Column(
            "level", "层级", "t.level", sort=_RANK, kind="choice", vocabulary=vocab.HANDLING_LEVEL, width=8
        ),
        Column("due_on", "调解期限", _DUE, kind="date", width=12),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("received_on", "收到时间", "t.received_on", kind="date", width=12),
        Column("category", "类别", "t.category", kind="choice", vocabulary=vocab.DISPUTE_CATEGORY, width=10),
        Column("parties", "当事人", _PARTIES, width=14),
        Column("opinion", "来自意见", "o.title", width=16, shown=False),
        Column("closed_on", "办结时间", "t.closed_on", kind="date", width=12, shown=False),
        Column("result", "结果", "t.result", width=20, shown=False),
    ),
    sections=(
        Section(
            "纠纷",
            (
                Field("title", "纠纷", required=True, help="一句话写清楚谁和谁为什么事。"),
                Field("content", "详细情况", "longtext"),
                _COURTYARD,
                _BUILDING,
                Field("received_on", "收到时间", "date", required=True, default=TODAY),
                Field("category", "类别", "choice", vocabulary=vocab.DISPUTE_CATEGORY),
                _URGENCY,
                Field("late", "补录", "yes_no", help="以前收到、现在补登的。"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(
        _COURTYARDS,
        Filter("state", "状态", "t.state = ?", vocabulary=vocab.DISPUTE_STATE),
        Filter("overdue", "期限", f"{_DUE} < ?", past="已逾期"),
        Filter("level", "层级", "t.level = ?", vocabulary=vocab.HANDLING_LEVEL),
    ),
    children=(
        Child("dispute-parties", "dispute_id", "当事人"),
        Child("mediations", "dispute_id", "调解"),
        Child("handling-steps", "dispute_id", "办理经过"),
    ),
    search_ids=("t.id", "t.courtyard_id"),
    parent=("courtyard_id", "courtyards"),
)

HANDLING_STEPS = Subject(
    kind="handling-steps",
    table="handling_step",
    title="办理经过",
    one="办理步骤",
    measure="步",
    icon="fa6s.stairs",
    from_sql="handling_step t LEFT JOIN opinion o ON o.id = t.opinion_id "
    "LEFT JOIN dispute d ON d.id = t.dispute_id",
    name_sql=labelled("t.level", vocab.HANDLING_LEVEL),
    subtitle_sql="coalesce(o.title, d.title)",
    order=("t.id",),
    columns=(
        Column(
            "level", "层级", "t.level", sort=_RANK, kind="choice", vocabulary=vocab.HANDLING_LEVEL, width=8
        ),
        Column("received_on", "收到", "t.received_on", kind="date", width=12),
        Column("due_on", "期限", "t.due_on", kind="date", width=12),
        Column("answered_on", "答复", "t.answered_on", kind="date", width=12),
        Column("outcome", "结果", "t.outcome", kind="choice", vocabulary=vocab.HANDLING_OUTCOME, width=9),
        Column("answer", "答复内容", "t.answer", width=24),
        Column("organ", "承办", "t.organ", width=10, shown=False),
        Column("handler", "经办人", "t.handler", width=8, shown=False),
    ),
    sections=(
        Section(
            "办理步骤",
            (
                Field("opinion_id", "意见", "ref", target="opinions"),
                Field("dispute_id", "纠纷", "ref", target="disputes"),
                Field("level", "层级", "choice", required=True, vocabulary=vocab.HANDLING_LEVEL),
                Field("organ", "承办单位"),
                Field("handler", "经办人"),
                Field("received_on", "收到时间", "date", required=True),
                Field("due_on", "期限", "date"),
                Field("answered_on", "答复时间", "date"),
                Field("outcome", "结果", "choice", vocabulary=vocab.HANDLING_OUTCOME),
                Field("answer", "答复内容", "longtext"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    page=False,
    parent=("opinion_id", "opinions"),
    by_form=False,
)

DISPUTE_PARTIES = Subject(
    kind="dispute-parties",
    table="dispute_party",
    title="当事人",
    one="当事人",
    measure="人",
    icon="fa6s.user-group",
    from_sql="dispute_party t JOIN dispute d ON d.id = t.dispute_id",
    name_sql="t.name",
    subtitle_sql="d.title",
    order=("t.id",),
    columns=(
        Column("side", "称谓", "t.side", width=7),
        Column("name", "姓名", "t.name", width=10),
        Column("contact", "联系方式", "t.contact", kind="contact", width=14),
        Column("statement", "主张", "t.statement", width=24),
    ),
    sections=(
        Section(
            "当事人",
            (
                Field("dispute_id", "纠纷", "ref", required=True, target="disputes"),
                Field("side", "称谓", help="协议书里怎样称呼，如：甲方、乙方。"),
                Field("name", "姓名或单位", required=True),
                Field("resident_id", "居民", "ref", target="residents"),
                Field("dwelling_id", "房屋", "ref", target="dwellings"),
                Field("contact", "联系方式", "contact"),
                Field("statement", "主张和要求", "longtext"),
                Field("note", "备注"),
            ),
        ),
    ),
    page=False,
    parent=("dispute_id", "disputes"),
)

MEDIATIONS = Subject(
    kind="mediations",
    table="mediation",
    title="调解",
    one="调解",
    measure="次",
    icon="fa6s.scale-balanced",
    from_sql="mediation t JOIN dispute d ON d.id = t.dispute_id",
    name_sql="(t.held_on || ' 调解')",
    subtitle_sql="d.title",
    order=("t.held_on", "t.id"),
    columns=(
        Column("held_on", "时间", "t.held_on", kind="date", width=12),
        Column("outcome", "结果", "t.outcome", kind="choice", vocabulary=vocab.MEDIATION_OUTCOME, width=10),
        Column("mediators", "调解人", "t.mediators", width=12),
        Column("place", "地点", "t.place", width=12),
        Column("record", "经过", "t.record", width=22),
        Column("fulfil_by", "履行期限", "t.fulfil_by", kind="date", width=12, shown=False),
        Column("fulfilled_on", "履行时间", "t.fulfilled_on", kind="date", width=12, shown=False),
    ),
    sections=(
        Section(
            "调解",
            (
                Field("dispute_id", "纠纷", "ref", required=True, target="disputes"),
                Field("held_on", "时间", "date", required=True, default=TODAY),
                Field("place", "地点"),
                Field("mediators", "调解人"),
                Field("recorder", "记录人"),
                Field("record", "调解经过", "longtext"),
            ),
        ),
        Section(
            "结果",
            (
                Field("outcome", "结果", "choice", vocabulary=vocab.MEDIATION_OUTCOME),
                Field("agreement", "协议内容", "longtext", help="一条一行，协议书按这里的内容排印。"),
                Field("fulfil_by", "履行期限", "date"),
                Field("fulfilled_on", "履行时间", "date"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    sheets=("agreement", "mediation"),
    page=False,
    parent=("dispute_id", "disputes"),
)
