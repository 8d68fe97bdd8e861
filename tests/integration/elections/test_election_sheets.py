"""The sheets of an election: every figure of the record is printed, what is private is not, duties follow."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import InvalidInput, NotFound
from services import boards, elections, notices
from services.disclosure.obligations import obligations, set_start
from services.documents.fonts.library import FontLibrary, load_library
from services.notices import Target, life
from services.notices.by_name import sheet_named
from services.notices.targets import OF_ELECTIONS
from services.office import Context
from tests.helpers import elections as helper
from tests.helpers.office import rows
from tests.integration.documents.test_pdf import text_of


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


def _text(office: Context, target: Target, fonts: FontLibrary) -> str:
    return "".join(text_of(notices.make_sheet(office, target, fonts).pdf).split())


def test_the_sheets_of_the_sample(office: Context, fonts: FontLibrary) -> None:
    sample = helper.elected(office)
    text = {kind: _text(office, Target(kind, sample.yard, sample.election), fonts) for kind in OF_ELECTIONS}
    for kind in OF_ELECTIONS:
        assert "辛" not in text[kind]
        assert "失信" not in text[kind]
    assert "轴承厂2号院自管会首次选举候选人公示" in text["candidates"]
    assert "应选5人，候选人7人" in text["candidates"]
    assert "2020年8月14日，经安飞社区党委、明湖办事处联审，下列7人符合候选人条件。" in text["candidates"]
    # by pinyin: bing, ding, geng, ji, jia, wu, yi
    table = text["candidates"].partition("推荐人")[2]
    listed = [table.index(name) for name in "丙丁庚己甲戊乙"]
    assert listed == sorted(listed)
    for figure in (
        "应到96户，实到71户（含委托7户）",
        "发出选票71张，收回70张，其中有效票69张、无效票1张",
        "共得329票",
    ):
        assert figure in text["election_result"]
    assert (
        "当选5人：甲（主任）、乙（副主任）、丙（委员）、丁（委员）、戊（委员）。" in text["election_result"]
    )
    assert "任期3年，自2020年8月18日起计算" in text["election_result"]
    for figure in (
        "71张",
        "70张",
        "69张",
        "329票",
        "最多345票",
        "过半数为35票",
        "91.3%",
        "30.4%",
        "总监票人",
    ):
        assert figure in text["election_report"]
    for figure in ("产生日期2020年8月18日", "备案期限2020年9月17日", "明湖办事处", "主任63", "副主任58"):
        assert figure in text["election_filing"]
    assert "印章" in text["handover"]
    assert "监交人" in text["handover"]


def test_a_second_round_and_open_seats_are_told(office: Context, fonts: FontLibrary) -> None:
    sample = helper.voted(office, 己=44, total=336)
    elections.confirm_result(office, sample.election, reason="另行补选")
    text = _text(office, Target("election_result", sample.yard, sample.election), fonts)
    assert "应选5人，空缺1人：另行补选。" in text
    report = _text(office, Target("election_report", sample.yard, sample.election), fonts)
    assert "同为44票，超出空缺的席位，应再次投票" in report


def test_nothing_is_printed_too_early(office: Context, fonts: FontLibrary) -> None:
    sample = helper.planned(office)
    wanted = {
        "candidates": "还没有通过资格审查的候选人",
        "election_report": "还没有登记投票",
        "election_result": "还没有确认结果，不能出选举结果公告",
        "election_filing": "还没有确认结果，不能出选举备案表",
    }
    for kind, said in wanted.items():
        with pytest.raises(InvalidInput, match=said):
            notices.make_sheet(office, Target(kind, sample.yard, sample.election), fonts)
    assert [each.label for each in notices.offered(office, Target("candidates", sample.yard))] == [
        "轴承厂2号院自管会首次选举"
    ]
    assert notices.offered(office, Target("election_result", sample.yard)) == ()
    with pytest.raises(NotFound):
        sheet_named(office, "election_result", "轴承厂2号院")


def test_the_notices_are_prepared_from_the_record_and_frozen(office: Context, fonts: FontLibrary) -> None:
    sample = helper.announced(office, late=False)
    found = elections.view(office, sample.election)
    assert found.candidates_notice is not None
    life.check(office, found.candidates_notice, "李伟")
    issued = life.issue(office, found.candidates_notice, fonts=fonts)
    before = life.reprint(office, issued.notice_id)
    elections.record_round(office, sample.election, sample.figures(), meeting=helper.HELD)
    elections.confirm_result(office, sample.election, {sample.people["甲"]: "director"})
    assert life.reprint(office, issued.notice_id) == before

    first = elections.publish(office, sample.election)
    assert elections.publish(office, sample.election).id == first.id
    life.check(office, first.id, "李伟")
    made = life.issue(office, first.id, fonts=fonts)
    assert "甲（主任）" in life.frozen_text(office, first.id)
    assert made.number == "〔2020〕2号"


def test_the_result_fulfils_what_is_owed_for_the_decision(office: Context, fonts: FontLibrary) -> None:
    sample = helper.elected(office)
    set_start(office, "2020-08-01")

    def owed() -> dict[str, str]:
        # the members changed: their sheet is owed anew; the decision is owed once
        found = obligations(office, on=date(2020, 9, 16), courtyard=sample.yard)
        return {each.item.code: each.state for each in found if each.item.code in ("decision", "committee")}

    assert owed()["decision"] == "overdue"
    assert owed()["committee"] == "overdue"
    notice = elections.publish(office, sample.election).id
    life.check(office, notice, "李伟")
    life.issue(office, notice, fonts=fonts)
    board = boards.add_board(office, sample.yard, "大门公开栏").id
    boards.post(office, [notice], board, date(2020, 9, 16))
    assert owed()["decision"] != "overdue"
    assert owed()["committee"] == "overdue"
    assert rows(office, "SELECT count(*) FROM notice WHERE kind = 'election_result'") == [(1,)]
