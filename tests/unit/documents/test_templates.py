"""The shipped wording is complete and can be filled in; the sheets honour flags and an office's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.errors import EnvironmentFault, InvalidInput
from services.documents.appraisal_facts import AppraisalSheetFacts
from services.documents.charter_facts import CharterFacts
from services.documents.election_facts import ElectionSheetFacts, RoundFacts, StandingFacts
from services.documents.ledger_facts import AccountsFacts, StaffCostFacts, StaffFacts
from services.documents.meeting_facts import (
    Decision,
    MeetingFacts,
    MinutesFacts,
    OwnTextFacts,
    Place,
    Posting,
    ResolutionFacts,
)
from services.documents.model import Document, Heading, Paragraph, Signature
from services.documents.opinion_facts import ResultFacts, ResultLine
from services.documents.placeholders import names_in
from services.documents.sheets import minutes, organisation, overview, own_text, resolution
from services.documents.sheets.appraisals import appraisal_values
from services.documents.sheets.charter import charter_values
from services.documents.sheets.opinions import result_values
from services.documents.sheets.values import (
    accounts_values,
    courtyard_values,
    election_values,
    meeting_values,
    own_text_values,
    place_values,
    resolution_values,
)
from services.documents.templates import Template, Wording, check, load_templates, shipped
from services.notices.targets import OF_APPRAISALS, OF_ELECTIONS
from tests.unit.documents.test_sheets import ORGANISATION, OVERVIEW

KINDS = load_templates().kinds
PLACE = Place("东院", "远大社区", "明湖办事处")
POSTING = Posting(
    "远大社区居民委员会",
    "2026-01-02",
    "2026-01-01",
    "2026-01-15",
    "门口公开栏",
    15,
    "王芳",
    "0371-1",
    "1号",
    "《公开法》第三条",
)
MEETING = MeetingFacts(
    "碰头会",
    "联席会议",
    "2026-01-01",
    "9:00",
    "",
    "门房",
    "居委会",
    "李伟",
    "",
    "赵敏",
    20,
    18,
    2,
    "户",
    "修路",
)
RESOLUTION = ResolutionFacts(PLACE, MEETING, (Decision("修路方案"),), POSTING)
NOTICE = OwnTextFacts(PLACE, "停水通知", "正文。", POSTING, True)
TOLD: dict[str, Any] = {"contact": "王芳，0371-1", "as_of": "2026-01-01", "issue_date": "2026-01-02"}
ACCOUNTS = AccountsFacts(
    PLACE, "2020年9月", POSTING, 0, (("停车费", 2_058_805),), (("保洁工资", 119_978),), (), 1_938_827
)
STAFF_COST = StaffCostFacts(PLACE, "2020年9月", POSTING, (StaffFacts("保洁员", 2, 119_978),))
CHARTER = CharterFacts(PLACE, "居民公约", "第一条。", POSTING, "2020-05-01", "居民会议", "2020-06-01")
APPRAISAL = AppraisalSheetFacts(
    "appraisal", PLACE, "物业服务评议", "物业服务", "三和物业", POSTING, from_day="2026-06-01", asked=12,
    papers=11, response="91.7%",
)  # fmt: skip
RESULTS = ResultFacts(
    PLACE,
    "2020年9月",
    POSTING,
    "结果",
    (ResultLine("2020-09-14", "赵*", "漏雨", "修好", "2020-09-16", "楼栋"),),
)
ELECTION = ElectionSheetFacts(
    "candidates",
    PLACE,
    "自管会换届选举",
    "东院自管会",
    "自管会",
    "换届选举",
    POSTING,
    seats=5,
    candidates=(StandingFacts("甲"),),
    rounds=(RoundFacts(MEETING, Decision("选举")),),
)
VALUES: Mapping[str, Mapping[str, str]] = {
    "overview": courtyard_values(replace(OVERVIEW, **TOLD)),
    "organisation": courtyard_values(replace(ORGANISATION, **TOLD)),
    "minutes": {**place_values(PLACE, MEETING.held_on), **meeting_values(MEETING)},
    "resolution": resolution_values(RESOLUTION, "以上决议"),
    "notice": own_text_values(NOTICE),
    "free": own_text_values(replace(NOTICE, formal=False)),
    "charter": charter_values(CHARTER),
    **{kind: appraisal_values(replace(APPRAISAL, sheet=kind)) for kind in OF_APPRAISALS},
    "accounts": accounts_values(ACCOUNTS),
    "staff_cost": accounts_values(STAFF_COST),
    "opinions": result_values(RESULTS),
    **{kind: election_values(replace(ELECTION, sheet=kind)) for kind in OF_ELECTIONS},
}
OFFERED = sorted(kind for kind, each in KINDS.items() if each.offered)


def _texts(sheet: Document) -> list[str]:
    return [block.text for block in sheet.blocks if isinstance(block, Paragraph | Heading)]


def _signature(sheet: Document) -> Signature:
    return next(block for block in sheet.blocks if isinstance(block, Signature))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_shipped_text_can_be_taken(kind: str) -> None:
    template = KINDS[kind]
    assert [check(template, part.part, part.text) for part in template.parts] == [""] * len(template.parts)
    assert set(template.placeholders) <= set(load_templates().meanings)
    assert set(template.flags) == set(load_templates().flag_names)
    assert set(template.switchable) <= set(template.flags)
    if template.public:
        assert all(on for flag, on in template.flags.items() if flag != "photo")
        assert set(template.switchable) <= {"photo"}


def test_the_kinds_with_data_are_offered() -> None:
    assert sorted(VALUES) == OFFERED
    assert {each.name for each in KINDS.values()} >= {
        "候选人公示", "选举结果公告", "征求意见公告", "实施结果公示", "会议通知", "签到表", "月度收支公开表",
        "更新项目公开", "好人好事", "分包干部公示牌", "意见办理结果", "物业服务内容与收费标准", "挂图作战表",
    }  # fmt: skip


@pytest.mark.parametrize("kind", OFFERED)
def test_the_sheets_fill_in_what_the_kind_promises(kind: str) -> None:
    assert set(VALUES[kind]) == set(KINDS[kind].placeholders)


@pytest.mark.parametrize("kind", OFFERED)
def test_each_placeholder_can_be_written_into_each_part(kind: str) -> None:
    for name in KINDS[kind].placeholders:
        for part in KINDS[kind].parts:
            must = "".join(f"{{{each}}}" for each in part.must[:1])
            own = Wording(KINDS[kind], {part.part: f"{must}说{{{name}}}"})
            assert check(KINDS[kind], part.part, own.text(part.part)) == ""
            # a public notice of a period that is recorded has no shortest period to tell
            value = VALUES[kind][name]
            assert (value and value in own.said(part.part, VALUES[kind])) or name == "最少天数"


def test_all_but_the_shortest_period_has_a_value_here() -> None:
    empty = {name for values in VALUES.values() for name, value in values.items() if not value}
    assert empty == {"最少天数"}
    waiting = replace(RESOLUTION, posting=replace(POSTING, until_day=""))
    assert resolution_values(waiting, "以上决议")["最少天数"] == "15"


@pytest.mark.parametrize(
    ("part", "text", "says"),
    [
        (
            "lead",
            "{楼院名}",
            "“决议公示”的“决议的开头”里的{楼院名}不是占位符。可以用：{办事处}、{社区}、{楼院}",
        ),
        ("lead", "{月份}公布", "{月份}在这种公示上没有内容可填。可以用：{办事处}"),
        ("lead", "{楼院", "“决议公示”的“决议的开头”：花括号“{”没有配对"),
        ("lead", "长" * 501, "有501个字，最多500个字"),
        ("title", "一\n二", "只能写一行"),
        ("title", " 　", "“决议的标题”不能空着"),
        ("lead", "看\x07", "看不见的字符"),
        ("lead", "看\ud800", "看不见的字符"),
        ("period", "公示十五天。", "里要有{公示期}或{截止日期}"),
        ("objection", "有意见的请提。", "里要有{联系方式}或{电话}"),
        ("basis", "", ""),
    ],
)
def test_bad_wording_is_refused_with_a_sentence(part: str, text: str, says: str) -> None:
    said = check(KINDS["resolution"], part, text)
    assert said == says if not says else says in said


def test_a_public_notice_cannot_drop_what_it_has_to_carry() -> None:
    switched = dict.fromkeys(KINDS["resolution"].flags, False)
    stubborn = Wording(KINDS["resolution"], flags=switched)
    assert resolution(RESOLUTION, stubborn) == resolution(RESOLUTION)


def test_flags_are_honoured() -> None:
    def without(*flags: str) -> Wording:
        template = KINDS["resolution"]
        bare = replace(template, public=False, flags={each: each not in flags for each in template.flags})
        return Wording(bare, {"basis": "根据居民会议决议。"})

    whole = _texts(resolution(RESOLUTION, without()))
    assert whole[0] == "根据居民会议决议。"
    assert any("共15日" in text for text in whole)
    assert any("提" in text or "异议" in text for text in whole)
    assert whole[0] not in _texts(resolution(RESOLUTION, without("basis")))
    assert not any("共15日" in text for text in _texts(resolution(RESOLUTION, without("period"))))
    assert not any("异议" in text for text in _texts(resolution(RESOLUTION, without("objection"))))
    neither = _texts(resolution(RESOLUTION, without("period", "objection")))
    assert not any("公示期" in text for text in neither)
    assert _signature(resolution(RESOLUTION, without("seal"))).sealed is False
    assert _signature(resolution(RESOLUTION, without("date"))).date == ""
    assert _signature(resolution(RESOLUTION, without())) == Signature("远大社区居民委员会", "2026年1月2日")


def test_own_words_stand_on_the_sheet() -> None:
    own = Wording(
        KINDS["overview"],
        {
            "title": "{楼院}基本情况",
            "lead": "{社区}辖{楼院}。",
            "closing": "欢迎监督。",
            "signature": "{办事处}",
        },
        {"date": False},
    )
    sheet = overview(OVERVIEW, own)
    assert (sheet.title, _texts(sheet)) == (
        f"{OVERVIEW.courtyard}基本情况",
        [f"{OVERVIEW.community}辖{OVERVIEW.courtyard}。", "欢迎监督。"],
    )
    assert (_signature(sheet).organ, _signature(sheet).date) == (OVERVIEW.office, "")
    headed = organisation(ORGANISATION, Wording(KINDS["organisation"], {"heading_duties": "职责"}))
    assert "三、职责" in _texts(headed)


def test_the_record_signs_before_the_template() -> None:
    other = replace(NOTICE, posting=replace(POSTING, organ="业主委员会"))
    assert _signature(own_text(other)).organ == "业主委员会"
    named = own_text(NOTICE, Wording(KINDS["notice"], {"signature": "{办事处}"}))
    assert (_signature(named).organ, named.unit) == ("明湖办事处", "明湖办事处")


def test_who_signs_the_minutes() -> None:
    facts = MinutesFacts(PLACE, MEETING)
    three = minutes(facts, Wording(KINDS["minutes"], {"signers": "主持人、记录人、监督人"}))
    assert "监督人" in str(three.blocks[-1])
    assert minutes(facts, Wording(KINDS["minutes"], {"signers": ""})).blocks[-1] != three.blocks[-1]


def test_wording_that_cannot_be_read_stops_the_sheet_and_says_where() -> None:
    broken = Wording(KINDS["overview"], {"title": "{楼院"})
    with pytest.raises(InvalidInput) as refused:
        overview(OVERVIEW, broken)
    assert "“楼院概况”的“标题”" in refused.value.message
    assert "恢复原文" in refused.value.message


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "templates.json"
    path.write_text('{"kinds": [{"kind": "overview"}]}', encoding="utf-8")
    with pytest.raises(EnvironmentFault, match=r"templates\.json"):
        load_templates(path)


def test_shipped_wording_names_only_known_placeholders() -> None:
    def used(template: Template) -> set[str]:
        return {name for part in template.parts for name in names_in(part.text)}

    assert all(used(each) <= set(each.placeholders) for each in KINDS.values())
    assert shipped("free").text("closing") == ""
