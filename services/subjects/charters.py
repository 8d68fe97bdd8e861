"""Charters and their versions as the user sees them (policy 2.6b, 3.5a)."""

from models import vocab
from services.subjects.base import NEXT, Child, Column, Field, Filter, Section, Subject
from services.subjects.courtyards import COMMUNITY_FILTER

_LATEST = (
    "(SELECT {column} FROM charter_version v WHERE v.charter_id = t.id AND v.adopted_on IS NOT NULL "
    "AND v.deleted_at IS NULL ORDER BY coalesce(v.from_day, v.adopted_on) DESC, v.id DESC LIMIT 1)"
)
_COUNT = "(SELECT count(*) FROM charter_version v WHERE v.charter_id = t.id AND v.deleted_at IS NULL)"
VERSION_STATE = vocab.Vocabulary("charter_version_state", (("draft", "草稿"), ("adopted", "已通过")))
_STATE = "(CASE WHEN t.adopted_on IS NULL THEN 'draft' ELSE 'adopted' END)"

CHARTERS = Subject(
    kind="charters",
    table="charter",
    title="章程公约",
    one="章程公约",
    measure="份",
    icon="fa6s.scroll",
    from_sql="charter t JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.title",
    subtitle_sql="c.name",
    order=("c.name_key", "t.kind", "t.id"),
    columns=(
        Column("title", "名称", "t.title", width=20),
        Column("kind", "种类", "t.kind", kind="choice", vocabulary=vocab.CHARTER_KIND, width=9),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("versions", "版本", _COUNT, kind="count", width=6, suffix="个"),
        Column("number", "通过版次", _LATEST.format(column="v.number"), kind="count", width=9),
        Column("adopted_on", "通过时间", _LATEST.format(column="v.adopted_on"), kind="date", width=12),
        Column(
            "from_day",
            "施行时间",
            _LATEST.format(column="coalesce(v.from_day, v.adopted_on)"),
            kind="date",
            width=12,
        ),
    ),
    sections=(
        Section(
            "章程公约",
            (
                Field("title", "名称", required=True, help="如“建设路1号院居民公约”。"),
                Field("kind", "种类", "choice", required=True, vocabulary=vocab.CHARTER_KIND, default="pact"),
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER, Filter("kind", "种类", "t.kind = ?", vocabulary=vocab.CHARTER_KIND)),
    children=(Child("charter-versions", "charter_id", "版本"),),
    search_ids=("t.id", "t.courtyard_id"),
    parent=("courtyard_id", "courtyards"),
)

CHARTER_VERSIONS = Subject(
    kind="charter-versions",
    table="charter_version",
    title="章程公约版本",
    one="版本",
    measure="版",
    icon="fa6s.file-lines",
    from_sql="charter_version t JOIN charter h ON h.id = t.charter_id "
    "JOIN courtyard c ON c.id = h.courtyard_id",
    name_sql="h.title || '（第' || coalesce(t.number, 1) || '版）'",
    subtitle_sql="c.name",
    order=("t.number DESC NULLS LAST", "t.id DESC"),
    columns=(
        Column("charter", "章程公约", "h.title", width=20, shown=False),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14, shown=False),
        Column("number", "版次", "t.number", kind="count", width=6),
        Column("state", "状态", _STATE, kind="choice", vocabulary=VERSION_STATE, width=8),
        Column("adopted_on", "通过时间", "t.adopted_on", kind="date", width=12),
        Column("adopted_by", "由谁通过", "t.adopted_by", width=14),
        Column("from_day", "施行时间", "coalesce(t.from_day, t.adopted_on)", kind="date", width=12),
        Column("until_day", "停止施行", "t.until_day", kind="date", width=12),
        Column("change_note", "修改说明", "t.change_note", width=18),
    ),
    sections=(
        Section(
            "正文",
            (
                Field("charter_id", "章程公约", "ref", required=True, target="charters"),
                Field("number", "版次", "count", default=NEXT),
                Field(
                    "text",
                    "正文",
                    "longtext",
                    help="每条一行；一、（一）、1. 开头的短行排成标题。通过以后不能再改。",
                ),
                Field("change_note", "修改说明", help="这一版改了什么，为什么改。"),
            ),
        ),
        Section(
            "通过和施行",
            (
                Field("adopted_on", "通过时间", "date", help="填了通过时间，正文就定下来了。"),
                Field("adopted_by", "由谁通过", help="如“全体居民会议”；选了会议的可以不写。"),
                Field("meeting_id", "会议", "ref", target="meetings"),
                Field("resolution_id", "决议", "ref", target="resolutions"),
                Field("from_day", "施行时间", "date", help="不写时从通过那天起施行。"),
                Field("until_day", "停止施行", "date", help="有了新的一版，旧的自动到前一天为止。"),
                Field("late", "补录", "yes_no"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    search_ids=("t.id", "t.charter_id", "h.courtyard_id"),
    page=False,
    sheets=("charter",),
    parent=("charter_id", "charters"),
)
