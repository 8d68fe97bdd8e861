"""How votes, attendance and periods are worded, also where little is recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.documents.meeting_facts import (
    ActionFacts,
    AgendaFacts,
    Candidate,
    Decision,
    MeetingFacts,
    MinutesFacts,
    Place,
    Posting,
    ResolutionFacts,
)
from services.documents.model import Heading, Paragraph, Table
from services.documents.sheets import minutes, resolution
from services.documents.sheets.posting import period, posting_blocks
from services.documents.sheets.values import posting_values
from services.documents.sheets.votes import elected, sentence, votes, when, who_came
from services.documents.templates import shipped

PLACE = Place("东院", "远大社区", "明湖办事处")
POSTING = Posting("远大社区居民委员会", "2026-01-01", "2026-01-01", "2026-01-15", least_days=15)


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision("甲", votes_for=13, votes_against=0, outcome="通过"), "同意13票，反对0票。通过。"),
        (Decision("甲", outcome="未通过"), "未通过。"),
        (Decision("甲"), ""),
        (Decision("甲", is_election=True, returned=70, invalid=1), "收回70张，有效69张，无效1张。"),
        (Decision("甲", is_election=True, returned=1, invalid=2), "收回1张，无效2张。"),
        (Decision("甲", is_election=True), ""),
    ],
)
def test_votes(decision: Decision, said: str) -> None:
    assert votes(decision) == said


def test_who_was_elected() -> None:
    people = (Candidate("王䶮", 9, True, "主任"), Candidate("李㛃", 8, True), Candidate("钱七", 1, False))
    assert elected(Decision("选举", candidates=people)) == "王䶮（主任）、李㛃"


def test_attendance_and_hours() -> None:
    meeting = MeetingFacts("会", held_on="2020-08", starts="15:00")
    assert (when(meeting), who_came(meeting)) == ("2020年8月15:00", "")
    assert who_came(replace(meeting, present=3)) == "实到3人"
    assert who_came(replace(meeting, due=0, present=0, counted="户")) == "应到0户，实到0户"


@pytest.mark.parametrize(("text", "whole"), [("好", "好。"), ("好！", "好！"), ("", ""), ("“好”", "“好”")])
def test_sentences_end(text: str, whole: str) -> None:
    assert sentence(text) == whole


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2020-07-27", "2020-08-10", "自2020年7月27日起至2020年8月10日止，共15日"),
        ("2020-07-27", "2020-07-27", "自2020年7月27日起至2020年7月27日止，共1日"),
        ("2020-07-27", "", "自2020年7月27日起至＿＿＿＿年＿＿月＿＿日止，共＿＿日"),
        ("2020-07", "2020-08", "自2020年7月起至2020年8月止，共＿＿日"),
    ],
)
def test_periods(first: str, last: str, said: str) -> None:
    assert period(replace(POSTING, from_day=first, until_day=last)) == said


def test_where_to_object_is_left_to_be_filled_in() -> None:
    values = posting_values(PLACE, replace(POSTING, board="门口公开栏"), "以上决议")
    first, ask = posting_blocks(shipped("notice"), values)
    assert isinstance(ask, Paragraph)
    assert "联系人：＿＿" in ask.text
    assert first == Paragraph("公示期：自2026年1月1日起至2026年1月15日止，共15日。张贴地点：门口公开栏。")


def test_titles() -> None:
    def title(place: Place, of: str) -> str:
        return minutes(MinutesFacts(place, MeetingFacts(of))).title

    assert title(PLACE, "联席会议") == "东院联席会议纪要"
    assert title(PLACE, "东院联席会议纪要") == "东院联席会议纪要"
    assert title(Place("", "远大社区"), "联席会议") == "远大社区联席会议纪要"
    facts = ResolutionFacts(PLACE, MeetingFacts("联席会议"), (Decision("停车"),), POSTING)
    assert resolution(facts).title == "东院停车决议公示"
    people = Decision("补选委员", is_election=True)
    assert resolution(replace(facts, decisions=(people,))).title == "东院补选委员选举结果公示"
    assert resolution(replace(facts, decisions=(people, Decision("停车")))).title == "东院联席会议决议公示"
    assert resolution(replace(facts, title="通告")).title == "通告"


def test_empty_minutes_still_stand() -> None:
    sheet = minutes(MinutesFacts(PLACE, MeetingFacts("碰头会", held_on="2020-08-26")))
    labels = [block.text for block in sheet.blocks if isinstance(block, Paragraph) and block.lead]
    assert labels == ["时间：2020年8月26日"]
    assert sheet.issue_date == "2020-08-26"


def test_decisions_and_what_was_done_stand_where_they_belong() -> None:
    facts = MinutesFacts(
        PLACE,
        MeetingFacts("碰头会"),
        (AgendaFacts("绿化", decisions=(Decision("种树"), Decision("浇水"))),),
        (Decision("值班", note="下月起"),),
        (ActionFacts("买树苗", "张三", "2020-09", "2020-08-30", "已买"), ActionFacts("挖坑")),
        record="散会。",
    )
    blocks = minutes(facts).blocks
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert headings == ["一、绿化", "二、值班", "三、其他情况", "四、待办事项"]
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert "决议事项：种树。" in texts
    assert "备注：下月起。" in texts
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert table.rows == (
        ("1", "买树苗", "张三", "2020年9月", "2020年8月30日办结，已买"),
        ("2", "挖坑", "—", "—", "—"),
    )
