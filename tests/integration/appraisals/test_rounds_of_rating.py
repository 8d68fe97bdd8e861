"""A round of rating through the use cases: planned, entered, closed, guarded, opened again, published."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from models.errors import InvalidInput, NotFound, UserError
from services import appraisals, history, records
from services.appraisal_record import shipped_items, view
from services.appraisals import Paper, Plan
from services.notices import life
from services.office import Context
from services.saving import FormErrors
from tests.helpers import appraisals as helper
from tests.helpers.office import add, courtyard, rows, value


def test_a_round_is_tallied_as_it_was_entered(office: Context) -> None:
    sample = helper.answered(office)
    found = view(office, sample.round)
    assert found.title == "2020年三和物业居民评议"
    assert (found.target_name, found.courtyard) == ("三和物业", "建设路1号院")
    assert [each.name for each in found.answers] == [
        "第1号表", "第2号表", "3号楼2单元101", "合并录入的6份", "合并录入的2份",
    ]  # fmt: skip
    assert found.tally.response == Fraction(11, 12)
    residents = found.tally.side("residents")
    assert residents is not None
    assert (residents.papers, residents.rate) == (9, Fraction(23, 25))
    assert [(each.counts, each.blank, each.rate) for each in residents.items] == [
        ((1, 7, 1, 0, 0), 0, Fraction(8, 9)),
        ((1, 7, 0, 1, 0), 0, Fraction(8, 9)),
        ((0, 7, 0, 0, 1), 1, Fraction(1)),
    ]
    assert (found.next_act, found.missing) == ("enter", "还有1份没有收回，收齐或到期后汇总。")
    assert found.next_paper("residents") == 3
    assert found.next_paper("committee") == 1


def test_items_come_from_the_last_round_else_from_what_ships(office: Context) -> None:
    sample = helper.planned(office)
    offered = appraisals.offer(office, sample.yard, "property")
    assert (offered.items, offered.copied_from) == (helper.ITEMS, "2020年三和物业居民评议")
    assert (offered.target_id, offered.households) == (sample.service, 3)
    committee = appraisals.offer(office, sample.yard, "committee")
    assert (committee.items, committee.copied_from) == (shipped_items("committee"), "")
    again = appraisals.plan(office, Plan(sample.yard, "property", title="第二次")).id
    assert tuple(each.title for each in view(office, again).items) == helper.ITEMS
    appraisals.set_items(office, again, ["保洁", " ", "保洁态度"])
    assert [each.title for each in view(office, again).items] == ["保洁", "保洁态度"]
    assert appraisals.set_items(office, again, ["保洁", "保洁态度"]).committed is None
    appraisals.plan(office, Plan(sample.yard, "works", target_name="外墙改造"))
    assert value(office, "SELECT title FROM appraisal ORDER BY id DESC LIMIT 1") == "2020年改造工程居民评议"
    with pytest.raises(InvalidInput, match="请选评议什么"):
        appraisals.offer(office, sample.yard, "weather")
    with pytest.raises(InvalidInput, match="楼院已经不在了"):
        appraisals.offer(office, sample.round, "works")
    with pytest.raises(NotFound):
        view(office, sample.yard)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Paper("11", paper=9), "第9号表评了2项，评议内容共3项"),
        (Paper("116", paper=9), "等次只能是1到5"),
        (Paper("000", paper=9), "是空白表"),
        (Paper("111", paper=1), "第1号表已经录入过了"),
        (Paper("111", paper=0), "编号从1开始"),
        (Paper("111", paper=9, papers=2), "只有一份"),
        (Paper("111", papers=2), "收回13份，多于发出的12份"),
        (Paper("111", papers=0), "份数是0"),
        (Paper("111", way="pigeon"), "没有“pigeon”这种收集方式"),
        (Paper("111", answered_on="昨天"), "不是日期"),
        (Paper("111", comment="说" * 501), "意见太长"),
        (Paper("111", side="guests"), "没有写明是居民还是自治组织"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_nothing_is_written(
    office: Context, given: Paper, said: str
) -> None:
    sample = helper.answered(office)
    before = rows(office, "SELECT id, version FROM appraisal_answer ORDER BY id")
    with pytest.raises(InvalidInput, match=said):
        appraisals.enter(office, sample.round, given)
    assert rows(office, "SELECT id, version FROM appraisal_answer ORDER BY id") == before


def test_a_door_answers_once_and_is_one_of_the_courtyard(office: Context) -> None:
    sample = helper.answered(office)
    with pytest.raises(InvalidInput, match="101已经录入过了"):
        appraisals.enter(office, sample.round, Paper("111", dwelling_id=sample.homes[0]))
    other = courtyard(office, "别的院")
    building = add(office, "buildings", courtyard_id=other, name="1号楼")
    home = add(office, "dwellings", courtyard_id=other, building_id=building, room="101")
    with pytest.raises(InvalidInput, match="不是这个楼院的"):
        appraisals.enter(office, sample.round, Paper("111", dwelling_id=home))


def test_an_answer_is_altered_and_withdrawn_until_the_round_is_closed(office: Context) -> None:
    sample = helper.answered(office)
    first = sample.answers[0]
    assert appraisals.alter(office, first, Paper("555", paper=7)).committed is not None
    assert appraisals.alter(office, first, Paper("555", paper=7)).committed is None
    with pytest.raises(InvalidInput, match="第2号表已经录入过了"):
        appraisals.alter(office, first, Paper("555", paper=2))
    taken = appraisals.withdraw(office, sample.answers[3:4])
    assert view(office, sample.round).tally.papers == 5
    assert taken.committed is not None
    history.undo(office, taken.committed.tx_id)
    assert view(office, sample.round).tally.papers == 11
    appraisals.close(office, sample.round)
    late: tuple[Callable[[], object], ...] = (
        lambda: appraisals.alter(office, first, Paper("111", paper=7)),
        lambda: appraisals.withdraw(office, [first]),
        lambda: appraisals.enter(office, sample.round, Paper("111", paper=8)),
        lambda: appraisals.set_items(office, sample.round, ["别的"]),
        lambda: appraisals.update_asked(office, sample.round, 20),
        lambda: appraisals.close(office, sample.round),
    )
    for refused in late:
        with pytest.raises(InvalidInput, match="已经汇总"):
            refused()


def test_items_stay_once_something_was_answered(office: Context) -> None:
    sample = helper.answered(office)
    with pytest.raises(FormErrors, match="已经录入了评议表"):
        appraisals.set_items(office, sample.round, ["别的"])
    item = view(office, sample.round).items[0].id
    with pytest.raises(InvalidInput, match="不能再增减、换顺序"):
        records.save(office, "appraisal-items", None, {"appraisal_id": sample.round, "title": "绿化"})
    with pytest.raises(InvalidInput, match="不能再增减、换顺序"):
        records.save(office, "appraisal-items", item, {"position": "9"})
    with pytest.raises(InvalidInput, match="不能再增减、换顺序"):
        records.delete(office, "appraisal-items", [item])
    records.save(office, "appraisal-items", item, {"title": "楼道保洁"})
    assert view(office, sample.round).items[0].title == "楼道保洁"


def test_an_item_that_was_added_before_the_answers_cannot_be_undone_after_them(office: Context) -> None:
    sample = helper.planned(office)
    added = records.save(office, "appraisal-items", None, {"appraisal_id": sample.round, "title": "绿化"})
    appraisals.enter(office, sample.round, Paper("1111", paper=1))
    assert added.committed is not None
    with pytest.raises(UserError, match="不能再增减"):
        history.undo(office, added.committed.tx_id)


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], "请写上评议内容"),
        (["  "], "请写上评议内容"),
        ([f"第{n}项" for n in range(21)], "最多20项"),
        (["长" * 31], "太长"),
        (["保洁", "保洁"], "写了两次"),
    ],
)
def test_items_that_cannot_be_taken(office: Context, items: list[str], said: str) -> None:
    sample = helper.planned(office)
    with pytest.raises(FormErrors, match=said):
        appraisals.set_items(office, sample.round, items)


def test_a_plan_that_cannot_be(office: Context) -> None:
    sample = helper.planned(office)
    plan = Plan(sample.yard, "property", asked=0, from_day="2020-09-10", to_day="2020-09-01")
    with pytest.raises(FormErrors) as refused:
        appraisals.plan(office, plan)
    assert sorted(refused.value.errors) == ["asked", "to_day"]
    with pytest.raises(FormErrors, match="“下周”不是日期"):
        appraisals.plan(office, Plan(sample.yard, "property", from_day="下周"))
    other = courtyard(office, "别的院")
    with pytest.raises(InvalidInput, match="不是这个楼院的"):
        appraisals.plan(office, Plan(other, "property", target_id=sample.service))


def test_closing_freezes_the_tally_and_the_guards_keep_it(office: Context) -> None:
    sample = helper.closed(office)
    found = view(office, sample.round)
    assert (found.state, found.closed_on, found.next_act) == ("closed", "2020-09-16", "publish")
    assert found.conclusion.splitlines() == [
        "发出12份，收回11份，回收率91.7%。",
        "居民评议9份，综合满意率92.0%：环境卫生保洁88.9%，门岗值守和秩序88.9%，收费和账目公开100.0%。",
        "自治组织评议2份，综合满意率33.3%：环境卫生保洁100.0%，门岗值守和秩序0.0%，收费和账目公开0.0%。",
        "物业公司十月底前公开全年收支。",
        "楼道灯一周内修好。",
    ]
    for values in ({"asked": "20"}, {"target": "works"}, {"title": "别的"}):
        with pytest.raises(InvalidInput, match="已经汇总"):
            records.save(office, "appraisals", sample.round, values)
    records.save(office, "appraisals", sample.round, {"note": "已存档"})
    with pytest.raises(InvalidInput, match="要存档，不能删除"):
        records.delete(office, "appraisals", [sample.round])
    with pytest.raises(InvalidInput, match="这里有已经汇总的评议"):
        records.delete(office, "courtyards", [sample.yard])
    with pytest.raises(InvalidInput, match="已经汇总"):
        records.save(office, "appraisal-items", found.items[0].id, {"title": "别的"})
    entered = value(office, "SELECT tx_id FROM sync_change WHERE row_id = ?", sample.answers[-1])
    with pytest.raises(UserError, match="已经汇总"):
        history.undo(office, entered)


def test_a_closed_round_is_opened_again_with_a_reason(office: Context) -> None:
    sample = helper.closed(office)
    with pytest.raises(InvalidInput, match="写明为什么"):
        appraisals.reopen(office, sample.round, " ")
    appraisals.reopen(office, sample.round, "第2号表录错了")
    found = view(office, sample.round)
    assert (found.state, found.conclusion, found.closed_on) == ("open", "", "")
    assert found.note == "2020年9月16日重新打开：第2号表录错了"
    with pytest.raises(InvalidInput, match="不用重新打开"):
        appraisals.reopen(office, sample.round, "再来")
    appraisals.alter(office, sample.answers[1], Paper("111", paper=2))
    done = appraisals.close(office, sample.round)
    assert done.committed is not None
    history.undo(office, done.committed.tx_id)
    assert view(office, sample.round).is_open


def test_what_cannot_be_closed(office: Context) -> None:
    sample = helper.planned(office)
    with pytest.raises(InvalidInput, match="还没有录入评议表"):
        appraisals.close(office, sample.round)
    appraisals.enter(office, sample.round, Paper("111", papers=5))
    with pytest.raises(InvalidInput, match="收回5份，多于发出的4份"):
        appraisals.update_asked(office, sample.round, 4)
    with pytest.raises(InvalidInput, match="应当在1到"):
        appraisals.update_asked(office, sample.round, 0)
    appraisals.update_asked(office, sample.round, 5)
    assert appraisals.update_asked(office, sample.round, 5).committed is None
    assert view(office, sample.round).next_act == "close"
    records.save(office, "appraisals", sample.round, {"asked": "4"})
    assert "多于发出的4份" in view(office, sample.round).missing
    with pytest.raises(InvalidInput, match="收回5份，多于发出的4份"):
        appraisals.close(office, sample.round)


def test_a_round_made_by_a_form_says_what_comes_next(office: Context) -> None:
    sample = helper.planned(office)
    made = add(office, "appraisals", title="临时评议", courtyard_id=sample.yard, target="committee")
    assert (view(office, made).next_act, view(office, made).state) == ("items", "open")
    appraisals.set_items(office, made, ["履职"])
    assert view(office, made).next_act == "enter"
    appraisals.enter(office, made, Paper("1", papers=2))
    assert view(office, made).missing == "还没有写发出多少份，算不出回收率。"
    records.delete(office, "appraisals", [made])
    assert value(office, "SELECT count(*) FROM appraisal_item WHERE deleted_at IS NULL") == 3


def test_the_result_is_published_once(office: Context) -> None:
    sample = helper.closed(office)
    notice = appraisals.publish(office, sample.round).id
    assert appraisals.publish(office, sample.round).committed is None
    row = rows(office, "SELECT title, kind, state, appraisal_id FROM notice WHERE id = ?", notice)[0]
    assert row[:3] == ("建设路1号院2020年三和物业居民评议结果公开", "appraisal", "draft")
    assert bytes(row[3]) == sample.round
    life.check(office, notice, "李伟")
    issued = life.issue(office, notice)
    found = view(office, sample.round)
    assert (found.state, found.notice_state, found.next_act) == ("published", "已签发", "")
    with pytest.raises(InvalidInput, match=f"已经签发为{issued.number}"):
        appraisals.reopen(office, sample.round, "录错")
    closing = value(
        office,
        "SELECT tx_id FROM audit_entry WHERE action = 'appraisal_closed'",
    )
    with pytest.raises(UserError):
        history.undo(office, closing)
    life.void(office, notice, "数字有误")
    appraisals.reopen(office, sample.round, "录错")
    with pytest.raises(InvalidInput, match="还没有汇总"):
        appraisals.publish(office, sample.round)
