"""A resolution counted ballot by ballot: the gate reads the count, and a recount waits for the step."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput
from services import matter_archive, records, users
from services.matters import progress, steps
from services.meetings import attending, ballots, counting, motions, roll
from services.office import Context
from tests.helpers.notices import fonts
from tests.helpers.office import DAY_MS, FixedClock, add
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
