"""The papers of opinions and quarrels, and the result sheet of a month with its masked names."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import InvalidInput
from services import history, notices, opinions, publishing_opinions, records
from services.documents.as_text import text_of
from services.documents.meeting_facts import Place
from services.documents.opinion_facts import MediationFacts
from services.documents.sheets.handling import mediation
from services.masking import texts
from services.notices import Target, life
from services.office import Context
from services.opinions import OpinionDraft, disputes
from tests.helpers.office import add, community, courtyard, resident, rows, value

TODAY = "2020-09-16"


@pytest.fixture
def yard(office: Context) -> bytes:
    top = add(office, "units", name="明湖办事处", kind="office")
    return courtyard(office, "1号院", add(office, "communities", name="远大社区", parent_id=top))


def closed(office: Context, yard: bytes, text: str, answer: str = "已修好。", **more: Any) -> bytes:
    given = {"received_on": "2020-09-14", "raised_by": "赵敏", **more}
    made = opinions.register(office, OpinionDraft(yard, text, **given)).id
    opinions.answer(office, made, answer, on=TODAY, by="李伟")
    if given["raised_by"]:
        opinions.tell(office, made, on=TODAY, how="电话")
    opinions.close(office, made, on=TODAY)
    return made


def said(office: Context, target: Target) -> str:
    return "\n".join(texts(notices.worded(office, target).document))


def test_results_of_a_month_are_published_masked(office: Context, yard: bytes) -> None:
    resident(office, "欧阳建国", courtyard_id=yard, phone="13812345678")
    one = closed(office, yard, "欧阳建国家漏水，电话13812345678", "已和欧阳建国商定。")
    same = opinions.register(office, OpinionDraft(yard, "漏水", "2020-09-14", raised_by="钱七")).id
    opinions.reopen(office, "opinion", one, "还有一家", on=TODAY)
    opinions.group(office, one, [same], on=TODAY)
    opinions.answer(office, one, "已和欧阳建国商定。", on=TODAY)
    opinions.tell(office, one, on=TODAY, how="电话")
    opinions.close(office, one, on=TODAY)
    closed(office, yard, "路灯不亮", raised_by="")
    other = courtyard(office, "2号院", community(office, "安飞社区"))
    closed(office, other, "井盖坏了")
    opinions.register(office, OpinionDraft(yard, "还在办", "2020-09-14"))
    found = publishing_opinions.waiting(office, "2020-09")
    assert [(each.name, each.count) for each in found] == [("1号院", 2), ("2号院", 1)]
    made = publishing_opinions.publish(office, [yard, other], "2020年9月")
    assert made.count == 3
    assert publishing_opinions.waiting(office, "2020-09") == ()
    assert (
        value(office, "SELECT title FROM notice WHERE id = ?", made.notices[0])
        == "1号院2020年9月意见办理结果"
    )
    text = said(office, Target("notice", yard, made.notices[0]))
    for hidden in ("欧阳建国", "赵敏", "13812345678", "还在办", "钱七"):
        assert hidden not in text
    for shown in ("赵*等2人", "欧阳*国家漏水", "匿名", "共办结意见2件，3人次反映", "（2020年9月）"):
        assert shown in text
    assert value(office, "SELECT notice_id FROM opinion WHERE id = ?", same) == made.notices[0]
    with pytest.raises(InvalidInput, match="没有办结而没公布的意见"):
        publishing_opinions.publish(office, [yard], "2020-09")
    history.undo(office, made.committed.tx_id)
    assert [each.count for each in publishing_opinions.waiting(office, "2020-09")] == [2, 1]
    with pytest.raises(InvalidInput, match="月份“九”不对"):
        publishing_opinions.publish(office, [yard], "九")


def test_an_issued_result_stays_as_it_was(office: Context, yard: bytes) -> None:
    one = closed(office, yard, "路灯不亮")
    (notice,) = publishing_opinions.publish(office, [yard], "2020-09").notices
    life.check(office, notice, "李伟")
    life.issue(office, notice)
    opinions.reopen(office, "opinion", one, "又不亮了", on=TODAY)
    sheet = notices.make_sheet(office, Target("notice", yard, notice))
    assert "已修好。" in "\n".join(texts(sheet.document))
    assert rows(office, "SELECT number FROM notice WHERE id = ?", notice)[0][0]
    opinions.answer(office, one, "换了灯泡。", on=TODAY)
    opinions.tell(office, one, on=TODAY, how="电话")
    opinions.close(office, one, on=TODAY)
    assert [each.count for each in publishing_opinions.waiting(office, "2020-09")] == [1]


def test_a_notice_without_opinions_says_so(office: Context, yard: bytes) -> None:
    made = add(office, "notices", courtyard_id=yard, kind="opinions", title="八月结果")
    with pytest.raises(InvalidInput, match="没有意见归到这张公示"):
        said(office, Target("notice", yard, made))


def test_the_registration_form_tells_the_whole_way(office: Context, yard: bytes) -> None:
    building = add(office, "buildings", courtyard_id=yard, name="3号楼")
    made = opinions.register(
        office,
        OpinionDraft(yard, "车棚漏雨。雨天电动车淋湿。", "2020-09-14", building=building, raised_by="张三"),
    ).id
    opinions.escalate(office, "opinion", made, "楼栋没有经费", on="2020-09-15", handler="王芳")
    opinions.to_matter(office, made)
    opinions.answer(office, made, "列入议事。", on=TODAY)
    assert [each.id for each in notices.offered(office, Target("opinion_form", yard))] == [made]
    text = said(office, notices.target_of(office, "opinion_form", made))
    for shown in (
        "张三",
        "3号楼",
        "楼栋没有经费（王芳）",
        "2020年9月17日",
        "列入议事。",
        "协商事项“车棚漏雨”",
    ):
        assert shown in text


def test_mediations_and_agreements(office: Context, yard: bytes) -> None:
    draft = disputes.DisputeDraft(
        yard,
        "楼上漏水。\n墙面受损。",
        "2020-09-14",
        category="leak",
        parties=(disputes.Party("张三", statement="赔偿500元"), disputes.Party("李四")),
    )
    made = disputes.register(office, draft).id
    first = disputes.mediate(
        office, made, "没谈拢。", on="2020-09-15", outcome="again", mediators="王芳、赵敏"
    ).id
    agreed = disputes.mediate(
        office, made, "谈妥了。", on=TODAY, outcome="agreed", mediators="王芳",
        agreement="李四修好水管。\n李四赔偿300元。", fulfil_by="2020-09-30",
    ).id  # fmt: skip
    assert [each.id for each in notices.offered(office, Target("agreement", yard))] == [agreed]
    assert [each.id for each in notices.offered(office, Target("mediation", yard))] == [agreed, first]
    record = said(office, notices.target_of(office, "mediation", agreed))
    assert "第二次调解" in record
    assert "甲方签字" in record
    paper = said(office, notices.target_of(office, "agreement", agreed))
    for shown in ("甲方：张三", "2. 李四赔偿300元。", "履行期限：2020年9月30日前", "调解人签字", "一式三份"):
        assert shown in paper
    with pytest.raises(InvalidInput, match="没有写协议内容"):
        said(office, notices.target_of(office, "agreement", first))


def test_a_title_that_only_begins_the_text_is_not_printed_twice(office: Context, yard: bytes) -> None:
    long = "3号楼前污水井盖松动，夜里过车响声大，老人孩子走路不安全，请尽快修。"
    made = opinions.register(office, OpinionDraft(yard, long, "2020-09-14")).id
    told = said(office, Target("opinion_form", yard, made))
    assert told.count("污水井盖松动") == 1
    titled = opinions.register(office, OpinionDraft(yard, "路灯", "2020-09-14")).id
    records.save(office, "opinions", titled, {"title": "路灯不亮", "content": "晚上看不见。"})
    told = said(office, Target("opinion_form", yard, titled))
    assert "路灯不亮" in told
    assert "晚上看不见。" in told


@pytest.mark.parametrize(
    ("term", "numbered"),
    [("501室修好防水。", False), ("1. 修好防水。", True), ("（一）赔偿。", True), ("第一条　赔偿。", True)],
)
def test_a_room_at_the_beginning_of_a_term_is_no_number(term: str, numbered: bool) -> None:
    place = Place("1号院", "远大社区", "明湖办事处")
    facts = MediationFacts(
        place, "漏水", "漏水", "", (), "2020-09-16", "", "王芳", "", "", "达成协议", (term,)
    )
    assert (f"1. {term}" in text_of(mediation(facts))) is not numbered
