"""A resolution counted ballot by ballot: the gate reads the count, and a recount waits for the step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.errors import InvalidInput
from services import matter_archive, records, users
from services.matters import progress, steps
from services.meetings import agenda, attending, ballots, counting, motions, roll
from services.office import Context
from tests.helpers.notices import fonts
from tests.helpers.office import DAY_MS, FixedClock, add, value
from tests.helpers.voting import meeting, owned_courtyard

OTHER = "赵敏"


def test_the_count_of_owners_opens_the_gate(office: Context, clock: FixedClock) -> None:
    clock.advance(2100 * DAY_MS)  # 2026, when 民法典 holds
    users.add_user(office, OTHER)
    yard = owned_courtyard(office)
    matter = add(office, "matters", courtyard_id=yard, title="更换电梯", template="six_steps")
    for _ in range(3):
        steps.skip(office, matter, None, "楼院党支部", "紧急维修")
    held = meeting(office, yard)
    records.save(office, "meetings", held, {"matter_id": matter, "record": "更换电梯。"})
    roll.draw_up(office, held)
    motion = motions.add(office, held, "更换电梯", "更换两部电梯。", "dwelling", matter_id=matter).id
    with pytest.raises(InvalidInput, match="不能作数"):
        steps.complete(office, matter)
    known = {each.body[-3:]: each.id for each in roll.read(office, held).lines}
    attending.mark(office, list(known.values()), "present")
    for line in known.values():
        ballots.cast(office, motion, 1, line, "for", "written")
    with pytest.raises(InvalidInput, match="还没有登记决议的结果"):
        steps.complete(office, matter)
    counting.count(office, motion, checked_by=OTHER)
    steps.complete(office, matter)
    found = progress.where(office, matter)
    assert (found.present, found.steps[3].meeting and found.steps[3].meeting.outcome) == ("publish", "passed")
    with pytest.raises(InvalidInput, match="请先在事项上重新打开这一步"):
        counting.reopen(office, motion, "票数有疑")
    with pytest.raises(InvalidInput, match="请先在事项上重新打开这一步"):
        attending.mark(office, [known["101"]], "absent")
    made = matter_archive.archive(office, matter, fonts())
    assert made.absent == ()
    titles = [title for title, _ in made.parts]
    assert [each[:3] for each in titles if each[:3] in ("签到表", "计票单")] == ["签到表", "计票单"]
    steps.reopen(office, matter)
    counting.reopen(office, motion, "票数有疑")
    with pytest.raises(InvalidInput, match="还没有登记决议的结果"):
        steps.complete(office, matter)


def test_what_a_completed_decision_counted_is_neither_opened_nor_added_to(
    office: Context, clock: FixedClock
) -> None:
    clock.advance(2100 * DAY_MS)
    users.add_user(office, OTHER)
    yard = owned_courtyard(office)
    matter = add(office, "matters", courtyard_id=yard, title="更换电梯", template="six_steps")
    for _ in range(3):
        steps.skip(office, matter, None, "楼院党支部", "紧急维修")
    held = meeting(office, yard, record="更换电梯。")
    agenda.take(office, held, [each for each in agenda.propose(office, held) if each.id == matter])
    item = value(office, "SELECT id FROM agenda_item WHERE matter_id = ?", matter)
    roll.draw_up(office, held)
    known = {each.body[-3:]: each.id for each in roll.read(office, held).lines}
    attending.mark(office, list(known.values()), "present")
    made = []
    for title in ("更换电梯", "使用维修资金"):
        one = motions.add(office, held, title, "", "dwelling", agenda_item_id=bytes(item)).id
        for line in known.values():
            ballots.cast(office, one, 1, line, "for", "written")
        counting.count(office, one, checked_by=OTHER)
        made.append(one)
    steps.complete(office, matter)
    for one in made:
        with pytest.raises(InvalidInput, match="请先在事项上重新打开这一步"):
            counting.reopen(office, one, "票数有疑")
    about = {"meeting_id": held, "kind": "motion", "title": "又一项", "outcome": "rejected"}
    other = meeting(office, yard, title="另一次会议")
    moved = add(office, "resolutions", **{**about, "meeting_id": other, "matter_id": matter})
    acts: tuple[Callable[[], object], ...] = (
        lambda: motions.add(office, held, "又一项", "", "dwelling", matter_id=matter),
        lambda: motions.add(office, held, "又一项", "", "dwelling", agenda_item_id=bytes(item)),
        lambda: records.save(office, "resolutions", None, {**about, "matter_id": matter}),
        lambda: records.save(office, "resolutions", None, {**about, "agenda_item_id": bytes(item)}),
        lambda: records.save(office, "resolutions", moved, {"meeting_id": held}),
    )
    for act in acts:
        with pytest.raises(InvalidInput, match="不能再增加决议。请先在事项上重新打开这一步"):
            act()
    found = progress.where(office, matter)
    assert found.steps[3].meeting is not None
    assert found.steps[3].meeting.outcome == "passed"
    add(office, "resolutions", **about)  # about something else
