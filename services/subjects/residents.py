"""Residents as the user sees them, with the minimum of personal data."""

from models import vocab
from services.subjects.base import Child, Column, Field, Filter, Section, Subject

RESIDENTS = Subject(
    kind="residents",
    table="resident",
    title="居民",
    one="居民",
    measure="人",
    icon="fa6s.users",
    # a resident outlives a courtyard or a dwelling that was deleted
    from_sql="resident t LEFT JOIN courtyard c ON c.id = t.courtyard_id AND c.deleted_at IS NULL "
    "LEFT JOIN dwelling d ON d.id = t.dwelling_id AND d.deleted_at IS NULL "
    "LEFT JOIN building b ON b.id = d.building_id",
    name_sql="t.name",
    subtitle_sql="coalesce(c.name, '')",
    order=("t.name_key", "t.id"),
    columns=(
        Column("name", "姓名", "t.name", sort="t.name_key", width=10),
        Column("sex", "性别", "t.sex", kind="choice", vocabulary=vocab.SEX, width=6),
        Column("birth", "出生年月", "t.birth", kind="date", width=11),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16),
        Column("building", "楼栋", "b.name", sort="b.name_key", width=8, shown=False),
        Column("room", "房号", "d.room", sort="d.room_key", width=8, shown=False),
        Column(
            "membership",
            "政治面貌",
            "t.membership",
            kind="choice",
            vocabulary=vocab.MEMBERSHIP,
            width=9,
            companion="t.membership_text",
        ),
        Column("phone", "联系电话", "t.phone", kind="phone", width=14),
        Column("background", "身份（原单位）", "t.background", width=14),
        Column("skills", "特长", "t.skills", width=10, shown=False),
    ),
    sections=(
        Section(
            "居民",
            (
                Field("name", "姓名", required=True),
                Field("courtyard_id", "楼院", "ref", target="courtyards"),
                Field("dwelling_id", "房屋", "ref", target="dwellings"),
                Field("sex", "性别", "choice", vocabulary=vocab.SEX),
                Field("birth", "出生年月", "date"),
                Field("phone", "联系电话", "phone"),
                Field("id_number", "身份证号", "id_number"),
                Field("membership", "政治面貌", "choice", vocabulary=vocab.MEMBERSHIP),
                Field("membership_text", "党派名称", help="民主党派请写全称，如“民盟盟员”。"),
                Field("background", "身份（原单位）"),
                Field("skills", "特长"),
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
        Filter("membership", "政治面貌", "t.membership = ?", vocabulary=vocab.MEMBERSHIP),
    ),
    children=(
        Child("appointments", "resident_id", "任职"),
        Child("committee-members", "resident_id", "任职"),
        Child("representatives", "resident_id", "任职"),
        Child("team-members", "resident_id", "任职"),
        Child("participations", "resident_id", "活动"),
        Child("ownerships", "resident_id", "房屋"),
        Child("households", "head_id", "房屋"),
        Child("consents", "resident_id", "本人同意"),
    ),
)
