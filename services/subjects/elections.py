"""Elections of committees, candidates and the handover list as the user sees them (policy 2.2)."""

from models import vocab
from services.subjects.base import NEXT, Child, Column, Field, Filter, Section, Subject
from services.subjects.courtyards import COMMUNITY_FILTER

_STANDING = (
    "(SELECT count(*) FROM candidacy x WHERE x.election_id = t.id AND x.withdrawn_on IS NULL "
    "AND x.deleted_at IS NULL AND coalesce((SELECT v.outcome FROM candidate_vetting v "
    "WHERE v.election_id = t.id AND v.resident_id = x.resident_id AND v.deleted_at IS NULL "
    "ORDER BY v.id DESC LIMIT 1), 'open') <> 'failed')"
)
_OUTCOME = (
    "(CASE WHEN t.withdrawn_on IS NOT NULL THEN 'withdrawn' ELSE (SELECT v.outcome FROM candidate_vetting v "
    "WHERE v.election_id = t.election_id AND v.resident_id = t.resident_id AND v.deleted_at IS NULL "
    "ORDER BY v.id DESC LIMIT 1) END)"
)
_STATE = "coalesce(t.state, 'planned')"
_ELECTION = Field("election_id", "选举", "ref", required=True, target="elections")

ELECTIONS = Subject(
    kind="elections",
    table="election",
    title="换届选举",
    one="选举",
    measure="次",
    icon="fa6s.check-to-slot",
    from_sql="election t JOIN committee m ON m.id = t.committee_id JOIN courtyard c ON c.id = t.courtyard_id "
    "LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.title",
    subtitle_sql="c.name",
    order=("t.id DESC",),
    columns=(
        Column("title", "选举", "t.title", width=22),
        Column("state", "状态", _STATE, kind="choice", vocabulary=vocab.ELECTION_STATE, width=11),
        Column("kind", "类型", "t.kind", kind="choice", vocabulary=vocab.ELECTION_KIND, width=9),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("committee", "自治组织", "m.name", sort="m.name_key", width=16, shown=False),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("seats", "应选", "t.seats", kind="count", width=6, suffix="人"),
        Column("candidates", "候选", _STANDING, kind="count", width=6, suffix="人"),
        Column("planned_on", "投票时间", "t.planned_on", kind="date", width=12, shown=False),
        Column("elected_on", "产生时间", "t.elected_on", kind="date", width=12),
        Column("filed_on", "备案时间", "t.filed_on", kind="date", width=12),
    ),
    sections=(
        Section(
            "选举",
            (
                Field("title", "选举名称", required=True, help="如“轴承厂2号院自管会换届选举”。"),
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("committee_id", "自治组织", "ref", required=True, target="committees"),
                Field(
                    "kind",
                    "类型",
                    "choice",
                    required=True,
                    vocabulary=vocab.ELECTION_KIND,
                    default="renewal",
                ),
                Field("seats", "应选人数", "count", suffix="人"),
                Field(
                    "competitive",
                    "差额选举",
                    "yes_no",
                    help="候选人多于应选人数。不写时按规则；选“否”为等额选举，要写明原因。",
                ),
                Field("term_years", "届期", "years", suffix="年"),
                Field("planned_on", "打算哪天投票", "date"),
                Field("reason", "原因", "longtext", help="等额选举、空缺、罢免的原因。"),
                Field("late", "补录", "yes_no", help="以前已经选举过的，补录时选“是”。"),
            ),
        ),
        Section(
            "备案和移交",
            (
                Field("filed_on", "备案时间", "date"),
                Field("filed_with", "备案单位"),
                Field("handed_on", "移交时间", "date"),
                Field("handed_from", "移交人"),
                Field("handed_to", "接收人"),
                Field("witness", "监交人"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(
        COMMUNITY_FILTER,
        Filter("state", "状态", f"{_STATE} = ?", vocabulary=vocab.ELECTION_STATE),
        Filter("kind", "类型", "t.kind = ?", vocabulary=vocab.ELECTION_KIND),
    ),
    children=(
        Child("candidacies", "election_id", "候选人"),
        Child("vettings", "election_id", "资格审查"),
        Child("resolutions", "election_id", "投票"),
        Child("handover-items", "election_id", "移交清单"),
        Child("notices", "election_id", "公示"),
    ),
    search_ids=("t.id", "t.courtyard_id", "t.committee_id"),
    sheets=("handover", "election_filing", "election_report", "election_result", "candidates"),
    parent=("committee_id", "committees"),
)

CANDIDACIES = Subject(
    kind="candidacies",
    table="candidacy",
    title="候选人",
    one="候选人",
    measure="人",
    icon="fa6s.user-pen",
    from_sql="candidacy t JOIN election e ON e.id = t.election_id JOIN resident r ON r.id = t.resident_id",
    name_sql="r.name",
    subtitle_sql="e.title",
    order=("t.position NULLS FIRST", "t.id"),
    columns=(
        Column("position", "序号", "t.position", kind="count", width=5),
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column("outcome", "资格审查", _OUTCOME, kind="choice", vocabulary=vocab.VETTING_OUTCOME, width=9),
        Column("background", "身份（原单位）", "t.background", width=14),
        Column("nominated_by", "推荐人", "t.nominated_by", width=12),
        Column("withdrawn_on", "放弃时间", "t.withdrawn_on", kind="date", width=12, shown=False),
    ),
    sections=(
        Section(
            "候选人",
            (
                _ELECTION,
                Field("resident_id", "姓名", "person", required=True),
                Field("position", "序号", "count", default=NEXT, help="公示候选人时按姓名拼音重新排。"),
                Field("background", "身份（原单位）"),
                Field("nominated_by", "推荐人（单位）"),
                Field("introduction", "简介", "longtext", help="印在候选人公示上，一两句话。"),
                Field("withdrawn_on", "放弃时间", "date"),
                Field("withdrawn_reason", "放弃的原因"),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    parent=("election_id", "elections"),
)

HANDOVER_ITEMS = Subject(
    kind="handover-items",
    table="handover_item",
    title="移交清单",
    one="移交项目",
    measure="项",
    icon="fa6s.box-open",
    from_sql="handover_item t JOIN election e ON e.id = t.election_id",
    name_sql="t.title",
    subtitle_sql="e.title",
    order=("t.position NULLS FIRST", "t.id"),
    columns=(
        Column("position", "序号", "t.position", kind="count", width=5),
        Column("title", "移交内容", "t.title", width=20),
        Column("quantity", "数量", "t.quantity", width=8),
        Column("handed_on", "移交时间", "t.handed_on", kind="date", width=12),
        Column("missing_reason", "没有移交的原因", "t.missing_reason", width=16),
        Column("note", "备注", "t.note", width=12, shown=False),
    ),
    sections=(
        Section(
            "移交",
            (
                _ELECTION,
                Field("position", "序号", "count", default=NEXT),
                Field("title", "移交内容", required=True),
                Field("quantity", "数量"),
                Field("handed_on", "移交时间", "date"),
                Field("missing_reason", "没有移交的原因"),
                Field("note", "备注"),
            ),
        ),
    ),
    page=False,
    parent=("election_id", "elections"),
)
