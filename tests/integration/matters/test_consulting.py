"""The round of opinions door by door: list, answers, tallies per building, and the figures of the step."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import InvalidInput
from services import history, records
from services.matters import consulting, progress, steps
from services.office import Context
from tests.helpers.office import add, courtyard, rows


@pytest.fixture
def matter(office: Context) -> bytes:
    yard = courtyard(office)
    for name, rooms in (("10号楼", ("101", "102")), ("2号楼", ("101", "201", "301"))):
        building = add(office, "buildings", courtyard_id=yard, name=name)
        for room in rooms:
            add(office, "dwellings", courtyard_id=yard, building_id=building, entrance="1单元", room=room)
    home = office.reader.value("SELECT id FROM dwelling WHERE room = '301'")
    head = add(office, "residents", name="张三", courtyard_id=yard)
    add(office, "households", dwelling_id=home, head_id=head)
    return add(office, "matters", courtyard_id=yard, title="装路灯", template="six_steps")


def _ask(office: Context, matter: bytes, *answers: str) -> None:
    households = consulting.read(office, matter).households
    for household, given in zip(households, answers, strict=False):
        consulting.answer(office, household.id, given, "太亮" if given == "other" else "", date(2020, 9, 1))


def test_the_list_is_drawn_up_in_the_order_of_the_doors(office: Context, matter: bytes) -> None:
    count, saved = consulting.draw_up(office, matter)
    found = consulting.read(office, matter)
    assert count == 5
    assert [(each.building, each.dwelling, each.name) for each in found.households] == [
        ("2号楼", "1单元101", ""),
        ("2号楼", "1单元201", ""),
        ("2号楼", "1单元301", "张三"),
        ("10号楼", "1单元101", ""),
        ("10号楼", "1单元102", ""),
    ]
    assert consulting.draw_up(office, matter)[0] == 0
    assert saved.committed is not None
    history.undo(office, saved.committed.tx_id)
    assert consulting.read(office, matter).households == ()


def test_answers_are_counted_by_building_and_written_to_the_step(office: Context, matter: bytes) -> None:
    consulting.draw_up(office, matter)
    _ask(office, matter, "for", "against", "absent", "other")
    found = consulting.read(office, matter)
    told = [(each.building, each.listed, each.asked, each.answered, each.absent) for each in found.tallies]
    assert told == [("2号楼", 3, 3, 2, 1), ("10号楼", 2, 1, 1, 0)]
    step = "SELECT households_asked, households_answered, in_favour, against, from_day FROM matter_step"
    assert rows(office, step) == [(4, 3, 1, 1, "2020-09-01")]
    assert "征求意见的名单上还有1户没有问。" in progress.where(office, matter).remarks
    first = found.households[0]
    consulting.answer(office, first.id, None)
    assert rows(office, step) == [(3, 2, 0, 1, "2020-09-01")]
    steps.complete(office, matter)
    with pytest.raises(InvalidInput, match="“征求意见”已经完成，不能再登记。请先重新打开这一步"):
        consulting.answer(office, first.id, "for")
    with pytest.raises(InvalidInput, match="请先重新打开这一步"):
        consulting.draw_up(office, matter)


def test_undoing_an_answer_of_a_completed_round_is_refused(office: Context, matter: bytes) -> None:
    consulting.draw_up(office, matter)
    _ask(office, matter, "for", "for")
    third = consulting.read(office, matter).households[2]
    saved = consulting.answer(office, third.id, "against", on=date(2020, 9, 2))
    steps.complete(office, matter)
    assert saved.committed is not None
    with pytest.raises(InvalidInput, match="“征求意见”已经完成"):
        history.undo(office, saved.committed.tx_id)
    assert consulting.read(office, matter).total.against == 1


@pytest.mark.parametrize(
    ("given", "content", "on", "message"),
    [
        ("maybe", "", date(2020, 9, 1), "请按 1 赞成"),
        ("for", "", date(2030, 1, 1), "在今天之后"),
        ("for", "长" * 501, date(2020, 9, 1), "最多500个字"),
    ],
)
def test_what_makes_no_answer_is_refused(
    office: Context, matter: bytes, given: str, content: str, on: date, message: str
) -> None:
    consulting.draw_up(office, matter)
    first = consulting.read(office, matter).households[0]
    with pytest.raises(InvalidInput, match=message):
        consulting.answer(office, first.id, given, content, on)
    assert consulting.read(office, matter).total.asked == 0


def test_without_dwellings_the_figures_are_typed(office: Context) -> None:
    yard = courtyard(office)
    matter = add(office, "matters", courtyard_id=yard, title="装路灯", template="six_steps")
    with pytest.raises(InvalidInput, match="还没有登记房屋"):
        consulting.draw_up(office, matter)
    figures = {"households_asked": 20, "households_answered": 18, "in_favour": 18, "against": 0}
    steps.complete(office, matter, None, {**figures, "from_day": "2020-09-01", "record": "都赞成。"})
    assert progress.where(office, matter).steps[0].figures() == "入户20户，收回18份，赞成18份，不同意0份"
    four = add(office, "matters", courtyard_id=yard, title="修门", template="four_talks")
    with pytest.raises(InvalidInput, match="“四议两公开”没有征求意见这一步"):
        consulting.draw_up(office, four)


def test_a_number_typed_at_the_door_finds_its_household(office: Context, matter: bytes) -> None:
    consulting.draw_up(office, matter)
    found = consulting.read(office, matter)
    mine = found.of_building(found.tallies[0].building_id)
    for typed in ("301", "1-301", "1单元301", " 1单元－301 "):
        assert [each.name for each in consulting.named(mine, typed)] == ["张三"]
    assert consulting.named(mine, "999") == ()
    assert consulting.named(mine, " ") == ()


def test_the_answers_go_with_their_matter(office: Context, matter: bytes) -> None:
    consulting.draw_up(office, matter)
    _ask(office, matter, "for")
    steps.complete(office, matter)
    records.delete(office, "matters", [matter])
    assert rows(office, "SELECT count(*) FROM consult_answer WHERE deleted_at IS NULL") == [(0,)]
