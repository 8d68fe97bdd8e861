"""The agenda in order, and the shares of a rule in words, on both engines."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput, NotFound
from models.ids import new_id
from services import history
from services.meetings import agenda_lines, motions
from services.meetings.rule_words import rules_told, shares_of, shares_told
from services.office import Context
from tests.helpers.office import courtyard, resident
from tests.helpers.voting import meeting


@pytest.fixture
def joint(office: Context) -> bytes:
    """A meeting of representatives without an agenda."""
    return meeting(office, courtyard(office, "1号院"), kind="representatives", day="2026-03-01")


def _titles(office: Context, meeting_id: bytes) -> list[str]:
    return [f"{line.number} {line.title}" for line in agenda_lines.listed(office, meeting_id)]


def test_items_are_added_at_the_end_and_moved(office: Context, joint: bytes) -> None:
    for title in ("车位", "车棚", "绿化"):
        agenda_lines.add(office, joint, title, "怎么办")
    assert _titles(office, joint) == ["1 车位", "2 车棚", "3 绿化"]
    last = agenda_lines.listed(office, joint)[2]
    assert (last.content, last.source, last.votes) == ("怎么办", "", 0)
    moved = agenda_lines.move(office, last.id, -1)
    assert _titles(office, joint) == ["1 车位", "2 绿化", "3 车棚"]
    assert moved.committed is not None
    history.undo(office, moved.committed.tx_id)
    assert _titles(office, joint) == ["1 车位", "2 车棚", "3 绿化"]
    assert agenda_lines.move(office, last.id, 5).committed is None
    agenda_lines.move(office, last.id, -9)
    assert _titles(office, joint) == ["1 绿化", "2 车位", "3 车棚"]


def test_where_an_item_came_from_and_what_is_voted_on_it(office: Context, joint: bytes) -> None:
    item = agenda_lines.add(office, joint, "下水")
    with office.unit_of_work() as work:
        work.update("agenda_item", item.id, {"action_item_id": new_id()})
        work.commit()
    motions.add(office, joint, "更换管道", "", "hands", agenda_item_id=item.id)
    again = agenda_lines.listed(office, joint)[0]
    assert (again.source, again.votes) == ("待办事项", 1)


def test_what_is_no_item_is_said(office: Context, joint: bytes) -> None:
    with pytest.raises(InvalidInput, match="请写上议题"):
        agenda_lines.add(office, joint, "  ")
    with pytest.raises(NotFound):
        agenda_lines.add(office, new_id(), "车位")
    item = agenda_lines.add(office, joint, "车位").id
    with pytest.raises(InvalidInput, match="往上还是往下"):
        agenda_lines.move(office, item, 0)


def test_the_shares_of_a_rule_in_words(office: Context, joint: bytes) -> None:
    motion = motions.add(office, joint, "车位", "", "hands").id
    assert shares_of(office, motion) == "到会的人数三分之二以上；同意的须占到会人数过半数"
    people = [resident(office, "甲")]
    assert shares_of(office, motions.add_election(office, joint, "选举", 1, people).id) == ""
    book = office.rulebook
    owners = book.by_code("civil-code-278-special")
    assert owners is not None
    assert shares_told(owners) == (
        "参与表决的人数三分之二以上、专有部分面积三分之二以上；"
        "同意的须占参与表决人数四分之三以上、专有部分面积四分之三以上"
    )
    every = book.by_code("state-2018-ordinary")
    assert every is not None
    assert shares_told(every) == "同意的须占全体人数过半数、专有部分面积过半数"
    offered = dict(rules_told(office, joint))
    assert offered["civil-code-278-special"].endswith("（民法典第278条）")
