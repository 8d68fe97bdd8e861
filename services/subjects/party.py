"""Party organisations and appointments as the user sees them (policy 2.1)."""

from models import vocab
from services.subjects.base import Child, Column, Field, Filter, Section, Subject
from services.subjects.courtyards import COMMUNITY_FILTER

_SECRETARY = (
    "(SELECT r.{wanted} FROM appointment a JOIN resident r ON r.id = a.resident_id "
    "WHERE a.party_organisation_id = t.id AND a.post IN ('secretary', 'group_leader') AND a.until IS NULL "
    "AND a.deleted_at IS NULL ORDER BY a.id DESC LIMIT 1)"
)

PARTY_ORGANISATIONS = Subject(
    kind="party-organisations",
    table="party_organisation",
    title="党组织",
    one="党组织",
    measure="个",
    icon="fa6s.sitemap",
    from_sql="party_organisation t LEFT JOIN courtyard c ON c.id = t.courtyard_id "
    "LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.name",
    subtitle_sql="coalesce(c.name, u.name, '')",
    order=("t.name_key", "t.id"),
    columns=(
        Column("name", "名称", "t.name", sort="t.name_key", width=20),
        Column("kind", "类型", "t.kind", kind="choice", vocabulary=vocab.PARTY_KIND, width=12),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16, shown=False),
        Column("community", "社区", "u.name", sort="u.name_key", width=9),
        Column(
            "secretary",
            "书记",
            _SECRETARY.format(wanted="name"),
            sort=_SECRETARY.format(wanted="name_key"),
            width=9,
        ),
        Column("phone", "联系电话", "t.phone", kind="phone", width=14),
        Column("founded", "成立时间", "t.founded", kind="date", width=12),
    ),
    sections=(
        Section(
            "党组织",
            (
                Field("name", "名称", required=True),
                Field("kind", "类型", "choice", required=True, vocabulary=vocab.PARTY_KIND),
                Field("courtyard_id", "楼院", "ref", target="courtyards"),
                Field(
                    "unit_id",
                    "所属社区",
                    "ref",
                    target="communities",
                    help="社区党组织写所属社区；填了楼院的不用写。",
                ),
                Field("parent_id", "上级党组织", "ref", target="party-organisations"),
                Field("founded", "成立时间", "date"),
                Field("phone", "联系电话", "phone"),
                Field("member_count", "党员人数", "count", suffix="人"),
                Field("note", "备注", "longtext"),
                Field("import_note", "导入备注", "longtext"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER, Filter("kind", "类型", "t.kind = ?", vocabulary=vocab.PARTY_KIND)),
    children=(
        Child("appointments", "party_organisation_id", "任职"),
        Child("party-coverage", "party_organisation_id", "覆盖范围"),
        Child("party-organisations", "parent_id", "下级党组织"),
        Child("pairings", "party_organisation_id", "联建"),
    ),
    parent=("courtyard_id", "courtyards"),
)

PARTY_COVERAGE = Subject(
    kind="party-coverage",
    table="party_coverage",
    title="覆盖范围",
    one="覆盖",
    measure="处",
    icon="fa6s.draw-polygon",
    from_sql="party_coverage t JOIN courtyard c ON c.id = t.courtyard_id "
    "JOIN party_organisation p ON p.id = t.party_organisation_id "
    "LEFT JOIN building b ON b.id = t.building_id",
    name_sql="CASE WHEN b.name IS NULL THEN c.name ELSE c.name || ' ' || b.name END",
    subtitle_sql="p.name",
    order=("c.name_key", "b.name_key NULLS FIRST", "t.id"),
    columns=(
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=18),
        Column("building", "楼栋", "b.name", sort="b.name_key", width=10),
        Column("organisation", "党组织", "p.name", sort="p.name_key", width=18, shown=False),
        Column("note", "备注", "t.note", width=14),
    ),
    sections=(
        Section(
            "覆盖范围",
            (
                Field("party_organisation_id", "党组织", "ref", required=True, target="party-organisations"),
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("building_id", "楼栋", "ref", target="buildings", help="覆盖整个楼院的不写。"),
                Field("note", "备注"),
            ),
        ),
    ),
    page=False,
    files=False,
    parent=("party_organisation_id", "party-organisations"),
)

APPOINTMENTS = Subject(
    kind="appointments",
    table="appointment",
    title="任职",
    one="任职",
    measure="条",
    icon="fa6s.id-badge",
    from_sql="appointment t JOIN resident r ON r.id = t.resident_id "
    "LEFT JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN building b ON b.id = t.building_id "
    "LEFT JOIN party_organisation p ON p.id = t.party_organisation_id",
    name_sql="r.name",
    subtitle_sql="coalesce(p.name, c.name, '')",
    order=("c.name_key NULLS FIRST", "t.post", "t.id"),
    columns=(
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column("post", "职务", "t.post", kind="choice", vocabulary=vocab.APPOINTMENT_POST, width=9),
        Column("where", "所在组织", "coalesce(p.name, b.name, c.name)", width=18),
        Column("since", "任职时间", "t.since", kind="date", width=12),
        Column("until", "离任时间", "t.until", kind="date", width=12),
        Column("phone", "联系电话", "r.phone", kind="phone", width=14, shown=False),
    ),
    sections=(
        Section(
            "任职",
            (
                Field("resident_id", "姓名", "person", required=True),
                Field("post", "职务", "choice", required=True, vocabulary=vocab.APPOINTMENT_POST),
                Field("courtyard_id", "楼院", "ref", target="courtyards"),
                Field("building_id", "楼栋", "ref", target="buildings"),
                Field("party_organisation_id", "党组织", "ref", target="party-organisations"),
                Field("since", "任职时间", "date"),
                Field("until", "离任时间", "date", help="仍在任的留空；离任后填写，作为历史保留。"),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    parent=("courtyard_id", "courtyards"),
)
