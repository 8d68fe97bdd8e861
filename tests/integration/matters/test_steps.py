"""Matters led from step to step: the sewer of the sample, what is refused, going back, giving up."""

from __future__ import annotations

import re

import pytest

from models.errors import InvalidInput
from models.rules.gates import StepState
from services import history, records
from services.matters import progress, steps
from services.meetings import roll
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.office import add, courtyard, rows, value

CODES = ("consult", "propose", "discuss", "decide", "publish", "result")


def _pipe(office: Context) -> tuple[dict[str, bytes], bytes]:
    ids = deliberated(office)
    return ids, ids["pipe"]


def _change(office: Context, kind: str, record: bytes, values: dict[str, str] | None) -> None:
    if values is None:
        records.delete(office, kind, [record])
    else:
        records.save(office, kind, record, values)


def _states(office: Context, matter: bytes) -> list[str]:
    return [each.state.value for each in progress.where(office, matter).steps]


def test_the_sewer_walks_from_the_doors_to_the_published_result(office: Context) -> None:
    office.clock.advance(10 * 86_400_000)  # type: ignore[attr-defined]
    ids, pipe = _pipe(office)
    seen = []
    for _ in CODES:
        found = progress.where(office, pipe)
        seen.append((found.present, found.act, found.missing()))
        steps.complete(office, pipe)
    names = ("征求意见", "提议", "商议", "决议", "决议公开", "实施结果公开")
    assert seen == [
        (code, "complete", f"“{name}”需要的都有了，可以完成这一步。")
        for code, name in zip(CODES, names, strict=True)
    ]
    found = progress.where(office, pipe)
    assert (found.state, found.closed_on, found.present, found.act) == ("closed", "2020-09-20", "", "")
    told = [(each.days, each.figures()) for each in found.steps]
    assert told == [
        ("2020年7月6日至2020年7月12日", "入户168户，收回151份，赞成147份，不同意4份"),
        ("2020年7月15日", "应到3人，实到3人"),
        ("2020年7月20日", "应到12人，实到11人"),
        ("2020年7月26日", "应到31人，实到25人，同意22票，反对1票，弃权2票"),
        ("2020年7月27日至2020年8月10日", ""),
        ("2020年9月20日", "验收签字5人"),
    ]
    assert found.remarks == ()
    assert value(office, "SELECT matter_id FROM resolution WHERE id = ?", ids["pipe-motion"]) == pipe
    with pytest.raises(InvalidInput, match="已经办结"):
        steps.complete(office, pipe)


@pytest.mark.parametrize(
    ("kind", "key", "values"),
    [
        ("meetings", "propose", {"present_count": "1"}),
        ("meetings", "propose", None),
        ("resolutions", "pipe-motion", {"outcome": "rejected"}),
        ("resolutions", "pipe-motion", None),
        ("notices", "pipe-notice", {"posted_from": "2020-7-28"}),
        ("notices", "pipe-notice", None),
        ("matters", "pipe", {"template": "four_talks"}),
    ],
)
def test_what_a_completed_step_rests_on_stays(
    office: Context, kind: str, key: str, values: dict[str, str] | None
) -> None:
    ids, pipe = _pipe(office)
    for _ in range(5):
        steps.complete(office, pipe)
    with pytest.raises(InvalidInput, match="重新打开"):
        _change(office, kind, ids[key], values)
    assert _states(office, pipe)[:5] == ["done"] * 5


def test_a_completed_step_is_edited_only_when_it_is_open_again(office: Context) -> None:
    _, pipe = _pipe(office)
    steps.complete(office, pipe)
    steps.complete(office, pipe)
    row = progress.where(office, pipe).steps[0].step_id
    assert row is not None
    for values in ({"from_day": "2020-7-1"}, {"households_answered": "150"}, {"record": "改"}):
        with pytest.raises(InvalidInput, match="请先重新打开这一步"):
            records.save(office, "matter-steps", row, values)
    records.save(office, "matter-steps", row, {"note": "原表存档", "supervision": "程序合规"})
    with pytest.raises(InvalidInput, match="“提议”在“征求意见”之后已经完成"):
        steps.reopen(office, pipe, "consult")
    with pytest.raises(InvalidInput, match="请先重新打开这一步"):
        records.delete(office, "matter-steps", [row])
    steps.reopen(office, pipe)
    steps.reopen(office, pipe)
    records.save(office, "matter-steps", row, {"from_day": "2020-7-1"})
    assert steps.complete(office, pipe).id == row
    with pytest.raises(InvalidInput, match="已经登记了“征求意见”"):
        records.save(office, "matter-steps", None, {"matter_id": pipe, "step": "consult"})


def test_nothing_is_completed_out_of_turn(office: Context) -> None:
    yard = courtyard(office)
    matter = add(office, "matters", courtyard_id=yard, title="装路灯", template="six_steps")
    before = rows(office, "SELECT count(*) FROM sync_change")
    for step, message in (
        ("decide", "“征求意见”还没有完成，不能办理“决议”。"),
        ("验收", "没有“验收”这一步"),
        (None, "还没有登记问了多少户"),
    ):
        with pytest.raises(InvalidInput, match=re.escape(message)):
            steps.complete(office, matter, step)
    with pytest.raises(InvalidInput, match="请写明由谁决定跳过"):
        steps.skip(office, matter, None, " ", "急修")
    assert rows(office, "SELECT count(*) FROM sync_change") == before
    steps.skip(office, matter, None, "楼院党支部", "管道破裂，先抢修")
    steps.skip(office, matter, "提议", "楼院党支部", "管道破裂，先抢修")
    steps.skip(office, matter, "discuss", "楼院党支部", "管道破裂，先抢修")
    with pytest.raises(InvalidInput, match="“决议”不能跳过"):
        steps.skip(office, matter, None, "楼院党支部", "急")
    found = progress.where(office, matter)
    assert (found.present, found.act) == ("decide", "meeting")
    assert found.steps[0].skip_reason == "管道破裂，先抢修"


def test_a_vote_that_the_rule_set_does_not_carry_is_not_passed(office: Context) -> None:
    ids, pipe = _pipe(office)
    for _ in range(3):
        steps.complete(office, pipe)
    records.save(office, "resolutions", ids["pipe-motion"], {"votes_for": "12", "votes_against": "11"})
    with pytest.raises(InvalidInput, match="应为“未通过”"):
        steps.complete(office, pipe)
    records.save(office, "meetings", ids["decide"], {"present_count": "15"})
    with pytest.raises(InvalidInput, match="须过半数到会（至少16人），实到15人"):
        steps.complete(office, pipe)


def test_a_rejected_resolution_goes_back_to_an_earlier_step(office: Context) -> None:
    ids, pipe = _pipe(office)
    for _ in range(3):
        steps.complete(office, pipe)
    records.save(
        office,
        "resolutions",
        ids["pipe-motion"],
        {"votes_for": "10", "votes_against": "13", "outcome": "rejected"},
    )
    found = progress.where(office, pipe)
    assert (found.present, found.act) == ("decide", "back")
    with pytest.raises(InvalidInput, match="决议没有通过，不能往下办"):
        steps.complete(office, pipe)
    with pytest.raises(InvalidInput, match="要在“决议”之前"):
        steps.send_back(office, pipe, "publish", "再商议")
    steps.send_back(office, pipe, "discuss", "造价再议")
    found = progress.where(office, pipe)
    assert _states(office, pipe)[:4] == ["done", "done", "open", "open"]
    assert (found.present, found.act, found.step and found.step.meeting) == ("discuss", "edit", None)
    again = add(
        office,
        "meetings",
        courtyard_id=ids["two"],
        matter_id=pipe,
        title="第二次商议",
        kind="joint",
        held_on="2020-8-1",
        due_count="12",
        present_count="10",
        record="降低造价。",
    )
    steps.complete(office, pipe)
    assert progress.where(office, pipe).steps[2].meeting.id == again  # type: ignore[union-attr]


def test_a_matter_is_given_up_and_taken_up_again(office: Context) -> None:
    _, pipe = _pipe(office)
    steps.drop(office, pipe, "居民多数不同意")
    found = progress.where(office, pipe)
    assert (found.state, found.act, found.missing()) == ("dropped", "", "这件事项已经终止：居民多数不同意")
    with pytest.raises(InvalidInput, match="已经终止"):
        steps.complete(office, pipe)
    steps.resume(office, pipe)
    with pytest.raises(InvalidInput, match="没有终止"):
        steps.resume(office, pipe)
    assert progress.where(office, pipe).act == "complete"


def test_undo_takes_back_the_last_completion_only(office: Context) -> None:
    _, pipe = _pipe(office)
    first, second = steps.complete(office, pipe), steps.complete(office, pipe)
    assert first.committed is not None
    assert second.committed is not None
    with pytest.raises(InvalidInput, match="“提议”已经完成，“征求意见”却还没有"):
        history.undo(office, first.committed.tx_id)
    history.undo(office, second.committed.tx_id)
    history.undo(office, first.committed.tx_id)
    assert progress.where(office, pipe).steps[0].state is StepState.OPEN


def test_a_deleted_matter_comes_back_whole_or_not_at_all(office: Context) -> None:
    ids, pipe = _pipe(office)
    for _ in range(2):
        steps.complete(office, pipe)
    gone = records.delete(office, "matters", [pipe])
    records.delete(office, "meetings", [ids["propose"]])
    with pytest.raises(InvalidInput, match="“提议”还没有登记会议"):
        history.undo(office, gone.tx_id)


def test_an_entered_disclosure_must_hang_unless_it_is_late(office: Context) -> None:
    _, pipe = _pipe(office)
    records.save(office, "matters", pipe, {"late": "否"})
    for _ in range(4):
        steps.complete(office, pipe)
    with pytest.raises(InvalidInput, match="请把这一步记为补录"):
        steps.complete(office, pipe)
    steps.complete(office, pipe, None, {"late": True})
    assert progress.state_label(progress.where(office, pipe).steps[4]) == "已完成（补录）"


def test_a_roll_cannot_change_who_came_under_a_completed_step(office: Context) -> None:
    _, pipe = _pipe(office)
    for _ in range(2):
        steps.complete(office, pipe)
    meeting = progress.where(office, pipe).steps[1].meeting
    assert meeting is not None
    with pytest.raises(InvalidInput, match="请先在事项上重新打开这一步"):
        roll.add(office, meeting.id, "王五", "楼院党小组")
    assert value(office, "SELECT due_count FROM meeting WHERE id = ?", meeting.id) == 3
    steps.reopen(office, pipe)
    roll.add(office, meeting.id, "王五", "楼院党小组")
    assert value(office, "SELECT due_count FROM meeting WHERE id = ?", meeting.id) == 1


def test_a_vote_that_is_counted_anew_decides_nothing(office: Context) -> None:
    ids, pipe = _pipe(office)
    for _ in range(3):
        steps.complete(office, pipe)
    with office.unit_of_work() as work:
        work.update("resolution", ids["pipe-motion"], {"state": "voting"})
        work.commit()
    with pytest.raises(InvalidInput, match="还没有登记决议的结果"):
        steps.complete(office, pipe)
