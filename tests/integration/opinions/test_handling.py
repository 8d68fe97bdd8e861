"""An opinion is registered, climbs, is answered, told, closed, opened again; what is refused on the way."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import InvalidInput, NotFound
from services import hints, history, opinions, records
from services.office import Context
from services.opinions import OpinionDraft, disputes
from services.saving import FormErrors
from tests.helpers.office import DAY_MS, FixedClock, add, community, courtyard, resident, rows, value

TODAY = "2020-09-16"


@pytest.fixture
def yard(office: Context) -> bytes:
    return courtyard(office, "1号院", community(office, "远大社区"))


def raise_one(office: Context, yard: bytes, text: str = "车棚漏雨", **more: Any) -> bytes:
    given = {"received_on": "2020-09-14", "raised_by": "张三", **more}
    return opinions.register(office, OpinionDraft(yard, text, **given)).id


def steps(office: Context, record: bytes) -> list[tuple[Any, ...]]:
    return rows(
        office,
        "SELECT level, received_on, due_on, answered_on, outcome, answer FROM handling_step "
        "WHERE coalesce(opinion_id, dispute_id) = ? AND deleted_at IS NULL ORDER BY id",
        record,
    )


def column(office: Context, record: bytes, name: str, table: str = "opinion") -> Any:
    return value(office, f"SELECT {name} FROM {table} WHERE id = ?", record)


def acts(office: Context, record: bytes, kind: str = "opinions") -> tuple[str, ...]:
    return opinions.standing(office, kind, record).acts


def test_the_whole_way_of_an_opinion(office: Context, yard: bytes) -> None:
    made = raise_one(
        office, yard, "车棚漏雨，电动车都淋湿了。请修一修！", channel="wechat", category="facilities"
    )
    assert column(office, made, "title") == "车棚漏雨，电动车都淋湿了"
    assert steps(office, made) == [("building", "2020-09-14", "2020-09-17", None, None, None)]
    opinions.escalate(office, "opinion", made, "楼栋没有经费", on="2020-09-15")
    opinions.escalate(office, "opinion", made, "要动用公共收益", on=TODAY, to="community", organ="居委会")
    assert steps(office, made) == [
        ("building", "2020-09-14", "2020-09-17", "2020-09-15", "escalated", "楼栋没有经费"),
        ("courtyard", "2020-09-15", "2020-09-22", TODAY, "escalated", "要动用公共收益"),
        ("community", TODAY, "2020-09-23", None, None, None),
    ]
    opinions.answer(office, made, "已经换了顶棚。", on=TODAY, by="李伟", outcome="settled")
    assert acts(office, made) == ("tell", "reopen")
    with pytest.raises(InvalidInput, match="还没有把答复告知反映人"):
        opinions.close(office, made, on=TODAY)
    opinions.tell(office, made, on=TODAY, how="电话", satisfied="yes")
    opinions.close(office, made, on=TODAY)
    found = opinions.standing(office, "opinions", made)
    assert (found.state_label, found.acts, found.warning) == ("已办结", ("reopen",), "")
    assert [(rung.label, rung.at) for rung in found.rungs] == [
        ("楼栋", "done"),
        ("楼院", "done"),
        ("社区", "done"),
    ]
    assert found.detail == ("9月16日李伟答复：已经换了顶棚。", "9月16日告知（电话），满意", "9月16日办结")


def test_a_form_begins_the_same_way(office: Context, yard: bytes) -> None:
    made = add(
        office, "opinions", courtyard_id=yard, title="路灯不亮", received_on="2020-9-14", channel="box",
        urgency="urgent",
    )  # fmt: skip
    assert steps(office, made) == [("building", "2020-09-14", "2020-09-15", None, None, None)]
    assert column(office, made, "state") == "open"
    assert bool(column(office, made, "anonymous")) is True
    assert bool(column(office, made, "late")) is True
    records.save(office, "opinions", made, {"urgency": "plain"}, None)
    assert steps(office, made)[0][2] == column(office, made, "due_on") == "2020-09-17"
    records.save(office, "opinions", made, {"received_on": "2020-9-10"}, None)
    assert steps(office, made)[0][1:3] == ("2020-09-10", "2020-09-15")


def test_days_lie_over_holidays(office: Context, yard: bytes, clock: FixedClock) -> None:
    clock.advance(14 * DAY_MS)  # 30 September; free until 8 October, 10 October is worked
    made = raise_one(office, yard, received_on="2020-09-30")
    assert column(office, made, "due_on") == "2020-10-12"
    clock.advance(12 * DAY_MS)
    assert "今天到期" in opinions.standing(office, "opinions", made).warning
    clock.advance(2 * DAY_MS)
    found = opinions.standing(office, "opinions", made)
    assert (found.overdue, "已逾期2天" in found.warning) == (True, True)
    assert found.rungs[0].words == "9月30日收到，10月12日前答复，已逾期2天"
    (hint,) = hints.hints_for(office, "opinion", made)
    assert (hint.rule_id, hint.level) == ("opinion.due", "warn")


def test_nobody_is_told_what_nobody_raised(office: Context, yard: bytes) -> None:
    made = raise_one(office, yard, raised_by="")
    opinions.answer(office, made, "已清理。", on=TODAY)
    with pytest.raises(InvalidInput, match="没有留下姓名"):
        opinions.tell(office, made, on=TODAY, how="电话")
    opinions.close(office, made, on=TODAY)
    assert column(office, made, "closed_on") == TODAY


def test_whoever_is_dissatisfied_is_taken_up_again(office: Context, yard: bytes) -> None:
    made = raise_one(office, yard)
    opinions.answer(office, made, "正在研究。", on=TODAY)
    opinions.tell(office, made, on=TODAY, how="上门", satisfied="no")
    found = opinions.standing(office, "opinions", made)
    assert found.acts == ("reopen", "close")
    assert "反映人不满意" in found.warning
    opinions.reopen(office, "opinion", made, "反映人不满意", on=TODAY, level="courtyard")
    assert [step[0] for step in steps(office, made)] == ["building", "courtyard"]
    assert steps(office, made)[0][5] == "正在研究。"
    assert column(office, made, "answer") is None
    assert column(office, made, "satisfied") is None
    assert opinions.standing(office, "opinions", made).rungs[1].answer == "重新办理：反映人不满意"


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("content", {"text": " "}),
        ("received_on", {"received_on": "2020-09"}),
        ("received_on", {"received_on": "2020-09-17"}),
        ("channel", {"channel": "fax"}),
        ("category", {"category": "weather"}),
        ("content", {"text": "漏" * 20_001}),
    ],
)
def test_what_cannot_be_registered_is_told_beside_its_field(
    office: Context, yard: bytes, field: str, more: dict[str, Any]
) -> None:
    with pytest.raises(FormErrors) as caught:
        raise_one(office, yard, **more)
    assert set(caught.value.errors) == {field}
    assert rows(office, "SELECT id FROM opinion") == []


def test_places_have_to_fit(office: Context, yard: bytes) -> None:
    other = courtyard(office, "2号院", community(office, "安飞社区"))
    building = add(office, "buildings", courtyard_id=other, name="3号楼")
    with pytest.raises(FormErrors, match="不在这个楼院里"):
        raise_one(office, yard, building=building)
    with pytest.raises(FormErrors, match="楼栋已经不在了"):
        raise_one(office, yard, building=bytes(16))
    with pytest.raises(FormErrors, match="楼院已经不在了"):
        raise_one(office, bytes(16))


def test_what_is_refused_says_why(office: Context, yard: bytes) -> None:
    made = raise_one(office, yard)
    with pytest.raises(FormErrors, match="请写上报的原因"):
        opinions.escalate(office, "opinion", made, " ", on=TODAY)
    with pytest.raises(FormErrors, match="只能上报到更高的一级"):
        opinions.escalate(office, "opinion", made, "无权处理", on=TODAY, to="building")
    with pytest.raises(FormErrors, match="早于2020年9月14日"):
        opinions.answer(office, made, "好。", on="2020-09-13")
    with pytest.raises(FormErrors, match="还没有到"):
        opinions.answer(office, made, "好。", on="2020-09-17")
    with pytest.raises(FormErrors, match="请选“已解决”或“已作解释”"):
        opinions.answer(office, made, "好。", on=TODAY, outcome="escalated")
    with pytest.raises(InvalidInput, match="还没有答复"):
        opinions.tell(office, made, on=TODAY, how="电话")
    with pytest.raises(NotFound):
        opinions.close(office, bytes(16), on=TODAY)
    with pytest.raises(NotFound):
        opinions.standing(office, "opinions", bytes(16))
    assert len(steps(office, made)) == 1


def test_merged_ones_follow_their_head(office: Context, yard: bytes) -> None:
    head = raise_one(office, yard, "东门车棚漏雨")
    same = raise_one(office, yard, "车棚漏雨没人管", raised_by="李四")
    third = raise_one(office, yard, "下雨车棚进水", raised_by="")
    found = opinions.alike(office, yard, "车棚漏雨", None, head)
    assert found[0].id == same
    assert found[0].words == ("车棚漏雨",)
    opinions.group(office, head, [same, third], on=TODAY)
    assert steps(office, same)[-1][3:] == (TODAY, "merged", "并入“东门车棚漏雨”一并办理")
    assert [each.who for each in opinions.standing(office, "opinions", head).followers] == ["李四", "匿名"]
    opinions.answer(office, head, "已修好。", on=TODAY)
    assert column(office, same, "answer") == "已修好。"
    opinions.tell(office, head, on=TODAY, how="电话", merged=False)
    with pytest.raises(InvalidInput, match="并入这条的1条意见还没有告知"):
        opinions.close(office, head, on=TODAY)
    assert acts(office, same) == ("tell", "ungroup")
    opinions.tell(office, same, on=TODAY, how="上门")
    opinions.close(office, head, on=TODAY)
    assert column(office, same, "closed_on") == column(office, third, "closed_on") == TODAY
    with pytest.raises(InvalidInput, match="已经办结"):
        opinions.ungroup(office, same, on=TODAY)
    opinions.reopen(office, "opinion", head, "又漏了", on=TODAY)
    assert column(office, same, "closed_on") is None
    opinions.ungroup(office, same, on=TODAY)
    assert steps(office, same)[-1][:4] == ("building", TODAY, "2020-09-21", None)
    with pytest.raises(InvalidInput, match="有1条意见并入了"):
        records.delete(office, "opinions", [head])


def test_what_cannot_be_merged(office: Context, yard: bytes) -> None:
    head, other = raise_one(office, yard), raise_one(office, yard, "停车难")
    far = raise_one(office, courtyard(office, "2号院", community(office, "安飞社区")), "车棚漏雨")
    with pytest.raises(InvalidInput, match="不能并入它自己"):
        opinions.group(office, head, [head], on=TODAY)
    with pytest.raises(InvalidInput, match="是别的楼院的"):
        opinions.group(office, head, [far], on=TODAY)
    opinions.group(office, head, [other], on=TODAY)
    with pytest.raises(InvalidInput, match="已经办结或并入别的意见"):
        opinions.group(office, other, [head], on=TODAY)


def test_an_opinion_leads_on(office: Context, yard: bytes) -> None:
    person = resident(office, "张三", courtyard_id=yard)
    made = raise_one(office, yard, raised_by="", resident=person)
    matter = opinions.to_matter(office, made).id
    assert value(office, "SELECT origin FROM matter WHERE id = ?", matter) == "residents"
    quarrel = opinions.to_dispute(office, made, other="李四", category="leak").id
    found = opinions.standing(office, "opinions", made)
    assert [(link.kind, link.name) for link in found.links] == [
        ("matters", "车棚漏雨"),
        ("disputes", "车棚漏雨"),
    ]
    assert not {"to_matter", "to_dispute"} & set(found.acts)
    (back,) = opinions.standing(office, "disputes", quarrel).links
    assert (back.kind, back.id) == ("opinions", made)
    parties = rows(office, "SELECT side, name, resident_id FROM dispute_party ORDER BY id")
    assert parties == [("甲方", "张三", person), ("乙方", "李四", None)]
    with pytest.raises(InvalidInput, match="已经转过了"):
        opinions.to_matter(office, made, matter)
    second = raise_one(office, yard, "要求换顶棚", raised_by="")
    far = add(office, "matters", courtyard_id=courtyard(office, "2号院"), title="修路", template="six_steps")
    with pytest.raises(InvalidInput, match="不是这个楼院的"):
        opinions.to_matter(office, second, far)
    with pytest.raises(InvalidInput, match="已经不在了"):
        opinions.to_matter(office, second, bytes(16))
    assert opinions.to_matter(office, second, matter).id == matter


def test_a_quarrel_is_mediated_and_settled(office: Context, yard: bytes) -> None:
    draft = disputes.DisputeDraft(
        yard, "楼上漏水，赔偿谈不拢", "2020-09-14", parties=(disputes.Party("张三"), disputes.Party("李四"))
    )
    made = disputes.register(office, draft).id
    assert steps(office, made)[0][:3] == ("building", "2020-09-14", "2020-09-21")
    opinions.escalate(office, "dispute", made, "两家不肯见面", on="2020-09-15")
    with pytest.raises(FormErrors, match="请写协议的内容"):
        disputes.mediate(office, made, "双方到场。", on=TODAY, outcome="agreed", mediators="王芳")
    with pytest.raises(FormErrors) as caught:
        disputes.mediate(office, made, "", on=TODAY, outcome="")
    assert set(caught.value.errors) == {"record", "outcome", "mediators"}
    disputes.mediate(office, made, "谈了两个小时。", on="2020-09-15", outcome="again", mediators="王芳")
    assert acts(office, made, "disputes") == ("mediate", "settle", "escalate")
    disputes.mediate(
        office, made, "双方让步。", on=TODAY, outcome="agreed", mediators="王芳", agreement="李四赔500元。"
    )
    assert column(office, made, "state", "dispute") == "agreed"
    (link,) = opinions.standing(office, "disputes", made).links
    assert (link.kind, link.label, link.name) == ("agreement", "调解协议书", "9月16日的，打印")
    assert acts(office, made, "disputes") == ("settle", "mediate", "escalate")
    with pytest.raises(FormErrors, match="请写化解的结果"):
        disputes.settle(office, made, "", on=TODAY)
    with pytest.raises(FormErrors, match="早于2020年9月16日"):
        disputes.settle(office, made, "已付款。", on="2020-09-15")
    disputes.settle(office, made, "已付款。", on=TODAY)
    found = opinions.standing(office, "disputes", made)
    assert (found.state, found.acts, found.detail) == ("settled", ("reopen",), ("9月16日：已付款。",))
    with pytest.raises(InvalidInput, match="已经办结"):
        add(office, "mediations", dispute_id=made, held_on=TODAY)
    opinions.reopen(office, "dispute", made, "又漏了", on=TODAY)
    assert column(office, made, "result", "dispute") is None


def test_what_is_led_by_steps_is_not_written_by_hand(office: Context, yard: bytes) -> None:
    made = raise_one(office, yard)
    step = value(office, "SELECT id FROM handling_step")
    for kind, record, values in (("handling-steps", step, {"level": "department"}),):
        with pytest.raises(InvalidInput, match="不能手工"):
            records.save(office, kind, record, values)
    with pytest.raises(InvalidInput, match="不能手工增减"):
        records.delete(office, "handling-steps", [step])
    opinions.answer(office, made, "好。", on=TODAY)
    opinions.tell(office, made, on=TODAY, how="电话")
    opinions.close(office, made, on=TODAY)
    with pytest.raises(InvalidInput, match="已经办结，不能再改"):
        records.save(office, "opinions", made, {"title": "别的"})
    with pytest.raises(InvalidInput, match="不能删除"):
        records.delete(office, "opinions", [made])
    records.save(office, "opinions", made, {"note": "存档"})


def test_undoing_goes_back_step_by_step(office: Context, yard: bytes) -> None:
    made = raise_one(office, yard)
    answered = opinions.answer(office, made, "好。", on=TODAY)
    told = opinions.tell(office, made, on=TODAY, how="电话")
    closed = opinions.close(office, made, on=TODAY)
    with pytest.raises(InvalidInput, match="不能单独撤销"):
        history.undo(office, answered.tx_id)
    assert column(office, made, "answer") == "好。"
    for done in (closed, told, answered):
        history.undo(office, done.tx_id)
    assert acts(office, made)[0] == "answer"
    assert steps(office, made) == [("building", "2020-09-14", "2020-09-17", None, None, None)]


def test_an_opinion_whose_matter_was_deleted_becomes_another(office: Context, yard: bytes) -> None:
    made = raise_one(office, yard)
    first = opinions.to_matter(office, made).id
    with pytest.raises(InvalidInput, match="已经转过"):
        opinions.to_matter(office, made)
    records.delete(office, "matters", [first])
    second = opinions.to_matter(office, made).id
    assert second != first
    assert column(office, made, "matter_id") == second
