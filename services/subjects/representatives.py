"""Residents' representatives and the households they stand for, as the user sees them."""

from services.subjects.base import Child, Column, Field, Section, Subject
from services.subjects.courtyards import COMMUNITY_FILTER

_HOUSEHOLDS = (
    "coalesce(t.household_count, "
    "(SELECT count(*) FROM representation p WHERE p.representative_id = t.id AND p.deleted_at IS NULL))"
)

REPRESENTATIVES = Subject(
    kind="representatives",
    table="representative",
    title="居民代表",
    one="居民代表",
    measure="人",
    icon="fa6s.person-chalkboard",
    from_sql="representative t JOIN resident r ON r.id = t.resident_id "
    "JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN building b ON b.id = t.building_id "
    "LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="r.name",
    subtitle_sql="c.name",
    order=("c.name_key", "b.name_key NULLS FIRST", "r.name_key", "t.id"),
    columns=(
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("building", "楼栋", "b.name", sort="b.name_key", width=8),
        Column("scope", "代表范围", "t.scope", width=14),
        Column("households", "代表户数", _HOUSEHOLDS, kind="count", width=8),
        Column("phone", "联系电话", "r.phone", kind="phone", width=14),
        Column("since", "任职时间", "t.since", kind="date", width=12),
        Column("until", "离任时间", "t.until", kind="date", width=12, shown=False),
    ),
    sections=(
        Section(
            "居民代表",
            (
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("resident_id", "姓名", "person", required=True),
                Field("building_id", "楼栋", "ref", target="buildings"),
                Field("scope", "代表范围", help="如“3号楼2单元”。"),
                Field(
                    "household_count", "代表户数", "count", suffix="户", help="不写时按“代表住户”的名单算。"
                ),
                Field("since", "任职时间", "date"),
                Field("until", "离任时间", "date", help="仍在任的留空。"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER,),
    children=(Child("representations", "representative_id", "代表住户"),),
    search_ids=("t.id", "t.resident_id", "t.courtyard_id"),
    parent=("courtyard_id", "courtyards"),
)

REPRESENTATIONS = Subject(
    kind="representations",
    table="representation",
    title="代表住户",
    one="住户",
    measure="户",
    icon="fa6s.people-roof",
    from_sql="representation t JOIN dwelling d ON d.id = t.dwelling_id "
    "JOIN building b ON b.id = d.building_id JOIN representative p ON p.id = t.representative_id "
    "JOIN resident r ON r.id = p.resident_id",
    name_sql="b.name || ' ' || d.room",
    subtitle_sql="r.name",
    order=("b.name_key", "d.room_key", "t.id"),
    columns=(
        Column("building", "楼栋", "b.name", sort="b.name_key", width=9),
        Column("entrance", "单元", "d.entrance", sort="d.entrance_key", width=8),
        Column("room", "房号", "d.room", sort="d.room_key", width=9),
        Column("representative", "居民代表", "r.name", sort="r.name_key", width=9, shown=False),
        Column("note", "备注", "t.note", width=14),
    ),
    sections=(
        Section(
            "代表住户",
            (
                Field("representative_id", "居民代表", "ref", required=True, target="representatives"),
                Field("dwelling_id", "房屋", "ref", required=True, target="dwellings"),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.dwelling_id"),
    page=False,
    files=False,
    parent=("representative_id", "representatives"),
)
