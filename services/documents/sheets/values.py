"""What the placeholders of each kind of sheet say, from its facts; "" where nothing is recorded."""

from __future__ import annotations

from services.documents.election_facts import ElectionSheetFacts
from services.documents.facts import OrganisationFacts, OverviewFacts
from services.documents.ledger_facts import AccountsFacts, StaffCostFacts
from services.documents.meeting_facts import MeetingFacts, OwnTextFacts, Place, Posting, ResolutionFacts
from services.documents.sheets.posting import contact_told, period
from services.documents.sheets.votes import when
from services.documents.wording import chinese_date

Values = dict[str, str]
POSTED = {"candidates": "以上候选人", "election_result": "以上选举结果"}
"""Sheets of an election that hang on the board, and what one may object to."""


def courtyard_values(facts: OverviewFacts | OrganisationFacts) -> Values:
    """Return what 楼院概况 and 组织架构及成员职责 can fill in."""
    return {
        "办事处": facts.office,
        "社区": facts.community,
        "楼院": facts.courtyard,
        "日期": chinese_date(facts.issue_date or facts.as_of),
        "统计日期": chinese_date(facts.as_of) if facts.as_of else "",
        "咨询方式": facts.contact,
    }


def place_values(place: Place, day: str) -> Values:
    """Return what every sheet of a meeting or a notice can fill in; `day` is the date under it."""
    return {
        "办事处": place.office,
        "社区": place.community,
        "楼院": place.name,
        "日期": chinese_date(day) if day else "",
    }


def meeting_values(meeting: MeetingFacts) -> Values:
    """Return what a meeting was; its kind only where the title does not say it."""
    unit = meeting.counted
    return {
        "会议名称": meeting.title,
        "会议类型": meeting.kind if meeting.kind not in meeting.title else "",
        "会议时间": when(meeting),
        "会议地点": meeting.venue,
        "应到": "" if meeting.due is None else f"{meeting.due}{unit}",
        "实到": "" if meeting.present is None else f"{meeting.present}{unit}",
        "委托": f"{meeting.proxies}{unit}" if meeting.proxies and meeting.present is not None else "",
        "召集人": meeting.convener,
        "主持人": meeting.chair,
        "记录人": meeting.recorder,
        "事项": meeting.matter,
    }


def posting_values(place: Place, posting: Posting, what: str) -> Values:
    """Return how a notice hangs and where to object.

    Args:
        place: where it hangs.
        posting: period and contact.
        what: what one may object to, for example 以上决议.

    Raises:
        InvalidInput: the period ends before it begins.
    """
    open_ended = not (posting.from_day and posting.until_day)
    said = period(posting)
    days = said.rpartition("共")[2].removesuffix("日")
    return {
        "公示内容": what,
        "公示依据": posting.basis,
        "公示期": said,
        "开始日期": chinese_date(posting.from_day) if posting.from_day else "",
        "截止日期": chinese_date(posting.until_day) if posting.until_day else "",
        "公示天数": days if days.isdigit() else "",
        "最少天数": str(posting.least_days) if open_ended and posting.least_days is not None else "",
        "张贴地点": posting.board,
        "受理单位": place.organ,
        "联系方式": contact_told(posting),
        **contact_values(posting),
    }


def contact_values(posting: Posting) -> Values:
    """Return whom to ask."""
    return {
        "联系人": posting.contact_name,
        "电话": posting.contact_phone,
        "地址": posting.contact_place,
    }


def resolution_values(facts: ResolutionFacts, what: str) -> Values:
    """Return what 决议公示 can fill in; `what` as for `posting_values`.

    Raises:
        InvalidInput: the period ends before it begins.
    """
    several = len(facts.decisions) != 1
    return {
        **place_values(facts.place, facts.posting.issued_on),
        **meeting_values(facts.meeting),
        **posting_values(facts.place, facts.posting, what),
        "决议名称": facts.meeting.title if several else facts.decisions[0].title,
    }


def own_text_values(facts: OwnTextFacts) -> Values:
    """Return what a notice with a text of its own can fill in.

    Raises:
        InvalidInput: it is a public one and its period ends before it begins.
    """
    values = {**place_values(facts.place, facts.posting.issued_on), "公示名称": facts.title}
    if facts.formal:
        return {**values, **posting_values(facts.place, facts.posting, "公示内容")}
    told = contact_told(facts.posting)
    return {**values, **contact_values(facts.posting), "联系方式": told, "张贴地点": facts.posting.board}


def accounts_values(facts: AccountsFacts | StaffCostFacts) -> Values:
    """Return what 月度收支公开表 and 人员费用公开表 can fill in.

    Raises:
        InvalidInput: the period ends before it begins.
    """
    return {
        **place_values(facts.place, facts.posting.issued_on),
        **posting_values(facts.place, facts.posting, "以上账目"),
        "月份": facts.month,
    }


def election_values(facts: ElectionSheetFacts) -> Values:
    """Return what a sheet of an election can fill in.

    Raises:
        InvalidInput: the period ends before it begins.
    """
    named = {
        **place_values(facts.place, facts.posting.issued_on),
        "选举名称": facts.election,
        "应选人数": f"{facts.seats}人" if facts.seats is not None else "",
    }
    if facts.sheet not in POSTED:
        return named
    named |= posting_values(facts.place, facts.posting, POSTED[facts.sheet])
    if facts.sheet == "candidates":
        return {**named, "候选人数": f"{len(facts.candidates)}人"}
    del named["应选人数"]
    return {**named, **meeting_values(facts.rounds[-1].meeting)}
