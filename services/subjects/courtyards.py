"""Courtyards, buildings, dwellings, owners and households as the user sees them."""

from models import vocab
from services.subjects.base import Child, Column, Field, Filter, Section, Subject

COMMUNITY_OPTIONS = (
    "SELECT id, name FROM unit WHERE kind = 'community' AND deleted_at IS NULL ORDER BY name_key, id"
)
COMMUNITY_FILTER = Filter("community", "社区", "t.unit_id = ?", options_sql=COMMUNITY_OPTIONS)


def _facility(name: str, label: str) -> Field:
    return Field(name, label, "choice", vocabulary=vocab.FACILITY)


def _facility_column(name: str, label: str) -> Column:
    return Column(name, label, f"t.{name}", kind="choice", vocabulary=vocab.FACILITY, width=8, shown=False)


_COMMITTEE = (
    "(SELECT m.kind FROM committee m WHERE m.courtyard_id = t.id AND m.deleted_at IS NULL "
    "ORDER BY m.id LIMIT 1)"
)
_PARTY = (
    "(SELECT p.name FROM party_organisation p WHERE p.courtyard_id = t.id AND p.deleted_at IS NULL "
    "ORDER BY p.id LIMIT 1)"
)
_HEAD = (
    "(SELECT r.{wanted} FROM appointment a JOIN resident r ON r.id = a.resident_id "
    "WHERE a.courtyard_id = t.id AND a.post = '{post}' AND a.until IS NULL AND a.deleted_at IS NULL "
    "ORDER BY a.id DESC LIMIT 1)"
)


def _person_column(name: str, label: str, post: str) -> Column:
    shown, key = (_HEAD.format(wanted=wanted, post=post) for wanted in ("name", "name_key"))
    return Column(name, label, shown, sort=key, width=9)


_PROPERTY = (
    "(SELECT s.mode FROM property_service s WHERE s.courtyard_id = t.id AND s.deleted_at IS NULL "
    "ORDER BY s.id DESC LIMIT 1)"
)
_TEAMS = "(SELECT count(*) FROM volunteer_team v WHERE v.courtyard_id = t.id AND v.deleted_at IS NULL)"

COURTYARDS = Subject(
    kind="courtyards",
    table="courtyard",
    title="楼院",
    one="楼院",
    measure="个",
    icon="fa6s.building",
    from_sql="courtyard t LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.name",
    subtitle_sql="u.name",
    order=("t.name_key", "t.id"),
    columns=(
        Column("name", "楼院", "t.name", sort="t.name_key", width=16),
        Column("community", "社区", "u.name", sort="u.name_key", width=9),
        Column(
            "household_count",
            "户数",
            "t.household_count",
            kind="count",
            width=7,
            companion="t.household_about",
        ),
        Column(
            "resident_count", "人口", "t.resident_count", kind="count", width=7, companion="t.resident_about"
        ),
        Column("party_total", "党员", "t.party_total", kind="count", width=6),
        Column("committee", "自治组织", _COMMITTEE, kind="choice", vocabulary=vocab.COMMITTEE_KIND, width=10),
        Column("party_organisation", "党组织", _PARTY, width=18, shown=False),
        _person_column("secretary", "书记", "secretary"),
        _person_column("head", "楼院长", "courtyard_head"),
        Column("property", "物业方式", _PROPERTY, kind="choice", vocabulary=vocab.PROPERTY_MODE, width=12),
        Column("teams", "服务队", _TEAMS, kind="count", width=7, shown=False),
        Column("address", "详细地址", "t.address", width=20, shown=False),
        Column(
            "built_year",
            "建成年份",
            "t.built_year",
            kind="year",
            width=9,
            shown=False,
            companion="t.built_text",
        ),
        Column("building_count", "楼栋数", "t.building_count", kind="count", width=7, shown=False),
        Column("entrance_count", "单元数", "t.entrance_count", kind="count", width=7, shown=False),
        Column("party_full", "正式党员", "t.party_full", kind="count", width=8, shown=False),
        Column("party_working", "在职党员", "t.party_working", kind="count", width=8, shown=False),
        _facility_column("fire_lane", "消防通道"),
        _facility_column("access_control", "门禁"),
        _facility_column("lighting", "照明"),
        _facility_column("charging", "充电设施"),
        _facility_column("waste_sorting", "垃圾分类"),
        Column("note", "备注", "t.note", width=16, shown=False),
    ),
    sections=(
        Section(
            "基本情况",
            (
                Field("name", "楼院名称", required=True),
                Field("unit_id", "所属社区", "ref", required=True, target="communities"),
                Field("code", "楼院编号"),
                Field("address", "详细地址"),
                Field(
                    "built_year", "建成年份", "year", companion="built_text", help="可写“90年代”或“不详”。"
                ),
                Field("building_count", "楼栋数", "count", suffix="栋"),
                Field("entrance_count", "单元数", "count", suffix="个"),
                Field("household_count", "总户数", "count", suffix="户", companion="household_about"),
                Field("resident_count", "常住人口", "count", suffix="人", companion="resident_about"),
                Field("service_station", "党群服务站点"),
                Field("status_note", "现状说明", "longtext", help="楼院现在的情况、突出问题。"),
            ),
        ),
        Section(
            "党员情况",
            (
                Field("party_total", "党员总数", "count", suffix="人"),
                Field("party_full", "正式党员", "count", suffix="人"),
                Field("party_working", "其中：在职党员", "count", suffix="人"),
                Field("no_party_reason", "未建党组织的原因"),
            ),
        ),
        Section(
            "居民自治",
            (
                Field(
                    "committee_readiness",
                    "成立业主委员会",
                    "choice",
                    vocabulary=vocab.READINESS,
                    help="符合条件的楼院都要组建业主委员会；暂不具备条件的写明原因（方案二（二））。",
                ),
                Field("no_committee_reason", "未成立自治组织的原因"),
            ),
        ),
        Section(
            "基础设施",
            (
                _facility("fire_lane", "消防通道"),
                _facility("access_control", "门禁"),
                _facility("lighting", "照明"),
                _facility("charging", "充电设施"),
                _facility("waste_sorting", "垃圾分类"),
            ),
        ),
        Section("备注", (Field("note", "备注", "longtext"), Field("import_note", "导入备注", "longtext"))),
    ),
    filters=(
        COMMUNITY_FILTER,
        Filter(
            "committee",
            "组织形式",
            "EXISTS (SELECT 1 FROM committee m WHERE m.courtyard_id = t.id AND m.deleted_at IS NULL "
            "AND m.kind = ?)",
            vocabulary=vocab.COMMITTEE_KIND,
        ),
        Filter(
            "property",
            "物业",
            "EXISTS (SELECT 1 FROM property_service s WHERE s.courtyard_id = t.id AND s.deleted_at IS NULL "
            "AND s.mode = ?)",
            vocabulary=vocab.PROPERTY_MODE,
        ),
    ),
    children=(
        Child("party-organisations", "courtyard_id", "组织"),
        Child("appointments", "courtyard_id", "组织"),
        Child("committees", "courtyard_id", "组织"),
        Child("teams", "courtyard_id", "组织"),
        Child("buildings", "courtyard_id", "楼栋住户"),
        Child("dwellings", "courtyard_id", "楼栋住户"),
        Child("representatives", "courtyard_id", "楼栋住户"),
        Child("opinions", "courtyard_id", "议事"),
        Child("disputes", "courtyard_id", "议事"),
        Child("meetings", "courtyard_id", "议事"),
        Child("matters", "courtyard_id", "议事"),
        Child("charters", "courtyard_id", "议事"),
        Child("notices", "courtyard_id", "议事"),
        Child("appraisals", "courtyard_id", "议事"),
        Child("collecting-plans", "courtyard_id", "议事"),
        Child("disclosure-requests", "courtyard_id", "议事"),
        Child("boards", "courtyard_id", "议事"),
        Child("property-services", "courtyard_id", "服务"),
        Child("cadre-assignments", "courtyard_id", "服务"),
        Child("pairings", "courtyard_id", "服务"),
        Child("accounts", "courtyard_id", "收支"),
        Child("ledger-entries", "courtyard_id", "收支"),
        Child("month-closes", "courtyard_id", "收支"),
        Child("ledger-lines", "courtyard_id", "收支"),
    ),
    sheets=("accounts", "staff_cost", "overview", "organisation"),
    parent=("unit_id", "communities"),
    cover=True,
)

BUILDINGS = Subject(
    kind="buildings",
    table="building",
    title="楼栋",
    one="楼栋",
    measure="栋",
    icon="fa6s.city",
    from_sql="building t JOIN courtyard c ON c.id = t.courtyard_id",
    name_sql="t.name",
    subtitle_sql="c.name",
    order=("c.name_key", "t.name_key", "t.id"),
    columns=(
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16),
        Column("name", "楼栋", "t.name", sort="t.name_key"),
        Column("entrance_count", "单元数", "t.entrance_count", kind="count", width=7),
        Column("floor_count", "层数", "t.floor_count", kind="count", width=7),
        Column(
            "dwellings",
            "已录房屋",
            "(SELECT count(*) FROM dwelling d WHERE d.building_id = t.id AND d.deleted_at IS NULL)",
            kind="count",
            width=8,
        ),
    ),
    sections=(
        Section(
            "楼栋",
            (
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("name", "楼栋名称", required=True, help="如“3号楼”“东楼”。"),
                Field("entrance_count", "单元数", "count", suffix="个"),
                Field("floor_count", "层数", "count", suffix="层"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    children=(Child("dwellings", "building_id", "房屋"),),
    page=False,
    parent=("courtyard_id", "courtyards"),
    cover=True,
)

_HEAD_OF_HOUSEHOLD = (
    "(SELECT r.{wanted} FROM household h JOIN resident r ON r.id = h.head_id WHERE h.dwelling_id = t.id "
    "AND h.deleted_at IS NULL AND r.deleted_at IS NULL ORDER BY h.id LIMIT 1)"
)
_PEOPLE = (
    "(SELECT h.people_count FROM household h WHERE h.dwelling_id = t.id AND h.deleted_at IS NULL "
    "ORDER BY h.id LIMIT 1)"
)

DWELLINGS = Subject(
    kind="dwellings",
    table="dwelling",
    title="房屋住户",
    one="房屋",
    measure="户",
    icon="fa6s.door-open",
    from_sql="dwelling t JOIN building b ON b.id = t.building_id JOIN courtyard c ON c.id = t.courtyard_id",
    name_sql="t.room",
    subtitle_sql="c.name || ' ' || b.name",
    order=("c.name_key", "b.name_key", "t.entrance_key NULLS FIRST", "t.room_key", "t.id"),
    columns=(
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16),
        Column("building", "楼栋", "b.name", sort="b.name_key", width=8),
        Column("entrance", "单元", "t.entrance", sort="t.entrance_key", width=8),
        Column("room", "房号", "t.room", sort="t.room_key", width=9),
        Column("area", "面积", "t.area", kind="area", width=9, suffix="㎡", companion="t.area_about"),
        Column(
            "head",
            "户主",
            _HEAD_OF_HOUSEHOLD.format(wanted="name"),
            sort=_HEAD_OF_HOUSEHOLD.format(wanted="name_key"),
            width=9,
        ),
        Column("people", "常住人数", _PEOPLE, kind="count", width=8),
        Column("note", "备注", "t.note", width=12),
    ),
    sections=(
        Section(
            "房屋",
            (
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("building_id", "楼栋", "ref", required=True, target="buildings"),
                Field("entrance", "单元"),
                Field("room", "房号", required=True),
                Field("area", "建筑面积", "area", suffix="㎡", companion="area_about"),
                Field("note", "备注", "longtext"),
                Field("import_note", "导入备注", "longtext"),
            ),
        ),
    ),
    filters=(
        Filter(
            "courtyard",
            "楼院",
            "t.courtyard_id = ?",
            options_sql="SELECT id, name FROM courtyard WHERE deleted_at IS NULL ORDER BY name_key, id",
        ),
    ),
    children=(
        Child("households", "dwelling_id", "住户"),
        Child("ownerships", "dwelling_id", "住户"),
        Child("residents", "dwelling_id", "住户"),
    ),
    search_ids=(
        "t.id",
        "t.courtyard_id",
        "(SELECT h.head_id FROM household h WHERE h.dwelling_id = t.id AND h.deleted_at IS NULL LIMIT 1)",
    ),
    parent=("building_id", "buildings"),
)

OWNERSHIPS = Subject(
    kind="ownerships",
    table="ownership",
    title="产权",
    one="产权",
    measure="条",
    icon="fa6s.key",
    from_sql="ownership t JOIN dwelling d ON d.id = t.dwelling_id JOIN resident r ON r.id = t.resident_id",
    name_sql="r.name",
    subtitle_sql="d.room",
    order=("r.name_key", "t.id"),
    columns=(
        Column("owner", "业主", "r.name", sort="r.name_key"),
        Column("room", "房号", "d.room", sort="d.room_key"),
        Column("share_part", "份额", "t.share_part", kind="count", width=6),
        Column("share_whole", "共几份", "t.share_whole", kind="count", width=7),
        Column("note", "备注", "t.note", width=14),
    ),
    sections=(
        Section(
            "产权",
            (
                Field("dwelling_id", "房屋", "ref", required=True, target="dwellings"),
                Field("resident_id", "业主", "person", required=True),
                Field("share_part", "占几份", "count", help="两人各一半，写1份，共2份。"),
                Field("share_whole", "共几份", "count"),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    parent=("dwelling_id", "dwellings"),
)

HOUSEHOLDS = Subject(
    kind="households",
    table="household",
    title="住户",
    one="住户",
    measure="户",
    icon="fa6s.people-roof",
    from_sql="household t JOIN dwelling d ON d.id = t.dwelling_id "
    "LEFT JOIN resident r ON r.id = t.head_id AND r.deleted_at IS NULL",
    name_sql="coalesce(r.name, d.room)",
    subtitle_sql="d.room",
    order=("d.room_key", "t.id"),
    columns=(
        Column("head", "户主", "r.name", sort="r.name_key"),
        Column("room", "房号", "d.room", sort="d.room_key"),
        Column("people_count", "常住人数", "t.people_count", kind="count", width=8),
        Column("phone", "联系电话", "t.phone", kind="phone", width=14),
        Column("note", "备注", "t.note", width=14),
    ),
    sections=(
        Section(
            "住户",
            (
                Field("dwelling_id", "房屋", "ref", required=True, target="dwellings"),
                Field("head_id", "户主", "person"),
                Field("people_count", "常住人数", "count", suffix="人"),
                Field("phone", "联系电话", "phone"),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.head_id"),
    page=False,
    parent=("dwelling_id", "dwellings"),
)
