"""Volunteer teams, cultural groups and their members as the user sees them (policy 2.3)."""

from models import vocab
from services.subjects.base import Child, Column, Field, Filter, Section, Subject
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
                Field("activity", "主要活动"),
                Field("party_organisation_id", "功能型党组织", "ref", target="party-organisations"),
                Field("note", "备注", "longtext"),
                Field("import_note", "导入备注", "longtext"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER, Filter("kind", "类别", "t.kind = ?", vocabulary=vocab.TEAM_KIND)),
    children=(Child("team-members", "team_id", "队员"),),
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
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    parent=("team_id", "teams"),
)
