"""Cadre assignment, branch pairing and property service as the user sees them (policy 2.4, 2.5)."""

from models import vocab
from services.subjects.base import Column, Field, Section, Subject

_COURTYARD = Field("courtyard_id", "楼院", "ref", required=True, target="courtyards")
_COURTYARD_COLUMN = Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16, shown=False)
_TIMES = (Field("since", "开始时间", "date"), Field("until", "结束时间", "date"))
_SINCE = Column("since", "开始时间", "t.since", kind="date", width=12)
_NOTE = Field("note", "备注")

CADRE_ASSIGNMENTS = Subject(
    kind="cadre-assignments",
    table="cadre_assignment",
    title="分包干部",
    one="分包干部",
    measure="人",
    icon="fa6s.user-check",
    from_sql="cadre_assignment t JOIN courtyard c ON c.id = t.courtyard_id",
    name_sql="t.name",
    subtitle_sql="c.name",
    order=("c.name_key", "t.id"),
    columns=(
        _COURTYARD_COLUMN,
        Column("name", "姓名", "t.name", width=9),
        Column("title", "单位及职务", "t.title", width=20),
        Column("phone", "联系电话", "t.phone", kind="phone", width=14),
        _SINCE,
    ),
    sections=(
        Section(
            "分包干部",
            (
                _COURTYARD,
                Field("name", "姓名", required=True),
                Field("title", "单位及职务"),
                Field("phone", "联系电话", "phone"),
                *_TIMES,
                _NOTE,
            ),
        ),
    ),
    page=False,
    parent=("courtyard_id", "courtyards"),
)

PAIRINGS = Subject(
    kind="pairings",
    table="pairing",
    title="支部联建",
    one="联建支部",
    measure="个",
    icon="fa6s.handshake",
    from_sql="pairing t JOIN courtyard c ON c.id = t.courtyard_id",
    name_sql="t.partner_name",
    subtitle_sql="c.name",
    order=("c.name_key", "t.id"),
    columns=(
        _COURTYARD_COLUMN,
        Column("partner_name", "联建支部", "t.partner_name", width=22),
        _SINCE,
    ),
    sections=(
        Section(
            "支部联建",
            (
                _COURTYARD,
                Field("partner_name", "联建支部", required=True),
                Field("partner_unit_id", "所属单位", "ref", target="units"),
                Field("party_organisation_id", "楼院党组织", "ref", target="party-organisations"),
                *_TIMES,
                _NOTE,
            ),
        ),
    ),
    page=False,
    parent=("courtyard_id", "courtyards"),
)

PROPERTY_SERVICES = Subject(
    kind="property-services",
    table="property_service",
    title="物业服务",
    one="物业服务",
    measure="条",
    icon="fa6s.broom",
    from_sql="property_service t JOIN courtyard c ON c.id = t.courtyard_id",
    name_sql="coalesce(t.provider, c.name)",
    subtitle_sql="c.name",
    order=("c.name_key", "t.id"),
    columns=(
        _COURTYARD_COLUMN,
        Column("mode", "方式", "t.mode", kind="choice", vocabulary=vocab.PROPERTY_MODE, width=14),
        Column("provider", "服务单位", "t.provider", width=20),
        Column("charge", "收费标准", "t.charge_mills", kind="charge", companion="t.charge_unit", width=14),
        _SINCE,
    ),
    sections=(
        Section(
            "物业服务",
            (
                _COURTYARD,
                Field("mode", "方式", "choice", required=True, vocabulary=vocab.PROPERTY_MODE),
                Field("provider", "服务单位"),
                Field(
                    "charge_mills",
                    "收费标准",
                    "charge",
                    companion="charge_unit",
                    help="如“0.3”（元/㎡·月）或“每户每月10元”。",
                ),
                *_TIMES,
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    page=False,
    parent=("courtyard_id", "courtyards"),
)
