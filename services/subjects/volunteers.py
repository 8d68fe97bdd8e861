"""Volunteer teams, cultural groups, their members and activities as the user sees them (policy 2.3)."""

from models import vocab
from services.subjects.base import TODAY, Child, Column, Field, Filter, Section, Subject
from services.subjects.courtyards import COMMUNITY_FILTER

_MEMBERS = (
    "(SELECT count(*) FROM team_member m WHERE m.team_id = t.id AND m.until IS NULL AND m.deleted_at IS NULL)"
)

TEAMS = Subject(
    kind="teams",
    table="volunteer_team",
    title="志愿服务",
    one="队伍",
    measure="支",
    icon="fa6s.hand-holding-heart",
    from_sql="volunteer_team t JOIN courtyard c ON c.id = t.courtyard_id "
    "LEFT JOIN unit u ON u.id = t.unit_id "
    "LEFT JOIN resident r ON r.id = t.leader_id AND r.deleted_at IS NULL",
    name_sql="t.name",
    subtitle_sql="c.name",
    order=("c.name_key", "t.name_key", "t.id"),
    columns=(
        Column("name", "队伍名称", "t.name", sort="t.name_key", width=18),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("kind", "类别", "t.kind", kind="choice", vocabulary=vocab.TEAM_KIND, width=10),
        Column("leader", "队长", "r.name", sort="r.name_key", width=9),
        Column("members", "队员", _MEMBERS, kind="count", width=6),
        Column("founded", "成立时间", "t.founded", kind="date", width=12),
        Column("activity", "主要活动", "t.activity", width=16),
    ),
    sections=(
        Section(
            "队伍",
            (
                Field("name", "队伍名称", required=True),
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("kind", "类别", "choice", required=True, vocabulary=vocab.TEAM_KIND),
                Field("leader_id", "队长", "person"),
                Field("founded", "成立时间", "date"),
                Field("activity", "经常性活动"),
                Field("party_organisation_id", "功能型党组织", "ref", target="party-organisations"),
                Field("note", "备注", "longtext"),
                Field("import_note", "导入备注", "longtext"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER, Filter("kind", "类别", "t.kind = ?", vocabulary=vocab.TEAM_KIND)),
    children=(Child("team-members", "team_id", "队员"), Child("activities", "team_id", "活动")),
    parent=("courtyard_id", "courtyards"),
)

TEAM_MEMBERS = Subject(
    kind="team-members",
    table="team_member",
    title="队员",
    one="队员",
    measure="人",
    icon="fa6s.user",
    from_sql="team_member t JOIN volunteer_team v ON v.id = t.team_id "
    "JOIN resident r ON r.id = t.resident_id",
    name_sql="r.name",
    subtitle_sql="v.name",
    order=("r.name_key", "t.id"),
    columns=(
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column("team", "队伍", "v.name", sort="v.name_key", width=18),
        Column("skills", "特长", "t.skills", width=14),
        Column("phone", "联系电话", "r.phone", kind="phone", width=14, shown=False),
        Column("since", "入队时间", "t.since", kind="date", width=12),
        Column("consent_on", "同意公开姓名", "t.consent_on", kind="date", width=13),
    ),
    sections=(
        Section(
            "队员",
            (
                Field("team_id", "队伍", "ref", required=True, target="teams"),
                Field("resident_id", "姓名", "person", required=True),
                Field("skills", "特长"),
                Field("since", "入队时间", "date"),
                Field("until", "离队时间", "date"),
                Field(
                    "consent_on",
                    "同意公开姓名",
                    "date",
                    help="本人同意在公示上公开全名的日期；同意书的扫描件放在“附件”里。不写的，公示上姓名隐去一部分。",
                ),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    parent=("team_id", "teams"),
)

_TAKING_PART = (
    "coalesce(t.people_count, "
    "(SELECT count(*) FROM participation p WHERE p.activity_id = t.id AND p.deleted_at IS NULL))"
)

ACTIVITIES = Subject(
    kind="activities",
    table="activity",
    title="活动",
    one="活动",
    measure="次",
    icon="fa6s.calendar-check",
    from_sql="activity t JOIN volunteer_team v ON v.id = t.team_id "
    "LEFT JOIN courtyard c ON c.id = v.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.title",
    subtitle_sql="v.name",
    order=("t.held_on DESC", "t.id DESC"),
    columns=(
        Column("held_on", "日期", "t.held_on", kind="date", width=12),
        Column("title", "活动", "t.title", width=20),
        Column("kind", "类别", "t.kind", kind="choice", vocabulary=vocab.ACTIVITY_KIND, width=9),
        Column("team", "队伍", "v.name", sort="v.name_key", width=16),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14, shown=False),
        Column("minutes", "时长", "t.minutes", kind="duration", width=11),
        Column("people", "参加人数", _TAKING_PART, kind="count", width=8),
    ),
    sections=(
        Section(
            "活动",
            (
                Field("team_id", "队伍", "ref", required=True, target="teams"),
                Field("title", "活动名称", required=True),
                Field("kind", "类别", "choice", required=True, vocabulary=vocab.ACTIVITY_KIND),
                Field("held_on", "日期", "date", required=True, default=TODAY),
                Field("starts", "开始时间", "time"),
                Field("minutes", "时长", "duration", help="如 2、1.5小时、90分钟；只写数字按小时算。"),
                Field("place", "地点"),
                Field("people_count", "参加人数", "count", suffix="人", help="不写时按“参加人员”的名单算。"),
                Field("content", "活动内容", "longtext"),
                Field("note", "备注"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER, Filter("kind", "类别", "t.kind = ?", vocabulary=vocab.ACTIVITY_KIND)),
    children=(Child("participations", "activity_id", "参加人员"),),
    search_ids=("t.id", "t.team_id"),
    parent=("team_id", "teams"),
)

PARTICIPATIONS = Subject(
    kind="participations",
    table="participation",
    title="参加人员",
    one="参加人员",
    measure="人",
    icon="fa6s.user-check",
    from_sql="participation t JOIN activity a ON a.id = t.activity_id "
    "JOIN resident r ON r.id = t.resident_id",
    name_sql="r.name",
    subtitle_sql="a.title",
    order=("r.name_key", "t.id"),
    columns=(
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column("activity", "活动", "a.title", width=18, shown=False),
        Column("held_on", "日期", "a.held_on", kind="date", width=12),
        Column("minutes", "时长", "coalesce(t.minutes, a.minutes)", kind="duration", width=11),
        Column("note", "备注", "t.note", width=12),
    ),
    sections=(
        Section(
            "参加人员",
            (
                Field("activity_id", "活动", "ref", required=True, target="activities"),
                Field("resident_id", "姓名", "person", required=True),
                Field("minutes", "时长", "duration", help="和活动一样长的不用写。"),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    files=False,
    parent=("activity_id", "activities"),
)
