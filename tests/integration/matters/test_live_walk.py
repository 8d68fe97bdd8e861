"""A matter that happens now: from the doors over meetings and votes to two notices that really hang."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import InvalidInput
from services import boards, history, matter_archive, matter_notices, records, users
from services.matters import consulting, progress, steps
from services.notices import life
from services.office import Context
from tests.helpers.notices import fonts
from tests.helpers.office import DAY_MS, FixedClock, add, community, courtyard, value


def _hang(office: Context, yard: bytes, notice: bytes) -> bytes:
    life.check(office, notice, "李明")
    life.issue(office, notice, fonts=fonts())
    known = boards.boards(office, yard)
    board = known[0].id if known else boards.add_board(office, yard, "东门").id
    posted = boards.post(office, [notice], board, office.today(), fonts=fonts())
    assert posted.committed is not None
    return posted.committed.tx_id


def _meet(office: Context, yard: bytes, matter: bytes, kind: str, due: int, present: int) -> bytes:
    return add(
        office,
        "meetings",
        courtyard_id=yard,
        matter_id=matter,
        kind=kind,
        title=f"路灯{kind}",
        held_on=office.today().isoformat(),
        due_count=str(due),
        present_count=str(present),
        record="讨论装路灯。",
    )


def test_from_the_doors_to_the_published_result(office: Context, clock: FixedClock) -> None:
    users.add_user(office, "李明")
    yard = courtyard(office, "1号院", community(office, "远大社区"))
    building = add(office, "buildings", courtyard_id=yard, name="1号楼")
    for room in ("101", "102", "201"):
        add(office, "dwellings", courtyard_id=yard, building_id=building, room=room)
    matter = add(office, "matters", courtyard_id=yard, title="装路灯", template="six_steps", budget="9000")
    consulting.draw_up(office, matter)
    for household in consulting.read(office, matter).households:
        consulting.answer(office, household.id, "for")
    steps.complete(office, matter)

    _meet(office, yard, matter, "party", 3, 1)
    with pytest.raises(InvalidInput, match="须过半数到会（至少2人），实到1人"):
        steps.complete(office, matter)
    records.save(office, "meetings", _meeting(office, matter), {"present_count": "2"})
    steps.complete(office, matter)
    _meet(office, yard, matter, "joint", 9, 7)
    steps.complete(office, matter)
    clock.advance(DAY_MS)
    decided = _meet(office, yard, matter, "representatives", 30, 25)
    with pytest.raises(InvalidInput, match="还没有登记决议的结果"):
        steps.complete(office, matter)
    votes = {"votes_for": "24", "votes_against": "1", "votes_abstain": "0", "outcome": "passed"}
    add(
        office,
        "resolutions",
        meeting_id=decided,
        kind="motion",
        title="装路灯方案",
        content="装6盏。",
        **votes,
    )
    steps.complete(office, matter)

    assert progress.where(office, matter).act == "notice"
    notice = matter_notices.draft_notice(office, matter)
    assert matter_notices.draft_notice(office, matter) == notice
    with pytest.raises(InvalidInput, match="还没有张贴到公开栏"):
        steps.complete(office, matter)
    hung = _hang(office, yard, notice)
    steps.complete(office, matter)
    with pytest.raises(InvalidInput, match="没有办理"):
        history.undo(office, hung)

    clock.advance(20 * DAY_MS)
    done = {"final_cost": "8800", "finished_on": office.today().isoformat()}
    records.save(office, "matters", matter, done)
    result = matter_notices.draft_notice(office, matter)
    body = value(office, "SELECT body FROM notice WHERE id = ?", result)
    assert "预算9,000.00元，决算8,800.00元。" in body
    _hang(office, yard, result)
    steps.complete(office, matter, None, {"record": "验收合格。", "accepted_by": 3})
    found = progress.where(office, matter)
    assert found.state == "closed"
    assert [each.late for each in found.steps] == [False] * 6
    made = matter_archive.archive(office, matter, fonts())
    assert made.absent == ()
    numbers = [title for title, _ in made.parts if title.startswith("公示：〔2020〕")]
    assert len(numbers) == 2
    assert date.fromisoformat(found.steps[-1].first) == office.today()


def _meeting(office: Context, matter: bytes) -> bytes:
    found: bytes = value(office, "SELECT id FROM meeting WHERE matter_id = ? ORDER BY id DESC", matter)
    return found
