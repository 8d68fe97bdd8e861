"""Residents' committees, their members and the vetting of candidates as the user sees them (policy 2.2)."""

from models import vocab
from services.subjects.base import Child, Column, Field, Filter, Section, Subject
from services.subjects.courtyards import COMMUNITY_FILTER

_DIRECTOR = (
    "(SELECT r.{wanted} FROM committee_member m JOIN resident r ON r.id = m.resident_id "
    "WHERE m.committee_id = t.id AND m.post = 'director' AND m.until IS NULL AND m.deleted_at IS NULL "
    "ORDER BY m.id DESC LIMIT 1)"
)
_MEMBERS = (
    "(SELECT count(*) FROM committee_member m WHERE m.committee_id = t.id AND m.until IS NULL "
    "AND m.deleted_at IS NULL)"
)

COMMITTEES = Subject(
    kind="committees",
    table="committee",
    title="自治组织",
    one="自治组织",
    measure="个",
    icon="fa6s.people-group",
    from_sql="committee t JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.name",
    subtitle_sql="c.name",
    order=("c.name_key", "t.id"),
    columns=(
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16),
        Column("kind", "形式", "t.kind", kind="choice", vocabulary=vocab.COMMITTEE_KIND, width=11),
        Column("name", "名称", "t.name", sort="t.name_key", width=18, shown=False),
        Column("community", "社区", "u.name", sort="u.name_key", width=9),
        Column("seats", "职数", "t.seats", kind="count", width=6),
        Column("members", "已录成员", _MEMBERS, kind="count", width=8),
        Column(
            "director",
            "主任",
            _DIRECTOR.format(wanted="name"),
            sort=_DIRECTOR.format(wanted="name_key"),
            width=9,
        ),
        Column("founded", "成立时间", "t.founded", kind="date", width=12),
        Column("term_years", "届期", "t.term_years", kind="years", width=6),
    ),
    sections=(
        Section(
            "自治组织",
            (
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("kind", "形式", "choice", required=True, vocabulary=vocab.COMMITTEE_KIND),
                Field("name", "名称", required=True),
                Field("seats", "职数", "count", suffix="人"),
                Field("founded", "成立时间", "date"),
                Field("term_years", "届期", "years", suffix="年"),
                Field("party_organisation_id", "同步组建的党组织", "ref", target="party-organisations"),
                Field("duties", "职责", "longtext"),
                Field("note", "备注", "longtext"),
                Field("import_note", "导入备注", "longtext"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER, Filter("kind", "形式", "t.kind = ?", vocabulary=vocab.COMMITTEE_KIND)),
    children=(
        Child("committee-members", "committee_id", "成员"),
        Child("vettings", "committee_id", "资格审查"),
        Child("elections", "committee_id", "选举"),
    ),
    sheets=("organisation",),
    parent=("courtyard_id", "courtyards"),
)

_VETTING = (
    "(SELECT v.outcome FROM candidate_vetting v WHERE v.committee_member_id = t.id AND v.deleted_at IS NULL "
    "ORDER BY v.id DESC LIMIT 1)"
)
_POST_ORDER = "CASE t.post WHEN 'director' THEN 1 WHEN 'deputy_director' THEN 2 ELSE 3 END"

COMMITTEE_MEMBERS = Subject(
    kind="committee-members",
    table="committee_member",
    title="自治组织成员",
    one="成员",
    measure="人",
    icon="fa6s.user-tie",
    from_sql="committee_member t JOIN committee m ON m.id = t.committee_id "
    "JOIN courtyard c ON c.id = m.courtyard_id JOIN resident r ON r.id = t.resident_id",
    name_sql="r.name",
    subtitle_sql="m.name",
    order=("c.name_key", "m.id", _POST_ORDER, "t.id"),
    columns=(
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16, shown=False),
        Column("committee", "自治组织", "m.name", sort="m.name_key", width=18, shown=False),
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column(
            "post",
            "职务",
            "t.post",
            sort=_POST_ORDER,
            kind="choice",
            vocabulary=vocab.COMMITTEE_POST,
            width=8,
        ),
        Column("sex", "性别", "r.sex", kind="choice", vocabulary=vocab.SEX, width=6),
        Column("birth", "出生年月", "r.birth", kind="date", width=11),
        Column(
            "membership",
            "政治面貌",
            "r.membership",
            kind="choice",
            vocabulary=vocab.MEMBERSHIP,
            width=9,
            companion="r.membership_text",
        ),
        Column("background", "身份（原单位）", "t.background", width=14),
        Column("is_building_head", "楼栋长", "t.is_building_head", kind="yes_no", width=7),
        Column("vetting", "资格审查", _VETTING, kind="choice", vocabulary=vocab.VETTING_OUTCOME, width=9),
        Column("phone", "联系电话", "r.phone", kind="phone", width=14, shown=False),
    ),
    sections=(
        Section(
            "成员",
            (
                Field("committee_id", "自治组织", "ref", required=True, target="committees"),
                Field("resident_id", "姓名", "person", required=True),
                Field("post", "职务", "choice", required=True, vocabulary=vocab.COMMITTEE_POST),
                Field("background", "身份（原单位）"),
                Field("is_building_head", "是否楼栋长", "yes_no"),
                Field("since", "任职时间", "date"),
                Field("until", "离任时间", "date"),
                Field("note", "备注"),
            ),
        ),
    ),
    children=(Child("vettings", "committee_member_id", "资格审查"),),
    search_ids=("t.id", "t.resident_id", "t.committee_id"),
    page=False,
    parent=("committee_id", "committees"),
)

VETTINGS = Subject(
    kind="vettings",
    table="candidate_vetting",
    title="资格审查",
    one="资格审查",
    measure="条",
    icon="fa6s.clipboard-check",
    from_sql="candidate_vetting t JOIN resident r ON r.id = t.resident_id "
    "JOIN committee m ON m.id = t.committee_id",
    name_sql="r.name",
    subtitle_sql="m.name",
    order=("r.name_key", "t.id"),
    columns=(
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column("level", "层级", "t.level", kind="choice", vocabulary=vocab.VETTING_LEVEL, width=7),
        Column("outcome", "审查结果", "t.outcome", kind="choice", vocabulary=vocab.VETTING_OUTCOME, width=9),
        Column("circumstance", "不适宜的情形", "t.circumstance", width=16),
        Column("vetted_by", "审查单位", "t.vetted_by", width=16),
        Column("vetted_on", "审查时间", "t.vetted_on", kind="date", width=12),
    ),
    sections=(
        Section(
            "资格审查",
            (
                Field("committee_id", "自治组织", "ref", required=True, target="committees"),
                Field("committee_member_id", "成员", "ref", target="committee-members"),
                Field("election_id", "选举", "ref", target="elections"),
                Field("resident_id", "姓名", "person", required=True),
                Field(
                    "level",
                    "层级",
                    "choice",
                    vocabulary=vocab.VETTING_LEVEL,
                    help="社区和办事处一起审查的选“联审”。",
                ),
                Field("outcome", "审查结果", "choice", required=True, vocabulary=vocab.VETTING_OUTCOME),
                Field("circumstance", "不适宜的情形"),
                Field("vetted_by", "审查单位", help="如“安飞社区党委、明湖办事处联审”。"),
                Field("vetted_on", "审查时间", "date"),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    parent=("committee_member_id", "committee-members"),
)
