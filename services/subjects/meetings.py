"""Meetings, their attendance, agenda, resolutions and action items as the user sees them (policy 2.6c)."""

from models import vocab
from services.subjects.base import NEXT, TODAY, Child, Column, Field, Filter, Section, Subject
from services.subjects.courtyards import COMMUNITY_FILTER

_OF = "(SELECT count(*) FROM {table} x WHERE x.meeting_id = t.id AND x.deleted_at IS NULL{more})"
_OPEN_ITEMS = _OF.format(table="action_item", more=" AND x.done_on IS NULL")
_RESOLUTIONS = _OF.format(table="resolution", more="")
_AGENDA = Field(
    "agenda_item_id", "议题", "ref", target="agenda-items", help="决议或待办来自哪个议题，可不填。"
)
_MEETING = Field("meeting_id", "会议", "ref", required=True, target="meetings")
_RULE = Field(
    "rule_code",
    "表决规则",
    "choice",
    vocabulary=vocab.DECISION_RULE,
    help="不选时按会议类型和日期自动适用；计票后不再改变。",
)

MEETINGS = Subject(
    kind="meetings",
    table="meeting",
    title="会议",
    one="会议",
    measure="次",
    icon="fa6s.comments",
    from_sql="meeting t LEFT JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id "
    "LEFT JOIN resident r ON r.id = t.chair_id",
    name_sql="t.title",
    subtitle_sql="coalesce(c.name, u.name, '')",
    order=("t.held_on DESC", "t.id DESC"),
    columns=(
        Column("held_on", "日期", "t.held_on", kind="date", width=12),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("title", "会议名称", "t.title", width=16),
        Column("kind", "类型", "t.kind", kind="choice", vocabulary=vocab.MEETING_KIND, width=11),
        Column("community", "社区", "u.name", sort="u.name_key", width=9, shown=False),
        Column("due_count", "应到", "t.due_count", kind="count", width=6),
        Column("present_count", "实到", "t.present_count", kind="count", width=6),
        Column("resolutions", "决议", _RESOLUTIONS, kind="count", width=6, suffix="项"),
        Column("open_items", "未办结", _OPEN_ITEMS, kind="count", width=7, suffix="项"),
        Column("chair", "主持人", "r.name", sort="r.name_key", width=9, shown=False),
        Column("place", "地点", "t.place", width=16, shown=False),
    ),
    sections=(
        Section(
            "会议",
            (
                Field("title", "会议名称", required=True, help="如“8月份联席会议”。"),
                Field("kind", "类型", "choice", required=True, vocabulary=vocab.MEETING_KIND),
                Field("courtyard_id", "楼院", "ref", target="courtyards"),
                Field(
                    "unit_id",
                    "所属社区",
                    "ref",
                    target="communities",
                    help="几个楼院合开的会写社区；填了楼院的不用写。",
                ),
                Field(
                    "matter_id", "协商事项", "ref", target="matters", help="为哪个协商事项开的会，可不填。"
                ),
                Field("announced_on", "通知日期", "date", help="哪天通知或公告的。"),
                Field("held_on", "日期", "date", required=True, default=TODAY),
                Field("starts", "开始时间", "time", help="如 15:00、下午3点。"),
                Field("ends", "结束时间", "time"),
                Field("place", "地点"),
                Field("convener", "召集人（单位）"),
                Field("chair_id", "主持人", "person"),
                Field("chair_post", "主持人职务"),
                Field("recorder_id", "记录人", "person"),
                _RULE,
                Field("late", "补录", "yes_no", help="会已经开过、事后才录入的选“是”。"),
            ),
        ),
        Section(
            "到会",
            (
                Field("due_count", "应到", "count", suffix="人", help="户代表会议填户数。"),
                Field("present_count", "实到", "count", suffix="人", help="委托他人参加的也算实到。"),
                Field("proxy_count", "其中委托", "count", suffix="人"),
                Field("due_area", "应到面积", "area", suffix="㎡", help="业主大会：全体业主的专有部分面积。"),
                Field("present_area", "到会面积", "area", suffix="㎡"),
            ),
        ),
        Section(
            "记录",
            (
                Field("record", "会议记录", "longtext", help="议题和决议之外的情况写在这里。"),
                Field("note", "备注", "longtext"),
                Field("import_note", "导入备注", "longtext"),
            ),
        ),
    ),
    filters=(
        COMMUNITY_FILTER,
        Filter("kind", "类型", "t.kind = ?", vocabulary=vocab.MEETING_KIND),
    ),
    children=(
        Child("attendance", "meeting_id", "到会"),
        Child("attendees", "meeting_id", "名册"),
        Child("agenda-items", "meeting_id", "议题决议"),
        Child("resolutions", "meeting_id", "议题决议"),
        Child("action-items", "meeting_id", "待办"),
        Child("minutes", "meeting_id", "纪要"),
        Child("notices", "meeting_id", "公示"),
    ),
    search_ids=("t.id", "t.courtyard_id"),
    sheets=("meeting_notice", "attendance", "proxy_paper", "minutes"),
    parent=("courtyard_id", "courtyards"),
)

ATTENDANCE = Subject(
    kind="attendance",
    table="attendance",
    title="到会情况",
    one="到会",
    measure="条",
    icon="fa6s.user-check",
    from_sql="attendance t JOIN meeting m ON m.id = t.meeting_id "
    "LEFT JOIN resident r ON r.id = t.resident_id",
    name_sql="t.body",
    subtitle_sql="m.title",
    order=("t.capacity", "t.id"),
    columns=(
        Column("capacity", "身份", "t.capacity", kind="choice", vocabulary=vocab.CAPACITY, width=7),
        Column("body", "单位或身份", "t.body", width=16),
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column("present_count", "到会", "t.present_count", kind="count", width=6),
        Column("leave_count", "请假", "t.leave_count", kind="count", width=6),
        Column("note", "备注", "t.note", width=12),
    ),
    sections=(
        Section(
            "到会",
            (
                _MEETING,
                Field(
                    "capacity",
                    "身份",
                    "choice",
                    required=True,
                    vocabulary=vocab.CAPACITY,
                    default="member",
                ),
                Field(
                    "body", "单位或身份", required=True, help="如“居民代表”“辖区民警”；可以一个单位写一条。"
                ),
                Field("resident_id", "姓名", "person", help="只记一个人时填写；记一批人时只填人数。"),
                Field("present_count", "到会", "count", suffix="人"),
                Field("leave_count", "请假", "count", suffix="人"),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    files=False,
    parent=("meeting_id", "meetings"),
)

AGENDA_ITEMS = Subject(
    kind="agenda-items",
    table="agenda_item",
    title="议题",
    one="议题",
    measure="项",
    icon="fa6s.list-ol",
    from_sql="agenda_item t JOIN meeting m ON m.id = t.meeting_id",
    name_sql="t.title",
    subtitle_sql="m.title",
    order=("t.position NULLS FIRST", "t.id"),
    columns=(
        Column("position", "序号", "t.position", kind="count", width=5),
        Column("title", "议题", "t.title", width=24),
        Column("content", "内容", "t.content", width=20),
    ),
    sections=(
        Section(
            "议题",
            (
                _MEETING,
                Field("position", "序号", "count", default=NEXT),
                Field("title", "议题", required=True),
                Field("content", "内容", "longtext", help="情况和建议的办法。"),
                Field("discussion", "讨论情况", "longtext", help="谁说了什么，每人一行。"),
            ),
        ),
    ),
    children=(
        Child("resolutions", "agenda_item_id", "决议"),
        Child("action-items", "agenda_item_id", "待办"),
    ),
    page=False,
    parent=("meeting_id", "meetings"),
)

RESOLUTIONS = Subject(
    kind="resolutions",
    table="resolution",
    title="决议",
    one="决议",
    measure="项",
    icon="fa6s.gavel",
    from_sql="resolution t JOIN meeting m ON m.id = t.meeting_id",
    name_sql="t.title",
    subtitle_sql="m.title",
    order=("m.held_on", "t.id"),
    columns=(
        Column("title", "决议事项", "t.title", width=22),
        Column("kind", "方式", "t.kind", kind="choice", vocabulary=vocab.RESOLUTION_KIND, width=6),
        Column("votes_for", "同意", "t.votes_for", kind="count", width=6),
        Column("votes_against", "反对", "t.votes_against", kind="count", width=6),
        Column("votes_abstain", "弃权", "t.votes_abstain", kind="count", width=6),
        Column("ballots_invalid", "无效票", "t.ballots_invalid", kind="count", width=7, shown=False),
        Column("outcome", "结果", "t.outcome", kind="choice", vocabulary=vocab.OUTCOME, width=7),
    ),
    sections=(
        Section(
            "决议",
            (
                _MEETING,
                _AGENDA,
                Field(
                    "kind",
                    "方式",
                    "choice",
                    required=True,
                    vocabulary=vocab.RESOLUTION_KIND,
                    default="motion",
                ),
                Field("title", "决议事项", required=True),
                Field("content", "决议内容", "longtext", help="公示时照此张贴。"),
                Field("outcome", "结果", "choice", vocabulary=vocab.OUTCOME),
                Field("matter_id", "协商事项", "ref", target="matters", help="决定的是哪个事项，可不填。"),
                Field(
                    "ballot_form",
                    "表决方式",
                    "choice",
                    vocabulary=vocab.BALLOT_FORM,
                    help="逐票录入时选；直接填写票数的可不选。",
                ),
                _RULE,
            ),
        ),
        Section(
            "表决票数",
            (
                Field("votes_for", "同意", "count", suffix="票"),
                Field("votes_against", "反对", "count", suffix="票"),
                Field("votes_abstain", "弃权", "count", suffix="票"),
            ),
        ),
        Section(
            "选票",
            (
                Field("seats", "应选人数", "count", suffix="人", help="选举时填写；候选人得票在“候选人”里。"),
                Field("ballots_issued", "发出选票", "count", suffix="张"),
                Field("ballots_returned", "收回选票", "count", suffix="张"),
                Field("ballots_invalid", "无效票", "count", suffix="张"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    children=(
        Child("candidate-votes", "resolution_id", "候选人"),
        Child("vote-counts", "resolution_id", "计票"),
        Child("notices", "resolution_id", "公示"),
    ),
    search_ids=("t.id", "t.meeting_id"),
    sheets=("ballot_paper", "tally", "resolution"),
    page=False,
    parent=("meeting_id", "meetings"),
)

CANDIDATE_VOTES = Subject(
    kind="candidate-votes",
    table="candidate_vote",
    title="候选人得票",
    one="候选人",
    measure="人",
    icon="fa6s.square-poll-vertical",
    from_sql="candidate_vote t JOIN resolution s ON s.id = t.resolution_id "
    "JOIN resident r ON r.id = t.resident_id",
    name_sql="r.name",
    subtitle_sql="s.title",
    order=("coalesce(t.votes, -1) DESC", "t.id"),
    columns=(
        Column("name", "姓名", "r.name", sort="r.name_key", width=9),
        Column("votes", "得票", "t.votes", kind="count", width=7),
        Column("elected", "当选", "t.elected", kind="yes_no", width=6),
        Column("post", "职务", "t.post", kind="choice", vocabulary=vocab.COMMITTEE_POST, width=8),
        Column("note", "备注", "t.note", width=12),
    ),
    sections=(
        Section(
            "候选人",
            (
                Field("resolution_id", "选举", "ref", required=True, target="resolutions"),
                Field("resident_id", "姓名", "person", required=True),
                Field("votes", "得票", "count", suffix="票"),
                Field("elected", "是否当选", "yes_no"),
                Field("post", "当选职务", "choice", vocabulary=vocab.COMMITTEE_POST),
                Field("note", "备注"),
            ),
        ),
    ),
    search_ids=("t.id", "t.resident_id"),
    page=False,
    files=False,
    parent=("resolution_id", "resolutions"),
)

ACTION_ITEMS = Subject(
    kind="action-items",
    table="action_item",
    title="待办事项",
    one="待办",
    measure="项",
    icon="fa6s.list-check",
    from_sql="action_item t JOIN meeting m ON m.id = t.meeting_id "
    "LEFT JOIN courtyard c ON c.id = m.courtyard_id LEFT JOIN resident r ON r.id = t.resident_id",
    name_sql="t.content",
    subtitle_sql="m.title",
    order=(
        "CASE WHEN t.done_on IS NULL THEN 0 ELSE 1 END",
        "coalesce(t.due_on, '9999')",
        "t.position NULLS FIRST",
        "t.id",
    ),
    columns=(
        Column("content", "待办事项", "t.content", width=22),
        Column("responsible", "责任人", "coalesce(t.responsible, r.name)", width=14),
        Column("due_on", "完成时限", "t.due_on", kind="date", width=12),
        Column("done_on", "办结时间", "t.done_on", kind="date", width=12),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("meeting", "会议", "m.title", width=16, shown=False),
        Column("result", "办理结果", "t.result", width=16, shown=False),
    ),
    sections=(
        Section(
            "待办",
            (
                _MEETING,
                _AGENDA,
                Field("position", "序号", "count", default=NEXT),
                Field("content", "待办事项", required=True),
                Field("responsible", "责任人（单位）", help="如“议事会副主任”。"),
                Field("resident_id", "责任人姓名", "person"),
                Field("due_on", "完成时限", "date"),
                Field("done_on", "办结时间", "date", help="办完后填写；没填的一直留在待办里。"),
                Field("result", "办理结果", "longtext"),
            ),
        ),
    ),
    filters=(
        Filter(
            "state",
            "状态",
            "CASE WHEN t.done_on IS NULL THEN 'open' ELSE 'done' END = ?",
            vocabulary=vocab.ITEM_STATE,
        ),
    ),
    search_ids=("t.id", "t.meeting_id", "t.resident_id"),
    parent=("meeting_id", "meetings"),
)
